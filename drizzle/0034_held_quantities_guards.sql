-- What is held back is counted when something of it changes and not at every look: who counts, from what, and who may see it. See
-- src/areas/outlook/README.md.

-- The members of up to three lists, each list without repetition, each member once.
create function wasl.all_of(one uuid[], another uuid[], third uuid[]) returns uuid[] language sql immutable parallel safe
  as $$
    select case when num_nonnulls(one, another, third) < 2 then coalesce(one, another, third)
      else array(select distinct unnest(one || another || third)) end
  $$;
--> statement-breakpoint
-- ── What open obstacles hold back ───────────────────────────────────────────────────────────────────────────────────
-- Each open quantity of a need line lies in one of these, and in one only, so that nothing is counted twice:
--   delivery-line  on a delivery and not yet at an end: what is planned until it ships, then what is in transit
--   match          promised and on no delivery yet; of a proposal that an obstacle names, its share of what is promised by
--                  nobody, in the order of the ids until that is used up
--   need-line      what is approved and promised by nobody, without those shares
--   arrived        accepted and not in service yet: held only by obstacles that stand between arrival and use
-- An obstacle on a need holds all of them, one on a match the match's and its deliveries', one on a delivery that delivery's.
-- The obstacles of a thing come once each, in no order. Counts what belongs to the needs `among`, whoever asks.
create function wasl.count_held_quantities(among uuid[]) returns table (
  kind text, id uuid, need_id uuid, need_line_id uuid, match_id uuid, delivery_id uuid, obstacle_ids uuid[], priority text, item_type text, quantity integer)
  language sql stable set search_path = public, pg_temp
  as $$
  with of_needs as materialized (
    select matches.id, matches.need_id, matches.need_line_id, matches.state, matches.quantity, matches.quantity - matches.accepted - matches.failed as to_come
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
        coalesce(sum(of_needs.quantity) over (partition by of_needs.need_line_id order by of_needs.id rows between unbounded preceding and 1 preceding), 0)::int as before
      from of_needs join by_match on by_match.match_id = of_needs.id where of_needs.state in ('proposed', 'requester-accepted', 'donor-accepted')
    ) as proposed join need_lines on need_lines.id = proposed.need_line_id
  ), counted as (
    select 'need-line' as kind, need_lines.id, need_lines.need_id, need_lines.id as need_line_id, null::uuid as match_id, null::uuid as delivery_id, by_need.ids as obstacle_ids,
      coalesce(need_lines.quantity_validated, 0) - need_lines.reserved - need_lines.agreed + need_lines.failed - coalesce(shares.quantity, 0) as quantity
    from by_need join needs on needs.id = by_need.need_id and needs.state in ('validated', 'published', 'stale', 'on-hold')
    join need_lines on need_lines.need_id = needs.id
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
  select counted.kind, counted.id, counted.need_id, counted.need_line_id, counted.match_id, counted.delivery_id, counted.obstacle_ids, needs.priority, need_lines.item_type, counted.quantity::int
  from counted join need_lines on need_lines.id = counted.need_line_id join needs on needs.id = counted.need_id
  where counted.quantity > 0 and cardinality(counted.obstacle_ids) > 0
  $$;
--> statement-breakpoint
-- ── Counting anew what has changed ──────────────────────────────────────────────────────────────────────────────────
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
  when ((old.item_type, old.quantity_validated, old.reserved, old.agreed, old.failed) is distinct from (new.item_type, new.quantity_validated, new.reserved, new.agreed, new.failed))
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
-- What is open already is counted at the first look. The owner of the table is held to its policies, so they are lifted for it.
alter table obstacles no force row level security;
--> statement-breakpoint
insert into held_changes (obstacle_id) select obstacles.id from obstacles;
--> statement-breakpoint
alter table obstacles force row level security;
--> statement-breakpoint

-- ── Who may do what, and see which row ──────────────────────────────────────────────────────────────────────────────
drop function wasl.all_held_quantities(uuid[]);
--> statement-breakpoint
drop function wasl.held_quantities(uuid[]);
--> statement-breakpoint
grant select on held_quantities to wasl_app;
--> statement-breakpoint
grant select, insert, delete on held_quantities, held_changes to wasl_ledger;
--> statement-breakpoint
do $$
declare
  definer text;
  guarded text;
begin
  grant create on schema wasl to wasl_ledger;
  foreach definer in array array['needs_of_held_changes()', 'refresh_held_quantities()', 'note_held_change()'] loop
    execute format('alter function wasl.%s owner to wasl_ledger', definer);
  end loop;
  revoke create on schema wasl from wasl_ledger;
  foreach guarded in array array['held_quantities', 'held_changes'] loop
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
    execute format('create policy ledger on %I to wasl_ledger using (true) with check (true)', guarded);
  end loop;
end
$$;
--> statement-breakpoint
-- A recipient sees what is held of the need lines that it sees. A donor sees what it gives itself, once it knows for whom: the rest of
-- a line would tell what others give. Each is looked up once for all rows, in a hash.
create policy read on held_quantities for select to wasl_app using (
  (select wasl.reader_oversees())
  or ((select wasl.reader_role()) in ('requester', 'validator') and need_line_id in (select need_lines.id from need_lines))
  or ((select wasl.reader_role()) = 'donor' and kind <> 'need-line' and match_id in (select matches.id from matches where matches.disclosed_at is not null)));
