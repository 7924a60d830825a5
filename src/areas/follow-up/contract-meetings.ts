import { z } from 'zod';
import { isPrintable } from '../../kernel/printable.ts';
import { LANGUAGES, type LocalText } from '../../kernel/language.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, instant, localText, reason, slug, versionField } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { FollowUpLink, linkedThings } from './contract-links.ts';
import { MEETING_EVENTS, MEETING_STATES } from './domain/meeting.ts';

const LONGEST_MINUTES = 40_000;

const minutes = z
  .strictObject(
    Object.fromEntries(
      LANGUAGES.map((language) => [
        language,
        z.string().trim().min(1).max(LONGEST_MINUTES).refine(isPrintable, { error: 'unprintable' }).optional(),
      ]),
    ),
  )
  .refine((value) => Object.values(value).some((text) => text !== undefined), { error: 'empty' })
  .meta({
    id: 'Minutes',
    description: 'The minutes by language; at least one of ar, en, it, fr. A blank line parts paragraphs.',
    example: { en: 'The participants agreed on the follow-up.\n\nThe next meeting is in Ghadames.' },
  }) as unknown as z.ZodType<LocalText, LocalText>;

const delegationSize = z.int().min(1).max(1000);
const ParticipantInput = z
  .strictObject({
    organisationId: idOf('organisation'),
    delegationSize: delegationSize.optional().meta({ description: 'How many came, where known. No person is named.', example: 4 }),
  })
  .meta({ id: 'NewParticipant', description: 'An organisation that takes part.' });

const plan = {
  title: localText,
  purpose: localText.meta({ description: 'What it is for.' }),
  startsOn: calendarDate,
  endsOn: calendarDate.meta({ description: 'Its last day; the first where absent.' }),
  place: localText.meta({ description: 'The town or building, as people say it.' }),
  site: slug.meta({ description: 'The site of the reference data that it is at.', example: 'ghadames' }),
  participants: z.array(ParticipantInput).max(200),
  agenda: z.array(localText).max(50).meta({ description: 'Its points, in order.' }),
};

export const PlanMeeting = z
  .strictObject({
    ...plan,
    endsOn: plan.endsOn.optional(),
    site: plan.site.optional(),
    participants: plan.participants.default([]),
    agenda: plan.agenda.default([]),
    links: linkedThings.default([]),
  })
  .meta({ id: 'PlanMeeting', description: 'A meeting to come.' });
export type PlanMeeting = z.output<typeof PlanMeeting>;

export const ReviseMeeting = z
  .strictObject({
    title: plan.title.optional(),
    purpose: plan.purpose.optional(),
    place: plan.place.optional(),
    site: plan.site.nullable().optional(),
    participants: plan.participants.optional().meta({ description: 'Where given, replaces all.' }),
    agenda: plan.agenda.optional(),
    links: linkedThings.optional().meta({ description: 'Where given, replaces all.' }),
  })
  .meta({
    id: 'ReviseMeeting',
    description: 'What is to change; what is absent stays, null takes away. Days are changed by rescheduling.',
  });
export type ReviseMeeting = z.output<typeof ReviseMeeting>;

export const RescheduleMeeting = z
  .strictObject({ startsOn: plan.startsOn, endsOn: plan.endsOn.optional(), reason: reason.optional() })
  .meta({ id: 'RescheduleMeeting', description: 'Other days; a postponed meeting is planned again.' });
export type RescheduleMeeting = z.output<typeof RescheduleMeeting>;

export const HoldMeeting = z
  .strictObject({
    participants: plan.participants.optional().meta({ description: 'Who came, where it differs from the plan; replaces all.' }),
  })
  .meta({ id: 'HoldMeeting', description: 'The meeting has taken place, or is in session.' });
export type HoldMeeting = z.output<typeof HoldMeeting>;

export const RecordMinutes = z
  .strictObject({ minutes })
  .meta({ id: 'RecordMinutes', description: 'The minutes, or a better version of them.' });
export type RecordMinutes = z.output<typeof RecordMinutes>;

export const MeetingParticipant = z
  .object({ organisation: Party, delegationSize: delegationSize.nullable() })
  .meta({ id: 'MeetingParticipant', description: 'An organisation that takes or took part.' });

export const Meeting = z
  .object({
    id: idOf('meeting'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'G-7F3K-2Q' }),
    state: z.enum(MEETING_STATES),
    title: localText,
    purpose: localText,
    startsOn: calendarDate,
    endsOn: calendarDate,
    place: localText,
    site: slug.nullable(),
    participants: z.array(MeetingParticipant),
    agenda: z.array(localText),
    minutes: minutes.nullable(),
    heldAt: instant.nullable().meta({ description: 'When it was recorded as held.' }),
    closedAt: instant.nullable(),
    stateReason: z.string().nullable(),
    links: z.array(FollowUpLink),
    version: versionField,
    createdAt: instant,
    allowedActions: z.array(z.enum(MEETING_EVENTS)).meta({ description: 'What the reader may do next.' }),
  })
  .meta({ id: 'Meeting', description: 'A meeting: who took part by organisation, what it was for, its minutes.' });
export type MeetingView = z.output<typeof Meeting>;

export const MeetingPage = pageOf(Meeting, 'MeetingPage');

export const listMeetingsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(MEETING_STATES).optional(),
  organisationId: idOf('organisation').optional().meta({ description: 'Those in which this organisation takes or took part.' }),
  from: calendarDate.optional().meta({ description: 'Those that begin on this day or later.' }),
  until: calendarDate.optional().meta({ description: 'Those that begin on this day or earlier.' }),
});
export type ListMeetings = z.output<typeof listMeetingsQuery>;

export const meetingParams = z.strictObject({ id: idOf('meeting') });
