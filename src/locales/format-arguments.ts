import { type CalendarDate, toEpochDay } from '../kernel/calendar-date.ts';
import type { Language } from '../kernel/language.ts';

/**
 * How numbers, days and lists are written in each language. `Intl` is let into this pure room: with the language, the zone and the
 * digits named, what it writes follows from its arguments alone.
 */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ar: 'ar-LY', it: 'it-IT', fr: 'fr-FR' };
/** Codes, quantities and dates stand in Western digits in every language, Arabic too: they are compared with papers that have those. */
const DIGITS = 'latn';
const MS_PER_DAY = 86_400_000;

export type DayWidth = 'long' | 'short';

/** Making one of these costs a hundred times what using it does. */
function keepEach<Made>(make: (language: Language) => Made): (language: Language) => Made {
  const made = new Map<Language, Made>();
  return (language) => {
    const kept = made.get(language) ?? make(language);
    made.set(language, kept);
    return kept;
  };
}

const numbers = keepEach((language) => new Intl.NumberFormat(LOCALES[language], { numberingSystem: DIGITS, maximumFractionDigits: 6 }));
const lists = keepEach((language) => new Intl.ListFormat(LOCALES[language], { type: 'conjunction' }));
const daysOf = (month: DayWidth) =>
  keepEach(
    (language) =>
      new Intl.DateTimeFormat(LOCALES[language], { day: 'numeric', month, year: 'numeric', timeZone: 'UTC', numberingSystem: DIGITS }),
  );
const days: Readonly<Record<DayWidth, (language: Language) => Intl.DateTimeFormat>> = { long: daysOf('long'), short: daysOf('short') };

/** `12,500` in English, `12.500` in Italian. */
export function formatNumber(value: number | bigint, language: Language): string {
  // Alike in all four, and most of what is counted; Intl takes microseconds, and the reasons of a large plan count a million times.
  const isPlain = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1000;
  return isPlain ? String(value) : numbers(language).format(value);
}

/** How the first of a month is written where it alone is an ordinal; `Intl` writes `1` (rules of the EU's Interinstitutional style guide). */
const FIRST_OF_MONTH: Readonly<Partial<Record<Language, string>>> = { it: '1º', fr: '1er' };

/** `31 March 2026`; with `short`, `31 Mar 2026`. */
export function formatDay(day: CalendarDate, language: Language, width: DayWidth = 'long'): string {
  const written = days[width](language).format(toEpochDay(day) * MS_PER_DAY);
  return written.replace(/^1(?= )/, FIRST_OF_MONTH[language] ?? '1');
}

/** `a, b and c`. */
export const formatList = (items: readonly string[], language: Language): string => lists(language).format(items);
