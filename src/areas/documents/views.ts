import type { OrganisationId } from '../../kernel/id.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { readerOf } from '../disclosure/index.ts';
import { documentActionsOf, getsOriginal, refusalOfWithdrawing } from './domain/document.ts';
import { Document, type DocumentView } from './record.ts';
import type { DocumentRow } from './rows.ts';

const isOwnOf = ({ actor }: ActorContext, organisationId: OrganisationId): boolean =>
  actor.kind !== 'system' && actor.organisationId === organisationId;

/** What of a document this reader gets: the digest and the size of the one tell nothing of the other. */
export function contentFor(
  ctx: ActorContext,
  row: Pick<DocumentRow, 'uploadedByOrganisation' | 'sha256' | 'sizeBytes' | 'originalSha256' | 'originalSizeBytes'>,
): { sha256: string; sizeBytes: number; isOriginal: boolean } {
  const { sha256, sizeBytes, originalSha256, originalSizeBytes } = row;
  const mayHaveOriginal = getsOriginal(isOwnOf(ctx, row.uploadedByOrganisation), ctx.actor.role);
  if (originalSha256 === null || originalSizeBytes === null) return { sha256, sizeBytes, isOriginal: true };
  if (!mayHaveOriginal) return { sha256, sizeBytes, isOriginal: false };
  return { sha256: originalSha256, sizeBytes: originalSizeBytes, isOriginal: true };
}

/** A document as this reader may see it; the policies have decided that they may at all. Whether it is cited is asked when one is read. */
export function viewDocument(ctx: ActorContext, row: DocumentRow, isCited = false): DocumentView {
  const { actor } = ctx;
  const { uploadedByOrganisation, createdAt, originalSha256, originalSizeBytes, ...document } = row;
  const isOwn = isOwnOf(ctx, uploadedByOrganisation);
  return Document.show(readerOf(ctx), {
    ...document,
    ...contentFor(ctx, row),
    uploadedAt: createdAt,
    ...whatIsPossible(documentActionsOf(row.withdrawnAt !== null, isOwn, actor.role), () => refusalOfWithdrawing({ isCited })),
  });
}
