import { and, eq, ne, or } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type ActorContext, organisationOf, userOf } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { selectPartyIds, selectThings } from '../blocked-thing-queries.ts';
import type { CloseObstacle, MarkDuplicate, ReopenObstacle } from '../contract.ts';
import { actionOf } from '../domain/next-move.ts';
import { isOpen } from '../domain/obstacle.ts';
import { isAcceptedByAll, isNotToBeWaived, isRiskRole, refusalOfRisk } from '../domain/risk.ts';
import { findKind, isNoLater } from '../kind-queries.ts';
import { selectRisk } from '../risk-queries.ts';
import { obstacleRisks } from '../risk-tables.ts';
import { obstacleBlocks, obstacleDependencies, obstacles } from '../tables.ts';
import { blockRows } from './block-rows.ts';
import { beginStep, changeObstacle, type LockedObstacle, lockObstacle, moveOf, stepObstacle } from './change-obstacle.ts';
import { changeObstacles } from './change-obstacles.ts';
import { weighAgain } from './correct-severity.ts';
import { verifyAgain, verifyByClosing } from './finish-step.ts';
import { proposeLift } from './propose-lift.ts';
import { todayOfOrganisation } from '../../reference/index.ts';

/** The ends of an obstacle, each of which lets what it blocked go on, and the way back. */

const endedBy = (ctx: ActorContext) => ({ closedAt: ctx.now, closedBy: userOf(ctx), closedById: organisationOf(ctx) });

/**
 * A facilitator or a blocked party confirms that it is gone: never the resolver's organisation, which the database holds too, nor the
 * owner's or one that was waited on.
 */
export async function closeObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: CloseObstacle): Promise<void> {
  const { note, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await beginStep(tx, ctx, id, version, 'close');
  await verifyByClosing(tx, ctx, obstacle);
  await stepObstacle(tx, ctx, obstacle, { event: 'close', action: 'obstacle.closed', set: endedBy(ctx), reason: note });
}

/**
 * It is not gone, it is back, or its end was a mistake: what ended it no longer holds, risks that were accepted with it, and the next move is
 * the owner's. The events keep the old one.
 */
export async function reopenObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: ReopenObstacle): Promise<void> {
  const { reason, waitingOnId, nextAction, nextActionOn, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await beginStep(tx, ctx, id, version, 'reopen');
  const kind = must(await findKind(tx, obstacle.kind), 'an obstacle has a kind');
  await verifyAgain(tx, obstacle);
  await giveBack(tx, ctx, obstacle);
  await asConsequence(tx, ctx, 'risks-no-longer-accepted', () => tx.delete(obstacleRisks).where(eq(obstacleRisks.obstacleId, id)));
  await stepObstacle(tx, ctx, obstacle, {
    event: 'reopen',
    action: 'obstacle.reopened',
    set: {
      ...(await weighAgain(tx, ctx, obstacle)),
      waitingOnId: obstacle.ownerId ?? obstacle.waitingOnId,
      ...actionOf(kind.firstStep, await todayOfOrganisation(tx, ctx, obstacle.ownerId)),
      ...(await moveOf(tx, ctx, obstacle.ownerId, { waitingOnId, nextAction, nextActionOn })),
      duplicateOf: null,
      resolvedBy: null,
      resolvedById: null,
      resolvedByRole: null,
      barredFromClosing: null,
      namedCloserId: null,
      namedCloserOrganisationId: null,
      closerNamedBy: null,
      resolvedAt: null,
      evidence: null,
      evidenceDocumentId: null,
      causeGoneAt: null,
      closedBy: null,
      closedById: null,
      closedAt: null,
    },
    reason,
  });
}

/** A facilitator finds that it isn't one; of a kind that nobody may waive, another side has to find the same. */
export async function dismissObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, reason: string): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'dismiss');
  if (isNotToBeWaived(obstacle.kind)) return proposeLift(tx, ctx, obstacle, { step: 'dismiss' }, reason);
  await dismissNow(tx, ctx, obstacle, reason);
}

/** The end itself, once as many hands have agreed as it takes. */
export async function dismissNow(tx: Tx, ctx: ActorContext, obstacle: LockedObstacle, reason: string): Promise<void> {
  await stepObstacle(tx, ctx, obstacle, { event: 'dismiss', action: 'obstacle.dismissed', set: endedBy(ctx), reason });
}

/**
 * A blocked donor goes on in spite of it with its own part, or the mission agrees to whatever donors accept; each says why. A part is let
 * pass once both have, and the obstacle has ended once no part is left that waits.
 */
