import { REASON_CODES } from '../../kernel/reason.ts';
import { z } from 'zod';
import {
  calendarDate,
  count,
  idOf,
  instant,
  localText,
  quantity,
  slugOf,
  toldQuantity,
  versionField,
} from '../../platform/http/schemas.ts';
import { notAllowedNow, Party, QuantityBand, UnitName } from '../../platform/http/shared-shapes.ts';
import { declareRecord, overseers, parties, partners, recipientSide, type ViewOf } from '../disclosure/index.ts';
import { Cell } from '../reference/index.ts';
import { CourseTerms } from '../training/index.ts';
import { Specification } from './contract-specification.ts';
import { NEED_WARNINGS } from './domain/citation.ts';
import { CLOSERS, DISCLOSURE_LEVELS, ENDERS, NEED_EVENTS, NEED_STATES, PRIORITIES } from './domain/need.ts';
import { NEED_REVISION_STATES } from './domain/revision.ts';

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
  .meta({
    id: 'Coverage',
    description:
      'Five disjoint parts and the gap; together the validated quantity, or nothing of a line that is left out. Proposals never count.',
  });

const RevisedNeed = z
  .object({
    priority: z.enum(PRIORITIES).optional(),
    justification: localText.optional(),
    summary: localText.optional(),
    neededBy: calendarDate.optional(),
    respondBy: calendarDate.optional(),
    fulfilTogether: z.boolean().optional(),
    citedMeetingId: idOf('meeting').nullable().optional(),
    lines: z
      .array(
        z.object({
          lineId: idOf('need-line'),
          itemType: slugOf('item-type').optional(),
          quantityRequested: quantity.optional(),
          specifications: z.array(Specification).optional(),
          minimumLot: quantity.optional(),
          acceptedSubstitutes: z.array(slugOf('item-type')).optional(),
          note: localText.nullable().optional(),
          course: CourseTerms.nullable().optional(),
          leftOut: z.boolean().optional(),
        }),
      )
      .optional(),
    addedLines: z
      .array(
        z.object({
          itemType: slugOf('item-type'),
          quantityRequested: quantity,
          specifications: z.array(Specification),
          minimumLot: quantity.optional(),
          acceptedSubstitutes: z.array(slugOf('item-type')),
          note: localText.nullable().optional(),
          course: CourseTerms.nullable().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'RevisedNeed', description: 'The fields that a revision changes.' });

export const NeedRevision = declareRecord('NeedRevision', 'How a published need should read; it stands as it is until that is approved.', {
  id: recipientSide(idOf('need-revision')),
  state: recipientSide(z.enum(NEED_REVISION_STATES)),
  before: recipientSide(RevisedNeed),
  changes: recipientSide(RevisedNeed),
  reason: recipientSide(z.enum(REASON_CODES)),
  reasonNote: recipientSide(z.string().nullable()),
  validatorApprovedAt: recipientSide(instant.nullable()),
  facilitatorApprovedAt: recipientSide(instant.nullable().meta({ description: 'Asked for only where the text that donors read changes.' })),
  decidedAt: recipientSide(instant.nullable()),
  decisionReason: recipientSide(z.enum(REASON_CODES).nullable()),
  decisionNote: recipientSide(z.string().nullable()),
  createdAt: recipientSide(instant),
});

const NeedWarning = z
  .object({
    code: z.enum(NEED_WARNINGS).meta({
      description:
        'same-need: other needs of the unit ask for the same at the same time; exceeds-gap: the line asks for more than is left of the gap.',
    }),
    position: count.meta({ description: 'The line that it is about.' }),
    gap: toldQuantity.nullable().meta({ description: 'The gap as it is computed now.' }),
    citedElsewhere: toldQuantity.nullable().meta({ description: 'What other open needs of the unit cite of it.' }),
    needs: z.array(
      z
        .object({ id: idOf('need'), reference: z.string(), state: z.enum(NEED_STATES) })
        .meta({ id: 'SameNeed', description: 'A need that asks for the same.' }),
    ),
  })
  .meta({ id: 'NeedWarning', description: 'What to look at before a need goes on; never a reason to refuse it.' });

export const NeedLine = declareRecord('NeedLine', 'One item of a need. Fields that the reader may not see are absent.', {
  id: partners(idOf('need-line')),
  position: partners(count),
  itemType: partners(slugOf('item-type')),
  area: partners(slugOf('capability-area').meta({ description: 'Capability area.' })),
  unitOfMeasure: partners(z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' })),
  quantityBand: partners(QuantityBand.nullable().meta({ description: 'Of what is still open; null where nothing is.' })),
  othersCoverPart: partners(z.boolean().meta({ description: 'Whether others than the reader have promised, or given, part of it.' })),
  quantityRequested: recipientSide(toldQuantity),
  quantityValidated: parties(toldQuantity.nullable()),
  validationReason: recipientSide(z.string().nullable()),
  specifications: parties(z.array(Specification)),
  minimumLot: parties(toldQuantity),
  acceptedSubstitutes: parties(z.array(slugOf('item-type'))),
  note: recipientSide(localText.nullable()),
  course: parties(CourseTerms.nullable()),
  citedGap: recipientSide(
    toldQuantity.nullable().meta({
      description:
        'What the line cites of the gap computed when the need was submitted: no more than it asks for, and than other needs had left.',
    }),
  ),
  coverage: recipientSide(Coverage),
  leftOutAt: recipientSide(
    instant.nullable().meta({ description: 'When a revision left the line out: since then it asks for nothing, and donors don’t see it.' }),
  ),
});

export const Need = declareRecord('Need', 'A need. Fields that the reader may not see are absent.', {
  id: partners(idOf('need')),
  reference: partners(z.string().meta({ description: 'Short code for people.', example: 'N-7F3K-2Q' })),
  state: partners(z.enum(NEED_STATES)),
  summary: partners(localText.nullable()),
  cell: partners(Cell.schema),
  neededByMonth: partners(z.string().nullable().meta({ description: 'Month by which it is needed.', example: '2027-04' })),
  publishedAt: partners(instant.nullable()),
  lines: partners(z.array(NeedLine.schema)),
  version: partners(versionField),
  region: parties(slugOf('region')),
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
  stateReason: recipientSide(z.enum(REASON_CODES).nullable()),
  stateNote: recipientSide(z.string().nullable().meta({ description: 'What the code leaves unsaid; for the need’s own side.' })),
  disclosureLevel: recipientSide(z.enum(DISCLOSURE_LEVELS).nullable()),
  disclosedTo: overseers(z.array(idOf('organisation'))),
  unansweredSince: recipientSide(instant.nullable().meta({ description: 'Set when respond-by passed without any match.' })),
  closingRequestedBy: recipientSide(
    z.enum(CLOSERS).nullable().meta({ description: 'Who has asked to close with a gap; the other confirms.' }),
  ),
  endedFrom: recipientSide(z.enum(NEED_STATES).nullable().meta({ description: 'The state that it ended from, and goes back to.' })),
  endedBy: recipientSide(z.enum(ENDERS).nullable().meta({ description: 'Which side ended it, and may take that back.' })),
  reinstatingRequestedBy: recipientSide(
    z.enum(CLOSERS).nullable().meta({ description: 'Who has asked to take a closing back; the other confirms.' }),
  ),
  revision: recipientSide(NeedRevision.schema.nullable().meta({ description: 'What is proposed to change about it, if anything.' })),
  warnings: recipientSide(
    z
      .array(NeedWarning)
      .nullable()
      .meta({ description: 'Of a need that is not published yet, where it is read or written by itself; null in lists.' }),
  ),
  citedMeetingId: recipientSide(idOf('meeting').nullable().meta({ description: 'The meeting that it comes from.' })),
  createdAt: recipientSide(instant),
  allowedActions: recipientSide(z.array(z.enum(NEED_EVENTS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: recipientSide(notAllowedNow(z.enum(NEED_EVENTS), 'NeedNotAllowedNow')),
});
export type NeedView = ViewOf<typeof Need>;
