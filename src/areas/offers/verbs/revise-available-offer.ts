import { and, asc, eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { OfferId, OfferLineId } from '../../../kernel/id.ts';
import { exactThousandths, moneyOf } from '../../../kernel/money.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { type Decimals, quantityOf, type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import { type FieldFault, Refusal, refuseField } from '../../../kernel/refusal.ts';
import { compareRevision } from '../../../kernel/revision.ts';
import { nextState } from '../../../kernel/transition.ts';
import { codeOf, noteOf, type ReasonCode, type Why } from '../../../kernel/reason.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { endUnfitProposals, judgeProposals } from '../../matches/index.ts';
import { checkLines, readDecimals, todayOfOrganisation } from '../../reference/index.ts';
import type { ProposeOfferRevision } from '../contract.ts';
import { OFFER_TRANSITIONS, type OfferEvent } from '../domain/offer.ts';
import type { RevisedOffer, RevisedOfferLine } from '../domain/revision.ts';
import { checkOfferReferences } from '../reference-check-queries.ts';
import { offerLines, offerRevisions } from '../tables.ts';
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
    ...rest
  } = input;
  nothingLeft(rest);
  const wantedLines = lines?.map((line) => {
    const {
      lineId,
      quantity,
      goodsCondition,
      specifications,
      unitValue,
      availableFrom,
      lotSize,
      ceiling,
      mayBuyAreas,
      mayBuyItemTypes,
      ...restOfLine
    } = line;
    nothingLeft(restOfLine);
    const ofGoods = { quantity, goodsCondition, specifications, unitValue, lotSize };
    return { lineId, availableFrom, ...ofGoods, ceiling, mayBuyAreas, mayBuyItemTypes };
  });
  const header = { modality, validFrom, validUntil, incoterm, incotermPlace, implementerId, conditions, budget, note };
  return { reason, reasonNote, ...header, lines: wantedLines };
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

interface LineAsItReads {
  readonly id: OfferLineId;
  readonly itemType: string | null;
  readonly decimals: Decimals;
  /** What is promised of it, in goods or in money: less than that it can't give. */
  readonly committed: Steps;
  readonly committedAmount: string;
  readonly reads: Partial<Omit<RevisedOfferLine, 'lineId'>>;
}

async function readLinesAsTheyRead(tx: Tx, offerId: OfferId): Promise<LineAsItReads[]> {
  const lines = await tx
    .select({
      id: offerLines.id,
      kind: offerLines.kind,
      itemType: offerLines.itemType,
      quantity: offerLines.quantity,
      goodsCondition: offerLines.goodsCondition,
      specifications: offerLines.specifications,
      unitValue: offerLines.unitValue,
      unitValueCurrency: offerLines.unitValueCurrency,
      availableFrom: offerLines.availableFrom,
      lotSize: offerLines.lotSize,
      ceilingAmount: offerLines.ceilingAmount,
      ceilingCurrency: offerLines.ceilingCurrency,
      mayBuyAreas: offerLines.mayBuyAreas,
      mayBuyItemTypes: offerLines.mayBuyItemTypes,
      committed: offerLines.committed,
      committedAmount: offerLines.committedAmount,
    })
    .from(offerLines)
    .where(eq(offerLines.offerId, offerId))
    .orderBy(asc(offerLines.position));
  const decimalsOf = await readDecimals(
    tx,
    lines.flatMap(({ itemType }) => (itemType === null ? [] : [itemType])),
  );
  return lines.map((line) => {
    const { id, itemType, committed, committedAmount, availableFrom } = line;
    if (itemType === null) {
      const { mayBuyAreas, mayBuyItemTypes } = line;
      const ceiling = must(moneyOf(line.ceilingAmount, line.ceilingCurrency), 'a sum has a ceiling');
      return { id, itemType, decimals: 0, committed, committedAmount, reads: { availableFrom, ceiling, mayBuyAreas, mayBuyItemTypes } };
    }
    const decimals = decimalsOf(itemType);
    const reads = {
      availableFrom,
      quantity: quantityOf(must(line.quantity, 'goods have a quantity'), decimals),
      goodsCondition: line.goodsCondition,
      specifications: line.specifications,
      unitValue: moneyOf(line.unitValue, line.unitValueCurrency),
      lotSize: quantityOf(line.lotSize, decimals),
    };
    return { id, itemType, decimals, committed, committedAmount, reads };
  });
}

/** What differs of what is wanted, and how it reads now. */
async function compare(tx: Tx, offer: LockedOffer, wanted: RevisedOffer): Promise<{ changes: RevisedOffer; before: RevisedOffer }> {
  const { lines = [], ...header } = wanted;
  const readsNow = { ...offer, budget: moneyOf(offer.budgetAmount, offer.budgetCurrency) };
  const known = new Map((await readLinesAsTheyRead(tx, offer.id)).map((line) => [line.id, line.reads]));
  return compareRevision({ header, lines }, readsNow, ({ lineId, ...line }, index) => {
    const reads = known.get(lineId);
    if (!reads) throw refuseField('reference-unknown', `/lines/${index}/lineId`);
    const foreign = Object.entries(line).find(([field, value]) => value !== undefined && !(field in reads));
    if (foreign) throw refuseField('invalid-field', `/lines/${index}/${foreign[0]}`, 'unrecognized-keys');
    return reads;
  });
}

