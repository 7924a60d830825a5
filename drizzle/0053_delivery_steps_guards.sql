-- How long the steps of deliveries have taken is counted when a date changes and not at every look: from the 127 thousand steps of a year of
-- twenty thousand deliveries that took two seconds, and for a validator six. See src/areas/outlook/README.md.

-- The days of each milestone that these deliveries have reached: from the last of those before it in the graph of milestones that have a date
-- (no milestone is reached before its predecessors, so the last of all is the last of the nearest), and from the first.
create function wasl.count_delivery_steps(among uuid[]) returns table (
  delivery_id uuid, milestone text, reached_on date, days integer, days_since_first integer)
  language sql stable set search_path = public, pg_temp
  as $$
  with recursive earlier as (
    select milestones.slug as milestone, unnest(milestones.predecessors) as predecessor from milestones
    union
    select earlier.milestone, unnest(milestones.predecessors) from earlier join milestones on milestones.slug = earlier.predecessor
  )
  select reached.delivery_id, reached.milestone, reached.actual_on,
    greatest(reached.actual_on - max(before.actual_on), 0), greatest(reached.actual_on - min(before.actual_on), 0)
  from delivery_milestones as reached
  join earlier on earlier.milestone = reached.milestone
  join delivery_milestones as before on before.delivery_id = reached.delivery_id and before.milestone = earlier.predecessor and before.actual_on is not null
  where reached.delivery_id = any (among) and reached.actual_on is not null
  group by reached.delivery_id, reached.milestone, reached.actual_on
  $$;
--> statement-breakpoint
-- Whoever writes a date of a delivery has locked the delivery, so of two counts of it the second sees what the first has counted.
create function wasl.keep_delivery_steps(among uuid[]) returns void language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    delete from delivery_steps where delivery_steps.delivery_id = any (among);
    insert into delivery_steps (delivery_id, milestone, reached_on, days, days_since_first)
    select counted.delivery_id, counted.milestone, counted.reached_on, counted.days, counted.days_since_first
    from wasl.count_delivery_steps(among) as counted;
  end
  $$;
--> statement-breakpoint
-- For a graph of milestones that has changed, and for deliveries that are there already.
create function wasl.keep_all_delivery_steps() returns void language sql security definer set search_path = public, pg_temp
  as $$ select wasl.keep_delivery_steps(array(select distinct delivery_milestones.delivery_id from delivery_milestones where delivery_milestones.actual_on is not null)) $$;
--> statement-breakpoint
create function wasl.keep_steps_of_dates() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    changed uuid[];
  begin
    case tg_op
      when 'INSERT' then changed := array(select distinct delivery_id from new_rows where actual_on is not null);
      when 'DELETE' then changed := array(select distinct delivery_id from old_rows where actual_on is not null);
      when 'UPDATE' then changed := array(
        select delivery_id from (select * from new_rows where actual_on is not null) as later
          full join (select * from old_rows where actual_on is not null) as former using (delivery_id, milestone, actual_on)
        where later.donor_id is null or former.donor_id is null group by delivery_id);
    end case;
    if cardinality(changed) > 0 then perform wasl.keep_delivery_steps(changed); end if;
    return null;
  end
  $$;
--> statement-breakpoint
create function wasl.keep_steps_of_graph() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    has_changed boolean;
  begin
    case tg_op
      when 'INSERT' then has_changed := exists (select from new_rows);
      when 'DELETE' then has_changed := exists (select from old_rows);
      when 'UPDATE' then has_changed := exists (
        select slug, predecessors from new_rows except select slug, predecessors from old_rows);
    end case;
    if has_changed then perform wasl.keep_all_delivery_steps(); end if;
    return null;
  end
  $$;
--> statement-breakpoint
create trigger keep_steps_insert after insert on delivery_milestones referencing new table as new_rows for each statement execute function wasl.keep_steps_of_dates();
--> statement-breakpoint
create trigger keep_steps_update after update on delivery_milestones referencing old table as old_rows new table as new_rows for each statement execute function wasl.keep_steps_of_dates();
--> statement-breakpoint
create trigger keep_steps_delete after delete on delivery_milestones referencing old table as old_rows for each statement execute function wasl.keep_steps_of_dates();
--> statement-breakpoint
create trigger keep_steps_insert after insert on milestones referencing new table as new_rows for each statement execute function wasl.keep_steps_of_graph();
--> statement-breakpoint
create trigger keep_steps_update after update on milestones referencing old table as old_rows new table as new_rows for each statement execute function wasl.keep_steps_of_graph();
--> statement-breakpoint
create trigger keep_steps_delete after delete on milestones referencing old table as old_rows for each statement execute function wasl.keep_steps_of_graph();
--> statement-breakpoint

-- ── What is reckoned from it ────────────────────────────────────────────────────────────────────────────────────────
create or replace function wasl.refresh_recorded_durations(at timestamptz) returns integer language plpgsql security definer set search_path = public, pg_temp
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
      select delivery_steps.delivery_id, delivery_steps.milestone, delivery_steps.days from delivery_steps
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
drop function wasl.all_step_durations(date, date);
--> statement-breakpoint
drop function wasl.step_durations(date, date);
--> statement-breakpoint
-- Of each obstacle a unit that it holds something of: one that the reader sees.
create function wasl.units_of_obstacles() returns table (obstacle_id uuid, unit_id uuid) language sql stable set search_path = public, pg_temp
  as $$
    select distinct on (obstacle_blocks.obstacle_id) obstacle_blocks.obstacle_id, coalesce(needs.unit_id, matches.unit_id, delivery_lines.unit_id)
    from obstacle_blocks
    left join needs on needs.id = obstacle_blocks.need_id
    left join matches on matches.id = obstacle_blocks.match_id
    left join delivery_lines on delivery_lines.delivery_id = obstacle_blocks.delivery_id
    order by 1, 2
  $$;
--> statement-breakpoint
-- The same for those who oversee everything, past the policies; whoever doesn't gets nothing.
create function wasl.all_units_of_obstacles() returns table (obstacle_id uuid, unit_id uuid) language sql stable security definer set search_path = public, pg_temp
  as $$ select held.obstacle_id, held.unit_id from wasl.units_of_obstacles() as held where (select wasl.reader_oversees()) $$;
--> statement-breakpoint

-- ── Who may do what, and see which row ──────────────────────────────────────────────────────────────────────────────
grant select on delivery_steps to wasl_app;
--> statement-breakpoint
grant select, insert, delete on delivery_steps to wasl_ledger;
--> statement-breakpoint
alter table delivery_steps enable row level security;
--> statement-breakpoint
alter table delivery_steps force row level security;
--> statement-breakpoint
create policy ledger on delivery_steps to wasl_ledger using (true) with check (true);
--> statement-breakpoint
-- Whoever sees a line of a delivery sees the delivery and its milestones. Looked up once for all rows, in a hash.
create policy read on delivery_steps for select to wasl_app using (
  (select wasl.reader_oversees()) or delivery_id in (select delivery_lines.delivery_id from delivery_lines));
--> statement-breakpoint
do $$
declare
  definer text;
begin
  grant create on schema wasl to wasl_ledger;
  foreach definer in array array['keep_delivery_steps(uuid[])', 'keep_all_delivery_steps()', 'keep_steps_of_dates()', 'keep_steps_of_graph()', 'all_units_of_obstacles()'] loop
    execute format('alter function wasl.%s owner to wasl_ledger', definer);
  end loop;
  revoke create on schema wasl from wasl_ledger;
end
$$;
--> statement-breakpoint
select wasl.keep_all_delivery_steps();
--> statement-breakpoint
select wasl.let_backup_read();
