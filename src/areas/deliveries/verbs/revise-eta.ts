import { and, eq } from 'drizzle-orm';
import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReviseEta } from '../contract.ts';
import { arrivalOf } from '../domain/milestones.ts';
import { expectedDates } from '../domain/schedule.ts';
import { selectStages } from '../schedule-queries.ts';
import { deliveryMilestones } from '../tables.ts';
import { stepDelivery, beginStep } from './change-delivery.ts';
import { writeForecast } from './write-forecast.ts';

/** Says when the unit can expect it, and why that has changed; whoever records the milestones of either side may. */
export async function reviseEta(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ReviseEta): Promise<void> {
  const { expectedOn, reason, reasonNote, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'revise-eta');
  if (expectedOn < locked.today) throw refuseField('date-order', '/expectedOn', 'in-the-past');
  const milestone = arrivalOf(locked.delivery.kind);
  const { stages } = await selectStages(tx, id);
  const expectedBefore = expectedDates(stages).get(milestone) ?? null;
  await tx
    .update(deliveryMilestones)
    .set({ forecastOn: expectedOn, forecastReason: reason })
    .where(and(eq(deliveryMilestones.deliveryId, id), eq(deliveryMilestones.milestone, milestone)));
  await writeForecast(tx, ctx, id, { milestone, expectedBefore, forecastOn: expectedOn, reason });
  await stepDelivery(tx, ctx, locked, { action: 'delivery.eta-revised', reason: { code: reason, note: reasonNote } });
}
