import { type Column, getTableColumns, sql, type SQL } from 'drizzle-orm';
import { check, type CheckBuilder, PgArray } from 'drizzle-orm/pg-core';

/**
 * The values of a closed list as they are written in a statement's own text, so that the planner sees the list that a partial index is
 * made for. For lists of the program, never for what somebody sent.
 */
export const literals = (values: readonly string[]): SQL => sql.raw(values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', '));

/** The closed list that a column's values are of, or those of its array; null where it takes anything. */
export function closedListOf(column: Column): readonly string[] | null {
  const values = column instanceof PgArray ? column.baseColumn.enumValues : column.enumValues;
  return values !== undefined && values.length > 0 ? values : null;
}

/**
 * A check for each column of a table that declares a closed list, made of that list: what TypeScript doesn't know, PostgreSQL doesn't take.
 * To be spread into the constraints of every table that has such a column.
 */
export function closedLists(columns: Readonly<Record<string, Column>>): CheckBuilder[] {
  const [first] = Object.values(columns);
  if (!first) return [];
  // What the builder of constraints is handed knows its columns' names and types alone; the lists stand in the table's own.
  return Object.values(getTableColumns(first.table)).flatMap((column) => {
    const list = closedListOf(column);
    if (list === null) return [];
    const isListed = column instanceof PgArray ? sql`${column} <@ array[${literals(list)}]` : sql`${column} in (${literals(list)})`;
    return [check(`${column.name}_${column instanceof PgArray ? 'are' : 'is'}_listed`, isListed)];
  });
}
