import type { DeliveryId } from '../../../kernel/id.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { DeliveryStep } from '../contract.ts';
import { happenedOn, stepDelivery, takeUp } from './change-delivery.ts';
import { askToPass, reachMilestone } from './pass-milestone.ts';

const MOVES = {
  pack: 'delivery.packed',
  arrive: 'delivery.arrived',
  'enter-customs': 'delivery.entered-customs',
  release: 'delivery.released',
  'move-inland': 'delivery.moved-inland',
} as const;
export type DeliveryMove = keyof typeof MOVES;

/** The plain moves of goods on their way: each changes the state and dates the milestone that it reaches. */
export async function moveDelivery(
  tx: Tx,
  act: Act,
  move: DeliveryMove,
  id: DeliveryId,
  version: number,
  input: DeliveryStep,
): Promise<void> {
  const consignment = await takeUp(tx, act, id, version, move);
  const on = happenedOn(act, input.on);
  await askToPass(tx, act, consignment, move);
  await reachMilestone(tx, consignment.delivery, move, on, input.evidence);
  await stepDelivery(tx, act, consignment, { event: move, action: MOVES[move], detail: { on, evidence: input.evidence ?? null } });
}
