import { addDays, type CalendarDate, toEpochDay } from '../../../kernel/calendar-date.ts';
import type { Names } from '../../../kernel/language.ts';
import { MISSION_ZONE, type TimeZone, zoneOfParty } from '../../../kernel/time-zone.ts';
import { formatMessageInEveryLanguage } from '../../../locales/format-message.ts';
import { EU_HOLIDAYS } from './eu-holidays.ts';
import { daysOfRule, type Holiday, type IsoWeekday, weekdayOf } from './holiday-rule.ts';
import { ITALIAN_HOLIDAYS } from './italian-holidays.ts';
import { LIBYAN_HOLIDAYS } from './libyan-holidays.ts';
import { UN_HOLIDAYS } from './un-holidays.ts';

export const CALENDAR_SLUGS = ['un', 'libya', 'italy', 'eu', 'weekdays'] as const;
export type CalendarSlug = (typeof CALENDAR_SLUGS)[number];

/** A calendar as it stands in the program, before anything that was announced is applied. */
export interface StandardCalendar {
  readonly slug: CalendarSlug;
  readonly names: Names;
  /** Where its days begin and end. */
  readonly timeZone: TimeZone;
  readonly weekend: readonly IsoWeekday[];
  readonly holidays: readonly Holiday[];
  /** A holiday on a weekend is kept on the working day nearest to it; where that is a holiday already, on the next one that way. */
  readonly movesOffWeekends: boolean;
}

export const STANDARD_CALENDARS: Readonly<Record<CalendarSlug, StandardCalendar>> = {
  un: {
    slug: 'un',
    names: formatMessageInEveryLanguage('calendar.un'),
    timeZone: zoneOfParty('UN'),
    weekend: [6, 7],
    holidays: UN_HOLIDAYS,
    // ST/IC circulars: 1 January 2017, a Sunday, was kept on the 2nd; 4 July 2020, a Saturday, on the 3rd; Eid al-Fitr on Sunday
    // 24 May 2020 on the 26th, because Monday the 25th was Memorial Day.
    movesOffWeekends: true,
  },
  libya: {
    slug: 'libya',
    names: formatMessageInEveryLanguage('calendar.libya'),
    timeZone: zoneOfParty('LY'),
    weekend: [5, 6],
    holidays: LIBYAN_HOLIDAYS,
    movesOffWeekends: false,
  },
  italy: {
    slug: 'italy',
    names: formatMessageInEveryLanguage('calendar.italy'),
    timeZone: zoneOfParty('IT'),
    weekend: [6, 7],
    holidays: ITALIAN_HOLIDAYS,
    movesOffWeekends: false,
  },
  eu: {
    slug: 'eu',
    names: formatMessageInEveryLanguage('calendar.eu'),
    timeZone: zoneOfParty('EU'),
    weekend: [6, 7],
    holidays: EU_HOLIDAYS,
    movesOffWeekends: false,
  },
  weekdays: {
    slug: 'weekdays',
    names: formatMessageInEveryLanguage('calendar.weekdays'),
    timeZone: MISSION_ZONE,
    weekend: [6, 7],
    holidays: [],
    movesOffWeekends: false,
  },
};

/** A day on which a holiday is kept in a year. */
export interface HolidayDay {
  readonly day: CalendarDate;
  /** The day that the rule gives, where the holiday was moved off a weekend. */
  readonly movedFrom: CalendarDate | null;
  readonly holiday: Holiday;
}

const laidOut = new WeakMap<StandardCalendar, Map<number, readonly HolidayDay[]>>();

/** Every day of a year on which a holiday is kept, in order; two holidays may share a day. Rules don't change, so a year is laid out once. */
export function standardHolidays(calendar: StandardCalendar, year: number): readonly HolidayDay[] {
  const years = laidOut.get(calendar) ?? new Map<number, readonly HolidayDay[]>();
  laidOut.set(calendar, years);
  const days = years.get(year) ?? layOut(calendar, year);
  years.set(year, days);
  return days;
}

function layOut(calendar: StandardCalendar, year: number): readonly HolidayDay[] {
  // A holiday may be moved over a year's end, so the neighbouring years are laid out too.
  const days = [year - 1, year, year + 1].flatMap((near) => ruledDays(calendar, near));
  const kept = calendar.movesOffWeekends ? moveOffWeekends(calendar, days) : days;
  return kept.filter(({ day }) => yearOf(day) === year).toSorted((one, other) => (one.day < other.day ? -1 : Number(one.day > other.day)));
}

const yearOf = (day: CalendarDate): number => Number(day.slice(0, 4));

const ruledDays = ({ holidays }: StandardCalendar, year: number): HolidayDay[] =>
  holidays
    .filter(({ since }) => since === undefined || year >= since)
    .flatMap((holiday) =>
      daysOfRule(holiday.rule, year).flatMap((first) =>
        Array.from({ length: holiday.days ?? 1 }, (_, index) => ({ day: addDays(first, index), movedFrom: null, holiday })),
      ),
    );

function moveOffWeekends({ weekend }: StandardCalendar, days: readonly HolidayDay[]): readonly HolidayDay[] {
  const isWeekend = (day: CalendarDate): boolean => weekend.includes(weekdayOf(toEpochDay(day)));
  const taken = new Set(days.map(({ day }) => day).filter((day) => !isWeekend(day)));
  return days.map((kept) => {
    if (!isWeekend(kept.day)) return kept;
    const step = isWeekend(addDays(kept.day, -1)) ? 1 : -1;
    let day = addDays(kept.day, step);
    while (isWeekend(day) || taken.has(day)) day = addDays(day, step);
    taken.add(day);
    return { ...kept, day, movedFrom: kept.day };
  });
}
