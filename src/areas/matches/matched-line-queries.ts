import { and, eq, ne, sql } from 'drizzle-orm';
import type { NeedId, NeedLineId, OfferId, OfferLineId } from '../../kernel/id.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { FALLEN_STATES } from './domain/match.ts';
import { matches } from './tables.ts';

/** What stands on a line that a match names: one that has not ended, or none any more. */
export type OnLine = 'standing-match' | 'ended-matches';

/** The lines of a need that matches name, and what stands on each. A suggestion is nobody’s match yet. */
export const readMatchedNeedLines = (tx: Tx, needId: NeedId): Promise<ReadonlyMap<NeedLineId, OnLine>> =>
  byLine(
    tx
      .select({ line: matches.needLineId, stands })
      .from(matches)
      .where(and(eq(matches.needId, needId), isMade))
      .groupBy(matches.needLineId),
  );

/** The same of an offer. */
export const readMatchedOfferLines = (tx: Tx, offerId: OfferId): Promise<ReadonlyMap<OfferLineId, OnLine>> =>
  byLine(
    tx
      .select({ line: matches.offerLineId, stands })
      .from(matches)
      .where(and(eq(matches.offerId, offerId), isMade))
      .groupBy(matches.offerLineId),
  );

const isMade = ne(matches.state, 'suggested');
const stands = sql<boolean>`bool_or(${matches.state} not in (${literals(FALLEN_STATES)}))`;

async function byLine<Id>(reading: PromiseLike<{ line: Id; stands: boolean }[]>): Promise<ReadonlyMap<Id, OnLine>> {
  const rows = await reading;
  return new Map(rows.map((row) => [row.line, row.stands ? 'standing-match' : 'ended-matches']));
}
