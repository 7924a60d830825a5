import { and, eq } from 'drizzle-orm';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { refuseWhereBlocked } from '../../obstacles/index.ts';
import type { DeliveryAction } from '../domain/delivery.ts';
import { milestoneEffectOf } from '../domain/milestones.ts';
import { type DatedStage, fitsAround } from '../domain/schedule.ts';
import type { BalancedLine } from '../line-queries.ts';
import { selectStages } from '../schedule-queries.ts';
import { deliveryMilestones } from '../tables.ts';
import type { LockedDelivery, DeliveryRecord } from './change-delivery.ts';

/** Refuses a step while an open obstacle holds back the delivery, a match in it, or the need behind a match. */
export async function askToPass(
  tx: Tx,
  ctx: ActorContext,
  { delivery, lines }: Pick<LockedDelivery, 'delivery' | 'lines'>,
  action: DeliveryAction,
  concerned: readonly BalancedLine[] = lines,
): Promise<void> {
  const effect = milestoneEffectOf(action, delivery.kind);
  if (effect) await askToReach(tx, ctx, { delivery, lines: concerned }, effect.asks);
}

export function askToReach(
  tx: Tx,
  ctx: ActorContext,
  { delivery, lines }: Pick<LockedDelivery, 'delivery' | 'lines'>,
  milestone: string,
): Promise<void> {
  const things = {
    deliveryId: delivery.id,
    matchIds: lines.map(({ matchId }) => matchId),
    needIds: [...new Set(lines.map(({ needId }) => needId))],
  };
  return refuseWhereBlocked(tx, ctx, things, milestone);
}

/** Refuses a day before that of a milestone that comes first, or after that of one that follows. */
export function refuseDisorder(stages: readonly DatedStage[], milestone: string, on: CalendarDate, pointer: string): void {
  if (!fitsAround(stages, milestone, on)) throw refuseField('date-order', pointer, 'out-of-milestone-order');
}

/** Dates the milestone that a step reaches; a delivery of a kind that doesn't pass it has no such row. */
export async function reachMilestone(
  tx: Tx,
  delivery: DeliveryRecord,
  action: DeliveryAction,
  actualOn: CalendarDate,
  evidence: string | undefined,
): Promise<void> {
  const milestone = milestoneEffectOf(action, delivery.kind)?.sets;
  if (!milestone) return;
  const { stages } = await selectStages(tx, delivery.id);
  refuseDisorder(stages, milestone, actualOn, action === 'hand-over' ? '/handedOverOn' : '/on');
  await tx
    .update(deliveryMilestones)
    .set({ actualOn, ...(evidence === undefined ? {} : { evidence }) })
    .where(and(eq(deliveryMilestones.deliveryId, delivery.id), eq(deliveryMilestones.milestone, milestone)));
}
