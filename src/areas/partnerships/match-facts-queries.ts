import { eq, sql } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { MatchId } from '../../kernel/id.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { givenItem } from '../matching/domain/facts.ts';
import { readContext, readNeedLines, readOfferLines } from '../matching/index.ts';
import { matches } from '../matches/tables.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines } from '../offers/tables.ts';
import { itemTypes } from '../reference/tables.ts';
import type { MatchFacts } from './domain/conditions.ts';

/** What the conditions of an agreement look at in a match; asked as the system, because neither side sees all of it. */
export async function readMatchFacts(tx: Tx, ctx: ActorContext, id: MatchId): Promise<MatchFacts> {
  const [match] = await tx
    .select({ needLineId: matches.needLineId, offerLineId: matches.offerLineId })
    .from(matches)
    .where(eq(matches.id, id));
  const { needLineId, offerLineId } = must(match, 'the match that is being agreed');
  const [needs, offers] = await Promise.all([
    readNeedLines(tx, eq(needLines.id, needLineId)),
    readOfferLines(tx, eq(offerLines.id, offerLineId)),
  ]);
  const need = must(needs[0], 'a match has a need line').facts;
  const offer = must(offers[0], 'a match has an offer line').facts;
  const given = givenItem(need, offer);
  const [item] = await tx.select({ kind: itemTypes.kind }).from(itemTypes).where(eq(itemTypes.slug, given));
  return { need, offer, context: await readContext(tx, ctx, [need.itemType, given]), itemKind: must(item, given).kind };
}

/** What a match takes of a ceiling in this currency: decimal text, or null where its worth in that currency is not known. */
export async function readWorth(tx: Tx, id: MatchId, currency: string): Promise<{ worth: string | null }> {
  const [row] = await tx.execute<{ worth: string | null }>(sql`select wasl.worth_of_match(${id}, ${currency}) as worth`);
  return { worth: row?.worth ?? null };
}
