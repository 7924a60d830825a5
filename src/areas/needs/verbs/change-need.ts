import { and, eq, sql } from 'drizzle-orm';
import type { NeedId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { NEED_RIGHTS, NEED_TRANSITIONS, type NeedEvent, type NeedState } from '../domain/need.ts';
import { needs } from '../tables.ts';

export type NeedRecord = typeof needs.$inferSelect;
type NeedChange = Partial<typeof needs.$inferInsert>;

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

export interface NeedStep {
  readonly event: NeedEvent;
  readonly action: ActionOn<'need'>;
  readonly set?: NeedChange;
  readonly reason?: string;
}

/** Moves a locked need along its lifecycle, writes the event, and gives back the row as the database returned it. */
export async function stepNeed(tx: Tx, ctx: ActorContext, before: LockedNeed, step: NeedStep): Promise<LockedNeed> {
  const state: NeedState = nextState(NEED_TRANSITIONS, before.state, step.event);
  return changeNeed(tx, ctx, before, { ...step.set, state, stateReason: step.reason ?? null }, step.action, step.reason);
}

/** Changes a locked need without moving it. */
export async function changeNeed(
  tx: Tx,
  ctx: ActorContext,
  before: LockedNeed,
  set: NeedChange,
  action: ActionOn<'need'>,
  reason?: string,
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
