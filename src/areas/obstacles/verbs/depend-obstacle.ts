import { and, eq } from 'drizzle-orm';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { Dependency } from '../contract-work.ts';
import { obstacleDependencies, obstacles } from '../tables.ts';
import { changeObstacle, takeTask } from './change-obstacle.ts';

/**
 * A facilitator says that one obstacle can't be resolved before another has gone. The database refuses a circle, whoever adds what
 * at the same time. Only facilitators do: a refusal would tell a party of obstacles between the two that it may not see.
 */
export async function addDependency(
  tx: Tx,
  ctx: ActorContext,
  id: ObstacleId,
  version: number,
  { dependsOnId, ...rest }: Dependency,
): Promise<void> {
  nothingLeft(rest);
  const obstacle = await takeTask(tx, ctx, id, version, 'add-dependency');
  const [other] = await tx.select({ id: obstacles.id }).from(obstacles).where(eq(obstacles.id, dependsOnId));
  if (!other || other.id === id) throw refuseField('reference-unknown', '/dependsOnId');
  const added = await tx
    .insert(obstacleDependencies)
    .values({ obstacleId: id, dependsOnId, createdAt: ctx.now })
    .onConflictDoNothing()
    .returning({ dependsOnId: obstacleDependencies.dependsOnId });
  if (added.length === 0) throw refuseField('already-recorded', '/dependsOnId');
  await changeObstacle(tx, ctx, obstacle, { action: 'obstacle.depends-on' });
}

/** It can, after all. */
export async function dropDependency(
  tx: Tx,
  ctx: ActorContext,
  id: ObstacleId,
  version: number,
  { dependsOnId, ...rest }: Dependency,
): Promise<void> {
  nothingLeft(rest);
  const obstacle = await takeTask(tx, ctx, id, version, 'drop-dependency');
  const dropped = await tx
    .delete(obstacleDependencies)
    .where(and(eq(obstacleDependencies.obstacleId, id), eq(obstacleDependencies.dependsOnId, dependsOnId)))
    .returning({ dependsOnId: obstacleDependencies.dependsOnId });
  if (dropped.length === 0) throw refuseField('reference-unknown', '/dependsOnId');
  await changeObstacle(tx, ctx, obstacle, { action: 'obstacle.no-longer-depends-on' });
}
