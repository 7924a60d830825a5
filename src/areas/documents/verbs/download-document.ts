import type { DocumentId } from '../../../kernel/id.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { findContent } from '../queries.ts';

export interface DocumentContent {
  readonly hash: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly fileName: string;
}

/**
 * Allows one download, and records it with the decision. The stored bytes are read through before, ahead of this transaction: a lost or
 * altered file is refused with its cause in the log, and is no download.
 */
export async function downloadDocument(tx: Tx, ctx: ActorContext<AccountActor>, id: DocumentId): Promise<DocumentContent> {
  const { sha256, sizeBytes, mediaType, fileName, uploadedByOrganisation } = await findContent(tx, id);
  await recordEvent(tx, ctx, {
    action: 'document.downloaded',
    details: { sha256, sizeBytes },
    subject: { type: 'document', id },
    parties: [uploadedByOrganisation, ctx.actor.organisationId],
  });
  return { hash: sha256, sizeBytes, mediaType, fileName };
}
