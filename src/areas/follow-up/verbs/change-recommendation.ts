import { and, eq, sql } from 'drizzle-orm';
import type { OrganisationId, RecommendationId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import { type ActorContext, ownOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { replaceRows } from '../../../platform/db/write-rows.ts';
import {
  RECOMMENDATION_RIGHTS,
  RECOMMENDATION_TRANSITIONS,
  type RecommendationEvent,
  refusalOfRecommendationStep,
  type Standing,
} from '../domain/recommendation.ts';
import { shownVersion } from '../domain/shown-version.ts';
import { requireOrganisations } from '../reference-check-queries.ts';
import { recommendationOwners, recommendations } from '../tables.ts';
import { participantsOf } from './change-meeting.ts';

export const recommendationColumns = {
  id: recommendations.id,
  reference: recommendations.reference,
  meetingId: recommendations.meetingId,
  state: recommendations.state,
  recommends: recommendations.recommends,
  dueOn: recommendations.dueOn,
  overdueSince: recommendations.overdueSince,
  doneBy: recommendations.doneBy,
  doneById: recommendations.doneById,
  doneAt: recommendations.doneAt,
  evidence: recommendations.evidence,
  confirmedBy: recommendations.confirmedBy,
  confirmedById: recommendations.confirmedById,
  confirmedAt: recommendations.confirmedAt,
  supersededBy: recommendations.supersededBy,
  stateReason: recommendations.stateReason,
  version: recommendations.version,
  hiddenChanges: recommendations.hiddenChanges,
};
export type LockedRecommendation = Pick<typeof recommendations.$inferSelect, keyof typeof recommendationColumns>;
type RecommendationChange = Partial<typeof recommendations.$inferInsert>;

/** The recommendation, locked for the decision. */
export async function lockRecommendation(tx: Tx, id: RecommendationId): Promise<LockedRecommendation> {
  const [found] = await tx.select(recommendationColumns).from(recommendations).where(eq(recommendations.id, id)).for('no key update');
  if (!found) throw new Refusal('not-found');
  return found;
}

/** The organisations whose task it is. */
export async function ownersOf(tx: Tx, id: RecommendationId): Promise<OrganisationId[]> {
  const rows = await tx
    .select({ id: recommendationOwners.organisationId })
    .from(recommendationOwners)
    .where(eq(recommendationOwners.recommendationId, id))
    .orderBy(sql`(select slug from organisations where organisations.id = ${recommendationOwners.organisationId})`);
  return rows.map((row) => row.id);
}

/** Where the actor stands; a validator answers for the organisations below its own. */
export function standingOf(
  { actor }: ActorContext,
  recommendation: Pick<LockedRecommendation, 'doneBy' | 'doneById'>,
  owners: readonly OrganisationId[],
): Standing {
  if (actor.kind === 'system') return { owns: false, reported: false, ofReporter: false };
  const own = ownOf(actor);
  return {
    owns: owners.some((owner) => own.includes(owner)),
    reported: recommendation.doneBy === actor.userId,
    ofReporter: recommendation.doneById !== null && own.includes(recommendation.doneById),
  };
}

/** Role, lock, state, standing, in this order. */
export async function beginRecommendationStep(
  tx: Tx,
  ctx: ActorContext,
  id: RecommendationId,
  version: number,
  event: RecommendationEvent,
): Promise<LockedRecommendation> {
  const { role } = ctx.actor;
  const named: readonly string[] = RECOMMENDATION_RIGHTS[event];
  if (!named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
  const recommendation = await lockRecommendation(tx, id);
  const seen = shownVersion(role, recommendation);
  if (seen !== version) throw new Refusal('stale-version', { facts: { version: seen } });
  nextState(RECOMMENDATION_TRANSITIONS, recommendation.state, event);
  throwWhere(refusalOfRecommendationStep(event, role, standingOf(ctx, recommendation, await ownersOf(tx, id))));
  return recommendation;
}

export interface RecommendationStep {
  readonly event: RecommendationEvent;
  readonly action: ActionOn<'recommendation'>;
  readonly set?: RecommendationChange;
  readonly reason?: string | undefined;
  /** Nothing of it but links has changed. */
  readonly isHidden?: boolean;
}

/** Moves a locked recommendation along its lifecycle and writes the event, which its owners and the meeting's participants may read. */
export async function stepRecommendation(tx: Tx, ctx: ActorContext, before: LockedRecommendation, step: RecommendationStep): Promise<void> {
  const state = nextState(RECOMMENDATION_TRANSITIONS, before.state, step.event);
  const moved = state !== before.state;
  const [after] = await tx
    .update(recommendations)
    .set({
      ...step.set,
      state,
      ...(moved ? { stateReason: step.reason ?? null } : {}),
      version: sql`${recommendations.version} + 1`,
      ...(step.isHidden ? { hiddenChanges: sql`${recommendations.hiddenChanges} + 1` } : {}),
    })
    .where(and(eq(recommendations.id, before.id), eq(recommendations.version, before.version)))
    .returning(recommendationColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: step.action,
    subject: { type: 'recommendation', id: after.id },
    note: step.reason ?? null,
    parties: step.isHidden ? [] : await concernedBy(tx, ctx, after),
  });
}

/** An owner that was not at the meeting doesn't see who was: so this is read as the system. */
export function concernedBy(
  tx: Tx,
  ctx: ActorContext,
  { id, meetingId }: Pick<LockedRecommendation, 'id' | 'meetingId'>,
): Promise<OrganisationId[]> {
  return asConsequence(tx, ctx, 'recommendation-parties', async () => [
    ...(await ownersOf(tx, id)),
    ...(await participantsOf(tx, meetingId)),
  ]);
}

/** Puts these owners in the place of all that there were. */
export async function replaceOwners(tx: Tx, recommendationId: RecommendationId, ownerIds: readonly OrganisationId[]): Promise<void> {
  await requireOrganisations(tx, ownerIds, (index) => `/ownerIds/${index}`);
  await replaceRows(
    tx,
    recommendationOwners,
    eq(recommendationOwners.recommendationId, recommendationId),
    ownerIds.map((organisationId) => ({ recommendationId, organisationId })),
  );
}
