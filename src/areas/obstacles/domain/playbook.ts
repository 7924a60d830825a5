import type { CalendarDate } from '../../../kernel/calendar-date.ts';

export const STEP_STATES = ['open', 'done', 'skipped'] as const;
export type StepState = (typeof STEP_STATES)[number];
/** What becomes of a step once somebody has dealt with it. */
export const STEP_OUTCOMES = ['done', 'skipped'] as const satisfies readonly StepState[];

/** The last step of every playbook. Closing takes it, and so never the person who resolved. */
export const VERIFICATION_STEP = 'verify-resolution';

/** The day on which a term of so many days that begins on a day is over. */
export type EndOfTerm = (from: CalendarDate, days: number) => CalendarDate;

export interface TermedStep {
  readonly position: number;
  readonly state: StepState;
  readonly termDays: number;
}

/** By when each open step is done, one after the other from a day on; those that are done or skipped take no more time. */
export function dueDates(steps: readonly TermedStep[], from: CalendarDate, endOfTerm: EndOfTerm): Map<number, CalendarDate> {
  const due = new Map<number, CalendarDate>();
  let day = from;
  for (const { position, state, termDays } of steps.toSorted((one, other) => one.position - other.position)) {
    if (state !== 'open') continue;
    day = endOfTerm(day, termDays);
    due.set(position, day);
  }
  return due;
}
