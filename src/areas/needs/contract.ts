import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import {
  calendarDate,
  flag,
  idOf,
  listOf,
  localText,
  quantity,
  quantityOrNone,
  reason,
  searchWords,
  slugOf,
  whyFields,
} from '../../platform/http/schemas.ts';
import { Specification } from './contract-specification.ts';
import { CourseTermsInput } from '../training/index.ts';
import { DISCLOSURE_LEVELS, MOST_LINES, NEED_ORDERS, NEED_STATES, PRIORITIES } from './domain/need.ts';
import { NEVER_REVISED } from './domain/revision.ts';
import type { CellExtent } from '../reference/domain/vocabulary.ts';
import { Need } from './record.ts';

const ofLine = {
  itemType: slugOf('item-type'),
  quantityRequested: quantity,
  specifications: listOf(Specification, 'attribute').max(40),
  minimumLot: quantity,
  acceptedSubstitutes: listOf(slugOf('item-type')).max(20),
  note: localText,
  course: CourseTermsInput,
};
export const NeedLineInput = z
  .strictObject({
    itemType: ofLine.itemType,
    quantityRequested: ofLine.quantityRequested,
    specifications: ofLine.specifications.default([]),
    minimumLot: ofLine.minimumLot
      .optional()
      .meta({ description: 'No match brings fewer, unless it brings all that is left; any quantity where absent.', example: 1 }),
    acceptedSubstitutes: ofLine.acceptedSubstitutes
      .default([])
      .meta({ description: 'Item types that may stand in, among those the catalogue allows.' }),
    note: ofLine.note.optional(),
    course: ofLine.course.optional(),
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
const lines = z.array(NeedLineInput).max(MOST_LINES);

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
      unitId: '5d0e7c2a-91b4-4f6e-8a3d-2c7b1e9f4a60',
      priority: 'urgent',
      justification: { en: 'What is serviceable does not cover the night shift.' },
      neededBy: '2027-06-30',
      respondBy: '2027-03-31',
      lines: [{ itemType: 'individual-first-aid-kit', quantityRequested: 12 }],
    },
  });
export type DraftNeed = z.output<typeof DraftNeed>;

const neverRevised = Object.entries(NEVER_REVISED)
  .map(([field, why]) => `${field} (${why})`)
  .join('; ');

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

export const RevisedNeedLineInput = z.strictObject({
  lineId: idOf('need-line'),
  itemType: ofLine.itemType.optional().meta({ description: 'Another item, as long as no match names the line.' }),
  quantityRequested: ofLine.quantityRequested.optional(),
  specifications: ofLine.specifications.optional(),
  minimumLot: ofLine.minimumLot.optional(),
  acceptedSubstitutes: ofLine.acceptedSubstitutes.optional(),
  note: ofLine.note.nullable().optional(),
  course: ofLine.course.nullable().optional(),
  leftOut: z.boolean().optional().meta({
    description: 'true: the line asks for nothing any more, as long as no match stands on it; false: it asks again for what it did.',
  }),
});

export const ProposeNeedRevision = z
  .strictObject({
    priority: header.priority.optional(),
    justification: header.justification.optional(),
    summary: localText.optional().meta({ description: 'The donor-facing text; the facilitator approves it too.' }),
    neededBy: header.neededBy.optional(),
    respondBy: header.respondBy.optional(),
    fulfilTogether: header.fulfilTogether.optional(),
    citedMeetingId: header.citedMeetingId.nullable().optional(),
    lines: listOf(RevisedNeedLineInput, 'lineId')
      .max(MOST_LINES)
      .optional()
      .meta({ description: 'The lines that are to read otherwise; the others stay.' }),
    addedLines: lines.optional().meta({ description: 'What is asked for besides; the validator approves it with the revision.' }),
    ...whyFields('need'),
  })
  .meta({
    id: 'ProposeNeedRevision',
    description: `How a need that partners read already should read, and why; what is absent stays. No revision changes ${neverRevised}.`,
    example: { neededBy: '2027-07-31', reason: 'typed-wrong' },
  });
export type ProposeNeedRevision = z.output<typeof ProposeNeedRevision>;

export const ValidateNeed = z
  .strictObject({
    lines: listOf(
      z.strictObject({
        lineId: idOf('need-line'),
        quantityValidated: quantityOrNone.meta({ description: 'The quantity approved; the one asked for stays on record.', example: 9 }),
        reason: reason.optional(),
      }),
      'lineId',
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
    disclosedTo: listOf(idOf('organisation')).max(50).default([]),
    summary: localText.meta({ description: 'The donor-facing text; names no unit, place, route or person.' }),
  })
  .refine((body) => (body.disclosureLevel === 'named-partners') === body.disclosedTo.length > 0, {
    path: ['disclosedTo'],
    error: 'named-partners-and-their-names-go-together',
  })
  .meta({ id: 'PublishNeed', description: 'Publication at a disclosure level.' });
export type PublishNeed = z.output<typeof PublishNeed>;

export const NeedPage = pageOf(Need.schema, 'NeedPage');

/** What is asked for instead of a region where a reader is shown none. */
export const SEVERAL_REGIONS: CellExtent = 'several-regions';

export const listNeedsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(NEED_STATES).optional(),
  priority: z.enum(PRIORITIES).optional(),
  region: slugOf('region')
    .optional()
    .meta({
      description: `The region as the answer shows it: to a donor that of the cell, and \`${SEVERAL_REGIONS}\` where that has no one region.`,
    }),
  cell: slugOf('cell').optional(),
  area: slugOf('capability-area').optional().meta({ description: 'Needs with a line in this capability area.' }),
  itemType: slugOf('item-type').optional().meta({ description: 'Needs with a line of this item type.' }),
  unitId: idOf('unit').optional(),
  neededBefore: calendarDate.optional(),
  unanswered: flag.optional().meta({
    description: 'true: only needs that respond-by passed without any match.',
  }),
  q: searchWords.optional().meta({ description: 'Words to search for, in any of the four languages.', example: 'أجهزة لاسلكي' }),
  sort: z.enum(NEED_ORDERS).default('newest').meta({ description: 'newest first, or soonest needed first.' }),
});
export type ListNeeds = z.output<typeof listNeedsQuery>;

export const needParams = z.strictObject({ id: idOf('need') });
