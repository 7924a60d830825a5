import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { LocalText, Names } from '../../../kernel/language.ts';
import { type StandardCalendar, standardHolidays } from './standard-calendar.ts';

/** How sure a day is: by a rule that leaves no doubt, by the tabular Islamic calendar, or as the authorities have announced. */
export const CERTAINTIES = ['ruled', 'expected', 'announced'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

export interface KeptHoliday {
  readonly day: CalendarDate;
  readonly certainty: Certainty;
  /** Of the rule; null where it was announced outside the rules. */
  readonly names: Names | null;
  readonly announcement: LocalText | null;
  readonly movedFrom: CalendarDate | null;
  readonly source: string;
}

export interface WordedAnnouncement {
  readonly day: CalendarDate;
  readonly isHoliday: boolean;
  readonly name: LocalText;
  readonly source: string;
}

/** The holidays of a year, in the order of their days: those of the rules as announcements leave them, and those announced besides. */
export function holidaysOfYear(
  calendar: StandardCalendar,
  year: number,
  announcements: readonly WordedAnnouncement[],
): readonly KeptHoliday[] {
  const announced = new Map(announcements.filter(({ day }) => Number(day.slice(0, 4)) === year).map((entry) => [entry.day, entry]));
  const ruled = standardHolidays(calendar, year);
  const known = new Set(ruled.map(({ day }) => day));
  const kept = ruled.flatMap(({ day, movedFrom, holiday }): KeptHoliday[] => {
    const announcement = announced.get(day);
    if (announcement?.isHoliday === false) return [];
    const expected: Certainty = holiday.rule.kind === 'islamic' ? 'expected' : 'ruled';
    return [
      {
        day,
        certainty: announcement ? 'announced' : expected,
        names: holiday.names,
        announcement: announcement?.name ?? null,
        movedFrom,
        source: announcement?.source ?? holiday.source,
      },
    ];
  });
  const added = [...announced.values()]
    .filter(({ day, isHoliday }) => isHoliday && !known.has(day))
    .map(({ day, name, source }): KeptHoliday => ({
      day,
      certainty: 'announced',
      names: null,
      announcement: name,
      movedFrom: null,
      source,
    }));
  return [...kept, ...added].toSorted((one, other) => (one.day < other.day ? -1 : Number(one.day > other.day)));
}
