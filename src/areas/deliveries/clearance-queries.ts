import { and, asc, eq, exists, inArray, isNull, not, or, sql } from 'drizzle-orm';
import type { DeliveryId } from '../../kernel/id.ts';
import { NO_STEPS } from '../../kernel/quantity.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { GRANTED_STATES, UNDECIDED } from '../compliance/domain/entry.ts';
import { COURSES } from '../compliance/domain/facts.ts';
import { complianceEntries, regimeVersions } from '../compliance/tables.ts';
import { consignments } from './consignment-tables.ts';
import { UNDER_WAY_STATES } from './domain/delivery.ts';
import { deliveries, deliveryLines } from './tables.ts';

/** How many a run of the scheduled job takes up in one transaction. */
const AT_A_TIME = 500;

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
  // A line has ended since, and what only it asked for is asked for no more.
  const lessened = tx
    .select({ one: sql`1` })
    .from(deliveryLines)
    .where(and(eq(deliveryLines.deliveryId, deliveries.id), eq(deliveryLines.planned, NO_STEPS)));
  const rows = await tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(
        exists(
          tx
            .select({ one: sql`1` })
            .from(consignments)
            .where(and(eq(consignments.deliveryId, deliveries.id), eq(consignments.state, 'planned'))),
        ),
        inArray(deliveries.state, UNDER_WAY_STATES),
        exists(
          tx
            .select({ one: sql`1` })
            .from(complianceEntries)
            .where(ofDelivery),
        ),
        or(not(exists(entry.where(or(open, unconfirmed)))), exists(outdated), exists(lessened)),
      ),
    )
    .orderBy(asc(deliveries.creationOrder))
    .limit(AT_A_TIME);
  return rows.map(({ id }) => id);
}
