import type { MatchId, PartnershipId } from '../../../kernel/id.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { requireConditionsMet, requirePartnershipInForce } from '../../partnerships/index.ts';
import { MATCH_TRANSITIONS } from '../domain/match.ts';
import { changeMatch, checkMatchRight, lockMatch, stepMatch } from './change-match.ts';

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
  const partnershipId = partnership ?? match.partnershipId;
  if (partnershipId === null) throw refuseField('partnership-required', '/partnershipId');
  if (match.partnershipId !== null && match.partnershipId !== partnershipId) {
    throw refuseField('partnership-required', '/partnershipId', 'other-side-named-another');
  }
  await requirePartnershipInForce(tx, partnershipId, {
    donorId: match.donorId,
    organisationId: match.organisationId,
    today: dayOf(ctx.now),
  });
  await requireConditionsMet(tx, ctx, partnershipId, match.id);

  const asDonor = ctx.actor.role === 'donor';
  if ((asDonor ? match.donorAgreedAt : match.recipientAgreedAt) !== null) throw new Refusal('already-accepted');
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

/** The donor has begun to buy or to prepare. */
export async function startProcurement(tx: Tx, ctx: ActorContext, id: MatchId, version: number): Promise<void> {
  checkMatchRight(ctx, 'start-procurement');
  await stepMatch(tx, ctx, await lockMatch(tx, id, version), { event: 'start-procurement', action: 'match.procurement-started' });
}

export async function markReady(tx: Tx, ctx: ActorContext, id: MatchId, version: number): Promise<void> {
  checkMatchRight(ctx, 'mark-ready');
  await stepMatch(tx, ctx, await lockMatch(tx, id, version), { event: 'mark-ready', action: 'match.ready-to-ship' });
}
