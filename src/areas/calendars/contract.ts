import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, integerInAddress, localText, shortText } from '../../platform/http/schemas.ts';
import { Calendar, CalendarCorrection, calendarSlug, HolidayOfYear } from './record.ts';

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

export const CalendarPage = pageOf(Calendar.schema, 'CalendarPage');
export const HolidayOfYearPage = pageOf(HolidayOfYear.schema, 'HolidayOfYearPage');
export const CalendarCorrectionPage = pageOf(CalendarCorrection.schema, 'CalendarCorrectionPage');

export const calendarParams = z.strictObject({ slug: calendarSlug });
export const correctionParams = z.strictObject({ id: idOf('calendar-correction') });
export const listCorrectionsQuery = z.strictObject({ ...pageQuery, calendar: calendarSlug.optional() });
export type ListCorrections = z.output<typeof listCorrectionsQuery>;
export const holidaysQuery = z.strictObject({
  year: integerInAddress(1900, 2999).optional().meta({ description: 'This year where absent.', example: 2026 }),
});
export type AskHolidays = z.output<typeof holidaysQuery>;
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
    add: integerInAddress(0, MOST_WORKING_DAYS)
      .optional()
      .meta({ description: 'How many working days to go ahead; 0: the first working day on or after `from`.', example: 5 }),
  })
  .refine(({ to, add }) => (to === undefined) !== (add === undefined), { error: 'either-to-or-add', path: ['to'] })
  .refine(({ from, to }) => to === undefined || yearOf(to) - yearOf(from) <= MOST_YEARS, { error: 'out-of-range', path: ['to'] });
export type AskWorkingDays = z.output<typeof workingDaysQuery>;
