import { readdirSync, readFileSync } from 'node:fs';
import { getTableColumns } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import postgres from 'postgres';
import t from 'tap';
import { closedListOf } from '#src/platform/db/closed-lists.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { declaredTables } from '#tests/support/declared-tables.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = postgres(database.superuserUrl, { max: 1, onnotice: () => undefined });
t.teardown(() => superuser.end());

const sources = (readdirSync('src', { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
const tables = await declaredTables();

/** The texts in a check, as PostgreSQL writes it: its own casts and parentheses differ from version to version. */
const textsOf = (check: string): string[] => [...check.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = '']) => text.replaceAll("''", "'"));

t.test('whatever a column of a closed list declares in TypeScript, and nothing else, PostgreSQL takes', async (t) => {
  let asked = 0;
  for (const table of tables) {
    const { name } = getTableConfig(table);
    for (const column of Object.values(getTableColumns(table))) {
      const list = closedListOf(column);
      if (list === null) continue;
      asked += 1;
      const checks = await superuser<{ definition: string }[]>`
        select pg_get_constraintdef(oid) as definition from pg_constraint
        where contype = 'c' and convalidated and conrelid = ${name}::regclass and conname in (${column.name + '_is_listed'}, ${column.name + '_are_listed'})
          and conkey = array[(select attnum from pg_attribute where attrelid = ${name}::regclass and attname = ${column.name})]`;
      t.strictSame(
        checks.map(({ definition }) => textsOf(definition)),
        [list],
        `${name}.${column.name}`,
      );
    }
  }
  t.ok(asked > 70, `${asked} columns`);
});

t.test('what stands in no list is refused', async (t) => {
  const refused = (statement: string) => t.rejects(superuser.unsafe(statement), { code: '23514' }, statement);
  const columns = await superuser<{ table: string; column: string }[]>`
    select conrelid::regclass::text as table, attname as column from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
    where contype = 'c' and conname = attname || '_is_listed' and exists (select from pg_class where oid = conrelid and relname in ('organisations', 'milestones', 'regimes', 'sites'))`;
  t.ok(columns.length >= 3);
  for (const { table, column } of columns) await refused(`update ${table} set ${column} = 'never-heard-of'`);
});

t.test('no query and no table writes a closed list by hand', async (t) => {
  const written = sources
    .filter((file) => /^(?:areas|flows|demo)\//.test(file))
    .flatMap((file) =>
      readFileSync(`src/${file}`, 'utf8')
        .split('\n')
        .flatMap((line, index) => (/\bin \('/.test(line) ? [`${file}:${index + 1}`] : [])),
    );
  t.strictSame(written, []);
});
