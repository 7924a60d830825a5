import { assert } from '../../../kernel/assert.ts';
import { type CalendarDate, fromEpochDay, toEpochDay } from '../../../kernel/calendar-date.ts';
import { type IsoWeekday, weekdayOf } from './holiday-rule.ts';
import { type CalendarSlug, STANDARD_CALENDARS, standardHolidays } from './standard-calendar.ts';

/** The days on which an authority works: neither its weekend nor a holiday. Weekdays are those of ISO 8601, Monday 1, Sunday 7. */
export interface WorkingCalendar {
  readonly slug: CalendarSlug;
  readonly weekend: readonly IsoWeekday[];
  /** Whether a holiday is kept on a day; one on a weekend counts once, as weekend. */
  isHoliday(day: CalendarDate): boolean;
  /** The holidays of a year that no weekend hides, in days since 1970-01-01, ascending: what counting over long spans needs. */
  holidaysOffWeekend(year: number): readonly number[];
}

/** What was announced for one day: a holiday that the rules don't know, or none where they expect one. */
export interface Announcement {
  readonly day: CalendarDate;
  readonly isHoliday: boolean;
}

/** A calendar by its rules, with what was announced taken over them. Each year is laid out once and kept. */
export function workingCalendar(slug: CalendarSlug, announcements: readonly Announcement[] = []): WorkingCalendar {
  const standard = STANDARD_CALENDARS[slug];
  const announced = new Map(announcements.map(({ day, isHoliday }) => [day, isHoliday]));
  const years = new Map<number, { readonly days: ReadonlySet<CalendarDate>; readonly offWeekend: readonly number[] }>();
  const layOut = (year: number) => {
    const known = years.get(year);
    if (known) return known;
    const days = new Set(standardHolidays(standard, year).map(({ day }) => day));
    for (const [day, isHoliday] of announced) {
      if (Number(day.slice(0, 4)) !== year) continue;
      if (isHoliday) days.add(day);
      else days.delete(day);
    }
    const offWeekend = [...days]
      .map(toEpochDay)
      .filter((epochDay) => !standard.weekend.includes(weekdayOf(epochDay)))
      .toSorted((one, other) => one - other);
    const laidOut = { days, offWeekend };
    years.set(year, laidOut);
    return laidOut;
  };
  return {
    slug,
    weekend: standard.weekend,
    isHoliday: (day) => layOut(Number(day.slice(0, 4))).days.has(day),
    holidaysOffWeekend: (year) => layOut(year).offWeekend,
  };
}

export const isWorkingDay = (calendar: WorkingCalendar, day: CalendarDate): boolean =>
  !calendar.weekend.includes(weekdayOf(toEpochDay(day))) && !calendar.isHoliday(day);

/** How many working days d there are with from < d <= to; 0 where `to` isn't later than `from`. */
export function workingDaysBetween(calendar: WorkingCalendar, from: CalendarDate, to: CalendarDate): number {
  if (to <= from) return 0;
  const start = toEpochDay(from);
  const end = toEpochDay(to);
  let count = daysOffWeekend(calendar.weekend, start, end);
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
    for (const holiday of calendar.holidaysOffWeekend(year)) if (holiday > start && holiday <= end) count -= 1;
  }
  return count;
}

/** Days d with start < d <= end that are no weekend: whole weeks at once, the rest one by one. */
function daysOffWeekend(weekend: readonly IsoWeekday[], start: number, end: number): number {
  const weeks = Math.floor((end - start) / 7);
  let count = weeks * (7 - weekend.length);
  for (let day = start + weeks * 7 + 1; day <= end; day += 1) if (!weekend.includes(weekdayOf(day))) count += 1;
  return count;
}

/**
 * The n-th working day after `from`; the first working day on or after `from` where n is 0.
 *
 * Goes ahead by as many days as working days are still wanted, which never passes the day looked for, and counts what that
 * gave: the last such step consists of working days alone. A span of years takes a dozen steps.
 */
export function addWorkingDays(calendar: WorkingCalendar, from: CalendarDate, n: number): CalendarDate {
  assert(Number.isInteger(n) && n >= 0, 'working days are counted forward, in whole days');
  if (n === 0) return isWorkingDay(calendar, from) ? from : addWorkingDays(calendar, from, 1);
  let day = from;
  for (let wanted = n; wanted > 0;) {
    const next = fromEpochDay(toEpochDay(day) + wanted);
    wanted -= workingDaysBetween(calendar, day, next);
    day = next;
  }
  return day;
}

const CALENDAR_OF_PARTY: Readonly<Record<string, CalendarSlug>> = { LY: 'libya', IT: 'italy', EU: 'eu', UN: 'un' };

/**
 * On whose calendar an organisation works, by its party code (ISO 3166-1, UN, EU, INT). Parties whose holidays aren't kept here,
 * international bodies that are neither the UN nor the EU included, work Monday to Friday.
 */
export const calendarOfParty = (party: string): CalendarSlug => CALENDAR_OF_PARTY[party] ?? 'weekdays';
