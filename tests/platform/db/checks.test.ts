import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { createTestDatabase } from '#tests/support/database.ts';

const { sql } = await createTestDatabase(t, { template: 'migrated' });

interface Check {
  readonly table: string;
  readonly name: string;
  readonly expression: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly isNullable: boolean }[];
}

/** Two values of each type that a check compares, and of texts also those that the check names. */
const VALUES_OF: Readonly<Record<string, readonly string[]>> = {
  bigint: ['0', '1'],
  boolean: ['false', 'true'],
  date: [`'2026-01-01'`, `'2026-01-02'`],
  integer: ['0', '1'],
  'integer[]': [`'{}'`, `'{1}'`],
  jsonb: [`'{}'`, `'{"summary": "x"}'`],
  numeric: ['0', '1'],
  smallint: ['0', '1'],
  text: [`'x'`, `'y'`],
  'timestamp with time zone': [`'2026-01-01Z'`, `'2026-01-02Z'`],
  uuid: [`'00000000-0000-7000-8000-000000000001'`, `'00000000-0000-7000-8000-000000000002'`],
  'uuid[]': [`'{}'`, `'{00000000-0000-7000-8000-000000000001}'`],
};

const checks = await sql<Check[]>`
  select conrelid::regclass::text as table, conname as name, pg_get_expr(conbin, conrelid) as expression,
    (select json_agg(json_build_object(
       'name', quote_ident(attname), 'type', format_type(atttypid, null), 'isNullable', not attnotnull) order by attnum)
     from pg_attribute where attrelid = conrelid and attnum = any (conkey)) as columns
  from pg_constraint
  where contype = 'c' and connamespace = 'public'::regnamespace and cardinality(conkey) > 1
  order by 1, 2`;

/** How many of the rows that can be made of those values a check has no answer for. */
async function unansweredOf({ name, expression, columns }: Check): Promise<number> {
  const named = [...new Set(expression.match(/'[^']*'(?=::text)/g) ?? [])];
  const pools = columns.map((column) => {
    const values = must(VALUES_OF[column.type], `values of ${column.type}, which ${name} compares`);
    const all = [...values, ...(column.type === 'text' ? named : []), ...(column.isNullable ? ['null'] : [])];
    return `(values ${all.map((value) => `(${value}::${column.type})`).join(', ')}) as of_${column.name.replaceAll('"', '')} (${column.name})`;
  });
  const [counted] = await sql.unsafe(`select count(*)::int as unanswered from ${pools.join(' cross join ')} where (${expression}) is null`);
  return must(counted, 'a count')['unanswered'] as number;
}

t.test(
  'a check that weighs columns against each other answers yes or no for every row: one that comes to null lets everything pass',
  async (t) => {
    t.ok(checks.length > 100, 'the catalogue was really read');
    for (const check of checks) t.equal(await unansweredOf(check), 0, `${check.name} on ${check.table}`);
  },
);

t.test('whoever decides or records is named together with an organisation: two sides are told apart by these', async (t) => {
  const pairs = await sql<{ table: string; person: string; organisation: string; areAlwaysNamed: boolean }[]>`
    select person.attrelid::regclass::text as table, person.attname as person, organisation.attname as organisation,
      person.attnotnull and organisation.attnotnull as "areAlwaysNamed"
    from pg_attribute person join pg_attribute organisation on organisation.attrelid = person.attrelid
      and organisation.attname in (person.attname || '_organisation', person.attname || '_organisation_id')
    join pg_class on pg_class.oid = person.attrelid and relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`;
  t.ok(pairs.length > 15, 'there are such pairs');
  for (const { table, person, organisation, areAlwaysNamed } of pairs) {
    const said = [`((${person} IS NULL) = (${organisation} IS NULL))`, `num_nonnulls(${person}, ${organisation}`];
    const isChecked = checks.some((check) => check.table === table && said.some((words) => check.expression.includes(words)));
    t.ok(areAlwaysNamed || isChecked, `${person} on ${table}`);
  }
});
