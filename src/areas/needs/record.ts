import { z } from 'zod';
import { calendarDate, count, idOf, instant, localText, slugOf, toldQuantity, versionField } from '../../platform/http/schemas.ts';
import { Party, QuantityBand, UnitName } from '../../platform/http/shared-shapes.ts';
import { declareRecord, overseers, parties, partners, recipientSide, type ViewOf } from '../disclosure/index.ts';
import { CourseTerms } from '../training/index.ts';
import { Specification } from './contract-specification.ts';
import { CLOSERS, DISCLOSURE_LEVELS, NEED_EVENTS, NEED_STATES, PRIORITIES } from './domain/need.ts';

const Coverage = z
  .object({
    verified: toldQuantity.meta({ description: 'Accepted and verified by the donor or a facilitator.' }),
    delivered: toldQuantity.meta({ description: 'Accepted, not yet verified.' }),
    inTransit: toldQuantity.meta({ description: 'Shipped, not yet received.' }),
    agreed: toldQuantity.meta({ description: 'Agreed, not yet shipped.' }),
    reserved: toldQuantity.meta({ description: 'Accepted by both sides, not yet agreed.' }),
    gap: toldQuantity.meta({ description: 'What is left: open to be matched.' }),
    reopened: toldQuantity.meta({ description: 'Of the gap: what was rejected, lost or returned and is sought again.' }),
    inService: toldQuantity.meta({ description: 'Of verified and delivered: what the unit uses.' }),
  })
  .meta({ id: 'Coverage', description: 'Five disjoint parts and the gap; together the validated quantity. Proposals never count.' });

const ApproximatePosition = z
  .object({
    latitude: z.number().meta({ description: 'Degrees north, WGS 84, to a tenth.' }),
    longitude: z.number().meta({ description: 'Degrees east, WGS 84, to a tenth.' }),
    radiusKm: z.int().meta({ description: 'The true place lies within this distance.' }),
  })
  .meta({ id: 'ApproximatePosition', description: 'A position displaced at random, once and for good.' });

export const NeedLine = declareRecord('NeedLine', 'One item of a need. Fields that the reader may not see are absent.', {
  id: partners(idOf('need-line')),
  position: partners(count),
  itemType: partners(slugOf('item-type')),
  area: partners(slugOf('capability-area').meta({ description: 'Capability area.' })),
  unitOfMeasure: partners(z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' })),
  quantityBand: partners(QuantityBand.nullable()),
  quantityRequested: recipientSide(toldQuantity),
  quantityValidated: parties(toldQuantity.nullable()),
  validationReason: recipientSide(z.string().nullable()),
  specifications: parties(z.array(Specification)),
  minimumLot: parties(toldQuantity),
  acceptedSubstitutes: parties(z.array(slugOf('item-type'))),
  note: recipientSide(localText.nullable()),
  course: parties(CourseTerms.nullable()),
  citedGap: recipientSide(toldQuantity.nullable().meta({ description: 'The computed gap when the need was submitted.' })),
  coverage: recipientSide(Coverage),
});

export const Need = declareRecord('Need', 'A need. Fields that the reader may not see are absent.', {
  id: partners(idOf('need')),
  reference: partners(z.string().meta({ description: 'Short code for people.', example: 'N-7F3K-2Q' })),
  state: partners(z.enum(NEED_STATES)),
  summary: partners(localText.nullable()),
  region: partners(slugOf('region')),
  neededByMonth: partners(z.string().nullable().meta({ description: 'Month by which it is needed.', example: '2027-04' })),
  approximatePosition: partners(ApproximatePosition.nullable()),
  publishedAt: partners(instant.nullable()),
  lines: partners(z.array(NeedLine.schema)),
  version: partners(versionField),
  unitId: parties(idOf('unit')),
  unit: parties(UnitName),
  organisation: parties(Party),
  neededBy: parties(calendarDate.nullable()),
  respondBy: recipientSide(calendarDate.nullable()),
  priority: parties(z.enum(PRIORITIES)),
  fulfilTogether: parties(z.boolean()),
  site: recipientSide(slugOf('site')),
  district: recipientSide(z.string().nullable().meta({ description: 'ISO 3166-2.', example: 'LY-NQ' })),
  justification: recipientSide(localText),
  submittedAt: recipientSide(instant.nullable()),
  validatedAt: recipientSide(instant.nullable()),
  confirmedAt: recipientSide(instant.nullable().meta({ description: 'When the requester last said that it still stands.' })),
  stateReason: recipientSide(z.string().nullable()),
  disclosureLevel: recipientSide(z.enum(DISCLOSURE_LEVELS).nullable()),
  disclosedTo: overseers(z.array(idOf('organisation'))),
  unansweredSince: recipientSide(instant.nullable().meta({ description: 'Set when respond-by passed without any match.' })),
  closingRequestedBy: recipientSide(
    z.enum(CLOSERS).nullable().meta({ description: 'Who has asked to close with a gap; the other confirms.' }),
  ),
  citedMeetingId: recipientSide(idOf('meeting').nullable().meta({ description: 'The meeting that it comes from.' })),
  createdAt: recipientSide(instant),
  allowedActions: recipientSide(z.array(z.enum(NEED_EVENTS)).meta({ description: 'What the reader may do next.' })),
});
export type NeedView = ViewOf<typeof Need>;
