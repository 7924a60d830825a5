import type { MatchId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { progressEvent } from '../domain/match.ts';
import { lockMatch, stepMatch } from './change-match.ts';

const ACTIONS = {
  'start-delivery': 'match.delivery-started',
  'stop-delivery': 'match.delivery-stopped',
  complete: 'match.completed',
  're-open': 'match.reopened',
} as const;

/** Moves a match as far as its counters say, after a delivery has changed them: into delivery, completed, or open again. */
export function recordDeliveryProgress(tx: Tx, ctx: ActorContext, id: MatchId): Promise<void> {
  return asConsequence(tx, ctx, 'derived-state', async (consequence) => {
    for (;;) {
      const match = await lockMatch(tx, id, null);
      const event = progressEvent(match.state, match);
      if (event === null) return;
      await stepMatch(tx, consequence, match, { event, action: ACTIONS[event] });
    }
  });
}
