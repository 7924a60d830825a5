import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import {
  calendarDate,
  count,
  idOf,
  instant,
  localText,
  money,
  quantity,
  shortText,
  slug,
  versionField,
} from '../../platform/http/schemas.ts';
import { OfferedSpecification } from '../needs/index.ts';
import { CourseTerms, CourseTermsInput } from '../training/index.ts';
import { GOODS_CONDITIONS, INCOTERMS, MODALITIES, OFFER_EVENTS, OFFER_STATES } from './domain/offer.ts';

const slugs = z.array(slug).min(1).max(50);
const plain = <T extends string>(type: T, description: string) => z.strictObject({ type: z.literal(type) }).meta({ description });

export const OfferCondition = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('region-only'), regions: slugs }).meta({ description: 'Only for units in these regions.' }),
    z.strictObject({ type: z.literal('site-kind-only'), siteKinds: slugs }).meta({ description: 'Only for units at these kinds of site.' }),
    z.strictObject({ type: z.literal('unit-type-only'), unitTypes: slugs }).meta({ description: 'Only for these types of unit.' }),
    z.strictObject({ type: z.literal('recipient-only'), organisations: slugs }).meta({ description: 'Only for these organisations.' }),
    plain('civilian-recipient-only', 'Only for recipients outside the ministry of defence.'),
    z.strictObject({ type: z.literal('area-only'), areas: slugs }).meta({ description: 'Only for these capability areas.' }),
    z.strictObject({ type: z.literal('minimum-lot'), quantity }).meta({ description: 'No match below this quantity.' }),
    z.strictObject({ type: z.literal('latest-handover'), date: calendarDate }).meta({ description: 'Handed over by this day.' }),
    plain('training-first', 'Operators are trained before the goods are handed over.'),
    plain('end-user-certificate', 'With a signed end-user certificate.'),
    plain('no-retransfer', 'Not to be passed on.'),
    plain('visibility', 'The donor is named on the goods.'),
    plain('unit-vetting', 'After the unit was vetted.'),
    plain('recipient-pays-inland', 'The recipient pays inland transport.'),
    z
      .strictObject({ type: z.literal('women-participation'), minimumPercent: z.int().min(1).max(100) })
      .meta({ description: 'At least this share of women among trainees.' }),
  ])
  .meta({ id: 'OfferCondition', description: 'A condition that the machine checks.' });

const ItemLineInput = z
  .strictObject({
    kind: z.literal('item'),
    itemType: slug,
    quantity,
    goodsCondition: z.enum(GOODS_CONDITIONS).optional(),
    specifications: z.array(OfferedSpecification).max(40).default([]),
    unitValue: money.optional().meta({ description: 'Value of one unit, as the donor states it.' }),
    availableFrom: calendarDate.optional().meta({ description: 'From when, if later than the offer.' }),
    lotSize: quantity.default(1).meta({ description: 'Goods come in whole lots of this size.', example: 1 }),
    accompanies: z.int().min(1).max(50).optional().meta({ description: 'Position of the line whose goods these go with.' }),
    course: CourseTermsInput.optional(),
  })
  .refine((line) => line.lotSize <= line.quantity, { path: ['lotSize'], error: 'exceeds-quantity' })
  .meta({ id: 'NewItemLine', description: 'Goods, training seats, services or transport.' });
const FundingLineInput = z
  .strictObject({
    kind: z.literal('funding'),
    ceiling: money.refine(({ amount }) => /[1-9]/.test(amount), { path: ['amount'], error: 'not-positive' }),
    mayBuyAreas: z.array(slug).max(20).default([]),
    mayBuyItemTypes: z.array(slug).max(50).default([]),
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
  incotermPlace: slug.meta({ description: 'The named place, a site.', example: 'port-tripoli' }),
  implementerId: idOf('organisation'),
  conditions: z.array(OfferCondition).max(30),
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

export const OfferLine = z
  .object({
    id: idOf('offer-line'),
    position: count,
    kind: z.enum(['item', 'funding']),
    itemType: slug.nullable(),
    area: slug.nullable(),
    unitOfMeasure: z.string().nullable().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' }),
    quantity: quantity.nullable().optional(),
    goodsCondition: z.enum(GOODS_CONDITIONS).nullable().optional(),
    specifications: z.array(OfferedSpecification).optional(),
    availableFrom: calendarDate.nullable().optional(),
    lotSize: quantity.optional(),
    accompanies: idOf('offer-line').nullable().optional(),
    course: CourseTerms.nullable().optional(),
    mayBuyAreas: z.array(slug).optional(),
    mayBuyItemTypes: z.array(slug).optional(),
    unitValue: money.nullable().optional(),
    ceiling: money.nullable().optional(),
    committed: count.optional().meta({ description: 'Reserved, agreed or delivered from this line.' }),
    committedAmount: z.string().optional().meta({ description: 'The same in money, for a funding line.' }),
    remaining: count.nullable().optional().meta({ description: 'What may still be promised; null for money.' }),
  })
  .meta({ id: 'OfferLine', description: 'One item or sum of an offer. Fields that the reader may not see are absent.' });

export const Offer = z
  .object({
    id: idOf('offer'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'F-7F3K-2Q' }),
    state: z.enum(OFFER_STATES),
    donor: Party,
    modality: z.enum(MODALITIES),
    validFrom: calendarDate,
    validUntil: calendarDate,
    lines: z.array(OfferLine),
    version: versionField,
    conditions: z.array(OfferCondition).optional(),
    incoterm: z.enum(INCOTERMS).nullable().optional(),
    incotermPlace: slug.nullable().optional(),
    implementer: Party.nullable().optional(),
    note: localText.nullable().optional(),
    availableAt: instant.nullable().optional(),
    budget: money.nullable().optional(),
    submittedAt: instant.nullable().optional(),
    stateReason: z.string().nullable().optional(),
    createdAt: instant.optional(),
    allowedActions: z.array(z.enum(OFFER_EVENTS)).optional().meta({ description: 'What the reader may do next.' }),
  })
  .meta({ id: 'Offer', description: 'An offer. Fields that the reader may not see are absent.' });
export type OfferView = z.output<typeof Offer>;
export const OfferPage = pageOf(Offer, 'OfferPage');

export const listOffersQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(OFFER_STATES).optional(),
  donorId: idOf('organisation').optional(),
  area: slug.optional().meta({ description: 'Offers with an item of this capability area.' }),
  itemType: slug.optional().meta({ description: 'Offers with an item of this type.' }),
  region: slug.optional().meta({ description: 'Offers that may go to this region. A donor asks it of its own offers only, by donorId.' }),
  availableOn: calendarDate.optional().meta({ description: 'Valid on this day.' }),
  q: shortText.min(2).optional().meta({ description: 'Words to search for, in any of the four languages.' }),
});
export type ListOffers = z.output<typeof listOffersQuery>;
export const offerParams = z.strictObject({ id: idOf('offer') });
