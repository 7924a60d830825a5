import type { NeedId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { releaseReservations } from '../../matches/index.ts';
import { NEED_TRANSITIONS } from '../domain/need.ts';
import { changeNeed, checkNeedRight, lockNeed, stepNeed } from './change-need.ts';

/** The plain moves of a need: each only changes its state and says why. Those that do more have a file of their own. */

export async function returnNeed(tx: Tx, act: Act, id: NeedId, version: number, reason: string): Promise<void> {
  checkNeedRight(act, 'return');
  const need = await lockNeed(tx, id, version);
  await stepNeed(tx, act, need, {
    event: 'return',
    action: 'need.returned',
    reason,
    set: { validatedBy: null, validatedAt: null },
  });
}

export async function rejectNeed(tx: Tx, act: Act, id: NeedId, version: number, reason: string): Promise<void> {
  checkNeedRight(act, 'reject');
  await stepNeed(tx, act, await lockNeed(tx, id, version), { event: 'reject', action: 'need.rejected', reason });
}

export async function holdNeed(tx: Tx, act: Act, id: NeedId, version: number, reason: string): Promise<void> {
  checkNeedRight(act, 'hold');
  await stepNeed(tx, act, await lockNeed(tx, id, version), { event: 'hold', action: 'need.held', reason });
}

export async function resumeNeed(tx: Tx, act: Act, id: NeedId, version: number): Promise<void> {
  checkNeedRight(act, 'resume');
  const need = await lockNeed(tx, id, version);
  await stepNeed(tx, act, need, { event: 'resume', action: 'need.resumed', set: { confirmedAt: act.now } });
}

/** The requester says that the need still stands; it wakes a stale one. */
export async function confirmNeed(tx: Tx, act: Act, id: NeedId, version: number): Promise<void> {
  checkNeedRight(act, 'confirm');
  const need = await lockNeed(tx, id, version);
  await stepNeed(tx, act, need, { event: 'confirm', action: 'need.confirmed', set: { confirmedAt: act.now } });
}

/** Takes the need back, and frees what is reserved on it; what is agreed stays. */
export async function withdrawNeed(tx: Tx, act: Act, id: NeedId, version: number, reason: string): Promise<void> {
  checkNeedRight(act, 'withdraw');
  await stepNeed(tx, act, await lockNeed(tx, id, version), { event: 'withdraw', action: 'need.withdrawn', reason });
  await releaseReservations(tx, act, { needId: id }, 'need-withdrawn');
}

/**
 * Closes a need whose gap will stay: both a validator and a facilitator must say so. The first to ask leaves the request on
 * the need; the other's asking closes it. Answers whether it is closed now.
 */
export async function closeNeed(tx: Tx, act: Act, id: NeedId, version: number, reason: string): Promise<boolean> {
  checkNeedRight(act, 'close-with-gap');
  const need = await lockNeed(tx, id, version);
  const side = act.actor.role === 'validator' ? 'validator' : 'facilitator';
  if (need.closingRequestedBy === side) throw new Refusal('closing-awaits-other-side');
  if (need.closingRequestedBy === null) {
    nextState(NEED_TRANSITIONS, need.state, 'close-with-gap'); // refuses here already where closing is out of the question
    await changeNeed(tx, act, need, { closingRequestedBy: side }, 'need.closing-requested', reason);
    return false;
  }
  await stepNeed(tx, act, need, { event: 'close-with-gap', action: 'need.closed', reason });
  return true;
}
