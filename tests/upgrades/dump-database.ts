import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type postgres from 'postgres';
import type { Migration } from '#src/platform/db/migrations.ts';

/** Where the service and its jobs keep something. */
const SCHEMAS = ['public', 'wasl', 'drizzle', 'graphile_worker'];
const ROWS_AT_ONCE = 100;

export interface Table {
  /** With its schema, quoted where that is needed. */
  readonly name: string;
  /** Without those that the database computes, each quoted. */
  readonly columns: readonly string[];
  /** The columns of its primary key, quoted; of a table without one, all. */
  readonly key: readonly string[];
}

/** Every table of the service and of its jobs, by name, as the superuser sees them. */
export async function tablesOf(sql: postgres.Sql): Promise<readonly Table[]> {
  return sql<Table[]>`
    select format('%I.%I', nspname, relname) as name,
      array_agg(quote_ident(attname) order by attnum) as columns,
      coalesce((select array_agg(quote_ident(k.attname) order by k.attnum) from pg_index join pg_attribute k on k.attrelid = indrelid and k.attnum = any(indkey)
        where indrelid = c.oid and indisprimary), array_agg(quote_ident(attname) order by attnum)) as key
    from pg_class c join pg_namespace n on n.oid = relnamespace
    join pg_attribute a on attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
    where relkind = 'r' and nspname = any(${SCHEMAS}) group by c.oid, nspname, relname order by 1`;
}

/** How values are written as text, the same wherever it is done. */
export const WRITTEN_ALIKE = {
  timezone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
} as const;

/**
 * A database of this version as plain SQL that makes it again, in one transaction, in an empty database that `wasl_owner` owns, run by a
 * superuser: what the migrations and those of the jobs' tables are at this version, word for word, run as their owner; then every row
 * and where each sequence is. No program of PostgreSQL's is needed, on either side. `sql` is a superuser's, with `WRITTEN_ALIKE`.
 */
export async function dumpDatabase(sql: postgres.Sql, migrations: readonly Migration[]): Promise<string> {
  const tables = await tablesOf(sql);
  const rows: string[] = [];
  for (const table of tables) rows.push(...(await insertsOf(sql, table)));
  return [
    'begin;',
    'set local session authorization wasl_owner;',
    'create schema drizzle;',
    'create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint);',
    ...migrations.flatMap(({ name, statements }) => [`-- ${name}`, ...statements.map(ended)]),
    ...(await jobTables(sql)),
    'set local session authorization default;',
    // What triggers and foreign keys did and said, they did and said of these rows where they were written.
    'set local session_replication_role = replica;',
    ...Object.entries(WRITTEN_ALIKE).map(([name, value]) => `set local ${name} = '${value}';`),
    `truncate ${tables.map(({ name }) => name).join(', ')};`,
    ...rows,
    ...(await sequencesOf(sql)),
    'commit;',
    '',
  ].join('\n');
}

const ended = (statement: string): string => (statement.trimEnd().endsWith(';') ? statement : `${statement}\n;`);

async function insertsOf(sql: postgres.Sql, { name, columns, key }: Table): Promise<string[]> {
  const texts = columns.map((column) => `quote_nullable(${column}::text)`).join(', ');
  const rows = await sql.unsafe<{ row: string }[]>(
    `select concat_ws(',', ${texts}) as row from ${name} order by ${key.map((one) => `${one}::text`).join(', ')}`,
  );
  const inserts: string[] = [];
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const values = rows.slice(from, from + ROWS_AT_ONCE).map(({ row }) => `(${row})`);
    inserts.push(`insert into ${name} (${columns.join(', ')}) overriding system value values\n${values.join(',\n')};`);
  }
  return inserts;
}

async function sequencesOf(sql: postgres.Sql): Promise<string[]> {
  const sequences = await sql<{ call: string }[]>`
    select format('select setval(%L, %s, %s);', format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value), (last_value is not null)::text) as call
    from pg_sequences where schemaname = any(${SCHEMAS}) order by 1`;
  return sequences.map(({ call }) => call);
}

/** The worker's own migrations, as its package has them, up to the one that has run, with what the service adds to its tables. */
async function jobTables(sql: postgres.Sql): Promise<string[]> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('graphile-worker/package.json')), 'sql');
  const ran = await sql<{ id: number }[]>`select id from graphile_worker.migrations order by id`;
  const texts = ran.map(({ id }) => readFileSync(join(folder, `${String(id).padStart(6, '0')}.sql`), 'utf8'));
  const policies = await sql<{ statement: string }[]>`
    select format('create policy %I on %I.%I for %s to %s using (%s) with check (%s);', policyname, schemaname, tablename, cmd,
      array_to_string(roles, ', '), qual, with_check) as statement
    from pg_policies where schemaname = 'graphile_worker' order by 1`;
  const grants = await sql<{ statement: string }[]>`
    select format('grant %s on %s to %I;', string_agg(privilege_type, ', ' order by privilege_type), what, grantee::regrole) as statement from (
      select 'schema graphile_worker' as what, nspowner as owner, (aclexplode(nspacl)).* from pg_namespace where nspname = 'graphile_worker'
      union all
      select case relkind when 'S' then 'sequence ' else 'table ' end || oid::regclass, relowner, (aclexplode(relacl)).*
      from pg_class where relnamespace = 'graphile_worker'::regnamespace) as rights
    where grantee <> owner group by what, grantee order by 1`;
  return [
    '-- graphile-worker',
    'create schema graphile_worker;',
    'create table graphile_worker.migrations (id int primary key, ts timestamptz default now() not null, breaking boolean not null default false);',
    ...texts.map((text) => ended(text.replaceAll(/:GRAPHILE_WORKER_SCHEMA\b/g, '"graphile_worker"'))),
    ...[...policies, ...grants].map(({ statement }) => statement),
  ];
}
