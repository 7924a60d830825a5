import { type AnyColumn, Column, fillPlaceholders, is, type Placeholder, sql, type SQL } from 'drizzle-orm';
import { askForValues, type Tx } from './pool.ts';

/** Where each given value stands in a statement; undefined where none is given, so that the condition over it is left out. */
export type Places<Given> = { readonly [Name in keyof Given]: undefined extends Given[Name] ? Placeholder | undefined : Placeholder };

/** What decides how a statement is written and is no value in it. */
export type Shape = Readonly<Record<string, string | boolean | undefined>>;

/** A selection that drizzle has built and not sent. */
interface Selection<Row> {
  readonly _: { readonly result: Row[] };
  toSQL(): { readonly sql: string; readonly params: unknown[] };
}

type Built = ReturnType<Selection<unknown>['toSQL']>;

/** Of so many texts of one selection each is kept; those of all filters that people combine are far fewer. */
const MOST_TEXTS = 500;

/**
 * A selection of these columns, none of them nested, whose text is built once for each set of values that are given and each shape: drizzle
 * builds a long list's in a tenth of the list's time. `build` has no values, so none can stand in a text that is kept.
 *
 * The rows are what awaiting the selection would give, in half the time. Drizzle looks up anew for each cell what decodes it; here it is
 * looked up once a column. An expression among the columns is given as the driver reads it: one that is decoded by `mapWith` has no place here.
 */
export const prepareRows =
  <Given extends object, S extends Shape = Shape>() =>
  <Row>(columns: Readonly<Record<keyof Row & string, AnyColumn | SQL>>, build: (places: Places<Given>, shape: S) => Selection<Row>) => {
    const toRow = rowMaker(columns);
    const texts = new Map<string, Built>();
    const builtFor = (given: Given, shape: S): Built => {
      const names = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
      const key = JSON.stringify([names, shape]);
      const kept = texts.get(key);
      if (kept) return kept;
      const places = Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as Places<Given>;
      const built = build(places, shape).toSQL();
      if (texts.size >= MOST_TEXTS) texts.clear();
      texts.set(key, built);
      return built;
    };
    return async (tx: Tx, given: Given, shape: S): Promise<Row[]> => {
      const { sql: text, params } = builtFor(given, shape);
      return askForRows(tx, text, fillPlaceholders(params, given as Record<string, unknown>), toRow);
    };
  };

/** The rows of a selection that is built each time, made in the same way: for hundreds of rows at once, of the same kind of columns. */
export async function readRows<Row>(
  tx: Tx,
  columns: Readonly<Record<keyof Row & string, AnyColumn | SQL>>,
  selection: Selection<Row>,
): Promise<Row[]> {
  const { sql: text, params } = selection.toSQL();
  return askForRows(tx, text, params, rowMaker(columns));
}

async function askForRows<Row>(tx: Tx, text: string, values: readonly unknown[], toRow: ToRow): Promise<Row[]> {
  const rows = await askForValues(tx, text, values);
  // Taken out of the array: the driver keeps that for a while, and the collector would find the rows of the last lists alive.
  return rows.splice(0).map(toRow) as Row[];
}

type ToRow = (values: readonly unknown[]) => unknown;

/** Makes a row of the values of one. Each begins as a copy of one that has every column: an object that grows is moved as it grows. */
function rowMaker(columns: Readonly<Record<string, AnyColumn | SQL>>): ToRow {
  const names = Object.keys(columns);
  const decoders = Object.values(columns).map((column) => (is(column, Column) && !isGivenAsRead(column) ? column : null));
  const empty: Readonly<Record<string, unknown>> = Object.fromEntries(names.map((name) => [name, null]));
  return (values) => {
    const row = { ...empty };
    for (const [index, name] of names.entries()) {
      const value = values[index];
      if (value !== null) row[name] = decoders[index]?.mapFromDriverValue(value) ?? value;
    }
    return row;
  };
}

const isGivenAsRead = (column: Column): boolean => column.mapFromDriverValue === Column.prototype.mapFromDriverValue;
