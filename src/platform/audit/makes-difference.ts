import { eq, getTableColumns, or, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Tx } from '../db/transaction.ts';
import type { EventSubject } from './event-subjects.ts';

/**
 * Whether an edit makes a difference: it would give the record's row another value, or the transaction has changed a part of the record
 * (`wasl.has_changed`). One that makes none is no change: it counts no version and writes no event. Asked of a locked row, after the
 * parts are written and before the row is.
 */
export async function makesDifference<Table extends PgTable & { readonly id: PgColumn }>(
  tx: Tx,
  subject: { readonly type: EventSubject; readonly id: string },
  table: Table,
  set: { readonly [Field in keyof Table['$inferInsert']]?: Table['$inferInsert'][Field] },
): Promise<boolean> {
  const columns = getTableColumns(table);
  const differences = Object.entries(set).flatMap(([key, value]) => {
    const column = columns[key];
    return column === undefined || value === undefined ? [] : [sql`${column} is distinct from ${sql.param(value, column)}`];
  });
  const [row] = await tx
    .select({ differs: sql<boolean>`${or(...differences, sql`wasl.has_changed(${subject.type}, ${subject.id}::uuid)`)}` })
    .from(table.id.table)
    .where(eq(table.id, subject.id));
  return row?.differs ?? false;
}
