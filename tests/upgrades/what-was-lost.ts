import type postgres from 'postgres';
import { type Table, tablesOf } from './dump-database.ts';

type Row = Readonly<Record<string, string | null>>;

interface Contents extends Table {
  /** By what identifies a row. */
  readonly rows: ReadonlyMap<string, Row>;
}

/** All rows of a database, every value as text, by table. */
export type Everything = ReadonlyMap<string, Contents>;

/** Of the jobs' own tables only how many jobs wait: the rest belongs to the package that makes them, and changes with it. */
const JOBS = 'graphile_worker.';

/** Where a record is what people rely on: no migration may ever mean to change anything of it. */
const NEVER = ['public.events', 'public.documents'];

/** A change of what was there that a migration makes on purpose. */
export interface MeantChange {
  /** A table (`public.needs`), all rows of which may go, or a column (`public.needs.season`). */
  readonly place: string;
  /** The name of the migration. Databases that had it before are held to what they have. */
  readonly by: string;
  readonly why: string;
}

/** Reads all that a database holds, as a superuser whose client writes values alike (`WRITTEN_ALIKE`). */
export async function readEverything(sql: postgres.Sql): Promise<Everything> {
  const everything = new Map<string, Contents>();
  for (const table of await tablesOf(sql)) {
    if (table.name.startsWith(JOBS)) continue;
    const names = table.columns.map((column) => column.replaceAll('"', ''));
    const found = await sql.unsafe(`select ${table.columns.map((column) => `${column}::text`).join(', ')} from ${table.name}`).values();
    const rows = new Map<string, Row>();
    for (const values of found as (string | null)[][]) {
      const row = Object.fromEntries(names.map((name, place) => [name, values[place] ?? null]));
      rows.set(keyOf(table, row), row);
    }
    if (rows.size !== found.length) throw new Error(`${table.name} has rows that nothing tells apart`);
    everything.set(table.name, { ...table, rows });
  }
  const [jobs] = await sql<{ count: string }[]>`select count(*)::text from graphile_worker.jobs`;
  everything.set('waiting jobs', {
    name: 'waiting jobs',
    columns: ['count'],
    key: [],
    rows: new Map([['', { count: jobs?.count ?? null }]]),
  });
  return everything;
}

const keyOf = ({ key }: Pick<Table, 'key'>, row: Row): string => key.map((column) => row[column.replaceAll('"', '')] ?? '∅').join(' ');

/**
 * What an upgrade has lost: tables, columns, rows and values that were there and are not, apart from changes that were meant. A value may
 * change to what a new database has for the same row (`fresh`): reference data of the new version. A line for each.
 */
export function whatWasLost(
  before: Everything,
  after: Everything,
  fresh: Everything,
  meant: readonly Pick<MeantChange, 'place'>[] = [],
): readonly string[] {
  const isMeant = (place: string): boolean =>
    meant.some((one) => one.place === place && !NEVER.some((table) => `${place}.`.startsWith(`${table}.`)));
  return [...before].flatMap(([name, was]) => {
    if (isMeant(name)) return [];
    const is = after.get(name);
    if (is === undefined) return [`${name} is gone, with ${was.rows.size} rows`];
    const kept = was.columns.map((column) => column.replaceAll('"', '')).filter((column) => !isMeant(`${name}.${column}`));
    const gone = kept.filter((column) => !is.columns.some((one) => one.replaceAll('"', '') === column));
    return [
      ...gone.map((column) => `${name}.${column} is gone`),
      ...changedRows(
        was,
        is,
        fresh.get(name),
        kept.filter((column) => !gone.includes(column)),
      ),
    ];
  });
}

function changedRows(was: Contents, is: Contents, fresh: Contents | undefined, columns: readonly string[]): string[] {
  const found: string[] = [];
  // By its old key, whatever the key is now.
  const now = new Map([...is.rows.values()].map((row) => [keyOf(was, row), row]));
  const newer = freshRows(was, fresh);
  const lost = [...was.rows.keys()].filter((key) => !now.has(key));
  if (lost.length > 0) found.push(`${was.name}: ${lost.length} of ${was.rows.size} rows are gone, such as ${lost[0]}`);
  for (const column of columns) {
    const changed = [...was.rows].filter(([key, row]) => {
      const value = now.get(key)?.[column];
      return value !== undefined && value !== row[column] && value !== newer(row)?.[column];
    });
    if (changed.length === 0) continue;
    found.push(`${was.name}.${column}: another value in ${changed.length} of ${was.rows.size} rows, such as ${changed[0]?.[0]}`);
  }
  return found;
}

/** Finds what a new database has for a row: by its slug where it has one, since ids are drawn for each database. */
function freshRows(was: Contents, fresh: Contents | undefined): (row: Row) => Row | undefined {
  const key = was.columns.includes('slug') ? ['slug'] : was.key;
  const rows = new Map([...(fresh?.rows.values() ?? [])].map((row) => [keyOf({ key }, row), row]));
  return (row) => rows.get(keyOf({ key }, row));
}
