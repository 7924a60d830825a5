import type { NeedId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { releaseReservations } from '../../matches/index.ts';
import { NEED_TRANSITIONS } from '../domain/need.ts';
import { changeNeed, checkNeedRight, lockNeed, stepNeed } from './change-need.ts';

/** The plain moves of a need: each only changes its state and says why. Those that do more have a file of their own. */

export async function returnNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: string): Promise<void> {
  checkNeedRight(ctx, 'return');
  const need = await lockNeed(tx, id, version);
  await stepNeed(tx, ctx, need, {
    event: 'return',
    action: 'need.returned',
    reason,
    set: { validatedBy: null, validatedAt: null },
  });
}

export async function rejectNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: string): Promise<void> {
  checkNeedRight(ctx, 'reject');
  await stepNeed(tx, ctx, await lockNeed(tx, id, version), { event: 'reject', action: 'need.rejected', reason });
}

export async function holdNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: string): Promise<void> {
  checkNeedRight(ctx, 'hold');
  await stepNeed(tx, ctx, await lockNeed(tx, id, version), { event: 'hold', action: 'need.held', reason });
}

export async function resumeNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number): Promise<void> {
  checkNeedRight(ctx, 'resume');
  const need = await lockNeed(tx, id, version);
  await stepNeed(tx, ctx, need, { event: 'resume', action: 'need.resumed', set: { confirmedAt: ctx.now } });
}

/** The requester says that the need still stands; it wakes a stale one. */
export async function confirmNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number): Promise<void> {
  checkNeedRight(ctx, 'confirm');
  const need = await lockNeed(tx, id, version);
  await stepNeed(tx, ctx, need, { event: 'confirm', action: 'need.confirmed', set: { confirmedAt: ctx.now } });
}

/** Takes the need back, and frees what is reserved on it; what is agreed stays. */
export async function withdrawNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: string): Promise<void> {
  checkNeedRight(ctx, 'withdraw');
  await stepNeed(tx, ctx, await lockNeed(tx, id, version), { event: 'withdraw', action: 'need.withdrawn', reason });
  await releaseReservations(tx, ctx, { needId: id }, 'need-withdrawn');
}

/**
 * Closes a need whose gap will stay: both a validator and a facilitator must say so. The first to ask leaves the request on
 * the need; the other's asking closes it. Answers whether it is closed now.
 */
export async function closeNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: string): Promise<boolean> {
  checkNeedRight(ctx, 'close-with-gap');
  const need = await lockNeed(tx, id, version);
  const side = ctx.actor.role === 'validator' ? 'validator' : 'facilitator';
  if (need.closingRequestedBy === side) throw new Refusal('closing-awaits-other-side');
  if (need.closingRequestedBy === null) {
    nextState(NEED_TRANSITIONS, need.state, 'close-with-gap'); // refuses here already where closing is out of the question
    await changeNeed(tx, ctx, need, { closingRequestedBy: side }, 'need.closing-requested', reason);
    return false;
  }
  await stepNeed(tx, ctx, need, { event: 'close-with-gap', action: 'need.closed', reason });
  return true;
}
