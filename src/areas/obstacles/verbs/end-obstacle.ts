import { eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { CloseObstacle, MarkDuplicate, ReopenObstacle } from '../contract.ts';
import { actionOf } from '../domain/next-move.ts';
import { isOpen } from '../domain/obstacle.ts';
import { findKind } from '../kind-queries.ts';
import { obstacleBlocks } from '../tables.ts';
import { changeObstacle, lockObstacle, moveOf, stepObstacle, takeUp } from './change-obstacle.ts';

/** The ends of an obstacle, each of which lets what it blocked go on, and the way back. */

const endedBy = (act: Act) => ({ closedAt: act.now, closedBy: act.actor.kind === 'system' ? null : act.actor.userId });

/** A facilitator or a blocked party confirms that it is gone: never the person who resolved it, which the database holds too. */
export async function closeObstacle(tx: Tx, act: Act, id: ObstacleId, version: number, input: CloseObstacle): Promise<void> {
  const obstacle = await takeUp(tx, act, id, version, 'close');
  await stepObstacle(tx, act, obstacle, { event: 'close', action: 'obstacle.closed', set: endedBy(act), reason: input.note });
}

/** It is not gone, or it is back: the resolution no longer holds, and the next move is the owner's. The events keep the old one. */
export async function reopenObstacle(tx: Tx, act: Act, id: ObstacleId, version: number, input: ReopenObstacle): Promise<void> {
  const obstacle = await takeUp(tx, act, id, version, 'reopen');
  const kind = must(await findKind(tx, obstacle.kind), 'an obstacle has a kind');
  await stepObstacle(tx, act, obstacle, {
    event: 'reopen',
    action: 'obstacle.reopened',
    set: {
      waitingOnId: obstacle.ownerId ?? obstacle.waitingOnId,
      ...actionOf(kind.firstStep, dayOf(act.now)),
      ...(await moveOf(tx, act, input)),
      resolvedBy: null,
      resolvedAt: null,
      evidence: null,
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
 * Two reports of one obstacle become one. The original takes over what the duplicate blocked, and with it the duplicate's
 * parties: otherwise marking a duplicate would quietly let those things pass.
 */
export async function markDuplicate(tx: Tx, act: Act, id: ObstacleId, version: number, input: MarkDuplicate): Promise<void> {
  const duplicate = await takeUp(tx, act, id, version, 'mark-duplicate');
  const original = await lockOriginal(tx, input.originalId);
  if (original === null || original.id === duplicate.id) throw refuseField('reference-unknown', '/originalId');
  if (!isOpen(original.state)) throw refuseField('reference-unknown', '/originalId', 'not-open');

  await asConsequence(tx, act, 'duplicate-obstacle', async (consequence) => {
    const blocks = await tx
      .select({ needId: obstacleBlocks.needId, matchId: obstacleBlocks.matchId, deliveryId: obstacleBlocks.deliveryId })
      .from(obstacleBlocks)
      .where(eq(obstacleBlocks.obstacleId, duplicate.id));
    await tx
      .insert(obstacleBlocks)
      .values(blocks.map((block) => ({ ...block, id: newId<'obstacle-block'>(), obstacleId: original.id })))
      .onConflictDoNothing();
    await changeObstacle(tx, consequence, original, {}, 'obstacle.took-over-duplicate', duplicate.reference);
  });
  await stepObstacle(tx, act, duplicate, {
    event: 'mark-duplicate',
    action: 'obstacle.marked-duplicate',
    set: { ...endedBy(act), duplicateOf: original.id },
    reason: input.reason,
  });
}

async function lockOriginal(tx: Tx, id: ObstacleId) {
  try {
    return await lockObstacle(tx, id, null);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return null;
    throw error;
  }
}
