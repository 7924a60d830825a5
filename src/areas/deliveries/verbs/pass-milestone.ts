import { and, eq, isNotNull } from 'drizzle-orm';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId } from '../../../kernel/id.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { refuseWhereBlocked } from '../../obstacles/index.ts';
import type { BalancedConsignment } from '../consignment-queries.ts';
import { type ConsignmentState, hasLeft, haveAllCome } from '../domain/consignments.ts';
import { type DeliveryAction, NEVER_ARRIVED } from '../domain/delivery.ts';
import { milestoneEffectOf } from '../domain/milestones.ts';
import { type DatedStage, fitsAround } from '../domain/schedule.ts';
import type { BalancedLine } from '../line-queries.ts';
import type { MilestoneSlug } from '../../reference/domain/named-slugs.ts';
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
  // What is planned no more holds nobody up.
  const standing = lines.filter(({ planned }) => planned > 0);
  const things = {
    deliveryId: delivery.id,
    donorId: delivery.donorId,
    matchIds: standing.map(({ matchId }) => matchId),
    needIds: [...new Set(standing.map(({ needId }) => needId))],
  };
  return refuseWhereBlocked(tx, ctx, things, milestone);
}

/** Refuses a day before that of a milestone that comes first, or after that of one that follows. */
export function refuseDisorder(stages: readonly DatedStage[], milestone: string, on: CalendarDate, pointer: string): void {
  if (!fitsAround(stages, milestone, on)) throw refuseField('date-order', pointer, 'out-of-milestone-order');
}

/** The day on which a step was taken; one that nobody has said is today. */
export interface StepDay {
  readonly on: CalendarDate;
  readonly isSaid: boolean;
}

/**
 * Dates the milestone that a step reaches; a delivery of a kind that doesn't pass it has no such row. A day that is on record is never
 * overwritten by one that nobody has said.
 */
export async function reachMilestone(
  tx: Tx,
  delivery: DeliveryRecord,
  action: DeliveryAction,
  { on: actualOn, isSaid }: StepDay,
  evidence: string | undefined,
): Promise<void> {
  const milestone = milestoneEffectOf(action, delivery.kind)?.sets;
  if (!milestone) return;
  const { stages } = await selectStages(tx, delivery.id);
  const isOnRecord = stages.some((stage) => stage.milestone === milestone && stage.actualOn !== null);
  if (isOnRecord && !isSaid) return;
  refuseDisorder(stages, milestone, actualOn, action === 'hand-over' ? '/handedOverOn' : '/on');
  await tx
    .update(deliveryMilestones)
    .set({ actualOn, ...(evidence === undefined ? {} : { evidence }) })
    .where(and(eq(deliveryMilestones.deliveryId, delivery.id), eq(deliveryMilestones.milestone, milestone)));
}

/** What a step had reached isn't reached after all, or not any more. */
export async function unreachMilestone(tx: Tx, delivery: DeliveryRecord, action: DeliveryAction): Promise<void> {
  const milestone = milestoneEffectOf(action, delivery.kind)?.sets;
  if (!milestone) return;
  await tx
    .update(deliveryMilestones)
    .set({ actualOn: null, evidence: null })
    .where(and(eq(deliveryMilestones.deliveryId, delivery.id), eq(deliveryMilestones.milestone, milestone)));
}

/** The milestones that are reached once all that comes has come as far. */
const REACHED_TOGETHER = [
  ['arrive', 'arrived'],
  ['release', 'released'],
  ['receive', 'received'],
] as const satisfies readonly (readonly [DeliveryAction, ConsignmentState])[];

/**
 * What had come to its end and is on its way again stands behind others, or behind its own end: what all had reached together isn't
 * reached any more. What it had passed before stays so.
 */
export async function unreachWhatIsAhead(
  tx: Tx,
  { delivery, consignments }: Pick<LockedDelivery, 'delivery' | 'consignments'>,
  after: LockedDelivery['consignments'],
): Promise<void> {
  const isAlone = consignments.every(({ state }) => NEVER_ARRIVED.includes(state));
  const before = consignments.map((one) => hasComeAsFarAs(one, isAlone));
  const now = after.map((one) => hasComeAsFarAs(one, isAlone));
  for (const [step, to] of REACHED_TOGETHER) {
    if (haveAllCome(before, to) && !haveAllCome(now, to)) await unreachMilestone(tx, delivery, step);
  }
}

/**
 * Of what is held the day of its arrival tells whether it had come. Whether customs had released it before that isn't on record: where
 * nothing else has come, a day of that is its own.
 */
const hasComeAsFarAs = ({ state, arrivedOn }: BalancedConsignment, isAlone: boolean): ConsignmentState => {
  if (state !== 'seized') return state;
  if (arrivedOn === null) return 'shipped';
  return isAlone ? 'released' : 'arrived';
};

/** What is unpacked again isn't ready to ship: the day goes, and comes again with the next packing. */
export async function takeBackReadiness(
  tx: Tx,
  deliveryId: DeliveryId,
  consignments: readonly { readonly state: ConsignmentState }[],
): Promise<void> {
  if (consignments.some(({ state }) => state === 'packed' || hasLeft(state))) return;
  await tx
    .update(deliveryMilestones)
    .set({ actualOn: null, evidence: null })
    .where(
      and(
        eq(deliveryMilestones.deliveryId, deliveryId),
        eq(deliveryMilestones.milestone, 'ready-to-ship' satisfies MilestoneSlug),
        isNotNull(deliveryMilestones.actualOn),
      ),
    );
}
