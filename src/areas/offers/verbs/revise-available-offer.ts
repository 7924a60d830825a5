import { and, eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { OfferId } from '../../../kernel/id.ts';
import { moneyOf } from '../../../kernel/money.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { compareRevision } from '../../../kernel/revision.ts';
import { nextState } from '../../../kernel/transition.ts';
import { codeOf, noteOf, type ReasonCode, type Why } from '../../../kernel/reason.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { endUnfitProposals, judgeProposals } from '../../matches/index.ts';
import { todayOfOrganisation } from '../../reference/index.ts';
import type { ProposeOfferRevision } from '../contract.ts';
import { OFFER_TRANSITIONS, type OfferEvent } from '../domain/offer.ts';
import type { RevisedOffer, RevisedOfferLine } from '../domain/revision.ts';
import { checkOfferReferences } from '../reference-check-queries.ts';
import { offerRevisions } from '../tables.ts';
import { lineNamed, putLinesInForce, readLinesAsTheyRead, requireLinesPossible } from './revise-lines.ts';
import { givenLineOf } from './write-lines.ts';
import { changeOffer, checkOfferRight, type LockedOffer, lockOffer, requireOfferStep } from './write-offer.ts';

/**
 * What is wrong about an offer that is matched already is put right in two steps: the donor proposes how it should read, and the facilitator,
 * who opened it to matching, lets it through. The offer stands as it is meanwhile.
 */

/** The donor proposes how an available offer should read, and why. What is as it was already is no part of it. */
export async function proposeOfferRevision(
  tx: Tx,
  ctx: ActorContext,
  id: OfferId,
  version: number,
  input: ProposeOfferRevision,
): Promise<void> {
  const { reason, reasonNote, ...wanted } = wantedOf(input);
  const { offer } = await lockForRevision(tx, ctx, id, version, 'propose-revision');
  const { before, changes } = await compare(tx, offer, wanted);
  if (Object.keys(changes).length === 0) throw refuseField('invalid-field', '', 'nothing-to-change');
  await requirePossible(tx, ctx, offer, changes);
  await tx.insert(offerRevisions).values({
    id: newId<'offer-revision'>(),
    offerId: id,
    donorId: offer.donorId,
    state: 'open',
    changes,
    before,
    reason,
    reasonNote: reasonNote ?? null,
    proposedBy: userOf(ctx),
    createdAt: ctx.now,
  });
  await changeOffer(tx, ctx, offer, {}, 'offer.revision-proposed', { code: reason, note: reasonNote });
}

/** The facilitator lets it through: the offer reads so from now on. Proposals that it no longer fits end; all other sides are told. */
export async function approveOfferRevision(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  const { offer, open } = await lockForRevision(tx, ctx, id, version, 'approve-revision');
  const revision = must(open, 'what is approved was proposed');
  await requirePossible(tx, ctx, offer, revision.changes);
  const failures = await judgeProposals(tx, ctx, id);
  await tx.update(offerRevisions).set({ state: 'in-force', decidedAt: ctx.now }).where(eq(offerRevisions.id, revision.id));
  await putInForce(tx, ctx, offer, revision.changes, revision.reason);
  await endUnfitProposals(tx, ctx, id, failures);
}

/** Whoever may approve may also refuse, and says why; the offer stays as it is. */
export async function refuseOfferRevision(tx: Tx, ctx: ActorContext, id: OfferId, version: number, reason: Why): Promise<void> {
  const locked = await lockForRevision(tx, ctx, id, version, 'refuse-revision');
  await endRevision(tx, ctx, locked, 'refused', 'offer.revision-refused', reason);
}

/** The donor takes its revision back. */
export async function withdrawOfferRevision(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  const locked = await lockForRevision(tx, ctx, id, version, 'withdraw-revision');
  await endRevision(tx, ctx, locked, 'withdrawn', 'offer.revision-withdrawn');
}

function wantedOf(input: ProposeOfferRevision): RevisedOffer & Pick<ProposeOfferRevision, 'reason' | 'reasonNote'> {
  const {
    reason,
    reasonNote,
    modality,
    validFrom,
    validUntil,
    incoterm,
    incotermPlace,
    implementerId,
    conditions,
    budget,
    note,
    lines,
    addedLines = [],
    ...rest
  } = input;
  nothingLeft(rest);
  const header = { modality, validFrom, validUntil, incoterm, incotermPlace, implementerId, conditions, budget, note };
  return {
    reason,
    reasonNote,
    ...header,
    lines: lines?.map(wantedLineOf),
    addedLines: addedLines.length === 0 ? undefined : addedLines.map(givenLineOf),
  };
}

function wantedLineOf(line: NonNullable<ProposeOfferRevision['lines']>[number]): RevisedOfferLine {
  const { lineId, leftOut, availableFrom, ceiling, mayBuyAreas, mayBuyItemTypes, ...ofGoods } = line;
  const { itemType, quantity, goodsCondition, specifications, unitValue, lotSize, accompanies, course, ...rest } = ofGoods;
  nothingLeft(rest);
  const goods = { itemType, quantity, goodsCondition, specifications, unitValue, lotSize, accompanies, course };
  return { lineId, leftOut, availableFrom, ...goods, ceiling, mayBuyAreas, mayBuyItemTypes };
}

interface LockedForRevision {
  readonly offer: LockedOffer;
  readonly open: Awaited<ReturnType<typeof findOpenRevision>>;
}

async function lockForRevision(tx: Tx, ctx: ActorContext, id: OfferId, version: number, event: OfferEvent): Promise<LockedForRevision> {
  checkOfferRight(ctx, event);
  const offer = await lockOffer(tx, id, version);
  const open = await findOpenRevision(tx, id);
  await requireOfferStep(tx, ctx, offer, event, { hasOpenRevision: open !== null });
  return { offer, open };
}

async function endRevision(
  tx: Tx,
  ctx: ActorContext,
  { offer, open }: LockedForRevision,
  state: 'refused' | 'withdrawn',
  action: 'offer.revision-refused' | 'offer.revision-withdrawn',
  reason?: Why,
): Promise<void> {
  const { id } = must(open, 'what is ended was proposed');
  await tx
    .update(offerRevisions)
    .set({
      state,
      decidedAt: ctx.now,
      decisionReason: reason === undefined ? null : codeOf(reason),
      decisionNote: reason === undefined ? null : noteOf(reason),
    })
    .where(eq(offerRevisions.id, id));
  await changeOffer(tx, ctx, offer, {}, action, reason);
}

async function findOpenRevision(tx: Tx, offerId: OfferId) {
  const [open] = await tx
    .select({ id: offerRevisions.id, changes: offerRevisions.changes, reason: offerRevisions.reason })
    .from(offerRevisions)
    .where(and(eq(offerRevisions.offerId, offerId), eq(offerRevisions.state, 'open')));
  return open ?? null;
}

/** What differs of what is wanted, and how it reads now. */
async function compare(tx: Tx, offer: LockedOffer, wanted: RevisedOffer): Promise<{ changes: RevisedOffer; before: RevisedOffer }> {
  const { lines = [], ...header } = wanted;
  const readsNow = { ...offer, budget: moneyOf(offer.budgetAmount, offer.budgetCurrency) };
  const known = await readLinesAsTheyRead(tx, offer.id);
  return compareRevision({ header, lines }, readsNow, (line, index) => lineNamed(known, line, index));
}

/** Refuses a revision that the offer can't follow: days that are over, or lines that can't. Asked at both steps. */
export async function requirePossible(
  tx: Tx,
  ctx: ActorContext,
  offer: Pick<LockedOffer, 'id' | 'donorId' | 'validFrom' | 'validUntil'>,
  changes: RevisedOffer,
): Promise<void> {
  const { validFrom = offer.validFrom, validUntil = offer.validUntil } = changes;
  if (validUntil < validFrom) throw refuseField('date-order', '/validUntil', 'before-valid-from');
  const isOver = validUntil < (await todayOfOrganisation(tx, ctx, offer.donorId));
  if (isOver) throw new Refusal('offer-incomplete', { fields: [{ pointer: '/validUntil', code: 'in-the-past' }] });
  await checkOfferReferences(tx, changes);
  await requireLinesPossible(tx, offer.id, changes);
}

async function putInForce(tx: Tx, ctx: ActorContext, offer: LockedOffer, changes: RevisedOffer, reason: ReasonCode): Promise<void> {
  const { lines, addedLines, budget, ...header } = changes;
  // A facilitator may not change lines, and doesn't: the revision does, that the donor proposed.
  await asConsequence(tx, ctx, 'offer-revision', (consequence) => putLinesInForce(tx, consequence, offer, changes));
  const set = {
    ...header,
    ...(budget === undefined ? {} : { budgetAmount: budget?.amount ?? null, budgetCurrency: budget?.currency ?? null }),
    // Available again as far as it is not held: the database derives it.
    state: nextState(OFFER_TRANSITIONS, offer.state, 'approve-revision'),
  };
  await changeOffer(tx, ctx, offer, set, 'offer.revised', reason);
}
