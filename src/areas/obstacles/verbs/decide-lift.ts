import { eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import type { ProposalState } from '../../../kernel/proposal.ts';
import { type ActorContext, organisationOf, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ObstacleTask } from '../domain/task.ts';
import { type OpenLiftRow, openLiftIn, selectOpenLift } from '../lift-queries.ts';
import { obstacleLifts } from '../lift-tables.ts';
import { changeObstacle, type LockedObstacle, takeTask } from './change-obstacle.ts';
import { dismissNow, mergeNow } from './end-obstacle.ts';
import { letGoNow } from './hold-things.ts';
import { putRightNow } from './put-right-obstacle.ts';

/** What the second side does with what would lift an obstacle that nobody may waive, or the first takes back. */

/** The other side agrees: it is lifted as it was put forward, if it still can be. */
export async function confirmLift(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number): Promise<void> {
  const { obstacle, lift } = await decide(tx, ctx, id, version, { task: 'confirm-lift', state: 'confirmed', reason: null });
  const { lifting, reason } = lift;
  switch (lifting.step) {
    case 'dismiss':
      return dismissNow(tx, ctx, obstacle, reason);
    case 'mark-duplicate':
      return mergeNow(tx, ctx, obstacle, lifting.originalId, reason);
    case 'let-go':
      return letGoNow(tx, ctx, obstacle, lifting.things, reason);
    case 'correct-kind':
      return putRightNow(tx, ctx, obstacle, lifting, reason, openLiftIn(lift)?.proposer);
  }
}

/** The other side doesn't agree, and says why: the obstacle stands as it did. */
export async function refuseLift(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, reason: string): Promise<void> {
  const { obstacle } = await decide(tx, ctx, id, version, { task: 'refuse-lift', state: 'refused', reason });
  await changeObstacle(tx, ctx, obstacle, { action: 'obstacle.lift-refused', reason });
}

/** Whoever put it forward takes it back. */
export async function withdrawLift(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, reason: string): Promise<void> {
  const { obstacle } = await decide(tx, ctx, id, version, { task: 'withdraw-lift', state: 'withdrawn', reason });
  await changeObstacle(tx, ctx, obstacle, { action: 'obstacle.lift-withdrawn', reason });
}

async function decide(
  tx: Tx,
  ctx: ActorContext,
  id: ObstacleId,
  version: number,
  { task, state, reason }: { readonly task: ObstacleTask; readonly state: ProposalState; readonly reason: string | null },
): Promise<{ readonly obstacle: LockedObstacle; readonly lift: OpenLiftRow }> {
  const obstacle = await takeTask(tx, ctx, id, version, task);
  // The obstacle is locked, and with it what was put forward of it.
  const lift = must(await selectOpenLift(tx, id), 'the task asks for one that is open');
  await tx
    .update(obstacleLifts)
    .set({ state, decidedBy: userOf(ctx), decidedById: organisationOf(ctx), decidedAt: ctx.now, decisionReason: reason })
    .where(eq(obstacleLifts.id, lift.id));
  return { obstacle, lift };
}
