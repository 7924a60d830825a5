import { and, eq, isNull } from 'drizzle-orm';
import type { ObstacleActionId, ObstacleId, OrganisationId, UserId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type AccountActor, type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AssignAction, FinishAction } from '../contract-work.ts';
import { checkAhead } from '../domain/next-move.ts';
import { findMember, requireKnown } from '../kind-queries.ts';
import { obstacleActions } from '../tables.ts';
import { changeObstacle, isOwner, takeTask } from './change-obstacle.ts';
import { todayOfOrganisation } from '../../reference/index.ts';

/** The owner's people or a facilitator ask an organisation, or a person of it, to do something by a day; it sees the obstacle from then on. */
export async function assignAction(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: AssignAction): Promise<void> {
  const obstacle = await takeTask(tx, ctx, id, version, 'assign-action');
  const { task, assigneeId, assigneeUserId = null, dueOn, ...rest } = input;
  nothingLeft(rest);
  checkAhead(dueOn, await todayOfOrganisation(tx, ctx, assigneeId), '/dueOn');
  await requireKnown(tx, { organisations: { '/assigneeId': assigneeId } });
  if (assigneeUserId !== null) await requireMember(tx, ctx, assigneeUserId, assigneeId);
  const actionId = newId<'obstacle-action'>();
  await tx.insert(obstacleActions).values({
    id: actionId,
    obstacleId: id,
    task,
    assigneeId,
    assigneeUserId,
    dueOn,
    assignedBy: userOf(ctx),
    createdAt: ctx.now,
  });
  await changeObstacle(tx, ctx, obstacle, {
    action: 'obstacle.action-assigned',
    involves: [assigneeId],
  });
}

/** An action is done or, with a reason, cancelled: by whoever it was asked of, the owner's people or a facilitator. */
export async function finishAction(
  tx: Tx,
  ctx: ActorContext,
  id: ObstacleId,
  version: number,
  actionId: ObstacleActionId,
  input: FinishAction,
): Promise<void> {
  const obstacle = await takeTask(tx, ctx, id, version, 'finish-action');
  const { outcome, note, ...rest } = input;
  nothingLeft(rest);
  const [action] = await tx
    .select({ assigneeId: obstacleActions.assigneeId, assigneeUserId: obstacleActions.assigneeUserId, state: obstacleActions.state })
    .from(obstacleActions)
    .where(and(eq(obstacleActions.id, actionId), eq(obstacleActions.obstacleId, id)))
    .for('no key update');
  if (!action) throw new Refusal('not-found');
  const { actor } = ctx;
  if (actor.kind !== 'system' && actor.role !== 'facilitator' && !isOwner(actor, obstacle.ownerId) && !isAskedOf(actor, action)) {
    throw new Refusal('not-your-own');
  }
  if (action.state !== 'open') {
    throw new Refusal('transition-not-allowed', { facts: { state: action.state, event: 'finish-action', allowed: [] } });
  }
  if (outcome === 'cancelled' && note === undefined) throw refuseField('reason-required', '/note', 'missing');
  await tx
    .update(obstacleActions)
    .set({
      state: outcome,
      note: note ?? null,
      finishedAt: ctx.now,
      finishedBy: userOf(ctx),
    })
    .where(and(eq(obstacleActions.id, actionId), isNull(obstacleActions.finishedAt)));
  await changeObstacle(tx, ctx, obstacle, {
    action: outcome === 'done' ? 'obstacle.action-done' : 'obstacle.action-cancelled',
    reason: note,
  });
}

/** Asked of a person, it is theirs alone; asked of an organisation, anybody's of it. */
const isAskedOf = (
  actor: AccountActor,
  { assigneeId, assigneeUserId }: { readonly assigneeId: OrganisationId; readonly assigneeUserId: UserId | null },
): boolean => (assigneeUserId === null ? isOwner(actor, assigneeId) : assigneeUserId === actor.userId);

/** Accounts of other organisations are nobody's to list, so whether the person is one of them is asked as the system. */
async function requireMember(tx: Tx, ctx: ActorContext, userId: UserId, organisationId: OrganisationId): Promise<void> {
  const isMember = await asConsequence(tx, ctx, 'obstacle-assignee', () => findMember(tx, userId, organisationId));
  if (!isMember) throw refuseField('reference-unknown', '/assigneeUserId');
}
