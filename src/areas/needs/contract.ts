import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import {
  calendarDate,
  count,
  idOf,
  instant,
  localText,
  quantity,
  reason,
  shortText,
  slug,
  versionField,
} from '../../platform/http/schemas.ts';
import { Party, QuantityBand, UnitName } from '../../platform/http/shared-shapes.ts';
import { Specification } from './contract-specification.ts';
import { CourseTerms, CourseTermsInput } from '../training/index.ts';
import { DISCLOSURE_LEVELS, NEED_EVENTS, NEED_STATES, PRIORITIES } from './domain/need.ts';

const NeedLineInput = z
  .strictObject({
    itemType: slug,
    quantityRequested: quantity,
    specifications: z.array(Specification).max(40).default([]),
    minimumLot: quantity.default(1).meta({ description: 'No match brings fewer, unless it brings all that is left.', example: 1 }),
    acceptedSubstitutes: z
      .array(slug)
      .max(20)
      .default([])
      .meta({ description: 'Item types that may stand in, among those the catalogue allows.' }),
    note: localText.optional(),
    course: CourseTermsInput.optional(),
  })
  .meta({ id: 'NewNeedLine', description: 'One item asked for.' });
export type NeedLineInput = z.output<typeof NeedLineInput>;

const header = {
  priority: z.enum(PRIORITIES).meta({ description: 'critical, urgent, important, routine: tiers 1 to 4 of the allocation.' }),
  justification: localText,
  neededBy: calendarDate.meta({ description: 'The day by which it must stand at the unit.' }),
  respondBy: calendarDate.meta({ description: 'The day by which partners should answer.' }),
  fulfilTogether: z.boolean().meta({ description: 'All lines together, or none.' }),
  citedMeetingId: idOf('meeting').meta({ description: 'The meeting that it comes from, of those that the author sees.' }),
};
const lines = z.array(NeedLineInput).max(50);

export const DraftNeed = z
  .strictObject({
    unitId: idOf('unit'),
    priority: header.priority,
    justification: header.justification,
    neededBy: header.neededBy.optional(),
    respondBy: header.respondBy.optional(),
    fulfilTogether: header.fulfilTogether.default(false),
    citedMeetingId: header.citedMeetingId.optional(),
    lines: lines.default([]),
  })
  .meta({
    id: 'DraftNeed',
    description: 'A new need; it may be completed later, before it is submitted.',
    example: {
      unitId: '01995d5a-4c00-7000-8000-000000000001',
      priority: 'urgent',
      justification: { en: 'What is serviceable does not cover the night shift.' },
      neededBy: '2027-06-30',
      respondBy: '2027-03-31',
      lines: [{ itemType: 'individual-first-aid-kit', quantityRequested: 12 }],
    },
  });
export type DraftNeed = z.output<typeof DraftNeed>;

export const ReviseNeed = z
  .strictObject({
    priority: header.priority.optional(),
    justification: header.justification.optional(),
    neededBy: header.neededBy.nullable().optional(),
    respondBy: header.respondBy.nullable().optional(),
    fulfilTogether: header.fulfilTogether.optional(),
    citedMeetingId: header.citedMeetingId.nullable().optional(),
    lines: lines.optional().meta({ description: 'Where given, replaces all lines.' }),
  })
  .meta({ id: 'ReviseNeed', description: 'What is to change; what is absent stays, null takes away.' });
export type ReviseNeed = z.output<typeof ReviseNeed>;

export const ValidateNeed = z
  .strictObject({
    lines: z
      .array(
        z.strictObject({
          lineId: idOf('need-line'),
          quantityValidated: count.meta({ description: 'The quantity approved; the one asked for stays on record.', example: 9 }),
          reason: reason.optional(),
        }),
      )
      .max(50)
      .default([])
      .meta({ description: 'Lines validated at another quantity than asked, each with its reason; the others as asked.' }),
  })
  .meta({ id: 'ValidateNeed', description: 'The national validation.' });
export type ValidateNeed = z.output<typeof ValidateNeed>;

export const PublishNeed = z
  .strictObject({
    disclosureLevel: z.enum(DISCLOSURE_LEVELS).meta({
      description: 'partners: every donor may see the disclosed view; named-partners: the donors named; facilitators: no donor.',
    }),
    disclosedTo: z.array(idOf('organisation')).max(50).default([]),
    summary: localText.meta({ description: 'The donor-facing text; names no unit, place, route or person.' }),
  })
  .refine((body) => (body.disclosureLevel === 'named-partners') === body.disclosedTo.length > 0, {
    path: ['disclosedTo'],
    error: 'named-partners-and-their-names-go-together',
  })
  .meta({ id: 'PublishNeed', description: 'Publication at a disclosure level.' });
export type PublishNeed = z.output<typeof PublishNeed>;

