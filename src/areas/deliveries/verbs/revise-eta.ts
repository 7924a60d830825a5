import { and, eq } from 'drizzle-orm';
import type { DeliveryId } from '../../../kernel/id.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReviseEta } from '../contract.ts';
import { arrivalOf } from '../domain/milestones.ts';
import { expectedDates } from '../domain/schedule.ts';
import { selectStages } from '../schedule-queries.ts';
import { deliveryMilestones } from '../tables.ts';
import { stepDelivery, takeUp } from './change-delivery.ts';
import { writeForecast } from './write-forecast.ts';

/** Says when the unit can expect it, and why that has changed; whoever records the milestones of either side may. */
export async function reviseEta(tx: Tx, act: Act, id: DeliveryId, version: number, input: ReviseEta): Promise<void> {
  const locked = await takeUp(tx, act, id, version, 'revise-eta');
  if (input.expectedOn < dayOf(act.now)) throw refuseField('date-order', '/expectedOn', 'in-the-past');
  const milestone = arrivalOf(locked.delivery.kind);
  const { stages } = await selectStages(tx, id);
  const expectedBefore = expectedDates(stages).get(milestone) ?? null;
  await tx
    .update(deliveryMilestones)
    .set({ forecastOn: input.expectedOn, forecastReason: input.reason })
    .where(and(eq(deliveryMilestones.deliveryId, id), eq(deliveryMilestones.milestone, milestone)));
  await writeForecast(tx, act, id, { milestone, expectedBefore, forecastOn: input.expectedOn, reason: input.reason });
  await stepDelivery(tx, act, locked, {
    action: 'delivery.eta-revised',
    reason: input.reason,
  });
}
