import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { requireClearance } from '../../compliance/index.ts';
import type { DeliveryStep } from '../contract.ts';
import type { BalancedConsignment } from '../consignment-queries.ts';
import { type ConsignmentState, haveAllCome, passesCustoms } from '../domain/consignments.ts';
import {
  afterEvent,
  beginStep,
  chooseConsignments,
  type DeliveryStep as StepTaken,
  happenedOn,
  type LockedDelivery,
  stepDelivery,
} from './change-delivery.ts';
import { askToPass, reachMilestone, type StepDay } from './pass-milestone.ts';

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
 * consignment has come as far. What goes inland from where it arrived needs what its release would have needed.
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
  if (mayPassCustoms(move) && moved.some(({ state }) => passesCustoms(state, move))) await requireClearance(tx, ctx, id, 'release', on);
  const step = { action: MOVES[move].wrote, details: { on, evidence: evidence ?? null } };
  await bookMove(tx, ctx, locked, { move, moved, evidence }, { on, isSaid: day !== undefined }, step);
}

const mayPassCustoms = (move: DeliveryMove): move is 'release' | 'move-inland' => move === 'release' || move === 'move-inland';

/** Dates the milestone once the last consignment has come as far, and moves consignments and delivery on. */
export async function bookMove(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  {
    move,
    moved,
    evidence,
  }: { readonly move: DeliveryMove; readonly moved: readonly BalancedConsignment[]; readonly evidence: string | undefined },
  day: StepDay,
  step: StepTaken,
): Promise<void> {
  const states = afterEvent(locked, moved, move).map(({ state }) => state);
  if (haveAllCome(states, MOVES[move].to)) await reachMilestone(tx, locked.delivery, move, day, evidence);
  await stepDelivery(tx, ctx, locked, { ...step, event: move, moved, on: day.on });
}
