import { addDays, type CalendarDate } from '../../../kernel/calendar-date.ts';

export interface Period {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

const QUARTER_MONTHS = 3;
const pad = (month: number): string => String(month).padStart(2, '0');

/** The calendar quarter of a day. */
export function quarterOf(day: CalendarDate): Period {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const first = Math.floor((month - 1) / QUARTER_MONTHS) * QUARTER_MONTHS + 1;
  const after = first + QUARTER_MONTHS;
  const next = after > 12 ? `${year + 1}-01-01` : `${year}-${pad(after)}-01`;
  return { from: `${year}-${pad(first)}-01`, until: addDays(next, -1) };
}

/** The last calendar quarter that is over. */
export const lastQuarterBefore = (today: CalendarDate): Period => quarterOf(addDays(quarterOf(today).from, -1));

/**
 * Whether figures over a period may be told to who is not told what stands behind them: over whole calendar quarters that are over, and nothing
 * else. Two of them never overlap, so no difference of two answers tells of what lies between their ends; a period that runs on would tell each
 * day what has come to it.
 */
export function isToldPeriod({ from, until }: Period, today: CalendarDate): boolean {
  const quarter = quarterOf(from);
  return quarter.from === from && quarter.until === until && until < today;
}
