import { asc, eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { OfferId, OfferLineId } from '../../../kernel/id.ts';
import { exactThousandths, moneyOf } from '../../../kernel/money.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { quantityOf, type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import { type FieldFault, Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { insertMany } from '../../../platform/db/write-rows.ts';
import { type OnLine, readMatchedOfferLines } from '../../matches/index.ts';
import { type DecimalsOfItems, readDecimals } from '../../reference/index.ts';
import { MOST_LINES } from '../domain/offer.ts';
import type { GivenItem, GivenLine, GivenMoney, RevisedOffer, RevisedOfferLine } from '../domain/revision.ts';
import { offerLines } from '../tables.ts';
import { checkGivenLines, lineValues, newLine, type OfferOfLines, pairLines, partnerOf, type PlacedOfferLine } from './write-lines.ts';

/** What a revision makes of an offer's lines: how they read, how they should, what stands in the way, and how they are written. */

interface LineAsItReads {
  readonly id: OfferLineId;
  readonly position: number;
  readonly leftOutAt: Date | null;
  /** What is promised of it, in goods or in money: less than that it can't give. */
  readonly committed: Steps;
  readonly committedAmount: string;
  /** What matches name it; none where undefined. */
  readonly onLine: OnLine | undefined;
  readonly reads: Required<GivenItem> | Required<GivenMoney>;
}

type LinesAsTheyRead = ReadonlyMap<OfferLineId, LineAsItReads>;

/** How each line of an offer reads, by its id. */
export async function readLinesAsTheyRead(tx: Tx, offerId: OfferId): Promise<LinesAsTheyRead> {
  const lines = await tx
    .select({
      id: offerLines.id,
      position: offerLines.position,
      leftOutAt: offerLines.leftOutAt,
      itemType: offerLines.itemType,
      quantity: offerLines.quantity,
      goodsCondition: offerLines.goodsCondition,
      specifications: offerLines.specifications,
      unitValue: offerLines.unitValue,
      unitValueCurrency: offerLines.unitValueCurrency,
      availableFrom: offerLines.availableFrom,
      lotSize: offerLines.lotSize,
      course: offerLines.course,
      accompanies: offerLines.accompanies,
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
  const matched = await readMatchedOfferLines(tx, offerId);
  const positionOf = new Map(lines.map(({ id, position }) => [id, position]));
  const readsOf = (line: (typeof lines)[number]): LineAsItReads['reads'] => {
    const { itemType, availableFrom, mayBuyAreas, mayBuyItemTypes } = line;
    if (itemType === null) {
      const ceiling = must(moneyOf(line.ceilingAmount, line.ceilingCurrency), 'a sum has a ceiling');
      return { kind: 'funding', availableFrom, ceiling, mayBuyAreas, mayBuyItemTypes };
    }
    const decimals = decimalsOf(itemType);
    return {
      kind: 'item',
      itemType,
      availableFrom,
      quantity: quantityOf(must(line.quantity, 'goods have a quantity'), decimals),
      goodsCondition: line.goodsCondition,
      specifications: line.specifications,
      unitValue: moneyOf(line.unitValue, line.unitValueCurrency),
      lotSize: quantityOf(line.lotSize, decimals),
      accompanies: line.accompanies === null ? null : (positionOf.get(line.accompanies) ?? null),
      course: line.course,
    };
  };
  return new Map(
    lines.map((line) => {
      const { id, position, leftOutAt, committed, committedAmount } = line;
      return [id, { id, position, leftOutAt, committed, committedAmount, onLine: matched.get(id), reads: readsOf(line) }];
    }),
  );
}

/** A line that a revision names, as it reads now; refuses what lines of its kind don't say. */
export function lineNamed(known: LinesAsTheyRead, wanted: RevisedOfferLine, index: number): Partial<Omit<RevisedOfferLine, 'lineId'>> {
  const { lineId, leftOut, ...line } = wanted;
  const named = known.get(lineId);
  if (!named) throw refuseField('reference-unknown', `/lines/${index}/lineId`);
  const { kind, ...reads } = named.reads;
  const foreign = Object.entries(line).find(([field, value]) => value !== undefined && !(field in reads));
  if (foreign) throw refuseField('invalid-field', `/lines/${index}/${foreign[0]}`, 'unrecognized-keys');
  return { ...reads, leftOut: named.leftOutAt !== null };
}

/** A line as the offer should have it, at its place. */
interface WantedLine extends PlacedOfferLine {
  readonly position: number;
  readonly leftOut: boolean;
}

interface RevisedLine extends WantedLine {
  readonly change: RevisedOfferLine;
  readonly before: LineAsItReads;
}

function revisedLines(changes: readonly RevisedOfferLine[], known: LinesAsTheyRead): RevisedLine[] {
  return changes.map((change, index) => {
    const before = must(known.get(change.lineId), 'a line of the offer');
    const { leftOut = before.leftOutAt !== null } = change;
    return { at: `/lines/${index}`, position: before.position, change, before, line: asItShouldRead(before.reads, change), leftOut };
  });
}

function asItShouldRead(reads: LineAsItReads['reads'], change: RevisedOfferLine): GivenLine {
  const { lineId, leftOut, availableFrom = reads.availableFrom, ceiling, mayBuyAreas, mayBuyItemTypes, ...ofGoods } = change;
  if (reads.kind === 'funding') {
    return {
      kind: 'funding',
      availableFrom,
      ceiling: ceiling ?? reads.ceiling,
      mayBuyAreas: mayBuyAreas ?? reads.mayBuyAreas,
      mayBuyItemTypes: mayBuyItemTypes ?? reads.mayBuyItemTypes,
    };
  }
  const {
    itemType = reads.itemType,
    quantity = reads.quantity,
    goodsCondition = reads.goodsCondition,
    specifications = reads.specifications,
    unitValue = reads.unitValue,
    lotSize = reads.lotSize,
    accompanies = reads.accompanies,
    course = reads.course,
    ...rest
  } = ofGoods;
  nothingLeft(rest);
  return { kind: 'item', itemType, quantity, goodsCondition, specifications, unitValue, availableFrom, lotSize, accompanies, course };
}

function addedLinesOf({ addedLines = [] }: RevisedOffer, known: LinesAsTheyRead): WantedLine[] {
  const last = Math.max(0, ...[...known.values()].map(({ position }) => position));
  return addedLines.map((line, index) => ({ at: `/addedLines/${index}`, position: last + index + 1, line, leftOut: false }));
}

/** Refuses what the lines can't follow: less than is promised already, another item or nothing at all under a match. */
export async function requireLinesPossible(tx: Tx, offerId: OfferId, changes: RevisedOffer): Promise<void> {
  const { lines = [], addedLines = [] } = changes;
  if (lines.length + addedLines.length === 0) return;
  const known = await readLinesAsTheyRead(tx, offerId);
  const revised = revisedLines(lines, known);
  const added = addedLinesOf(changes, known);
  const decimalsOf = await checkGivenLines(tx, [...revised, ...added]);
  const matched = revised.flatMap(faultsOfMatched);
  if (matched.length > 0) throw new Refusal('line-is-matched', { fields: matched });
  const tooLow = revised.flatMap((line) => faultsOfPromised(line, decimalsOf));
  if (tooLow.length > 0) throw new Refusal('quantity-below-committed', { fields: tooLow });
  const lots = [...revised, ...added].flatMap(({ at, line }): FieldFault[] =>
    line.kind === 'item' && (line.lotSize ?? 0) > line.quantity ? [{ pointer: `${at}/lotSize`, code: 'exceeds-quantity' }] : [],
  );
  if (lots.length > 0) throw new Refusal('invalid-field', { fields: lots });
  requireWhole(known, revised, added);
}

/** A match that stands keeps its line, and the currency that its amount is reckoned in; one that has ended keeps what its quantity was of. */
function faultsOfMatched({ at, change, before: { onLine, reads } }: RevisedLine): FieldFault[] {
  const otherItem = change.itemType !== undefined && onLine !== undefined ? ['itemType'] : [];
  const nothing = change.leftOut === true && onLine === 'standing-match' ? ['leftOut'] : [];
  const isOtherCurrency = reads.kind === 'funding' && change.ceiling !== undefined && change.ceiling.currency !== reads.ceiling.currency;
  const otherCurrency = isOtherCurrency && onLine === 'standing-match' ? ['ceiling/currency'] : [];
  return [...otherItem, ...nothing, ...otherCurrency].map((field) => ({ pointer: `${at}/${field}`, code: 'line-is-matched' }));
}

/** Where a line would give less than is promised of it. */
function faultsOfPromised({ at, line, before }: RevisedLine, decimalsOf: DecimalsOfItems): FieldFault[] {
  const { committed, committedAmount } = before;
  if (line.kind === 'item') {
    const decimals = decimalsOf(line.itemType);
    const pointer = `${at}/quantity`;
    if (stepsFrom(line.quantity, decimals, pointer) >= committed) return [];
    return [{ pointer, code: 'quantity-below-committed', limit: String(quantityOf(committed, decimals)) }];
  }
  if (exactThousandths(line.ceiling.amount) >= exactThousandths(committedAmount)) return [];
  return [{ pointer: `${at}/ceiling`, code: 'quantity-below-committed', limit: committedAmount }];
}

/** Refuses an offer that would give nothing, or more lines than it may have, or goods that go with what it doesn't give. */
function requireWhole(known: LinesAsTheyRead, revised: readonly RevisedLine[], added: readonly WantedLine[]): void {
  const named = new Set(revised.map(({ before }) => before.id));
  const others = [...known.values()].flatMap(({ id, position, leftOutAt, reads }) =>
    named.has(id) ? [] : [{ at: '/lines', position, line: reads, leftOut: leftOutAt !== null }],
  );
  const standing = [...others, ...revised, ...added].filter(({ leftOut }) => !leftOut);
  if (standing.length === 0) throw new Refusal('offer-incomplete', { fields: [{ pointer: '/lines', code: 'missing' }] });
  if (standing.length > MOST_LINES) {
    throw new Refusal('invalid-field', { fields: [{ pointer: '/addedLines', code: 'too-big', limit: String(MOST_LINES) }] });
  }
  const goods = new Set(standing.flatMap(({ position, line }) => (line.kind === 'item' ? [position] : [])));
  const alone = standing.find(({ position, line }) => {
    const partner = partnerOf(line);
    return partner !== null && (partner === position || !goods.has(partner));
  });
  if (alone === undefined) return;
  const leaving = revised.findIndex(({ position }) => position === partnerOf(alone.line));
  throw refuseField('reference-unknown', alone.at === '/lines' ? `/lines/${leaving}/leftOut` : `${alone.at}/accompanies`);
}

/** Writes what a revision makes of the lines. */
export async function putLinesInForce(tx: Tx, ctx: ActorContext, offer: OfferOfLines, changes: RevisedOffer): Promise<void> {
  const { lines = [], addedLines = [] } = changes;
  if (lines.length + addedLines.length === 0) return;
  const known = await readLinesAsTheyRead(tx, offer.id);
  const revised = revisedLines(lines, known);
  const added = addedLinesOf(changes, known);
  const decimalsOf = await readDecimals(
    tx,
    [...revised, ...added].flatMap(({ line }) => (line.kind === 'item' ? [line.itemType] : [])),
  );
  for (const { at, line, before, leftOut } of revised) {
    await tx
      .update(offerLines)
      .set({ ...lineValues(line, decimalsOf, at), leftOutAt: leftOut ? (before.leftOutAt ?? ctx.now) : null })
      .where(eq(offerLines.id, before.id));
  }
  await insertMany(
    tx,
    offerLines,
    added.map(({ at, position, line }) => newLine(offer, position, line, decimalsOf, at)),
  );
  await pairLines(
    tx,
    offer.id,
    [...revised, ...added].map(({ position, line }) => ({ position, partner: partnerOf(line) })),
  );
}
