import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { requireDocument } from '../../documents/index.ts';
import { selectInvolved, selectThings } from '../blocked-thing-queries.ts';
import { selectOpenDependencies } from '../blocking-queries.ts';
import type { NextMove, ResolveObstacle, WaitForAuthority } from '../contract.ts';
import { actionOf, checkAhead, whoConfirms } from '../domain/next-move.ts';
import { findKind } from '../kind-queries.ts';
import { moveOf, stepObstacle, beginStep } from './change-obstacle.ts';

/** What the owner's people do, or a facilitator for them: start, wait for an authority, resume, resolve. */

export async function startObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: NextMove): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'start');
  await stepObstacle(tx, ctx, obstacle, { event: 'start', action: 'obstacle.started', set: await moveOf(tx, ctx, input) });
}

/** The move is an outside authority's, with its file number; the date to look again is the one it gave. */
export async function waitForAuthority(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: WaitForAuthority): Promise<void> {
  const { authorityId, externalReference, expectedOn, nextAction, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await beginStep(tx, ctx, id, version, 'wait');
  checkAhead(expectedOn, dayOf(ctx.now), '/expectedOn');
  const move = await moveOf(tx, ctx, { waitingOnId: authorityId, nextAction, nextActionOn: expectedOn });
  await stepObstacle(tx, ctx, obstacle, {
    event: 'wait',
    action: 'obstacle.waits-for-authority',
    set: { ...move, externalReference, expectedOn },
  });
}

/** The authority has answered, or nobody waits any longer: the move is the owner's again. Its file number stays on record. */
export async function resumeObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: NextMove): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'resume');
  const today = dayOf(ctx.now);
  const kind = must(await findKind(tx, obstacle.kind), 'an obstacle has a kind');
  const lapsed = obstacle.nextActionOn === null || obstacle.nextActionOn < today;
  await stepObstacle(tx, ctx, obstacle, {
    event: 'resume',
    action: 'obstacle.resumed',
    set: {
      waitingOnId: obstacle.ownerId ?? obstacle.waitingOnId,
      ...(lapsed ? { nextActionOn: actionOf(kind.firstStep, today).nextActionOn } : {}),
      ...(await moveOf(tx, ctx, input)),
      expectedOn: null,
    },
  });
}

/**
 * The owner says that it is gone, and shows why; what it depends on has gone before. It still holds everything back until another
 * has confirmed it.
 */
export async function resolveObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: ResolveObstacle): Promise<void> {
  const { evidence = null, evidenceDocumentId = null, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await beginStep(tx, ctx, id, version, 'resolve');
  if (evidence === null && evidenceDocumentId === null) throw refuseField('evidence-required', '/evidence', 'missing');
  if (evidenceDocumentId !== null) await requireDocument(tx, evidenceDocumentId, { type: 'obstacle', id }, '/evidenceDocumentId');
  await refuseWhereOthersCome(tx, ctx, id);
  const kind = must(await findKind(tx, obstacle.kind), 'an obstacle has a kind');
  const involved = await asConsequence(tx, ctx, 'obstacle-parties', async () => selectInvolved(tx, await selectThings(tx, id)));
  await stepObstacle(tx, ctx, obstacle, {
    event: 'resolve',
    action: 'obstacle.resolved',
    set: {
      resolvedBy: userOf(ctx),
      resolvedAt: ctx.now,
      evidence,
      evidenceDocumentId,
      waitingOnId: whoConfirms(obstacle.ownerId, obstacle.reportedById, involved) ?? obstacle.waitingOnId,
      ...actionOf(kind.lastStep, dayOf(ctx.now)),
    },
  });
}

/** Refuses while an obstacle that this one depends on is open; names those that the actor may see, and counts all. */
async function refuseWhereOthersCome(tx: Tx, ctx: ActorContext, id: ObstacleId): Promise<void> {
  const open = await asConsequence(tx, ctx, 'obstacle-dependencies', () => selectOpenDependencies(tx, id));
  if (open.length === 0) return;
  const visible = await selectOpenDependencies(tx, id);
  throw new Refusal('depends-on-open-obstacle', { facts: { count: open.length, obstacles: visible.map(({ reference }) => reference) } });
}
