import { type Column, getTableColumns, type SQL, sql } from 'drizzle-orm';
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
  const { names, given } = asRecords(table, rows, first);
  await tx.execute(sql`insert into ${table} (${names}) select ${names} from ${given} ${passOver ? sql`on conflict do nothing` : sql``}`);
}

/**
 * Puts rows in the place of those that there are of their owner (`of`). A row that is there already, the same in all columns that the
 * rows name but its id, stays, with its id, so that what nobody changed has not changed in the history either.
 */
export async function replaceRows<Table extends PgTable>(
  tx: Tx,
  table: Table,
  of: SQL,
  rows: readonly Table['$inferInsert'][],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) {
    await tx.delete(table).where(of);
    return;
  }
  const { columns, names, given } = asRecords(table, rows, first);
  const compared = columns.filter(({ name }) => name !== 'id');
  const isSame = sql`(${sql.join(compared, sql`, `)}) is not distinct from (${sql.join(
    compared.map(({ name }) => sql`given.${sql.identifier(name)}`),
    sql`, `,
  )})`;
  await tx.execute(sql`delete from ${table} where ${of} and not exists (select from ${given} where ${isSame})`);
  await tx.execute(sql`insert into ${table} (${names}) select ${names} from ${given}
    where not exists (select from ${table} where ${of} and ${isSame})`);
}

interface Records {
  readonly columns: readonly Column[];
  readonly names: SQL;
  /** The rows as a table, `given`. */
  readonly given: SQL;
}

function asRecords<Table extends PgTable>(table: Table, rows: readonly Table['$inferInsert'][], first: Table['$inferInsert']): Records {
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => key in first);
  const typed = sql.join(
    columns.map(([, column]) => sql`${sql.identifier(column.name)} ${sql.raw(column.getSQLType())}`),
    sql`, `,
  );
  const cells = rows.map((row) => Object.fromEntries(columns.map(([key, column]) => [column.name, row[key as keyof typeof row]])));
  return {
    columns: columns.map(([, column]) => column),
    names: sql.join(
      columns.map(([, column]) => sql.identifier(column.name)),
      sql`, `,
    ),
    given: sql`jsonb_to_recordset(${JSON.stringify(cells)}::jsonb) as given (${typed})`,
  };
}
