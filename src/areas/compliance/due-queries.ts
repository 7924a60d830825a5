import { and, asc, eq, exists, gte, inArray, isNotNull, isNull, lte, not, or, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { UNSHIPPED_STATES } from '../deliveries/domain/delivery.ts';
import { deliveries, deliveryMilestones } from '../deliveries/tables.ts';
import { complianceDocuments, obstacleKinds, regimes } from '../reference/tables.ts';
import { DECIDED_ELSEWHERE, GRANTED_STATES } from './domain/entry.ts';
import { neededBy } from './domain/gate.ts';
import { complianceEntries } from './tables.ts';
import { entryColumns } from './verbs/change-entry.ts';
import type { MilestoneSlug } from '../reference/domain/named-slugs.ts';
import { dayIn, isOver, zoneOfOrganisation, zoneOfPaper } from '../reference/index.ts';

/** How many a run of a scheduled job takes up in one transaction. */
const AT_A_TIME = 500;

const zoneOfEntry = zoneOfPaper(complianceEntries.issuedBy, complianceEntries.ownerId);

/** Silences whose last day has passed. */
export const lockElapsedSilences = (tx: Tx, now: Date) =>
  tx
    .select(entryColumns)
    .from(complianceEntries)
    .where(
      and(
        eq(complianceEntries.state, 'in-silence'),
        isOver(complianceEntries.silenceEndsOn, zoneOfEntry, now),
        // Nobody waits for an answer about what was called off.
        not(
          exists(
            tx
              .select({ one: sql`1` })
              .from(deliveries)
              .where(and(eq(deliveries.id, complianceEntries.deliveryId), eq(deliveries.state, 'cancelled'))),
          ),
        ),
      ),
    )
    .orderBy(asc(complianceEntries.creationOrder))
    .limit(AT_A_TIME)
    .for('no key update', { skipLocked: true });

/** Papers that ran out before their goods left. */
export const lockExpired = (tx: Tx, now: Date) =>
  tx
    .select(entryColumns)
    .from(complianceEntries)
    .innerJoin(deliveries, eq(deliveries.id, complianceEntries.deliveryId))
    .where(
      and(
        inArray(complianceEntries.state, GRANTED_STATES),
        isOver(complianceEntries.validUntil, zoneOfEntry, now),
        // A partnership that has ended says so itself.
        or(isNull(complianceEntries.regime), not(oneOf(complianceEntries.regime, DECIDED_ELSEWHERE))),
        oneOf(deliveries.state, UNSHIPPED_STATES),
      ),
    )
    .orderBy(asc(complianceEntries.creationOrder))
    .limit(AT_A_TIME)
    .for('no key update', { of: complianceEntries, skipLocked: true });

/** Entries that hold back what is to leave within so many days, with the day. */
export function selectSoonNeeded(tx: Tx, now: Date, days: number) {
  const today = dayIn(zoneOfOrganisation(deliveries.donorId), now);
  const leavesOn = sql<CalendarDate>`coalesce(${deliveryMilestones.forecastOn}, ${deliveryMilestones.plannedOn})`;
  return tx
    .select({
      id: complianceEntries.id,
      deliveryId: complianceEntries.deliveryId,
      askedBy: complianceEntries.askedBy,
      regimeNames: regimes.names,
      documentNames: complianceDocuments.names,
      state: complianceEntries.state,
      confirmedAt: complianceEntries.confirmedAt,
      validFrom: complianceEntries.validFrom,
      validUntil: complianceEntries.validUntil,
      leavesOn,
    })
    .from(complianceEntries)
    .innerJoin(deliveries, eq(deliveries.id, complianceEntries.deliveryId))
    .innerJoin(
      deliveryMilestones,
      and(
        eq(deliveryMilestones.deliveryId, deliveries.id),
        eq(deliveryMilestones.milestone, 'shipped' satisfies MilestoneSlug),
        isNotNull(leavesOn),
      ),
    )
    .leftJoin(regimes, eq(regimes.slug, complianceEntries.regime))
    .leftJoin(complianceDocuments, eq(complianceDocuments.slug, complianceEntries.documentType))
    .where(
      and(
        oneOf(complianceEntries.neededFor, neededBy('ship')),
        oneOf(deliveries.state, UNSHIPPED_STATES),
        lte(leavesOn, sql`${today} + ${days}::int`),
        gte(leavesOn, today),
      ),
    )
    .orderBy(asc(complianceEntries.creationOrder));
}

export const selectKindsOfObstacles = (tx: Tx) =>
  tx.select({ slug: obstacleKinds.slug, regimes: obstacleKinds.regimes }).from(obstacleKinds).orderBy(asc(obstacleKinds.slug));
