import { sql, type SQL } from 'drizzle-orm';
import { addDays, type CalendarDate } from '../../kernel/calendar-date.ts';
import type { OrganisationId } from '../../kernel/id.ts';
import type { Names } from '../../kernel/language.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { DELIVERY_KINDS } from '../deliveries/domain/delivery.ts';
import { OPEN_STATES, RESOLVED_STATES } from '../obstacles/domain/obstacle.ts';
import type { DurationGroup } from './contract-statistics.ts';
import { arrivalOf } from '../deliveries/domain/milestones.ts';
import type { MilestoneSlug } from '../reference/domain/named-slugs.ts';

const CUSTOMS_CLEARED: MilestoneSlug = 'customs-cleared';

export interface Period {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

export interface DurationRow extends Record<string, unknown> {
  readonly key: string;
  readonly names: Names;
  readonly records: number;
  readonly median_days: number;
  readonly p90_days: number;
  /** Distinct units behind the row. */
  readonly units: number;
}

const oversees = ({ actor }: ActorContext): boolean => actor.role === 'facilitator' || actor.role === 'auditor';

/** The steps of deliveries that the reader sees: overseers' past the policies, in a tenth of the time. */
const stepsOf = (ctx: ActorContext, { from, until }: Period): SQL =>
  sql`(select steps.*, delivery_lines.unit_id from ${sql.raw(oversees(ctx) ? 'wasl.all_step_durations' : 'wasl.step_durations')}(${from}::date, ${until}::date) as steps
    join lateral (select unit_id from delivery_lines where delivery_lines.delivery_id = steps.delivery_id order by position limit 1) as delivery_lines on true)`;

const ARRIVALS = sql.join(
  DELIVERY_KINDS.map((kind) => sql`(${kind}, ${arrivalOf(kind)})`),
  sql`, `,
);

/** The unit that an obstacle holds something of, as far as the reader sees one. */
const unitOfObstacle = sql`(
  select coalesce(needs.unit_id, matches.unit_id, delivery_lines.unit_id) from obstacle_blocks
  left join needs on needs.id = obstacle_blocks.need_id left join matches on matches.id = obstacle_blocks.match_id
  left join delivery_lines on delivery_lines.delivery_id = obstacle_blocks.delivery_id
  where obstacle_blocks.obstacle_id = obstacles.id order by 1 limit 1)`;

const inPeriod = (instant: SQL, { from, until }: Period): SQL =>
  sql`((${instant} at time zone 'UTC')::date between ${from}::date and ${until}::date)`;

/** Of each thing that took time: what it is told by, its days, its unit. */
function takenBy(ctx: ActorContext, by: DurationGroup, period: Period): SQL {
  switch (by) {
    case 'milestone':
      return sql`select milestones.slug as key, milestones.names, milestones.position as place, steps.days::float8 as days, steps.unit_id
        from ${stepsOf(ctx, period)} as steps join milestones on milestones.slug = steps.milestone`;
    case 'donor':
      return sql`select organisations.slug as key, organisations.names, 0 as place, steps.days_since_first::float8 as days, steps.unit_id
        from ${stepsOf(ctx, period)} as steps join (values ${ARRIVALS}) as arrivals (kind, milestone) on arrivals.kind = steps.kind and arrivals.milestone = steps.milestone
        join organisations on organisations.id = steps.donor_id`;
    case 'port':
      return sql`select sites.slug as key, sites.names, 0 as place, steps.days::float8 as days, steps.unit_id
        from ${stepsOf(ctx, period)} as steps join sites on sites.slug = steps.port_of_entry where steps.milestone = ${CUSTOMS_CLEARED}`;
    case 'obstacle-kind':
      return sql`select obstacle_kinds.slug as key, obstacle_kinds.names, 0 as place,
          (obstacles.resolved_at at time zone 'UTC')::date - (obstacles.reported_at at time zone 'UTC')::date as days, ${unitOfObstacle} as unit_id
        from obstacles join obstacle_kinds on obstacle_kinds.slug = obstacles.kind
        where obstacles.state in (${literals(RESOLVED_STATES)}) and ${inPeriod(sql`obstacles.resolved_at`, period)}`;
    case 'waiting-on':
      // Consecutive periods of one obstacle that wait on the same organisation are one span.
      return sql`select organisations.slug as key, organisations.names, 0 as place, extract(epoch from max(turns.ended_at) - min(turns.began_at)) / 86400 as days,
          (select ${unitOfObstacle} from obstacles where obstacles.id = turns.obstacle_id) as unit_id
        from (
          select marked.*, sum(is_new) over (partition by obstacle_id order by position) as span from (
            select obstacle_periods.*, (waiting_on_id is distinct from lag(waiting_on_id) over (partition by obstacle_id order by position))::int as is_new
            from obstacle_periods where state in (${openStates})
          ) as marked
        ) as turns join organisations on organisations.id = turns.waiting_on_id
        group by organisations.slug, organisations.names, turns.obstacle_id, turns.span
        having bool_and(turns.ended_at is not null) and ${inPeriod(sql`max(turns.ended_at)`, period)}`;
  }
}

const openStates = sql.join(
  OPEN_STATES.map((state) => sql`${state}`),
  sql`, `,
);

export function selectDurations(tx: Tx, ctx: ActorContext, by: DurationGroup, period: Period) {
  return tx.execute<DurationRow>(sql`
    select key, names, count(*)::int as records, count(distinct unit_id)::int as units,
      round((percentile_cont(0.5) within group (order by days))::numeric, 1)::float8 as median_days,
      round((percentile_cont(0.9) within group (order by days))::numeric, 1)::float8 as p90_days
    from (${takenBy(ctx, by, period)}) as taken group by key, names, place order by place, key`);
}

export interface KindRow extends Record<string, unknown> {
  readonly key: string;
  readonly names: Names;
  readonly reported: number;
  readonly resolved: number;
  readonly reopened: number;
  readonly escalated: number;
  readonly units: number;
}

export interface WaitingRow extends Record<string, unknown> {
  readonly id: OrganisationId;
  readonly slug: string;
  readonly names: Names;
  readonly days: number;
  readonly units: number;
}

export function selectKinds(tx: Tx, period: Period) {
  return tx.execute<KindRow>(sql`
    select obstacle_kinds.slug as key, obstacle_kinds.names, sum(reported)::int as reported, sum(resolved)::int as resolved, sum(reopened)::int as reopened,
      sum(escalated)::int as escalated, count(distinct unit_id)::int as units
    from (
      select obstacles.kind, ${inPeriod(sql`obstacles.reported_at`, period)}::int as reported, turns.resolved, turns.reopened,
        (${inPeriod(sql`obstacles.reported_at`, period)} and obstacles.escalation_level > 0)::int as escalated, ${unitOfObstacle} as unit_id
      from obstacles left join (
        select obstacle_id, count(*) filter (where state = 'resolved') as resolved, count(*) filter (where state = 'reopened') as reopened
        from obstacle_periods where ${inPeriod(sql`began_at`, period)} group by obstacle_id
      ) as turns on turns.obstacle_id = obstacles.id
      where ${inPeriod(sql`obstacles.reported_at`, period)} or turns.resolved + turns.reopened > 0
    ) as counted join obstacle_kinds on obstacle_kinds.slug = counted.kind
    group by obstacle_kinds.slug, obstacle_kinds.names order by obstacle_kinds.slug`);
}

/** The days that open obstacles waited on each organisation; of what still waits, up to now. */
export function selectWaiting(tx: Tx, ctx: ActorContext, period: Period) {
  return tx.execute<WaitingRow>(sql`
    select organisations.id, organisations.slug, organisations.names, round(sum(spent.days)::numeric, 1)::float8 as days, count(distinct unit_id)::int as units
    from (
      select waiting_on_id, extract(epoch from least(coalesce(ended_at, ${ctx.now.toISOString()}::timestamptz), (${addDays(period.until, 1)}::date)::timestamp at time zone 'UTC')
          - greatest(began_at, (${period.from}::date)::timestamp at time zone 'UTC')) / 86400 as days,
        (select ${unitOfObstacle} from obstacles where obstacles.id = obstacle_periods.obstacle_id) as unit_id
      from obstacle_periods where state in (${openStates})
    ) as spent join organisations on organisations.id = spent.waiting_on_id
    where spent.days > 0 group by organisations.id order by days desc, organisations.slug`);
}
