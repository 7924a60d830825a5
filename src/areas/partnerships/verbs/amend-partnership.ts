import { and, eq, sql } from 'drizzle-orm';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import type { PartnershipId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AmendPartnership } from '../contract.ts';
import { AMENDMENT_TRANSITIONS, PARTNERSHIP_TRANSITIONS } from '../domain/partnership.ts';
import { checkConditionReferences } from '../reference-check-queries.ts';
import { type AmendedTerms, partnershipAmendments } from '../tables.ts';
import { changePartnership, checkPartnershipRight, lockPartnership, type LockedPartnership } from './change-partnership.ts';

const termsOf = (partnership: LockedPartnership): AmendedTerms => ({
  validUntil: partnership.validUntil,
  conditions: partnership.conditions,
  conditionsInWords: partnership.conditionsInWords,
  ceiling:
    partnership.ceilingAmount === null || partnership.ceilingCurrency === null
      ? null
      : { amount: partnership.ceilingAmount, currency: partnership.ceilingCurrency },
});

/** Puts other terms forward; the partnership keeps its own until both sides have signed. Proposing signs for nobody. */
export async function proposePartnershipAmendment(
  tx: Tx,
  ctx: ActorContext,
  id: PartnershipId,
  version: number,
  input: AmendPartnership,
): Promise<void> {
  checkPartnershipRight(ctx, 'propose-amendment');
  const partnership = await lockPartnership(tx, id, version);
  nextState(PARTNERSHIP_TRANSITIONS, partnership.state, 'propose-amendment');
  if ((await findOpenAmendment(tx, id)) !== null) throw new Refusal('partnership-amendment-open');
  const before = termsOf(partnership);
  const {
    validUntil = before.validUntil,
    conditions = before.conditions,
    conditionsInWords = before.conditionsInWords,
    ceiling = before.ceiling,
    reason,
    ...rest
  } = input;
  nothingLeft(rest);
  const after: AmendedTerms = { validUntil, conditions, conditionsInWords, ceiling };
  if (validUntil < partnership.validFrom) throw refuseField('date-order', '/validUntil', 'before-valid-from');
  if (canonicalJson(after) === canonicalJson(before)) throw refuseField('invalid-field', '', 'nothing-to-change');
  await checkConditionReferences(tx, conditions);
  const [{ earlier } = { earlier: 0 }] = await tx
    .select({ earlier: sql<number>`count(*)::int` })
    .from(partnershipAmendments)
    .where(eq(partnershipAmendments.partnershipId, id));
  await tx.insert(partnershipAmendments).values({
    id: newId<'partnership-amendment'>(),
    partnershipId: id,
    number: earlier + 1,
    state: 'open',
    before,
    after,
    reason,
    proposedBy: userOf(ctx),
    createdAt: ctx.now,
  });
  await changePartnership(tx, ctx, partnership, { action: 'partnership.amendment-proposed', reason });
}

/** A party signs the open amendment for itself; with both signatures its terms are the partnership's. */
export async function signPartnershipAmendment(tx: Tx, ctx: ActorContext, id: PartnershipId, version: number): Promise<void> {
  checkPartnershipRight(ctx, 'sign-amendment');
  const partnership = await lockPartnership(tx, id, version);
  nextState(PARTNERSHIP_TRANSITIONS, partnership.state, 'sign-amendment');
  const amendment = await findOpenAmendment(tx, id);
  if (amendment === null) throw new Refusal('no-open-amendment');
  const asDonor = ctx.actor.role === 'donor';
  if ((asDonor ? amendment.donorSignedAt : amendment.recipientSignedAt) !== null) throw new Refusal('already-signed');
  const isSecond = (asDonor ? amendment.recipientSignedAt : amendment.donorSignedAt) !== null;
  await tx
    .update(partnershipAmendments)
    .set({
      ...(asDonor ? { donorSignedAt: ctx.now } : { recipientSignedAt: ctx.now }),
      ...(isSecond ? { state: nextState(AMENDMENT_TRANSITIONS, amendment.state, 'sign') } : {}),
    })
    .where(eq(partnershipAmendments.id, amendment.id));
  const { validUntil, conditions, conditionsInWords, ceiling } = amendment.after;
  await changePartnership(tx, ctx, partnership, {
    action: isSecond ? 'partnership.amended' : 'partnership.amendment-signed',
    reason: amendment.reason,
    ...(isSecond
      ? {
          set: {
            validUntil,
            conditions,
            conditionsInWords,
            ceilingAmount: ceiling?.amount ?? null,
            ceilingCurrency: ceiling?.currency ?? null,
            ...(validUntil === partnership.validUntil ? {} : { endSignedOn: dayOf(ctx.now) }),
          },
        }
      : {}),
  });
}

/** Takes the open amendment off the table; the terms stay as they are. */
export async function withdrawPartnershipAmendment(
  tx: Tx,
  ctx: ActorContext,
  id: PartnershipId,
  version: number,
  reason: string,
): Promise<void> {
  checkPartnershipRight(ctx, 'withdraw-amendment');
  const partnership = await lockPartnership(tx, id, version);
  nextState(PARTNERSHIP_TRANSITIONS, partnership.state, 'withdraw-amendment');
  const amendment = await findOpenAmendment(tx, id);
  if (amendment === null) throw new Refusal('no-open-amendment');
  await tx
    .update(partnershipAmendments)
    .set({ state: nextState(AMENDMENT_TRANSITIONS, amendment.state, 'withdraw'), endReason: reason })
    .where(eq(partnershipAmendments.id, amendment.id));
  await changePartnership(tx, ctx, partnership, {
    action: 'partnership.amendment-withdrawn',
    reason,
  });
}

async function findOpenAmendment(tx: Tx, id: PartnershipId) {
  const [open] = await tx
    .select({
      id: partnershipAmendments.id,
      number: partnershipAmendments.number,
      state: partnershipAmendments.state,
      after: partnershipAmendments.after,
      reason: partnershipAmendments.reason,
      donorSignedAt: partnershipAmendments.donorSignedAt,
      recipientSignedAt: partnershipAmendments.recipientSignedAt,
    })
    .from(partnershipAmendments)
    .where(and(eq(partnershipAmendments.partnershipId, id), eq(partnershipAmendments.state, 'open')))
    .for('no key update');
  return open ?? null;
}
