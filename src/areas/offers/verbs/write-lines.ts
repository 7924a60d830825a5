import { eq, sql } from 'drizzle-orm';
import type { OfferId, OrganisationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { ONE_STEP, stepsFrom } from '../../../kernel/quantity.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { replaceRows } from '../../../platform/db/write-rows.ts';
import { newId } from '../../../platform/ids.ts';
import { checkLines, type DecimalsOfItems } from '../../reference/index.ts';
import { checkCourseTerms, keptTermsOf } from '../../training/index.ts';
import type { DraftOffer } from '../contract.ts';
import type { GivenItem, GivenLine, GivenMoney } from '../domain/revision.ts';
import { offerLines } from '../tables.ts';

/** What an offer's lines are written for. */
export interface OfferOfLines {
  readonly id: OfferId;
  readonly donorId: OrganisationId;
}

/** Replaces all lines of an offer that may still be edited; refuses what the catalogue doesn't know. The same line at the same place stays. */
export async function replaceLines(tx: Tx, offer: OfferOfLines, written: NonNullable<DraftOffer['lines']>): Promise<void> {
  const lines = written.map((line, index) => ({ at: `/lines/${index}`, position: index + 1, line: givenLineOf(line) }));
  const decimalsOf = await checkGivenLines(tx, lines);
  const faulty = lines.find(({ position, line }) => {
    const partner = partnerOf(line);
    return partner !== null && (partner === position || lines[partner - 1]?.line.kind !== 'item');
  });
  if (faulty) throw refuseField('reference-unknown', `${faulty.at}/accompanies`);
  await replaceRows(
    tx,
    offerLines,
    eq(offerLines.offerId, offer.id),
    lines.map(({ at, position, line }) => newLine(offer, position, line, decimalsOf, at)),
  );
  await pairLines(
    tx,
    offer.id,
    lines.map(({ position, line }) => ({ position, partner: partnerOf(line) })),
  );
}

/** A line as a donor writes it, with the terms of its course made whole. */
export function givenLineOf(line: NonNullable<DraftOffer['lines']>[number]): GivenLine {
  if (line.kind === 'funding') {
    const { kind, ceiling, mayBuyAreas, mayBuyItemTypes, availableFrom, ...rest } = line;
    nothingLeft(rest);
    return { kind, ceiling, mayBuyAreas, mayBuyItemTypes, availableFrom };
  }
  const { kind, itemType, quantity, goodsCondition, specifications, unitValue, availableFrom, lotSize, accompanies, course, ...rest } =
    line;
  nothingLeft(rest);
  const terms = course === undefined ? null : keptTermsOf(course);
  return { kind, itemType, quantity, goodsCondition, specifications, unitValue, availableFrom, lotSize, accompanies, course: terms };
}

/** What a line gives, and where that stands in the body. */
export interface PlacedOfferLine {
  readonly at: string;
  readonly line: GivenLine;
}

/** Refuses goods that the catalogue doesn't know or doesn't allow. Answers how many places quantities of each item have. */
export async function checkGivenLines(tx: Tx, lines: readonly PlacedOfferLine[]): Promise<DecimalsOfItems> {
  const goods = lines.flatMap(({ at, line }) => (line.kind === 'item' ? [{ at, ...line }] : []));
  const decimalsOf = await checkLines(
    tx,
    goods.map(({ at, itemType, specifications = [] }) => ({ at, itemType, specifications })),
  );
  await checkCourseTerms(
    tx,
    goods.flatMap(({ at, itemType, course }) => (course ? [{ at, itemType, course }] : [])),
  );
  return decimalsOf;
}

/** The position of the line whose goods these go with. */
export const partnerOf = (line: GivenLine): number | null => (line.kind === 'item' ? (line.accompanies ?? null) : null);

/** Once all lines are there, so that one may go with another that stands after it. */
export async function pairLines(
  tx: Tx,
  id: OfferId,
  pairs: readonly { readonly position: number; readonly partner: number | null }[],
): Promise<void> {
  await tx.execute(sql`
    update offer_lines set accompanies = partner.id
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as pair (position int, partner int)
      left join offer_lines as partner on partner.offer_id = ${id} and partner.position = pair.partner
    where offer_lines.offer_id = ${id} and offer_lines.position = pair.position and offer_lines.accompanies is distinct from partner.id`);
}

/** The row of a line that is new, at its place in the offer. */
export const newLine = (offer: OfferOfLines, position: number, line: GivenLine, decimalsOf: DecimalsOfItems, at: string) => ({
  id: newId<'offer-line'>(),
  offerId: offer.id,
  donorId: offer.donorId,
  position,
  ...lineValues(line, decimalsOf, at),
});

/** What a line gives, as its row keeps it; the line that it goes with, `pairLines` writes. */
export const lineValues = (line: GivenLine, decimalsOf: DecimalsOfItems, at: string) =>
  line.kind === 'funding' ? valuesOfMoney(line) : valuesOfGoods(line, decimalsOf, at);

function valuesOfMoney(line: GivenMoney) {
  const { kind, ceiling, mayBuyAreas = [], mayBuyItemTypes = [], availableFrom = null, ...rest } = line;
  nothingLeft(rest);
  return {
    kind,
    itemType: null,
    quantity: null,
    goodsCondition: null,
    specifications: [],
    unitValue: null,
    unitValueCurrency: null,
    lotSize: ONE_STEP,
    course: null,
    ceilingAmount: ceiling.amount,
    ceilingCurrency: ceiling.currency,
    mayBuyAreas: [...mayBuyAreas],
    mayBuyItemTypes: [...mayBuyItemTypes],
    availableFrom,
  };
}

function valuesOfGoods(line: GivenItem, decimalsOf: DecimalsOfItems, at: string) {
  const {
    kind,
    itemType,
    quantity,
    goodsCondition = null,
    specifications = [],
    unitValue,
    availableFrom = null,
    lotSize,
    accompanies,
    course = null,
    ...rest
  } = line;
  nothingLeft(rest);
  const decimals = decimalsOf(itemType);
  return {
    kind,
    itemType,
    quantity: stepsFrom(quantity, decimals, `${at}/quantity`),
    goodsCondition,
    specifications,
    unitValue: unitValue?.amount ?? null,
    unitValueCurrency: unitValue?.currency ?? null,
    availableFrom,
    lotSize: lotSize === undefined ? ONE_STEP : stepsFrom(lotSize, decimals, `${at}/lotSize`),
    course,
    ceilingAmount: null,
    ceilingCurrency: null,
    mayBuyAreas: [],
    mayBuyItemTypes: [],
  };
}
