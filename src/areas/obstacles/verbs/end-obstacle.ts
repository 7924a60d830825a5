import { eq, or } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type Act, userOf } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { selectPartyIds, selectThings } from '../blocked-thing-queries.ts';
import type { CloseObstacle, MarkDuplicate, ReopenObstacle } from '../contract.ts';
import { actionOf } from '../domain/next-move.ts';
import { isOpen } from '../domain/obstacle.ts';
import { findKind } from '../kind-queries.ts';
import { obstacleBlocks, obstacleDependencies } from '../tables.ts';
import { blockRows } from './block-rows.ts';
import { changeObstacle, lockObstacle, moveOf, stepObstacle, takeUp } from './change-obstacle.ts';
import { changeObstacles } from './change-obstacles.ts';
import { weighAgain } from './correct-severity.ts';
import { verifyAgain, verifyByClosing } from './finish-step.ts';

/** The ends of an obstacle, each of which lets what it blocked go on, and the way back. */

const endedBy = (act: Act) => ({ closedAt: act.now, closedBy: userOf(act) });

/** A facilitator or a blocked party confirms that it is gone: never the person who resolved it, which the database holds too. */
export async function closeObstacle(tx: Tx, act: Act, id: ObstacleId, version: number, input: CloseObstacle): Promise<void> {
  const obstacle = await takeUp(tx, act, id, version, 'close');
  await verifyByClosing(tx, act, obstacle);
  await stepObstacle(tx, act, obstacle, { event: 'close', action: 'obstacle.closed', set: endedBy(act), reason: input.note });
}

/** It is not gone, or it is back: the resolution no longer holds, and the next move is the owner's. The events keep the old one. */
export async function reopenObstacle(tx: Tx, act: Act, id: ObstacleId, version: number, input: ReopenObstacle): Promise<void> {
  const obstacle = await takeUp(tx, act, id, version, 'reopen');
  const kind = must(await findKind(tx, obstacle.kind), 'an obstacle has a kind');
  await verifyAgain(tx, obstacle);
  await stepObstacle(tx, act, obstacle, {
    event: 'reopen',
    action: 'obstacle.reopened',
    set: {
      ...(await weighAgain(tx, act, obstacle)),
      waitingOnId: obstacle.ownerId ?? obstacle.waitingOnId,
      ...actionOf(kind.firstStep, dayOf(act.now)),
      ...(await moveOf(tx, act, input)),
      resolvedBy: null,
      resolvedAt: null,
      evidence: null,
      evidenceDocumentId: null,
      causeGoneAt: null,
      closedBy: null,
      closedAt: null,
    },
    reason: input.reason,
  });
}

/** A facilitator finds that it isn't one. */
export async function dismissObstacle(tx: Tx, act: Act, id: ObstacleId, version: number, reason: string): Promise<void> {
  const obstacle = await takeUp(tx, act, id, version, 'dismiss');
  await stepObstacle(tx, act, obstacle, { event: 'dismiss', action: 'obstacle.dismissed', set: endedBy(act), reason });
}

/** The blocked donor or a facilitator goes on in spite of it, and says why. */
export async function acceptRisk(tx: Tx, act: Act, id: ObstacleId, version: number, reason: string): Promise<void> {
  const obstacle = await takeUp(tx, act, id, version, 'accept-risk');
  await stepObstacle(tx, act, obstacle, { event: 'accept-risk', action: 'obstacle.risk-accepted', set: endedBy(act), reason });
}

/**
 * Two reports of one obstacle become one. The original takes over what the duplicate blocked: otherwise marking a duplicate would
 * quietly let those things pass. It takes over its parties and its dependencies too; the duplicate's comments and actions stay
 * with it and are shown with the original to those who were a party of the duplicate, since they were said to them alone.
 */
export async function markDuplicate(tx: Tx, act: Act, id: ObstacleId, version: number, input: MarkDuplicate): Promise<void> {
  const duplicate = await takeUp(tx, act, id, version, 'mark-duplicate');
  const original = await lockOriginal(tx, input.originalId);
  if (original === null || original.id === duplicate.id) throw refuseField('reference-unknown', '/originalId');
  if (!isOpen(original.state)) throw refuseField('reference-unknown', '/originalId', 'not-open');

  await asConsequence(tx, act, 'duplicate-obstacle', async (consequence) => {
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
  await stepObstacle(tx, act, duplicate, {
    event: 'mark-duplicate',
    action: 'obstacle.marked-duplicate',
    set: { ...endedBy(act), duplicateOf: original.id },
    reason: input.reason,
  });
}

/** What the duplicate waited for, and what waited for it, now goes with the original; a circle is refused as ever. */
async function moveDependencies(tx: Tx, act: Act, from: ObstacleId, to: ObstacleId): Promise<void> {
  const moved = await tx
    .delete(obstacleDependencies)
    .where(or(eq(obstacleDependencies.obstacleId, from), eq(obstacleDependencies.dependsOnId, from)))
    .returning({ obstacleId: obstacleDependencies.obstacleId, dependsOnId: obstacleDependencies.dependsOnId });
  const renamed = moved
    .map(({ obstacleId, dependsOnId }) => ({
      obstacleId: obstacleId === from ? to : obstacleId,
      dependsOnId: dependsOnId === from ? to : dependsOnId,
      createdAt: act.now,
    }))
    .filter(({ obstacleId, dependsOnId }) => obstacleId !== dependsOnId);
  if (renamed.length > 0) await tx.insert(obstacleDependencies).values(renamed).onConflictDoNothing();
  const others = moved.map(({ obstacleId }) => obstacleId).filter((id) => id !== from && id !== to);
  await changeObstacles(tx, act, [...new Set(others)], {}, { action: 'obstacle.dependency-moved', reason: null });
}

async function lockOriginal(tx: Tx, id: ObstacleId) {
  try {
    return await lockObstacle(tx, id, null);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return null;
    throw error;
  }
}
