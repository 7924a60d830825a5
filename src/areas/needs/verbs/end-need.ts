import { and, eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { NeedId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ReasonOf, Why } from '../../../kernel/reason.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { releaseReservations } from '../../matches/index.ts';
import { CITING_STATES, CLOSERS, ENDERS, mayReinstate, NEED_TRANSITIONS, type NeedEvent, type NeedState } from '../domain/need.ts';
import { needRevisions } from '../tables.ts';
import { citeAnew } from './cite-anew.ts';
import { changeNeed, checkNeedRight, type LockedNeed, lockNeed, requireNeedStep, stepNeed, statedWhy } from './change-need.ts';

/** How a need ends, what ends with it, and how an end that was a mistake is taken back. */

/** Takes the need back, and ends whatever of its matches is not agreed; what is agreed stays. */
export async function withdrawNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: Why): Promise<void> {
  checkNeedRight(ctx, 'withdraw');
  await endNeed(tx, ctx, await lockNeed(tx, id, version), { event: 'withdraw', action: 'need.withdrawn', reason, why: 'need-withdrawn' });
}

export async function rejectNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: Why): Promise<void> {
  checkNeedRight(ctx, 'reject');
  await endNeed(tx, ctx, await lockNeed(tx, id, version), { event: 'reject', action: 'need.rejected', reason, why: 'need-rejected' });
}

/**
 * Closes a need whose gap will stay: both a validator and a facilitator must say so. The first to ask leaves the request on
 * the need; the other's asking closes it.
 */
export async function closeNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: Why): Promise<void> {
  checkNeedRight(ctx, 'close-with-gap');
  const need = await lockNeed(tx, id, version);
  await requireNeedStep(tx, ctx, need, 'close-with-gap');
  if (need.closingRequestedBy === null) {
    await changeNeed(tx, ctx, need, { closingRequestedBy: closerOf(ctx) }, 'need.closing-requested', reason);
    return;
  }
  await endNeed(tx, ctx, need, { event: 'close-with-gap', action: 'need.closed', reason, why: 'need-closed' });
}

/** Takes a request to close with a gap off the need: whoever made it thinks better of it, or the other side refuses. */
export async function keepNeedOpen(tx: Tx, ctx: ActorContext, id: NeedId, version: number): Promise<void> {
  checkNeedRight(ctx, 'keep-open');
  const need = await lockNeed(tx, id, version);
  nextState(NEED_TRANSITIONS, need.state, 'keep-open');
  if (need.closingRequestedBy === null) {
    throw new Refusal('transition-not-allowed', { facts: { state: need.state, event: 'keep-open', allowed: [] } });
  }
  await changeNeed(tx, ctx, need, { closingRequestedBy: null }, 'need.kept-open');
}

/**
 * Takes an end back, by the side that made it: the need is again what it was. Nothing rests on an end, since what ended with it stays
 * ended; whoever gave to the need, or would have, is asked anew. What was closed by two is taken back by the same two.
 */
export async function reinstateNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, reason: Why): Promise<void> {
  checkNeedRight(ctx, 'reinstate');
  const need = await lockNeed(tx, id, version);
  nextState(NEED_TRANSITIONS, need.state, 'reinstate');
  if (!mayReinstate(need, ctx.actor.role)) {
    const allowed = need.state === 'closed-with-gap' ? CLOSERS : ENDERS.filter((role) => role === need.endedBy);
    throw new Refusal('role-not-allowed', { facts: { role: ctx.actor.role, allowed } });
  }
  await requireNeedStep(tx, ctx, need, 'reinstate');
  if (need.state === 'closed-with-gap' && need.reinstatingRequestedBy === null) {
    await changeNeed(tx, ctx, need, { reinstatingRequestedBy: closerOf(ctx) }, 'need.reinstating-requested', reason);
    return;
  }
  const state = must(need.endedFrom, 'a need that ended says from which state');
  const set = { state, ...statedWhy(reason), endedFrom: null, endedBy: null, reinstatingRequestedBy: null };
  // While it had ended, others could cite what it cites.
  if ((CITING_STATES as readonly NeedState[]).includes(state)) await citeAnew(tx, ctx, need);
  await changeNeed(tx, ctx, need, set, 'need.reinstated', reason);
}

interface End {
  readonly event: Extract<NeedEvent, 'withdraw' | 'reject' | 'close-with-gap'>;
  readonly action: 'need.withdrawn' | 'need.rejected' | 'need.closed';
  readonly reason: Why;
  /** As a match says it that ends with the need. */
  readonly why: ReasonOf<'consequence'>;
}

async function endNeed(tx: Tx, ctx: ActorContext, need: LockedNeed, { event, action, reason, why }: End): Promise<void> {
  const endedBy = must(
    ENDERS.find((role) => role === ctx.actor.role),
    'a person ends a need',
  );
  nextState(NEED_TRANSITIONS, need.state, event);
  await tx
    .update(needRevisions)
    .set({ state: 'withdrawn', decidedAt: ctx.now, decisionReason: why })
    .where(and(eq(needRevisions.needId, need.id), eq(needRevisions.state, 'open')));
  await stepNeed(tx, ctx, need, { event, action, reason, set: { endedFrom: need.state, endedBy, closingRequestedBy: null } });
  await releaseReservations(tx, ctx, { needId: need.id }, why);
}

const closerOf = (ctx: ActorContext): (typeof CLOSERS)[number] => (ctx.actor.role === 'validator' ? 'validator' : 'facilitator');
