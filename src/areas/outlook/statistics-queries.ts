import { addDays, type CalendarDate } from '../../kernel/calendar-date.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { DurationsQuery, PeriodQuery, ReasonsQuery } from './contract-statistics.ts';
import { isToldPeriod, lastQuarterBefore, type Period, quarterOf } from './domain/told-periods.ts';
import { selectDurations, selectOutcomes, selectReasons } from './statistics-rows.ts';
import { todayOfMission } from '../reference/index.ts';
import { viewDurationStatistics, viewObstacleStatistics, viewReasonStatistics } from './statistics-views.ts';

const A_YEAR = 365;

function periodOf(ctx: ActorContext, asked: PeriodQuery): Period {
  const today = todayOfMission(ctx);
  const isForDonor = ctx.actor.role === 'donor';
  const given = isForDonor ? quarterAsked(asked, today) : asked;
  const { until = today, from = addDays(until, -A_YEAR), ...rest } = given;
  nothingLeft(rest);
  if (from > until) throw refuseField('date-order', 'query/from');
  if (isForDonor && !isToldPeriod({ from, until }, today)) {
    throw new Refusal('period-not-available', {
      fields: (['from', 'until'] as const)
        .filter((end) => asked[end] !== undefined)
        .map((end) => ({ pointer: `query/${end}`, code: 'no-quarter' })),
    });
  }
  return { from, until };
}

/** What one end of a period leaves open is that of its quarter; with neither it is the last that is over. */
function quarterAsked({ from, until, ...rest }: PeriodQuery, today: CalendarDate): PeriodQuery {
  nothingLeft(rest);
  const given = from ?? until;
  const quarter = given === undefined ? lastQuarterBefore(today) : quarterOf(given);
  return { from: from ?? quarter.from, until: until ?? quarter.until };
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

/** Why something was done in a period, by how often each reason was given, of what the reader sees. */
export async function readReasonStatistics(tx: Tx, ctx: ActorContext, { of, from, until, ...rest }: ReasonsQuery) {
  nothingLeft(rest);
  const period = periodOf(ctx, { from, until });
  return viewReasonStatistics(ctx, of, period, await selectReasons(tx, of, period));
}
