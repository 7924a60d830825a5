import type { ObstacleId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { HIGHEST_ESCALATION } from '../domain/obstacle.ts';
import { stepObstacle, takeUp } from './change-obstacle.ts';

/** Takes an obstacle one level up, by whoever it involves. The version is null where the system does it. */
export async function escalateObstacle(tx: Tx, act: Act, id: ObstacleId, version: number | null, reason: string): Promise<void> {
  const obstacle = await takeUp(tx, act, id, version, 'escalate');
  if (obstacle.escalationLevel >= HIGHEST_ESCALATION) {
    throw new Refusal('transition-not-allowed', {
      facts: { state: obstacle.state, event: 'escalate', allowed: [], level: obstacle.escalationLevel },
    });
  }
  await stepObstacle(tx, act, obstacle, {
    event: 'escalate',
    action: 'obstacle.escalated',
    set: { escalationLevel: obstacle.escalationLevel + 1, escalatedAt: act.now },
    reason,
  });
}
