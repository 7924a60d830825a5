import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReviseObstacle, TriageObstacle } from '../contract.ts';
import { checkAhead } from '../domain/next-move.ts';
import { refusalOfKind } from '../domain/risk.ts';
import { obstacles } from '../tables.ts';
import { changeObstacle, moveOf, stepObstacle, takeTask, beginStep } from './change-obstacle.ts';
import { weighAgain } from './correct-severity.ts';
import { todayOfOrganisation } from '../../reference/index.ts';

/**
 * A facilitator weighs a reported obstacle: whose, and whose move, with a date that still lies ahead; whether it blocks; and, with
 * a reason, another severity than the one that follows from what it holds back.
 */
export async function triageObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: TriageObstacle): Promise<void> {
  const obstacle = await beginStep(tx, ctx, id, version, 'triage');
  const { severity, severityReason, blocking = obstacle.blocking, ownerId, waitingOnId, nextAction, nextActionOn, ...rest } = input;
  nothingLeft(rest);
  // One hand would lift by it what no two may.
  if (obstacle.blocking && !blocking) throwWhere(refusalOfKind(obstacle.kind));
  const move = await moveOf(tx, ctx, obstacle.ownerId, { ownerId, waitingOnId, nextAction, nextActionOn });
  if ((ownerId ?? obstacle.ownerId) === null) throw refuseField('next-action-required', '/ownerId', 'missing');
  const today = await todayOfOrganisation(tx, ctx, ownerId ?? obstacle.ownerId);
  checkAhead(nextActionOn ?? obstacle.nextActionOn ?? undefined, today, '/nextActionOn');
  const weighed = await weighAgain(tx, ctx, { ...obstacle, blocking }, severity, severityReason);
  await stepObstacle(tx, ctx, obstacle, { event: 'triage', action: 'obstacle.triaged', set: { ...weighed, blocking, ...move } });
}

/** The owner's people or a facilitator change owner or next move of an open obstacle; a new owner becomes a party. */
export async function reviseObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: ReviseObstacle): Promise<void> {
  const obstacle = await takeTask(tx, ctx, id, version, 'revise');
  // The day that stands was ahead when it was set; only another is judged.
  const { nextActionOn: on, ...rest } = input;
  const set = await moveOf(tx, ctx, obstacle.ownerId, on === obstacle.nextActionOn ? rest : input);
  if (!(await makesDifference(tx, { type: 'obstacle', id }, obstacles, set))) return;
  await changeObstacle(tx, ctx, obstacle, { action: 'obstacle.revised', set });
}
