import type { DocumentId } from '../../../kernel/id.ts';
import type { AccountActor, Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ByteStore } from '../../../platform/files/byte-store.ts';
import { checkContent } from '../../../platform/files/verified-content.ts';
import { findContent } from '../queries.ts';

export interface DocumentContent {
  readonly hash: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly fileName: string;
}

/**
 * Allows one download, and records it with the decision. The stored bytes are read through before: a lost or altered file is refused
 * with its cause in the log, and is no download. Throws {@link FileMissing} or {@link FileAltered}.
 */
export async function downloadDocument(tx: Tx, act: Act<AccountActor>, files: ByteStore, id: DocumentId): Promise<DocumentContent> {
  const { sha256, sizeBytes, mediaType, fileName, uploadedByOrganisation } = await findContent(tx, id);
  await checkContent(files, { hash: sha256, sizeBytes });
  await recordEvent(tx, act, {
    action: 'document.downloaded',
    subject: { type: 'document', id },
    after: { sha256, sizeBytes },
    parties: [uploadedByOrganisation, act.actor.organisationId],
  });
  return { hash: sha256, sizeBytes, mediaType, fileName };
}
