import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { SeizeDelivery } from '../contract.ts';
import { chooseConsignments, happenedOn, stepDelivery, beginStep } from './change-delivery.ts';
import { reportSeizure } from './freeze-end-user.ts';

/** An authority holds goods on their way; its obstacle is opened in the same breath. */
export async function seizeDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: SeizeDelivery): Promise<void> {
  const { consignmentId, on: day, reason: code, reasonNote: note, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'seize');
  const on = happenedOn(locked.today, day);
  const moved = chooseConsignments(ctx, locked, consignmentId, 'seize');
  await stepDelivery(tx, ctx, locked, { event: 'seize', moved, on, action: 'delivery.seized', details: { on }, reason: { code, note } });
  await reportSeizure(tx, ctx, locked.delivery);
}

/** The authority gives it back: it stands at customs and is released from there like any other. */
export async function releaseFromSeizure(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: SeizeDelivery): Promise<void> {
  const { consignmentId, on: day, reason: code, reasonNote: note, ...rest } = input;
  nothingLeft(rest);
  const event = 'release-from-seizure';
  const locked = await beginStep(tx, ctx, id, version, event);
  const on = happenedOn(locked.today, day);
  const moved = chooseConsignments(ctx, locked, consignmentId, event);
  await stepDelivery(tx, ctx, locked, {
    event,
    moved,
    on,
    action: 'delivery.released-from-seizure',
    details: { on },
    reason: { code, note },
  });
}
