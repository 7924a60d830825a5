import type { DocumentId } from '../../../kernel/id.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { namedIn, noteFullReads } from '../../disclosure/index.ts';
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
  const { sha256, sizeBytes, isOriginal, mediaType, fileName, uploadedByOrganisation, ...subject } = await findContent(tx, ctx, id);
  await noteFullReads(tx, ctx, 'document', namedIn(subject));
  await recordEvent(tx, ctx, {
    action: 'document.downloaded',
    // The digest of an original is its own side's: others of the parties read this event too.
    details: { isOriginal },
    subject: { type: 'document', id },
    parties: [uploadedByOrganisation, ctx.actor.organisationId],
  });
  return { hash: sha256, sizeBytes, mediaType, fileName };
}
