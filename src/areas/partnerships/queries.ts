import { and, eq, gte, lt, lte, sql } from 'drizzle-orm';
import type { OrganisationId, PartnershipId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { matches } from '../matches/tables.ts';
import { organisations } from '../reference/tables.ts';
import type { ListPartnerships } from './contract.ts';
import { readDetail, readParts } from './part-queries.ts';
import type { PartnershipView } from './record.ts';
import { selectPartnerships } from './rows.ts';
import { partnershipAmendments, partnerships } from './tables.ts';
import { viewPartnership } from './views.ts';
import { dayIn, zoneOfOrganisation } from '../reference/index.ts';

/** One partnership as this reader may see it, with its matches and amendments. */
export async function findPartnership(tx: Tx, ctx: ActorContext, id: PartnershipId): Promise<PartnershipView> {
  const [row] = await selectPartnerships(tx, eq(partnerships.id, id), 1);
  if (!row) throw new Refusal('not-found');
  const parts = await readParts(tx, [id]);
  return viewPartnership(ctx, row, parts(id), await readDetail(tx, id, row.ceilingCurrency));
}

/** A page of partnerships, newest first. */
export async function listPartnerships(tx: Tx, ctx: ActorContext, filters: ListPartnerships): Promise<Page<PartnershipView>> {
  const { cursor, limit, state, donorId, recipientId, expiringWithinDays: within, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const today = dayIn(zoneOfOrganisation(partnerships.recipientId), ctx.now);
  const where = and(
    state ? eq(partnerships.state, state) : undefined,
    donorId ? eq(partnerships.donorId, donorId) : undefined,
    recipientId ? eq(partnerships.recipientId, recipientId) : undefined,
    within === undefined
      ? undefined
      : and(
          eq(partnerships.state, 'signed'),
          gte(partnerships.validUntil, today),
          lte(partnerships.validUntil, sql`${today} + ${within}::int`),
        ),
    key ? lt(partnerships.creationOrder, key[0]) : undefined,
  );
  const rows = await selectPartnerships(tx, where, limit + 1);
  const parts = await readParts(
    tx,
    rows.slice(0, limit).map(({ id }) => id),
  );
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewPartnership(ctx, row, parts(row.id), null),
  );
}

/** What a partnership is between, since and until when, and under which conditions; null where the reader may not see it. */
export async function findTerms(tx: Tx, id: PartnershipId) {
  const [terms] = await tx
    .select({
      donorId: partnerships.donorId,
      recipientId: partnerships.recipientId,
      state: partnerships.state,
      validFrom: partnerships.validFrom,
      validUntil: partnerships.validUntil,
      conditions: partnerships.conditions,
      ceilingAmount: partnerships.ceilingAmount,
      ceilingCurrency: partnerships.ceilingCurrency,
      usedAmount: partnerships.usedAmount,
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

/** Whether anything was agreed under it, or an amendment of it put forward that stands. To be asked as the system. */
export async function isInUse(tx: Tx, id: PartnershipId): Promise<boolean> {
  const [found] = await tx.execute<{ used: boolean }>(sql`
    select exists (select from ${matches} where ${matches.partnershipId} = ${id})
      or exists (select from ${partnershipAmendments} where ${partnershipAmendments.partnershipId} = ${id} and ${partnershipAmendments.state} <> 'withdrawn') as used`);
  return found?.used ?? false;
}

export async function organisationExists(tx: Tx, id: OrganisationId): Promise<boolean> {
  const [found] = await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.id, id));
  return found !== undefined;
}
