import { and, asc, eq, inArray } from 'drizzle-orm';
import type { NeedId, NeedLineId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { COVERING_STATES, LAPSING_STATES } from '../domain/match.ts';
import { matches } from '../tables.ts';
import { changeMatch, lockMatch, type LockedMatch } from './change-match.ts';

/** As events say it: what the requester wrote is for its own side. */
const WHY = 'need-revised';

/**
 * What follows for the matches of a need that reads otherwise now. Where the day or the quantity of a line changed (`needLineIds`, null for
 * all), a donor who accepted it as it was is asked again before anything is agreed: an acceptance that stands alone is open again, a
 * reservation holds and awaits its renewal, and one side's agreement is dropped. What is agreed goes on, and its donor is told.
 */
export function askAgain(
  tx: Tx,
  ctx: ActorContext,
  { needId, needLineIds }: { readonly needId: NeedId; readonly needLineIds: readonly NeedLineId[] | null },
): Promise<void> {
  return asConsequence(tx, ctx, 'need-revision', async (consequence) => {
    const concerned = await tx
      .select({ id: matches.id })
      .from(matches)
      .where(and(eq(matches.needId, needId), inArray(matches.state, [...LAPSING_STATES, ...COVERING_STATES])))
      .orderBy(asc(matches.creationOrder));
    for (const { id } of concerned) {
      const match = await lockMatch(tx, id, null);
      if (needLineIds !== null && !needLineIds.includes(match.needLineId)) await tellOfChange(tx, consequence, match);
      else await askDonor(tx, consequence, match);
    }
  });
}

async function askDonor(tx: Tx, ctx: ActorContext, match: LockedMatch): Promise<void> {
  if (!(LAPSING_STATES as readonly string[]).includes(match.state)) {
    await tellOfChange(tx, ctx, match);
    return;
  }
  const asked = { askedAgainAt: ctx.now };
  const dropped =
    match.state === 'donor-accepted'
      ? { state: 'proposed' as const, donorAcceptedAt: null }
      : match.state === 'reserved'
        ? { donorAgreedAt: null, recipientAgreedAt: null, partnershipId: null }
        : {};
  await changeMatch(tx, ctx, match, { ...asked, ...dropped }, 'match.asked-again', WHY);
}

const tellOfChange = (tx: Tx, ctx: ActorContext, match: LockedMatch): Promise<void> =>
  recordEvent(tx, ctx, {
    action: 'match.terms-changed',
    subject: { type: 'match', id: match.id },
    reason: WHY,
    parties: [match.organisationId, match.donorId],
  });
