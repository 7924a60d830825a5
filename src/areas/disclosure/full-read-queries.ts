import { sql } from 'drizzle-orm';
import type { MatchId, NeedId, OrganisationId } from '../../kernel/id.ts';
import { recordEvents } from '../../platform/audit/record-event.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { ShownBy } from './domain/full-read.ts';

/** What an answer shows in full: needs, or what hangs on one match of them. */
export interface ShownInFull {
  readonly needIds?: readonly NeedId[];
  readonly matchIds?: readonly MatchId[];
}

/**
 * Notes that a donor is about to be shown these needs in full, for the requester to read: each time, under each match that is a ground for it
 * now. The first time that a person reads a need under a match is an event besides; the requester would not find it among one for each poll.
 */
export async function noteFullReads(
  tx: Tx,
  ctx: ActorContext,
  shownBy: ShownBy,
  { needIds = [], matchIds = [] }: ShownInFull,
): Promise<void> {
  if (ctx.actor.role !== 'donor' || needIds.length + matchIds.length === 0) return;
  const first = await tx.execute<{ need_id: NeedId; match_id: MatchId; organisation_id: OrganisationId }>(
    sql`select need_id, match_id, organisation_id from wasl.note_full_reads(${shownBy}, ${sql.param([...needIds])}::uuid[], ${sql.param([...matchIds])}::uuid[])`,
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
