import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { DocumentId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { refuseField, Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { ENOUGH_TO_KNOW_BY } from '../../platform/files/byte-store.ts';
import { readerOrganisation, readerRole } from '../../platform/db/policies.ts';
import { decodeCursor, MAXIMUM_LIMIT, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { complianceDocuments } from '../reference/tables.ts';
import { isCited } from './citation-queries.ts';
import type { ListDocuments } from './contract.ts';
import type { Confidentiality, Subject } from './domain/subject.ts';
import type { DocumentView } from './record.ts';
import { selectDocuments } from './rows.ts';
import { documents } from './tables.ts';
import { contentFor, viewDocument } from './views.ts';

const standingOf = ({ type, id }: Subject) =>
  and(eq(documents.subjectType, type), eq(documents.subjectId, id), isNull(documents.withdrawnAt));

/** One document as this reader may see it. */
export async function findDocument(tx: Tx, ctx: ActorContext, id: DocumentId): Promise<DocumentView> {
  const [row] = await selectDocuments(tx, eq(documents.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewDocument(ctx, row, await isCited(tx, id));
}

/** What is needed to give out what this reader gets of its content: refused where it is withdrawn, for those who may still see that it was there. */
export async function findContent(tx: Tx, ctx: ActorContext, id: DocumentId) {
  const [row] = await tx
    .select({
      fileName: documents.fileName,
      mediaType: documents.mediaType,
      sizeBytes: documents.sizeBytes,
      sha256: documents.sha256,
      originalSizeBytes: documents.originalSizeBytes,
      originalSha256: documents.originalSha256,
      uploadedByOrganisation: documents.uploadedByOrganisation,
      subjectType: documents.subjectType,
      subjectId: documents.subjectId,
      withdrawnAt: documents.withdrawnAt,
    })
    .from(documents)
    .where(eq(documents.id, id));
  if (!row) throw new Refusal('not-found');
  if (row.withdrawnAt !== null) throw new Refusal('document-withdrawn');
  const { fileName, mediaType, uploadedByOrganisation, subjectType, subjectId } = row;
  return { fileName, mediaType, uploadedByOrganisation, subjectType, subjectId, ...contentFor(ctx, row) };
}

/** Where this reader stands to a record: whether they see it, whether they may attach to it, and whether it is a human-rights file. */
export async function findStanding(tx: Tx, { type, id }: Subject): Promise<{ sees: boolean; acts: boolean; closed: boolean }> {
  const [standing] = await tx.execute<{ sees: boolean; acts: boolean; closed: boolean }>(
    sql`select wasl.reads_subject(${type}, ${id}::uuid, ${readerRole}, ${readerOrganisation}) as sees, wasl.acts_on_subject(${type}, ${id}::uuid, ${readerRole}, ${readerOrganisation}) as acts,
      wasl.is_human_rights_file(${type}, ${id}::uuid) as closed`,
  );
  return must(standing, 'a question without a table has one answer');
}

export async function isKnownKind(tx: Tx, kind: string): Promise<boolean> {
  const [known] = await tx.select({ slug: complianceDocuments.slug }).from(complianceDocuments).where(eq(complianceDocuments.slug, kind));
  return known !== undefined;
}

/** A page of what is attached to a record and not withdrawn, newest first; of a record that the reader doesn't see, nothing. */
export async function listDocuments(tx: Tx, ctx: ActorContext, filters: ListDocuments): Promise<Page<DocumentView>> {
  const { cursor, limit, subjectType, subjectId, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const of = standingOf({ type: subjectType, id: subjectId });
  const rows = await selectDocuments(tx, and(of, key ? lt(documents.creationOrder, key[0]) : undefined), limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewDocument(ctx, row),
  );
}

/** What is attached to a record, newest first: the last two hundred, for the answers of other areas. */
export async function documentsOf(tx: Tx, ctx: ActorContext, subject: Subject): Promise<DocumentView[]> {
  const rows = await selectDocuments(tx, standingOf(subject), MAXIMUM_LIMIT);
  return rows.map((row) => viewDocument(ctx, row));
}

/**
 * Refuses `reference-unknown` at the pointer unless this document is attached to this record, is not withdrawn, and is the actor's
 * to see: for the evidence that another area's record names. What belongs into a human-rights file must be kept as such.
 */
export async function requireDocument(
  tx: Tx,
  id: DocumentId,
  subject: Subject,
  pointer: string,
  confidentiality?: Confidentiality,
): Promise<void> {
  const [found] = await tx
    .select({ id: documents.id })
    .from(documents)
    .where(
      and(
        eq(documents.id, id),
        standingOf(subject),
        confidentiality === undefined ? undefined : eq(documents.confidentiality, confidentiality),
      ),
    );
  if (!found) throw refuseField('reference-unknown', pointer);
}

/** Contents that were stored first, or at least long ago: by them a store is known to be this database's. */
export async function findOldestContents(tx: Tx): Promise<string[]> {
  const rows = await tx.select({ sha256: documents.sha256 }).from(documents).orderBy(documents.creationOrder).limit(ENOUGH_TO_KNOW_BY);
  return rows.map(({ sha256 }) => sha256);
}
