import type driver from 'postgres';
import { LOCK_PATIENCE_MS } from '../db/lock-patience.ts';

export interface Table {
  readonly name: string;
  /** Every column, in the order of the table. */
  readonly columns: readonly string[];
  /** Without those that the database computes. */
  readonly copied: readonly string[];
  readonly isForced: boolean;
}

/** Quotes a name for SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quotedList = (names: readonly string[]): string => names.map(quoted).join(', ');

/** The tables of the service. What `wasl` and `graphile_worker` hold besides is made anew by the program when it starts. */
export async function listTables(tx: driver.Sql): Promise<readonly Table[]> {
  const rows = await tx<Table[]>`
    select c.relname as name, c.relforcerowsecurity as "isForced",
      array_agg(a.attname::text order by a.attnum) as columns,
      array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as copied
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    group by c.oid order by c.relname`;
  return [...rows];
}

/** How values are written as text, the same wherever it is done; for this transaction. */
export async function writeTextAlike(tx: driver.Sql): Promise<void> {
  await tx`select set_config(name, value, true) from (values ('TimeZone', 'UTC'), ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'postgres'),
    ('bytea_output', 'hex'), ('extra_float_digits', '1'), ('statement_timeout', '0'), ('lock_timeout', ${String(LOCK_PATIENCE_MS)}),
    ('idle_in_transaction_session_timeout', '0'), ('search_path', 'public')) as wanted (name, value)`;
}

export interface Contents {
  readonly rows: number;
  readonly digest: string;
}

/**
 * How many rows a table has, and the sum of their SHA-256 (its first 16 bytes, as two numbers), which no order of the rows changes and
 * which costs no memory. It reads the rows, generated columns included, and knows nothing of how they are copied.
 */
export async function digestTable(tx: driver.Sql, { name, columns }: Table): Promise<Contents> {
  const [found] = await tx.unsafe<Contents[]>(`
    select count(*)::float8 as rows,
      coalesce(sum(('x' || left(sum, 16))::bit(64)::bigint::numeric), 0) || ':' ||
      coalesce(sum(('x' || substr(sum, 17, 16))::bit(64)::bigint::numeric), 0) as digest
    from (select encode(sha256(convert_to(row(${quotedList(columns)})::text, 'UTF8')), 'hex') as sum from public.${quoted(name)}) as rows`);
  if (!found) throw new Error(`table ${name} could not be counted`);
  return found;
}
