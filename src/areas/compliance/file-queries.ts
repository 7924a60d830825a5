import { desc, eq, getTableColumns } from 'drizzle-orm';
import type { ComplianceEntryId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { complianceFiles } from './tables.ts';

// What no view shows: whose file it is, which the entry says, when it was written, and by whom, whom an event names.
const { id, creationOrder, entryId: ofEntry, writtenBy, createdAt, ...paperColumns } = getTableColumns(complianceFiles);

export type FiledPapers = NonNullable<Awaited<ReturnType<typeof selectLatestFile>>>;

/** What was last written into a human-rights file; to whoever isn't designated the policies show none. */
export async function selectLatestFile(tx: Tx, entryId: ComplianceEntryId) {
  const [file] = await tx
    .select(paperColumns)
    .from(complianceFiles)
    .where(eq(complianceFiles.entryId, entryId))
    .orderBy(desc(complianceFiles.creationOrder))
    .limit(1);
  return file;
}