export const Coverage = z
  .object({
    verified: count.meta({ description: 'Accepted and verified by the donor or a facilitator.' }),
    delivered: count.meta({ description: 'Accepted, not yet verified.' }),
    inTransit: count.meta({ description: 'Shipped, not yet received.' }),
    agreed: count.meta({ description: 'Agreed, not yet shipped.' }),
    reserved: count.meta({ description: 'Accepted by both sides, not yet agreed.' }),
    gap: count.meta({ description: 'What is left: open to be matched.' }),
    reopened: count.meta({ description: 'Of the gap: what was rejected, lost or returned and is sought again.' }),
    inService: count.meta({ description: 'Of verified and delivered: what the unit uses.' }),
  })
  .meta({ id: 'Coverage', description: 'Five disjoint parts and the gap; together the validated quantity. Proposals never count.' });

export const ApproximatePosition = z
  .object({
    latitude: z.number().meta({ description: 'Degrees north, WGS 84, to a tenth.' }),
    longitude: z.number().meta({ description: 'Degrees east, WGS 84, to a tenth.' }),
    radiusKm: z.int().meta({ description: 'The true place lies within this distance.' }),
  })
  .meta({ id: 'ApproximatePosition', description: 'A position displaced at random, once and for good.' });

export const NeedLine = z
  .object({
    id: idOf('need-line'),
    position: count,
    itemType: slug,
    area: slug.meta({ description: 'Capability area.' }),
    unitOfMeasure: z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' }),
    quantityBand: QuantityBand.nullable(),
    quantityRequested: quantity.optional(),
    quantityValidated: count.nullable().optional(),
    validationReason: z.string().nullable().optional(),
    specifications: z.array(Specification).optional(),
    minimumLot: quantity.optional(),
    acceptedSubstitutes: z.array(slug).optional(),
    note: localText.nullable().optional(),
    course: CourseTerms.nullable().optional(),
    citedGap: count.nullable().optional().meta({ description: 'The computed gap when the need was submitted.' }),
    coverage: Coverage.optional(),
  })
  .meta({ id: 'NeedLine', description: 'One item of a need. Fields that the reader may not see are absent.' });

export const Need = z
  .object({
    id: idOf('need'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'N-7F3K-2Q' }),
    state: z.enum(NEED_STATES),
    summary: localText.nullable(),
    region: slug,
    neededByMonth: z.string().nullable().meta({ description: 'Month by which it is needed.', example: '2027-04' }),
    approximatePosition: ApproximatePosition.nullable(),
    publishedAt: instant.nullable(),
    lines: z.array(NeedLine),
    version: versionField,
    unitId: idOf('unit').optional(),
    unit: UnitName.optional(),
    organisation: Party.optional(),
    neededBy: calendarDate.nullable().optional(),
    respondBy: calendarDate.nullable().optional(),
    priority: z.enum(PRIORITIES).optional(),
    fulfilTogether: z.boolean().optional(),
    site: slug.optional(),
    district: z.string().nullable().optional().meta({ description: 'ISO 3166-2.', example: 'LY-NQ' }),
    justification: localText.optional(),
    submittedAt: instant.nullable().optional(),
    validatedAt: instant.nullable().optional(),
    confirmedAt: instant.nullable().optional().meta({ description: 'When the requester last said that it still stands.' }),
    stateReason: z.string().nullable().optional(),
    disclosureLevel: z.enum(DISCLOSURE_LEVELS).nullable().optional(),
    disclosedTo: z.array(idOf('organisation')).optional(),
    unansweredSince: instant.nullable().optional().meta({ description: 'Set when respond-by passed without any match.' }),
    closingRequestedBy: z
      .enum(['validator', 'facilitator'])
      .nullable()
      .optional()
      .meta({ description: 'Who has asked to close with a gap; the other confirms.' }),
    citedMeetingId: idOf('meeting').nullable().optional().meta({ description: 'The meeting that it comes from.' }),
    createdAt: instant.optional(),
    allowedActions: z.array(z.enum(NEED_EVENTS)).optional().meta({ description: 'What the reader may do next.' }),
  })
  .meta({ id: 'Need', description: 'A need. Fields that the reader may not see are absent.' });
export type NeedView = z.output<typeof Need>;

export const NeedPage = pageOf(Need, 'NeedPage');

export const listNeedsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(NEED_STATES).optional(),
  priority: z.enum(PRIORITIES).optional(),
  region: slug.optional(),
  area: slug.optional().meta({ description: 'Needs with a line in this capability area.' }),
  itemType: slug.optional().meta({ description: 'Needs with a line of this item type.' }),
  unitId: idOf('unit').optional(),
  neededBefore: calendarDate.optional(),
  unanswered: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({
      description: 'true: only needs that respond-by passed without any match.',
    }),
  q: shortText.min(2).optional().meta({ description: 'Words to search for, in any of the four languages.', example: 'أجهزة لاسلكي' }),
  sort: z.enum(['newest', 'needed-by']).default('newest').meta({ description: 'newest first, or soonest needed first.' }),
});
export type ListNeeds = z.output<typeof listNeedsQuery>;

export const needParams = z.strictObject({ id: idOf('need') });
