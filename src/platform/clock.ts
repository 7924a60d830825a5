import { addDays, type CalendarDate } from '../kernel/calendar-date.ts';
import type { TimeZone } from '../kernel/time-zone.ts';

/** Where "now" comes from. Passed in, so that a test or the loader of the scenario can stand on any day. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** By zone, how its days are written, and the one written last: a list asks for the day of one instant for each of its records. */
const writers = new Map<TimeZone, { readonly format: Intl.DateTimeFormat; instant: number; day: CalendarDate }>();

/**
 * The day of an instant in a zone: it is another one in Tripoli than in Tokyo, and neither depends on the zone of this process. `wasl.day_at` is
 * the same in statements (tests/platform/days.test.ts holds them against each other).
 */
export function dayAt(zone: TimeZone, instant: Date): CalendarDate {
  const at = instant.getTime();
  const known = writers.get(zone);
  if (known?.instant === at) return known.day;
  // Swedish is written as ISO 8601 has it.
  const format = known?.format ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const day = format.format(instant);
  writers.set(zone, { format, instant: at, day });
  return day;
}

const MINUTE = 60_000;
/** No place is further from UTC than this. */
const FARTHEST_MINUTES = 14 * 60;

/** The midnight that ends a day in a zone: the first instant at which it is another day there, whatever its clocks are moved to in that night. */
export function midnightAfter(zone: TimeZone, day: CalendarDate): Date {
  const next = addDays(day, 1);
  const utc = Date.parse(`${next}T00:00:00Z`);
  let before = -FARTHEST_MINUTES - 1;
  let since = FARTHEST_MINUTES;
  while (since - before > 1) {
    const between = Math.floor((before + since) / 2);
    if (dayAt(zone, new Date(utc + between * MINUTE)) < next) before = between;
    else since = between;
  }
  return new Date(utc + since * MINUTE);
}

/** Whether it is a zone that a day can be told in. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
