import { addDays, type CalendarDate } from '../../../kernel/calendar-date.ts';
import { isWorkingDay, type WorkingCalendar } from '../../calendars/domain/working-calendar.ts';
import { distributionOf, type DurationDistribution, type KnownDuration, sourceOf, triangular } from './durations.ts';

/** Whether it is reckoned from an estimate that counts working days, and so needs a calendar. */
export const countsWorkingDays = (known: KnownDuration): boolean => sourceOf(known) === 'reference' && known.workingReference !== undefined;

/**
 * How many calendar days something takes that began on a day, where an authority works by this calendar: weekends and holidays that
 * lie ahead count as they fall. What was recorded is in calendar days already.
 */
export function distributionFrom(known: KnownDuration, calendar: WorkingCalendar, beganOn: CalendarDate): DurationDistribution {
  if (!countsWorkingDays(known) || known.workingReference === undefined) return distributionOf(known);
  return inCalendar(triangular(known.workingReference), endsOf(calendar, beganOn, known.workingReference.max));
}

/** By a number of working days from 0 to `most`, the calendar days after which the last of them is over. */
function endsOf(calendar: WorkingCalendar, beganOn: CalendarDate, most: number): readonly number[] {
  const ends = [0];
  for (let days = 1; ends.length <= most; days += 1) if (isWorkingDay(calendar, addDays(beganOn, days))) ends.push(days);
  return ends;
}

/** A distribution of working days, each rounded to a whole one, as a distribution of the calendar days that `ends` tells. */
function inCalendar(workingDays: DurationDistribution, ends: readonly number[]): DurationDistribution {
  return {
    shareWithin: (days) => {
      if (days < 0) return 0;
      const over = ends.findIndex((end) => end > days);
      // All that is rounded to the last working day which is over by then, or to an earlier one.
      return workingDays.shareWithin((over < 0 ? ends.length : over) - 0.5);
    },
    daysOf: (share) => ends[Math.min(Math.round(workingDays.daysOf(share)), ends.length - 1)] ?? 0,
  };
}
