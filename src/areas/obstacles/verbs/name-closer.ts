import { eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { todayOfOrganisation } from '../../reference/index.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { organisationsOf, selectClosers, selectNameable } from '../closer-queries.ts';
import type { NameCloser } from '../contract.ts';
import { actionOf } from '../domain/next-move.ts';
import { findKind } from '../kind-queries.ts';
import { obstacles } from '../tables.ts';
import { awaitClosing } from './await-closing.ts';
import { changeObstacle, lockObstacle, takeTask } from './change-obstacle.ts';

/**
 * Nobody is left who may close a resolved obstacle: an auditor names a facilitator of another organisation than resolved it, who closes it for as
 * long as that is so.
 */
export async function nameCloser(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: NameCloser): Promise<void> {
  const { userId, reason, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await takeTask(tx, ctx, id, version, 'name-closer');
  if ((await selectClosers(tx, ctx, obstacle)).length > 0) throw new Refusal('closer-not-needed');
  const named = (await selectNameable(tx, ctx, obstacle)).find((one) => one.userId === userId);
  if (named === undefined) throw refuseField('closer-may-not-be-named', '/userId');
  const kind = must(await findKind(tx, obstacle.kind), 'an obstacle has a kind');
  await changeObstacle(tx, ctx, obstacle, {
    action: 'obstacle.closer-named',
    set: {
      namedCloserId: userId,
      namedCloserOrganisationId: named.organisationId,
      closerNamedBy: userOf(ctx),
      waitingOnId: named.organisationId,
      ...actionOf(kind.lastStep, await todayOfOrganisation(tx, ctx, obstacle.ownerId)),
    },
    reason,
  });
}

const NOBODY_NAMED = { namedCloserId: null, namedCloserOrganisationId: null, closerNamedBy: null } as const;

/**
 * The scheduled job: accounts come and go, so a resolved obstacle may wait on nobody any longer. It waits on somebody who may close it again; and
 * whoever was named ends being so as soon as somebody else may.
 */
export async function redirectResolved(tx: Tx, ctx: ActorContext): Promise<number> {
  const resolved = await tx
    .select({ id: obstacles.id })
    .from(obstacles)
    .where(eq(obstacles.state, 'resolved'))
    .orderBy(obstacles.creationOrder);
  let redirected = 0;
  for (const { id } of resolved) {
    if (await redirect(tx, ctx, id)) redirected += 1;
  }
  return redirected;
}

async function redirect(tx: Tx, ctx: ActorContext, id: ObstacleId): Promise<boolean> {
  const obstacle = await lockObstacle(tx, id, null);
  if (obstacle.state !== 'resolved') return false;
  const { namedCloserId, waitingOnId } = obstacle;
  const closers = organisationsOf(await selectClosers(tx, ctx, obstacle));
  const isNamedStill =
    namedCloserId !== null &&
    closers.length === 0 &&
    (await selectNameable(tx, ctx, obstacle)).some(({ userId }) => userId === namedCloserId);
  const waitsOnCloser = waitingOnId !== null && closers.includes(waitingOnId);
  if (isNamedStill || (namedCloserId === null && waitsOnCloser)) return false;
  const move = await awaitClosing(tx, ctx, obstacle);
  if (namedCloserId === null && move.waitingOnId === waitingOnId) return false;
  await changeObstacle(tx, ctx, obstacle, {
    action: 'obstacle.waits-on-another',
    set: { ...NOBODY_NAMED, ...(waitsOnCloser ? {} : move) },
  });
  return true;
}
