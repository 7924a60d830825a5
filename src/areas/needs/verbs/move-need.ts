import { eq } from 'drizzle-orm';
import type { NeedId } from '../../../kernel/id.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { Why } from '../../../kernel/reason.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { NEED_TRANSITIONS } from '../domain/need.ts';
import { needLines } from '../tables.ts';
import { checkNeedRight, lockNeed, stepNeed } from './change-need.ts';

/** The plain moves of a need: each only changes its state and says why. Those that do more have a file of their own. */

export async function returnNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: Why): Promise<void> {
  checkNeedRight(ctx, 'return');
  const need = await lockNeed(tx, id, version);
  await stepNeed(tx, ctx, need, {
    event: 'return',
    action: 'need.returned',
    reason,
    set: { validatedBy: null, validatedAt: null },
  });
}

/** The requester takes back what nobody has acted on yet: a draft again, that cites nothing and that its own side alone reads. */
export async function recallNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number): Promise<void> {
  checkNeedRight(ctx, 'recall');
  const need = await lockNeed(tx, id, version);
  nextState(NEED_TRANSITIONS, need.state, 'recall'); // refuses here already, before the lines are touched
  await tx.update(needLines).set({ citedGap: null }).where(eq(needLines.needId, id));
  await stepNeed(tx, ctx, need, { event: 'recall', action: 'need.recalled', set: { submittedAt: null } });
}

/** The requester throws a draft away. It stays for the audit, and in no list but that of what was discarded. */
export async function discardNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number): Promise<void> {
  checkNeedRight(ctx, 'discard');
  await stepNeed(tx, ctx, await lockNeed(tx, id, version), { event: 'discard', action: 'need.discarded' });
}

export async function holdNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: Why): Promise<void> {
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
