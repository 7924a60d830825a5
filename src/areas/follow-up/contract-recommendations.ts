import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, flag, idOf, listOf, localText, longText, reason } from '../../platform/http/schemas.ts';
import { linkedThings } from './contract-links.ts';
import { RECOMMENDATION_STATES } from './domain/recommendation.ts';
import { Recommendation, RecommendationNote } from './record.ts';

const owners = listOf(idOf('organisation')).min(1).max(20).meta({ description: 'The organisations whose task it is.' });
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

export const RecommendationPage = pageOf(Recommendation.schema, 'RecommendationPage');
export const RecommendationNotePage = pageOf(RecommendationNote.schema, 'RecommendationNotePage');
export const listRecommendationsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(RECOMMENDATION_STATES).optional(),
  meetingId: idOf('meeting').optional(),
  ownerId: idOf('organisation').optional(),
  overdue: flag.optional().meta({ description: 'true: those whose day has passed and that nobody has reported done; false: the others.' }),
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
