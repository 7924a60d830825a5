import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { OrganisationId, UserId } from '../../../kernel/id.ts';
import type { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { column, type TransitionTable } from '../../../kernel/transition.ts';
import { handIn, type Hand, refusalOfHand, TWO_SIDED } from '../../../kernel/two-sidedness.ts';

/** What a record rests on: the delivery that wrote it, or evidence that a person has given. */
export const RECORD_SOURCES = ['delivery', 'evidence'] as const;

export const RECORD_STATES = ['recorded', 'confirmed', 'refused', 'withdrawn'] as const;
export type RecordState = (typeof RECORD_STATES)[number];
export const RECORD_EVENTS = ['confirm', 'refuse-confirmation', 'withdraw'] as const;
export type RecordEvent = (typeof RECORD_EVENTS)[number];

const on = (moves: Partial<Record<RecordState, RecordState>>) => column(RECORD_STATES, moves);

/** A record by hand waits for a second person, who confirms it or refuses to: it is recorded anew then; one that a delivery wrote is signed for by the delivery and begins confirmed. */
export const RECORD_TRANSITIONS: TransitionTable<RecordState, RecordEvent> = {
  confirm: on({ recorded: 'confirmed' }),
  'refuse-confirmation': on({ recorded: 'refused' }),
  withdraw: on({ recorded: 'withdrawn', confirmed: 'withdrawn' }),
};

export const RECORD_RIGHTS = {
  record: ['validator'],
  confirm: TWO_SIDED['confirm-training'].completes,
  'refuse-confirmation': TWO_SIDED['confirm-training'].completes,
  withdraw: ['validator', 'facilitator'],
} as const satisfies Record<RecordEvent | 'record', readonly Role[]>;

/** Whether it counts as completed training on a day: confirmed, and not expired. */
export const countsOn = (
  record: { readonly state: RecordState; readonly completedOn: CalendarDate; readonly validUntil: CalendarDate | null },
  day: CalendarDate,
): boolean => record.state === 'confirmed' && record.completedOn <= day && (record.validUntil === null || record.validUntil >= day);

/** How often each record of a line says that its course was held, newest first, once so many fewer were in service, or more. */
export function coursesAfter<Standing extends { readonly courses: number }>(
  newestFirst: readonly Standing[],
  difference: number,
): { readonly record: Standing; readonly courses: number }[] {
  const [newest] = newestFirst;
  if (difference >= 0) return newest && difference > 0 ? [{ record: newest, courses: newest.courses + difference }] : [];
  let left = -difference;
  return newestFirst.flatMap((record) => {
    const fewer = Math.min(left, record.courses);
    left -= fewer;
    return fewer === 0 ? [] : [{ record, courses: record.courses - fewer }];
  });
}

/** What confirming is decided on. */
export interface Recorded {
  readonly recordedBy: UserId | null;
  readonly recordedById: OrganisationId | null;
  readonly recordedByRole: ActingRole | null;
}

/** Why this account may neither confirm the record nor refuse to; null where it may. */
export const refusalOfConfirming = ({ recordedBy, recordedById, recordedByRole }: Recorded, hand: Hand): Refusal | null =>
  refusalOfHand('confirm-training', 'recorder-may-not-confirm', handIn(recordedBy, recordedById, recordedByRole), hand);

/** What this reader's role could do next. */
export const recordActionsOf = (state: RecordState, role: ActingRole): RecordEvent[] =>
  RECORD_EVENTS.filter(
    (event) => (RECORD_RIGHTS[event] as readonly ActingRole[]).includes(role) && RECORD_TRANSITIONS[event][state] !== null,
  );
