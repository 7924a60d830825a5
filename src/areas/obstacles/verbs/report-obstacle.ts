import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { selectInvolvedThings, type Things, thingsOf } from '../blocked-thing-queries.ts';
import type { BlockedThing, ReportObstacle } from '../contract.ts';
import { REPORTING_ROLES } from '../domain/obstacle.ts';
import { findKind, requireKnown } from '../kind-queries.ts';
import { obstacleBlocks, obstacles, obstacleSteps } from '../tables.ts';
import { blockRows } from './block-rows.ts';
import { composeObstacles } from './compose-obstacles.ts';
import { weigh } from './correct-severity.ts';
import { involve, moveOf, obstacleColumns } from './change-obstacle.ts';

/**
 * Anyone involved in all that it holds back reports an obstacle. What the report leaves out comes from the kind: the milestone
 * it blocks, whose move it usually is, and its playbook with its terms, whose first step is
 * what happens next. How grave it is follows from what it holds back.
 */
export async function reportObstacle(tx: Tx, ctx: ActorContext, input: ReportObstacle): Promise<ObstacleId> {
  const { actor } = ctx;
  const named: readonly ActingRole[] = REPORTING_ROLES;
  if (actor.kind !== 'system' && !named.includes(actor.role)) {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: [...named] } });
  }
  const { kind: slug, ...report } = input;
  const kind = await findKind(tx, slug);
  if (!kind) throw refuseField('reference-unknown', '/kind');
  const {
    blocks,
    severity,
    severityReason,
    blocksMilestone = kind.blocksMilestone,
    blocking = kind.blocking,
    detail,
    ownerId: statedOwnerId,
    waitingOnId,
    nextAction,
    nextActionOn,
    ...rest
  } = report;
  nothingLeft(rest);
  await requireKnown(tx, { organisations: {}, milestone: report.blocksMilestone });
  const things = await requireInvolvement(tx, ctx, blocks);

  const reporter = actor.kind === 'system' ? null : actor.organisationId;
  const [draft] = await composeObstacles(tx, ctx, [{ kind, things, blocksMilestone, blocking, reporter }]);
  const composed = must(draft, 'one draft, one obstacle');
  const ownerId = statedOwnerId ?? composed.ownerId;
  const move = await moveOf(tx, ctx, composed.ownerId, { ownerId: statedOwnerId, waitingOnId, nextAction, nextActionOn });
  const [obstacle] = await tx
    .insert(obstacles)
    .values({
      id: newId<'obstacle'>(),
      kind: kind.slug,
      state: 'reported',
      ...weigh(composed.severity, severity, severityReason),
      blocking,
      blocksMilestone,
      waitingOnId: composed.waitingOnId,
      nextAction: composed.nextAction,
      nextActionOn: composed.nextActionOn,
      ...move,
      ownerId,
      detail,
      reportedBy: userOf(ctx),
      reportedById: reporter,
      reportedAt: ctx.now,
      createdAt: ctx.now,
    })
    .returning(obstacleColumns);
  const created = must(obstacle, 'an inserted obstacle comes back');
  await tx.insert(obstacleBlocks).values(blockRows(created.id, things));
  const { parties } = await involve(tx, ctx, created.id, [reporter, ownerId]);
  await tx.insert(obstacleSteps).values(composed.stepsOf(created.id));
  await recordEvent(tx, ctx, {
    action: 'obstacle.reported',
    subject: { type: 'obstacle', id: created.id },
    parties,
  });
  return created.id;
}

/** All that is blocked; refuses at its pointer what the reporter isn't involved in, as if it didn't exist. */
export async function requireInvolvement(tx: Tx, ctx: ActorContext, blocks: readonly BlockedThing[]): Promise<Things> {
  const things = thingsOf(blocks);
  const known = await selectInvolvedThings(tx, ctx, things);
  const unknown = blocks.flatMap((block, index) =>
    Object.entries(block)
      .filter(([, id]) => !known.has(id))
      .map(([field]) => ({ pointer: `/blocks/${index}/${field}`, code: 'reference-unknown' as const })),
  );
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields: unknown });
  return things;
}
