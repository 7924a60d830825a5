import { sql, type SQL } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { LocalText, Names } from '../../kernel/language.ts';
import { formatMessage, inEveryLanguage } from '../../locales/format-message.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import { type DeliveryState, OVER_STATES, UNSIGNED_STATES } from '../deliveries/domain/delivery.ts';
import { FALLEN_STATES, UNANSWERING_STATES } from '../matches/domain/match.ts';
import { ANNOUNCED_STATES, STALE_AFTER_DAYS } from '../needs/domain/need.ts';
import type { BlockedThing } from './contract.ts';
import { OPEN_STATES, UNRESOLVED_STATES } from './domain/obstacle.ts';
import type { MilestoneSlug } from '../reference/domain/named-slugs.ts';
import { dayIn, isOver, zoneOfDelivery } from '../reference/index.ts';

/** What the system looks for. Each cause has a cause key, `<prefix>:<id>`, that one open obstacle at a time stands for. */
export interface Detector {
  readonly prefix: string;
  /**
   * Every cause that there is now, whether or not an obstacle stands for it: `cause_key`, `since` (the day on which it arose) in `zone`,
   * `kind`, `milestone` (null: as the kind has it), `blocks` (json) and `facts` (json, for the words).
   */
  readonly causes: (now: Date) => SQL;
  readonly detail: (facts: Facts) => LocalText;
}

export interface Facts {
  readonly on: CalendarDate;
  readonly milestone?: Names;
  readonly reference?: string;
}

export interface Cause {
  readonly causeKey: string;
  readonly since: CalendarDate;
  readonly kind: string;
  readonly blocksMilestone: string | null;
  readonly blocks: readonly BlockedThing[];
  readonly detail: LocalText;
}

/** What a milestone that is late is a sign of, where there is a kind that says it; else nobody knows how it stands. */
const KIND_OF_LATE_MILESTONE: Readonly<Partial<Record<MilestoneSlug, string>>> = {
  'production-completed': 'production-delay',
  'handover-accepted': 'handover-not-signed',
  'training-completed': 'training-not-done',
  'end-use-verified': 'verification-overdue',
};
const DELIVERED: MilestoneSlug = 'inland-delivered';
const UNKNOWN = 'status-unknown';

/** Nobody but the system has written anything for so long (obstacles.json: "no update for 30 days"). */
const UNTOUCHED_AFTER_DAYS = 30;
/** obstacles.json: "received for 7 days without certificate". */
const UNSIGNED_AFTER_DAYS = 7;
/** obstacles.json: "schedule date passed by 15 days". */
const UNVERIFIED_AFTER_DAYS = 15;

const open = literals(OPEN_STATES);
/** Nobody expects anything of these, of what is seized until it is released. */
const AT_REST = literals([...OVER_STATES, 'seized'] satisfies readonly DeliveryState[]);

/** A milestone of a delivery on its way should have been reached, and neither it nor a later one has been. One obstacle each, for the first. */
const lateMilestones: Detector = {
  prefix: 'eta-passed',
  causes: (now) => sql`
    select 'eta-passed:' || late.delivery_id as cause_key, late.expected_on + 1 as since, wasl.zone_of_delivery(late.delivery_id) as zone,
      coalesce(${JSON.stringify(KIND_OF_LATE_MILESTONE)}::jsonb ->> late.milestone, ${UNKNOWN}) as kind, late.milestone as milestone,
      jsonb_build_array(jsonb_build_object('deliveryId', late.delivery_id)) as blocks,
      jsonb_build_object('on', late.expected_on, 'milestone', late.names) as facts
    from (
      select distinct on (part.delivery_id) part.delivery_id, part.milestone, coalesce(part.forecast_on, part.planned_on) as expected_on, milestones.names
      from delivery_milestones as part
      join deliveries on deliveries.id = part.delivery_id and deliveries.state not in (${AT_REST})
      join milestones on milestones.slug = part.milestone
      left join (
        select reached.delivery_id, max(milestones.position) as position from delivery_milestones as reached
        join milestones on milestones.slug = reached.milestone where reached.actual_on is not null group by reached.delivery_id
      ) as furthest on furthest.delivery_id = part.delivery_id
      where part.actual_on is null and ${isOver(sql`coalesce(part.forecast_on, part.planned_on)`, zoneOfDelivery(sql`part.delivery_id`), now)}
        and milestones.position > coalesce(furthest.position, 0)
      order by part.delivery_id, milestones.position
    ) as late`,
  detail: ({ on, milestone }) =>
    inEveryLanguage((language) => formatMessage(language, 'obstacle.milestone-late', { on, milestone: milestone?.[language] ?? '' })),
};

