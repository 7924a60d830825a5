import { and, desc, eq, ne } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { todayOfOrganisation } from '../../reference/index.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { CorrectWait } from '../contract.ts';
import { requireKnown, selectKin } from '../kind-queries.ts';
import { obstaclePeriods } from '../period-tables.ts';
import { obstacles } from '../tables.ts';
import { awaitClosing } from './await-closing.ts';
import { changeObstacle, type LockedObstacle, takeTask } from './change-obstacle.ts';
import { keepCorrection } from './keep-correction.ts';

/**
 * The wait for an outside authority was recorded with another authority, file number or day than it was. Its clocks run as if it had been right
 * from the beginning (a trigger puts the spans right); the correction keeps what was said before.
 */
export async function correctWait(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: CorrectWait): Promise<void> {
  const obstacle = await takeTask(tx, ctx, id, version, 'correct-wait');
  const { authorityId = must(obstacle.authorityId, 'the task asks for a wait'), externalReference, expectedOn, reason, ...rest } = input;
  nothingLeft(rest);
  await requireKnown(tx, { organisations: { '/authorityId': authorityId } });
  const set = {
    authorityId,
    externalReference: externalReference ?? obstacle.externalReference,
    ...(expectedOn === undefined ? {} : await expectedAnew(tx, obstacle, expectedOn)),
    ...(authorityId === obstacle.authorityId ? {} : await movedBy(tx, ctx, { ...obstacle, authorityId }, obstacle)),
  };
  if (!(await makesDifference(tx, { type: 'obstacle', id }, obstacles, set))) return;
  const before = waitOf(obstacle);
  await keepCorrection(tx, ctx, obstacle, { kind: 'wait', before, after: waitOf({ ...obstacle, ...set }), reason });
  await changeObstacle(tx, ctx, obstacle, { action: 'obstacle.wait-corrected', set, reason });
}

const waitOf = ({ authorityId, externalReference, expectedOn }: LockedObstacle) => ({ authorityId, externalReference, expectedOn });

/** The day that the authority gave; it isn't before the wait began, and may have passed by now. */
async function expectedAnew(tx: Tx, obstacle: LockedObstacle, expectedOn: string) {
  if (obstacle.expectedOn === null) throw refuseField('invalid-field', '/expectedOn', 'not-kept-here');
  const [wait] = await selectLastSpans(tx, obstacle.id, 'waiting-external');
  if (wait !== undefined && expectedOn < (await todayOfOrganisation(tx, { now: wait.beganAt }, obstacle.ownerId))) {
    throw refuseField('date-order', '/expectedOn');
  }
  return {
    expectedOn,
    ...(obstacle.state === 'waiting-external' && obstacle.nextActionOn === obstacle.expectedOn ? { nextActionOn: expectedOn } : {}),
  };
}

/** Whose move it is, and who may not close it, as far as that was because of the wrong authority. */
async function movedBy(tx: Tx, ctx: ActorContext, corrected: LockedObstacle, before: LockedObstacle) {
  const { authorityId, state, waitingOnId, resolvedById, ownerId, resolvedAt } = corrected;
  if (state === 'waiting-external') return waitingOnId === before.authorityId ? { waitingOnId: authorityId } : {};
  if (state !== 'resolved') return {};
  const [lastBefore] = await selectLastSpans(tx, corrected.id, null);
  if (lastBefore?.external !== true || lastBefore.waitingOnId !== before.authorityId) return {};
  const barredFromClosing = await selectKin(tx, [resolvedById, ownerId, authorityId]);
  const since = await todayOfOrganisation(tx, { now: must(resolvedAt, 'a resolved obstacle says when') }, ownerId);
  return { barredFromClosing, ...(await awaitClosing(tx, ctx, { ...corrected, barredFromClosing }, since)) };
}

/** The last span in a state; without one, the last before it was resolved. */
const selectLastSpans = (tx: Tx, id: ObstacleId, state: 'waiting-external' | null) =>
  tx
    .select({ beganAt: obstaclePeriods.beganAt, external: obstaclePeriods.external, waitingOnId: obstaclePeriods.waitingOnId })
    .from(obstaclePeriods)
    .where(
      and(eq(obstaclePeriods.obstacleId, id), state === null ? ne(obstaclePeriods.state, 'resolved') : eq(obstaclePeriods.state, state)),
    )
    .orderBy(desc(obstaclePeriods.position))
    .limit(1);
