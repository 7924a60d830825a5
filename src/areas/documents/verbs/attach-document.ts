import { must } from '../../../kernel/assert.ts';
import type { DocumentId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AttachDocument } from '../contract.ts';
import { fileNameOf } from '../domain/file-name.ts';
import type { MediaType } from '../domain/media-type.ts';
import { documents } from '../tables.ts';
import { documentColumns } from './document-columns.ts';
import { requireAttachable } from './require-attachable.ts';

/**
 * Attaches a file to a record. The bytes were claimed and stored ahead of this transaction, and the row comes after: a crash between the
 * two leaves bytes that nobody names, which a scheduled job removes, and never a row without its bytes. What was asked before they were stored is
 * asked again, since a right may have ended in the meantime.
 */
export async function attachDocument(tx: Tx, ctx: ActorContext<AccountActor>, input: AttachDocument): Promise<DocumentId> {
  const { subjectType, subjectId, kind = null, title = null, language = null, confidentiality: asked, file, ...rest } = input;
  nothingLeft(rest);
  const confidentiality = await requireAttachable(tx, ctx, { subjectType, subjectId, kind, confidentiality: asked });
  const { actor } = ctx;
  const mediaType = file.mediaType as MediaType;
  const [document] = await tx
    .insert(documents)
    .values({
      id: newId<'document'>(),
      subjectType,
      subjectId,
      kind,
      title,
      language,
      confidentiality,
      fileName: fileNameOf(file.declaredName, mediaType),
      mediaType,
      sizeBytes: file.sizeBytes,
      sha256: file.sha256,
      isStripped: file.original !== null,
      originalSizeBytes: file.original?.sizeBytes ?? null,
      originalSha256: file.original?.sha256 ?? null,
      isSigned: file.isSigned,
      uploadedBy: actor.userId,
      uploadedByOrganisation: actor.organisationId,
      createdAt: ctx.now,
    })
    .returning(documentColumns);
  const created = must(document, 'an inserted document comes back');
  await recordEvent(tx, ctx, {
    action: 'document.attached',
    subject: { type: 'document', id: created.id },
    parties: [actor.organisationId],
  });
  return created.id;
}
