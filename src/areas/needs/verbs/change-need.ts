import { and, eq, sql } from 'drizzle-orm';
import type { NeedId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import { codeOf, noteOf, type Why } from '../../../kernel/reason.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { NEED_RIGHTS, NEED_TRANSITIONS, type NeedEvent, type NeedState } from '../domain/need.ts';
import { type NeedToMove, refusalOfNeedStep } from '../domain/step.ts';
import { needs } from '../tables.ts';
import { todayOfUnit } from '../../reference/index.ts';

export type NeedRecord = typeof needs.$inferSelect;
/** What isn't named, or is undefined, stays. */
type NeedChange = { readonly [Field in keyof typeof needs.$inferInsert]?: (typeof needs.$inferInsert)[Field] | undefined };

const columns = {
  id: needs.id,
  reference: needs.reference,
  organisationId: needs.organisationId,
  unitId: needs.unitId,
  region: needs.region,
  state: needs.state,
  priority: needs.priority,
  justification: needs.justification,
  summary: needs.summary,
  disclosureLevel: needs.disclosureLevel,
  disclosedTo: needs.disclosedTo,
  fulfilTogether: needs.fulfilTogether,
  neededBy: needs.neededBy,
  respondBy: needs.respondBy,
  citedMeetingId: needs.citedMeetingId,
  authorId: needs.authorId,
  submittedAt: needs.submittedAt,
  validatedBy: needs.validatedBy,
  validatedAt: needs.validatedAt,
  publishedAt: needs.publishedAt,
  confirmedAt: needs.confirmedAt,
  unansweredSince: needs.unansweredSince,
  closingRequestedBy: needs.closingRequestedBy,
  endedFrom: needs.endedFrom,
  endedBy: needs.endedBy,
  reinstatingRequestedBy: needs.reinstatingRequestedBy,
  stateReason: needs.stateReason,
  version: needs.version,
};
export type LockedNeed = Pick<NeedRecord, keyof typeof columns>;

/**
 * The need, locked until the transaction ends. The lock is for the decision (nobody changes it while it is looked at), the
 * version for the human (nobody changed it since it was read). A need that the reader may not see is not found.
 */
export async function lockNeed(tx: Tx, id: NeedId, version: number | null): Promise<LockedNeed> {
  const [need] = await tx.select(columns).from(needs).where(eq(needs.id, id)).for('no key update');
  if (!need) throw new Refusal('not-found');
  if (version !== null && need.version !== version) throw new Refusal('stale-version', { facts: { version: need.version } });
  return need;
}

/** Refuses whoever the table of rights doesn't name for this event. The system acts where no person is named. */
export function checkNeedRight(ctx: ActorContext, event: NeedEvent): void {
  const { role } = ctx.actor;
  const named: readonly ActingRole[] = NEED_RIGHTS[event];
  const allowed = named.length === 0 ? role === 'system' : named.includes(role);
  if (!allowed) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

/**
 * Refuses a step that the state doesn't allow, and then whatever else stands in its way. What the row doesn't say (lines, a revision) is
 * told by the verb that it matters to.
 */
export async function requireNeedStep(
  tx: Tx,
  ctx: ActorContext,
  need: LockedNeed,
  event: NeedEvent,
  { lineCount = 0, revision = null }: Partial<Pick<NeedToMove, 'lineCount' | 'revision'>> = {},
): Promise<void> {
  nextState(NEED_TRANSITIONS, need.state, event);
  const hand = { role: ctx.actor.role, userId: userOf(ctx) };
  const today = await todayOfUnit(tx, ctx, need.unitId);
  throwWhere(refusalOfNeedStep({ ...need, lineCount, revision }, event, hand, today));
}

export interface NeedStep {
  readonly event: NeedEvent;
  readonly action: ActionOn<'need'>;
  readonly set?: NeedChange;
  readonly reason?: Why;
}

/** Moves a locked need along its lifecycle, writes the event, and gives back the row as the database returned it. */
export async function stepNeed(tx: Tx, ctx: ActorContext, before: LockedNeed, step: NeedStep): Promise<LockedNeed> {
  const state: NeedState = nextState(NEED_TRANSITIONS, before.state, step.event);
  return changeNeed(tx, ctx, before, { ...step.set, state, ...statedWhy(step.reason) }, step.action, step.reason);
}

/** As a record keeps it: the code, and the note of its own side. */
export const statedWhy = (why: Why | undefined) => ({
  stateReason: why === undefined ? null : codeOf(why),
  stateNote: why === undefined ? null : noteOf(why),
});

/** Changes a locked need without moving it. */
export async function changeNeed(
  tx: Tx,
  ctx: ActorContext,
  before: LockedNeed,
  set: NeedChange,
  action: ActionOn<'need'>,
  reason?: Why,
): Promise<LockedNeed> {
  const [after] = await tx
    .update(needs)
    .set({ ...set, version: sql`${needs.version} + 1` })
    .where(and(eq(needs.id, before.id), eq(needs.version, before.version)))
    .returning(columns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action,
    subject: { type: 'need', id: before.id },
    reason: reason ?? null,
    parties: [before.organisationId],
  });
  return after;
}
