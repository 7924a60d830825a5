import { and, asc, eq, exists, gte, inArray, isNotNull, isNull, lte, not, or, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { SIGNED_STATES, UNSHIPPED_STATES } from '../deliveries/domain/delivery.ts';
import { deliveries, deliveryLines, deliveryMilestones, somethingStandsIn } from '../deliveries/tables.ts';
import { complianceDocuments, obstacleKinds, regimes } from '../reference/tables.ts';
import { DECIDED_ELSEWHERE, GRANTED_STATES } from './domain/entry.ts';
import { GATES, neededBy, statesUntil } from './domain/gate.ts';
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

/** All that was accepted is in use, so that nothing asks for it any more. Before the handover that says nothing: nobody uses it yet. */
const isAllInService = sql`(${deliveries.state} in (${literals(SIGNED_STATES)}) and not exists (
  select from ${deliveryLines} where ${deliveryLines.deliveryId} = ${deliveries.id} and ${deliveryLines.inService} < ${deliveryLines.accepted}))`;

/** What an entry is needed for may still be to come; one that holds nothing up is of use until its goods leave. */
const isStillAhead = or(
  and(isNull(complianceEntries.neededFor), oneOf(deliveries.state, UNSHIPPED_STATES)),
  ...GATES.map((gate) =>
    and(
      eq(complianceEntries.neededFor, gate),
      somethingStandsIn(statesUntil(gate)),
      gate === 'put-in-service' ? not(isAllInService) : undefined,
    ),
  ),
);

/** Papers that ran out before the step that they are needed for. */
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
        isStillAhead,
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
