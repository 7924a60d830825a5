import { addDays, type CalendarDate } from '../../kernel/calendar-date.ts';
import { refuseField } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { DurationGroup } from './contract-statistics.ts';
import { type Period, selectDurations, selectKinds, selectWaiting } from './statistics-rows.ts';
import { viewDurationStatistics, viewObstacleStatistics } from './statistics-views.ts';

interface AskedPeriod {
  readonly from?: CalendarDate | undefined;
  readonly until?: CalendarDate | undefined;
}

const A_YEAR = 365;

function periodOf(act: Act, asked: AskedPeriod): Period {
  const until = asked.until ?? dayOf(act.now);
  const from = asked.from ?? addDays(until, -A_YEAR);
  if (from > until) throw refuseField('date-order', 'query/from');
  return { from, until };
}

/** Median and P90 days of what ended in a period, as far as the reader sees it: a party its own alone. */
export async function readDurationStatistics(tx: Tx, act: Act, { by, ...asked }: AskedPeriod & { readonly by: DurationGroup }) {
  const period = periodOf(act, asked);
  const rows = await selectDurations(tx, act, by, period);
  return viewDurationStatistics(act, by, period, rows);
}

/** What became of obstacles in a period and whom they waited on, of those that the reader sees. */
export async function readObstacleStatistics(tx: Tx, act: Act, asked: AskedPeriod) {
  const period = periodOf(act, asked);
  const kinds = await selectKinds(tx, period);
  const waiting = await selectWaiting(tx, act, period);
  return viewObstacleStatistics(act, period, kinds, waiting);
}
