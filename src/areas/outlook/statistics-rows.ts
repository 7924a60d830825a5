import { sql, type SQL } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import { addDays } from '../../kernel/calendar-date.ts';
import type { OrganisationId } from '../../kernel/id.ts';
import type { Names } from '../../kernel/language.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { EventAction } from '../../platform/audit/event-actions.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { DELIVERY_KINDS } from '../deliveries/domain/delivery.ts';
import { type ObstacleState, OPEN_STATES, RECORDED_BY_MISTAKE, RESOLVED_STATES } from '../obstacles/domain/obstacle.ts';
import type { ReasonCode } from '../../kernel/reason.ts';
import type { DurationGroup, ReasonGroup } from './contract-statistics.ts';
import type { Period } from './domain/told-periods.ts';
import { arrivalOf } from '../deliveries/domain/milestones.ts';
import type { MilestoneSlug } from '../reference/domain/named-slugs.ts';

const CUSTOMS_CLEARED: MilestoneSlug = 'customs-cleared';

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

/** The steps of deliveries of which the reader sees a line, with the unit of the first. */
const stepsOf = ({ from, until }: Period): SQL =>
  sql`(select distinct on (delivery_lines.delivery_id) delivery_lines.delivery_id, delivery_lines.unit_id from delivery_lines
      order by delivery_lines.delivery_id, delivery_lines.position) as receiving
    join delivery_steps as steps on steps.delivery_id = receiving.delivery_id and steps.reached_on between ${from}::date and ${until}::date`;

const ARRIVALS = sql.join(
  DELIVERY_KINDS.map((kind) => sql`(${kind}, ${arrivalOf(kind)})`),
  sql`, `,
);

/** Of each obstacle a unit, as far as the reader sees one: looked up once for all, and for who sees all past the policies. */
const unitsOfObstacles = (ctx: ActorContext): SQL =>
  sql`units_of as materialized (select obstacle_id, unit_id from ${sql.raw(oversees(ctx) ? 'wasl.all_units_of_obstacles' : 'wasl.units_of_obstacles')}())`;

/** Obstacles that were opened for what had been typed wrong: none of them ever was one, and they count nowhere, whoever ended them. */
const MISTAKEN = sql`mistaken as materialized (
  select id from obstacles where state_reason = ${RECORDED_BY_MISTAKE}
    and (state = ${'not-an-obstacle' satisfies ObstacleState} or cause_key is not null and state not in (${literals(OPEN_STATES)})))`;
const isNoMistake = (obstacleId: SQL): SQL => sql`${obstacleId} not in (select id from mistaken)`;

const inPeriod = (instant: SQL, { from, until }: Period): SQL =>
  sql`(wasl.day_at(wasl.mission_zone(), ${instant}) between ${from}::date and ${until}::date)`;

/** What things took time by: of each what it is told by, its days and its unit; and what tells their names and order. */
interface Taken {
  readonly things: SQL;
  readonly named: SQL;
}

const ORGANISATIONS = sql`select id::text as thing, slug as key, names, 0 as place from organisations`;

function takenBy(by: DurationGroup, period: Period): Taken {
  switch (by) {
    case 'milestone':
      return {
        things: sql`select steps.milestone as thing, steps.days, receiving.unit_id from ${stepsOf(period)}`,
        named: sql`select slug as thing, slug as key, names, position as place from milestones`,
      };
    case 'donor':
      return {
        things: sql`select deliveries.donor_id::text as thing, steps.days_since_first as days, receiving.unit_id
          from ${stepsOf(period)} join deliveries on deliveries.id = steps.delivery_id
          join (values ${ARRIVALS}) as arrivals (kind, milestone) on arrivals.kind = deliveries.kind and arrivals.milestone = steps.milestone`,
        named: ORGANISATIONS,
      };
    case 'port':
      return {
        things: sql`select deliveries.port_of_entry as thing, steps.days, receiving.unit_id
          from ${stepsOf(period)} join deliveries on deliveries.id = steps.delivery_id where steps.milestone = ${CUSTOMS_CLEARED}`,
        named: sql`select slug as thing, slug as key, names, 0 as place from sites`,
      };
    case 'obstacle-kind':
      return {
        things: sql`select obstacles.kind as thing, wasl.day_at(wasl.mission_zone(), obstacles.resolved_at) - wasl.day_at(wasl.mission_zone(), obstacles.reported_at) as days,
            units_of.unit_id
          from obstacles left join units_of on units_of.obstacle_id = obstacles.id
          where obstacles.state in (${literals(RESOLVED_STATES)}) and ${inPeriod(sql`obstacles.resolved_at`, period)}`,
        named: sql`select slug as thing, slug as key, names, 0 as place from obstacle_kinds`,
      };
    case 'waiting-on':
      // Consecutive periods of one obstacle that wait on the same organisation are one span.
      return {
        things: sql`select turns.waiting_on_id::text as thing, extract(epoch from max(turns.ended_at) - min(turns.began_at)) / 86400 as days, turns.unit_id
          from (
            select marked.*, sum(is_new) over (partition by obstacle_id order by position) as span from (
              select obstacle_periods.*, units_of.unit_id,
                (waiting_on_id is distinct from lag(waiting_on_id) over (partition by obstacle_periods.obstacle_id order by position))::int as is_new
              from obstacle_periods left join units_of on units_of.obstacle_id = obstacle_periods.obstacle_id
              where state in (${openStates}) and ${isNoMistake(sql`obstacle_periods.obstacle_id`)}
            ) as marked
          ) as turns group by turns.obstacle_id, turns.span, turns.waiting_on_id, turns.unit_id
          having turns.waiting_on_id is not null and bool_and(turns.ended_at is not null) and ${inPeriod(sql`max(turns.ended_at)`, period)}`,
        named: ORGANISATIONS,
      };
  }
}

