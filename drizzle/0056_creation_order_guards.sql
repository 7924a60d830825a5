-- Ids are random, and rows stand in the order of a column of their own, which tells when a thing was made and how many there are: nobody is
-- told of it.

-- Who keeps accounts lists them in that order.
grant select (creation_order) on users to wasl_app;
--> statement-breakpoint
-- Of a proposal its share of what is promised by nobody, in the order in which they were made until that is used up.
create or replace function wasl.count_held_quantities(among uuid[]) returns table (
  kind text, id uuid, need_id uuid, need_line_id uuid, match_id uuid, delivery_id uuid, obstacle_ids uuid[], priority text, item_type text, quantity integer)
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
        coalesce(sum(of_needs.quantity) over (partition by of_needs.need_line_id order by of_needs.creation_order rows between unbounded preceding and 1 preceding), 0)::int as before
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
create or replace function wasl.note_changes() returns trigger language plpgsql set search_path = public, pg_temp
  as $$
  declare
    subject constant text := tg_argv[0];
    root constant text := tg_argv[1];
    collection constant text := tg_argv[2];
    keys constant text[] := string_to_array(tg_argv[3], ',');
    -- Nobody is told of the place of a row in the order of creation, nor could anybody change it.
    left_out constant text[] := string_to_array(tg_argv[4], ',') || '{creation_order}'::text[];
    in_restricted constant text[] := string_to_array(tg_argv[5], ',');
    -- What the database derived in this statement, and has told by an event of its own.
    derived text;
    noted text;
  begin
    if tg_op = 'INSERT' then
      select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', wasl.key_of(row_of, keys), 'after', told)::text, e'\n')
        into noted
      from (select to_jsonb(new_rows) as row_of from new_rows offset 0) as inserted,
        lateral (select case when in_restricted <> '{}' and wasl.is_restricted(row_of) then left_out || in_restricted else left_out end as hidden offset 0) as unseen,
        lateral (select coalesce(jsonb_object_agg(wasl.field_name(field), value), '{}') as told from jsonb_each(row_of - hidden) as fields (field, value)) as fields
      where row_of ->> root is not null;
    elsif tg_op = 'DELETE' then
      select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', wasl.key_of(row_of, keys), 'before', told)::text, e'\n')
        into noted
      from (select to_jsonb(old_rows) as row_of from old_rows offset 0) as deleted,
        lateral (select case when in_restricted <> '{}' and wasl.is_restricted(row_of) then left_out || in_restricted else left_out end as hidden offset 0) as unseen,
        lateral (select coalesce(jsonb_object_agg(wasl.field_name(field), value), '{}') as told from jsonb_each(row_of - hidden) as fields (field, value)) as fields
      where row_of ->> root is not null;
    else
      derived := coalesce(current_setting('wasl.derived', true), '');
      if exists (select to_jsonb(new_rows) - left_out from new_rows except all select to_jsonb(old_rows) - left_out from old_rows) then
        select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', key, 'before', was, 'after', is_now)::text, e'\n')
          into noted
        from (select to_jsonb(new_rows) as row_of, wasl.key_of(to_jsonb(new_rows), keys) as key from new_rows offset 0) as changed
          join (select to_jsonb(old_rows) as old_row, wasl.key_of(to_jsonb(old_rows), keys) as old_key from old_rows offset 0) as unchanged on old_key = key,
          lateral (select case when in_restricted <> '{}' and wasl.is_restricted(row_of) then left_out || in_restricted else left_out end as hidden offset 0) as unseen,
          lateral (select jsonb_object_agg(wasl.field_name(field), old_row -> field) as was, jsonb_object_agg(wasl.field_name(field), value) as is_now
            from jsonb_each(row_of - hidden) as fields (field, value)
            where old_row -> field is distinct from value) as differences
        where is_now is not null and row_of ->> root is not null
          and not (collection = '' and was - '{state,version}'::text[] = '{}' and derived like '%' || subject || ' ' || (row_of ->> 'id') || e'\n%');
      end if;
      if derived <> '' then perform set_config('wasl.derived', '', true); end if;
    end if;
    if noted is not null then
      perform set_config('wasl.changes', concat(current_setting('wasl.changes', true), noted, e'\n'), true);
    end if;
    return null;
  end
  $$;
--> statement-breakpoint
-- Of each obstacle a unit that it holds something of: the oldest one that the reader sees.
create or replace function wasl.units_of_obstacles() returns table (obstacle_id uuid, unit_id uuid) language sql stable set search_path = public, pg_temp
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
create or replace function wasl.record_derived(subject_type text, subject uuid, action text, before jsonb, after jsonb, parties uuid[])
  returns void language sql security definer set search_path = public, pg_temp
  as $$
    select set_config('wasl.derived', concat(current_setting('wasl.derived', true), subject_type, ' ', subject, e'\n'), true);
    insert into events (id, at, action, subject_type, subject_id, actor_kind, actor_role, job, before, after, parties, request_id)
    select gen_random_uuid(), clock.at, action, subject_type, subject, 'system', 'system', 'derived-state', before, after, parties,
      nullif(current_setting('wasl.request_id', true), '')
    from (select coalesce(nullif(current_setting('wasl.now', true), '')::timestamptz, clock_timestamp()) as at) as clock
  $$;
--> statement-breakpoint
create or replace function wasl.keep_regime_version() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    latest integer := (select max(version) from regime_versions where regime = new.slug);
    at timestamptz(3) := coalesce(nullif(current_setting('wasl.now', true), '')::timestamptz, clock_timestamp());
  begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then
      return null;
    end if;
    insert into regime_versions (id, regime, version, content, valid_from, valid_until, adopted_by, published_at)
    values (gen_random_uuid(), new.slug, coalesce(latest, 0) + 1, to_jsonb(new) - 'slug' - 'valid_until',
      case when latest is null then null else at::date end, new.valid_until, 'reference data', at);
    return null;
  end
  $$;
--> statement-breakpoint
drop function wasl.uuid_v7(timestamptz);
--> statement-breakpoint
-- What cursors are sealed with: one key for all processes of an installation, made here and known to the service alone. It is no part of a
-- backup: what is restored has a key of its own.
create table wasl.cursor_key (
  singleton boolean primary key default true check (singleton),
  key bytea not null check (octet_length(key) = 32)
);
--> statement-breakpoint
grant select on wasl.cursor_key to wasl_authenticator;
--> statement-breakpoint
-- Each UUIDv4 has 122 random bits from the server's strong source.
insert into wasl.cursor_key (key) select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
--> statement-breakpoint
select wasl.let_backup_read();
