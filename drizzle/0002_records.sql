-- What holds for the records of all areas: counters that are the ledger's, rows that never change, and events, which tell what the database saw
-- change. Every row of a record and of its children is noted as it changes, for the length of the transaction, and the next event of that record
-- takes the notes. Credentials, search vectors and what the ledger counts by itself are never noted.

-- ── The order of texts ──────────────────────────────────────────────────────────────────────────────────────────────

-- By code point, as the program compares them (src/kernel/compare-text.ts), in whatever locale a database was made: an order that only half of
-- the service follows loses rows between two pages. Called by every migration that makes tables, before anything is made that names their columns.
create function wasl.order_by_code_point() returns void language plpgsql set search_path = public, pg_temp
  as $$
  declare
    found record;
  begin
    for found in
      select c.oid::regclass as named,
        string_agg(format('alter column %I type %s collate "C"', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum) as changes
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
        and a.attcollation = '"default"'::regcollation
      group by c.oid
    loop
      execute format('alter table %s %s', found.named, found.changes);
    end loop;
  end
  $$;
--> statement-breakpoint
revoke execute on function wasl.order_by_code_point() from public;
--> statement-breakpoint
select wasl.order_by_code_point();
--> statement-breakpoint

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

create function wasl.refuse_foreign_hand() returns trigger language plpgsql
  as $$
  begin
    raise exception 'the counters of % belong to the ledger', tg_table_name
      using errcode = 'check_violation', constraint = 'counters_are_the_ledgers', table = tg_table_name;
  end
  $$;
--> statement-breakpoint
-- What is kept of a transaction until its next event, in a setting, sealed for this transaction: a statement smuggled in may lose it, and make none.
create function wasl.keep_until_event(name text, kept text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform set_config('wasl.' || name, kept, true),
      set_config('wasl.' || name || '_seal', case when kept = '' then '' else wasl.seal_of(concat(name, pg_current_xact_id(), e'\n', kept)) end, true);
  end
  $$;
--> statement-breakpoint
create function wasl.kept_until_event(name text) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    kept constant text := coalesce(current_setting('wasl.' || name, true), '');
  begin
    if kept <> '' and wasl.seal_of(concat(name, pg_current_xact_id(), e'\n', kept)) is distinct from current_setting('wasl.' || name || '_seal', true) then
      raise exception 'what was noted of this transaction was altered' using errcode = 'WA002';
    end if;
    return kept;
  end
  $$;
--> statement-breakpoint
-- What the database derives is told by the event that it writes itself, with the version; the note of its statement would tell it again.
create function wasl.record_derived(subject_type text, subject uuid, action text, before jsonb, after jsonb, parties uuid[])
  returns void language sql security definer set search_path = public, pg_temp
  as $$
    select wasl.keep_until_event('derived', concat(wasl.kept_until_event('derived'), subject_type, ' ', subject, e'\n'));
    insert into events (id, at, action, subject_type, subject_id, actor_kind, actor_role, job, before, after, parties, request_id)
    values (gen_random_uuid(), wasl.reader_now(), action, subject_type, subject, 'system', 'system', 'derived-state', before, after, parties,
      wasl.sealed(10))
  $$;
--> statement-breakpoint
create function wasl.refuse_any_change() returns trigger language plpgsql
  as $$
  begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation', table = tg_table_name;
  end
  $$;
--> statement-breakpoint
create function wasl.field_name(column_name text) returns text language sql immutable parallel safe
  as $$ select lower(left(column_name collate "C", 1)) || substr(replace(initcap(replace(column_name collate "C", '_', ' ')), ' ', ''), 2) $$;
--> statement-breakpoint
-- Of a human-rights file, which not everybody reads who reads events.
create function wasl.is_restricted(row_of jsonb) returns boolean language sql immutable parallel safe
  as $$ select coalesce(row_of -> 'restricted' = 'true', false) or coalesce(row_of ->> 'confidentiality' = 'human-rights', false) $$;
--> statement-breakpoint
-- Of a statement, not of a row: a list of a thousand lines is noted at once. Its arguments stand at wasl.keep_history.
create function wasl.note_changes() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    subject constant text := tg_argv[0];
    root constant text := tg_argv[1];
    collection constant text := tg_argv[2];
    keys constant text[] := string_to_array(tg_argv[3], ',');
    key_fields constant text[] := array(select wasl.field_name(column_name) from unnest(keys) with ordinality as named (column_name, place) order by place);
    -- Nobody is told of the place of a row in the order of creation, nor could anybody change it.
    left_out constant text[] := string_to_array(tg_argv[4], ',') || '{creation_order}'::text[];
    in_restricted constant text[] := string_to_array(tg_argv[5], ',');
    -- What the database derived in this statement, and has told by an event of its own.
    derived text;
    noted text;
    instants constant text[] := wasl.columns_of_type(tg_relid, 'timestamptz');
    amounts constant text[] := wasl.columns_of_type(tg_relid, 'numeric');
  begin
    if tg_op = 'INSERT' then
      select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', wasl.key_of(row_of, keys, key_fields), 'at', coalesce(row_of -> 'position', row_of -> 'creation_order'), 'after', told)::text, e'\n')
        into noted
      from (select wasl.told_row(tg_table_name, to_jsonb(new_rows), instants, amounts) as row_of from new_rows offset 0) as inserted,
        lateral (select case when in_restricted <> '{}' and wasl.is_restricted(row_of) then left_out || in_restricted else left_out end as hidden offset 0) as unseen,
        lateral (select coalesce(jsonb_object_agg(wasl.field_name(field), value), '{}') as told from jsonb_each(row_of - hidden) as fields (field, value)) as fields
      where row_of ->> root is not null;
    elsif tg_op = 'DELETE' then
      select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', wasl.key_of(row_of, keys, key_fields), 'at', coalesce(row_of -> 'position', row_of -> 'creation_order'), 'before', told)::text, e'\n')
        into noted
      from (select wasl.told_row(tg_table_name, to_jsonb(old_rows), instants, amounts) as row_of from old_rows offset 0) as deleted,
        lateral (select case when in_restricted <> '{}' and wasl.is_restricted(row_of) then left_out || in_restricted else left_out end as hidden offset 0) as unseen,
        lateral (select coalesce(jsonb_object_agg(wasl.field_name(field), value), '{}') as told from jsonb_each(row_of - hidden) as fields (field, value)) as fields
      where row_of ->> root is not null;
    else
      derived := wasl.kept_until_event('derived');
      if exists (select to_jsonb(new_rows) - left_out from new_rows except all select to_jsonb(old_rows) - left_out from old_rows) then
        select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', key, 'at', coalesce(row_of -> 'position', row_of -> 'creation_order'), 'before', was, 'after', is_now)::text, e'\n')
          into noted
        from (select wasl.told_row(tg_table_name, to_jsonb(new_rows), instants, amounts) as row_of, wasl.key_of(to_jsonb(new_rows), keys, key_fields) as key from new_rows offset 0) as changed
          join (select wasl.told_row(tg_table_name, to_jsonb(old_rows), instants, amounts) as old_row, wasl.key_of(to_jsonb(old_rows), keys, key_fields) as old_key from old_rows offset 0) as unchanged on old_key = key,
          lateral (select case when in_restricted <> '{}' and wasl.is_restricted(row_of) then left_out || in_restricted else left_out end as hidden offset 0) as unseen,
          lateral (select jsonb_object_agg(wasl.field_name(field), old_row -> field) as was, jsonb_object_agg(wasl.field_name(field), value) as is_now
            from jsonb_each(row_of - hidden) as fields (field, value)
            where old_row -> field is distinct from value) as differences
        where is_now is not null and row_of ->> root is not null
          and not (collection = '' and was - '{state,version}'::text[] = '{}' and derived like '%' || subject || ' ' || (row_of ->> 'id') || e'\n%');
      end if;
      if derived <> '' then perform wasl.keep_until_event('derived', ''); end if;
    end if;
    if noted is not null then
      perform wasl.keep_until_event('changes', concat(wasl.kept_until_event('changes'), noted, e'\n'));
    end if;
    return null;
  end
  $$;
--> statement-breakpoint
-- Makes the rows of a table part of a subject's history: the subject itself (no collection), or one of its collections. `keys` tell its rows
-- apart, `left_out` are columns that no event tells, `in_restricted` those that it doesn't tell of a restricted row.
create function wasl.keep_history(table_name text, subject text, root text, collection text default '', keys text default 'id',
    left_out text default '', in_restricted text default '') returns void language plpgsql
  as $$
  declare
    arguments constant text := format('(%L, %L, %L, %L, %L, %L)', subject, root, collection, keys, left_out, in_restricted);
    name constant text := 'note_for_' || replace(subject, '-', '_');
  begin
    execute format('create trigger %I after insert on %I referencing new table as new_rows for each statement execute function wasl.note_changes%s',
      name || '_insert', table_name, arguments);
    execute format('create trigger %I after update on %I referencing old table as old_rows new table as new_rows for each statement execute function wasl.note_changes%s',
      name || '_update', table_name, arguments);
    execute format('create trigger %I after delete on %I referencing old table as old_rows for each statement execute function wasl.note_changes%s',
      name || '_delete', table_name, arguments);
  end
  $$;
--> statement-breakpoint
-- Writes events, each with the changes of its subject since the last event of it in this transaction: the earliest value before, the latest
-- after. A collection stands on both sides with those of its rows that differ, in the order of their position or creation: a row that was added is in
-- `after` alone, one that was removed in `before` alone. `details` are what an event tells besides, that is no field of a row. Who did it is handed
-- in, so it is the ledger's alone; when and within which request are those of the sealed identity, whatever the entries say.
create function wasl.write_events(entries jsonb, acting_kind text, acting_role text, acting_user uuid, acting_organisation uuid, acting_job text)
    returns void language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    pending constant text := wasl.kept_until_event('changes');
    present constant timestamptz := wasl.reader_now();
    request constant text := wasl.sealed(10);
  begin
    with entry as (
      select *, row_number() over (partition by subject_type, subject_id order by position) = 1 as is_first
      from rows from (jsonb_to_recordset(entries) as (id uuid, action text, subject_type text, subject_id uuid, reason text, note text, details jsonb,
        parties uuid[])) with ordinality as given (id, action, subject_type, subject_id, reason, note, details, parties, position)
    ), noticed as (
      select line::jsonb as noted, position from string_to_table(pending, e'\n') with ordinality as lines (line, position) where line <> ''
    ), claimed as (
      select noted ->> 'of' as subject_type, (noted ->> 'id')::uuid as subject_id, noted ->> 'in' as collection, noted -> 'key' as key, noted -> 'at' as at,
        noted -> 'before' as before, noted -> 'after' as after, position
      from noticed where exists (select from entry where subject_type = noted ->> 'of' and subject_id = (noted ->> 'id')::uuid)
    ), ends as (
      select subject_type, subject_id, collection, key, min(position) as first_position, (array_agg(at order by position desc))[1] as at,
        (array_agg(before order by position))[1] is null as is_created, (array_agg(after order by position desc))[1] is null as is_removed
      from claimed group by subject_type, subject_id, collection, key
    ), earliest as (
      select subject_type, subject_id, collection, key, jsonb_object_agg(field, value order by position desc) as before
      from claimed, jsonb_each(before) as fields (field, value) group by subject_type, subject_id, collection, key
    ), latest as (
      select subject_type, subject_id, collection, key, jsonb_object_agg(field, value order by position) as after
      from claimed, jsonb_each(after) as fields (field, value) group by subject_type, subject_id, collection, key
    ), changed as (
      select subject_type, subject_id, collection, key, at, first_position, is_created, is_removed,
        case when is_created then null when collection = '' or is_removed then before else wasl.differing(before, after, key) end as before,
        case when is_removed then null when collection = '' or is_created then after else wasl.differing(after, before, key) end as after
      from ends
        left join earliest using (subject_type, subject_id, collection, key)
        left join latest using (subject_type, subject_id, collection, key)
      where not (is_created and is_removed)
    ), children as (
      select subject_type, subject_id, jsonb_object_agg(collection, before) as before, jsonb_object_agg(collection, after) as after
      from (
        select subject_type, subject_id, collection,
          coalesce(jsonb_agg(before order by at nulls last, first_position, key) filter (where before is not null), '[]') as before,
          coalesce(jsonb_agg(after order by at nulls last, first_position, key) filter (where after is not null), '[]') as after
        from changed where collection <> '' and num_nonnulls(before, after) > 0 group by subject_type, subject_id, collection
      ) as collections group by subject_type, subject_id
    )
    insert into events (id, at, action, subject_type, subject_id, actor_kind, actor_role, actor_user_id, actor_organisation_id, job, reason, note,
      before, after, parties, request_id)
    select entry.id, present, action, entry.subject_type, entry.subject_id, acting_kind, acting_role, acting_user, acting_organisation, acting_job, reason, note,
      case when own.is_created is not true then nullif(coalesce(own.before, '{}') || coalesce(children.before, '{}'), '{}') end,
      nullif(coalesce(own.after, '{}') || case when own.is_removed then '{}' else coalesce(children.after, '{}') end || coalesce(details, '{}'), '{}'),
      parties, request
    from entry
      left join changed as own on is_first and own.collection = '' and (own.subject_type, own.subject_id) = (entry.subject_type, entry.subject_id)
      left join children on is_first and (children.subject_type, children.subject_id) = (entry.subject_type, entry.subject_id)
    order by position;

    perform wasl.keep_until_event('changes', coalesce((
      select string_agg(line, e'\n' order by position) || e'\n' from string_to_table(pending, e'\n') with ordinality as lines (line, position)
      where line <> '' and not exists (
        select from jsonb_to_recordset(entries) as entry (subject_type text, subject_id uuid)
        where subject_type = line::jsonb ->> 'of' and subject_id = (line::jsonb ->> 'id')::uuid)), ''));
  end
  $$;
--> statement-breakpoint
-- The only way for others to write an event: whoever did it is whoever asks.
create function wasl.record_events(entries jsonb) returns void language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if wasl.reader_role() is null then
      raise exception 'an event needs somebody who does it' using errcode = 'WA001';
    end if;
    perform wasl.write_events(entries, wasl.sealed(8), wasl.reader_role(), wasl.reader_user(), wasl.reader_organisation(), wasl.sealed(9));
  end
  $$;
--> statement-breakpoint
-- What follows of itself from what was done is the system's, with all that changed.
create function wasl.record_consequences(entries jsonb) returns void language sql security definer set search_path = public, pg_temp
  as $$ select wasl.write_events(entries, 'system', 'system', null, null, 'derived-state') $$;
--> statement-breakpoint
-- Whether this transaction has changed a record or a part of it since the last event of it.
create function wasl.has_changed(subject_type text, subject uuid) returns boolean language sql security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from (select nullif(line, '')::jsonb as noted from string_to_table(wasl.kept_until_event('changes'), e'\n') as line) as notes
      where noted ->> 'of' = subject_type and (noted ->> 'id')::uuid = subject)
  $$;
--> statement-breakpoint
-- What tells a row apart from the others of its table: up to three fields of it, by their names.
create function wasl.key_of(row_of jsonb, keys text[], fields text[]) returns jsonb language sql immutable parallel safe
  as $$
    select case cardinality(keys) when 1 then jsonb_build_object(fields[1], row_of -> keys[1])
      when 2 then jsonb_build_object(fields[1], row_of -> keys[1], fields[2], row_of -> keys[2])
      else jsonb_build_object(fields[1], row_of -> keys[1], fields[2], row_of -> keys[2], fields[3], row_of -> keys[3]) end
  $$;
--> statement-breakpoint
-- The fields of a row that were otherwise in another state of it, with those that tell the row apart; null where none was.
create function wasl.differing(row_of jsonb, other jsonb, key jsonb) returns jsonb language sql immutable parallel safe
  as $$ select jsonb_object_agg(field, value) || key from jsonb_each(row_of) as fields (field, value) where value is distinct from other -> field $$;
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
      when 'requirement_proposals' then array['authorised']
      when 'holding_reports' then array['serviceable', 'unserviceable_repairable', 'beyond_repair', 'on_hand']
      when 'proposed_holdings' then array['quantity']
      when 'delivery_lines' then array['planned', 'in_service', 'verified']
      when 'consignment_lines' then
        array['planned', 'shipped', 'accepted', 'rejected', 'lost', 'returned', 'surplus', 'surplus_left', 'surplus_taken_back']
      when 'packed_contents' then array['quantity']
      when 'receipt_lines' then array['accepted', 'rejected', 'lost', 'surplus']
    end
  $$;
--> statement-breakpoint
-- The columns of a table that are of a type.
create function wasl.columns_of_type(relation oid, type regtype) returns text[] language sql stable parallel safe
  as $$ select array(select attname::text from pg_attribute where attrelid = relation and atttypid = type and not attisdropped) $$;
--> statement-breakpoint
-- As instants are written everywhere: RFC 3339 in UTC, with milliseconds.
create function wasl.written_instant(instant timestamptz) returns text language sql stable parallel safe
  as $$ select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
--> statement-breakpoint
-- A row as it is told: its instants as they are written everywhere, its amounts of money, with all the places of their currency, and weights as decimal text, which no reader rounds to
-- the nearest binary fraction, its quantities as decimal numbers of their unit, and not as its steps.
create function wasl.told_row(table_name text, row_of jsonb, instants text[], amounts text[]) returns jsonb language plpgsql stable set search_path = public, pg_temp
  as $$
  declare
    quantities constant text[] := wasl.quantities_in(table_name);
    decimals smallint;
  begin
    if instants <> '{}' then
      row_of := row_of || (
        select coalesce(jsonb_object_agg(name, wasl.written_instant((row_of ->> name)::timestamptz)), '{}')
        from unnest(instants) as name where row_of ->> name is not null);
    end if;
    if amounts <> '{}' then
      row_of := row_of || (
        select coalesce(jsonb_object_agg(name, case when currency is null then row_of ->> name else wasl.written_amount((row_of ->> name)::numeric, currency) end), '{}')
        from unnest(amounts) as name
        cross join lateral (select coalesce(row_of ->> (name || '_currency'), row_of ->> nullif(regexp_replace(name, '_(amount|value)$', '_currency'), name)) as currency) as its
        where row_of ->> name is not null);
    end if;
    if quantities is null then
      return row_of;
    end if;
    decimals := case table_name
      when 'matches' then wasl.decimals_of_need_line((row_of ->> 'need_line_id')::uuid)
      when 'match_amendments' then wasl.decimals_of_match((row_of ->> 'match_id')::uuid)
      when 'delivery_lines' then wasl.decimals_of_match((row_of ->> 'match_id')::uuid)
      when 'consignment_lines' then wasl.decimals_of_delivery_line((row_of ->> 'delivery_line_id')::uuid)
      when 'packed_contents' then wasl.decimals_of_delivery_line((row_of ->> 'delivery_line_id')::uuid)
      when 'receipt_lines' then wasl.decimals_of_delivery_line((row_of ->> 'delivery_line_id')::uuid)
      when 'packages' then wasl.decimals_of_item(row_of ->> 'main_item_type')
      else wasl.decimals_of_item(row_of ->> 'item_type')
    end;
    -- Money is of no item, and has no quantity but a lot of one.
    if coalesce(decimals, 0) = 0 then
      return row_of;
    end if;
    return row_of || (
      select coalesce(jsonb_object_agg(name, to_jsonb(trim_scale((row_of ->> name)::numeric / 10::numeric ^ decimals))), '{}')
      from unnest(quantities) as name where row_of ->> name is not null);
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.keep_until_event(text, text)', 'wasl.kept_until_event(text)', 'wasl.note_changes()',
  'wasl.write_events(jsonb, text, text, uuid, uuid, text)', 'wasl.record_events(jsonb)', 'wasl.record_consequences(jsonb)',
  'wasl.has_changed(text, uuid)', 'wasl.record_derived(text, uuid, text, jsonb, jsonb, uuid[])');
--> statement-breakpoint
-- What was noted, the texts of any record by its id, or an event in the system's name, would be ways around the policies: the ledger's alone.
revoke execute on function wasl.keep_until_event(text, text), wasl.kept_until_event(text), wasl.note_changes(),
  wasl.write_events(jsonb, text, text, uuid, uuid, text), wasl.record_consequences(jsonb),
  wasl.record_derived(text, uuid, text, jsonb, jsonb, uuid[]) from public;
--> statement-breakpoint
create trigger events_are_append_only before update or delete on events for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger events_are_not_truncated before truncate on events for each statement execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select on events to wasl_app;
--> statement-breakpoint
grant insert on events to wasl_ledger;
--> statement-breakpoint
select wasl.guard('events');
