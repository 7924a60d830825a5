import { z } from 'zod';
import { calendarDate, idOf, instant, localText, names, slug, versionField } from '../../platform/http/schemas.ts';
import { administration, declareRecord, everyone, type ViewOf } from '../disclosure/index.ts';
import { HOLIDAY_RULE_KINDS, ISO_WEEKDAYS } from './domain/holiday-rule.ts';
import { CERTAINTIES } from './domain/holidays-of-year.ts';
import { CALENDAR_SLUGS } from './domain/standard-calendar.ts';

export const calendarSlug = z.enum(CALENDAR_SLUGS).meta({ description: 'Whose calendar.', example: 'un' });
const isoWeekday = z.literal(ISO_WEEKDAYS);

const HolidayRule = z
  .object({
    kind: z.enum(HOLIDAY_RULE_KINDS),
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

export const Calendar = declareRecord('Calendar', 'On which days an authority works.', {
  slug: everyone(calendarSlug),
  names: everyone(names),
  weekend: everyone(z.array(isoWeekday).meta({ description: 'ISO 8601: Monday 1, Sunday 7.', example: [6, 7] })),
  movesOffWeekends: everyone(z.boolean().meta({ description: 'Whether a holiday on a weekend is kept on the nearest working day.' })),
  holidays: everyone(z.array(CalendarHoliday)),
});

export const HolidayOfYear = declareRecord('HolidayOfYear', 'A day of a year on which a holiday is kept.', {
  day: everyone(calendarDate),
  certainty: everyone(
    z.enum(CERTAINTIES).meta({
      description: 'ruled: by a rule that leaves no doubt; expected: the moon may move it; announced: as the authorities have said.',
    }),
  ),
  names: everyone(names.nullable().meta({ description: 'Of the rule; null where it was announced outside the rules.' })),
  announcement: everyone(localText.nullable().meta({ description: 'What was announced.' })),
  movedFrom: everyone(calendarDate.nullable().meta({ description: 'The day of the rule, where that is a weekend.' })),
  source: everyone(z.string()),
});

export const WorkingDays = declareRecord('WorkingDays', 'Two days and the working days from the one to the other.', {
  calendar: everyone(calendarSlug),
  from: everyone(calendarDate),
  to: everyone(calendarDate.meta({ description: 'The day asked about, or the day reached.' })),
  workingDays: everyone(z.int().min(0).meta({ description: 'Working days after `from` up to and including `to`.' })),
});

export const CalendarCorrection = declareRecord('CalendarCorrection', 'What was announced for one day, over the rules of its calendar.', {
  id: everyone(idOf('calendar-correction')),
  calendar: everyone(calendarSlug),
  day: everyone(calendarDate),
  isHoliday: everyone(z.boolean()),
  name: everyone(localText),
  source: everyone(z.string()),
  recordedBy: administration(idOf('user').nullable()),
  createdAt: everyone(instant),
  withdrawnAt: everyone(instant.nullable()),
  version: everyone(versionField),
});

export type CalendarCorrectionView = ViewOf<typeof CalendarCorrection>;
