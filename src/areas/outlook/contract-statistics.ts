import { z } from 'zod';
import { calendarDate } from '../../platform/http/schemas.ts';
import { DurationStatistic, KindStatistic, ReasonStatistic, WaitingShare } from './record-statistics.ts';

/** What durations are told by: what takes the days, or whom it waits on, or where it passes. */
export const DURATION_GROUPS = ['milestone', 'obstacle-kind', 'waiting-on', 'donor', 'port'] as const;
export type DurationGroup = (typeof DURATION_GROUPS)[number];

/** What reasons are counted of. */
export const REASON_GROUPS = [
  'match-declined',
  'match-cancelled',
  'need-returned',
  'need-rejected',
  'need-withdrawn',
  'goods-rejected',
  'goods-lost',
  'delivery-delayed',
] as const;
export type ReasonGroup = (typeof REASON_GROUPS)[number];

const period = {
  from: calendarDate.optional().meta({
    description:
      'First day of the period; a year before its last where absent. For donors a period is a calendar quarter that is over, the last where none is given.',
  }),
  until: calendarDate
    .optional()
    .meta({ description: 'Last day of the period; today where absent, for donors the last day of the quarter.' }),
};
export const periodQuery = z.strictObject(period);
export type PeriodQuery = z.output<typeof periodQuery>;
export const durationsQuery = z.strictObject({
  by: z.enum(DURATION_GROUPS).meta({
    description:
      'milestone: from the last milestone before it; obstacle-kind: from the report to the resolution; waiting-on: each span in which an obstacle waited on one organisation; donor: from a delivery’s first recorded milestone to its arrival; port: from the arrival at the port of entry to the release from customs.',
  }),
  ...period,
});
export type DurationsQuery = z.output<typeof durationsQuery>;

export const reasonsQuery = z.strictObject({
  of: z.enum(REASON_GROUPS).meta({ description: 'What was done for a reason.' }),
  ...period,
});
export type ReasonsQuery = z.output<typeof reasonsQuery>;

const shownPeriod = { from: calendarDate, until: calendarDate };

export const DurationStatistics = z
  .object({ by: z.enum(DURATION_GROUPS), ...shownPeriod, rows: z.array(DurationStatistic.schema) })
  .meta({ id: 'DurationStatistics', description: 'Days taken by what ended in a period.' });

export const ObstacleStatistics = z
  .object({ ...shownPeriod, kinds: z.array(KindStatistic.schema), waiting: z.array(WaitingShare.schema) })
  .meta({ id: 'ObstacleStatistics', description: 'What became of obstacles, and whom they waited on, in a period.' });

export const ReasonStatistics = z
  .object({ of: z.enum(REASON_GROUPS), ...shownPeriod, rows: z.array(ReasonStatistic.schema) })
  .meta({ id: 'ReasonStatistics', description: 'Why something was done, by how often each reason was given, in a period.' });
