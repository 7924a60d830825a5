-- What the tables can't say of quantities in steps (src/kernel/quantity.ts): an item's steps never change their size, what may stand in for
-- it is counted alike, sums take large numbers, prices are of whole units, and events tell decimal numbers.

-- What a quantity costs at so much a whole unit: exact, and then up to the next thousandth.
create function wasl.price_of(per_unit numeric, quantity bigint, decimals smallint) returns numeric language sql immutable parallel safe
  as $$ select (ceil(per_unit * quantity * 1000 / 10::numeric ^ decimals) / 1000)::numeric(24, 3) $$;
--> statement-breakpoint
create or replace function wasl.worth_of_match(match uuid, currency text) returns numeric language sql stable
  as $$
    select case
      when offer_lines.kind = 'funding' then case when offer_lines.ceiling_currency = currency then matches.amount end
      when offer_lines.unit_value is not null then case when offer_lines.unit_value_currency = currency then wasl.price_of(offer_lines.unit_value, matches.quantity, item_types.decimals) end
      when currency = 'EUR' then wasl.price_of(item_types.unit_cost_high_eur, matches.quantity, item_types.decimals)
    end
    from matches
    join offer_lines on offer_lines.id = matches.offer_line_id
    left join item_types on item_types.slug = offer_lines.item_type
    where matches.id = match
  $$;
--> statement-breakpoint
create or replace function wasl.carry_match() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    covering constant text[] := array['agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed'];
    now_reserved bigint := case when new.state = 'reserved' then new.quantity else 0 end;
    was_reserved bigint := 0;
    now_agreed bigint := case when new.state = any (covering) then new.quantity else 0 end;
    was_agreed bigint := 0;
    now_amount numeric := case when new.state = 'reserved' or new.state = any (covering) then coalesce(new.amount, 0) else 0 end;
    was_amount numeric := 0;
    was_holding boolean := false;
    now_holding boolean := new.state = 'reserved' or new.state = any (covering);
    before matches := new;
    need_must_settle boolean;
  begin
    if tg_op = 'UPDATE' then
      before := old;
      was_holding := old.state = 'reserved' or old.state = any (covering);
      was_reserved := case when old.state = 'reserved' then old.quantity else 0 end;
      was_agreed := case when old.state = any (covering) then old.quantity else 0 end;
      was_amount := case when was_holding then coalesce(old.amount, 0) else 0 end;
    else
      before.shipped := 0; before.accepted := 0; before.in_service := 0; before.verified := 0; before.failed := 0;
    end if;

    if (now_reserved, now_agreed, now_amount, new.shipped, new.accepted, new.in_service, new.verified, new.failed)
      is not distinct from (was_reserved, was_agreed, was_amount, before.shipped, before.accepted, before.in_service, before.verified, before.failed)
    then
      return null;
    end if;

    -- A reservation is only taken while both sides stand open: the locks close the race with a withdrawal or a suspension.
    if now_holding and not was_holding then
      perform from needs where id = new.need_id and state = 'published' for no key update;
      if not found then
        raise exception 'need % is not published', new.need_id
          using errcode = 'check_violation', constraint = 'reservation_needs_published_need', table = 'matches';
      end if;
      perform from offers where id = new.offer_id and state in ('available', 'partly-reserved', 'exhausted') for no key update;
      if not found then
        raise exception 'offer % is not available', new.offer_id
          using errcode = 'check_violation', constraint = 'reservation_needs_available_offer', table = 'matches';
      end if;
    else
      perform from needs where id = new.need_id for no key update;
      perform from offers where id = new.offer_id for no key update;
    end if;

    update need_lines set
      reserved = reserved + now_reserved - was_reserved,
      agreed = agreed + now_agreed - was_agreed,
      shipped = shipped + new.shipped - before.shipped,
      accepted = accepted + new.accepted - before.accepted,
      in_service = in_service + new.in_service - before.in_service,
      verified = verified + new.verified - before.verified,
      failed = failed + new.failed - before.failed
    where id = new.need_line_id;
    update offer_lines set
      committed = committed + (now_reserved + now_agreed) - (was_reserved + was_agreed),
      committed_amount = committed_amount + now_amount - was_amount
    where id = new.offer_line_id
      and (now_reserved + now_agreed, now_amount) is distinct from (was_reserved + was_agreed, was_amount);

    -- Headers follow their lines; the triggers on them derive the state and write the event.
    need_must_settle := (new.verified, new.failed) is distinct from (before.verified, before.failed);
    if need_must_settle then
      update needs set state = state where id = new.need_id and state in ('published', 'stale', 'fulfilled');
    end if;
    update offers set state = state where id = new.offer_id and state in ('available', 'partly-reserved', 'exhausted');
    return null;
  end
  $$;
