import { desc, eq, getTableColumns, type SQL } from 'drizzle-orm';
import type { Tx } from '../../platform/db/transaction.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import { documents } from './tables.ts';

// What no view shows: the persons, whom an event names to those who oversee.
const { uploadedBy, withdrawnBy, ...ownColumns } = getTableColumns(documents);

export type DocumentRow = Awaited<ReturnType<typeof selectDocuments>>[number];

/** Index: documents_by_subject for a subject's, the primary key for one. Which rows are the reader's is the policy's to say. */
export function selectDocuments(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({ ...ownColumns, uploadedBy: nameColumns(organisations) })
    .from(documents)
    .innerJoin(organisations, eq(organisations.id, documents.uploadedByOrganisation))
    .where(where)
    .orderBy(desc(documents.creationOrder))
    .limit(limit);
}
