import type { ObstacleId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { refusalOfEscalation } from '../domain/obstacle.ts';
import { stepObstacle, beginStep } from './change-obstacle.ts';

/** Takes an obstacle one level up, by whoever it involves. The version is null where the system does it. */
export async function escalateObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number | null, reason: string): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'escalate');
  throwWhere(refusalOfEscalation(obstacle));
  await stepObstacle(tx, ctx, obstacle, {
    event: 'escalate',
    action: 'obstacle.escalated',
    set: { escalationLevel: obstacle.escalationLevel + 1, escalatedAt: ctx.now },
    reason,
  });
}
