import type { MeetingId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { HoldMeeting, RecordMinutes } from '../contract-meetings.ts';
import { refusalOfMeetingStep } from '../domain/meeting.ts';
import { meetings } from '../tables.ts';
import { replaceParticipants, stepMeeting, beginMeetingStep } from './change-meeting.ts';
import { todayOfMission } from '../../reference/index.ts';

/** What a facilitator does when a meeting takes place and after it. */

/** It is in session or over, never before its first day. From now on what it recommends is written down. */
export async function holdMeeting(tx: Tx, ctx: ActorContext, id: MeetingId, version: number, input: HoldMeeting): Promise<void> {
  const { participants, ...rest } = input;
  nothingLeft(rest);
  const meeting = await beginMeetingStep(tx, ctx, id, version, 'hold');
  throwWhere(refusalOfMeetingStep(meeting, 'hold', todayOfMission(ctx)));
  if (participants) await replaceParticipants(tx, id, participants);
  await stepMeeting(tx, ctx, meeting, { event: 'hold', action: 'meeting.held', set: { heldAt: ctx.now } });
}

/** The minutes, until the meeting is closed; the events keep every version. */
export async function recordMinutes(tx: Tx, ctx: ActorContext, id: MeetingId, version: number, input: RecordMinutes): Promise<void> {
  const { minutes, ...rest } = input;
  nothingLeft(rest);
  const meeting = await beginMeetingStep(tx, ctx, id, version, 'record-minutes');
  if (!(await makesDifference(tx, { type: 'meeting', id }, meetings, { minutes }))) return;
  await stepMeeting(tx, ctx, meeting, { event: 'record-minutes', action: 'meeting.minutes-recorded', set: { minutes } });
}

/** Its record is complete: minutes and recommendations are fixed, what becomes of them goes on. */
export async function closeMeeting(tx: Tx, ctx: ActorContext, id: MeetingId, version: number): Promise<void> {
  const meeting = await beginMeetingStep(tx, ctx, id, version, 'close');
  throwWhere(refusalOfMeetingStep(meeting, 'close', todayOfMission(ctx)));
  await stepMeeting(tx, ctx, meeting, { event: 'close', action: 'meeting.closed', set: { closedAt: ctx.now } });
}
