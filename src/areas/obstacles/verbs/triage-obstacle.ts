import type { ObstacleId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReviseObstacle, TriageObstacle } from '../contract.ts';
import { checkAhead } from '../domain/next-move.ts';
import { isOpen, OBSTACLE_RIGHTS } from '../domain/obstacle.ts';
import { changeObstacle, isOwner, lockObstacle, moveOf, stepObstacle, takeUp } from './change-obstacle.ts';

/** A facilitator weighs a reported obstacle: how grave, whose, and whose move, with a date that still lies ahead. */
export async function triageObstacle(tx: Tx, act: Act, id: ObstacleId, version: number, input: TriageObstacle): Promise<void> {
  const obstacle = await takeUp(tx, act, id, version, 'triage');
  const move = await moveOf(tx, act, input);
  if ((input.ownerId ?? obstacle.ownerId) === null) throw refuseField('next-action-required', '/ownerId', 'missing');
  checkAhead(input.nextActionOn ?? obstacle.nextActionOn ?? undefined, dayOf(act.now), '/nextActionOn');
  await stepObstacle(tx, act, obstacle, {
    event: 'triage',
    action: 'obstacle.triaged',
    set: { severity: input.severity, ...move },
  });
}

/** The owner's people or a facilitator change owner or next move of an open obstacle; a new owner becomes a party. */
export async function reviseObstacle(tx: Tx, act: Act, id: ObstacleId, version: number, input: ReviseObstacle): Promise<void> {
  const { actor } = act;
  const named: readonly ActingRole[] = OBSTACLE_RIGHTS.start;
  if (actor.kind === 'system' || !named.includes(actor.role)) {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: [...named] } });
  }
  const obstacle = await lockObstacle(tx, id, version);
  if (actor.role !== 'facilitator' && !isOwner(actor, obstacle.ownerId)) throw new Refusal('not-your-own');
  if (!isOpen(obstacle.state)) {
    throw new Refusal('transition-not-allowed', { facts: { state: obstacle.state, event: 'revise', allowed: [] } });
  }
  await changeObstacle(tx, act, obstacle, await moveOf(tx, act, input), 'obstacle.revised');
}