export async function acceptRisk(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, reason: string): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'accept-risk');
  const { actor } = ctx;
  if (actor.kind === 'system' || !isRiskRole(actor.role)) throw new Refusal('role-not-allowed');
  const { accepted, donors } = await selectRisk(tx, ctx, id);
  throwWhere(refusalOfRisk(obstacle.kind, accepted, donors, actor));
  const { organisationId, role, userId } = actor;
  await tx.insert(obstacleRisks).values({ obstacleId: id, organisationId, role, reason, acceptedBy: userId, acceptedAt: ctx.now });
  const action = 'obstacle.risk-accepted';
  if (!isAcceptedByAll([...accepted, { organisationId, role }], donors)) {
    return void (await changeObstacle(tx, ctx, obstacle, { action, reason }));
  }
  await stepObstacle(tx, ctx, obstacle, { event: 'accept-risk', action, set: endedBy(ctx), reason });
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
  if (!isNotToBeWaived(duplicate.kind)) return mergeNow(tx, ctx, duplicate, originalId, reason);
  await lockOriginal(tx, ctx, duplicate, originalId);
  if (reason === undefined) throw refuseField('reason-required', '/reason', 'missing');
  await proposeLift(tx, ctx, duplicate, { step: 'mark-duplicate', originalId }, reason);
}

/** The merging itself, once as many hands have agreed as it takes. */
export async function mergeNow(
  tx: Tx,
  ctx: ActorContext,
  duplicate: LockedObstacle,
  originalId: ObstacleId,
  reason: string | undefined,
): Promise<void> {
  const original = await lockOriginal(tx, ctx, duplicate, originalId);
  await asConsequence(tx, ctx, 'duplicate-obstacle', async (consequence) => {
    const blocks = blockRows(original.id, await selectThings(tx, duplicate.id));
    await tx
      .insert(obstacleBlocks)
      .values(blocks.map((block) => ({ ...block, takenOverFrom: duplicate.id })))
      .onConflictDoNothing();
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

/** The obstacle that another is to be a part of. What nobody may waive must not be waived as a part of it. */
function lockOriginal(tx: Tx, ctx: ActorContext, duplicate: LockedObstacle, originalId: ObstacleId): Promise<LockedObstacle> {
  return asConsequence(tx, ctx, 'duplicate-obstacle', async () => {
    const [seen] = await tx.select({ id: obstacles.id }).from(obstacles).where(eq(obstacles.id, originalId));
    if (!seen || originalId === duplicate.id) throw refuseField('reference-unknown', '/originalId');
    const original = await lockObstacle(tx, originalId, null);
    if (!isOpen(original.state)) throw refuseField('reference-unknown', '/originalId', 'not-open');
    if (isNotToBeWaived(duplicate.kind) && !(await holdsAsMuch(tx, original, duplicate))) {
      throw new Refusal('nobody-may-waive', { facts: { kind: duplicate.kind } });
    }
    return original;
  });
}

/** Whether one obstacle, once it has taken over another's things, holds them back as that one did: for the same reason, and as early. */
async function holdsAsMuch(tx: Tx, original: LockedObstacle, duplicate: LockedObstacle): Promise<boolean> {
  if (original.kind !== duplicate.kind) return false;
  if (!duplicate.blocking) return true;
  return original.blocking && (await isNoLater(tx, original.blocksMilestone, duplicate.blocksMilestone));
}

/** What an original had taken over from a duplicate that is reopened, goes back to it: each stands for itself again. */
async function giveBack(tx: Tx, ctx: ActorContext, duplicate: LockedObstacle): Promise<void> {
  const { duplicateOf } = duplicate;
  if (duplicateOf === null) return;
  await asConsequence(tx, ctx, 'duplicate-given-back', async (consequence) => {
    const original = await lockObstacle(tx, duplicateOf, null);
    if (!isOpen(original.state)) return;
    const given = await tx
      .delete(obstacleBlocks)
      .where(and(eq(obstacleBlocks.obstacleId, original.id), eq(obstacleBlocks.takenOverFrom, duplicate.id)))
      .returning({ id: obstacleBlocks.id });
    if (given.length === 0) return;
    await takeOverFromOthers(tx, original.id, duplicate.id);
    await changeObstacle(tx, consequence, original, {
      action: 'obstacle.duplicate-given-back',
      set: await weighAgain(tx, consequence, original),
      reason: duplicate.reference,
    });
  });
}

/** What went back stays all the same where another duplicate of the original holds it too. */
async function takeOverFromOthers(tx: Tx, originalId: ObstacleId, given: ObstacleId): Promise<void> {
  const others = await tx
    .select({ id: obstacles.id })
    .from(obstacles)
    .where(and(eq(obstacles.duplicateOf, originalId), eq(obstacles.state, 'duplicate'), ne(obstacles.id, given)))
    .orderBy(obstacles.creationOrder);
  for (const { id } of others) {
    const blocks = blockRows(originalId, await selectThings(tx, id));
    await tx
      .insert(obstacleBlocks)
      .values(blocks.map((block) => ({ ...block, takenOverFrom: id })))
      .onConflictDoNothing();
  }
}