const unsignedHandovers: Detector = {
  prefix: 'handover-unsigned',
  causes: (now) => sql`
    select 'handover-unsigned:' || deliveries.id as cause_key, part.actual_on + ${UNSIGNED_AFTER_DAYS}::int as since,
      wasl.zone_of_delivery(deliveries.id) as zone, 'handover-not-signed' as kind,
      null as milestone, jsonb_build_array(jsonb_build_object('deliveryId', deliveries.id)) as blocks,
      jsonb_build_object('on', part.actual_on) as facts
    from deliveries join delivery_milestones as part on part.delivery_id = deliveries.id and part.milestone = ${DELIVERED}
    where deliveries.state in (${literals(UNSIGNED_STATES)}) and ${isOver(sql`part.actual_on + ${UNSIGNED_AFTER_DAYS - 1}::int`, zoneOfDelivery(sql`deliveries.id`), now)}`,
  detail: ({ on }) => inEveryLanguage((language) => formatMessage(language, 'obstacle.handover-unsigned', { on })),
};

const overdueVerifications: Detector = {
  prefix: 'verification-overdue',
  causes: (now) => sql`
    select distinct on (verifications.delivery_id) 'verification-overdue:' || verifications.delivery_id as cause_key,
      verifications.due_on + ${UNVERIFIED_AFTER_DAYS}::int as since, wasl.zone_of_delivery(verifications.delivery_id) as zone,
      'verification-overdue' as kind, null as milestone,
      jsonb_build_array(jsonb_build_object('deliveryId', verifications.delivery_id)) as blocks,
      jsonb_build_object('on', verifications.due_on) as facts
    from verifications
    where verifications.verified_on is null 
      and ${isOver(sql`verifications.due_on + ${UNVERIFIED_AFTER_DAYS - 1}::int`, zoneOfDelivery(sql`verifications.delivery_id`), now)}
    order by verifications.delivery_id, verifications.due_on`,
  detail: ({ on }) => inEveryLanguage((language) => formatMessage(language, 'obstacle.verification-overdue', { on })),
};

const unansweredNeeds: Detector = {
  prefix: 'need-unanswered',
  causes: () => sql`
    select 'need-unanswered:' || needs.id as cause_key, wasl.day_at(wasl.zone_of_unit(needs.unit_id), needs.unanswered_since) as since,
      wasl.zone_of_unit(needs.unit_id) as zone, ${UNKNOWN} as kind, null as milestone,
      jsonb_build_array(jsonb_build_object('needId', needs.id)) as blocks, jsonb_build_object('on', needs.respond_by) as facts
    from needs
    where needs.state in (${literals(ANNOUNCED_STATES)}) and needs.unanswered_since is not null
      and not exists (select from matches where matches.need_id = needs.id and matches.state not in (${literals(UNANSWERING_STATES)}))`,
  detail: ({ on }) => inEveryLanguage((language) => formatMessage(language, 'obstacle.need-unanswered', { on })),
};

const staleNeeds: Detector = {
  prefix: 'need-stale',
  causes: () => sql`
    select 'need-stale:' || needs.id as cause_key, wasl.day_at(wasl.zone_of_unit(needs.unit_id), needs.confirmed_at) + ${STALE_AFTER_DAYS}::int as since,
      wasl.zone_of_unit(needs.unit_id) as zone, ${UNKNOWN} as kind,
      null as milestone, jsonb_build_array(jsonb_build_object('needId', needs.id)) as blocks,
      jsonb_build_object('on', wasl.day_at(wasl.zone_of_unit(needs.unit_id), needs.confirmed_at)) as facts
    from needs where needs.state = 'stale'`,
  detail: ({ on }) => inEveryLanguage((language) => formatMessage(language, 'obstacle.need-stale', { on })),
};

