import { type CalendarDate, endOfMonth } from '../../../kernel/calendar-date.ts';

/** How an obligation was kept, as somebody found on a day. Nothing is overwritten: a later finding stands beside the earlier. */
export const OBSERVANCES = ['observed', 'partly-observed', 'not-observed', 'not-assessed'] as const;
export type Observance = (typeof OBSERVANCES)[number];

/** When something is owed: once, or again and again every so many months from its first day on. */
export interface Schedule {
  readonly dueOn: CalendarDate;
  readonly everyMonths: number | null;
}

/** So many months later, on the same day of the month, or on its last day where the month is shorter. */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const monthNumber = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const month = `${String(Math.floor(monthNumber / 12)).padStart(4, '0')}-${String((monthNumber % 12) + 1).padStart(2, '0')}`;
  const wanted = `${month}-${date.slice(8)}`;
  const last = endOfMonth(`${month}-01`);
  return wanted > last ? last : wanted;
}

/** The number of whole periods that have passed on a day; counted from the first day, so that a short month shifts no later one. */
function periodsPassed({ dueOn, everyMonths }: Schedule, today: CalendarDate): number {
  if (everyMonths === null) return 0;
  const monthsApart = (Number(today.slice(0, 4)) - Number(dueOn.slice(0, 4))) * 12 + Number(today.slice(5, 7)) - Number(dueOn.slice(5, 7));
  const periods = Math.max(0, Math.floor(monthsApart / everyMonths));
  return periods > 0 && addMonths(dueOn, periods * everyMonths) > today ? periods - 1 : periods;
}

/** The last day on which it was due, today included; null where that is still to come. */
export function lastDueOn(schedule: Schedule, today: CalendarDate): CalendarDate | null {
  if (schedule.dueOn > today) return null;
  return addMonths(schedule.dueOn, periodsPassed(schedule, today) * (schedule.everyMonths ?? 0));
}

/** The next day on which it is due after today; null for what was due once. */
export function nextDueOn(schedule: Schedule, today: CalendarDate): CalendarDate | null {
  if (schedule.dueOn > today) return schedule.dueOn;
  if (schedule.everyMonths === null) return null;
  return addMonths(schedule.dueOn, (periodsPassed(schedule, today) + 1) * schedule.everyMonths);
}

/** It has been due, and nobody has looked at it since. `not-assessed` says that somebody looked and could not tell. */
export function awaitsAssessment(schedule: Schedule, assessedOn: CalendarDate | null, today: CalendarDate): boolean {
  const due = lastDueOn(schedule, today);
  return due !== null && due < today && (assessedOn === null || assessedOn < due);
}
