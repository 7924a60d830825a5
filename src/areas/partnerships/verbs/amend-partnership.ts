import { and, eq, sql } from 'drizzle-orm';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import type { PartnershipId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { must } from '../../../kernel/assert.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import { codeOf, type Why } from '../../../kernel/reason.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AmendPartnership } from '../contract.ts';
import { AMENDMENT_TRANSITIONS, PARTNERSHIP_TRANSITIONS, refusalOfPartnershipAction } from '../domain/partnership.ts';
import { isBelowUsed, selectFurtherParties } from '../part-queries.ts';
import { checkConditionReferences, checkPartyReferences } from '../reference-check-queries.ts';
import { type AmendedTerms, partnershipAmendments, partnerships } from '../tables.ts';
import { changePartnership, checkPartnershipRight, lockPartnership, type LockedPartnership } from './change-partnership.ts';
import { type FurtherParties, replaceParties } from './revise-partnership.ts';
import { todayOfOrganisation } from '../../reference/index.ts';

const termsOf = (partnership: LockedPartnership, parties: FurtherParties): AmendedTerms => ({
  title: partnership.title,
  kind: partnership.kind,
  parties: [...parties],
  validFrom: partnership.validFrom,
  validUntil: partnership.validUntil,
  conditions: partnership.conditions,
  conditionsInWords: partnership.conditionsInWords,
  ceiling:
    partnership.ceilingAmount === null || partnership.ceilingCurrency === null
      ? null
      : { amount: partnership.ceilingAmount, currency: partnership.ceilingCurrency },
});

/** As they are read back, so that the same parties in another order are the same. */
const inOrder = (parties: FurtherParties): FurtherParties =>
  parties.toSorted((one, other) => (one.part + one.organisationId < other.part + other.organisationId ? -1 : 1));

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
  const openAmendment = await findOpenAmendment(tx, id);
  throwWhere(refusalOfPartnershipAction({ ...partnership, isInUse, openAmendment }, 'propose-amendment', ctx.actor));
  const before = termsOf(partnership, await selectFurtherParties(tx, id));
  const {
    title = before.title,
    kind = before.kind,
    parties = before.parties,
    validFrom = before.validFrom,
    validUntil = before.validUntil,
    conditions = before.conditions,
    conditionsInWords = before.conditionsInWords,
    ceiling = before.ceiling,
    reason,
    reasonNote,
    ...rest
  } = input;
  nothingLeft(rest);
  const after: AmendedTerms = { title, kind, parties: inOrder(parties), validFrom, validUntil, conditions, conditionsInWords, ceiling };
  if (validUntil < validFrom) throw refuseField('date-order', '/validUntil', 'before-valid-from');
  if (canonicalJson(after) === canonicalJson(before)) throw refuseField('invalid-field', '', 'nothing-to-change');
  await checkPartyReferences(tx, parties);
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
  await changePartnership(tx, ctx, partnership, { action: 'partnership.amendment-proposed', reason: { code: reason, note: reasonNote } });
}

/** A party signs the open amendment for itself; with both signatures its terms are the partnership's. */
export async function signPartnershipAmendment(tx: Tx, ctx: ActorContext, id: PartnershipId, version: number): Promise<void> {
  checkPartnershipRight(ctx, 'sign-amendment');
  const partnership = await lockPartnership(tx, id, version);
  nextState(PARTNERSHIP_TRANSITIONS, partnership.state, 'sign-amendment');
  const amendment = await requireOpenAmendment(tx, ctx, partnership, 'sign-amendment');
  const asDonor = ctx.actor.role === 'donor';
  const isSecond = (asDonor ? amendment.recipientSignedAt : amendment.donorSignedAt) !== null;
  await tx
    .update(partnershipAmendments)
    .set({
      ...(asDonor ? { donorSignedAt: ctx.now } : { recipientSignedAt: ctx.now }),
      ...(isSecond ? { state: nextState(AMENDMENT_TRANSITIONS, amendment.state, 'sign') } : {}),
    })
    .where(eq(partnershipAmendments.id, amendment.id));
  const { parties, validUntil, ceiling, ...terms } = amendment.after;
  if (isSecond) await replaceParties(tx, id, parties);
  await changePartnership(tx, ctx, partnership, {
    action: isSecond ? 'partnership.amended' : 'partnership.amendment-signed',
    reason: amendment.reason,
    ...(isSecond
      ? {
          set: {
            ...terms,
            validUntil,
            ceilingAmount: ceiling?.amount ?? null,
            ceilingCurrency: ceiling?.currency ?? null,
            ...(validUntil === partnership.validUntil ? {} : { endSignedOn: await todayOfOrganisation(tx, ctx, partnership.recipientId) }),
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
  reason: Why,
): Promise<void> {
  checkPartnershipRight(ctx, 'withdraw-amendment');
  const partnership = await lockPartnership(tx, id, version);
  nextState(PARTNERSHIP_TRANSITIONS, partnership.state, 'withdraw-amendment');
  const amendment = await requireOpenAmendment(tx, ctx, partnership, 'withdraw-amendment');
  await tx
    .update(partnershipAmendments)
    .set({ state: nextState(AMENDMENT_TRANSITIONS, amendment.state, 'withdraw'), endReason: codeOf(reason) })
    .where(eq(partnershipAmendments.id, amendment.id));
  await changePartnership(tx, ctx, partnership, {
    action: 'partnership.amendment-withdrawn',
    reason,
  });
}

/** What is signed by both is amended whether or not anything was agreed under it. */
const isInUse = false;

/** The open amendment, where this actor may sign it or take it off the table. */
async function requireOpenAmendment(
  tx: Tx,
  ctx: ActorContext,
  partnership: LockedPartnership,
  action: 'sign-amendment' | 'withdraw-amendment',
) {
  const openAmendment = await findOpenAmendment(tx, partnership.id);
  throwWhere(refusalOfPartnershipAction({ ...partnership, isInUse, openAmendment }, action, ctx.actor));
  return must(openAmendment, 'only what is open is signed or withdrawn');
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
      isBelowUsed,
    })
    .from(partnershipAmendments)
    .innerJoin(partnerships, eq(partnerships.id, partnershipAmendments.partnershipId))
    .where(and(eq(partnershipAmendments.partnershipId, id), eq(partnershipAmendments.state, 'open')))
    .for('no key update', { of: partnershipAmendments });
  return open ?? null;
}
