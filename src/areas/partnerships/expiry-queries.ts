import { and, asc, eq, inArray, isNull, lt, lte, notExists, or, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { MatchId, OrganisationId, PartnershipId } from '../../kernel/id.ts';
import type { TimeZone } from '../../kernel/time-zone.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { COVERING_STATES } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { LAST_THRESHOLD, WARNING_THRESHOLDS } from './domain/expiry.ts';
import { partnerships, partnershipWarnings } from './tables.ts';
import { dayIn, zoneOfOrganisation } from '../reference/index.ts';

export interface EndingPartnership {
  readonly id: PartnershipId;
  readonly reference: string;
  readonly donorId: OrganisationId;
  readonly recipientId: OrganisationId;
  readonly validUntil: CalendarDate;
  /** Whose day it ends with. */
  readonly zone: TimeZone;
  readonly endSignedOn: CalendarDate | null;
  /** Matches agreed under it of which something is still to be shipped, in the order of their ids. */
  readonly pendingMatchIds: readonly MatchId[];
}

/** Signed partnerships near or past their end whose last warning is still to come. */
export async function readEndingPartnerships(tx: Tx, now: Date): Promise<EndingPartnership[]> {
  const lastWarning = tx
    .select({ thresholdDays: partnershipWarnings.thresholdDays })
    .from(partnershipWarnings)
    .where(
      and(
        eq(partnershipWarnings.partnershipId, partnerships.id),
        eq(partnershipWarnings.validUntil, partnerships.validUntil),
        eq(partnershipWarnings.thresholdDays, LAST_THRESHOLD),
      ),
    );
  const ending = await tx
    .select({
      id: partnerships.id,
      reference: partnerships.reference,
      donorId: partnerships.donorId,
      recipientId: partnerships.recipientId,
      validUntil: partnerships.validUntil,
      zone: zoneOfOrganisation(partnerships.recipientId),
      endSignedOn: partnerships.endSignedOn,
    })
    .from(partnerships)
    .where(
      and(
        eq(partnerships.state, 'signed'),
        lte(partnerships.validUntil, sql`${dayIn(zoneOfOrganisation(partnerships.recipientId), now)} + ${WARNING_THRESHOLDS[0]}::int`),
        // A short one that was signed within its last week is warned of nothing, ever.
        or(isNull(partnerships.endSignedOn), lte(partnerships.endSignedOn, sql`${partnerships.validUntil} - ${LAST_THRESHOLD}::int`)),
        notExists(lastWarning),
      ),
    )
    .orderBy(asc(partnerships.validUntil), asc(partnerships.creationOrder));
  const pending = await tx
    .select({ id: matches.id, partnershipId: matches.partnershipId })
    .from(matches)
    .where(
      and(
        oneOf(
          matches.partnershipId,
          ending.map(({ id }) => id),
        ),
        inArray(matches.state, [...COVERING_STATES]),
        lt(matches.shipped, matches.quantity),
      ),
    )
    .orderBy(asc(matches.creationOrder));
  return ending.map((partnership) => ({
    ...partnership,
    pendingMatchIds: pending.filter(({ partnershipId }) => partnershipId === partnership.id).map(({ id }) => id),
  }));
}
