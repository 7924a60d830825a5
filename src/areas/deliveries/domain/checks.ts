import { addDays, type CalendarDate, daysBetween } from '../../../kernel/calendar-date.ts';

/** Days after handover on which the donor or a facilitator looks again (milestones.json). */
export const CHECK_DAYS = [30, 180, 365] as const;

/** A check that is due in half a year or later shows end use; the first only that it has arrived and works. */
const END_USE_AFTER_DAYS = 180;

/** A visit may come somewhat before the day that it is due. */
const EARLY_DAYS = 30;

export const checksDueAfter = (handedOverOn: CalendarDate): CalendarDate[] => CHECK_DAYS.map((days) => addDays(handedOverOn, days));

export interface Check {
  readonly dueOn: CalendarDate;
  readonly verifiedOn: CalendarDate | null;
}

/**
 * Which check a visit on this day is: the latest one not yet done that is due by then or soon, for one visit in autumn can't
 * stand for one missed in spring. Null where none is due. The first may come as early as the handover itself.
 */
export function checkOn<C extends Check>(checks: readonly C[], day: CalendarDate): C | null {
  const due = checks.filter(({ dueOn, verifiedOn }) => verifiedOn === null && daysBetween(day, dueOn) <= EARLY_DAYS);
  return due.sort((a, b) => (a.dueOn < b.dueOn ? 1 : -1))[0] ?? null;
}

export const showsEndUse = (handedOverOn: CalendarDate, { dueOn }: Pick<Check, 'dueOn'>): boolean =>
  daysBetween(handedOverOn, dueOn) >= END_USE_AFTER_DAYS;
