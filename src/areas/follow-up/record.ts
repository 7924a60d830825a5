import { z } from 'zod';
import { LANGUAGES, type LocalText } from '../../kernel/language.ts';
import { calendarDate, count, freeText, idOf, instant, localText, slugOf, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow, Party } from '../../platform/http/shared-shapes.ts';
import { declareRecord, parties, recipientSide, type ViewOf } from '../disclosure/index.ts';
import { DELIVERY_STATES } from '../deliveries/domain/delivery.ts';
import { NEED_STATES } from '../needs/domain/need.ts';
import { OBSTACLE_STATES } from '../obstacles/domain/obstacle.ts';
import { PARTNERSHIP_STATES } from '../partnerships/domain/partnership.ts';
import { AGREEMENT_EVENTS, AGREEMENT_KINDS, AGREEMENT_STATES } from './domain/agreement.ts';
import { MEETING_EVENTS, MEETING_STATES } from './domain/meeting.ts';
import { OBSERVANCES } from './domain/obligation.ts';
import { RECOMMENDATION_EVENTS, RECOMMENDATION_STATES } from './domain/recommendation.ts';

const LONGEST_MINUTES = 40_000;

export const minutes = z
  .strictObject(
    Object.fromEntries(
      LANGUAGES.map((language) => [
        language,
        freeText(LONGEST_MINUTES)
          .overwrite((text) => text.trim())
          .optional(),
      ]),
    ),
  )
  .refine((value) => Object.values(value).some((text) => text !== undefined), { error: 'empty' })
  .meta({
    id: 'Minutes',
    description: 'The minutes by language; at least one of ar, en, it, fr. A blank line parts paragraphs.',
    example: { en: 'The participants agreed on the follow-up.\n\nThe next meeting is in Ghadames.' },
  }) as unknown as z.ZodType<LocalText, LocalText>;

/** How many came of an organisation; no person is named. */
export const delegationSize = z.int().min(1).max(1000);

/** Every state of what can be linked, each once: programs made of the document take no union of lists. */
export const LINKED_STATES = [
  ...new Set([...NEED_STATES, ...OBSTACLE_STATES, ...PARTNERSHIP_STATES, ...DELIVERY_STATES, ...AGREEMENT_STATES]),
];

export const FollowUpLink = declareRecord('FollowUpLink', 'Something that this concerns and that the reader may see.', {
  needId: parties(idOf('need').optional()),
  obstacleId: parties(idOf('obstacle').optional()),
  partnershipId: parties(idOf('partnership').optional()),
  deliveryId: parties(idOf('delivery').optional()),
  citedAgreementId: parties(idOf('agreement').optional()),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'B-7F3K-2Q' })),
  state: parties(z.enum(LINKED_STATES).meta({ description: 'How it stands today, in the states of what it is.', example: 'in-progress' })),
});
export type FollowUpLinkView = ViewOf<typeof FollowUpLink>;

export const MeetingParticipant = declareRecord('MeetingParticipant', 'An organisation that takes or took part.', {
  organisation: parties(Party),
  delegationSize: parties(delegationSize.nullable()),
});

