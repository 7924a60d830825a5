-- What is held back, how long things have taken, and who may know it. See src/areas/outlook/README.md.

-- ── What open obstacles hold back ───────────────────────────────────────────────────────────────────────────────────
-- Each open quantity of a need line lies in one of these, and in one only, so that nothing is counted twice:
--   delivery-line  on a delivery and not yet at an end: what is planned until it ships, then what is in transit
--   match          promised and on no delivery yet; of a proposal that an obstacle names, its share of what is promised by
--                  nobody, in the order of the ids until that is used up
--   need-line      what is approved and promised by nobody, without those shares
--   arrived        accepted and not in service yet: held only by obstacles that stand between arrival and use
-- An obstacle on a need holds all of them, one on a match the match's and its deliveries', one on a delivery that delivery's.
-- The obstacles of a thing come once each, in no order. With `among`, the things of these needs and perhaps others.
create function wasl.held_quantities(among uuid[]) returns table (
  kind text, id uuid, need_id uuid, need_line_id uuid, match_id uuid, delivery_id uuid, obstacle_ids uuid[], priority text, item_type text, quantity integer)
  language sql stable set search_path = public, pg_temp
  as $$
  with blocks as materialized (
    select obstacles.id as obstacle_id, obstacles.blocks_milestone in ('handover-accepted', 'training-completed', 'in-service') as holds_arrived,
      obstacle_blocks.need_id, obstacle_blocks.match_id, obstacle_blocks.delivery_id
    from obstacle_blocks join obstacles on obstacles.id = obstacle_blocks.obstacle_id
    where obstacles.blocking and obstacles.state in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened')
      and (among is null or obstacle_blocks.need_id = any (among)
        or obstacle_blocks.match_id in (select matches.id from matches where matches.need_id = any (among))
        or obstacle_blocks.delivery_id in (select delivery_lines.delivery_id from matches join delivery_lines on delivery_lines.match_id = matches.id where matches.need_id = any (among)))
  ), of_matches as materialized (
    select blocks.obstacle_id, blocks.holds_arrived, blocks.match_id from blocks where blocks.match_id is not null
    union
    select blocks.obstacle_id, blocks.holds_arrived, matches.id from blocks join matches on matches.need_id = blocks.need_id
  ), of_lines as (
    select of_matches.obstacle_id, of_matches.holds_arrived, delivery_lines.id from of_matches join delivery_lines on delivery_lines.match_id = of_matches.match_id
    union
    select blocks.obstacle_id, blocks.holds_arrived, delivery_lines.id from blocks join delivery_lines on delivery_lines.delivery_id = blocks.delivery_id
  ), lines as materialized (
    select delivery_lines.match_id, delivery_lines.delivery_id, delivery_lines.id, held.obstacle_ids, held.after_arrival,
      case when deliveries.state in ('planned', 'cleared', 'packed') then delivery_lines.planned
        else delivery_lines.shipped - delivery_lines.accepted - delivery_lines.rejected - delivery_lines.lost - delivery_lines.returned end as to_arrive,
      delivery_lines.accepted - delivery_lines.in_service as arrived
    from (select of_lines.id, array_agg(of_lines.obstacle_id) as obstacle_ids, array_agg(of_lines.obstacle_id) filter (where of_lines.holds_arrived) as after_arrival
      from of_lines group by of_lines.id) as held
    join delivery_lines on delivery_lines.id = held.id join deliveries on deliveries.id = delivery_lines.delivery_id
  ), proposals as materialized (
    select proposed.id, proposed.need_line_id, least(proposed.quantity, greatest(need_lines.quantity_validated - need_lines.reserved - need_lines.agreed + need_lines.failed - proposed.before, 0)) as quantity
    from (
      select matches.id, matches.need_line_id, matches.quantity,
        coalesce(sum(matches.quantity) over (partition by matches.need_line_id order by matches.id rows between unbounded preceding and 1 preceding), 0)::int as before
      from matches where matches.id in (select blocks.match_id from blocks) and matches.state in ('proposed', 'requester-accepted', 'donor-accepted')
    ) as proposed join need_lines on need_lines.id = proposed.need_line_id
  ), counted as (
    select 'need-line' as kind, need_lines.id, need_lines.id as need_line_id, null::uuid as match_id, null::uuid as delivery_id, held.obstacle_ids,
      coalesce(need_lines.quantity_validated, 0) - need_lines.reserved - need_lines.agreed + need_lines.failed
        - coalesce((select sum(proposals.quantity) from proposals where proposals.need_line_id = need_lines.id), 0) as quantity
    from (select blocks.need_id, array_agg(blocks.obstacle_id) as obstacle_ids from blocks where blocks.need_id is not null group by blocks.need_id) as held
    join needs on needs.id = held.need_id join need_lines on need_lines.need_id = needs.id
    where needs.state in ('validated', 'published', 'stale', 'on-hold')
    union all
    select 'match', matches.id, matches.need_line_id, matches.id, null, held.obstacle_ids,
      case when matches.state in ('proposed', 'requester-accepted', 'donor-accepted') then coalesce((select proposals.quantity from proposals where proposals.id = matches.id), 0)
        when matches.state in ('reserved', 'agreed', 'in-procurement', 'ready-to-ship', 'in-delivery') then matches.quantity - matches.accepted - matches.failed
          - coalesce(on_deliveries.to_arrive, 0)
        else 0 end
    from (select of_matches.match_id, array_agg(of_matches.obstacle_id) as obstacle_ids from of_matches group by of_matches.match_id) as held
    join matches on matches.id = held.match_id
    left join (select lines.match_id, sum(lines.to_arrive) as to_arrive from lines group by lines.match_id) as on_deliveries on on_deliveries.match_id = held.match_id
    union all
    select 'delivery-line', lines.id, matches.need_line_id, matches.id, lines.delivery_id, lines.obstacle_ids, lines.to_arrive
    from lines join matches on matches.id = lines.match_id and matches.state not in ('declined', 'cancelled', 'lapsed') where lines.to_arrive > 0
    union all
    select 'arrived', lines.id, matches.need_line_id, matches.id, lines.delivery_id, lines.after_arrival, lines.arrived
    from lines join matches on matches.id = lines.match_id where lines.arrived > 0 and lines.after_arrival is not null
  )
  select counted.kind, counted.id, need_lines.need_id, counted.need_line_id, counted.match_id, counted.delivery_id, counted.obstacle_ids, needs.priority, need_lines.item_type, counted.quantity::int
  from counted join need_lines on need_lines.id = counted.need_line_id join needs on needs.id = need_lines.need_id
  where counted.quantity > 0
  $$;
