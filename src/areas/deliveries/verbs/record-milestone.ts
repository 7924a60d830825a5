import { and, eq } from 'drizzle-orm';
import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { RecordMilestone } from '../contract.ts';
import { checkAccepts, DELIVERY_RIGHTS } from '../domain/delivery.ts';
import { isAtTheDonor, isDelay, isReachedByStep, mayRecord } from '../domain/milestones.ts';
import { expectedDates, openPredecessors } from '../domain/schedule.ts';
import { findOwnership } from '../reference-check-queries.ts';
import { namesOf } from '../domain/stages.ts';
import { selectStages } from '../schedule-queries.ts';
import { deliveryMilestones } from '../tables.ts';
import { type DeliveryRecord, editDelivery, happenedOn, lockDelivery } from './change-delivery.ts';
import { askToReach, refuseDisorder } from './pass-milestone.ts';
import { writeForecast } from './write-forecast.ts';

/**
 * Plan, forecast or truth of a milestone, from whoever sees to it. Late is a later forecast with its reason, not a state. A
 * milestone that a step of the lifecycle reaches is dated by that step; only the loader of past records writes those too.
 */
export async function recordMilestone(
  tx: Tx,
  ctx: ActorContext,
  id: DeliveryId,
  version: number | null,
  input: RecordMilestone,
): Promise<void> {
  const { milestone, plannedOn, forecastOn, forecastReason, actualOn, omittedBecause, reasonNote, evidence, ...rest } = input;
  nothingLeft(rest);
  const { role } = ctx.actor;
  const named: readonly ActingRole[] = DELIVERY_RIGHTS['record-milestone'];
  if (role !== 'system' && !named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
  const locked = await lockDelivery(tx, ctx, id, version);
  const { delivery } = locked;
  checkAccepts(delivery, 'record-milestone');
  const ownership = await findOwnership(tx, milestone);
  const before = await findMilestone(tx, delivery, milestone);
  if (!ownership || !before) throw refuseField('reference-unknown', '/milestone');
  if (!mayRecord(role, ownership, delivery.incoterm)) throw new Refusal('not-your-own');

  const { rules, stages } = await selectStages(tx, id);
  const rule = rules.find((one) => one.milestone === milestone);
  if (omittedBecause !== undefined) {
    if (rule?.optionalWhen == null || isReachedByStep(milestone, delivery.kind)) {
      throw refuseField('invalid-field', '/omittedBecause', 'milestone-not-optional');
    }
    if (before.actualOn !== null) throw refuseField('date-order', '/omittedBecause', 'already-reached');
  }
  const expectedBefore = expectedDates(stages).get(milestone) ?? null;
  if (forecastOn !== undefined && before.actualOn !== null) throw refuseField('date-order', '/forecastOn', 'already-reached');
  if (forecastOn !== undefined && forecastReason === undefined && isDelay(expectedBefore, forecastOn)) {
    throw refuseField('reason-required', '/forecastReason', 'missing');
  }
  if (actualOn !== undefined) {
    happenedOn(isAtTheDonor(milestone) ? locked.todayAtDonor : locked.today, actualOn, '/actualOn');
    if (role !== 'system' && isReachedByStep(milestone, delivery.kind)) {
      throw new Refusal('transition-not-allowed', {
        fields: [{ pointer: '/actualOn', code: 'reached-by-a-step' }],
        facts: { state: delivery.state, event: 'record-milestone', allowed: [] },
      });
    }
    await askToReach(tx, ctx, locked, milestone);
    refuseDisorder(stages, milestone, actualOn, '/actualOn');
    const open = role === 'system' ? [] : openPredecessors(stages, milestone);
    if (open.length > 0) {
      throw new Refusal('transition-not-allowed', {
        fields: [{ pointer: '/actualOn', code: 'predecessor-not-reached', limit: open.join(', '), limitNames: namesOf(rules, open) }],
        facts: { state: delivery.state, event: 'record-milestone', allowed: [], predecessors: open },
      });
    }
  }
  await tx
    .update(deliveryMilestones)
    .set({
      plannedOn: plannedOn ?? before.plannedOn,
      isProposed: before.isProposed && plannedOn === undefined,
      omittedBecause: actualOn === undefined ? (omittedBecause ?? before.omittedBecause) : null,
      forecastOn: forecastOn ?? before.forecastOn,
      forecastReason: forecastReason ?? before.forecastReason,
      actualOn: actualOn ?? before.actualOn,
      evidence: evidence ?? before.evidence,
    })
    .where(and(eq(deliveryMilestones.deliveryId, id), eq(deliveryMilestones.milestone, milestone)));
  if (forecastOn !== undefined) {
    await writeForecast(tx, ctx, id, { milestone, expectedBefore, forecastOn, reason: forecastReason });
  }
  const said = forecastReason ?? omittedBecause;
  await editDelivery(tx, ctx, locked, {
    action: actualOn === undefined ? 'delivery.milestone-revised' : 'delivery.milestone-reached',
    reason: said && { code: said, note: reasonNote },
  });
}

async function findMilestone(tx: Tx, delivery: DeliveryRecord, milestone: string) {
  const [found] = await tx
    .select({
      milestone: deliveryMilestones.milestone,
      plannedOn: deliveryMilestones.plannedOn,
      isProposed: deliveryMilestones.isProposed,
      omittedBecause: deliveryMilestones.omittedBecause,
      forecastOn: deliveryMilestones.forecastOn,
      forecastReason: deliveryMilestones.forecastReason,
      actualOn: deliveryMilestones.actualOn,
      evidence: deliveryMilestones.evidence,
    })
    .from(deliveryMilestones)
    .where(and(eq(deliveryMilestones.deliveryId, delivery.id), eq(deliveryMilestones.milestone, milestone)));
  return found ?? null;
}