--> statement-breakpoint
drop function wasl.count_held_quantities(uuid[]);
--> statement-breakpoint
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
  select counted.kind, counted.id, counted.need_id, counted.need_line_id, counted.match_id, counted.delivery_id, counted.obstacle_ids, needs.priority, need_lines.item_type, counted.quantity::bigint
  from counted join need_lines on need_lines.id = counted.need_line_id join needs on needs.id = counted.need_id
  where counted.quantity > 0 and cardinality(counted.obstacle_ids) > 0
  $$;
--> statement-breakpoint
create function wasl.refuse_other_steps() returns trigger language plpgsql
  as $$
  begin
    raise exception '% is counted in steps of % decimals, and stays so', old.slug, old.decimals
      using errcode = 'check_violation', constraint = 'item_keeps_its_decimals', table = tg_table_name;
  end
  $$;
--> statement-breakpoint
create trigger item_keeps_its_decimals before update on item_types for each row
  when (new.decimals <> old.decimals) execute function wasl.refuse_other_steps();
--> statement-breakpoint
create function wasl.refuse_unlike_substitutes() returns trigger language plpgsql set search_path = public, pg_temp
  as $$
  declare
    unlike text;
  begin
    select item_substitutions.item_type || ' and ' || item_substitutions.substitute into unlike
    from item_substitutions
      join item_types as own on own.slug = item_substitutions.item_type
      join item_types as other on other.slug = item_substitutions.substitute
    where own.unit_of_measure <> other.unit_of_measure limit 1;
    if unlike is not null then
      raise exception '% are not counted in one unit', unlike
        using errcode = 'check_violation', constraint = 'substitute_is_in_the_same_unit', table = 'item_substitutions';
    end if;
    return null;
  end
  $$;
--> statement-breakpoint
create trigger substitute_is_in_the_same_unit after insert or update on item_substitutions for each statement execute function wasl.refuse_unlike_substitutes();
--> statement-breakpoint
create trigger substitute_is_in_the_same_unit after update on item_types for each statement execute function wasl.refuse_unlike_substitutes();
--> statement-breakpoint
-- What quantities are steps of, whoever asks: places of a unit are no secret, and whoever may see a quantity must be able to read it.
create function wasl.decimals_of_match(match uuid) returns smallint language sql stable security definer set search_path = public, pg_temp
  as $$
    select item_types.decimals from matches
    join need_lines on need_lines.id = matches.need_line_id
    join item_types on item_types.slug = need_lines.item_type
    where matches.id = match
  $$;
--> statement-breakpoint
create function wasl.decimals_of_item(item text) returns smallint language sql stable set search_path = public, pg_temp
  as $$ select decimals from item_types where slug = item $$;
--> statement-breakpoint
create function wasl.decimals_of_need_line(line uuid) returns smallint language sql stable security definer set search_path = public, pg_temp
  as $$
    select item_types.decimals from need_lines join item_types on item_types.slug = need_lines.item_type where need_lines.id = line
  $$;
--> statement-breakpoint
create function wasl.decimals_of_delivery_line(line uuid) returns smallint language sql stable security definer set search_path = public, pg_temp
  as $$
    select item_types.decimals from delivery_lines
    join matches on matches.id = delivery_lines.match_id
    join need_lines on need_lines.id = matches.need_line_id
    join item_types on item_types.slug = need_lines.item_type
    where delivery_lines.id = line
  $$;
--> statement-breakpoint
grant select on item_types to wasl_ledger;
--> statement-breakpoint
do $$
declare
  definer text;
begin
  grant create on schema wasl to wasl_ledger;
  foreach definer in array array['decimals_of_need_line(uuid)', 'decimals_of_match(uuid)', 'decimals_of_delivery_line(uuid)'] loop
    execute format('alter function wasl.%s owner to wasl_ledger', definer);
  end loop;
  revoke create on schema wasl from wasl_ledger;
