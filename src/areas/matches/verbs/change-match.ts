import { and, eq, sql } from 'drizzle-orm';
import type { MatchId, UnitId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { Why } from '../../../kernel/reason.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { MATCH_RIGHTS, MATCH_TRANSITIONS, type MatchEvent } from '../domain/match.ts';
import { matches } from '../tables.ts';
import { deadlineIn, zoneOfUnit } from '../../reference/index.ts';

export const matchColumns = {
  id: matches.id,
  reference: matches.reference,
  needId: matches.needId,
  needLineId: matches.needLineId,
  offerId: matches.offerId,
  offerLineId: matches.offerLineId,
  organisationId: matches.organisationId,
  unitId: matches.unitId,
  donorId: matches.donorId,
  quantity: matches.quantity,
  amount: matches.amount,
  state: matches.state,
  requesterAcceptedAt: matches.requesterAcceptedAt,
  donorAcceptedAt: matches.donorAcceptedAt,
  disclosedAt: matches.disclosedAt,
  reservationDays: matches.reservationDays,
  expiresAt: matches.expiresAt,
  askedAgainAt: matches.askedAgainAt,
  donorAgreedAt: matches.donorAgreedAt,
  recipientAgreedAt: matches.recipientAgreedAt,
  agreedAt: matches.agreedAt,
  partnershipId: matches.partnershipId,
  endReason: matches.endReason,
  shipped: matches.shipped,
  accepted: matches.accepted,
  inService: matches.inService,
  verified: matches.verified,
  failed: matches.failed,
  version: matches.version,
};
export type LockedMatch = Pick<typeof matches.$inferSelect, keyof typeof matchColumns>;
type MatchChange = Partial<typeof matches.$inferInsert>;

/** The match, locked until the transaction ends; the ledger's locks on its lines come after it, never before. */
export async function lockMatch(tx: Tx, id: MatchId, version: number | null): Promise<LockedMatch> {
  const [match] = await tx.select(matchColumns).from(matches).where(eq(matches.id, id)).for('no key update');
  if (!match) throw new Refusal('not-found');
  if (version !== null && match.version !== version) throw new Refusal('stale-version', { facts: { version: match.version } });
  return match;
}

export function checkMatchRight(ctx: ActorContext, event: MatchEvent): void {
  const { role } = ctx.actor;
  const named: readonly ActingRole[] = MATCH_RIGHTS[event];
  const allowed = role === 'system' ? named.length === 0 || event === 'cancel' : named.includes(role);
  if (!allowed) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

/** Until when a match waits for so many days: to the midnight of the last, where its unit stands. */
export const deadlineOfMatch = (tx: Tx, ctx: ActorContext, unitId: UnitId, days: number): Promise<Date> =>
  deadlineIn(tx, ctx, zoneOfUnit(unitId), days);

export interface MatchStep {
  readonly event: MatchEvent;
  readonly action: ActionOn<'match'>;
  readonly set?: MatchChange;
  readonly reason?: Why;
}

/** Moves a locked match along its lifecycle; the ledger carries what that holds or frees to both lines, or refuses. */
export function stepMatch(tx: Tx, ctx: ActorContext, before: LockedMatch, step: MatchStep): Promise<LockedMatch> {
  const state = nextState(MATCH_TRANSITIONS, before.state, step.event);
  return changeMatch(tx, ctx, before, { ...step.set, state }, step.action, step.reason);
}

export async function changeMatch(
  tx: Tx,
  ctx: ActorContext,
  before: LockedMatch,
  set: MatchChange,
  action: ActionOn<'match'>,
  reason?: Why,
): Promise<LockedMatch> {
  const [after] = await tx
    .update(matches)
    .set({ ...set, version: sql`${matches.version} + 1` })
    .where(and(eq(matches.id, before.id), eq(matches.version, before.version)))
    .returning(matchColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action,
    subject: { type: 'match', id: before.id },
    reason: reason ?? null,
    parties: [before.organisationId, before.donorId],
  });
  return after;
}
