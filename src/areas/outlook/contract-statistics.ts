import { z } from 'zod';
import { calendarDate } from '../../platform/http/schemas.ts';
import { DurationStatistic, KindStatistic, WaitingShare } from './record-statistics.ts';

/** What durations are told by: what takes the days, or whom it waits on, or where it passes. */
export const DURATION_GROUPS = ['milestone', 'obstacle-kind', 'waiting-on', 'donor', 'port'] as const;
export type DurationGroup = (typeof DURATION_GROUPS)[number];

const period = {
  from: calendarDate.optional().meta({ description: 'First day of the period; a year before its last where absent.' }),
  until: calendarDate.optional().meta({ description: 'Last day of the period; today where absent.' }),
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

const shownPeriod = { from: calendarDate, until: calendarDate };

export const DurationStatistics = z
  .object({ by: z.enum(DURATION_GROUPS), ...shownPeriod, rows: z.array(DurationStatistic.schema) })
  .meta({ id: 'DurationStatistics', description: 'Days taken by what ended in a period.' });

export const ObstacleStatistics = z
  .object({ ...shownPeriod, kinds: z.array(KindStatistic.schema), waiting: z.array(WaitingShare.schema) })
  .meta({ id: 'ObstacleStatistics', description: 'What became of obstacles, and whom they waited on, in a period.' });
