import { sql } from 'drizzle-orm';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { readJobRuns } from '../../platform/jobs/scheduled-job-runs.ts';
import type { Figure } from '../../platform/metrics.ts';
import { UNDER_WAY_STATES } from '../deliveries/domain/delivery.ts';
import { ANNOUNCED_STATES } from '../needs/domain/need.ts';
import { UNRESOLVED_STATES } from '../obstacles/domain/obstacle.ts';
import { isOver, zoneOfDelivery } from '../reference/index.ts';

/** A reservation that lapses within so many days is one that somebody should look at. */
const SOON_DAYS = 3;

interface Counted {
  readonly [name: string]: unknown;
  readonly obstacles: Readonly<Record<string, number>>;
  readonly silent: number;
  readonly late: number;
  readonly lapsing: number;
}

/**
 * What whoever runs the service watches, as numbers alone: what is stuck, what nobody answers, what is late, and which scheduled jobs fail. One
 * query, as the system; the labels are bands and names of ours, so that nothing leaks and nothing grows.
 */
export async function readWatchedFigures(tx: Tx, { now }: ActorContext): Promise<readonly Figure[]> {
  const at = now.toISOString();
  const [row] = await tx.execute<Counted & Record<string, unknown>>(sql`
    select
      (select jsonb_build_object(
          'under-a-week', count(*) filter (where age < interval '7 days'),
          'under-a-month', count(*) filter (where age >= interval '7 days' and age < interval '30 days'),
          'under-three-months', count(*) filter (where age >= interval '30 days' and age < interval '90 days'),
          'longer', count(*) filter (where age >= interval '90 days'))
        from (select ${at}::timestamptz - reported_at as age from obstacles
          where state in (${literals(UNRESOLVED_STATES)})) as open) as obstacles,
      (select count(*)::int from needs where unanswered_since is not null and state in (${literals(ANNOUNCED_STATES)})) as silent,
      (select count(*)::int from deliveries
        where state in (${literals(UNDER_WAY_STATES)})
          and exists (select from delivery_milestones as step where step.delivery_id = deliveries.id and step.actual_on is null
            and step.omitted_because is null
            and ${isOver(sql`coalesce(step.forecast_on, step.planned_on)`, zoneOfDelivery(sql`deliveries.id`), now)})) as late,
      (select count(*)::int from matches where state = 'reserved'
        and expires_at between ${at}::timestamptz and ${at}::timestamptz + make_interval(days => ${SOON_DAYS})) as lapsing`);
  const scheduledJobs = await readJobRuns(tx);
  const ofJobs = (value: (job: (typeof scheduledJobs)[number]) => number): Record<string, number> =>
    Object.fromEntries(scheduledJobs.map((job) => [job.name, value(job)]));
  return [
    {
      name: 'wasl_open_obstacles',
      help: 'Obstacles that are neither resolved nor ended, by age.',
      label: 'age',
      values: row?.obstacles ?? {},
    },
    { name: 'wasl_silent_needs', help: 'Published needs that nobody answered by their respond-by.', values: { all: row?.silent ?? 0 } },
    { name: 'wasl_late_deliveries', help: 'Deliveries with a milestone whose expected day has passed.', values: { all: row?.late ?? 0 } },
    { name: 'wasl_matches_lapsing_soon', help: 'Reservations that lapse within three days.', values: { all: row?.lapsing ?? 0 } },
    {
      name: 'wasl_scheduled_job_last_success_timestamp_seconds',
      help: 'When a scheduled job last succeeded, in whichever process; 0 for never.',
      label: 'job',
      values: ofJobs(({ succeededAt }) => (succeededAt?.getTime() ?? 0) / 1000),
    },
    {
      name: 'wasl_scheduled_job_failures_in_a_row',
      help: 'How often a scheduled job has failed since it last succeeded.',
      label: 'job',
      values: ofJobs(({ failuresInARow }) => failuresInARow),
    },
  ];
}
