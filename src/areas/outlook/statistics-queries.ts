import { addDays } from '../../kernel/calendar-date.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { refuseField } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { DurationsQuery, PeriodQuery } from './contract-statistics.ts';
import { type Period, selectDurations, selectOutcomes } from './statistics-rows.ts';
import { viewDurationStatistics, viewObstacleStatistics } from './statistics-views.ts';

const A_YEAR = 365;

function periodOf(ctx: ActorContext, asked: PeriodQuery): Period {
  const { until = dayOf(ctx.now), from = addDays(until, -A_YEAR), ...rest } = asked;
  nothingLeft(rest);
  if (from > until) throw refuseField('date-order', 'query/from');
  return { from, until };
}

/** Median and P90 days of what ended in a period, as far as the reader sees it: a party its own alone. */
export async function readDurationStatistics(tx: Tx, ctx: ActorContext, { by, from, until, ...rest }: DurationsQuery) {
  nothingLeft(rest);
  const period = periodOf(ctx, { from, until });
  const rows = await selectDurations(tx, ctx, by, period);
  return viewDurationStatistics(ctx, by, period, rows);
}

/** What became of obstacles in a period and whom they waited on, of those that the reader sees. */
export async function readObstacleStatistics(tx: Tx, ctx: ActorContext, asked: PeriodQuery) {
  const period = periodOf(ctx, asked);
  const { kinds, waiting } = await selectOutcomes(tx, ctx, period);
  return viewObstacleStatistics(ctx, period, kinds, waiting);
}
