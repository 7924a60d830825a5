import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, listOf, localText, money, quantity, searchWords, slugOf, whyFields } from '../../platform/http/schemas.ts';
import { OfferedSpecification } from '../needs/index.ts';
import { CourseTermsInput } from '../training/index.ts';
import { GOODS_CONDITIONS, INCOTERMS, MODALITIES, OFFER_STATES } from './domain/offer.ts';
import { OfferCondition } from './contract-conditions.ts';
import { Offer } from './record.ts';

const ItemLineInput = z
  .strictObject({
    kind: z.literal('item'),
    itemType: slugOf('item-type'),
    quantity,
    goodsCondition: z.enum(GOODS_CONDITIONS).optional(),
    specifications: listOf(OfferedSpecification, 'attribute').max(40).default([]),
    unitValue: money.optional().meta({ description: 'Value of one unit, as the donor states it.' }),
    availableFrom: calendarDate.optional().meta({ description: 'From when, if later than the offer.' }),
    lotSize: quantity.optional().meta({ description: 'Goods come in whole lots of this size; in any quantity where absent.', example: 1 }),
    accompanies: z.int().min(1).max(50).optional().meta({ description: 'Position of the line whose goods these go with.' }),
    course: CourseTermsInput.optional(),
  })
  .refine(({ lotSize = 0, quantity: all }) => lotSize <= all, { path: ['lotSize'], error: 'exceeds-quantity' })
  .meta({ id: 'NewItemLine', description: 'Goods, training seats, services or transport.' });
const FundingLineInput = z
  .strictObject({
    kind: z.literal('funding'),
    ceiling: money.refine(({ amount }) => /[1-9]/.test(amount), { path: ['amount'], error: 'not-positive' }),
    mayBuyAreas: listOf(slugOf('capability-area')).max(20).default([]),
    mayBuyItemTypes: listOf(slugOf('item-type')).max(50).default([]),
    availableFrom: calendarDate.optional(),
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
const lines = z.array(OfferLineInput).max(50);

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
    lines: listOf(
      z.strictObject({
        lineId: idOf('offer-line'),
        quantity: quantity.optional(),
        goodsCondition: z.enum(GOODS_CONDITIONS).nullable().optional(),
        specifications: listOf(OfferedSpecification, 'attribute').max(40).optional(),
        unitValue: money.nullable().optional(),
        availableFrom: calendarDate.nullable().optional(),
        lotSize: quantity.optional(),
        ceiling: money.refine(({ amount }) => /[1-9]/.test(amount), { path: ['amount'], error: 'not-positive' }).optional(),
        mayBuyAreas: listOf(slugOf('capability-area')).max(20).optional(),
        mayBuyItemTypes: listOf(slugOf('item-type')).max(50).optional(),
      }),
      'lineId',
    )
      .max(50)
      .optional()
      .meta({ description: 'The lines that are to read otherwise; the others stay.' }),
    ...whyFields('offer'),
  })
  .meta({
    id: 'ProposeOfferRevision',
    description: 'How an offer that is available should read, and why; what is absent stays, null takes away.',
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
