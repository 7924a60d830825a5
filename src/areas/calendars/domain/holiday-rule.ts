import { assert } from '../../../kernel/assert.ts';
import { addDays, type CalendarDate, toEpochDay } from '../../../kernel/calendar-date.ts';
import type { Names } from '../../../kernel/language.ts';
import { easterSunday } from './gregorian-easter.ts';
import { islamicDaysIn } from './tabular-islamic.ts';

/** ISO 8601: Monday is 1, Sunday 7. */
export const ISO_WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export type IsoWeekday = (typeof ISO_WEEKDAYS)[number];

/** The weekday of days since 1970-01-01, which was a Thursday. */
export const weekdayOf = (epochDay: number): IsoWeekday => (((((epochDay + 3) % 7) + 7) % 7) + 1) as IsoWeekday;

/** How the first day of a holiday is found: by its date, from Easter Sunday, by a weekday of a month, or in the Islamic year. */
export const HOLIDAY_RULE_KINDS = ['fixed', 'easter', 'weekday', 'islamic'] as const satisfies readonly HolidayRule['kind'][];

/** How a holiday's days of a year are found. Months and days count from 1. */
export type HolidayRule =
  | { readonly kind: 'fixed'; readonly month: number; readonly day: number }
  /** So many days after Easter Sunday; before it where negative. */
  | { readonly kind: 'easter'; readonly offset: number }
  /** The nth such weekday of a month; the last one for -1. */
  | { readonly kind: 'weekday'; readonly month: number; readonly weekday: IsoWeekday; readonly nth: 1 | 2 | 3 | 4 | -1 }
  /** A day of the tabular Islamic calendar: an expected date, which the sighting of the moon and an announcement may move. */
  | { readonly kind: 'islamic'; readonly month: number; readonly day: number };

export interface Holiday {
  /** Unique within its calendar. */
  readonly slug: string;
  readonly names: Names;
  readonly rule: HolidayRule;
  /** How many days it lasts; one where absent. */
  readonly days?: number;
  /** First year in which it is kept, where that is within living records. */
  readonly since?: number;
  /** The law, circular or decision that sets it. */
  readonly source: string;
}

/** The days of a rule in a Gregorian year, in order, before anything is moved off a weekend. */
export function daysOfRule(rule: HolidayRule, year: number): readonly CalendarDate[] {
  switch (rule.kind) {
    case 'fixed':
      return [dateOf(year, rule.month, rule.day)];
    case 'easter':
      return [addDays(easterSunday(year), rule.offset)];
    case 'weekday':
      return [nthWeekday(year, rule.month, rule.weekday, rule.nth)];
    case 'islamic':
      return islamicDaysIn(year, rule.month, rule.day);
  }
}

function nthWeekday(year: number, month: number, weekday: IsoWeekday, nth: number): CalendarDate {
  if (nth > 0) {
    const first = dateOf(year, month, 1);
    return addDays(first, ((weekday - weekdayOf(toEpochDay(first)) + 7) % 7) + 7 * (nth - 1));
  }
  assert(month < 12, 'the last weekday of a month is looked for from the first of the next');
  const next = dateOf(year, month + 1, 1);
  return addDays(next, -1 - ((weekdayOf(toEpochDay(next)) - 1 - weekday + 7) % 7));
}

const dateOf = (year: number, month: number, day: number): CalendarDate =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
