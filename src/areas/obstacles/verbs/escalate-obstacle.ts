import type { ObstacleId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { HIGHEST_ESCALATION } from '../domain/obstacle.ts';
import { stepObstacle, beginStep } from './change-obstacle.ts';

/** Takes an obstacle one level up, by whoever it involves. The version is null where the system does it. */
export async function escalateObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number | null, reason: string): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'escalate');
  if (obstacle.escalationLevel >= HIGHEST_ESCALATION) {
    throw new Refusal('transition-not-allowed', {
      facts: { state: obstacle.state, event: 'escalate', allowed: [], level: obstacle.escalationLevel },
    });
  }
  await stepObstacle(tx, ctx, obstacle, {
    event: 'escalate',
    action: 'obstacle.escalated',
    set: { escalationLevel: obstacle.escalationLevel + 1, escalatedAt: ctx.now },
    reason,
  });
}
