-- What the tables of the area outlook can't say by themselves. Read together with src/areas/outlook/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

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
      select delivery_steps.delivery_id, delivery_steps.milestone, delivery_steps.days from delivery_steps
    ), resolved as materialized (
      select obstacles.id, obstacles.kind,
        greatest(wasl.day_at(wasl.mission_zone(), obstacles.resolved_at) - wasl.day_at(wasl.mission_zone(), obstacles.reported_at), 0) as days
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
-- The members of up to three lists, each list without repetition, each member once.
create function wasl.all_of(one uuid[], another uuid[], third uuid[]) returns uuid[] language sql immutable parallel safe
  as $$
    select case when num_nonnulls(one, another, third) < 2 then coalesce(one, another, third)
      else array(select distinct unnest(one || another || third)) end
  $$;
--> statement-breakpoint
-- Of a proposal its share of what is promised by nobody, in the order in which they were made until that is used up.
create function wasl.count_held_quantities(among uuid[]) returns table (
  kind text, id uuid, need_id uuid, need_line_id uuid, match_id uuid, delivery_id uuid, obstacle_ids uuid[], priority text, item_type text, quantity bigint)
  language sql stable set search_path = public, pg_temp
  as $$
  with of_needs as materialized (
    select matches.id, matches.creation_order, matches.need_id, matches.need_line_id, matches.state, matches.quantity, matches.quantity - matches.accepted - matches.failed as to_come
    from matches where matches.need_id = any (among)
  ), lines as materialized (
    select delivery_lines.id, delivery_lines.match_id, delivery_lines.delivery_id, of_needs.need_id, of_needs.need_line_id, of_needs.state as match_state,
      case when deliveries.state in ('planned', 'cleared', 'packed') then delivery_lines.planned
        else delivery_lines.shipped - delivery_lines.accepted - delivery_lines.rejected - delivery_lines.lost - delivery_lines.returned end as to_arrive,
      delivery_lines.accepted - delivery_lines.in_service as arrived
    from of_needs join delivery_lines on delivery_lines.match_id = of_needs.id join deliveries on deliveries.id = delivery_lines.delivery_id
  ), blocks as materialized (
    select named.need_id, named.match_id, named.delivery_id, obstacles.id as obstacle_id,
      obstacles.blocks_milestone in ('handover-accepted', 'training-completed', 'in-service') as holds_arrived
    from (
      select obstacle_blocks.need_id, null::uuid as match_id, null::uuid as delivery_id, obstacle_blocks.obstacle_id
      from obstacle_blocks where obstacle_blocks.need_id = any (among)
      union all
      select null, obstacle_blocks.match_id, null, obstacle_blocks.obstacle_id from of_needs join obstacle_blocks on obstacle_blocks.match_id = of_needs.id
      union all
      select null, null, obstacle_blocks.delivery_id, obstacle_blocks.obstacle_id
      from (select distinct lines.delivery_id from lines) as travelling join obstacle_blocks on obstacle_blocks.delivery_id = travelling.delivery_id
    ) as named join obstacles on obstacles.id = named.obstacle_id
    where obstacles.blocking and obstacles.state in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened')
  ), by_need as materialized (
    select blocks.need_id, array_agg(blocks.obstacle_id) as ids, array_agg(blocks.obstacle_id) filter (where blocks.holds_arrived) as after_arrival
    from blocks where blocks.need_id is not null group by blocks.need_id
  ), by_match as materialized (
    select blocks.match_id, array_agg(blocks.obstacle_id) as ids, array_agg(blocks.obstacle_id) filter (where blocks.holds_arrived) as after_arrival
    from blocks where blocks.match_id is not null group by blocks.match_id
  ), by_delivery as materialized (
    select blocks.delivery_id, array_agg(blocks.obstacle_id) as ids, array_agg(blocks.obstacle_id) filter (where blocks.holds_arrived) as after_arrival
    from blocks where blocks.delivery_id is not null group by blocks.delivery_id
  ), proposals as materialized (
    select proposed.id, proposed.need_line_id, least(proposed.quantity, greatest(need_lines.quantity_validated - need_lines.reserved - need_lines.agreed + need_lines.failed - proposed.before, 0)) as quantity
    from (
      select of_needs.id, of_needs.need_line_id, of_needs.quantity,
        coalesce(sum(of_needs.quantity) over (partition by of_needs.need_line_id order by of_needs.creation_order rows between unbounded preceding and 1 preceding), 0)::bigint as before
      from of_needs join by_match on by_match.match_id = of_needs.id where of_needs.state in ('proposed', 'requester-accepted', 'donor-accepted')
    ) as proposed join need_lines on need_lines.id = proposed.need_line_id
  ), counted as (
    select 'need-line' as kind, need_lines.id, need_lines.need_id, need_lines.id as need_line_id, null::uuid as match_id, null::uuid as delivery_id, by_need.ids as obstacle_ids,
      coalesce(need_lines.quantity_validated, 0) - need_lines.reserved - need_lines.agreed + need_lines.failed - coalesce(shares.quantity, 0) as quantity
    from by_need join needs on needs.id = by_need.need_id and needs.state in ('validated', 'published', 'stale', 'on-hold')
    join need_lines on need_lines.need_id = needs.id and need_lines.left_out_at is null
    left join (select proposals.need_line_id, sum(proposals.quantity) as quantity from proposals group by proposals.need_line_id) as shares on shares.need_line_id = need_lines.id
    union all
    select 'match', of_needs.id, of_needs.need_id, of_needs.need_line_id, of_needs.id, null, wasl.all_of(by_need.ids, by_match.ids, null),
      case when of_needs.state in ('proposed', 'requester-accepted', 'donor-accepted') then proposals.quantity
        when of_needs.state in ('reserved', 'agreed', 'in-procurement', 'ready-to-ship', 'in-delivery') then of_needs.to_come - coalesce(travelling.to_arrive, 0) end
    from of_needs
    left join by_need on by_need.need_id = of_needs.need_id
    left join by_match on by_match.match_id = of_needs.id
    left join proposals on proposals.id = of_needs.id
    left join (select lines.match_id, sum(lines.to_arrive) as to_arrive from lines group by lines.match_id) as travelling on travelling.match_id = of_needs.id
    where by_need.ids is not null or by_match.ids is not null
    union all
    select held.kind, lines.id, lines.need_id, lines.need_line_id, lines.match_id, lines.delivery_id, held.obstacle_ids, held.quantity
    from lines
    left join by_need on by_need.need_id = lines.need_id
    left join by_match on by_match.match_id = lines.match_id
    left join by_delivery on by_delivery.delivery_id = lines.delivery_id
    cross join lateral (
      select 'delivery-line', wasl.all_of(by_need.ids, by_match.ids, by_delivery.ids), lines.to_arrive
      where lines.match_state not in ('declined', 'cancelled', 'lapsed')
      union all
      select 'arrived', wasl.all_of(by_need.after_arrival, by_match.after_arrival, by_delivery.after_arrival), lines.arrived
    ) as held (kind, obstacle_ids, quantity)
    where by_need.ids is not null or by_match.ids is not null or by_delivery.ids is not null
  )
  select counted.kind, counted.id, counted.need_id, counted.need_line_id, counted.match_id, counted.delivery_id, counted.obstacle_ids, needs.priority, need_lines.item_type, counted.quantity::bigint
  from counted join need_lines on need_lines.id = counted.need_line_id join needs on needs.id = counted.need_id
  where counted.quantity > 0 and cardinality(counted.obstacle_ids) > 0
  $$;
--> statement-breakpoint
-- The needs of what has changed since the last count.
create function wasl.needs_of_held_changes() returns setof uuid language sql stable security definer set search_path = public, pg_temp
  as $$
    with named as materialized (
      select held_changes.need_id, held_changes.match_id, held_changes.delivery_id from held_changes where held_changes.obstacle_id is null
      union all
      select obstacle_blocks.need_id, obstacle_blocks.match_id, obstacle_blocks.delivery_id
      from held_changes join obstacle_blocks on obstacle_blocks.obstacle_id = held_changes.obstacle_id
    )
    select named.need_id from named where named.need_id is not null
    union
    select matches.need_id from named join matches on matches.id = named.match_id
    union
    select matches.need_id from named join delivery_lines on delivery_lines.delivery_id = named.delivery_id join matches on matches.id = delivery_lines.match_id
  $$;
--> statement-breakpoint
-- Whoever reads held things calls it first; it answers how many needs it has counted anew. The lock lets one count at a time, and
-- each of its statements sees what was committed until then: a change that is committed between two of them has its own note,
-- which stays for the next count. Nobody who changes something ever waits for it.
create function wasl.refresh_held_quantities() returns integer language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    noted bigint[];
    changed uuid[];
  begin
    if not exists (select from held_changes) then
      return 0;
    end if;
    perform pg_advisory_xact_lock(hashtext('held_quantities'));
    -- What is noted while the needs are looked up is not forgotten: only notes that were there before are taken away.
    noted := array(select held_changes.id from held_changes);
    changed := array(select wasl.needs_of_held_changes());
    delete from held_changes where held_changes.id = any (noted);
    delete from held_quantities where held_quantities.need_id = any (changed);
    insert into held_quantities (kind, id, need_id, need_line_id, match_id, delivery_id, obstacle_ids, priority, item_type, quantity)
    select counted.kind, counted.id, counted.need_id, counted.need_line_id, counted.match_id, counted.delivery_id, counted.obstacle_ids,
      counted.priority, counted.item_type, counted.quantity
    from wasl.count_held_quantities(changed) as counted;
    return cardinality(changed);
  end
  $$;
--> statement-breakpoint
-- Notes what has changed, in a row of its own that nobody else touches: no lock that anybody could wait for.
create function wasl.note_held_change() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    case tg_table_name
      when 'obstacles' then insert into held_changes (obstacle_id) values (new.id);
      when 'obstacle_blocks' then insert into held_changes (need_id, match_id, delivery_id)
        values (coalesce(new.need_id, old.need_id), coalesce(new.match_id, old.match_id), coalesce(new.delivery_id, old.delivery_id));
      when 'needs' then insert into held_changes (need_id) values (new.id);
      when 'need_lines' then insert into held_changes (need_id) values (coalesce(new.need_id, old.need_id));
      when 'matches' then insert into held_changes (need_id) values (new.need_id);
      when 'deliveries' then insert into held_changes (delivery_id) values (new.id);
      when 'delivery_lines' then insert into held_changes (match_id) values (coalesce(new.match_id, old.match_id));
    end case;
    return null;
  end
  $$;
--> statement-breakpoint
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
-- Of each obstacle a unit that it holds something of: the oldest one that the reader sees.
create function wasl.units_of_obstacles() returns table (obstacle_id uuid, unit_id uuid) language sql stable set search_path = public, pg_temp
  as $$
    select distinct on (held.obstacle_id) held.obstacle_id, held.unit_id
    from (
      select obstacle_blocks.obstacle_id, coalesce(needs.unit_id, matches.unit_id, delivery_lines.unit_id) as unit_id
      from obstacle_blocks
      left join needs on needs.id = obstacle_blocks.need_id
      left join matches on matches.id = obstacle_blocks.match_id
      left join delivery_lines on delivery_lines.delivery_id = obstacle_blocks.delivery_id
    ) as held left join units on units.id = held.unit_id
    order by held.obstacle_id, units.creation_order
  $$;
--> statement-breakpoint
-- The same for those who oversee everything, past the policies; whoever doesn't gets nothing.
create function wasl.all_units_of_obstacles() returns table (obstacle_id uuid, unit_id uuid) language sql stable security definer set search_path = public, pg_temp
  as $$ select held.obstacle_id, held.unit_id from wasl.units_of_obstacles() as held where (select wasl.reader_oversees()) $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.refresh_recorded_durations(timestamp with time zone)', 'wasl.needs_of_held_changes()',
  'wasl.refresh_held_quantities()', 'wasl.note_held_change()', 'wasl.keep_delivery_steps(uuid[])', 'wasl.keep_all_delivery_steps()',
  'wasl.keep_steps_of_dates()', 'wasl.keep_steps_of_graph()', 'wasl.all_units_of_obstacles()');
