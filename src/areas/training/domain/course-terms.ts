import { type CalendarDate, endOfMonth, monthOf } from '../../../kernel/calendar-date.ts';
import type { FieldFault } from '../../../kernel/refusal.ts';

/**
 * What a course line says besides its item type and how many courses it is about. On an offer: what is given. On a need: how many
 * seats a course must have, between which days the unit can spare its people, and what they learn first.
 */
export interface CourseTerms {
  /** Seats of each course; null where not stated. */
  readonly seats: number | null;
  /** First and last day; null where not stated. */
  readonly startsOn: CalendarDate | null;
  readonly endsOn: CalendarDate | null;
  /** Item types of the courses that must be completed first. */
  readonly prerequisites: readonly string[];
  /** How many months the certificate holds, by who gives the course; null: it doesn't expire. */
  readonly certificateMonths: number | null;
}

/** What a training record keeps as a number of people. */
const MOST_PEOPLE = 1_000_000_000;

/** How many people so many courses have seats for in all; null where nobody has said, or said what can't be a number of people. */
export function seatsInAll(ofEach: number | null, courses: number): number | null {
  if (ofEach === null) return null;
  const seats = ofEach * courses;
  return Number.isInteger(seats) && seats > 0 && seats <= MOST_PEOPLE ? seats : null;
}

/** The last day on which a certificate holds; a month that is too short ends it on its last day. */
export function validUntil(completedOn: CalendarDate, months: number): CalendarDate {
  const monthsSinceYearZero = Number(completedOn.slice(0, 4)) * 12 + Number(completedOn.slice(5, 7)) - 1 + months;
  const month = `${String(Math.floor(monthsSinceYearZero / 12)).padStart(4, '0')}-${String((monthsSinceYearZero % 12) + 1).padStart(2, '0')}`;
  const last = endOfMonth(`${month}-01`);
  const sameDay = `${month}-${completedOn.slice(8)}`;
  return sameDay <= last && monthOf(sameDay) === month ? sameDay : last;
}

/** The same certificate of a course that was completed on another day: it holds as many months from that. */
export function validFrom(
  completedOn: CalendarDate,
  before: { readonly completedOn: CalendarDate; readonly validUntil: CalendarDate },
): CalendarDate {
  // However short its last month is, a certificate ends within it.
  const monthOfAll = (day: CalendarDate): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return validUntil(completedOn, monthOfAll(before.validUntil) - monthOfAll(before.completedOn));
}

/** What the line itself shows to be wrong with its terms; whether the courses are courses, the catalogue says. */
export function termFaults(itemType: string, terms: CourseTerms, pointer: string): FieldFault[] {
  const { startsOn, endsOn, prerequisites } = terms;
  const circular = prerequisites.flatMap((course, index): FieldFault[] =>
    course === itemType ? [{ pointer: `${pointer}/prerequisites/${index}`, code: 'own-prerequisite' }] : [],
  );
  const backward: FieldFault[] =
    startsOn !== null && endsOn !== null && endsOn < startsOn ? [{ pointer: `${pointer}/endsOn`, code: 'before-starts-on' }] : [];
  return [...circular, ...backward];
}
