import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { LocalText } from '../../../kernel/language.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const MEETING_STATES = ['planned', 'postponed', 'held', 'closed', 'cancelled'] as const;
export type MeetingState = (typeof MEETING_STATES)[number];

export const MEETING_EVENTS = ['revise', 'postpone', 'reschedule', 'hold', 'record-minutes', 'close', 'cancel'] as const;
export type MeetingEvent = (typeof MEETING_EVENTS)[number];

const on = (moves: Partial<Record<MeetingState, MeetingState>>) => column(MEETING_STATES, moves);

/**
 * The life of a meeting: an assessment round, a workshop, a round of coordination.
 *
 *   planned ──→ held ──→ closed
 *     ⇅  └────→ cancelled
 *   postponed ──┘
 *
 * What it decided is written down while it is `held`; closing fixes the minutes and the list of recommendations, which live on.
 */
export const MEETING_TRANSITIONS: TransitionTable<MeetingState, MeetingEvent> = {
  revise: on({ planned: 'planned', postponed: 'postponed', held: 'held' }),
  postpone: on({ planned: 'postponed' }),
  reschedule: on({ planned: 'planned', postponed: 'planned' }),
  hold: on({ planned: 'held' }),
  'record-minutes': on({ held: 'held' }),
  close: on({ held: 'closed' }),
  cancel: on({ planned: 'cancelled', postponed: 'cancelled' }),
};

/** Facilitators keep meetings; who took part reads them. */
export const MEETING_KEEPERS = ['facilitator'] as const satisfies readonly Role[];
export const MEETING_RIGHTS = {
  revise: MEETING_KEEPERS,
  postpone: MEETING_KEEPERS,
  reschedule: MEETING_KEEPERS,
  hold: MEETING_KEEPERS,
  'record-minutes': MEETING_KEEPERS,
  close: MEETING_KEEPERS,
  cancel: MEETING_KEEPERS,
} as const satisfies Record<MeetingEvent, readonly Role[]>;

/** It has taken place, so there is something that it decided. */
export const TOOK_PLACE = ['held', 'closed'] as const satisfies readonly MeetingState[];
export const tookPlace = (state: MeetingState): boolean => (TOOK_PLACE as readonly MeetingState[]).includes(state);

/** What the role could do in this state; {@link refusalOfMeetingStep} says what else stands in the way. */
export const meetingStepsOf = (state: MeetingState, role: ActingRole): MeetingEvent[] =>
  allowedEvents(MEETING_TRANSITIONS, state).filter((event) => (MEETING_RIGHTS[event] as readonly ActingRole[]).includes(role));

/** Why not yet: no meeting is held before its first day, and none is closed without its minutes. */
export function refusalOfMeetingStep(
  { startsOn, minutes }: { readonly startsOn: CalendarDate; readonly minutes: LocalText | null },
  event: MeetingEvent,
  today: CalendarDate,
): Refusal | null {
  if (event === 'hold' && startsOn > today) return refuseField('date-order', '/startsOn', 'in-the-future');
  return event === 'close' && minutes === null ? new Refusal('minutes-required') : null;
}

/** A meeting ends on the day that it begins, or later. */
export function checkSpan(startsOn: CalendarDate, endsOn: CalendarDate): void {
  if (endsOn < startsOn) throw refuseField('date-order', '/endsOn', 'before-valid-from');
}
