import type { CalendarDate } from '../kernel/calendar-date.ts';
import type { TimeZone } from '../kernel/time-zone.ts';

/** Where "now" comes from. Passed in, so that a test or the loader of the scenario can stand on any day. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

const formats = new Map<TimeZone, Intl.DateTimeFormat>();

/**
 * The day of an instant in a zone: it is another one in Tripoli than in Tokyo, and neither depends on the zone of this process. `wasl.day_at` is
 * the same in statements (tests/platform/days.test.ts holds them against each other).
 */
export function dayAt(zone: TimeZone, instant: Date): CalendarDate {
  const known = formats.get(zone);
  // Swedish is written as ISO 8601 has it.
  const format = known ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  if (!known) formats.set(zone, format);
  return format.format(instant);
}

/** Whether it is a zone that a day can be told in. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
