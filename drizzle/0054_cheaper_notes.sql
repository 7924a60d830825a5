-- As in 0050_noted_changes.sql, at a fraction of its cost. Most statements that a trigger of the ledger makes change counters alone, which no
-- event tells: they are found out before any field is looked at.

-- What tells a row apart from the others of its table: the values of up to three columns.
create function wasl.key_of(row_of jsonb, keys text[]) returns jsonb language sql immutable parallel safe
  as $$
    select case cardinality(keys) when 1 then jsonb_build_array(row_of -> keys[1]) when 2 then jsonb_build_array(row_of -> keys[1], row_of -> keys[2])
      else jsonb_build_array(row_of -> keys[1], row_of -> keys[2], row_of -> keys[3]) end
  $$;
--> statement-breakpoint
create or replace function wasl.note_changes() returns trigger language plpgsql set search_path = public, pg_temp
  as $$
  declare
    subject constant text := tg_argv[0];
    root constant text := tg_argv[1];
    collection constant text := tg_argv[2];
    keys constant text[] := string_to_array(tg_argv[3], ',');
    left_out constant text[] := string_to_array(tg_argv[4], ',');
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
drop function wasl.fields_of(jsonb, text[]);
