import type { MatchId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { checkMatchRight, lockMatch, type LockedMatch, stepMatch } from './change-match.ts';

const DAY = 86_400_000;

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
  if (hasAccepted(match, asDonor)) throw new Refusal('already-accepted');

  const reserves = match.state === 'requester-accepted' || match.state === 'donor-accepted';
  const after = await stepMatch(tx, ctx, match, {
    event,
    action: reserves ? 'match.reserved' : 'match.accepted',
    set: {
      ...(asDonor ? { donorAcceptedAt: ctx.now } : { requesterAcceptedAt: ctx.now }),
      ...(reserves ? { expiresAt: new Date(ctx.now.getTime() + match.reservationDays * DAY), disclosedAt: ctx.now } : {}),
    },
  });
  if (after.state === 'reserved') await discloseNeed(tx, ctx, after);
}

const hasAccepted = (match: LockedMatch, asDonor: boolean): boolean =>
  (asDonor ? match.donorAcceptedAt : match.requesterAcceptedAt) !== null &&
  (match.state === 'requester-accepted' || match.state === 'donor-accepted');

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
