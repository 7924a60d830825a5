import type { MatchId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { recordDeliveryProgress } from '../../matches/index.ts';
import { inOrderOfMatches } from './change-delivery.ts';

interface LineOfMatch {
  readonly matchId: MatchId;
  readonly matchOrder: number;
}

/** Lets the matches of lines follow what a delivery has changed in their counters: into delivery, completed, or open again. */
export async function settleMatches(tx: Tx, ctx: ActorContext, lines: readonly LineOfMatch[]): Promise<void> {
  const matchIds = new Set(inOrderOfMatches(lines).map(({ matchId }) => matchId));
  for (const matchId of matchIds) await recordDeliveryProgress(tx, ctx, matchId);
}
