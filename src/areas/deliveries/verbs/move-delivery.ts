import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { requireClearance } from '../../compliance/index.ts';
import type { DeliveryStep } from '../contract.ts';
import { type ConsignmentState, haveAllCome } from '../domain/consignments.ts';
import { afterEvent, chooseConsignments, happenedOn, stepDelivery, beginStep } from './change-delivery.ts';
import { askToPass, reachMilestone } from './pass-milestone.ts';

const MOVES = {
  pack: { wrote: 'delivery.packed', to: 'packed' },
  arrive: { wrote: 'delivery.arrived', to: 'arrived' },
  'enter-customs': { wrote: 'delivery.entered-customs', to: 'at-customs' },
  release: { wrote: 'delivery.released', to: 'released' },
  'move-inland': { wrote: 'delivery.moved-inland', to: 'in-transit' },
} as const satisfies Record<string, { wrote: ActionOn<'delivery'>; to: ConsignmentState }>;
export type DeliveryMove = keyof typeof MOVES;

/**
 * The plain moves of goods on their way, of one consignment or of all that stand there. The milestone is reached when the last
 * consignment has come as far.
 */
export async function moveDelivery(
  tx: Tx,
  ctx: ActorContext,
  move: DeliveryMove,
  id: DeliveryId,
  version: number,
  input: DeliveryStep,
): Promise<void> {
  const { consignmentId, on: day, evidence, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, move);
  const on = happenedOn(locked.today, day);
  const moved = chooseConsignments(ctx, locked, consignmentId, move);
  await askToPass(tx, ctx, locked, move);
  if (move === 'release') await requireClearance(tx, ctx, id, move, on);
  const states = afterEvent(locked, moved, move).map(({ state }) => state);
  if (haveAllCome(states, MOVES[move].to)) await reachMilestone(tx, locked.delivery, move, { on, isSaid: day !== undefined }, evidence);
  await stepDelivery(tx, ctx, locked, {
    event: move,
    moved,
    on,
    action: MOVES[move].wrote,
    details: { on, evidence: evidence ?? null },
  });
}