/** What an obstacle holds back, as `blocks` of a cause. */
const blocksOf = (obstacleId: SQL) => sql`(
  select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('needId', need_id, 'matchId', match_id, 'deliveryId', delivery_id)) order by obstacle_blocks.creation_order)
  from obstacle_blocks where obstacle_blocks.obstacle_id = ${obstacleId})`;

/** An open obstacle that nobody has touched. Those that only ask how something stands are not asked about in turn. */
const untouchedObstacles: Detector = {
  prefix: 'obstacle-untouched',
  causes: (now) => sql`
    select 'obstacle-untouched:' || still.id as cause_key, still.touched_on + ${UNTOUCHED_AFTER_DAYS}::int as since, still.zone, ${UNKNOWN} as kind,
      null as milestone, still.blocks, jsonb_build_object('on', still.touched_on, 'reference', still.reference) as facts
    from (
      select obstacles.id, obstacles.reference, place.zone, wasl.day_at(place.zone, coalesce(
          (select max(events.at) from events where events.subject_type = 'obstacle' and events.subject_id = obstacles.id and events.actor_kind <> 'system'),
          obstacles.reported_at)) as touched_on,
        ${blocksOf(sql`obstacles.id`)} as blocks
      from obstacles cross join lateral (select wasl.zone_of_organisation(obstacles.owner_id) as zone) as place
      where obstacles.state in (${open}) and obstacles.kind <> ${UNKNOWN} and obstacles.reported_at < ${now.toISOString()}::timestamptz - ${UNTOUCHED_AFTER_DAYS - 1} * interval '1 day'
    ) as still
    where still.touched_on + ${UNTOUCHED_AFTER_DAYS}::int < ${dayIn(sql`still.zone`, now)} and still.blocks is not null`,
  detail: ({ on, reference }) =>
    inEveryLanguage((language) => formatMessage(language, 'obstacle.untouched', { on, reference: reference ?? '' })),
};

/**
 * An unresolved obstacle whose owner, a donor, sees it no more, since nothing that it holds back is the donor's to give: a facilitator hands it
 * on. It arose when a match of that donor ended or its need was put on hold, the last of those.
 */
const ownersOutOfSight: Detector = {
  prefix: 'owner-out-of-sight',
  causes: () => sql`
    select 'owner-out-of-sight:' || obstacles.id as cause_key, wasl.day_at(place.zone, ended.at) as since, place.zone, ${UNKNOWN} as kind,
      null as milestone, ${blocksOf(sql`obstacles.id`)} as blocks,
      jsonb_build_object('on', wasl.day_at(place.zone, ended.at), 'reference', obstacles.reference) as facts
    from obstacles join wasl.donors_out_of_sight() as gone on gone.obstacle_id = obstacles.id and gone.donor_id = obstacles.owner_id
      cross join lateral (select wasl.zone_of_organisation(obstacles.owner_id) as zone) as place
      cross join lateral (
        select coalesce(max(events.at), obstacles.reported_at) as at from obstacle_blocks
        join matches on matches.donor_id = obstacles.owner_id and (matches.id = obstacle_blocks.match_id or matches.need_id = obstacle_blocks.need_id
          or exists (select from delivery_lines where delivery_lines.delivery_id = obstacle_blocks.delivery_id and delivery_lines.match_id = matches.id))
        join events on (events.subject_type = 'match' and events.subject_id = matches.id and events.action in (${literals(FALLEN_STATES.map((state) => `match.${state}`))}))
          or (events.subject_type = 'need' and events.subject_id = matches.need_id and events.action = 'need.held')
        where obstacle_blocks.obstacle_id = obstacles.id) as ended
    where obstacles.state in (${literals(UNRESOLVED_STATES)})`,
  detail: ({ on, reference }) =>
    inEveryLanguage((language) => formatMessage(language, 'obstacle.owner-out-of-sight', { on, reference: reference ?? '' })),
};

export const DETECTORS: readonly Detector[] = [
  lateMilestones,
  unsignedHandovers,
  overdueVerifications,
  unansweredNeeds,
  staleNeeds,
  untouchedObstacles,
  ownersOutOfSight,
];
