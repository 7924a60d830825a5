import { Placeholder, sql, type AnyColumn, type GetColumnData, type SQL } from 'drizzle-orm';

/**
 * Whether a column is one of so many values, however many, as one parameter: drizzle's `inArray` writes a parameter for each,
 * and so a statement of its own, to be planned anew, for each number of values. No value at all gives false.
 */
export function oneOf<Column extends AnyColumn>(column: Column, values: readonly GetColumnData<Column, 'raw'>[] | Placeholder): SQL {
  return sql`${column} = any(${sql.param(values instanceof Placeholder ? values : [...values])})`;
}
