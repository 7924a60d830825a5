import type { MatchId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { recordDeliveryProgress } from '../../matches/index.ts';

/** Lets the matches follow what a delivery has changed in their counters: into delivery, completed, or open again. */
export async function settleMatches(tx: Tx, ctx: ActorContext, matchIds: readonly MatchId[]): Promise<void> {
  for (const matchId of [...new Set(matchIds)].sort()) await recordDeliveryProgress(tx, ctx, matchId);
}
