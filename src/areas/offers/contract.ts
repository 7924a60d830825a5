import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, listOf, localText, money, quantity, searchWords, slugOf, whyFields } from '../../platform/http/schemas.ts';
import { OfferedSpecification } from '../needs/index.ts';
import { CourseTermsInput } from '../training/index.ts';
import { GOODS_CONDITIONS, INCOTERMS, MODALITIES, MOST_LINES, OFFER_STATES } from './domain/offer.ts';
import { NEVER_REVISED_OF_LINES } from './domain/revision.ts';
import { OfferCondition } from './contract-conditions.ts';
import { Offer } from './record.ts';

const ofGoods = {
  itemType: slugOf('item-type'),
  quantity,
  goodsCondition: z.enum(GOODS_CONDITIONS),
  specifications: listOf(OfferedSpecification, 'attribute').max(40),
  unitValue: money,
  availableFrom: calendarDate,
  lotSize: quantity,
  accompanies: z.int().min(1).max(1000),
  course: CourseTermsInput,
};
const ofMoney = {
  ceiling: money.refine(({ amount }) => /[1-9]/.test(amount), { path: ['amount'], error: 'not-positive' }),
  mayBuyAreas: listOf(slugOf('capability-area')).max(20),
  mayBuyItemTypes: listOf(slugOf('item-type')).max(50),
};
export const ItemLineInput = z
  .strictObject({
    kind: z.literal('item'),
    itemType: ofGoods.itemType,
    quantity: ofGoods.quantity,
    goodsCondition: ofGoods.goodsCondition.optional(),
    specifications: ofGoods.specifications.default([]),
    unitValue: ofGoods.unitValue.optional().meta({ description: 'Value of one unit, as the donor states it.' }),
    availableFrom: ofGoods.availableFrom.optional().meta({ description: 'From when, if later than the offer.' }),
    lotSize: ofGoods.lotSize
      .optional()
      .meta({ description: 'Goods come in whole lots of this size; in any quantity where absent.', example: 1 }),
    accompanies: ofGoods.accompanies.optional().meta({ description: 'Position of the line whose goods these go with.' }),
    course: ofGoods.course.optional(),
  })
  .refine(({ lotSize = 0, quantity: all }) => lotSize <= all, { path: ['lotSize'], error: 'exceeds-quantity' })
  .meta({ id: 'NewItemLine', description: 'Goods, training seats, services or transport.' });
export const FundingLineInput = z
  .strictObject({
    kind: z.literal('funding'),
    ceiling: ofMoney.ceiling,
    mayBuyAreas: ofMoney.mayBuyAreas.default([]),
    mayBuyItemTypes: ofMoney.mayBuyItemTypes.default([]),
    availableFrom: ofGoods.availableFrom.optional(),
  })
  .meta({ id: 'NewFundingLine', description: 'Money up to a ceiling, and what it may buy; empty lists allow everything.' });
const OfferLineInput = z
  .discriminatedUnion('kind', [ItemLineInput, FundingLineInput])
  .meta({ id: 'NewOfferLine', description: 'One item, or a sum of money.' });

const header = {
  modality: z.enum(MODALITIES),
  validFrom: calendarDate,
  validUntil: calendarDate,
  incoterm: z.enum(INCOTERMS).meta({ description: 'Incoterms 2020.' }),
  incotermPlace: slugOf('site').meta({ description: 'The named place, a site.', example: 'port-tripoli' }),
  implementerId: idOf('organisation'),
  conditions: listOf(OfferCondition).max(30),
  budget: money.meta({ description: 'What the whole offer may cost, where the donor says so.' }),
  note: localText,
};
const lines = z.array(OfferLineInput).max(MOST_LINES);

export const DraftOffer = z
  .strictObject({
    ...header,
    incoterm: header.incoterm.optional(),
    incotermPlace: header.incotermPlace.optional(),
    implementerId: header.implementerId.optional(),
    conditions: header.conditions.default([]),
    budget: header.budget.optional(),
    note: header.note.optional(),
    lines: lines.default([]),
  })
  .meta({ id: 'DraftOffer', description: 'A new offer.' });
