import { and, asc, inArray, isNull, sql } from 'drizzle-orm';
import { groupBy } from '../../kernel/group-by.ts';
import type { ObstacleId } from '../../kernel/id.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { OVER_STATES } from '../deliveries/domain/delivery.ts';
import { deliveries, deliveryLines } from '../deliveries/tables.ts';
import { HOLDING_STATES } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { needLines, needs } from '../needs/tables.ts';
import { itemTypes } from '../reference/tables.ts';
import { namedThings, type Things } from './blocked-thing-queries.ts';
import { OPEN_STATES } from './domain/obstacle.ts';
import type { HeldQuantity } from './domain/severity.ts';
import { obstacles } from './tables.ts';

/**
 * What is still to come of each of many groups of things, in the groups' order; to be asked as the system. Of a need: what was
 * approved and isn't at the post; of a match: what isn't accepted and hasn't failed; of a delivery: the same of its lines. Things
 * that have come to their end hold nothing.
 */
export async function selectHeldBack(tx: Tx, groups: readonly Things[]): Promise<HeldQuantity[][]> {
  const { needsNamed, matchesNamed, deliveriesNamed } = namedThings(groups);
  const unitValue = sql`(${itemTypes.unitCostLowEur} + ${itemTypes.unitCostHighEur})::float8 / 2`;
  const rows = await tx.execute<Record<string, unknown> & HeldQuantity & { index: number }>(sql`
    select index, through, "needLineId", "matchId", priority, quantity::float8 / 10 ^ decimals as quantity, "unitValue" from (
      select named.index, 'need' as through, ${needLines.id} as "needLineId", null::uuid as "matchId", ${needs.priority} as priority,
        coalesce(${needLines.quantityValidated}, ${needLines.quantityRequested}) - ${needLines.accepted} as quantity, ${unitValue} as "unitValue", ${itemTypes.decimals} as decimals
      from ${needsNamed} join ${needs} on ${needs.id} = named.id join ${needLines} on ${needLines.needId} = ${needs.id} and ${needLines.leftOutAt} is null
        join ${itemTypes} on ${itemTypes.slug} = ${needLines.itemType}
      union all
      select named.index, 'match', ${matches.needLineId}, ${matches.id}, ${needs.priority},
        ${matches.quantity} - ${matches.accepted} - ${matches.failed}, ${unitValue}, ${itemTypes.decimals}
      from ${matchesNamed} join ${matches} on ${matches.id} = named.id and ${matches.state} in (${literals(HOLDING_STATES)})
        join ${needs} on ${needs.id} = ${matches.needId} join ${needLines} on ${needLines.id} = ${matches.needLineId}
        join ${itemTypes} on ${itemTypes.slug} = ${needLines.itemType}
      union all
      select named.index, 'delivery', ${matches.needLineId}, ${matches.id}, ${needs.priority},
        ${deliveryLines.planned} - ${deliveryLines.accepted} - ${deliveryLines.rejected} - ${deliveryLines.lost} - ${deliveryLines.returned}, ${unitValue}, ${itemTypes.decimals}
      from ${deliveriesNamed} join ${deliveries} on ${deliveries.id} = named.id join ${deliveryLines} on ${deliveryLines.deliveryId} = ${deliveries.id}
        join ${matches} on ${matches.id} = ${deliveryLines.matchId} join ${needs} on ${needs.id} = ${matches.needId}
        join ${needLines} on ${needLines.id} = ${matches.needLineId} join ${itemTypes} on ${itemTypes.slug} = ${needLines.itemType}
      where ${deliveries.state} not in (${literals(OVER_STATES)})
    ) as held where quantity > 0`);
  const byIndex = groupBy(rows, ({ index }) => index);
  return groups.map((_, index) =>
    (byIndex.get(index) ?? []).map(({ through, needLineId, matchId, priority, quantity, unitValue: each }) => ({
      through,
      needLineId,
      matchId,
      priority,
      quantity,
      unitValue: each,
    })),
  );
}

/** The open obstacles whose severity follows from what they hold back, and is nobody's correction. */
export function selectUncorrected(tx: Tx) {
  return tx
    .select({ id: obstacles.id, kind: obstacles.kind, blocking: obstacles.blocking, severity: obstacles.severity })
    .from(obstacles)
    .where(and(inArray(obstacles.state, OPEN_STATES), isNull(obstacles.severityReason)))
    .orderBy(asc(obstacles.creationOrder));
}

/** Those of them that still are so, locked; another process's are passed over. */
export async function lockUncorrected(tx: Tx, ids: readonly ObstacleId[]): Promise<ObstacleId[]> {
  const rows = await tx
    .select({ id: obstacles.id })
    .from(obstacles)
    .where(and(oneOf(obstacles.id, ids), inArray(obstacles.state, OPEN_STATES), isNull(obstacles.severityReason)))
    .orderBy(asc(obstacles.creationOrder))
    .for('no key update', { skipLocked: true });
  return rows.map(({ id }) => id);
}
