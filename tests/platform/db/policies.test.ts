import { is, type SQL } from 'drizzle-orm';
import { getTableConfig, PgDialect, type PgPolicy, PgRole } from 'drizzle-orm/pg-core';
import postgres from 'postgres';
import t from 'tap';
import { createTestDatabase } from '#tests/support/database.ts';
import { declaredTables } from '#tests/support/declared-tables.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = postgres(database.superuserUrl, { max: 1, onnotice: () => undefined });
t.teardown(() => superuser.end());

const TWIN = 'as declared: ';
const dialect = new PgDialect();
const textOf = (condition: SQL): string => dialect.sqlToQuery(condition).sql;

/** What makes a declared policy once more, beside the one that the migrations made, so that PostgreSQL writes both in its own words. */
function twinOf(table: string, { name, as = 'permissive', for: command = 'all', to, using, withCheck }: PgPolicy): string {
  const roles = [to].flat().map((role) => {
    if (!is(role, PgRole)) throw new Error(`policy ${name} on ${table} names no role of the service`);
    return role.name;
  });
  return `create policy "${TWIN}${name}" on ${table} as ${as} for ${command} to ${roles.join(', ')}
    ${using === undefined ? '' : `using (${textOf(using)})`} ${withCheck === undefined ? '' : `with check (${textOf(withCheck)})`}`;
}

const declared = (await declaredTables()).map((table) => getTableConfig(table));
await superuser.unsafe(declared.flatMap(({ name, policies }) => policies.map((policy) => twinOf(name, policy))).join(';\n'));

interface PolicyRow {
  readonly table: string;
  readonly name: string;
  readonly what: string;
}

const rows = await superuser<PolicyRow[]>`
  select tablename as table, policyname as name, concat_ws(' ', permissive, 'for', cmd, 'to', roles, 'using', qual, 'with check', with_check) as what
  from pg_policies where schemaname = 'public'`;
const told = (of: readonly PolicyRow[]): string[] => of.map(({ table, name, what }) => `${name} on ${table} ${what}`).sort();
const without = (ones: readonly string[], others: readonly string[]): string[] => ones.filter((one) => !others.includes(one));
const asDeclared = rows.filter(({ name }) => name.startsWith(TWIN)).map((row) => ({ ...row, name: row.name.slice(TWIN.length) }));
const asMigrated = rows.filter(({ name }) => !name.startsWith(TWIN));

t.test('the database has the policies that the tables declare, the backup’s, and no other', async (t) => {
  t.ok(asDeclared.length > 200, `${asDeclared.length} policies`);
  const migrated = told(asMigrated.filter(({ name }) => name !== 'backup'));
  const wanted = told(asDeclared);
  t.strictSame(without(migrated, wanted), [], 'made by a migration, and declared by no table');
  t.strictSame(without(wanted, migrated), [], 'declared by a table, and made by no migration');
});

t.test('a backup’s policy is on every table that declares any, and lets it read', async (t) => {
  const guarded = declared.filter(({ policies }) => policies.length > 0).map(({ name }) => name);
  t.strictSame(
    told(asMigrated.filter(({ name }) => name === 'backup')),
    guarded.map((table) => `backup on ${table} PERMISSIVE for SELECT to {wasl_backup} using true with check`).sort(),
  );
});
