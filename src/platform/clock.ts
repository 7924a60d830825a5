import type { CalendarDate } from '../kernel/calendar-date.ts';

/** Where "now" comes from. Passed in, so that a test or the loader of the scenario can stand on any day. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The UTC day of an instant. */
export const dayOf = (instant: Date): CalendarDate => instant.toISOString().slice(0, 10);
