import { getTableColumns, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Tx } from './transaction.ts';

/**
 * Inserts any number of rows as one parameter; `passOver` leaves out those that are there already. Drizzle's `values` writes a parameter for
 * each cell: a statement of its own for each number of rows, and none at all beyond 65,534 cells. All rows name the same columns;
 * what they leave out gets its default.
 *
 * 500 rows of 15 columns: a third of the time.
 */
export async function insertMany<Table extends PgTable>(
  tx: Tx,
  table: Table,
  rows: readonly Table['$inferInsert'][],
  { passOver = false }: { readonly passOver?: boolean } = {},
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => key in first);
  const names = sql.join(
    columns.map(([, column]) => sql.identifier(column.name)),
    sql`, `,
  );
  const typed = sql.join(
    columns.map(([, column]) => sql`${sql.identifier(column.name)} ${sql.raw(column.getSQLType())}`),
    sql`, `,
  );
  const cells = rows.map((row) => Object.fromEntries(columns.map(([key, column]) => [column.name, row[key as keyof typeof row]])));
  await tx.execute(sql`
    insert into ${table} (${names}) select ${names} from jsonb_to_recordset(${JSON.stringify(cells)}::jsonb) as given (${typed})
    ${passOver ? sql`on conflict do nothing` : sql``}`);
}
