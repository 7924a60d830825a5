import { z } from 'zod';
import { calendarDate, names, slug } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';

/** What durations are told by: what takes the days, or whom it waits on, or where it passes. */
export const DURATION_GROUPS = ['milestone', 'obstacle-kind', 'waiting-on', 'donor', 'port'] as const;
export type DurationGroup = (typeof DURATION_GROUPS)[number];

const period = {
  from: calendarDate.optional().meta({ description: 'First day of the period; a year before its last where absent.' }),
  until: calendarDate.optional().meta({ description: 'Last day of the period; today where absent.' }),
};
export const periodQuery = z.strictObject(period);
export const durationsQuery = z.strictObject({
  by: z.enum(DURATION_GROUPS).meta({
    description:
      'milestone: from the last milestone before it; obstacle-kind: from the report to the resolution; waiting-on: each span in which an obstacle waited on one organisation; donor: from a delivery’s first recorded milestone to its arrival; port: from the arrival at the port of entry to the release from customs.',
  }),
  ...period,
});

const hidden = z.boolean().meta({ description: 'Too few units stand behind it to be told to this reader.' });
const total = z.int().min(0);
const figure = z.number().min(0).nullable();

export const DurationStatistic = z
  .object({
    key: slug,
    names,
    records: total.nullable(),
    medianDays: figure.meta({ description: 'Calendar days, to a tenth.' }),
    p90Days: figure,
    suppressed: hidden,
  })
  .meta({ id: 'DurationStatistic', description: 'How many days something has taken.' });
export type DurationStatisticView = z.output<typeof DurationStatistic>;

const shownPeriod = { from: calendarDate, until: calendarDate };

export const DurationStatistics = z
  .object({ by: z.enum(DURATION_GROUPS), ...shownPeriod, rows: z.array(DurationStatistic) })
  .meta({ id: 'DurationStatistics', description: 'Days taken by what ended in a period.' });

export const KindStatistic = z
  .object({
    key: slug,
    names,
    reported: total.nullable(),
    resolved: total.nullable().meta({ description: 'How often one was resolved.' }),
    reopened: total.nullable().meta({ description: 'How often one was reopened.' }),
    escalated: total.nullable().meta({ description: 'How many of those reported stand above level 0.' }),
    suppressed: hidden,
  })
  .meta({ id: 'KindStatistic', description: 'What became of the obstacles of a kind.' });

export type KindStatisticView = z.output<typeof KindStatistic>;

export const WaitingShare = z
  .object({
    organisation: Party,
    days: figure.meta({ description: 'Days that open obstacles waited on it in the period, added up; to a tenth.' }),
    sharePerMille: total.nullable().meta({ description: 'Of all such days, in thousandths.' }),
    suppressed: hidden,
  })
  .meta({ id: 'WaitingShare', description: 'How much of the time obstacles waited on an organisation.' });

export type WaitingShareView = z.output<typeof WaitingShare>;

export const ObstacleStatistics = z
  .object({ ...shownPeriod, kinds: z.array(KindStatistic), waiting: z.array(WaitingShare) })
  .meta({ id: 'ObstacleStatistics', description: 'What became of obstacles, and whom they waited on, in a period.' });
