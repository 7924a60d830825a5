import { and, desc, eq, lt, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { MatchId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, type Page, toPage } from '../../platform/http/page.ts';
import { units } from '../gaps/tables.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines, offers } from '../offers/tables.ts';
import { partnerships } from '../partnerships/tables.ts';
import { itemTypes, organisations } from '../reference/tables.ts';
import type { ListMatches, MatchView } from './contract.ts';
import { matchAmendments, matches } from './tables.ts';
import { viewMatch } from './views.ts';

const donors = alias(organisations, 'donors');

const columns = {
  id: matches.id,
  reference: matches.reference,
  needId: matches.needId,
  needLineId: matches.needLineId,
  offerId: matches.offerId,
  offerLineId: matches.offerLineId,
  state: matches.state,
  quantity: matches.quantity,
  amount: matches.amount,
  amountCurrency: offerLines.ceilingCurrency,
  proposedAt: matches.proposedAt,
  proposedByRole: matches.proposedByRole,
  requesterAcceptedAt: matches.requesterAcceptedAt,
  donorAcceptedAt: matches.donorAcceptedAt,
  disclosedAt: matches.disclosedAt,
  expiresAt: matches.expiresAt,
  donorAgreedAt: matches.donorAgreedAt,
  recipientAgreedAt: matches.recipientAgreedAt,
  agreedAt: matches.agreedAt,
  partnershipId: matches.partnershipId,
  endReason: matches.endReason,
  shipped: matches.shipped,
  accepted: matches.accepted,
  inService: matches.inService,
  verified: matches.verified,
  failed: matches.failed,
  version: matches.version,
  createdAt: matches.createdAt,
  itemType: needLines.itemType,
  unitOfMeasure: itemTypes.unitOfMeasure,
  offeredItemType: offerLines.itemType,
  conditions: offers.conditions,
  partnershipConditions: partnerships.conditions,
  incotermPlace: offers.incotermPlace,
  donorId: matches.donorId,
  donorSlug: donors.slug,
  donorNames: donors.names,
  organisationId: matches.organisationId,
  organisationSlug: organisations.slug,
  organisationNames: organisations.names,
  unitId: matches.unitId,
  unitNames: units.names,
  amendmentId: matchAmendments.id,
  amendmentSide: matchAmendments.side,
  amendmentQuantityBefore: matchAmendments.quantityBefore,
  amendmentQuantity: matchAmendments.quantity,
  amendmentReason: matchAmendments.reason,
  amendmentCreatedAt: matchAmendments.createdAt,
};

export type MatchRow = Awaited<ReturnType<typeof selectMatches>>[number];

function selectMatches(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select(columns)
    .from(matches)
    .innerJoin(needLines, eq(needLines.id, matches.needLineId))
    .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
    .innerJoin(offers, eq(offers.id, matches.offerId))
    .innerJoin(offerLines, eq(offerLines.id, matches.offerLineId))
    .innerJoin(donors, eq(donors.id, matches.donorId))
    .innerJoin(organisations, eq(organisations.id, matches.organisationId))
    .leftJoin(units, eq(units.id, matches.unitId))
    .leftJoin(partnerships, eq(partnerships.id, matches.partnershipId))
    .leftJoin(matchAmendments, and(eq(matchAmendments.matchId, matches.id), eq(matchAmendments.state, 'open')))
    .where(where)
    .orderBy(desc(matches.id))
    .limit(limit);
}

/** One match as this reader may see it. */
export async function findMatch(tx: Tx, act: Act, id: MatchId): Promise<MatchView> {
  const [match] = await selectMatches(tx, eq(matches.id, id), 1);
  if (!match) throw new Refusal('not-found');
  return viewMatch(act, match);
}

/** A page of matches, newest first. Every filter is over a field that all parties see. */
export async function listMatches(tx: Tx, act: Act, filters: ListMatches): Promise<Page<MatchView>> {
  const { actor } = act;
  const key = decodeCursor(filters.cursor, idKey);
  const rows = await selectMatches(
    tx,
    and(
      actor.role === 'requester' ? eq(matches.organisationId, actor.organisationId) : undefined,
      actor.role === 'donor' ? eq(matches.donorId, actor.organisationId) : undefined,
      filters.state ? eq(matches.state, filters.state) : undefined,
      filters.needId ? eq(matches.needId, filters.needId) : undefined,
      filters.needLineId ? eq(matches.needLineId, filters.needLineId) : undefined,
      filters.offerId ? eq(matches.offerId, filters.offerId) : undefined,
      filters.offerLineId ? eq(matches.offerLineId, filters.offerLineId) : undefined,
      filters.donorId ? eq(matches.donorId, filters.donorId) : undefined,
      filters.partnershipId ? eq(matches.partnershipId, filters.partnershipId) : undefined,
      key ? lt(matches.id, key[0] as MatchId) : undefined,
    ),
    filters.limit + 1,
  );
  return toPage(
    rows,
    filters.limit,
    (row) => [row.id],
    (row) => viewMatch(act, row),
  );
}
