import type { MatchId, PartnershipId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { requireConditionsMet, requirePartnershipInForce } from '../../partnerships/index.ts';
import { hasAgreed, MATCH_TRANSITIONS, refusalOfMatchStep } from '../domain/match.ts';
import { changeMatch, checkMatchRight, lockMatch, type LockedMatch, stepMatch } from './change-match.ts';
import { requireLotsOfReserved } from './require-lots.ts';

/**
 * Donor and validator agree a reserved match under a partnership in force. The first names the partnership, the second says
 * yes to the same one; with both the match counts as coverage.
 */
export async function agreeMatch(
  tx: Tx,
  ctx: ActorContext,
  id: MatchId,
  version: number,
  partnership: PartnershipId | undefined,
): Promise<void> {
  checkMatchRight(ctx, 'agree');
  const match = await lockMatch(tx, id, version);
  nextState(MATCH_TRANSITIONS, match.state, 'agree'); // refuses here already where there is nothing to agree
  throwWhere(refusalOfMatchStep(match, 'agree', ctx.actor.role));
  const partnershipId = partnership ?? match.partnershipId;
  if (partnershipId === null) throw refuseField('partnership-required', '/partnershipId');
  if (match.partnershipId !== null && match.partnershipId !== partnershipId) {
    throw refuseField('partnership-required', '/partnershipId', 'other-side-named-another');
  }
  await requireAgreeable(tx, ctx, match, partnershipId);

  const asDonor = ctx.actor.role === 'donor';
  const set = { partnershipId, ...(asDonor ? { donorAgreedAt: ctx.now } : { recipientAgreedAt: ctx.now }) };
  const isSecond = (asDonor ? match.recipientAgreedAt : match.donorAgreedAt) !== null;
  if (!isSecond) {
    await changeMatch(tx, ctx, match, set, 'match.agreed-by-one-side');
    return;
  }
  await stepMatch(tx, ctx, match, {
    event: 'agree',
    action: 'match.agreed',
    set: { ...set, agreedAt: ctx.now, expiresAt: null },
  });
}

/** Refuses to agree under a partnership that isn't in force or whose conditions aren't met, or what is off the lots of what is given. */
export async function requireAgreeable(tx: Tx, ctx: ActorContext, match: AgreeableMatch, partnershipId: PartnershipId): Promise<void> {
  const { donorId, organisationId } = match;
  await requirePartnershipInForce(tx, partnershipId, { donorId, organisationId, now: ctx.now });
  await requireLotsOfReserved(tx, match);
  await requireConditionsMet(tx, ctx, partnershipId, match.id);
}
type AgreeableMatch = Pick<LockedMatch, 'id' | 'donorId' | 'organisationId' | 'needLineId' | 'offerLineId' | 'quantity'>;

/** A side takes its agreement back, until the other has agreed too; the partnership that it named is open again. */
export async function takeBackAgreement(tx: Tx, ctx: ActorContext, id: MatchId, version: number): Promise<void> {
  checkMatchRight(ctx, 'take-back-agreement');
  const match = await lockMatch(tx, id, version);
  nextState(MATCH_TRANSITIONS, match.state, 'take-back-agreement');
  if (!hasAgreed(match, ctx.actor.role)) {
    throw new Refusal('transition-not-allowed', { facts: { state: match.state, event: 'take-back-agreement', allowed: [] } });
  }
  await changeMatch(tx, ctx, match, { donorAgreedAt: null, recipientAgreedAt: null, partnershipId: null }, 'match.agreement-taken-back');
}

/** The donor has begun to buy or to prepare. */
export async function startProcurement(tx: Tx, ctx: ActorContext, id: MatchId, version: number): Promise<void> {
  checkMatchRight(ctx, 'start-procurement');
  await stepMatch(tx, ctx, await lockMatch(tx, id, version), { event: 'start-procurement', action: 'match.procurement-started' });
}

export async function markReady(tx: Tx, ctx: ActorContext, id: MatchId, version: number): Promise<void> {
  checkMatchRight(ctx, 'mark-ready');
  await stepMatch(tx, ctx, await lockMatch(tx, id, version), { event: 'mark-ready', action: 'match.ready-to-ship' });
}
