import { and, eq } from 'drizzle-orm';
import type { DeliveryId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { RecordMilestone } from '../contract.ts';
import { checkAccepts, DELIVERY_RIGHTS } from '../domain/delivery.ts';
import { isDelay, isReachedByStep, mayRecord } from '../domain/milestones.ts';
import { findOwnership } from '../reference-check-queries.ts';
import { deliveryMilestones } from '../tables.ts';
import { type DeliveryRecord, happenedOn, lockConsignment, stepDelivery } from './change-delivery.ts';
import { askToReach } from './pass-milestone.ts';

/**
 * Plan, forecast or truth of a milestone, from whoever sees to it. Late is a later forecast with its reason, not a state. A
 * milestone that a step of the lifecycle reaches is dated by that step; only the loader of past records writes those too.
 */
export async function recordMilestone(tx: Tx, act: Act, id: DeliveryId, version: number | null, input: RecordMilestone): Promise<void> {
  const { role } = act.actor;
  const named: readonly ActingRole[] = DELIVERY_RIGHTS['record-milestone'];
  if (role !== 'system' && !named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
  const consignment = await lockConsignment(tx, act, id, version);
  const { delivery } = consignment;
  checkAccepts(delivery, 'record-milestone');
  const ownership = await findOwnership(tx, input.milestone);
  const before = await findMilestone(tx, delivery, input.milestone);
  if (!ownership || !before) throw refuseField('reference-unknown', '/milestone');
  if (!mayRecord(role, ownership, delivery.incoterm)) throw new Refusal('not-your-own');

  if (input.forecastOn !== undefined && before.actualOn !== null) throw refuseField('date-order', '/forecastOn', 'already-reached');
  if (input.forecastOn !== undefined && input.forecastReason === undefined && isDelay(before, input.forecastOn)) {
    throw refuseField('reason-required', '/forecastReason', 'missing');
  }
  if (input.actualOn !== undefined) {
    happenedOn(act, input.actualOn, '/actualOn');
    if (role !== 'system' && isReachedByStep(input.milestone, delivery.kind)) {
      throw new Refusal('transition-not-allowed', {
        fields: [{ pointer: '/actualOn', code: 'reached-by-a-step' }],
        facts: { state: delivery.state, event: 'record-milestone', allowed: [] },
      });
    }
    await askToReach(tx, act, consignment, input.milestone);
  }
  const { milestone, ...dates } = input;
  const set = Object.fromEntries(Object.entries(dates).filter(([, value]) => value !== undefined));
  await tx
    .update(deliveryMilestones)
    .set(set)
    .where(and(eq(deliveryMilestones.deliveryId, id), eq(deliveryMilestones.milestone, milestone)));
  await stepDelivery(tx, act, consignment, {
    action: input.actualOn === undefined ? 'delivery.milestone-revised' : 'delivery.milestone-reached',
    detail: { milestone: { ...before, ...set } },
    reason: input.forecastReason,
  });
}

async function findMilestone(tx: Tx, delivery: DeliveryRecord, milestone: string) {
  const [found] = await tx
    .select({
      milestone: deliveryMilestones.milestone,
      plannedOn: deliveryMilestones.plannedOn,
      forecastOn: deliveryMilestones.forecastOn,
      forecastReason: deliveryMilestones.forecastReason,
      actualOn: deliveryMilestones.actualOn,
      evidence: deliveryMilestones.evidence,
    })
    .from(deliveryMilestones)
    .where(and(eq(deliveryMilestones.deliveryId, delivery.id), eq(deliveryMilestones.milestone, milestone)));
  return found ?? null;
}
