import { z } from 'zod';
import { Party } from '../../platform/http/shared-shapes.ts';
import { calendarDate, count, idOf, instant, localText, money, slugOf, toldQuantity, versionField } from '../../platform/http/schemas.ts';
import { OfferedSpecification } from '../needs/index.ts';
import { CourseTerms } from '../training/index.ts';
import { OfferCondition } from './contract-conditions.ts';
import { GOODS_CONDITIONS, INCOTERMS, MODALITIES, OFFER_EVENTS, OFFER_LINE_KINDS, OFFER_STATES } from './domain/offer.ts';
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
  committed: donorsSide(toldQuantity.meta({ description: 'Reserved, agreed or delivered from this line.' })),
  committedAmount: donorsSide(z.string().meta({ description: 'The same in money, for a funding line.' })),
  remaining: parties(toldQuantity.nullable().meta({ description: 'What may still be promised; null for money.' })),
});

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
  stateReason: donorsSide(z.string().nullable()),
  createdAt: donorsSide(instant),
  allowedActions: donorsSide(z.array(z.enum(OFFER_EVENTS)).meta({ description: 'What the reader may do next.' })),
});
export type OfferView = ViewOf<typeof Offer>;
