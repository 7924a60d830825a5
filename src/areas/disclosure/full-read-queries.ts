import { sql } from 'drizzle-orm';
import type { DeliveryId, MatchId, NeedId, OrganisationId } from '../../kernel/id.ts';
import { recordEvents } from '../../platform/audit/record-event.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { namedIn, type ShownBy, type ShownInFull } from './domain/full-read.ts';

/**
 * Notes that a donor is about to be shown these needs in full, for the requester to read: each time, under each match that is a ground for it
 * now. The first time that a person reads a need under a match is an event besides; the requester would not find it among one for each poll.
 */
export async function noteFullReads(
  tx: Tx,
  ctx: ActorContext,
  shownBy: ShownBy,
  { needIds = [], matchIds = [], deliveryIds = [], unitIds = [] }: ShownInFull,
): Promise<void> {
  if (ctx.actor.role !== 'donor' || needIds.length + matchIds.length + deliveryIds.length + unitIds.length === 0) return;
  const first = await tx.execute<{ need_id: NeedId; match_id: MatchId; organisation_id: OrganisationId }>(
    sql`select need_id, match_id, organisation_id from wasl.note_full_reads(${shownBy}, ${sql.param([...needIds])}::uuid[], ${sql.param([...matchIds])}::uuid[],
      ${sql.param([...deliveryIds])}::uuid[], ${sql.param([...unitIds])}::uuid[])`,
  );
  await recordEvents(
    tx,
    ctx,
    first.map(({ need_id: id, match_id: matchId, organisation_id: organisationId }) => ({
      action: 'need.read-in-full' as const,
      subject: { type: 'need' as const, id },
      details: { matchId, shownBy },
      parties: [organisationId],
    })),
  );
}

type Shows<Answer, Params> = (tx: Tx, ctx: ActorContext, answer: Answer, params: Params) => Promise<void>;

/** Of a route: its answer shows these things in full, by such a record. */
export const showsInFull =
  <Answer, Params>(shownBy: ShownBy, of: (answer: Answer, params: Params) => ShownInFull): Shows<Answer, Params> =>
  (tx, ctx, answer, params) =>
    noteFullReads(tx, ctx, shownBy, of(answer, params));

/** Of a route: its answer shows in full all that it names. */
export const showsWhatItNames = (shownBy: ShownBy): Shows<unknown, unknown> => showsInFull(shownBy, namedIn);

/** Of a route to a part of a delivery: whatever it answers is of that delivery. */
export const showsItsDelivery: Shows<unknown, { readonly id: DeliveryId }> = showsInFull('delivery', (_answer, { id }) => ({
  deliveryIds: [id],
}));

/** Of a route to what belongs to a match: whatever it answers is of that match. */
export const showsItsMatch: Shows<unknown, { readonly id: MatchId }> = showsInFull('match', (_answer, { id }) => ({ matchIds: [id] }));
