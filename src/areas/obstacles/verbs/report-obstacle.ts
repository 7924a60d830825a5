import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { dayOf } from '../../../platform/clock.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { selectInvolved, selectInvolvedThings, type Things, thingsOf } from '../blocked-thing-queries.ts';
import type { BlockedThing, ReportObstacle } from '../contract.ts';
import { actionOf, type Involved, usualOwner } from '../domain/next-move.ts';
import { REPORTING_ROLES } from '../domain/obstacle.ts';
import { findKind, type ObstacleKind, requireKnown, selectPartiesByOrganisation } from '../kind-queries.ts';
import { obstacleBlocks, obstacles } from '../tables.ts';
import { blockRows } from './block-rows.ts';
import { involve, moveOf, obstacleColumns } from './change-obstacle.ts';

/**
 * Anyone involved in all that it holds back reports an obstacle. What the report leaves out comes from the kind: severity, the
 * milestone it blocks, whose move it usually is, and the first step of its playbook with its typical days.
 */
export async function reportObstacle(tx: Tx, act: Act, input: ReportObstacle): Promise<ObstacleId> {
  const { actor } = act;
  const named: readonly ActingRole[] = REPORTING_ROLES;
  if (actor.kind !== 'system' && !named.includes(actor.role)) {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: [...named] } });
  }
  const kind = await findKind(tx, input.kind);
  if (!kind) throw refuseField('reference-unknown', '/kind');
  await requireKnown(tx, { organisations: {}, milestone: input.blocksMilestone });
  const move = await moveOf(tx, act, input);
  const things = await requireInvolvement(tx, act, input.blocks);

  const involved = await asConsequence(tx, act, 'obstacle-parties', () => selectInvolved(tx, things));
  const usual = usualOwner(kind.ownerRole, kind.typicalOwners, involved, await donorParties(tx, kind, involved));
  const reporter = actor.kind === 'system' ? null : actor.organisationId;
  const ownerId = input.ownerId ?? reporter ?? usual ?? must(involved.recipients[0], 'what is blocked has a recipient');
  const [obstacle] = await tx
    .insert(obstacles)
    .values({
      id: newId<'obstacle'>(),
      kind: kind.slug,
      state: 'reported',
      severity: input.severity ?? kind.severity,
      blocking: input.blocking ?? kind.blocking,
      blocksMilestone: input.blocksMilestone ?? kind.blocksMilestone,
      waitingOnId: usual ?? ownerId,
      ...actionOf(kind.firstStep, dayOf(act.now)),
      ...move,
      ownerId,
      detail: input.detail,
      reportedBy: actor.kind === 'system' ? null : actor.userId,
      reportedById: reporter,
      reportedAt: act.now,
      createdAt: act.now,
    })
    .returning(obstacleColumns);
  const created = must(obstacle, 'an inserted obstacle comes back');
  await tx.insert(obstacleBlocks).values(blockRows(created.id, things));
  const { parties } = await involve(tx, act, created.id, [reporter, ownerId]);
  await recordEvent(tx, act, {
    action: 'obstacle.reported',
    subject: { type: 'obstacle', id: created.id },
    after: { ...created, detail: input.detail, blocks: input.blocks },
    parties,
  });
  return created.id;
}

/** A licence is asked of the donor's own authority, so the kind must know which country's that is. */
async function donorParties(tx: Tx, kind: ObstacleKind, involved: Involved): Promise<string[]> {
  return kind.ownerRole === 'licensing-authority' ? [...(await selectPartiesByOrganisation(tx, involved.donors)).values()] : [];
}

/** All that is blocked; refuses at its pointer what the reporter isn't involved in, as if it didn't exist. */
async function requireInvolvement(tx: Tx, act: Act, blocks: readonly BlockedThing[]): Promise<Things> {
  const things = thingsOf(blocks);
  const known = await selectInvolvedThings(tx, act, things);
  const unknown = blocks.flatMap((block, index) =>
    Object.entries(block)
      .filter(([, id]) => !known.has(id))
      .map(([field]) => ({ pointer: `/blocks/${index}/${field}`, code: 'reference-unknown' as const })),
  );
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields: unknown });
  return things;
}
