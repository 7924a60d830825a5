import { must } from '../../../kernel/assert.ts';
import type { MeetingId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { PlanMeeting, RescheduleMeeting, ReviseMeeting } from '../contract-meetings.ts';
import { checkSpan, MEETING_TRANSITIONS } from '../domain/meeting.ts';
import { requireSite } from '../reference-check-queries.ts';
import { meetings } from '../tables.ts';
import { checkMeetingRight, meetingColumns, replaceParticipants, stepMeeting, beginMeetingStep } from './change-meeting.ts';
import { addLinks, isOfLinksAlone, replaceLinks } from './write-links.ts';

/** What a facilitator does before a meeting takes place. */

export async function planMeeting(tx: Tx, ctx: ActorContext, input: PlanMeeting): Promise<MeetingId> {
  checkMeetingRight(ctx);
  const { title, purpose, startsOn, endsOn = startsOn, place, site = null, participants, agenda, links, ...rest } = input;
  nothingLeft(rest);
  checkSpan(startsOn, endsOn);
  await requireSite(tx, site);
  const [meeting] = await tx
    .insert(meetings)
    .values({
      id: newId<'meeting'>(),
      state: 'planned',
      title,
      purpose,
      startsOn,
      endsOn,
      place,
      site,
      agenda,
      createdAt: ctx.now,
    })
    .returning(meetingColumns);
  const created = must(meeting, 'an inserted meeting comes back');
  await replaceParticipants(tx, created.id, participants);
  await addLinks(tx, { meetingId: created.id }, links);
  await recordEvent(tx, ctx, {
    action: 'meeting.planned',
    subject: { type: 'meeting', id: created.id },
    parties: participants.map(({ organisationId }) => organisationId),
  });
  return created.id;
}

/** Anything but its days, until it is closed. */
export async function reviseMeeting(tx: Tx, ctx: ActorContext, id: MeetingId, version: number, input: ReviseMeeting): Promise<void> {
  const meeting = await beginMeetingStep(tx, ctx, id, version, 'revise');
  const {
    title = meeting.title,
    purpose = meeting.purpose,
    place = meeting.place,
    site = meeting.site,
    participants,
    agenda = meeting.agenda,
    links,
    ...rest
  } = input;
  nothingLeft(rest);
  await requireSite(tx, input.site);
  if (participants) await replaceParticipants(tx, id, participants);
  if (links) await replaceLinks(tx, { meetingId: id }, links);
  const set = { title, purpose, place, site, agenda };
  if (!(await makesDifference(tx, { type: 'meeting', id }, meetings, set))) return;
  await stepMeeting(tx, ctx, meeting, { event: 'revise', action: 'meeting.revised', set, isHidden: isOfLinksAlone(input) });
}

/** Not on its days, and nobody knows yet when. */
export async function postponeMeeting(tx: Tx, ctx: ActorContext, id: MeetingId, version: number, reason: string): Promise<void> {
  const meeting = await beginMeetingStep(tx, ctx, id, version, 'postpone');
  await stepMeeting(tx, ctx, meeting, { event: 'postpone', action: 'meeting.postponed', reason });
}

/** Other days for a planned meeting, or new ones for a postponed. */
export async function rescheduleMeeting(
  tx: Tx,
  ctx: ActorContext,
  id: MeetingId,
  version: number,
  input: RescheduleMeeting,
): Promise<void> {
  const { startsOn, endsOn = startsOn, reason, ...rest } = input;
  nothingLeft(rest);
  const meeting = await beginMeetingStep(tx, ctx, id, version, 'reschedule');
  checkSpan(startsOn, endsOn);
  const set = { startsOn, endsOn };
  const state = nextState(MEETING_TRANSITIONS, meeting.state, 'reschedule');
  if (!(await makesDifference(tx, { type: 'meeting', id }, meetings, { ...set, state }))) return;
  await stepMeeting(tx, ctx, meeting, { event: 'reschedule', action: 'meeting.rescheduled', set, reason });
}

export async function cancelMeeting(tx: Tx, ctx: ActorContext, id: MeetingId, version: number, reason: string): Promise<void> {
  const meeting = await beginMeetingStep(tx, ctx, id, version, 'cancel');
  await stepMeeting(tx, ctx, meeting, { event: 'cancel', action: 'meeting.cancelled', reason });
}
