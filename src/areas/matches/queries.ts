import { and, eq, lt } from 'drizzle-orm';
import type { MatchId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { noteFullReads } from '../disclosure/index.ts';
import type { ListMatches } from './contract.ts';
import type { MatchView } from './record.ts';
import { readRefusals } from './possible-queries.ts';
import { selectMatches } from './rows.ts';
import { matches } from './tables.ts';
import { viewMatch } from './views.ts';

/** One match as this reader may see it. */
export async function findMatch(tx: Tx, ctx: ActorContext, id: MatchId): Promise<MatchView> {
  const [match] = await selectMatches(tx, eq(matches.id, id), 1);
  if (!match) throw new Refusal('not-found');
  if (match.isDisclosed) await noteFullReads(tx, ctx, 'match', { matchIds: [id] });
  return viewMatch(ctx, match, await readRefusals(tx, ctx, match));
}

/** A page of matches, newest first. Every filter is over a field that all parties see. */
export async function listMatches(tx: Tx, ctx: ActorContext, filters: ListMatches): Promise<Page<MatchView>> {
  const { actor } = ctx;
  const { cursor, limit, state, needId, needLineId, offerId, offerLineId, donorId, partnershipId, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectMatches(
    tx,
    and(
      actor.role === 'requester' ? eq(matches.organisationId, actor.organisationId) : undefined,
      actor.role === 'donor' ? eq(matches.donorId, actor.organisationId) : undefined,
      state ? eq(matches.state, state) : undefined,
      needId ? eq(matches.needId, needId) : undefined,
      needLineId ? eq(matches.needLineId, needLineId) : undefined,
      offerId ? eq(matches.offerId, offerId) : undefined,
      offerLineId ? eq(matches.offerLineId, offerLineId) : undefined,
      donorId ? eq(matches.donorId, donorId) : undefined,
      partnershipId ? eq(matches.partnershipId, partnershipId) : undefined,
      key ? lt(matches.creationOrder, key[0]) : undefined,
    ),
    limit + 1,
  );
  const disclosed = rows.slice(0, limit).filter(({ isDisclosed }) => isDisclosed);
  await noteFullReads(tx, ctx, 'match', { matchIds: disclosed.map(({ id }) => id) });
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewMatch(ctx, row),
  );
}
