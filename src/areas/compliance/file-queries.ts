import { desc, eq } from 'drizzle-orm';
import type { ComplianceEntryId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { complianceFiles } from './tables.ts';

/** What was last written into a human-rights file; to whoever isn't designated the policies show none. */
export async function selectLatestFile(tx: Tx, entryId: ComplianceEntryId) {
  const [file] = await tx
    .select({
      referenceNumber: complianceFiles.referenceNumber,
      evidence: complianceFiles.evidence,
      evidenceDocumentId: complianceFiles.evidenceDocumentId,
      finding: complianceFiles.finding,
    })
    .from(complianceFiles)
    .where(eq(complianceFiles.entryId, entryId))
    .orderBy(desc(complianceFiles.creationOrder))
    .limit(1);
  return file;
}
