import { and, eq } from 'drizzle-orm';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { FinishStep } from '../contract-work.ts';
import { dueDates, VERIFICATION_STEP } from '../domain/playbook.ts';
import { addWorkingDays } from '../../calendars/domain/working-calendar.ts';
import { readWorkOfOrganisations } from '../clock-queries.ts';
import { selectPlaybook } from '../part-queries.ts';
import { obstacleSteps } from '../tables.ts';
import { changeObstacle, type LockedObstacle, takeTask } from './change-obstacle.ts';
import { dayAt } from '../../../platform/clock.ts';

/**
 * A step of the playbook is done, or left out with a reason. The next one becomes the next action, and the terms of those that
 * remain count from today; while an authority has the move, its answer stays the next thing to happen. The verification is done by
 * closing, and so by another than the resolver.
 */
export async function finishStep(
  tx: Tx,
  ctx: ActorContext,
  id: ObstacleId,
  version: number,
  position: number,
  input: FinishStep,
): Promise<void> {
  const { outcome, note, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await takeTask(tx, ctx, id, version, 'finish-step');
  const steps = await selectPlaybook(tx, id);
  const step = steps.find((one) => one.position === position);
  if (!step) throw new Refusal('not-found');
  if (step.state !== 'open' || step.step === VERIFICATION_STEP) {
    throw new Refusal('transition-not-allowed', { facts: { state: step.state, event: 'finish-step', allowed: [] } });
  }
  if (outcome === 'skipped' && note === undefined) throw refuseField('reason-required', '/note', 'missing');
  await writeFinished(tx, ctx, id, position, outcome, note);
  const stepsNow = steps.map((one) => (one.position === position ? { ...one, state: outcome } : one));
  const { calendar, zone } = (await readWorkOfOrganisations(tx))(obstacle.ownerId);
  const due = dueDates(stepsNow, dayAt(zone, ctx.now), (from, days) => addWorkingDays(calendar, from, days));
  for (const [at, dueOn] of due) {
    await tx
      .update(obstacleSteps)
      .set({ dueOn })
      .where(and(eq(obstacleSteps.obstacleId, id), eq(obstacleSteps.position, at)));
  }
  const next = stepsNow.find(({ state }) => state === 'open');
  const nextActionOn = next === undefined ? undefined : due.get(next.position);
  const moves = next !== undefined && nextActionOn !== undefined && obstacle.state !== 'waiting-external' && obstacle.state !== 'resolved';
  await changeObstacle(tx, ctx, obstacle, {
    action: 'obstacle.step-finished',
    set: moves ? { nextAction: next.names, nextActionOn } : {},
    reason: note,
  });
}

/** Closing is the verification: another has seen that it is gone. */
export async function verifyByClosing(tx: Tx, ctx: ActorContext, { id }: LockedObstacle): Promise<void> {
  const step = (await selectPlaybook(tx, id)).find((one) => one.step === VERIFICATION_STEP && one.state === 'open');
  if (step) await writeFinished(tx, ctx, id, step.position, 'done');
}

/** What has come back is to be verified again. */
export async function verifyAgain(tx: Tx, { id }: LockedObstacle): Promise<void> {
  await tx
    .update(obstacleSteps)
    .set({ state: 'open', finishedAt: null, finishedBy: null })
    .where(and(eq(obstacleSteps.obstacleId, id), eq(obstacleSteps.step, VERIFICATION_STEP)));
}

async function writeFinished(
  tx: Tx,
  ctx: ActorContext,
  id: ObstacleId,
  position: number,
  outcome: FinishStep['outcome'],
  note: string | null = null,
): Promise<void> {
  await tx
    .update(obstacleSteps)
    .set({
      state: outcome,
      note,
      finishedAt: ctx.now,
      finishedBy: userOf(ctx),
    })
    .where(and(eq(obstacleSteps.obstacleId, id), eq(obstacleSteps.position, position)));
}