--> statement-breakpoint
-- The same for those who oversee everything, without asking the policies for each of tens of thousands of rows: a tenth of the
-- time. Whoever doesn't oversee gets nothing.
create function wasl.all_held_quantities(among uuid[]) returns table (
  kind text, id uuid, need_id uuid, need_line_id uuid, match_id uuid, delivery_id uuid, obstacle_ids uuid[], priority text, item_type text, quantity integer)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select held.kind, held.id, held.need_id, held.need_line_id, held.match_id, held.delivery_id, held.obstacle_ids, held.priority, held.item_type, held.quantity
    from wasl.held_quantities(among) as held where (select wasl.reader_oversees())
  $$;
--> statement-breakpoint

-- ── How long things have taken ──────────────────────────────────────────────────────────────────────────────────────
-- The days of each milestone that was reached in a period: from the last of those before it in the graph of milestones that
-- have a date (no milestone is reached before its predecessors, so the last of all is the last of the nearest), and from the first.
create function wasl.step_durations(since date, until date) returns table (
  delivery_id uuid, donor_id uuid, kind text, port_of_entry text, milestone text, reached_on date, days integer, days_since_first integer)
  language sql stable set search_path = public, pg_temp
  as $$
  with recursive earlier as (
    select milestones.slug as milestone, unnest(milestones.predecessors) as predecessor from milestones
    union
    select earlier.milestone, unnest(milestones.predecessors) from earlier join milestones on milestones.slug = earlier.predecessor
  )
  select deliveries.id, deliveries.donor_id, deliveries.kind, deliveries.port_of_entry, reached.milestone, reached.actual_on,
    greatest(reached.actual_on - max(before.actual_on), 0), greatest(reached.actual_on - min(before.actual_on), 0)
  from delivery_milestones as reached
  join earlier on earlier.milestone = reached.milestone
  join delivery_milestones as before on before.delivery_id = reached.delivery_id and before.milestone = earlier.predecessor and before.actual_on is not null
  join deliveries on deliveries.id = reached.delivery_id
  where reached.actual_on between since and until
  group by deliveries.id, reached.milestone, reached.actual_on
  $$;
--> statement-breakpoint
create function wasl.all_step_durations(since date, until date) returns table (
  delivery_id uuid, donor_id uuid, kind text, port_of_entry text, milestone text, reached_on date, days integer, days_since_first integer)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select steps.delivery_id, steps.donor_id, steps.kind, steps.port_of_entry, steps.milestone, steps.reached_on, steps.days, steps.days_since_first
    from wasl.step_durations(since, until) as steps where (select wasl.reader_oversees())
  $$;
