import { sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { DocumentId } from '../../../kernel/id.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { AccountActor, Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ByteStore } from '../../../platform/files/byte-store.ts';
import { newId } from '../../../platform/ids.ts';
import { isDesignated } from '../../identity/index.ts';
import type { AttachDocument } from '../contract.ts';
import { DOCUMENT_RIGHTS } from '../domain/document.ts';
import { fileNameOf } from '../domain/file-name.ts';
import type { MediaType } from '../domain/media-type.ts';
import { findStanding, isKnownKind } from '../queries.ts';
import { documents } from '../tables.ts';
import { documentColumns } from './document-columns.ts';

/**
 * Attaches a file to a record. The bytes are stored first and the row after: a crash between the two leaves bytes that nobody names,
 * which a timer removes, and never a row without its bytes.
 */
export async function attachDocument(tx: Tx, act: Act<AccountActor>, files: ByteStore, input: AttachDocument): Promise<DocumentId> {
  const { actor } = act;
  const { role } = actor;
  if (!(DOCUMENT_RIGHTS.attach as readonly ActingRole[]).includes(role)) {
    throw new Refusal('role-not-allowed', { facts: { role, allowed: DOCUMENT_RIGHTS.attach } });
  }
  const { file, kind, subjectType, subjectId, ...described } = input;
  const standing = await findStanding(tx, { type: subjectType, id: subjectId });
  if (!standing.sees) throw refuseField('reference-unknown', '/subjectId');
  if (!standing.acts) throw refuseField('not-your-own', '/subjectId');
  if (kind !== undefined && !(await isKnownKind(tx, kind))) throw refuseField('reference-unknown', '/kind');
  // What is attached to a human-rights file belongs into it, whatever its sender says.
  const confidentiality = standing.closed ? 'human-rights' : input.confidentiality;
  if (confidentiality === 'human-rights' && !(await isDesignated(tx))) throw refuseField('role-not-allowed', '/confidentiality');
  const mediaType = file.mediaType as MediaType;

  // Shared with other uploads of the same content, against the timer that sweeps it: held until the row is there for it to see.
  await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended(${file.sha256}, 0))`);
  await files.put(file.sha256, file.path);
  const [document] = await tx
    .insert(documents)
    .values({
      ...described,
      confidentiality,
      id: newId<'document'>(),
      subjectType,
      subjectId,
      kind: kind ?? null,
      fileName: fileNameOf(file.declaredName, mediaType),
      mediaType,
      sizeBytes: file.sizeBytes,
      sha256: file.sha256,
      isStripped: file.isStripped,
      uploadedBy: actor.userId,
      uploadedByOrganisation: actor.organisationId,
      createdAt: act.now,
    })
    .returning(documentColumns);
  const created = must(document, 'an inserted document comes back');
  await recordEvent(tx, act, {
    action: 'document.attached',
    subject: { type: 'document', id: created.id },
    after: created,
    parties: [actor.organisationId],
  });
  return created.id;
}