end
$$;
--> statement-breakpoint
-- The columns of a table that hold steps and that its events tell; null where it has none.
create function wasl.quantities_in(table_name text) returns text[] language sql immutable parallel safe
  as $$
    select case table_name
      when 'need_lines' then array['quantity_requested', 'quantity_validated', 'minimum_lot', 'cited_gap']
      when 'offer_lines' then array['quantity', 'lot_size']
      when 'matches' then array['quantity']
      when 'match_amendments' then array['quantity_before', 'quantity']
      when 'packages' then array['quantity']
      when 'package_parts' then array['quantity']
      when 'requirements' then array['authorised']
      when 'holding_reports' then array['serviceable', 'unserviceable_repairable', 'beyond_repair', 'on_hand']
      when 'proposed_holdings' then array['quantity']
      when 'delivery_lines' then array['planned', 'in_service', 'verified']
      when 'consignment_lines' then array['planned', 'shipped', 'accepted', 'rejected', 'lost', 'returned']
      when 'packed_contents' then array['quantity']
      when 'receipt_lines' then array['accepted', 'rejected', 'lost']
    end
  $$;
--> statement-breakpoint
-- A row as it is told: its quantities as decimal numbers of their unit.
create function wasl.told_row(table_name text, row_of jsonb) returns jsonb language plpgsql stable set search_path = public, pg_temp
  as $$
  declare
    decimals smallint := case table_name
      when 'matches' then wasl.decimals_of_need_line((row_of ->> 'need_line_id')::uuid)
      when 'match_amendments' then wasl.decimals_of_match((row_of ->> 'match_id')::uuid)
      when 'delivery_lines' then wasl.decimals_of_match((row_of ->> 'match_id')::uuid)
      when 'consignment_lines' then wasl.decimals_of_delivery_line((row_of ->> 'delivery_line_id')::uuid)
      when 'packed_contents' then wasl.decimals_of_delivery_line((row_of ->> 'delivery_line_id')::uuid)
      when 'receipt_lines' then wasl.decimals_of_delivery_line((row_of ->> 'delivery_line_id')::uuid)
      when 'packages' then wasl.decimals_of_item(row_of ->> 'main_item_type')
      else wasl.decimals_of_item(row_of ->> 'item_type')
    end;
  begin
    -- Money is of no item, and has no quantity but a lot of one.
    if coalesce(decimals, 0) = 0 then
      return row_of;
    end if;
    return row_of || (
      select jsonb_object_agg(name, to_jsonb(trim_scale((row_of ->> name)::numeric / 10::numeric ^ decimals)))
      from unnest(wasl.quantities_in(table_name)) as name where row_of ->> name is not null);
  end
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
    -- Quantities are told as decimal numbers of their unit, and not as its steps.
    counts_steps constant boolean := wasl.quantities_in(tg_table_name) is not null;
  begin
    if tg_op = 'INSERT' then
      select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', wasl.key_of(row_of, keys), 'after', told)::text, e'\n')
        into noted
      from (select case when counts_steps then wasl.told_row(tg_table_name, to_jsonb(new_rows)) else to_jsonb(new_rows) end as row_of from new_rows offset 0) as inserted,
        lateral (select case when in_restricted <> '{}' and wasl.is_restricted(row_of) then left_out || in_restricted else left_out end as hidden offset 0) as unseen,
        lateral (select coalesce(jsonb_object_agg(wasl.field_name(field), value), '{}') as told from jsonb_each(row_of - hidden) as fields (field, value)) as fields
      where row_of ->> root is not null;
    elsif tg_op = 'DELETE' then
      select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', wasl.key_of(row_of, keys), 'before', told)::text, e'\n')
        into noted
      from (select case when counts_steps then wasl.told_row(tg_table_name, to_jsonb(old_rows)) else to_jsonb(old_rows) end as row_of from old_rows offset 0) as deleted,
        lateral (select case when in_restricted <> '{}' and wasl.is_restricted(row_of) then left_out || in_restricted else left_out end as hidden offset 0) as unseen,
        lateral (select coalesce(jsonb_object_agg(wasl.field_name(field), value), '{}') as told from jsonb_each(row_of - hidden) as fields (field, value)) as fields
      where row_of ->> root is not null;
    else
      derived := coalesce(current_setting('wasl.derived', true), '');
      if exists (select to_jsonb(new_rows) - left_out from new_rows except all select to_jsonb(old_rows) - left_out from old_rows) then
        select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', key, 'before', was, 'after', is_now)::text, e'\n')
          into noted
        from (select case when counts_steps then wasl.told_row(tg_table_name, to_jsonb(new_rows)) else to_jsonb(new_rows) end as row_of, wasl.key_of(to_jsonb(new_rows), keys) as key from new_rows offset 0) as changed
          join (select case when counts_steps then wasl.told_row(tg_table_name, to_jsonb(old_rows)) else to_jsonb(old_rows) end as old_row, wasl.key_of(to_jsonb(old_rows), keys) as old_key from old_rows offset 0) as unchanged on old_key = key,
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
