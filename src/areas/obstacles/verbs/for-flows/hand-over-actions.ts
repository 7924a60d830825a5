import { and, eq } from 'drizzle-orm';
import type { UserId } from '../../../../kernel/id.ts';
import type { ActorContext } from '../../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../../platform/db/transaction.ts';
import { obstacleActions } from '../../tables.ts';
import { changeObstacles } from '../change-obstacles.ts';

/**
 * What was asked of a person who goes on as somebody else, or not at all, is asked of a colleague from now on, or (null) of anybody of their
 * organisation. As the system: whoever keeps accounts has no rights on content, and is told only how many there were.
 */
export function handOverActions(tx: Tx, ctx: ActorContext, from: UserId, to: UserId | null): Promise<number> {
  return asConsequence(tx, ctx, 'hand-over', async (system) => {
    const handed = await tx
      .update(obstacleActions)
      .set({ assigneeUserId: to })
      .where(and(eq(obstacleActions.assigneeUserId, from), eq(obstacleActions.state, 'open')))
      .returning({ obstacleId: obstacleActions.obstacleId });
    const ids = [...new Set(handed.map(({ obstacleId }) => obstacleId))];
    await changeObstacles(tx, system, ids, {}, { action: 'obstacle.action-handed-over', reason: null });
    return handed.length;
  });
}
