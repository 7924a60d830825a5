import { eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { Hand } from '../../../kernel/two-sidedness.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { dayAt } from '../../../platform/clock.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { addWorkingDays } from '../../calendars/domain/working-calendar.ts';
import { readWorkOfOrganisations } from '../clock-queries.ts';
import type { PutObstacleRight } from '../contract.ts';
import { dueDates } from '../domain/playbook.ts';
import { isNotToBeWaived } from '../domain/risk.ts';
import { findKinds, type ObstacleKind } from '../kind-queries.ts';
import { selectWholePlaybook } from '../part-queries.ts';
import { obstacleRisks } from '../risk-tables.ts';
import { obstacles, obstacleSteps } from '../tables.ts';
import { changeObstacle, type LockedObstacle, takeTask } from './change-obstacle.ts';
import { weighAgain } from './correct-severity.ts';
import { keepCorrection } from './keep-correction.ts';
import { proposeLift } from './propose-lift.ts';

type Right = Pick<PutObstacleRight, 'kind' | 'detail'>;

/**
 * It is of another kind than was said, or its detail is wrong: put right by whoever reported it until somebody has acted on it, afterwards by a
 * facilitator, who says why. To take it out of a kind that nobody may waive takes another side as well.
 */
export async function putObstacleRight(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: PutObstacleRight): Promise<void> {
  const { kind, detail, reason, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await takeTask(tx, ctx, id, version, 'put-right');
  if (kind !== undefined && !(await findKinds(tx, [kind])).has(kind)) throw refuseField('reference-unknown', '/kind');
  const isLift = kind !== undefined && kind !== obstacle.kind && isNotToBeWaived(obstacle.kind);
  if (reason === undefined && (isLift || obstacle.state !== 'reported')) throw refuseField('reason-required', '/reason', 'missing');
  if (isLift && reason !== undefined) {
    return proposeLift(tx, ctx, obstacle, { step: 'correct-kind', kind, ...(detail === undefined ? {} : { detail }) }, reason);
  }
  await putRightNow(tx, ctx, obstacle, { kind, detail }, reason);
}

/** The putting right itself, once as many hands have agreed as it takes. What follows from the kind follows from the right one. */
export async function putRightNow(
  tx: Tx,
  ctx: ActorContext,
  obstacle: LockedObstacle,
  { kind = obstacle.kind, detail }: Right,
  reason: string | undefined,
  proposer?: Hand,
): Promise<void> {
  const set = { ...(detail === undefined ? {} : { detail }), ...(kind === obstacle.kind ? {} : await followKind(tx, ctx, obstacle, kind)) };
  if (!(await makesDifference(tx, { type: 'obstacle', id: obstacle.id }, obstacles, set))) return;
  const before = { kind: obstacle.kind, detail: obstacle.detail };
  await keepCorrection(tx, ctx, obstacle, { kind: 'kind', before, after: { kind, detail: detail ?? obstacle.detail }, reason, proposer });
  await changeObstacle(tx, ctx, obstacle, { action: 'obstacle.put-right', set, reason });
}

/** What an obstacle has from its kind, where nobody has said otherwise. */
async function followKind(tx: Tx, ctx: ActorContext, obstacle: LockedObstacle, slug: string) {
  const kinds = await findKinds(tx, [obstacle.kind, slug]);
  const before = must(kinds.get(obstacle.kind), 'an obstacle has a kind');
  const kind = must(kinds.get(slug), 'it was found before');
  const isUnwaivable = isNotToBeWaived(slug);
  // One hand may have said that it blocks nothing, or accepted its risk, while it was of a kind of which that may be said.
  const blocking = isUnwaivable || obstacle.blocking === before.blocking ? kind.blocking : obstacle.blocking;
  if (isUnwaivable) {
    await asConsequence(tx, ctx, 'risks-no-longer-accepted', () =>
      tx.delete(obstacleRisks).where(eq(obstacleRisks.obstacleId, obstacle.id)),
    );
  }
  return {
    kind: slug,
    blocking,
    blocksMilestone: obstacle.blocksMilestone === before.blocksMilestone ? kind.blocksMilestone : obstacle.blocksMilestone,
    ...(await weighAgain(tx, ctx, { ...obstacle, kind: slug, blocking })),
    ...(await followPlaybook(tx, ctx, obstacle, kind)),
  };
}

/** The steps of the right kind. What was done of them stays done; while nobody else has the move, the first that is open is the next action. */
async function followPlaybook(
  tx: Tx,
  ctx: ActorContext,
  { id, state, ownerId }: LockedObstacle,
  kind: ObstacleKind,
): Promise<{ nextAction: LocalText; nextActionOn: string } | object> {
  const before = new Map((await selectWholePlaybook(tx, id)).map((step) => [step.step, step]));
  const steps = kind.playbook.map(({ slug, typicalDays }, index) => {
    const { state: stands = 'open' as const, note = null, finishedAt = null, finishedBy = null } = before.get(slug) ?? {};
    return { position: index + 1, step: slug, termDays: typicalDays, state: stands, note, finishedAt, finishedBy };
  });
  const { calendar, zone } = (await readWorkOfOrganisations(tx))(ownerId);
  const today = dayAt(zone, ctx.now);
  const due = dueDates(steps, today, (from, days) => addWorkingDays(calendar, from, days));
  await tx.delete(obstacleSteps).where(eq(obstacleSteps.obstacleId, id));
  await tx.insert(obstacleSteps).values(steps.map((step) => ({ obstacleId: id, ...step, dueOn: due.get(step.position) ?? today })));
  const next = steps.find((step) => step.state === 'open');
  const nextActionOn = next === undefined ? undefined : due.get(next.position);
  if (next === undefined || nextActionOn === undefined || state === 'waiting-external' || state === 'resolved') return {};
  return { nextAction: must(kind.playbook[next.position - 1], 'it is a step of it').names, nextActionOn };
}
