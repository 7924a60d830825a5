import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, instant, localText, names, shortText, slug, versionField } from '../../platform/http/schemas.ts';
import { CALENDAR_SLUGS } from './domain/standard-calendar.ts';

const calendarSlug = z.enum(CALENDAR_SLUGS).meta({ description: 'Whose calendar.', example: 'un' });
const isoWeekday = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(6), z.literal(7)]);

const HolidayRule = z
  .object({
    kind: z.enum(['fixed', 'easter', 'weekday', 'islamic']),
    month: z.int().min(1).max(12).optional(),
    day: z.int().min(1).max(31).optional(),
    offset: z.int().optional().meta({ description: 'Days after Easter Sunday.', example: -2 }),
    weekday: isoWeekday.optional().meta({ description: 'ISO 8601: Monday 1, Sunday 7.' }),
    nth: z.int().min(-1).max(4).optional().meta({ description: 'Which such weekday of the month; -1: the last.' }),
  })
  .meta({
    id: 'HolidayRule',
    description: 'How its first day is found; an Islamic one by the tabular calendar, so that an announcement may move it.',
    example: { kind: 'easter', offset: -2 },
  });

const CalendarHoliday = z
  .object({ slug, names, rule: HolidayRule, days: z.int().min(1), since: z.int().nullable(), source: z.string() })
  .meta({ id: 'CalendarHoliday', description: 'A holiday with its rule and the law, circular or decision that sets it.' });

export const Calendar = z
  .object({
    slug: calendarSlug,
    names,
    weekend: z.array(isoWeekday).meta({ description: 'ISO 8601: Monday 1, Sunday 7.', example: [6, 7] }),
    movesOffWeekends: z.boolean().meta({ description: 'Whether a holiday on a weekend is kept on the nearest working day.' }),
    holidays: z.array(CalendarHoliday),
  })
  .meta({ id: 'Calendar', description: 'On which days an authority works.' });

export const HolidayOfYear = z
  .object({
    day: calendarDate,
    certainty: z.enum(['ruled', 'expected', 'announced']).meta({
      description: 'ruled: by a rule that leaves no doubt; expected: the moon may move it; announced: as the authorities have said.',
    }),
    names: names.nullable().meta({ description: 'Of the rule; null where it was announced outside the rules.' }),
    announcement: localText.nullable().meta({ description: 'What was announced.' }),
    movedFrom: calendarDate.nullable().meta({ description: 'The day of the rule, where that is a weekend.' }),
    source: z.string(),
  })
  .meta({ id: 'HolidayOfYear', description: 'A day of a year on which a holiday is kept.' });

export const WorkingDays = z
  .object({
    calendar: calendarSlug,
    from: calendarDate,
    to: calendarDate.meta({ description: 'The day asked about, or the day reached.' }),
    workingDays: z.int().min(0).meta({ description: 'Working days after `from` up to and including `to`.' }),
  })
  .meta({ id: 'WorkingDays', description: 'Two days and the working days from the one to the other.' });

export const CalendarCorrection = z
  .object({
    id: idOf('calendar-correction'),
    calendar: calendarSlug,
    day: calendarDate,
    isHoliday: z.boolean(),
    name: localText,
    source: z.string(),
    recordedBy: idOf('user').nullable().optional(),
    createdAt: instant,
    withdrawnAt: instant.nullable(),
    version: versionField,
  })
  .meta({ id: 'CalendarCorrection', description: 'What was announced for one day, over the rules of its calendar.' });
export type CalendarCorrectionView = z.output<typeof CalendarCorrection>;

const correction = {
  isHoliday: z.boolean().meta({ description: 'true: the day is a holiday; false: it is none, whatever the rules expect.' }),
  name: localText.meta({ description: 'What the day is.', example: { en: 'Eid al-Fitr', ar: 'عيد الفطر' } }),
  source: shortText.meta({ description: 'Who announced it, in which act.', example: 'Council of Ministers, decision 55 of 2026' }),
};

export const CorrectCalendar = z
  .strictObject({ calendar: calendarSlug, day: calendarDate, ...correction })
  .meta({ id: 'CorrectCalendar', description: 'A day of a calendar that is announced to be a holiday, or to be none.' });
export type CorrectCalendar = z.output<typeof CorrectCalendar>;

export const ReviseCorrection = z
  .strictObject({ isHoliday: correction.isHoliday.optional(), name: correction.name.optional(), source: correction.source.optional() })
  .meta({ id: 'ReviseCorrection', description: 'What was entered wrongly; what is absent stays.' });
export type ReviseCorrection = z.output<typeof ReviseCorrection>;

export const CalendarPage = pageOf(Calendar, 'CalendarPage');
export const HolidayOfYearPage = pageOf(HolidayOfYear, 'HolidayOfYearPage');
export const CalendarCorrectionPage = pageOf(CalendarCorrection, 'CalendarCorrectionPage');

export const calendarParams = z.strictObject({ slug: calendarSlug });
export const correctionParams = z.strictObject({ id: idOf('calendar-correction') });
export const listCorrectionsQuery = z.strictObject({ ...pageQuery, calendar: calendarSlug.optional() });
export type ListCorrections = z.output<typeof listCorrectionsQuery>;
export const holidaysQuery = z.strictObject({
  year: z.coerce.number().int().min(1900).max(2999).optional().meta({ description: 'This year where absent.', example: 2026 }),
});
/** Further ahead no holiday is known, and nearly nothing else. */
const MOST_WORKING_DAYS = 10_000;
const MOST_YEARS = 50;
const yearOf = (day: string): number => Number(day.slice(0, 4));
export const workingDaysQuery = z
  .strictObject({
    from: calendarDate,
    to: calendarDate
      .optional()
      .meta({ description: `Up to which day to count, at most ${MOST_YEARS} years ahead; either this or \`add\`.` }),
    add: z.coerce
      .number()
      .int()
      .min(0)
      .max(MOST_WORKING_DAYS)
      .optional()
      .meta({ description: 'How many working days to go ahead; 0: the first working day on or after `from`.', example: 5 }),
  })
  .refine(({ to, add }) => (to === undefined) !== (add === undefined), { error: 'either-to-or-add', path: ['to'] })
  .refine(({ from, to }) => to === undefined || yearOf(to) - yearOf(from) <= MOST_YEARS, { error: 'out-of-range', path: ['to'] });
export type AskWorkingDays = z.output<typeof workingDaysQuery>;
