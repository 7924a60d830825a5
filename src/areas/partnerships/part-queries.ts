import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import { groupBy } from '../../kernel/group-by.ts';
import type { PartnershipId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { COVERING_STATES } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { needLines } from '../needs/tables.ts';
import { itemTypes, nameColumns, organisations } from '../reference/tables.ts';
import { partnershipAmendments, partnershipParties, partnerships, partnershipWarnings } from './tables.ts';
import { rateKept } from '../rates/index.ts';

// What no view shows: an organisation is read by name below; the end that a warning is of is the partnership's to say.
const { organisationId, ...partyColumns } = getTableColumns(partnershipParties);
const { validUntil, ...warningColumns } = getTableColumns(partnershipWarnings);

/** The organisations besides the two sides, in the order of their parts. */
export async function selectFurtherParties(tx: Tx, id: PartnershipId) {
  const rows = await tx
    .select({ organisationId: partnershipParties.organisationId, part: partnershipParties.part })
    .from(partnershipParties)
    .where(eq(partnershipParties.partnershipId, id));
  return rows.toSorted((one, other) => (one.part + one.organisationId < other.part + other.organisationId ? -1 : 1));
}

/** Whether an amendment sets a ceiling, in the currency that there is, below what is agreed; in another currency it is counted when it is signed. */
export const isBelowUsed = sql<boolean>`coalesce(${partnershipAmendments.after} -> 'ceiling' ->> 'currency' = ${partnerships.ceilingCurrency}
  and (${partnershipAmendments.after} -> 'ceiling' ->> 'amount')::numeric < ${partnerships.usedAmount}, false)`;

const MATCHES_SHOWN = 200;

/** What every partnership of a page shows besides its own row, read in one go for all of them. */
export async function readParts(tx: Tx, ids: readonly PartnershipId[]) {
  const [parties, warnings, openAmendments, pending] = await Promise.all([
    tx
      .select({ ...partyColumns, organisation: nameColumns(organisations) })
      .from(partnershipParties)
      .innerJoin(organisations, eq(organisations.id, partnershipParties.organisationId))
      .where(oneOf(partnershipParties.partnershipId, ids))
      .orderBy(asc(partnershipParties.part), asc(organisations.slug)),
    // The warnings of the present end; those of an earlier end are history, and stand in the events.
    tx
      .select(warningColumns)
      .from(partnershipWarnings)
      .innerJoin(
        partnerships,
        and(eq(partnerships.id, partnershipWarnings.partnershipId), eq(partnerships.validUntil, partnershipWarnings.validUntil)),
      )
      .where(oneOf(partnershipWarnings.partnershipId, ids))
      .orderBy(desc(partnershipWarnings.thresholdDays)),
    tx
      .select({
        partnershipId: partnershipAmendments.partnershipId,
        donorSignedAt: partnershipAmendments.donorSignedAt,
        recipientSignedAt: partnershipAmendments.recipientSignedAt,
        isBelowUsed,
      })
      .from(partnershipAmendments)
      .innerJoin(partnerships, eq(partnerships.id, partnershipAmendments.partnershipId))
      .where(and(oneOf(partnershipAmendments.partnershipId, ids), eq(partnershipAmendments.state, 'open'))),
    tx
      .select({ partnershipId: matches.partnershipId, pending: sql<number>`count(*)::int` })
      .from(matches)
      .where(and(oneOf(matches.partnershipId, ids), inArray(matches.state, [...COVERING_STATES]), lt(matches.shipped, matches.quantity)))
      .groupBy(matches.partnershipId),
  ]);
  const partiesOf = groupBy(parties, ({ partnershipId }) => partnershipId);
  const warningsOf = groupBy(warnings, ({ partnershipId }) => partnershipId);
  const amendmentOf = new Map(openAmendments.map((amendment) => [amendment.partnershipId, amendment]));
  const pendingOf = new Map(pending.map((row) => [row.partnershipId, row.pending]));
  return (id: PartnershipId) => ({
    parties: partiesOf.get(id) ?? [],
    warnings: warningsOf.get(id) ?? [],
    openAmendment: amendmentOf.get(id) ?? null,
    pendingMatches: pendingOf.get(id) ?? 0,
  });
}
export type PartnershipParts = ReturnType<Awaited<ReturnType<typeof readParts>>>;

/** What is read of one partnership alone: the matches agreed under it that the reader may see, and its amendments. */
export async function readDetail(tx: Tx, id: PartnershipId, currency: string | null) {
  // No view shows the person, whom an event names to those who oversee; whose it is, is the partnership's to say.
  const { partnershipId, proposedBy, ...amendmentColumns } = getTableColumns(partnershipAmendments);
  const [agreed, amendments] = await Promise.all([
    tx
      .select({
        id: matches.id,
        reference: matches.reference,
        itemType: needLines.itemType,
        unitOfMeasure: itemTypes.unitOfMeasure,
        decimals: itemTypes.decimals,
        state: matches.state,
        quantity: matches.quantity,
        shipped: matches.shipped,
        accepted: matches.accepted,
        verified: matches.verified,
        worth: sql<string | null>`case when ${currency}::text is not null then wasl.worth_of_match(${matches.id}, ${currency}::text) end`,
        rateUsed: rateKept(matches.worthRateId),
      })
      .from(matches)
      .innerJoin(needLines, eq(needLines.id, matches.needLineId))
      .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
      .where(and(eq(matches.partnershipId, id), isNotNull(matches.agreedAt)))
      .orderBy(desc(matches.creationOrder))
      .limit(MATCHES_SHOWN),
    tx
      .select(amendmentColumns)
      .from(partnershipAmendments)
      .where(eq(partnershipAmendments.partnershipId, id))
      .orderBy(desc(partnershipAmendments.number)),
  ]);
  return { agreed, amendments };
}
export type PartnershipDetail = Awaited<ReturnType<typeof readDetail>>;
