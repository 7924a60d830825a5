import { and, eq, sql } from 'drizzle-orm';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import type { ObstacleId, OrganisationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { selectBlocks, selectInvolved, selectPartyIds, selectThings, standingIn } from '../blocked-thing-queries.ts';
import { refusalWhereBarred } from '../closer-queries.ts';
import type { NextMove, ReviseObstacle } from '../contract.ts';
import { checkAhead, type Involved } from '../domain/next-move.ts';
import { type ActorRelation, mayTake, OBSTACLE_RIGHTS, OBSTACLE_TRANSITIONS, type ObstacleEvent } from '../domain/obstacle.ts';
import type { LiftStanding } from '../domain/lift.ts';
import { mayPerform, OBSTACLE_TASK_RIGHTS, type ObstacleTask, refusalOfTask } from '../domain/task.ts';
import { openLiftIn, selectOpenLift } from '../lift-queries.ts';
import { requireKnown } from '../kind-queries.ts';
import { obstacleParties, obstacles } from '../tables.ts';
import { todayOfOrganisation } from '../../reference/index.ts';

export const obstacleColumns = {
  id: obstacles.id,
  reference: obstacles.reference,
  kind: obstacles.kind,
  detail: obstacles.detail,
  state: obstacles.state,
  severity: obstacles.severity,
  severityReason: obstacles.severityReason,
  blocking: obstacles.blocking,
  blocksMilestone: obstacles.blocksMilestone,
  ownerId: obstacles.ownerId,
  waitingOnId: obstacles.waitingOnId,
  nextAction: obstacles.nextAction,
  nextActionOn: obstacles.nextActionOn,
  externalReference: obstacles.externalReference,
  authorityId: obstacles.authorityId,
  expectedOn: obstacles.expectedOn,
  escalationLevel: obstacles.escalationLevel,
  escalatedAt: obstacles.escalatedAt,
  reportedById: obstacles.reportedById,
  reportedAt: obstacles.reportedAt,
  resolvedBy: obstacles.resolvedBy,
  resolvedById: obstacles.resolvedById,
  resolvedByRole: obstacles.resolvedByRole,
  barredFromClosing: obstacles.barredFromClosing,
  namedCloserId: obstacles.namedCloserId,
  namedCloserOrganisationId: obstacles.namedCloserOrganisationId,
  closerNamedBy: obstacles.closerNamedBy,
  resolvedAt: obstacles.resolvedAt,
  evidence: obstacles.evidence,
  evidenceDocumentId: obstacles.evidenceDocumentId,
  closedBy: obstacles.closedBy,
  closedById: obstacles.closedById,
  closedAt: obstacles.closedAt,
  duplicateOf: obstacles.duplicateOf,
  stateReason: obstacles.stateReason,
  causeKey: obstacles.causeKey,
  causeGoneAt: obstacles.causeGoneAt,
  version: obstacles.version,
};
export type LockedObstacle = Pick<typeof obstacles.$inferSelect, keyof typeof obstacleColumns>;
type ObstacleChange = Partial<typeof obstacles.$inferInsert>;

/** The obstacle, locked for the decision; the version is what the person has seen. */
export async function lockObstacle(tx: Tx, id: ObstacleId, version: number | null): Promise<LockedObstacle> {
  const [obstacle] = await tx.select(obstacleColumns).from(obstacles).where(eq(obstacles.id, id)).for('no key update');
  if (!obstacle) throw new Refusal('not-found');
  if (version !== null && obstacle.version !== version) throw new Refusal('stale-version', { facts: { version: obstacle.version } });
  return obstacle;
}

/** An auditor's policies change no row: what an auditor decides is written as what follows from it. */
const asWhoeverMay = <T>(tx: Tx, ctx: ActorContext, work: () => Promise<T>): Promise<T> =>
  ctx.actor.role === 'auditor' ? asConsequence(tx, ctx, 'decided-by-auditor', work) : work();

/** Refuses whoever's role the table of rights doesn't name. Where the actor stands is asked once the obstacle is read. */
export function checkObstacleRight(ctx: ActorContext, event: ObstacleEvent): void {
  const { role } = ctx.actor;
  const named: readonly string[] = OBSTACLE_RIGHTS[event];
  const allowed = role === 'system' ? event === 'escalate' : named.includes(role);
  if (!allowed) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

/** Refuses whoever has the role but stands elsewhere: not the owner's people, not held back by it, or its own resolver. */
export async function checkStanding(tx: Tx, ctx: ActorContext, obstacle: LockedObstacle, event: ObstacleEvent): Promise<void> {
  const { actor } = ctx;
  if (actor.kind === 'system') return;
  const relation = await relationOf(tx, ctx, actor, obstacle);
  if (event === 'close' && obstacle.state === 'resolved') throwWhere(await refusalWhereBarred(tx, ctx, obstacle, actor));
  if (!mayTake(event, actor.role, relation)) throw new Refusal('not-your-own');
}

/** Where the actor stands towards an obstacle. A facilitator's rights don't ask for it, so what it blocks isn't read. */
async function relationOf(tx: Tx, ctx: ActorContext, actor: AccountActor, obstacle: LockedObstacle): Promise<ActorRelation & LiftStanding> {
  const blocks = actor.role === 'facilitator' ? [] : await selectBlocks(tx, ctx, [obstacle.id]);
  return {
    owns: isOwner(actor, obstacle.ownerId),
    ...standingIn(blocks),
    reported: obstacle.reportedById === actor.organisationId,
  };
}

/**
 * The obstacle of a task that doesn't move it along its lifecycle: right, lock, standing, and whether it is still open, in this
 * order. The version is null where the task leaves the record itself as it is.
 */
export async function takeTask(
  tx: Tx,
  ctx: ActorContext,
  id: ObstacleId,
  version: number | null,
  task: ObstacleTask,
): Promise<LockedObstacle> {
  const { actor } = ctx;
  const named: readonly ActingRole[] = OBSTACLE_TASK_RIGHTS[task];
  if (actor.kind === 'system' || !named.includes(actor.role)) {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: [...named] } });
  }
  const obstacle = await asWhoeverMay(tx, ctx, () => lockObstacle(tx, id, version));
  const relation = await relationOf(tx, ctx, actor, obstacle);
  if (!mayPerform(task, actor.role, relation)) throw new Refusal('not-your-own');
  throwWhere(refusalOfTask(task, { ...obstacle, lift: openLiftIn(await selectOpenLift(tx, id)) }, actor, relation));
  return obstacle;
}