/** Refuses a revision that the offer can't follow: days that are over, or less than what is promised already. Asked at both steps. */
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
  await checkOfferReferences(tx, {
    ...changes,
    lines: changes.lines?.map((line) => ({ kind: line.ceiling === undefined ? 'item' : 'funding', ...line })),
  });
  if (!changes.lines) return;
  const known = await readLinesAsTheyRead(tx, offer.id);
  const pairs = changes.lines.map((change, index) => ({
    change,
    index,
    line: must(
      known.find(({ id }) => id === change.lineId),
      'a line of the offer',
    ),
  }));
  await checkLines(
    tx,
    pairs.flatMap(({ change, index, line: { itemType, reads } }) =>
      itemType === null ? [] : [{ index, itemType, specifications: change.specifications ?? reads.specifications ?? [] }],
    ),
  );
  const tooLow = pairs.flatMap(({ change, index, line }) => faultsOfPromised(change, line, `/lines/${index}`));
  if (tooLow.length > 0) throw new Refusal('quantity-below-committed', { fields: tooLow });
  const lots = pairs.flatMap(({ change, index, line: { reads } }): FieldFault[] =>
    (change.lotSize ?? reads.lotSize ?? 0) > (change.quantity ?? reads.quantity ?? 0)
      ? [{ pointer: `/lines/${index}/lotSize`, code: 'exceeds-quantity' }]
      : [],
  );
  if (lots.length > 0) throw new Refusal('invalid-field', { fields: lots });
}

/** Where a line would give less than is promised of it; a sum keeps its currency once something of it is promised. */
function faultsOfPromised(change: RevisedOfferLine, line: LineAsItReads, at: string): FieldFault[] {
  const { quantity, ceiling } = change;
  const { decimals, committed, committedAmount, reads } = line;
  if (quantity !== undefined && stepsFrom(quantity, decimals, `${at}/quantity`) < committed) {
    return [{ pointer: `${at}/quantity`, code: 'quantity-below-committed', limit: String(quantityOf(committed, decimals)) }];
  }
  if (ceiling === undefined || exactThousandths(committedAmount) === 0n) return [];
  const isLess = exactThousandths(ceiling.amount) < exactThousandths(committedAmount);
  if (!isLess && ceiling.currency === reads.ceiling?.currency) return [];
  return [{ pointer: `${at}/ceiling`, code: 'quantity-below-committed', limit: committedAmount }];
}

async function putInForce(tx: Tx, ctx: ActorContext, offer: LockedOffer, changes: RevisedOffer, reason: ReasonCode): Promise<void> {
  const { lines = [], budget, ...header } = changes;
  const known = lines.length === 0 ? [] : await readLinesAsTheyRead(tx, offer.id);
  // A facilitator may not change lines, and doesn't: the revision does, that the donor proposed.
  await asConsequence(tx, ctx, 'offer-revision', async () => {
    for (const [index, { lineId, quantity, lotSize, unitValue, ceiling, mayBuyAreas, mayBuyItemTypes, ...line }] of lines.entries()) {
      const { decimals } = must(
        known.find(({ id }) => id === lineId),
        'a line of the offer',
      );
      await tx
        .update(offerLines)
        .set({
          ...line,
          ...(mayBuyAreas === undefined ? {} : { mayBuyAreas: [...mayBuyAreas] }),
          ...(mayBuyItemTypes === undefined ? {} : { mayBuyItemTypes: [...mayBuyItemTypes] }),
          ...(quantity === undefined ? {} : { quantity: stepsFrom(quantity, decimals, `/lines/${index}/quantity`) }),
          ...(lotSize === undefined ? {} : { lotSize: stepsFrom(lotSize, decimals, `/lines/${index}/lotSize`) }),
          ...(unitValue === undefined ? {} : { unitValue: unitValue?.amount ?? null, unitValueCurrency: unitValue?.currency ?? null }),
          ...(ceiling === undefined ? {} : { ceilingAmount: ceiling.amount, ceilingCurrency: ceiling.currency }),
        })
        .where(eq(offerLines.id, lineId));
    }
  });
  const set = {
    ...header,
    ...(budget === undefined ? {} : { budgetAmount: budget?.amount ?? null, budgetCurrency: budget?.currency ?? null }),
    // Available again as far as it is not held: the database derives it.
    state: nextState(OFFER_TRANSITIONS, offer.state, 'approve-revision'),
  };
  await changeOffer(tx, ctx, offer, set, 'offer.revised', reason);
}
