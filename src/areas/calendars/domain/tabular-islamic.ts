import { type CalendarDate, fromEpochDay, toEpochDay } from '../../../kernel/calendar-date.ts';

/** Days from 1970-01-01 to 1 Muharram 1 AH, Friday 16 July 622 Julian: the civil epoch. */
const EPOCH = -492148;

/**
 * The day of the tabular Islamic calendar (civil epoch, leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of each thirty), as
 * days since 1970-01-01. Arithmetic alone: a sighting of the moon may set the true day one, seldom two, earlier or later.
 * After Reingold and Dershowitz, Calendrical Calculations, chapter 7.
 */
function islamicEpochDay(year: number, month: number, day: number): number {
  return EPOCH + (year - 1) * 354 + Math.floor((3 + 11 * year) / 30) + 29 * (month - 1) + Math.floor(month / 2) + day - 1;
}

/** Each time that an Islamic month and day fall in a Gregorian year: none, once or twice, since 33 of those years are 34 of these. */
export function islamicDaysIn(gregorianYear: number, month: number, day: number): readonly CalendarDate[] {
  const first = toEpochDay(`${gregorianYear}-01-01`);
  const last = toEpochDay(`${gregorianYear}-12-31`);
  const near = Math.floor(((gregorianYear - 622) * 33) / 32);
  return [near - 1, near, near + 1, near + 2]
    .map((year) => islamicEpochDay(year, month, day))
    .filter((epochDay) => epochDay >= first && epochDay <= last)
    .map(fromEpochDay);
}