--> statement-breakpoint
-- For the ledger's own functions, and a graph of milestones that has changed.
revoke execute on function wasl.needs_of_held_changes(), wasl.keep_delivery_steps(uuid[]), wasl.keep_all_delivery_steps() from public;
--> statement-breakpoint
create trigger note_held_change after update on obstacles for each row
  when ((old.state, old.blocking, old.blocks_milestone) is distinct from (new.state, new.blocking, new.blocks_milestone))
  execute function wasl.note_held_change();
--> statement-breakpoint
create trigger note_held_change after insert or delete on obstacle_blocks for each row execute function wasl.note_held_change();
--> statement-breakpoint
create trigger note_held_change after update on needs for each row
  when ((old.state, old.priority) is distinct from (new.state, new.priority)) execute function wasl.note_held_change();
--> statement-breakpoint
create trigger note_held_change after update on need_lines for each row
  when ((old.item_type, old.left_out_at, old.quantity_validated, old.reserved, old.agreed, old.failed) is distinct from (new.item_type, new.left_out_at, new.quantity_validated, new.reserved, new.agreed, new.failed))
  execute function wasl.note_held_change();
--> statement-breakpoint
create trigger note_held_line after insert or delete on need_lines for each row execute function wasl.note_held_change();
--> statement-breakpoint
create trigger note_held_change after update on matches for each row
  when ((old.state, old.quantity, old.accepted, old.failed) is distinct from (new.state, new.quantity, new.accepted, new.failed)) execute function wasl.note_held_change();
--> statement-breakpoint
create trigger note_held_match after insert on matches for each row execute function wasl.note_held_change();
--> statement-breakpoint
create trigger note_held_change after update on deliveries for each row when (old.state is distinct from new.state) execute function wasl.note_held_change();
--> statement-breakpoint
create trigger note_held_change after update on delivery_lines for each row
  when ((old.planned, old.shipped, old.accepted, old.rejected, old.lost, old.returned, old.in_service) is distinct from (new.planned, new.shipped, new.accepted, new.rejected, new.lost, new.returned, new.in_service))
  execute function wasl.note_held_change();
--> statement-breakpoint
create trigger note_held_line after insert or delete on delivery_lines for each row execute function wasl.note_held_change();
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

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select on recorded_durations, held_quantities, delivery_steps to wasl_app;
--> statement-breakpoint
grant select, insert, delete on recorded_durations, held_quantities, held_changes, delivery_steps to wasl_ledger;
--> statement-breakpoint
select wasl.guard('recorded_durations', 'held_quantities', 'held_changes', 'delivery_steps');
