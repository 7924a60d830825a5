import type { CalendarDate } from '../../../kernel/calendar-date.ts';

/**
 * Easter Sunday of a Gregorian year by the anonymous computus (Meeus, Jones, Butcher; Nature, 20 April 1876): exact for every year
 * of the Gregorian calendar.
 */
export function easterSunday(year: number): CalendarDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const excess = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const marchDay = epact + weekday - 7 * excess + 114;
  const month = Math.floor(marchDay / 31);
  const day = (marchDay % 31) + 1;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
