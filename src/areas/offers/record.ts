import { REASON_CODES } from '../../kernel/reason.ts';
import { z } from 'zod';
import { notAllowedNow, Party } from '../../platform/http/shared-shapes.ts';
import {
  calendarDate,
  count,
  idOf,
  instant,
  localText,
  money,
  quantity,
  slugOf,
  toldQuantity,
  versionField,
} from '../../platform/http/schemas.ts';
import { OfferedSpecification } from '../needs/index.ts';
import { CourseTerms } from '../training/index.ts';
import { OfferCondition } from './contract-conditions.ts';
import { GOODS_CONDITIONS, INCOTERMS, MODALITIES, OFFER_EVENTS, OFFER_LINE_KINDS, OFFER_STATES, OFFER_WARNINGS } from './domain/offer.ts';
import { OFFER_REVISION_STATES } from './domain/revision.ts';
import { declareRecord, donorsSide, parties, partners, type ViewOf } from '../disclosure/index.ts';

export const OfferLine = declareRecord('OfferLine', 'One item or sum of an offer. Fields that the reader may not see are absent.', {
  id: partners(idOf('offer-line')),
  position: partners(count),
  kind: partners(z.enum(OFFER_LINE_KINDS)),
  itemType: partners(slugOf('item-type').nullable()),
  area: partners(slugOf('capability-area').nullable()),
  unitOfMeasure: partners(z.string().nullable().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' })),
  quantity: parties(toldQuantity.nullable()),
  goodsCondition: parties(z.enum(GOODS_CONDITIONS).nullable()),
  specifications: parties(z.array(OfferedSpecification)),
  availableFrom: parties(calendarDate.nullable()),
  lotSize: parties(toldQuantity),
  accompanies: parties(idOf('offer-line').nullable()),
  course: parties(CourseTerms.nullable()),
  mayBuyAreas: parties(z.array(slugOf('capability-area'))),
  mayBuyItemTypes: parties(z.array(slugOf('item-type'))),
  unitValue: donorsSide(money.nullable()),
  ceiling: donorsSide(money.nullable()),
  leftOutAt: donorsSide(
    instant.nullable().meta({ description: 'When a revision left the line out: since then it gives nothing, and others don’t see it.' }),
  ),
  committed: donorsSide(toldQuantity.meta({ description: 'Reserved, agreed or delivered from this line.' })),
  committedAmount: donorsSide(z.string().meta({ description: 'The same in money, for a funding line.' })),
  remaining: parties(toldQuantity.nullable().meta({ description: 'What may still be promised; null for money.' })),
});

const RevisedOffer = z
  .object({
    modality: z.enum(MODALITIES).optional(),
    validFrom: calendarDate.optional(),
    validUntil: calendarDate.optional(),
    incoterm: z.enum(INCOTERMS).nullable().optional(),
    incotermPlace: slugOf('site').nullable().optional(),
    implementerId: idOf('organisation').nullable().optional(),
    conditions: z.array(OfferCondition).optional(),
    budget: money.nullable().optional(),
    note: localText.nullable().optional(),
    lines: z
      .array(
        z.object({
          lineId: idOf('offer-line'),
          itemType: slugOf('item-type').optional(),
          quantity: quantity.optional(),
          goodsCondition: z.enum(GOODS_CONDITIONS).nullable().optional(),
          specifications: z.array(OfferedSpecification).optional(),
          unitValue: money.nullable().optional(),
          availableFrom: calendarDate.nullable().optional(),
          lotSize: quantity.optional(),
          accompanies: count.nullable().optional(),
          course: CourseTerms.nullable().optional(),
          ceiling: money.optional(),
          mayBuyAreas: z.array(slugOf('capability-area')).optional(),
          mayBuyItemTypes: z.array(slugOf('item-type')).optional(),
          leftOut: z.boolean().optional(),
        }),
      )
      .optional(),
    addedLines: z
      .array(
        z.object({
          kind: z.enum(OFFER_LINE_KINDS),
          itemType: slugOf('item-type').optional(),
          quantity: quantity.optional(),
          goodsCondition: z.enum(GOODS_CONDITIONS).nullable().optional(),
          specifications: z.array(OfferedSpecification).optional(),
          unitValue: money.nullable().optional(),
          availableFrom: calendarDate.nullable().optional(),
          lotSize: quantity.optional(),
          accompanies: count.nullable().optional(),
          course: CourseTerms.nullable().optional(),
          ceiling: money.optional(),
          mayBuyAreas: z.array(slugOf('capability-area')).optional(),
          mayBuyItemTypes: z.array(slugOf('item-type')).optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'RevisedOffer', description: 'The fields that a revision changes.' });

export const OfferRevision = declareRecord(
  'OfferRevision',
  'How an available offer should read; it stands as it is until the facilitator approves that.',
  {
    id: donorsSide(idOf('offer-revision')),
    state: donorsSide(z.enum(OFFER_REVISION_STATES)),
    before: donorsSide(RevisedOffer),
    changes: donorsSide(RevisedOffer),
    reason: donorsSide(z.enum(REASON_CODES)),
    reasonNote: donorsSide(z.string().nullable()),
    decidedAt: donorsSide(instant.nullable()),
    decisionReason: donorsSide(z.enum(REASON_CODES).nullable()),
    decisionNote: donorsSide(z.string().nullable()),
    createdAt: donorsSide(instant),
  },
);

const OfferWarning = z
  .object({
    code: z.enum(OFFER_WARNINGS).meta({ description: 'same-offer: other offers of the donor give the same at the same time.' }),
    position: count.meta({ description: 'The line that it is about.' }),
    offers: z.array(
      z
        .object({ id: idOf('offer'), reference: z.string(), state: z.enum(OFFER_STATES) })
        .meta({ id: 'SameOffer', description: 'An offer that gives the same.' }),
    ),
  })
  .meta({ id: 'OfferWarning', description: 'What to look at before an offer goes on; never a reason to refuse it.' });

export const Offer = declareRecord('Offer', 'An offer. Fields that the reader may not see are absent.', {
  id: partners(idOf('offer')),
  reference: partners(z.string().meta({ description: 'Short code for people.', example: 'F-7F3K-2Q' })),
  state: partners(z.enum(OFFER_STATES)),
  donor: partners(Party),
  modality: partners(z.enum(MODALITIES)),
  validFrom: partners(calendarDate),
  validUntil: partners(calendarDate),
  lines: partners(z.array(OfferLine.schema)),
  version: partners(versionField),
  conditions: parties(z.array(OfferCondition)),
  incoterm: parties(z.enum(INCOTERMS).nullable()),
  incotermPlace: parties(slugOf('site').nullable()),
  implementer: parties(Party.nullable()),
  note: parties(localText.nullable()),
  availableAt: parties(instant.nullable()),
  budget: donorsSide(money.nullable()),
  submittedAt: donorsSide(instant.nullable()),
  stateReason: donorsSide(z.enum(REASON_CODES).nullable()),
  stateNote: donorsSide(z.string().nullable().meta({ description: 'What the code leaves unsaid; for the offer’s own side.' })),
  endedFrom: donorsSide(z.enum(OFFER_STATES).nullable().meta({ description: 'The state that it was withdrawn from, and goes back to.' })),
  revision: donorsSide(OfferRevision.schema.nullable().meta({ description: 'What is proposed to change about it, if anything.' })),
  warnings: donorsSide(
    z
      .array(OfferWarning)
      .nullable()
      .meta({ description: 'Of an offer that is not available yet, where it is read or written by itself; null in lists.' }),
  ),
  createdAt: donorsSide(instant),
  allowedActions: donorsSide(z.array(z.enum(OFFER_EVENTS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: donorsSide(notAllowedNow(z.enum(OFFER_EVENTS), 'OfferNotAllowedNow')),
});
export type OfferView = ViewOf<typeof Offer>;
