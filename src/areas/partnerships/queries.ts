import { and, desc, eq, lt, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { OrganisationId, PartnershipId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, type Page, toPage } from '../../platform/http/page.ts';
import { audienceOf, redact } from '../disclosure/index.ts';
import { organisations } from '../reference/tables.ts';
import type { ListPartnerships, PartnershipView } from './contract.ts';
import { allowedPartnershipActions } from './domain/partnership.ts';
import { partnerships } from './tables.ts';

const recipients = alias(organisations, 'recipients');

function selectPartnerships(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: partnerships.id,
      reference: partnerships.reference,
      kind: partnerships.kind,
      state: partnerships.state,
      title: partnerships.title,
      donorId: partnerships.donorId,
      donorSlug: organisations.slug,
      donorNames: organisations.names,
      recipientId: partnerships.recipientId,
      recipientSlug: recipients.slug,
      recipientNames: recipients.names,
      donorSignedAt: partnerships.donorSignedAt,
      recipientSignedAt: partnerships.recipientSignedAt,
      validFrom: partnerships.validFrom,
      validUntil: partnerships.validUntil,
      version: partnerships.version,
      createdAt: partnerships.createdAt,
    })
    .from(partnerships)
    .innerJoin(organisations, eq(organisations.id, partnerships.donorId))
    .innerJoin(recipients, eq(recipients.id, partnerships.recipientId))
    .where(where)
    .orderBy(desc(partnerships.id))
    .limit(limit);
}

function viewPartnership({ actor }: Act, row: Awaited<ReturnType<typeof selectPartnerships>>[number]): PartnershipView {
  return redact('Partnership', audienceOf(actor.role, true), {
    id: row.id,
    reference: row.reference,
    kind: row.kind,
    state: row.state,
    title: row.title,
    donor: { id: row.donorId, slug: row.donorSlug, names: row.donorNames },
    recipient: { id: row.recipientId, slug: row.recipientSlug, names: row.recipientNames },
    donorSignedAt: row.donorSignedAt?.toISOString() ?? null,
    recipientSignedAt: row.recipientSignedAt?.toISOString() ?? null,
    validFrom: row.validFrom,
    validUntil: row.validUntil,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    allowedActions: allowedPartnershipActions(row, actor.role),
  }) as PartnershipView;
}

/** One partnership as this reader may see it. */
export async function findPartnership(tx: Tx, act: Act, id: PartnershipId): Promise<PartnershipView> {
  const [row] = await selectPartnerships(tx, eq(partnerships.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewPartnership(act, row);
}

/** A page of partnerships, newest first. */
export async function listPartnerships(tx: Tx, act: Act, filters: ListPartnerships): Promise<Page<PartnershipView>> {
  const key = decodeCursor(filters.cursor, idKey);
  const where = and(
    filters.state ? eq(partnerships.state, filters.state) : undefined,
    filters.donorId ? eq(partnerships.donorId, filters.donorId) : undefined,
    filters.recipientId ? eq(partnerships.recipientId, filters.recipientId) : undefined,
    key ? lt(partnerships.id, key[0] as PartnershipId) : undefined,
  );
  const rows = await selectPartnerships(tx, where, filters.limit + 1);
  return toPage(
    rows,
    filters.limit,
    (row) => [row.id],
    (row) => viewPartnership(act, row),
  );
}

/** What a partnership is between, and since and until when; null where the reader may not see it. */
export async function findTerms(tx: Tx, id: PartnershipId) {
  const [terms] = await tx
    .select({
      donorId: partnerships.donorId,
      recipientId: partnerships.recipientId,
      state: partnerships.state,
      validFrom: partnerships.validFrom,
      validUntil: partnerships.validUntil,
    })
    .from(partnerships)
    .where(eq(partnerships.id, id));
  return terms ?? null;
}

/** An organisation and those above it, nearest first. */
export async function findLineage(tx: Tx, id: OrganisationId): Promise<OrganisationId[]> {
  const lineage: OrganisationId[] = [];
  for (let next: OrganisationId | null = id; next !== null;) {
    lineage.push(next);
    const [organisation]: { parentId: OrganisationId | null }[] = await tx
      .select({ parentId: organisations.parentId })
      .from(organisations)
      .where(eq(organisations.id, next));
    next = organisation?.parentId ?? null;
  }
  return lineage;
}

export async function organisationExists(tx: Tx, id: OrganisationId): Promise<boolean> {
  const [found] = await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.id, id));
  return found !== undefined;
}
