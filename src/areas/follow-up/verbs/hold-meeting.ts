import type { MeetingId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { HoldMeeting, RecordMinutes } from '../contract-meetings.ts';
import { replaceParticipants, stepMeeting, takeUpMeeting } from './change-meeting.ts';

/** What a facilitator does when a meeting takes place and after it. */

/** It is in session or over, never before its first day. From now on what it recommends is written down. */
export async function holdMeeting(tx: Tx, act: Act, id: MeetingId, version: number, input: HoldMeeting): Promise<void> {
  const meeting = await takeUpMeeting(tx, act, id, version, 'hold');
  if (meeting.startsOn > dayOf(act.now)) throw refuseField('date-order', '/startsOn', 'in-the-future');
  if (input.participants) await replaceParticipants(tx, id, input.participants);
  await stepMeeting(tx, act, meeting, { event: 'hold', action: 'meeting.held', set: { heldAt: act.now } });
}

/** The minutes, until the meeting is closed; the events keep every version. */
export async function recordMinutes(tx: Tx, act: Act, id: MeetingId, version: number, input: RecordMinutes): Promise<void> {
  const meeting = await takeUpMeeting(tx, act, id, version, 'record-minutes');
  await stepMeeting(tx, act, meeting, { event: 'record-minutes', action: 'meeting.minutes-recorded', set: { minutes: input.minutes } });
}

/** Its record is complete: minutes and recommendations are fixed, what becomes of them goes on. */
export async function closeMeeting(tx: Tx, act: Act, id: MeetingId, version: number): Promise<void> {
  const meeting = await takeUpMeeting(tx, act, id, version, 'close');
  if (meeting.minutes === null) throw new Refusal('minutes-required');
  await stepMeeting(tx, act, meeting, { event: 'close', action: 'meeting.closed', set: { closedAt: act.now } });
}
