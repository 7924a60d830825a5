import { addDays, type CalendarDate, daysBetween } from '../../../kernel/calendar-date.ts';
import type { CalendarSlug } from '../../calendars/domain/standard-calendar.ts';
import type { ObstacleState } from './obstacle.ts';

/**
 * The clocks of an obstacle, read off its periods. A day counts by the calendar of whoever had the move on it, and for the outside
 * clock where that was an outside authority: the inside one stands still meanwhile. So, in calendar days and in working days alike,
 *
 *     total = internal + external
 *
 * The total is the age: it begins with the report, keeps running through a closing that was taken back (nobody outside had the
 * move then, so those days are internal), and ends with the end.
 */
export interface Period {
  readonly state: ObstacleState;
  readonly ownerId: string | null;
  readonly external: boolean;
  /** Of whoever has the move. */
  readonly calendar: CalendarSlug;
  readonly from: CalendarDate;
  /** Null while it runs. */
  readonly to: CalendarDate | null;
}

export interface Reading {
  /** Calendar days. */
  readonly days: number;
  readonly workingDays: number;
}

export interface Clocks {
  readonly total: Reading;
  readonly internal: Reading;
  readonly external: Reading;
  /** In the state that it is in; null once it has ended. */
  readonly inState: Reading | null;
  /** With the owner that it has, without the days on which an outside authority had the move; null once it has ended. */
  readonly withOwner: Reading | null;
}

/** How many working days d of a calendar there are with from < d <= to. */
export type CountWorkingDays = (calendar: CalendarSlug, from: CalendarDate, to: CalendarDate) => number;

interface Span extends Period {
  readonly to: CalendarDate;
}

const NOTHING: Reading = { days: 0, workingDays: 0 };

/** The periods are in their order and don't overlap; `today` is where the one that runs is read. */
export function readClocks(periods: readonly Period[], today: CalendarDate, workingDays: CountWorkingDays): Clocks {
  const spans = withoutGaps(periods, today);
  const sumOf = (some: readonly Span[]): Reading =>
    some.reduce(
      (sum, { calendar, from, to }) => ({
        days: sum.days + Math.max(0, daysBetween(from, to)),
        workingDays: sum.workingDays + workingDays(calendar, from, to),
      }),
      NOTHING,
    );
  const last = periods.at(-1);
  const runs = last !== undefined && last.to === null;
  const sinceItChanged = (isSame: (span: Span) => boolean): Span[] => spans.slice(spans.findLastIndex((span) => !isSame(span)) + 1);
  return {
    total: sumOf(spans),
    internal: sumOf(spans.filter(({ external }) => !external)),
    external: sumOf(spans.filter(({ external }) => external)),
    inState: runs ? sumOf(sinceItChanged(({ state }) => state === last.state)) : null,
    withOwner: runs ? sumOf(sinceItChanged(({ ownerId }) => ownerId === last.ownerId).filter(({ external }) => !external)) : null,
  };
}

/** One span after the other without a gap: the days between a closing and its reopening belong to the inside. */
function withoutGaps(periods: readonly Period[], today: CalendarDate): Span[] {
  return periods.flatMap((period, index) => {
    const to = period.to ?? (today < period.from ? period.from : today);
    const next = periods[index + 1];
    const span: Span = { ...period, to };
    if (next === undefined || next.from <= to) return [span];
    return [span, { ...span, state: 'closed', external: false, from: to, to: next.from }];
  });
}

/**
 * The latest day from which a term of so many working days (1 or more) is over by today: whatever began on it or before is due.
 * Turned round so that a table of a few days decides for thousands of records at once.
 */
export function latestStart(calendar: CalendarSlug, termDays: number, today: CalendarDate, workingDays: CountWorkingDays): CalendarDate {
  let start = addDays(today, -termDays);
  while (workingDays(calendar, start, today) < termDays) start = addDays(start, -1);
  return start;
}
