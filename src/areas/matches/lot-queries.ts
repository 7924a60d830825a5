import { sql } from 'drizzle-orm';
import type { MatchId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { LotTerms } from '../matching/domain/lots.ts';
import { asLotTerms, type ToldTerms } from '../matching/index.ts';
import { matches } from './tables.ts';

/** The lot and the least of the lines of matches. */
export async function readLotTermsOfMatches(tx: Tx, matchIds: readonly MatchId[]): Promise<Map<MatchId, LotTerms>> {
  const rows = await tx
    .select({
      id: matches.id,
      terms: sql<ToldTerms>`(
        select jsonb_build_object('lotSize', lot_size, 'offerLeast', offer_least, 'needLeast', need_least, 'open', open)
        from wasl.lot_terms_for_reader(${matches.needLineId}, ${matches.offerLineId}))`,
    })
    .from(matches)
    .where(oneOf(matches.id, matchIds));
  return new Map(rows.map(({ id, terms }) => [id, asLotTerms(terms)]));
}
