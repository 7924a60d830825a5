import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, count, idOf, instant, localText, longText, reason, versionField } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { FollowUpLink, linkedThings } from './contract-links.ts';
import { RECOMMENDATION_EVENTS, RECOMMENDATION_STATES } from './domain/recommendation.ts';

const owners = z.array(idOf('organisation')).min(1).max(20).meta({ description: 'The organisations whose task it is.' });
const dueOn = calendarDate.meta({ description: 'The day by which it is to be done; not before the meeting.' });

export const RecordRecommendation = z
  .strictObject({ recommends: localText, ownerIds: owners, dueOn, links: linkedThings.default([]) })
  .meta({ id: 'RecordRecommendation', description: 'What the meeting recommends, whose task it is, and by when.' });
export type RecordRecommendation = z.output<typeof RecordRecommendation>;

export const ReviseRecommendation = z
  .strictObject({
    recommends: localText.optional(),
    ownerIds: owners.optional(),
    dueOn: dueOn.optional(),
    links: linkedThings.optional().meta({ description: 'Where given, replaces all.' }),
    reason: reason.optional().meta({ description: 'Why; needed where the day changes.', example: 'meeting-postponed' }),
  })
  .meta({ id: 'ReviseRecommendation', description: 'What is to change; what is absent stays.' });
export type ReviseRecommendation = z.output<typeof ReviseRecommendation>;

export const NoteProgress = z
  .strictObject({
    note: localText,
    links: linkedThings
      .default([])
      .meta({ description: 'What came of it: a need, obstacle, partnership, delivery or agreement to link as well.' }),
  })
  .meta({ id: 'NoteProgress', description: 'How far it is.' });
export type NoteProgress = z.output<typeof NoteProgress>;

export const ReportDone = z
  .strictObject({
    evidence: longText
      .optional()
      .meta({ description: 'What shows that it is done; mandatory.', example: 'List of needs, 15 December, annex 2 of the minutes' }),
  })
  .meta({ id: 'ReportDone', description: 'It is done, and this shows it.' });
export type ReportDone = z.output<typeof ReportDone>;

export const SupersedeRecommendation = z
  .strictObject({ successorId: idOf('recommendation'), reason: reason.optional() })
  .meta({ id: 'SupersedeRecommendation', description: 'The recommendation that takes its place.' });
export type SupersedeRecommendation = z.output<typeof SupersedeRecommendation>;

export const RecommendationNote = z
  .object({ note: localText, organisation: Party.nullable(), notedAt: instant })
  .meta({ id: 'RecommendationNote', description: 'What an owner reported on the way.' });

export const Recommendation = z
  .object({
    id: idOf('recommendation'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'R-7F3K-2Q' }),
    meetingId: idOf('meeting'),
    state: z.enum(RECOMMENDATION_STATES),
    recommends: localText,
    owners: z.array(Party),
    dueOn: calendarDate,
    overdue: z.boolean().meta({ description: 'Its day has passed and nobody has reported it done.' }),
    overdueSince: instant.nullable().meta({ description: 'When that was first found.' }),
    daysToDue: z.int().meta({ description: 'Days from today to its day; negative once that has passed.' }),
    doneAt: instant.nullable(),
    doneByOrganisation: Party.nullable(),
    evidence: z.string().nullable(),
    confirmedAt: instant.nullable(),
    confirmedByOrganisation: Party.nullable(),
    supersededBy: idOf('recommendation').nullable(),
    stateReason: z.string().nullable(),
    noteCount: count,
    latestNote: RecommendationNote.nullable(),
    links: z.array(FollowUpLink),
    version: versionField,
    createdAt: instant,
    allowedActions: z.array(z.enum(RECOMMENDATION_EVENTS)).meta({ description: 'What the reader may do next.' }),
  })
  .meta({ id: 'Recommendation', description: 'What a meeting recommended and what became of it.' });
export type RecommendationView = z.output<typeof Recommendation>;

export const RecommendationPage = pageOf(Recommendation, 'RecommendationPage');
export const RecommendationNotePage = pageOf(RecommendationNote, 'RecommendationNotePage');
export type RecommendationNoteView = z.output<typeof RecommendationNote>;

export const listRecommendationsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(RECOMMENDATION_STATES).optional(),
  meetingId: idOf('meeting').optional(),
  ownerId: idOf('organisation').optional(),
  overdue: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({ description: 'true: those whose day has passed and that nobody has reported done; false: the others.' }),
  needId: idOf('need').optional(),
  obstacleId: idOf('obstacle').optional(),
  partnershipId: idOf('partnership').optional(),
  deliveryId: idOf('delivery').optional(),
  citedAgreementId: idOf('agreement').optional(),
});
export type ListRecommendations = z.output<typeof listRecommendationsQuery>;

export const listNotesQuery = z.strictObject(pageQuery);
export type ListNotes = z.output<typeof listNotesQuery>;

export const recommendationParams = z.strictObject({ id: idOf('recommendation') });
