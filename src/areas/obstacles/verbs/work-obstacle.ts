import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { type ActorContext, organisationOf, roleOf, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { requireDocument } from '../../documents/index.ts';
import { refusalWhereOthersCome } from '../blocking-queries.ts';
import type { NextMove, ResolveObstacle, WaitForAuthority } from '../contract.ts';
import { actionOf, checkAhead } from '../domain/next-move.ts';
import { findKind, selectKin } from '../kind-queries.ts';
import { awaitClosing } from './await-closing.ts';
import { moveOf, stepObstacle, beginStep } from './change-obstacle.ts';
import { todayOfOrganisation } from '../../reference/index.ts';

/** What the owner's people do, or a facilitator for them: start, wait for an authority, resume, resolve. */

export async function startObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: NextMove): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'start');
  await stepObstacle(tx, ctx, obstacle, {
    event: 'start',
    action: 'obstacle.started',
    set: await moveOf(tx, ctx, obstacle.ownerId, input),
  });
}

/** The move is an outside authority's, with its file number; the date to look again is the one it gave. */
export async function waitForAuthority(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: WaitForAuthority): Promise<void> {
  const { authorityId, externalReference, expectedOn, nextAction, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await beginStep(tx, ctx, id, version, 'wait');
  checkAhead(expectedOn, await todayOfOrganisation(tx, ctx, authorityId), '/expectedOn');
  const move = await moveOf(tx, ctx, authorityId, { waitingOnId: authorityId, nextAction, nextActionOn: expectedOn });
  await stepObstacle(tx, ctx, obstacle, {
    event: 'wait',
    action: 'obstacle.waits-for-authority',
    set: { ...move, authorityId, externalReference, expectedOn },
  });
}

/** The authority has answered, or nobody waits any longer: the move is the owner's again. Its file number stays on record. */
export async function resumeObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: NextMove): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'resume');
  const today = await todayOfOrganisation(tx, ctx, obstacle.ownerId);
  const kind = must(await findKind(tx, obstacle.kind), 'an obstacle has a kind');
  const lapsed = obstacle.nextActionOn === null || obstacle.nextActionOn < today;
  await stepObstacle(tx, ctx, obstacle, {
    event: 'resume',
    action: 'obstacle.resumed',
    set: {
      waitingOnId: obstacle.ownerId ?? obstacle.waitingOnId,
      ...(lapsed ? { nextActionOn: actionOf(kind.firstStep, today).nextActionOn } : {}),
      ...(await moveOf(tx, ctx, obstacle.ownerId, input)),
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
  throwWhere(await refusalWhereOthersCome(tx, ctx, id));
  const resolution = {
    resolvedBy: userOf(ctx),
    resolvedById: organisationOf(ctx),
    resolvedByRole: roleOf(ctx),
    barredFromClosing: await selectKin(tx, [organisationOf(ctx), obstacle.ownerId, obstacle.waitingOnId]),
    resolvedAt: ctx.now,
    evidence,
    evidenceDocumentId,
  };
  const move = await awaitClosing(tx, ctx, { ...obstacle, ...resolution });
  await stepObstacle(tx, ctx, obstacle, { event: 'resolve', action: 'obstacle.resolved', set: { ...resolution, ...move } });
}
