import { and, eq, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { must } from '../../../kernel/assert.ts';
import type { OrganisationId, PartnershipId } from '../../../kernel/id.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { ProposePartnership } from '../contract.ts';
import { isInForce, PARTNERSHIP_RIGHTS, PARTNERSHIP_TRANSITIONS } from '../domain/partnership.ts';
import { findLineage, findTerms, organisationExists } from '../queries.ts';
import { partnerships } from '../tables.ts';

const columns = {
  id: partnerships.id,
  reference: partnerships.reference,
  donorId: partnerships.donorId,
  recipientId: partnerships.recipientId,
  kind: partnerships.kind,
  title: partnerships.title,
  state: partnerships.state,
  donorSignedAt: partnerships.donorSignedAt,
  recipientSignedAt: partnerships.recipientSignedAt,
  validFrom: partnerships.validFrom,
  validUntil: partnerships.validUntil,
  version: partnerships.version,
};
type LockedPartnership = Pick<typeof partnerships.$inferSelect, keyof typeof columns>;

/** A donor proposes for itself, a validator for an authority that it answers for, a facilitator for two others. */
export async function proposePartnership(tx: Tx, act: Act, input: ProposePartnership): Promise<PartnershipId> {
  const { actor } = act;
  if (actor.role !== 'system') checkPartnershipRight(act, 'propose');
  const donorId = actor.role === 'donor' ? (input.donorId ?? actor.organisationId) : input.donorId;
  if (donorId === undefined) throw refuseField('reference-unknown', '/donorId', 'missing');
  if (actor.role === 'donor' && donorId !== actor.organisationId) throw refuseField('not-your-own', '/donorId');
  if (actor.role === 'validator' && !actor.scope.includes(input.recipientId)) throw refuseField('not-your-own', '/recipientId');
  if (!(await organisationExists(tx, donorId))) throw refuseField('reference-unknown', '/donorId');
  if (!(await organisationExists(tx, input.recipientId))) throw refuseField('reference-unknown', '/recipientId');
  if (donorId === input.recipientId) throw refuseField('invalid-field', '/recipientId', 'same-as-donor');
  if (input.validUntil < input.validFrom) throw refuseField('date-order', '/validUntil', 'before-valid-from');
  const [partnership] = await tx
    .insert(partnerships)
    .values({
      ...input,
      id: newId<'partnership'>(),
      donorId,
      facilitatorId: actor.role === 'facilitator' ? actor.organisationId : null,
      state: 'under-negotiation',
      createdAt: act.now,
    })
    .returning(columns);
  const created = must(partnership, 'an inserted partnership comes back');
  await recordEvent(tx, act, {
    action: 'partnership.proposed',
    subject: { type: 'partnership', id: created.id },
    after: created,
    parties: [created.donorId, created.recipientId],
  });
  return created.id;
}

function checkPartnershipRight(act: Act, action: keyof typeof PARTNERSHIP_RIGHTS): void {
  const { role } = act.actor;
  const named: readonly ActingRole[] = PARTNERSHIP_RIGHTS[action];
  if (!named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

/** Locked until the transaction ends; a partnership that the reader may not change, such as another donor's, is not found. */
async function lockPartnership(tx: Tx, id: PartnershipId, version: number): Promise<LockedPartnership> {
  const [partnership] = await tx.select(columns).from(partnerships).where(eq(partnerships.id, id)).for('no key update');
  if (!partnership) throw new Refusal('not-found');
  if (partnership.version !== version) throw new Refusal('stale-version', { facts: { version: partnership.version } });
  return partnership;
}

async function changePartnership(
  tx: Tx,
  act: Act,
  before: LockedPartnership,
  set: Partial<typeof partnerships.$inferInsert>,
  action: `partnership.${string}`,
  reason?: string,
): Promise<void> {
  const [after] = await tx
    .update(partnerships)
    .set({ ...set, version: sql`${partnerships.version} + 1` })
    .where(and(eq(partnerships.id, before.id), eq(partnerships.version, before.version)))
    .returning(columns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, act, {
    action,
    subject: { type: 'partnership', id: before.id },
    before,
    after,
    reason: reason ?? null,
    parties: [before.donorId, before.recipientId],
  });
}

/** A party signs for itself; with both signatures the partnership is signed. */
export async function signPartnership(tx: Tx, act: Act, id: PartnershipId, version: number): Promise<void> {
  checkPartnershipRight(act, 'sign');
  const before = await lockPartnership(tx, id, version);
  const asDonor = act.actor.role === 'donor';
  if (before.state !== 'ended' && (asDonor ? before.donorSignedAt : before.recipientSignedAt) !== null) throw new Refusal('already-signed');
  const state = nextState(PARTNERSHIP_TRANSITIONS, before.state, 'sign');
  const otherHasSigned = (asDonor ? before.recipientSignedAt : before.donorSignedAt) !== null;
  await changePartnership(
    tx,
    act,
    before,
    { ...(asDonor ? { donorSignedAt: act.now } : { recipientSignedAt: act.now }), ...(otherHasSigned ? { state } : {}) },
    'partnership.signed',
  );
}

/** Ends a signed partnership: what was agreed under it stays, nothing new is. */
export async function endPartnership(tx: Tx, act: Act, id: PartnershipId, version: number, reason: string): Promise<void> {
  checkPartnershipRight(act, 'end');
  const before = await lockPartnership(tx, id, version);
  const state = nextState(PARTNERSHIP_TRANSITIONS, before.state, 'end');
  await changePartnership(tx, act, before, { state }, 'partnership.ended', reason);
}

/**
 * Refuses unless this partnership covers a match today: signed by both, within its dates, of this donor, and of the match's
 * organisation or an authority above it.
 */
export async function requirePartnershipInForce(
  tx: Tx,
  id: PartnershipId,
  match: { readonly donorId: OrganisationId; readonly organisationId: OrganisationId; readonly today: CalendarDate },
): Promise<void> {
  const terms = await findTerms(tx, id);
  if (!terms) throw refuseField('reference-unknown', '/partnershipId');
  const lineage = await findLineage(tx, match.organisationId);
  const covers = terms.donorId === match.donorId && lineage.includes(terms.recipientId);
  if (!covers || !isInForce(terms, match.today)) throw refuseField('partnership-not-in-force', '/partnershipId');
}
