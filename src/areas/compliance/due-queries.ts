import { and, asc, eq, exists, gte, inArray, isNotNull, isNull, lt, lte, not, or, sql } from 'drizzle-orm';
import { addDays, type CalendarDate } from '../../kernel/calendar-date.ts';
import type { DeliveryId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { UNSHIPPED_STATES } from '../deliveries/domain/delivery.ts';
import { deliveries, deliveryMilestones } from '../deliveries/tables.ts';
import { complianceDocuments, obstacleKinds, regimes } from '../reference/tables.ts';
import { DECIDED_ELSEWHERE, GRANTED_STATES, UNDECIDED } from './domain/entry.ts';
import { COURSES } from './domain/facts.ts';
import { neededBy } from './domain/gate.ts';
import { complianceEntries, regimeVersions } from './tables.ts';
import { entryColumns } from './verbs/change-entry.ts';
import type { MilestoneSlug } from '../reference/domain/named-slugs.ts';

/** How many a run of a scheduled job takes up in one transaction. */
const AT_A_TIME = 500;

/** Silences whose last day has passed. */
export const lockElapsedSilences = (tx: Tx, today: CalendarDate) =>
  tx
    .select(entryColumns)
    .from(complianceEntries)
    .where(and(eq(complianceEntries.state, 'in-silence'), lt(complianceEntries.silenceEndsOn, today)))
    .orderBy(asc(complianceEntries.creationOrder))
    .limit(AT_A_TIME)
    .for('no key update', { skipLocked: true });

/** Papers that ran out before their goods left. */
export const lockExpired = (tx: Tx, today: CalendarDate) =>
  tx
    .select(entryColumns)
    .from(complianceEntries)
    .innerJoin(deliveries, eq(deliveries.id, complianceEntries.deliveryId))
    .where(
      and(
        inArray(complianceEntries.state, GRANTED_STATES),
        lt(complianceEntries.validUntil, today),
        // A partnership that has ended says so itself.
        or(isNull(complianceEntries.regime), not(oneOf(complianceEntries.regime, DECIDED_ELSEWHERE))),
        oneOf(deliveries.state, UNSHIPPED_STATES),
      ),
    )
    .orderBy(asc(complianceEntries.creationOrder))
    .limit(AT_A_TIME)
    .for('no key update', { of: complianceEntries, skipLocked: true });

/** Entries that hold back what is to leave within so many days, with the day. */
export function selectSoonNeeded(tx: Tx, today: CalendarDate, days: number) {
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
        lte(leavesOn, addDays(today, days)),
        gte(leavesOn, today),
      ),
    )
    .orderBy(asc(complianceEntries.creationOrder));
}

export const selectKindsOfObstacles = (tx: Tx) =>
  tx.select({ slug: obstacleKinds.slug, regimes: obstacleKinds.regimes }).from(obstacleKinds).orderBy(asc(obstacleKinds.slug));

/**
 * Planned deliveries that may be clear: nothing that holds back is open, or a regime has a newer version than the one that an entry
 * nobody has decided was made under, or asks for courses, which a unit may have completed since. Those that plainly lack something
 * are not looked at again and again.
 */
export async function selectPerhapsClear(tx: Tx): Promise<DeliveryId[]> {
  const ofDelivery = eq(complianceEntries.deliveryId, deliveries.id);
  const entry = tx.select({ one: sql`1` }).from(complianceEntries);
  const open = and(
    ofDelivery,
    eq(complianceEntries.neededFor, 'clear'),
    not(inArray(complianceEntries.state, ['not-required', ...GRANTED_STATES])),
  );
  const unconfirmed = and(
    ofDelivery,
    eq(complianceEntries.neededFor, 'clear'),
    inArray(complianceEntries.state, GRANTED_STATES),
    isNull(complianceEntries.confirmedAt),
  );
  const outdated = tx
    .select({ one: sql`1` })
    .from(complianceEntries)
    .innerJoin(
      regimeVersions,
      and(
        eq(regimeVersions.regime, complianceEntries.regime),
        or(
          sql`${regimeVersions.version} > (${complianceEntries.askedBy}->0->>'version')::int`,
          sql`${regimeVersions.content}->>'applies_when' like ${`%${COURSES}%`}`,
        ),
      ),
    )
    .where(and(ofDelivery, oneOf(complianceEntries.state, UNDECIDED)));
  const rows = await tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.state, 'planned'),
        exists(
          tx
            .select({ one: sql`1` })
            .from(complianceEntries)
            .where(ofDelivery),
        ),
        or(not(exists(entry.where(or(open, unconfirmed)))), exists(outdated)),
      ),
    )
    .orderBy(asc(deliveries.creationOrder))
    .limit(AT_A_TIME);
  return rows.map(({ id }) => id);
}