--> statement-breakpoint
-- The aggregate that forecasts and the ranking reckon with: the scheduled job's, at most once an hour, as a whole or not at all.
create function wasl.refresh_recorded_durations(at timestamptz) returns integer language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    stored integer;
  begin
    if wasl.reader_role() is distinct from 'system' then
      return 0;
    end if;
    perform pg_advisory_xact_lock(hashtext('recorded_durations'));
    if exists (select from recorded_durations where refreshed_at > at - interval '50 minutes') then
      return 0;
    end if;
    delete from recorded_durations;
    insert into recorded_durations (source, slug, records, units, days, refreshed_at)
    with steps as materialized (
      select steps.delivery_id, steps.milestone, steps.days from wasl.step_durations('-infinity', 'infinity') as steps
    ), resolved as materialized (
      select obstacles.id, obstacles.kind,
        greatest((obstacles.resolved_at at time zone 'UTC')::date - (obstacles.reported_at at time zone 'UTC')::date, 0) as days
      from obstacles where obstacles.state in ('resolved', 'closed') and obstacles.resolved_at is not null
    ), taken as (
      select 'milestone' as source, steps.milestone as slug, steps.days from steps
      union all
      select 'obstacle-kind', resolved.kind, resolved.days from resolved
    ), ranked as (
      select taken.source, taken.slug, taken.days, row_number() over by_days as place, count(*) over (partition by taken.source, taken.slug) as records
      from taken window by_days as (partition by taken.source, taken.slug order by taken.days)
    ), spread as (
      -- Out of more than two hundred, the middle one of each two-hundredth.
      select ranked.source, ranked.slug, ranked.records::int as records, array_agg(ranked.days order by ranked.place) as days from ranked
      where (ranked.place * 200 + ranked.records / 2) / ranked.records > ((ranked.place - 1) * 200 + ranked.records / 2) / ranked.records
      group by ranked.source, ranked.slug, ranked.records
    ), units_of as (
      select 'milestone' as source, steps.milestone as slug, count(distinct delivery_lines.unit_id)::int as units
      from steps join delivery_lines on delivery_lines.delivery_id = steps.delivery_id group by steps.milestone
      union all
      select 'obstacle-kind', resolved.kind, count(distinct coalesce(needs.unit_id, matches.unit_id, delivery_lines.unit_id))::int
      from resolved join obstacle_blocks on obstacle_blocks.obstacle_id = resolved.id
      left join needs on needs.id = obstacle_blocks.need_id
      left join matches on matches.id = obstacle_blocks.match_id
      left join delivery_lines on delivery_lines.delivery_id = obstacle_blocks.delivery_id
      group by resolved.kind
    )
    select spread.source, spread.slug, spread.records, units_of.units, spread.days, at
    from spread join units_of on units_of.source = spread.source and units_of.slug = spread.slug
    where units_of.units >= 3;
    get diagnostics stored = row_count;
    return stored;
  end
  $$;
--> statement-breakpoint

-- ── Who may do what, and see which row ──────────────────────────────────────────────────────────────────────────────
grant select on recorded_durations to wasl_app;
--> statement-breakpoint
grant select, insert, delete on recorded_durations to wasl_ledger;
--> statement-breakpoint
grant select on delivery_lines, delivery_milestones, obstacle_blocks to wasl_ledger;
--> statement-breakpoint
do $$
declare
  definer text;
begin
  grant create on schema wasl to wasl_ledger;
  foreach definer in array array['all_held_quantities(uuid[])', 'all_step_durations(date, date)', 'refresh_recorded_durations(timestamptz)'] loop
    execute format('alter function wasl.%s owner to wasl_ledger', definer);
  end loop;
  revoke create on schema wasl from wasl_ledger;
end
$$;
--> statement-breakpoint
create policy outlook on delivery_lines for select to wasl_ledger using (true);
--> statement-breakpoint
create policy outlook on delivery_milestones for select to wasl_ledger using (true);
--> statement-breakpoint
create policy outlook on obstacle_blocks for select to wasl_ledger using (true);
--> statement-breakpoint
alter table recorded_durations enable row level security;
--> statement-breakpoint
alter table recorded_durations force row level security;
--> statement-breakpoint
create policy ledger on recorded_durations to wasl_ledger using (true) with check (true);
--> statement-breakpoint
create policy read on recorded_durations for select to wasl_app using (
  (select wasl.reader_role()) in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'system'));
