import { and, asc, eq, inArray, lte } from 'drizzle-orm';
import type { MatchId, NeedId, OfferId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { codeOf, type ReasonCode, type Why } from '../../../kernel/reason.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { LAPSING_STATES, mayCancel, refusalOfMatchStep } from '../domain/match.ts';
import { matches } from '../tables.ts';
import { checkMatchRight, lockMatch, stepMatch } from './change-match.ts';

/** A party says no, before the agreement. */
export async function declineMatch(tx: Tx, ctx: ActorContext, id: MatchId, version: number, reason: Why): Promise<void> {
  checkMatchRight(ctx, 'decline');
  const match = await lockMatch(tx, id, version);
  await stepMatch(tx, ctx, match, { event: 'decline', action: 'match.declined', reason, set: { endReason: codeOf(reason) } });
}

/** Takes back what was agreed (a party), or what was only on its way there (a facilitator). Shipped goods can't be cancelled. */
export async function cancelMatch(tx: Tx, ctx: ActorContext, id: MatchId, version: number, reason: Why): Promise<void> {
  checkMatchRight(ctx, 'cancel');
  const match = await lockMatch(tx, id, version);
  if (!mayCancel(ctx.actor.role, match.state)) {
    throw new Refusal('transition-not-allowed', { facts: { state: match.state, event: 'cancel', allowed: [] } });
  }
  throwWhere(refusalOfMatchStep(match, 'cancel', ctx.actor.role));
  await stepMatch(tx, ctx, match, { event: 'cancel', action: 'match.cancelled', reason, set: { endReason: codeOf(reason) } });
}

/**
 * What follows when a need or an offer ends: everything not yet agreed ends and frees its quantity; what
 * is agreed stays. In the order of their ids, so that two such releases can't wait for each other crosswise.
 */
export function releaseReservations(
  tx: Tx,
  ctx: ActorContext,
  of: { readonly needId: NeedId } | { readonly offerId: OfferId },
  reason: ReasonCode,
): Promise<void> {
  return asConsequence(tx, ctx, 'release', async (consequence) => {
    const open = await tx
      .select({ id: matches.id })
      .from(matches)
      .where(and('needId' in of ? eq(matches.needId, of.needId) : eq(matches.offerId, of.offerId), inArray(matches.state, LAPSING_STATES)))
      .orderBy(asc(matches.creationOrder));
    for (const { id } of open) {
      const match = await lockMatch(tx, id, null);
      await stepMatch(tx, consequence, match, { event: 'cancel', action: 'match.cancelled', reason, set: { endReason: codeOf(reason) } });
    }
  });
}

/** The scheduled job lets proposals and reservations go whose time is over; `skip locked` leaves alone what somebody is agreeing at this moment. */
export async function lapseDueMatches(tx: Tx, ctx: ActorContext): Promise<number> {
  checkMatchRight(ctx, 'lapse');
  const due = await tx
    .select({ id: matches.id })
    .from(matches)
    .where(and(inArray(matches.state, LAPSING_STATES), lte(matches.expiresAt, ctx.now)))
    .orderBy(asc(matches.creationOrder))
    .limit(500)
    .for('no key update', { skipLocked: true });
  for (const { id } of due) {
    const match = await lockMatch(tx, id, null);
    const reason = match.state === 'reserved' ? 'hold-expired' : 'proposal-expired';
    await stepMatch(tx, ctx, match, { event: 'lapse', action: 'match.lapsed', reason, set: { endReason: codeOf(reason) } });
  }
  return due.length;
}
