import { assert } from './assert.ts';

/** A day without a time or a zone, ISO 8601 `YYYY-MM-DD`; compares correctly as text. */
export type CalendarDate = string;

/**
 * Days since 1970-01-01 of a civil date, by Howard Hinnant's `days_from_civil`
 * (https://howardhinnant.github.io/date_algorithms.html): exact over the proleptic Gregorian calendar, no time zone involved.
 */
export function toEpochDay(date: CalendarDate): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  assert(parts !== null, `not a calendar date: ${date}`);
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The inverse of {@link toEpochDay}. */
export function fromEpochDay(epochDay: number): CalendarDate {
  const shifted = epochDay + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export const addDays = (date: CalendarDate, days: number): CalendarDate => fromEpochDay(toEpochDay(date) + days);

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => toEpochDay(to) - toEpochDay(from);

/** `YYYY-MM`: all that a donor sees of a date before both sides have accepted. */
export const monthOf = (date: CalendarDate): string => date.slice(0, 7);

/** The last day of the month that a date falls in. */
export function endOfMonth(date: CalendarDate): CalendarDate {
  const nextMonth = addDays(`${monthOf(date)}-28`, 4);
  return addDays(`${monthOf(nextMonth)}-01`, -1);
}
