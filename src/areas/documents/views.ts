import type { Act } from '../../platform/auth/actor.ts';
import { audienceOf, redact } from '../disclosure/index.ts';
import type { DocumentView } from './contract.ts';
import { allowedDocumentActions } from './domain/document.ts';
import type { DocumentRow } from './queries.ts';

/** A document as this reader may see it; the policies have decided that they may at all. */
export function viewDocument({ actor }: Act, row: DocumentRow): DocumentView {
  const isOwn = actor.kind !== 'system' && actor.organisationId === row.organisationId;
  return redact('Document', audienceOf(actor.role, true), {
    id: row.id,
    reference: row.reference,
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    kind: row.kind,
    title: row.title,
    language: row.language,
    fileName: row.fileName,
    mediaType: row.mediaType,
    sizeBytes: row.sizeBytes,
    sha256: row.sha256,
    isStripped: row.isStripped,
    confidentiality: row.confidentiality,
    uploadedBy: { id: row.organisationId, slug: row.organisationSlug, names: row.organisationNames },
    uploadedAt: row.createdAt.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
    withdrawalReason: row.withdrawalReason,
    version: row.version,
    allowedActions: allowedDocumentActions(row.withdrawnAt !== null, isOwn, actor.role),
  }) as DocumentView;
}