/** A validator answers for the organisations below its own, and so for what they own. */
export function isOwner(actor: AccountActor, ownerId: OrganisationId | null): boolean {
  return ownerId !== null && (ownerId === actor.organisationId || actor.scope.includes(ownerId));
}

export interface ObstacleStep {
  readonly event: ObstacleEvent;
  readonly action: ActionOn<'obstacle'>;
  readonly set?: ObstacleChange;
  readonly reason?: string | undefined;
}

/** The next step of one who may take it: right, lock, standing, in this order. */
export async function beginStep(
  tx: Tx,
  ctx: ActorContext,
  id: ObstacleId,
  version: number | null,
  event: ObstacleEvent,
): Promise<LockedObstacle> {
  checkObstacleRight(ctx, event);
  const obstacle = await lockObstacle(tx, id, version);
  await checkStanding(tx, ctx, obstacle, event);
  nextState(OBSTACLE_TRANSITIONS, obstacle.state, event); // refuses before anything else is looked at
  return obstacle;
}

/** Moves a locked obstacle along its lifecycle and writes the event. */
export function stepObstacle(tx: Tx, ctx: ActorContext, before: LockedObstacle, step: ObstacleStep): Promise<LockedObstacle> {
  const state = nextState(OBSTACLE_TRANSITIONS, before.state, step.event);
  const { action, reason } = step;
  return changeObstacle(tx, ctx, before, { action, reason, set: { ...step.set, state, stateReason: reason ?? null } });
}

export interface ObstacleEdit {
  readonly action: ActionOn<'obstacle'>;
  readonly set?: ObstacleChange;
  readonly reason?: string | undefined;
  /** Organisations that this involves from now on. */
  readonly involves?: readonly OrganisationId[];
}

/** Changes a locked obstacle without moving it, and writes the event. */
export async function changeObstacle(tx: Tx, ctx: ActorContext, before: LockedObstacle, edit: ObstacleEdit): Promise<LockedObstacle> {
  const [after] = await asWhoeverMay(tx, ctx, () =>
    tx
      .update(obstacles)
      .set({ ...edit.set, version: sql`${obstacles.version} + 1` })
      .where(and(eq(obstacles.id, before.id), eq(obstacles.version, before.version)))
      .returning(obstacleColumns),
  );
  if (!after) throw new Refusal('stale-version');
  const { parties } = await involve(tx, ctx, after.id, [after.ownerId, ...(edit.involves ?? [])]);
  await recordEvent(tx, ctx, {
    action: edit.action,
    subject: { type: 'obstacle', id: after.id },
    note: edit.reason ?? null,
    parties,
  });
  return after;
}

/**
 * Writes the parties of an obstacle, who may see it from then on, and answers who they are now. It goes as the system, since each side sees only
 * its own. A party's row stays; a donor's right to read goes with its ground (`wasl.reader_obstacles`), and comes back with it.
 */
export function involve(
  tx: Tx,
  ctx: ActorContext,
  id: ObstacleId,
  others: readonly (OrganisationId | null)[],
): Promise<{ involved: Involved; parties: OrganisationId[] }> {
  return asConsequence(tx, ctx, 'obstacle-parties', async () => {
    const involved = await selectInvolved(tx, await selectThings(tx, id));
    const named = new Set([...others.filter((one) => one !== null), ...involved.recipients, ...involved.donors]);
    if (named.size > 0) {
      await tx
        .insert(obstacleParties)
        .values([...named].map((organisationId) => ({ obstacleId: id, organisationId })))
        .onConflictDoNothing();
    }
    return { involved, parties: await selectPartyIds(tx, id) };
  });
}

/**
 * What a request says of owner and next move; refuses organisations that don't exist and days that have passed with the owner. It takes both forms
 * that are passed on to it whole, so that a field which either of them gains is asked for here.
 */
export async function moveOf(
  tx: Tx,
  ctx: ActorContext,
  owner: OrganisationId | null,
  input: NextMove & ReviseObstacle,
): Promise<ObstacleChange> {
  const { ownerId, waitingOnId, nextAction, nextActionOn, ...rest } = input;
  nothingLeft(rest);
  checkAhead(nextActionOn, await todayOfOrganisation(tx, ctx, ownerId ?? owner), '/nextActionOn');
  await requireKnown(tx, { organisations: { '/ownerId': ownerId, '/waitingOnId': waitingOnId } });
  return {
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(waitingOnId === undefined ? {} : { waitingOnId }),
    ...(nextAction === undefined ? {} : { nextAction }),
    ...(nextActionOn === undefined ? {} : { nextActionOn }),
  };
}
