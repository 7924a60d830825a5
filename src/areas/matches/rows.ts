import { and, desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Tx } from '../../platform/db/transaction.ts';
import { units } from '../gaps/tables.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines, offers } from '../offers/tables.ts';
import { partnerships } from '../partnerships/tables.ts';
import { itemTypes, nameColumns, organisations } from '../reference/tables.ts';
import { audienceOf, type Reading } from '../disclosure/index.ts';
import { rateKept } from '../rates/index.ts';
import { discloses, matchAmendments, matches } from './tables.ts';

/** A donor knows unit and exact quantity once both sides have accepted, and for as long as that stands. */
export const matchReading: Reading<{ readonly isDisclosed: boolean }> = {
  facts: { isDisclosed: discloses(matches) },
  audienceOf: ({ actor }, { isDisclosed }) => audienceOf(actor.role, isDisclosed),
};

const donors = alias(organisations, 'donors');

// What no view shows: the person, and how long the reservation will hold before it does (`expiresAt` says until when).
// The rates that it keeps are told whole: this one with its amount, that of its worth with the partnership.
const { proposedBy, reservationDays, rateId, worthRateId, ...ownColumns } = getTableColumns(matches);

const {
  // Whose it is, is the match's to say; of the open one nobody has decided.
  matchId,
  organisationId,
  unitId,
  donorId,
  decidedAt,
  proposedBy: amendedBy,
  ...amendmentColumns
} = getTableColumns(matchAmendments);

const columns = {
  ...ownColumns,
  rateUsed: rateKept(matches.rateId),
  isDisclosed: discloses(matches),
  contact: sql<string | null>`wasl.contact_of_match(${matches.id})`,
  itemType: needLines.itemType,
  unitOfMeasure: itemTypes.unitOfMeasure,
  decimals: itemTypes.decimals,
  offeredItemType: offerLines.itemType,
  conditions: offers.conditions,
  partnershipConditions: partnerships.conditions,
  incotermPlace: offers.incotermPlace,
  donor: nameColumns(donors),
  organisation: nameColumns(organisations),
  unit: { id: units.id, names: units.names },
  amendment: amendmentColumns,
};

export type MatchRow = Awaited<ReturnType<typeof selectMatches>>[number];

export function selectMatches(tx: Tx, where: SQL | undefined, limit: number) {
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
    .orderBy(desc(matches.creationOrder))
    .limit(limit);
}
