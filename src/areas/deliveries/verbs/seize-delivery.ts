import type { DeliveryId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { SeizeDelivery } from '../contract.ts';
import { chooseConsignments, happenedOn, stepDelivery, beginStep } from './change-delivery.ts';
import { reportSeizure } from './freeze-end-user.ts';

/** An authority holds goods on their way; its obstacle is opened in the same breath. */
export async function seizeDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: SeizeDelivery): Promise<void> {
  const locked = await beginStep(tx, ctx, id, version, 'seize');
  const on = happenedOn(ctx, input.on);
  const moved = chooseConsignments(ctx, locked, input.consignmentId, 'seize');
  await stepDelivery(tx, ctx, locked, { event: 'seize', moved, on, action: 'delivery.seized', details: { on }, reason: input.reason });
  await reportSeizure(tx, ctx, locked.delivery);
}

/** The authority gives it back: it stands at customs and is released from there like any other. */
export async function releaseFromSeizure(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: SeizeDelivery): Promise<void> {
  const locked = await beginStep(tx, ctx, id, version, 'release-from-seizure');
  const on = happenedOn(ctx, input.on);
  const event = 'release-from-seizure';
  const moved = chooseConsignments(ctx, locked, input.consignmentId, event);
  await stepDelivery(tx, ctx, locked, {
    event,
    moved,
    on,
    action: 'delivery.released-from-seizure',
    details: { on },
    reason: input.reason,
  });
}
