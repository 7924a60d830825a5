import { eq, or } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { selectPartyIds, selectThings } from '../blocked-thing-queries.ts';
import type { CloseObstacle, MarkDuplicate, ReopenObstacle } from '../contract.ts';
import { actionOf } from '../domain/next-move.ts';
import { isOpen } from '../domain/obstacle.ts';
import { findKind } from '../kind-queries.ts';
import { obstacleBlocks, obstacleDependencies } from '../tables.ts';
import { blockRows } from './block-rows.ts';
import { changeObstacle, lockObstacle, moveOf, stepObstacle, beginStep } from './change-obstacle.ts';
import { changeObstacles } from './change-obstacles.ts';
import { weighAgain } from './correct-severity.ts';
import { verifyAgain, verifyByClosing } from './finish-step.ts';

/** The ends of an obstacle, each of which lets what it blocked go on, and the way back. */

const endedBy = (ctx: ActorContext) => ({ closedAt: ctx.now, closedBy: userOf(ctx) });

/** A facilitator or a blocked party confirms that it is gone: never the person who resolved it, which the database holds too. */
export async function closeObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: CloseObstacle): Promise<void> {
  const { note, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await beginStep(tx, ctx, id, version, 'close');
  await verifyByClosing(tx, ctx, obstacle);
  await stepObstacle(tx, ctx, obstacle, { event: 'close', action: 'obstacle.closed', set: endedBy(ctx), reason: note });
}

/** It is not gone, or it is back: the resolution no longer holds, and the next move is the owner's. The events keep the old one. */
export async function reopenObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: ReopenObstacle): Promise<void> {
  const { reason, waitingOnId, nextAction, nextActionOn, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await beginStep(tx, ctx, id, version, 'reopen');
  const kind = must(await findKind(tx, obstacle.kind), 'an obstacle has a kind');
  await verifyAgain(tx, obstacle);
  await stepObstacle(tx, ctx, obstacle, {
    event: 'reopen',
    action: 'obstacle.reopened',
    set: {
      ...(await weighAgain(tx, ctx, obstacle)),
      waitingOnId: obstacle.ownerId ?? obstacle.waitingOnId,
      ...actionOf(kind.firstStep, dayOf(ctx.now)),
      ...(await moveOf(tx, ctx, { waitingOnId, nextAction, nextActionOn })),
      resolvedBy: null,
      resolvedAt: null,
      evidence: null,
      evidenceDocumentId: null,
      causeGoneAt: null,
      closedBy: null,
      closedAt: null,
    },
    reason,
  });
}

/** A facilitator finds that it isn't one. */
export async function dismissObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, reason: string): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'dismiss');
  await stepObstacle(tx, ctx, obstacle, { event: 'dismiss', action: 'obstacle.dismissed', set: endedBy(ctx), reason });
}

/** The blocked donor or a facilitator goes on in spite of it, and says why. */
export async function acceptRisk(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, reason: string): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'accept-risk');
  await stepObstacle(tx, ctx, obstacle, { event: 'accept-risk', action: 'obstacle.risk-accepted', set: endedBy(ctx), reason });
}

/**
 * Two reports of one obstacle become one. The original takes over what the duplicate blocked: otherwise marking a duplicate would
 * quietly let those things pass. It takes over its parties and its dependencies too; the duplicate's comments and actions stay
 * with it and are shown with the original to those who were a party of the duplicate, since they were said to them alone.
 */
export async function markDuplicate(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: MarkDuplicate): Promise<void> {
  const { originalId, reason, ...rest } = input;
  nothingLeft(rest);
  const duplicate = await beginStep(tx, ctx, id, version, 'mark-duplicate');
  const original = await lockOriginal(tx, originalId);
  if (original === null || original.id === duplicate.id) throw refuseField('reference-unknown', '/originalId');
  if (!isOpen(original.state)) throw refuseField('reference-unknown', '/originalId', 'not-open');

  await asConsequence(tx, ctx, 'duplicate-obstacle', async (consequence) => {
    const blocks = await selectThings(tx, duplicate.id);
    await tx.insert(obstacleBlocks).values(blockRows(original.id, blocks)).onConflictDoNothing();
    await moveDependencies(tx, consequence, duplicate.id, original.id);
    await changeObstacle(tx, consequence, original, {
      action: 'obstacle.took-over-duplicate',
      set: await weighAgain(tx, consequence, original),
      reason: duplicate.reference,
      involves: await selectPartyIds(tx, duplicate.id),
    });
  });
  await stepObstacle(tx, ctx, duplicate, {
    event: 'mark-duplicate',
    action: 'obstacle.marked-duplicate',
    set: { ...endedBy(ctx), duplicateOf: original.id },
    reason,
  });
}

/** What the duplicate waited for, and what waited for it, now goes with the original; a circle is refused as ever. */
async function moveDependencies(tx: Tx, ctx: ActorContext, from: ObstacleId, to: ObstacleId): Promise<void> {
  const moved = await tx
    .delete(obstacleDependencies)
    .where(or(eq(obstacleDependencies.obstacleId, from), eq(obstacleDependencies.dependsOnId, from)))
    .returning({ obstacleId: obstacleDependencies.obstacleId, dependsOnId: obstacleDependencies.dependsOnId });
  const renamed = moved
    .map(({ obstacleId, dependsOnId }) => ({
      obstacleId: obstacleId === from ? to : obstacleId,
      dependsOnId: dependsOnId === from ? to : dependsOnId,
      createdAt: ctx.now,
    }))
    .filter(({ obstacleId, dependsOnId }) => obstacleId !== dependsOnId);
  if (renamed.length > 0) await tx.insert(obstacleDependencies).values(renamed).onConflictDoNothing();
  const others = moved.map(({ obstacleId }) => obstacleId).filter((id) => id !== from && id !== to);
  await changeObstacles(tx, ctx, [...new Set(others)], {}, { action: 'obstacle.dependency-moved', reason: null });
}

async function lockOriginal(tx: Tx, id: ObstacleId) {
  try {
    return await lockObstacle(tx, id, null);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return null;
    throw error;
  }
}
