import type { MatchId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { nextState } from '../../../kernel/transition.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { MATCH_TRANSITIONS, refusalOfMatchStep } from '../domain/match.ts';
import { checkMatchRight, deadlineOfMatch, lockMatch, type LockedMatch, stepMatch } from './change-match.ts';
import { requireLotsOf, requireOpenToDonor } from './require-lots.ts';

/**
 * A party accepts for itself. The second acceptance reserves: in this very statement the ledger takes the quantity from both
 * lines or refuses it, so that of any number of rivals only as many win as there is quantity. From then on the donor knows
 * the unit and the exact quantity, and that disclosure is an event of its own.
 */
export async function acceptMatch(tx: Tx, ctx: ActorContext, id: MatchId, version: number): Promise<void> {
  const asDonor = ctx.actor.role === 'donor';
  const event = asDonor ? 'accept-as-donor' : 'accept-as-requester';
  checkMatchRight(ctx, event);
  const match = await lockMatch(tx, id, version);
  throwWhere(refusalOfMatchStep(match, event, ctx.actor.role));
  nextState(MATCH_TRANSITIONS, match.state, event); // refuses here already where there is nothing to accept
  await requireLotsOf(tx, ctx, match, match.quantity, '/quantity');
  if (asDonor) await requireOpenToDonor(tx, match);
  const reserves = match.state === 'requester-accepted' || match.state === 'donor-accepted';
  const after = await stepMatch(tx, ctx, match, {
    event,
    action: reserves ? 'match.reserved' : 'match.accepted',
    set: {
      ...(asDonor ? { donorAcceptedAt: ctx.now, askedAgainAt: null } : { requesterAcceptedAt: ctx.now }),
      ...(reserves ? { expiresAt: await deadlineOfMatch(tx, ctx, match.unitId, match.reservationDays), disclosedAt: ctx.now } : {}),
    },
  });
  if (after.state === 'reserved') await discloseNeed(tx, ctx, after);
}

/** A party takes its acceptance back, until the other side has accepted too. */
export async function takeBackAcceptance(tx: Tx, ctx: ActorContext, id: MatchId, version: number): Promise<void> {
  const asDonor = ctx.actor.role === 'donor';
  const event = asDonor ? 'take-back-as-donor' : 'take-back-as-requester';
  checkMatchRight(ctx, event);
  await stepMatch(tx, ctx, await lockMatch(tx, id, version), {
    event,
    action: 'match.acceptance-taken-back',
    set: asDonor ? { donorAcceptedAt: null } : { requesterAcceptedAt: null },
  });
}

/** The donor accepts a reserved match again, whose need has changed since it did; until then nobody can agree it. */
export async function renewAcceptance(tx: Tx, ctx: ActorContext, id: MatchId, version: number): Promise<void> {
  checkMatchRight(ctx, 'renew');
  const match = await lockMatch(tx, id, version);
  nextState(MATCH_TRANSITIONS, match.state, 'renew');
  throwWhere(refusalOfMatchStep(match, 'renew', ctx.actor.role));
  await stepMatch(tx, ctx, match, {
    event: 'renew',
    action: 'match.renewed',
    set: { donorAcceptedAt: ctx.now, askedAgainAt: null },
  });
}

function discloseNeed(tx: Tx, ctx: ActorContext, match: LockedMatch): Promise<void> {
  return asConsequence(tx, ctx, 'disclosure', (consequence) =>
    recordEvent(tx, consequence, {
      action: 'need.disclosed',
      subject: { type: 'need', id: match.needId },
      details: { matchId: match.id, donorId: match.donorId },
      parties: [match.organisationId, match.donorId],
    }),
  );
}
