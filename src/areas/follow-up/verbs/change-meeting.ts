import { and, eq, sql } from 'drizzle-orm';
import type { MeetingId, OrganisationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { replaceRows } from '../../../platform/db/write-rows.ts';
import type { PlanMeeting } from '../contract-meetings.ts';
import { MEETING_KEEPERS, MEETING_TRANSITIONS, type MeetingEvent } from '../domain/meeting.ts';
import { requireOrganisations } from '../reference-check-queries.ts';
import { meetingParticipants, meetings } from '../tables.ts';

export const meetingColumns = {
  id: meetings.id,
  reference: meetings.reference,
  state: meetings.state,
  title: meetings.title,
  purpose: meetings.purpose,
  startsOn: meetings.startsOn,
  endsOn: meetings.endsOn,
  place: meetings.place,
  site: meetings.site,
  agenda: meetings.agenda,
  minutes: meetings.minutes,
  heldAt: meetings.heldAt,
  closedAt: meetings.closedAt,
  stateReason: meetings.stateReason,
  version: meetings.version,
};
export type LockedMeeting = Pick<typeof meetings.$inferSelect, keyof typeof meetingColumns>;
type MeetingChange = Partial<typeof meetings.$inferInsert>;

/** Facilitators keep meetings: every step is theirs. */
export function checkMeetingRight({ actor }: ActorContext): void {
  const named: readonly string[] = MEETING_KEEPERS;
  if (!named.includes(actor.role)) throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: [...named] } });
}

/** The meeting, locked for the decision; null for the version where another record's step only needs it to stand still. */
export async function lockMeeting(tx: Tx, id: MeetingId, version: number | null): Promise<LockedMeeting> {
  const [meeting] = await tx.select(meetingColumns).from(meetings).where(eq(meetings.id, id)).for('no key update');
  if (!meeting) throw new Refusal('not-found');
  if (version !== null && meeting.version !== version) throw new Refusal('stale-version', { facts: { version: meeting.version } });
  return meeting;
}

/** Right, lock, and whether the state allows the step, in this order. */
export async function beginMeetingStep(
  tx: Tx,
  ctx: ActorContext,
  id: MeetingId,
  version: number,
  event: MeetingEvent,
): Promise<LockedMeeting> {
  checkMeetingRight(ctx);
  const meeting = await lockMeeting(tx, id, version);
  nextState(MEETING_TRANSITIONS, meeting.state, event);
  return meeting;
}

export interface MeetingStep {
  readonly event: MeetingEvent;
  readonly action: ActionOn<'meeting'>;
  readonly set?: MeetingChange;
  readonly reason?: string | undefined;
  /** Nothing of it but links has changed. */
  readonly isHidden?: boolean;
}

/** Moves a locked meeting along its lifecycle and writes the event. */
export async function stepMeeting(tx: Tx, ctx: ActorContext, before: LockedMeeting, step: MeetingStep): Promise<void> {
  const state = nextState(MEETING_TRANSITIONS, before.state, step.event);
  const moved = state !== before.state;
  const [after] = await tx
    .update(meetings)
    .set({ ...step.set, state, ...(moved ? { stateReason: step.reason ?? null } : {}), version: sql`${meetings.version} + 1` })
    .where(and(eq(meetings.id, before.id), eq(meetings.version, before.version)))
    .returning(meetingColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: step.action,
    subject: { type: 'meeting', id: after.id },
    note: step.reason ?? null,
    parties: step.isHidden ? [] : await participantsOf(tx, after.id),
  });
}

/** The organisations that take part, who read the meeting and all that it recommends. */
export async function participantsOf(tx: Tx, id: MeetingId): Promise<OrganisationId[]> {
  const rows = await tx
    .select({ id: meetingParticipants.organisationId })
    .from(meetingParticipants)
    .where(eq(meetingParticipants.meetingId, id))
    .orderBy(sql`(select slug from organisations where organisations.id = ${meetingParticipants.organisationId})`);
  return rows.map((row) => row.id);
}

/** Puts these participants in the place of all that there were. */
export async function replaceParticipants(tx: Tx, meetingId: MeetingId, participants: PlanMeeting['participants']): Promise<void> {
  await requireOrganisations(
    tx,
    participants.map(({ organisationId }) => organisationId),
    (index) => `/participants/${index}/organisationId`,
  );
  await replaceRows(
    tx,
    meetingParticipants,
    eq(meetingParticipants.meetingId, meetingId),
    participants.map(({ organisationId, delegationSize = null, ...rest }) => {
      nothingLeft(rest);
      return { meetingId, organisationId, delegationSize };
    }),
  );
}
