import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, listOf, localText, reason, slugOf } from '../../platform/http/schemas.ts';
import { linkedThings } from './contract-links.ts';
import { delegationSize, Meeting, minutes } from './record.ts';
import { MEETING_STATES } from './domain/meeting.ts';

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
  site: slugOf('site').meta({ description: 'The site of the reference data that it is at.', example: 'ghadames' }),
  participants: listOf(ParticipantInput, 'organisationId').max(200),
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

export const MeetingPage = pageOf(Meeting.schema, 'MeetingPage');

export const listMeetingsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(MEETING_STATES).optional(),
  organisationId: idOf('organisation').optional().meta({ description: 'Those in which this organisation takes or took part.' }),
  from: calendarDate.optional().meta({ description: 'Those that begin on this day or later.' }),
  until: calendarDate.optional().meta({ description: 'Those that begin on this day or earlier.' }),
});
export type ListMeetings = z.output<typeof listMeetingsQuery>;

export const meetingParams = z.strictObject({ id: idOf('meeting') });