const openStates = sql.join(
  OPEN_STATES.map((state) => sql`${state}`),
  sql`, `,
);

/** Of days and how often each was taken: what `percentile_cont` gives over them one by one (PostgreSQL, 9.21), at a fraction of the sorting. */
function percentile(share: number): SQL {
  const place = sql.raw(`(${share}::float8 * (spread.total - 1))`);
  const below = sql`min(spread.days) filter (where spread.upto > floor(${place}))`;
  const above = sql`min(spread.days) filter (where spread.upto > ceil(${place}))`;
  return sql`round((${below} + (max(${place}) - floor(max(${place}))) * (${above} - ${below}))::numeric, 1)::float8`;
}

export function selectDurations(tx: Tx, ctx: ActorContext, by: DurationGroup, period: Period) {
  const { things, named } = takenBy(by, period);
  return tx.execute<DurationRow>(sql`
    with ${unitsOfObstacles(ctx)}, ${MISTAKEN}, taken as materialized (${things}), counted as (
      select thing, days::float8 as days, count(*) as records from taken group by thing, days
    ), spread as (
      select thing, days, records, (sum(records) over (partition by thing order by days))::float8 as upto, (sum(records) over (partition by thing))::float8 as total
      from counted
    ), percentiles as (
      select thing, sum(records)::int as records, ${percentile(0.5)} as median_days, ${percentile(0.9)} as p90_days from spread group by thing
    ), reach as (
      select thing, count(unit_id)::int as units from (select distinct thing, unit_id from taken) as receivers group by thing
    )
    select named.key, named.names, percentiles.records, reach.units, percentiles.median_days, percentiles.p90_days
    from percentiles join reach on reach.thing = percentiles.thing join (${named}) as named on named.thing = percentiles.thing
    order by named.place, named.key`);
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

/** What became of the obstacles of each kind, and the days that open ones waited on each organisation; of what still waits, up to now. */
export async function selectOutcomes(tx: Tx, ctx: ActorContext, period: Period) {
  const [outcomes] = await tx.execute<{ readonly kinds: readonly KindRow[]; readonly waiting: readonly WaitingRow[] }>(sql`
    with ${unitsOfObstacles(ctx)}, ${MISTAKEN}, told as (
      select obstacles.kind, ${inPeriod(sql`obstacles.reported_at`, period)}::int as reported, turns.resolved, turns.reopened,
        (${inPeriod(sql`obstacles.reported_at`, period)} and obstacles.escalation_level > 0)::int as escalated, units_of.unit_id
      from obstacles left join units_of on units_of.obstacle_id = obstacles.id left join (
        select obstacle_id, count(*) filter (where state = 'resolved') as resolved, count(*) filter (where state = 'reopened') as reopened
        from obstacle_periods where (state = 'resolved' or state = 'reopened') and ${inPeriod(sql`began_at`, period)} group by obstacle_id
      ) as turns on turns.obstacle_id = obstacles.id
      where (${inPeriod(sql`obstacles.reported_at`, period)} or turns.resolved + turns.reopened > 0) and ${isNoMistake(sql`obstacles.id`)}
    ), by_kind as (
      select kind, sum(reported)::int as reported, coalesce(sum(resolved), 0)::int as resolved, coalesce(sum(reopened), 0)::int as reopened,
        sum(escalated)::int as escalated, count(unit_id)::int as units
      from (
        select kind, unit_id, sum(reported) as reported, sum(resolved) as resolved, sum(reopened) as reopened, sum(escalated) as escalated
        from told group by kind, unit_id
      ) as by_unit group by kind
    ), kinds as (
      select obstacle_kinds.slug as key, obstacle_kinds.names, reported, resolved, reopened, escalated, units
      from by_kind join obstacle_kinds on obstacle_kinds.slug = by_kind.kind
    ), waits as (
      select waiting_on_id, units_of.unit_id,
        extract(epoch from least(coalesce(ended_at, ${ctx.now.toISOString()}::timestamptz), (${addDays(period.until, 1)}::date)::timestamp at time zone wasl.mission_zone())
          - greatest(began_at, (${period.from}::date)::timestamp at time zone wasl.mission_zone())) / 86400 as days
      from obstacle_periods left join units_of on units_of.obstacle_id = obstacle_periods.obstacle_id
      where state in (${openStates}) and ${isNoMistake(sql`obstacle_periods.obstacle_id`)}
    ), by_party as (
      select waiting_on_id, round(sum(days)::numeric, 1)::float8 as days, count(unit_id)::int as units
      from (select waiting_on_id, unit_id, sum(days) as days from waits where days > 0 group by waiting_on_id, unit_id) as by_unit group by waiting_on_id
    ), waiting as (
      select organisations.id, organisations.slug, organisations.names, by_party.days, by_party.units
      from by_party join organisations on organisations.id = by_party.waiting_on_id
    )
    select coalesce((select json_agg(kinds order by key) from kinds), '[]') as kinds,
      coalesce((select json_agg(waiting order by days desc, slug) from waiting), '[]') as waiting`);
  return must(outcomes, 'an aggregate has a row');
}

export interface ReasonRow extends Record<string, unknown> {
  readonly key: ReasonCode;
  readonly names: Names;
  readonly records: number;
  readonly units: number;
}

/** Each time that a reason was given, with the unit that it concerned, as far as the reader sees it. */
function reasonsGiven(of: ReasonGroup, period: Period): SQL {
  const ofEvents = (subject: 'match' | 'need', action: EventAction): SQL => sql`select events.reason, subjects.unit_id from events
    join ${sql.raw(subject === 'match' ? 'matches' : 'needs')} as subjects on subjects.id = events.subject_id
    where events.subject_type = ${subject} and events.action = ${action} and ${inPeriod(sql`events.at`, period)}`;
  // An end that was taken back is none.
  const ofEndsThatStand = (action: EventAction): SQL => sql`${ofEvents('need', action)} and not exists (select from events as back
    where back.subject_type = 'need' and back.subject_id = events.subject_id and back.action = 'need.reinstated' and back.creation_order > events.creation_order)`;
  switch (of) {
    case 'match-declined':
      return ofEvents('match', 'match.declined');
    case 'match-cancelled':
      return ofEvents('match', 'match.cancelled');
    case 'need-returned':
      return ofEvents('need', 'need.returned');
    case 'need-rejected':
      return ofEndsThatStand('need.rejected');
    case 'need-withdrawn':
      return ofEndsThatStand('need.withdrawn');
    case 'goods-rejected':
      return sql`select receipt_lines.rejection_reason as reason, delivery_lines.unit_id from receipt_lines
        join receipts on receipts.id = receipt_lines.receipt_id join consignment_lines on consignment_lines.id = receipt_lines.consignment_line_id
        join delivery_lines on delivery_lines.id = consignment_lines.delivery_line_id
        where receipt_lines.rejected > 0 and receipts.received_on between ${period.from}::date and ${period.until}::date`;
    case 'goods-lost':
      return goodsLost(period);
    case 'delivery-delayed':
      return sql`select delivery_forecasts.reason, receiving.unit_id from delivery_forecasts
        join lateral (select unit_id from delivery_lines where delivery_lines.delivery_id = delivery_forecasts.delivery_id order by position limit 1) as receiving on true
        where ${inPeriod(sql`delivery_forecasts.created_at`, period)}`;
  }
}

/** How a loss is said before anything was received. */
const LOSSES = ['delivery.loss-reported', 'delivery.diversion-reported'] as const satisfies readonly EventAction[];

/** What is lost of each line, on the day that this was last said: on the way, or by a receipt. What was found again isn't. */
const goodsLost = (
  period: Period,
): SQL => sql`select consignment_lines.loss_reason as reason, consignment_lines.unit_id from consignment_lines
  where consignment_lines.lost > 0 and (
    select max(said.on_day) from (
      select receipts.received_on as on_day from receipt_lines join receipts on receipts.id = receipt_lines.receipt_id
      where receipt_lines.consignment_line_id = consignment_lines.id and receipt_lines.lost > 0
      union all select wasl.day_at(wasl.mission_zone(), events.at) from events
      where events.subject_type = 'delivery' and events.subject_id = consignment_lines.delivery_id
        and events.action in (${literals(LOSSES)})
    ) as said
  ) between ${period.from}::date and ${period.until}::date`;

/** How often each reason was given in a period, the most frequent first. */
export function selectReasons(tx: Tx, of: ReasonGroup, period: Period) {
  return tx.execute<ReasonRow>(sql`
    with given as materialized (${reasonsGiven(of, period)}), counted as (
      select reason, count(*)::int as records, count(distinct unit_id)::int as units from given where reason is not null group by reason
    )
    select counted.reason as key, vocabulary_terms.names, counted.records, counted.units
    from counted join vocabulary_terms on vocabulary_terms.vocabulary = 'reasons' and vocabulary_terms.slug = counted.reason
    order by counted.records desc, vocabulary_terms.position`);
}
