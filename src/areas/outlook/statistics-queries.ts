import { addDays, type CalendarDate } from '../../kernel/calendar-date.ts';
import { refuseField } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { DurationGroup } from './contract-statistics.ts';
import { type Period, selectDurations, selectOutcomes } from './statistics-rows.ts';
import { viewDurationStatistics, viewObstacleStatistics } from './statistics-views.ts';

interface AskedPeriod {
  readonly from?: CalendarDate | undefined;
  readonly until?: CalendarDate | undefined;
}

const A_YEAR = 365;

function periodOf(ctx: ActorContext, asked: AskedPeriod): Period {
  const until = asked.until ?? dayOf(ctx.now);
  const from = asked.from ?? addDays(until, -A_YEAR);
  if (from > until) throw refuseField('date-order', 'query/from');
  return { from, until };
}

/** Median and P90 days of what ended in a period, as far as the reader sees it: a party its own alone. */
export async function readDurationStatistics(tx: Tx, ctx: ActorContext, { by, ...asked }: AskedPeriod & { readonly by: DurationGroup }) {
  const period = periodOf(ctx, asked);
  const rows = await selectDurations(tx, ctx, by, period);
  return viewDurationStatistics(ctx, by, period, rows);
}

/** What became of obstacles in a period and whom they waited on, of those that the reader sees. */
export async function readObstacleStatistics(tx: Tx, ctx: ActorContext, asked: AskedPeriod) {
  const period = periodOf(ctx, asked);
  const { kinds, waiting } = await selectOutcomes(tx, ctx, period);
  return viewObstacleStatistics(ctx, period, kinds, waiting);
}
