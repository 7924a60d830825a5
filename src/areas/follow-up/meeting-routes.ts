import type { z } from 'zod';
import type { MeetingId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import type { Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { printBrief } from './brief-queries.ts';
import { Brief, briefQuery } from './contract-follow-up.ts';
import {
  HoldMeeting,
  listMeetingsQuery,
  MeetingPage,
  meetingParams,
  PlanMeeting,
  RecordMinutes,
  RescheduleMeeting,
  ReviseMeeting,
} from './contract-meetings.ts';
import { MEETING_RIGHTS } from './domain/meeting.ts';
import { followUpOf, followUpOfLatest } from './follow-up-queries.ts';
import { findMeeting, listMeetings } from './meeting-queries.ts';
import { Meeting, MeetingFollowUp } from './record.ts';
import { closeMeeting, holdMeeting, recordMinutes } from './verbs/hold-meeting.ts';
import { cancelMeeting, planMeeting, postponeMeeting, rescheduleMeeting, reviseMeeting } from './verbs/plan-meeting.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const tag = 'Meetings';
const read = { method: 'GET', tag, roles: readers, scope: 'meetings:read', status: 200 } as const;

const getMeeting = route({
  ...read,
  url: '/v1/meetings/:id',
  operationId: 'getMeeting',
  summary: 'Read a meeting',
  params: meetingParams,
  response: Meeting.schema,
  handle: ({ tx, ctx, params }) => findMeeting(tx, ctx, params.id),
});

const onOne = {
  tag,
  scope: 'meetings:write',
  ifMatch: getMeeting,
  params: meetingParams,
  status: 200,
  response: Meeting.schema,
} as const;

/** A step of the lifecycle, with what must be said at it. */
function step<Body extends z.ZodType>(
  name: keyof typeof MEETING_RIGHTS,
  operationId: string,
  summary: string,
  body: Body | undefined,
  verb: (tx: Tx, ctx: ActorContext, id: MeetingId, version: number, input: z.output<Body>) => Promise<void>,
): AnyRoute {
  return route({
    ...onOne,
    method: 'POST',
    url: `/v1/meetings/:id/${name}`,
    operationId,
    summary,
    roles: MEETING_RIGHTS[name],
    ...(body ? { body } : {}),
    handle: async ({ tx, ctx, params, body: input, version }) => {
      await verb(tx, ctx, params.id, version, input);
      return findMeeting(tx, ctx, params.id);
    },
  });
}

export const meetingRoutes: AnyRoute[] = [
  route({
    ...read,
    url: '/v1/meetings',
    operationId: 'listMeetings',
    summary: 'List meetings',
    description: 'Those in which the reader’s organisation takes or took part; facilitators and auditors see all. The latest first.',
    query: listMeetingsQuery,
    response: MeetingPage,
    handle: ({ tx, ctx, query }) => listMeetings(tx, ctx, query),
  }),
  route({
    ...read,
    url: '/v1/meetings/latest/follow-up',
    operationId: 'getLatestFollowUp',
    summary: 'What was decided in the last meeting and what became of it',
    description: 'The last meeting that took place, of those that the reader sees.',
    response: MeetingFollowUp.schema,
    refusals: ['not-found'],
    handle: ({ tx, ctx }) => followUpOfLatest(tx, ctx),
  }),
  getMeeting,
  route({
    ...read,
    url: '/v1/meetings/:id/follow-up',
    operationId: 'getMeetingFollowUp',
    summary: 'What was decided in a meeting and what became of it',
    description: 'Of a meeting still to come: what was decided in the last before it.',
    params: meetingParams,
    response: MeetingFollowUp.schema,
    handle: ({ tx, ctx, params }) => followUpOf(tx, ctx, params.id),
  }),
  route({
    ...read,
    url: '/v1/meetings/:id/brief',
    operationId: 'printMeetingBrief',
    summary: 'Print what was decided in a meeting and what became of it',
    description: 'A page of HTML made for paper, in the reader’s language, with what the reader would be told by the follow-up.',
    params: meetingParams,
    query: briefQuery,
    response: Brief,
    answer: { as: 'page' },
    isHeavy: true,
    handle: ({ tx, ctx, params, query, language: accepted }) => {
      const { language = accepted, ...rest } = query;
      nothingLeft(rest);
      return printBrief(tx, ctx, params.id, language);
    },
  }),
  route({
    method: 'POST',
    url: '/v1/meetings',
    operationId: 'planMeeting',
    summary: 'Plan a meeting',
    tag,
    roles: MEETING_RIGHTS.revise,
    scope: 'meetings:write',
    body: PlanMeeting,
    status: 201,
    response: Meeting.schema,
    answer: { as: 'json', location: (meeting) => `/v1/meetings/${meeting.id}` },
    handle: async ({ tx, ctx, body }) => findMeeting(tx, ctx, await planMeeting(tx, ctx, body)),
  }),
  route({
    ...onOne,
    method: 'PATCH',
    url: '/v1/meetings/:id',
    operationId: 'reviseMeeting',
    summary: 'Change anything of a meeting but its days',
    roles: MEETING_RIGHTS.revise,
    body: ReviseMeeting,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseMeeting(tx, ctx, params.id, version, body);
      return findMeeting(tx, ctx, params.id);
    },
  }),
  step('reschedule', 'rescheduleMeeting', 'Give a planned or postponed meeting other days', RescheduleMeeting, rescheduleMeeting),
  step('postpone', 'postponeMeeting', 'Postpone a meeting', reasonBody, (tx, ctx, id, version, body) =>
    postponeMeeting(tx, ctx, id, version, reasonOf(body)),
  ),
  step('cancel', 'cancelMeeting', 'Cancel a meeting', reasonBody, (tx, ctx, id, version, body) =>
    cancelMeeting(tx, ctx, id, version, reasonOf(body)),
  ),
  step('hold', 'holdMeeting', 'Record that a meeting takes or took place', HoldMeeting, holdMeeting),
  step('record-minutes', 'recordMinutes', 'Record the minutes of a meeting', RecordMinutes, recordMinutes),
  step('close', 'closeMeeting', 'Close a meeting: its minutes and recommendations are fixed', undefined, (tx, ctx, id, version) =>
    closeMeeting(tx, ctx, id, version),
  ),
];

export const meetingTag = { name: tag, description: 'Assessment rounds and other meetings, and what became of what they decided.' };
