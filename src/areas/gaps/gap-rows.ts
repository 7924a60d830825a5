import { sql, type SQL } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { OrganisationId, UnitId } from '../../kernel/id.ts';
import type { Names } from '../../kernel/language.ts';
import type { Decimals, Steps } from '../../kernel/quantity.ts';
import type { RequirementLevel } from './domain/gap.ts';
import { dayIn } from '../reference/index.ts';

/**
 * One row per unit and item type that is authorised or held. Row-level security narrows every table in it to the reader's
 * own; a requirement of the unit itself wins over that of its type, and in each the latest that is in force where the unit stands.
 */
export const gapRows = (now: Date): SQL => sql`
  with days as (
    select zones.time_zone, ${dayIn(sql`zones.time_zone`, now)} as today from (select distinct time_zone from sites) as zones
  ), placed as (
    select units.id, units.unit_type, sites.time_zone, days.today
    from units join sites on sites.slug = units.site join days on days.time_zone = sites.time_zone
  ), by_type as (
    select distinct on (days.time_zone, unit_type, item_type) days.time_zone, unit_type, item_type, authorised
    from requirements join days on effective_on <= days.today where unit_type is not null and not withdrawn
    order by days.time_zone, unit_type, item_type, effective_on desc
  ), by_unit as (
    select distinct on (unit_id, item_type) unit_id, item_type, authorised
    from requirements join placed on placed.id = unit_id and effective_on <= placed.today where not withdrawn
    order by unit_id, item_type, effective_on desc
  ), held as (
    select distinct on (unit_id, item_type) unit_id, item_type, on_hand, serviceable, unserviceable_repairable, beyond_repair, as_of
    from holding_reports join placed on placed.id = unit_id and as_of <= placed.today where not withdrawn
    order by unit_id, item_type, as_of desc, creation_order desc
  ), coming as (
    select unit_id, item_type, sum(quantity)::bigint as inbound from (
      select unit_id, item_type, agreed - accepted - failed as quantity from need_lines
      union all
      -- Accepted and not yet confirmed: it has left the line above and no report holds it yet.
      select unit_id, item_type, quantity from proposed_holdings where state = 'proposed'
    ) as parts group by unit_id, item_type
  ), kept as (
    select placed.id as unit_id, by_type.item_type
    from placed join by_type on by_type.unit_type = placed.unit_type and by_type.time_zone = placed.time_zone
    union select unit_id, item_type from by_unit
    union select unit_id, item_type from held
  )
  select kept.unit_id, units.creation_order::float8 as unit_order, units.names as unit_names, units.organisation_id, organisations.slug as organisation_slug,
    organisations.names as organisation_names, sites.slug as site, sites.region, kept.item_type, item_types.area,
    item_types.unit_of_measure, item_types.decimals, coalesce(by_unit.authorised, by_type.authorised, 0) as authorised,
    case when by_unit.authorised is not null then 'unit' when by_type.authorised is not null then 'unit-type' end as authorised_by,
    coalesce(held.on_hand, 0) as on_hand, coalesce(held.serviceable, 0) as serviceable,
    coalesce(held.unserviceable_repairable, 0) as unserviceable_repairable, coalesce(held.beyond_repair, 0) as beyond_repair,
    held.as_of::text as as_of, coalesce(coming.inbound, 0) as inbound,
    greatest(0, coalesce(by_unit.authorised, by_type.authorised, 0) - coalesce(held.serviceable, 0) - coalesce(coming.inbound, 0)) as gap
  from kept
  join units on units.id = kept.unit_id and units.state = 'active'
  join sites on sites.slug = units.site
  join organisations on organisations.id = units.organisation_id
  join item_types on item_types.slug = kept.item_type
  left join by_unit on by_unit.unit_id = kept.unit_id and by_unit.item_type = kept.item_type
  left join by_type on by_type.unit_type = units.unit_type and by_type.time_zone = sites.time_zone and by_type.item_type = kept.item_type
  left join held on held.unit_id = kept.unit_id and held.item_type = kept.item_type
  left join coming on coming.unit_id = kept.unit_id and coming.item_type = kept.item_type`;

export interface GapRow extends Record<string, unknown> {
  readonly unit_id: UnitId;
  readonly unit_order: number;
  readonly unit_names: Names;
  readonly organisation_id: OrganisationId;
  readonly organisation_slug: string;
  readonly organisation_names: Names;
  readonly site: string;
  readonly region: string;
  readonly item_type: string;
  readonly area: string;
  readonly unit_of_measure: string;
  readonly decimals: Decimals;
  readonly authorised: Steps;
  readonly authorised_by: RequirementLevel | null;
  readonly on_hand: Steps;
  readonly serviceable: Steps;
  readonly unserviceable_repairable: Steps;
  readonly beyond_repair: Steps;
  readonly as_of: CalendarDate | null;
  readonly inbound: Steps;
  readonly gap: Steps;
}

export interface GapTotalRow extends Record<string, unknown> {
  readonly key: string;
  readonly names: Names | null;
  readonly authorised: number;
  readonly on_hand: number;
  readonly serviceable: number;
  readonly inbound: number;
  readonly gap: number;
  readonly units: number;
  readonly item_types: number;
}
