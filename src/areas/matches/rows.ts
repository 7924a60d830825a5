import { and, desc, eq, getTableColumns, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Tx } from '../../platform/db/transaction.ts';
import { units } from '../gaps/tables.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines, offers } from '../offers/tables.ts';
import { partnerships } from '../partnerships/tables.ts';
import { itemTypes, nameColumns, organisations } from '../reference/tables.ts';
import { audienceOf, type Reading } from '../disclosure/index.ts';
import { matchAmendments, matches } from './tables.ts';

/** A donor knows unit and exact quantity once both sides have accepted, and from then on. */
export const matchReading: Reading<{ readonly disclosedAt: Date | null }> = {
  facts: { disclosedAt: matches.disclosedAt },
  audienceOf: ({ actor }, { disclosedAt }) => audienceOf(actor.role, disclosedAt !== null),
};

const donors = alias(organisations, 'donors');

// What no view shows: the person, and how long the reservation will hold before it does (`expiresAt` says until when).
const { proposedBy, reservationDays, ...ownColumns } = getTableColumns(matches);

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
  amountCurrency: offerLines.ceilingCurrency,
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
