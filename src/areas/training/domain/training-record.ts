import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { column, type TransitionTable } from '../../../kernel/transition.ts';

/** What a record rests on: the delivery that wrote it, or evidence that a person has given. */
export const RECORD_SOURCES = ['delivery', 'evidence'] as const;

export const RECORD_STATES = ['recorded', 'confirmed', 'withdrawn'] as const;
export type RecordState = (typeof RECORD_STATES)[number];
export const RECORD_EVENTS = ['confirm', 'withdraw'] as const;
export type RecordEvent = (typeof RECORD_EVENTS)[number];

const on = (moves: Partial<Record<RecordState, RecordState>>) => column(RECORD_STATES, moves);

/** A record by hand waits for a second person; one that a delivery wrote is signed for by the delivery and begins confirmed. */
export const RECORD_TRANSITIONS: TransitionTable<RecordState, RecordEvent> = {
  confirm: on({ recorded: 'confirmed' }),
  withdraw: on({ recorded: 'withdrawn', confirmed: 'withdrawn' }),
};

export const RECORD_RIGHTS = {
  record: ['validator'],
  confirm: ['validator', 'facilitator'],
  withdraw: ['validator', 'facilitator'],
} as const satisfies Record<RecordEvent | 'record', readonly Role[]>;

/** Whether it counts as completed training on a day: confirmed, and not expired. */
export const countsOn = (
  record: { readonly state: RecordState; readonly completedOn: CalendarDate; readonly validUntil: CalendarDate | null },
  day: CalendarDate,
): boolean => record.state === 'confirmed' && record.completedOn <= day && (record.validUntil === null || record.validUntil >= day);

/** What this reader may do next; who recorded it doesn't confirm it. */
export const allowedRecordActions = (state: RecordState, role: ActingRole, isRecorder: boolean): RecordEvent[] =>
  RECORD_EVENTS.filter(
    (event) =>
      (RECORD_RIGHTS[event] as readonly ActingRole[]).includes(role) &&
      RECORD_TRANSITIONS[event][state] !== null &&
      !(event === 'confirm' && isRecorder),
  );
