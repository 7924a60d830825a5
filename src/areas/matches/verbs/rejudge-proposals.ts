import { and, asc, eq, inArray } from 'drizzle-orm';
import type { MatchId, OfferId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { judgeLines } from '../../matching/index.ts';
import { COVERING_STATES, LAPSING_STATES, type MatchState, PROPOSED_STATES } from '../domain/match.ts';
import { matches } from '../tables.ts';
import { lockMatch, stepMatch } from './change-match.ts';

/** As events and ended matches say it: what the donor wrote is for its own side. */
const WHY = 'offer-revised';

/** What a proposal fails, by its id. */
export type Failures = ReadonlyMap<MatchId, ReadonlySet<string>>;

/** What the offer's open proposals fail as it reads now: proposals may have been made past rules that can be mended. */
export function judgeProposals(tx: Tx, ctx: ActorContext, offerId: OfferId): Promise<Failures> {
  return asConsequence(tx, ctx, 'offer-revision', async (consequence) => {
    const failures = new Map<MatchId, ReadonlySet<string>>();
    for (const { id } of await readMatches(tx, offerId, PROPOSED_STATES)) {
      const { needLineId, offerLineId, quantity } = await lockMatch(tx, id, null);
      const { rules, remainingQuantity } = await judgeLines(tx, consequence, needLineId, offerLineId);
      const failed = rules.flatMap(({ rule, outcome }) => (outcome === 'fail' ? [rule as string] : []));
      const exceeds = remainingQuantity !== null && quantity > remainingQuantity ? ['exceeds-offer-line'] : [];
      failures.set(id, new Set([...failed, ...exceeds]));
    }
    return failures;
  });
}

/**
 * What follows for the matches of an offer that reads otherwise now: a proposal that fails what it passed before ends, and both sides of
 * all others are told; what is reserved or agreed goes on.
 */
export async function endUnfitProposals(tx: Tx, ctx: ActorContext, offerId: OfferId, before: Failures): Promise<void> {
  const now = await judgeProposals(tx, ctx, offerId);
  await asConsequence(tx, ctx, 'offer-revision', async (consequence) => {
    for (const { id, state } of await readMatches(tx, offerId, [...LAPSING_STATES, ...COVERING_STATES])) {
      const match = await lockMatch(tx, id, null);
      const earlier = before.get(id);
      const fits = state === 'reserved' || ![...(now.get(id) ?? [])].some((failure) => !earlier?.has(failure));
      if (fits) {
        await recordEvent(tx, consequence, {
          action: 'match.terms-changed',
          subject: { type: 'match', id },
          reason: WHY,
          parties: [match.organisationId, match.donorId],
        });
      } else {
        const set = { endReason: WHY } as const;
        await stepMatch(tx, consequence, match, { event: 'cancel', action: 'match.cancelled', reason: WHY, set });
      }
    }
  });
}

const readMatches = (tx: Tx, offerId: OfferId, states: readonly MatchState[]) =>
  tx
    .select({ id: matches.id, state: matches.state })
    .from(matches)
    .where(and(eq(matches.offerId, offerId), inArray(matches.state, states)))
    .orderBy(asc(matches.creationOrder));