export const Meeting = declareRecord('Meeting', 'A meeting: who took part by organisation, what it was for, its minutes.', {
  id: parties(idOf('meeting')),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'G-7F3K-2Q' })),
  state: parties(z.enum(MEETING_STATES)),
  title: parties(localText),
  purpose: parties(localText),
  startsOn: parties(calendarDate),
  endsOn: parties(calendarDate),
  place: parties(localText),
  site: parties(slugOf('site').nullable()),
  participants: parties(z.array(MeetingParticipant.schema)),
  agenda: parties(z.array(localText)),
  minutes: parties(minutes.nullable()),
  heldAt: parties(instant.nullable().meta({ description: 'When it was recorded as held.' })),
  closedAt: parties(instant.nullable()),
  stateReason: parties(z.string().nullable()),
  links: parties(z.array(FollowUpLink.schema)),
  version: parties(versionField),
  createdAt: parties(instant),
  allowedActions: parties(z.array(z.enum(MEETING_EVENTS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: parties(notAllowedNow(z.enum(MEETING_EVENTS), 'MeetingNotAllowedNow')),
});
export type MeetingView = ViewOf<typeof Meeting>;

export const RecommendationNote = declareRecord('RecommendationNote', 'What an owner reported on the way.', {
  note: parties(localText),
  organisation: parties(Party.nullable()),
  notedAt: parties(instant),
});
export type RecommendationNoteView = ViewOf<typeof RecommendationNote>;

export const Recommendation = declareRecord('Recommendation', 'What a meeting recommended and what became of it.', {
  id: parties(idOf('recommendation')),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'R-7F3K-2Q' })),
  meetingId: parties(idOf('meeting')),
  state: parties(z.enum(RECOMMENDATION_STATES)),
  recommends: parties(localText),
  owners: parties(z.array(Party)),
  dueOn: parties(calendarDate),
  overdue: parties(z.boolean().meta({ description: 'Its day has passed and nobody has reported it done.' })),
  overdueSince: parties(instant.nullable().meta({ description: 'When that was first found.' })),
  daysToDue: parties(z.int().meta({ description: 'Days from today to its day; negative once that has passed.' })),
  doneAt: parties(instant.nullable()),
  doneByOrganisation: parties(Party.nullable()),
  evidence: parties(z.string().nullable()),
  confirmedAt: parties(instant.nullable()),
  confirmedByOrganisation: parties(Party.nullable()),
  supersededBy: parties(idOf('recommendation').nullable()),
  stateReason: parties(z.string().nullable()),
  noteCount: parties(count),
  latestNote: parties(RecommendationNote.schema.nullable()),
  links: parties(z.array(FollowUpLink.schema)),
  version: parties(versionField),
  createdAt: parties(instant),
  allowedActions: parties(z.array(z.enum(RECOMMENDATION_EVENTS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: parties(notAllowedNow(z.enum(RECOMMENDATION_EVENTS), 'RecommendationNotAllowedNow')),
});
export type RecommendationView = ViewOf<typeof Recommendation>;

export const ObservanceAssessment = declareRecord('ObservanceAssessment', 'One dated assessment of an obligation.', {
  observance: parties(z.enum(OBSERVANCES)),
  assessedOn: parties(calendarDate),
  finding: parties(localText.nullable()),
  evidence: parties(z.string().nullable()),
  assessedByOrganisation: parties(Party.nullable()),
});

export const Obligation = declareRecord('Obligation', 'Who owes what to whom, when, and how it is observed.', {
  id: parties(idOf('obligation')),
  position: parties(count),
  duty: parties(localText),
  owedBy: parties(Party),
  owedTo: parties(Party.nullable().meta({ description: 'null: all the other parties.' })),
  dueOn: parties(calendarDate),
  everyMonths: parties(z.int().nullable()),
  nextDueOn: parties(calendarDate.nullable().meta({ description: 'When it is due next; null once it is over.' })),
  observance: parties(z.enum(OBSERVANCES).meta({ description: 'What the latest assessment found.' })),
  awaitsAssessment: parties(z.boolean().meta({ description: 'It has been due and nobody has assessed it since.' })),
  assessments: parties(z.array(ObservanceAssessment.schema).meta({ description: 'All of them, the latest first.' })),
  releasedAt: parties(instant.nullable()),
  releaseReason: parties(z.string().nullable()),
});
export type ObligationView = ViewOf<typeof Obligation>;

export const Agreement = declareRecord('Agreement', 'An agreement, what its parties owe each other, and how they observe it.', {
  id: parties(idOf('agreement')),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'T-7F3K-2Q' })),
  kind: parties(z.enum(AGREEMENT_KINDS)),
  state: parties(z.enum(AGREEMENT_STATES)),
  title: parties(localText),
  summary: parties(localText),
  parties: parties(z.array(Party)),
  signedOn: parties(calendarDate.nullable()),
  validUntil: parties(calendarDate.nullable()),
  obligations: parties(z.array(Obligation.schema)),
  stateReason: parties(z.string().nullable()),
  links: parties(z.array(FollowUpLink.schema)),
  version: parties(versionField),
  createdAt: parties(instant),
  allowedActions: parties(z.array(z.enum(AGREEMENT_EVENTS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: parties(notAllowedNow(z.enum(AGREEMENT_EVENTS), 'AgreementNotAllowedNow')),
});
export type AgreementView = ViewOf<typeof Agreement>;

export const FollowUpTotals = declareRecord('FollowUpTotals', 'What became of what was recommended, of those that the reader sees.', {
  recommended: parties(count),
  confirmed: parties(count),
  done: parties(count.meta({ description: 'Reported done, not yet confirmed by another.' })),
  inProgress: parties(count),
  accepted: parties(count),
  open: parties(count.meta({ description: 'Nobody has taken it on yet.' })),
  overdue: parties(count.meta({ description: 'Of those not done: the day has passed.' })),
  rejected: parties(count),
  superseded: parties(count),
});

export const CitingNeed = declareRecord('CitingNeed', 'A need that says that it comes from this meeting.', {
  id: recipientSide(idOf('need')),
  reference: recipientSide(z.string()),
  state: recipientSide(z.enum(NEED_STATES)),
});

export const MeetingFollowUp = declareRecord('MeetingFollowUp', 'What was decided in a meeting and what became of it.', {
  meeting: parties(Meeting.schema.meta({ description: 'The meeting asked for.' })),
  decidedAt: parties(
    Meeting.schema.nullable().meta({
      description: 'The meeting whose decisions these are: the one asked for, or the last before it where it has not taken place.',
    }),
  ),
  totals: parties(FollowUpTotals.schema),
  recommendations: parties(z.array(Recommendation.schema).meta({ description: 'All that it recommended, and how each stands today.' })),
  carriedOver: parties(z.array(Recommendation.schema).meta({ description: 'What earlier meetings recommended and nobody has finished.' })),
  agreements: parties(
    z
      .array(Agreement.schema)
      .meta({ description: 'The agreements that the meeting or its recommendations concern, and their observance.' }),
  ),
  needs: parties(z.array(CitingNeed.schema).meta({ description: 'The needs that come from it.' })),
  nextMeeting: parties(Meeting.schema.nullable().meta({ description: 'The next that is planned.' })),
});
export type MeetingFollowUpView = ViewOf<typeof MeetingFollowUp>;
