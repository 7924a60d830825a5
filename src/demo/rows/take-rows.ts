import { createHash } from 'node:crypto';
import type postgres from 'postgres';
import { must } from '../../kernel/assert.ts';
import { type CalendarDate, daysBetween } from '../../kernel/calendar-date.ts';
import type { TableRows } from './row-file.ts';
import { readTerms, type Terms } from './terms.ts';

export interface TakenFrom {
  /** Tables that the scenario is not asked for: reference data. */
  readonly without: ReadonlySet<string>;
  readonly today: CalendarDate;
  /** Days that are what they are, whenever the scenario is loaded. */
  readonly trueDays: ReadonlySet<CalendarDate>;
}

/**
 * Reads what the scenario left in a database, as somebody whom no policy holds back, with marks in place of what differs from one
 * database to the next: played twice, it gives the same text twice.
 */
export async function takeRows(sql: postgres.Sql, { without, today, trueDays }: TakenFrom): Promise<TableRows[]> {
  const names = (await filledTables(sql)).filter((table) => !without.has(table));
  const found: FoundRows[] = [];
  for (const table of await inOrderOfForeignKeys(sql, names)) found.push(await readTable(sql, table));
  const organisations = await sql<{ id: string; slug: string }[]>`select id, slug from organisations`;
  const ids = new Map(organisations.map(({ id, slug }) => [id, `$organisation:${slug}`]));
  for (const id of idsOf(found)) ids.set(id, `$id:${ids.size - organisations.length + 1}`);
  const references = settledReferences(found);
  const terms = await readTerms(sql);
  return found.map(({ table, columns, rows, isOrdered }) => {
    const marked = rows.map((row) => markRow(table, row, { ids, references, terms, today, trueDays }));
    return { table, columns, rows: isOrdered ? marked : marked.toSorted() };
  });
}

/** The tables of the service that hold anything. */
export async function filledTables(sql: postgres.Sql): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`;
  const filled: string[] = [];
  for (const { name } of tables) {
    const [first] = await sql`select from ${sql(name)} limit 1`;
    if (first !== undefined) filled.push(name);
  }
  return filled;
}

async function inOrderOfForeignKeys(sql: postgres.Sql, names: readonly string[]): Promise<string[]> {
  const keys = await sql<{ from: string; to: string }[]>`
    select conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint where contype = 'f' and conrelid <> confrelid`;
  const ordered: string[] = [];
  for (let rest = [...names]; rest.length > 0; rest = rest.filter((name) => !ordered.includes(name))) {
    const free = rest.filter((name) => !keys.some(({ from, to }) => from === name && rest.includes(to)));
    ordered.push(must(free[0], `a table among ${rest.join(', ')} that waits for no other`), ...free.slice(1));
  }
  return ordered;
}

interface FoundRows extends TableRows {
  readonly isOrdered: boolean;
}

async function readTable(sql: postgres.Sql, table: string): Promise<FoundRows> {
  const found = await sql<{ name: string; isCounted: boolean }[]>`
    select attname as name, attidentity <> '' as "isCounted" from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = '' and atttypid <> 'tsvector'::regtype
    order by attnum`;
  const columns = found.filter(({ isCounted }) => !isCounted).map(({ name }) => name);
  const order = found.some(({ name }) => name === 'creation_order') ? 'creation_order' : null;
  const rows = await sql.unsafe<{ row: string }[]>(
    `select to_jsonb(taken)::text as row from (select ${columns.join(', ')} from ${table} ${order === null ? '' : `order by ${order}`}) as taken`,
  );
  return { table, columns, rows: rows.map(({ row }) => row), isOrdered: order !== null };
}

const idsOf = (tables: readonly TableRows[]): string[] =>
  tables.filter(({ columns }) => columns.includes('id')).flatMap(({ rows }) => rows.map((row) => (JSON.parse(row) as { id: string }).id));

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** In place of references that were drawn at random, ones that follow from their order. */
function settledReferences(tables: readonly TableRows[]): ReadonlyMap<string, string> {
  const settled = new Map<string, string>();
  for (const { columns, rows } of tables) {
    if (!columns.includes('reference')) continue;
    rows.forEach((row, index) => {
      const { reference } = JSON.parse(row) as { reference: string };
      const prefix = reference.slice(0, 1);
      const symbols = [...seeded(`${prefix}${index}`).subarray(0, 6)].map((byte) => SYMBOLS[byte % 32]).join('');
      settled.set(reference, `${prefix}-${symbols.slice(0, 4)}-${symbols.slice(4)}`);
    });
  }
  return settled;
}

const seeded = (text: string): Buffer => createHash('sha256').update(text).digest();

interface Marking extends Omit<TakenFrom, 'without'> {
  readonly ids: ReadonlyMap<string, string>;
  readonly references: ReadonlyMap<string, string>;
  readonly terms: Terms;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const DAY = /"(\d{4}-\d{2}-\d{2})(T[^"]*)?"/g;
const REFERENCE = /"([A-Z]-[0-9A-Z]{4}-[0-9A-Z]{2})"/g;

function markRow(table: string, row: string, { ids, references, terms, today, trueDays }: Marking): string {
  return terms
    .mark(table, row, today)
    .replace(/(?<="password_hash": )"[^"]*"/, '"$$password"')
    .replace(/(?<="token_hash": )"[^"]*"/, '"$$secret"')
    .replace(UUID, (uuid) => must(ids.get(uuid), `the record ${uuid} of ${table}`))
    .replace(REFERENCE, (all, reference: string) => (references.has(reference) ? `"${references.get(reference)}"` : all))
    .replace(DAY, (all, day: CalendarDate, time = '') => (trueDays.has(day) ? all : `"$day:${daysBetween(today, day)}${time}"`));
}