export type DraftOffer = z.input<typeof DraftOffer>;

export const ReviseOffer = z
  .strictObject({
    ...header,
    incoterm: header.incoterm.nullable(),
    incotermPlace: header.incotermPlace.nullable(),
    implementerId: header.implementerId.nullable(),
    budget: header.budget.nullable(),
    note: header.note.nullable(),
    lines,
  })
  .partial()
  .meta({ id: 'ReviseOffer', description: 'What is to change; what is absent stays, null takes away. Lines are replaced as a whole.' });
export type ReviseOffer = z.input<typeof ReviseOffer>;

export const CopyOffer = z
  .strictObject({ validFrom: header.validFrom, validUntil: header.validUntil })
  .meta({ id: 'CopyOffer', description: 'The days of the new offer.' });
export type CopyOffer = z.output<typeof CopyOffer>;

export const RevisedOfferLineInput = z.strictObject({
  lineId: idOf('offer-line'),
  itemType: ofGoods.itemType.optional().meta({ description: 'Another item, as long as no match names the line.' }),
  quantity: ofGoods.quantity.optional(),
  goodsCondition: ofGoods.goodsCondition.nullable().optional(),
  specifications: ofGoods.specifications.optional(),
  unitValue: ofGoods.unitValue.nullable().optional(),
  availableFrom: ofGoods.availableFrom.nullable().optional(),
  lotSize: ofGoods.lotSize.optional(),
  accompanies: ofGoods.accompanies
    .nullable()
    .optional()
    .meta({ description: 'Position of the line whose goods these go with; added lines come after the last.' }),
  course: ofGoods.course.nullable().optional(),
  ceiling: ofMoney.ceiling.optional(),
  mayBuyAreas: ofMoney.mayBuyAreas.optional(),
  mayBuyItemTypes: ofMoney.mayBuyItemTypes.optional(),
  leftOut: z.boolean().optional().meta({
    description: 'true: the line gives nothing any more, as long as no match stands on it; false: it gives again what it did.',
  }),
});

const neverRevised = Object.entries(NEVER_REVISED_OF_LINES)
  .map(([field, why]) => `${field} (${why})`)
  .join('; ');

export const ProposeOfferRevision = z
  .strictObject({
    modality: header.modality.optional(),
    validFrom: header.validFrom.optional(),
    validUntil: header.validUntil.optional(),
    incoterm: header.incoterm.nullable().optional(),
    incotermPlace: header.incotermPlace.nullable().optional(),
    implementerId: header.implementerId.nullable().optional(),
    conditions: header.conditions.optional(),
    budget: header.budget.nullable().optional(),
    note: header.note.nullable().optional(),
    lines: listOf(RevisedOfferLineInput, 'lineId')
      .max(MOST_LINES)
      .optional()
      .meta({ description: 'The lines that are to read otherwise; the others stay.' }),
    addedLines: lines.optional().meta({ description: 'What is given besides.' }),
    ...whyFields('offer'),
  })
  .meta({
    id: 'ProposeOfferRevision',
    description: `How an offer that is available should read, and why; what is absent stays, null takes away. No revision changes a line’s ${neverRevised}.`,
    example: { validUntil: '2027-12-31', reason: 'typed-wrong' },
  });
export type ProposeOfferRevision = z.output<typeof ProposeOfferRevision>;

export const OfferPage = pageOf(Offer.schema, 'OfferPage');

export const listOffersQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(OFFER_STATES).optional(),
  donorId: idOf('organisation').optional(),
  area: slugOf('capability-area').optional().meta({ description: 'Offers with an item of this capability area.' }),
  itemType: slugOf('item-type').optional().meta({ description: 'Offers with an item of this type.' }),
  region: slugOf('region')
    .optional()
    .meta({ description: 'Offers that may go to this region. A donor asks it of its own offers only, by donorId.' }),
  availableOn: calendarDate.optional().meta({ description: 'Valid on this day.' }),
  q: searchWords.optional().meta({ description: 'Words to search for, in any of the four languages.' }),
});
export type ListOffers = z.output<typeof listOffersQuery>;
export const offerParams = z.strictObject({ id: idOf('offer') });
