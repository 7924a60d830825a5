import type { ActorContext } from '../../platform/auth/actor.ts';
import { readerOf } from '../disclosure/index.ts';
import { allowedDocumentActions } from './domain/document.ts';
import { Document, type DocumentView } from './record.ts';
import type { DocumentRow } from './rows.ts';

/** A document as this reader may see it; the policies have decided that they may at all. */
export function viewDocument(ctx: ActorContext, row: DocumentRow): DocumentView {
  const { actor } = ctx;
  const { uploadedByOrganisation, createdAt, ...document } = row;
  const isOwn = actor.kind !== 'system' && actor.organisationId === uploadedByOrganisation;
  return Document.show(readerOf(ctx), {
    ...document,
    uploadedAt: createdAt,
    allowedActions: allowedDocumentActions(row.withdrawnAt !== null, isOwn, actor.role),
  });
}
