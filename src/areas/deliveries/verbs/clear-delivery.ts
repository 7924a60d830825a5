import { and, eq } from 'drizzle-orm';
import type { DeliveryId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { missingRequirementsOf } from '../../compliance/index.ts';
import { selectPerhapsClear } from '../clearance-queries.ts';
import { UNDER_WAY_STATES } from '../domain/delivery.ts';
import { deliveryMilestones } from '../tables.ts';
import { lockDelivery, stepDelivery } from './change-delivery.ts';
import type { MilestoneSlug } from '../../reference/domain/named-slugs.ts';

/** Clears what is planned of a delivery that lacks nothing for the day on which it is to leave: the gate’s own step. */
export function clearWhereMet(tx: Tx, ctx: ActorContext, id: DeliveryId): Promise<boolean> {
  return asConsequence(tx, ctx, 'clear-deliveries', async (system) => {
    const locked = await lockDelivery(tx, system, id, null);
    // The delivery stands where the consignment furthest ahead does; one that was arranged anew may be waiting behind it.
    if (!locked.consignments.some(({ state }) => state === 'planned') || !UNDER_WAY_STATES.includes(locked.delivery.state)) return false;
    const [shipping] = await tx
      .select({ plannedOn: deliveryMilestones.plannedOn, forecastOn: deliveryMilestones.forecastOn })
      .from(deliveryMilestones)
      .where(and(eq(deliveryMilestones.deliveryId, id), eq(deliveryMilestones.milestone, 'shipped' satisfies MilestoneSlug)));
    const planned = shipping?.forecastOn ?? shipping?.plannedOn;
    const today = locked.todayAtDonor;
    const on = planned && planned > today ? planned : today;
    if ((await missingRequirementsOf(tx, system, id, 'clear', { on, isNow: on === today })).length > 0) return false;
    await stepDelivery(tx, system, locked, { event: 'clear', action: 'delivery.cleared', details: { on } });
    return true;
  });
}

/** What has become clear without anybody's confirmation, such as by silence or by a new version of a regime. */
export async function clearPlannedDeliveries(tx: Tx, ctx: ActorContext): Promise<number> {
  let cleared = 0;
  for (const id of await selectPerhapsClear(tx)) if (await clearWhereMet(tx, ctx, id)) cleared += 1;
  return cleared;
}
