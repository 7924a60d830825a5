-- What an event tells of a change is what the database saw change, and not what a verb remembers to hand on: every row of a record and of
-- its children is noted as it changes, for the length of the transaction, and the next event of that record takes the notes. Credentials,
-- search vectors and what the ledger counts by itself are never noted.

create function wasl.field_name(column_name text) returns text language sql immutable parallel safe
  as $$ select lower(left(column_name, 1)) || substr(replace(initcap(replace(column_name, '_', ' ')), ' ', ''), 2) $$;
--> statement-breakpoint
-- The fields of a row, named as the program and the API name them.
create function wasl.fields_of(row_of jsonb, left_out text[]) returns jsonb language sql immutable parallel safe set search_path = wasl, pg_temp
  as $$ select coalesce(jsonb_object_agg(wasl.field_name(key), value), '{}') from jsonb_each(row_of - left_out) $$;
--> statement-breakpoint
-- Of a human-rights file, which not everybody reads who reads events.
create function wasl.is_restricted(row_of jsonb) returns boolean language sql immutable parallel safe
  as $$ select coalesce(row_of -> 'restricted' = 'true', false) or coalesce(row_of ->> 'confidentiality' = 'human-rights', false) $$;
--> statement-breakpoint
-- Of a statement, not of a row: a list of a thousand lines is noted at once. Its arguments stand at wasl.keep_history.
create function wasl.note_changes() returns trigger language plpgsql set search_path = public, pg_temp
  as $$
  declare
    subject constant text := tg_argv[0];
    root constant text := tg_argv[1];
    collection constant text := tg_argv[2];
    keys constant text[] := string_to_array(tg_argv[3], ',');
    left_out constant text[] := string_to_array(tg_argv[4], ',');
    in_restricted constant text[] := string_to_array(tg_argv[5], ',');
    -- What the database derived in this statement, and has told by an event of its own.
    derived constant text := coalesce(current_setting('wasl.derived', true), '');
    noted text;
  begin
    if tg_op = 'INSERT' then
      select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', key, 'after',
          wasl.fields_of(row_of, left_out || case when wasl.is_restricted(row_of) then in_restricted end))::text, e'\n')
        into noted
      from (select to_jsonb(new_rows) as row_of from new_rows) as inserted,
        lateral (select jsonb_agg(row_of -> name) as key from unnest(keys) as name) as named
      where row_of ->> root is not null;
    elsif tg_op = 'DELETE' then
      select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', key, 'before',
          wasl.fields_of(row_of, left_out || case when wasl.is_restricted(row_of) then in_restricted end))::text, e'\n')
        into noted
      from (select to_jsonb(old_rows) as row_of from old_rows) as deleted,
        lateral (select jsonb_agg(row_of -> name) as key from unnest(keys) as name) as named
      where row_of ->> root is not null;
    else
      select string_agg(jsonb_build_object('of', subject, 'id', row_of -> root, 'in', collection, 'key', key,
          'before', was, 'after', is_now)::text, e'\n')
        into noted
      from (select to_jsonb(new_rows) as row_of, (select jsonb_agg(to_jsonb(new_rows) -> name) from unnest(keys) as name) as key from new_rows)
          as changed
        join (select to_jsonb(old_rows) as old_row, (select jsonb_agg(to_jsonb(old_rows) -> name) from unnest(keys) as name) as old_key from old_rows)
          as unchanged on old_key = key,
        lateral (select jsonb_object_agg(wasl.field_name(field), old_row -> field) as was, jsonb_object_agg(wasl.field_name(field), value) as is_now
          from jsonb_each(row_of) as fields (field, value)
          where old_row -> field is distinct from value and field <> all (left_out)
            and not (wasl.is_restricted(row_of) and field = any (in_restricted))) as differences
      where is_now is not null and row_of ->> root is not null
        and not (collection = '' and was - '{state,version}'::text[] = '{}' and derived like '%' || subject || ' ' || (row_of ->> 'id') || e'\n%');
      if derived <> '' then perform set_config('wasl.derived', '', true); end if;
    end if;
    if noted is not null then
      perform set_config('wasl.changes', concat(current_setting('wasl.changes', true), noted, e'\n'), true);
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
-- after. `details` are what an event tells besides, that is no field of a row.
create function wasl.record_events(entries jsonb) returns void language plpgsql set search_path = public, pg_temp
  as $$
  declare
    pending constant text := coalesce(current_setting('wasl.changes', true), '');
  begin
    with entry as (
      select *, row_number() over (partition by subject_type, subject_id order by position) = 1 as is_first
      from rows from (jsonb_to_recordset(entries) as (id uuid, at timestamptz, action text, subject_type text, subject_id uuid, actor_kind text,
        actor_role text, actor_user_id uuid, actor_organisation_id uuid, job text, reason text, details jsonb, parties uuid[], request_id text))
        with ordinality as given (id, at, action, subject_type, subject_id, actor_kind, actor_role, actor_user_id, actor_organisation_id, job,
          reason, details, parties, request_id, position)
    ), note as (
      select line::jsonb as noted, position from string_to_table(pending, e'\n') with ordinality as lines (line, position) where line <> ''
    ), claimed as (
      select noted ->> 'of' as subject_type, (noted ->> 'id')::uuid as subject_id, noted ->> 'in' as collection, noted -> 'key' as key,
        noted -> 'before' as before, noted -> 'after' as after, position
      from note where exists (select from entry where subject_type = noted ->> 'of' and subject_id = (noted ->> 'id')::uuid)
    ), ends as (
      select subject_type, subject_id, collection, key, min(position) as first_position,
        (array_agg(before order by position))[1] is null as is_created, (array_agg(after order by position desc))[1] is null as is_removed
      from claimed group by subject_type, subject_id, collection, key
    ), earliest as (
      select subject_type, subject_id, collection, key, jsonb_object_agg(field, value order by position desc) as before
      from claimed, jsonb_each(before) as fields (field, value) group by subject_type, subject_id, collection, key
    ), latest as (
      select subject_type, subject_id, collection, key, jsonb_object_agg(field, value order by position) as after
      from claimed, jsonb_each(after) as fields (field, value) group by subject_type, subject_id, collection, key
    ), changed as (
      select subject_type, subject_id, collection, key, first_position,
        case when not is_created then before end as before, case when not is_removed then after end as after
      from ends
        left join earliest using (subject_type, subject_id, collection, key)
        left join latest using (subject_type, subject_id, collection, key)
      where not (is_created and is_removed)
    ), children as (
      select subject_type, subject_id, jsonb_object_agg(collection, before) filter (where before is not null) as before,
        jsonb_object_agg(collection, after) filter (where after is not null) as after
      from (
        select subject_type, subject_id, collection, jsonb_agg(before order by first_position) filter (where before is not null) as before,
          jsonb_agg(after order by first_position) filter (where after is not null) as after
        from changed where collection <> '' group by subject_type, subject_id, collection
      ) as collections group by subject_type, subject_id
    )
    insert into events (id, at, action, subject_type, subject_id, actor_kind, actor_role, actor_user_id, actor_organisation_id, job, reason,
      before, after, parties, request_id)
    select entry.id, at, action, entry.subject_type, entry.subject_id, actor_kind, actor_role, actor_user_id, actor_organisation_id, job, reason,
      nullif(coalesce(own.before, '{}') || coalesce(children.before, '{}'), '{}'),
      nullif(coalesce(own.after, '{}') || coalesce(children.after, '{}') || coalesce(details, '{}'), '{}'), parties, request_id
    from entry
      left join changed as own on is_first and own.collection = '' and (own.subject_type, own.subject_id) = (entry.subject_type, entry.subject_id)
      left join children on is_first and (children.subject_type, children.subject_id) = (entry.subject_type, entry.subject_id)
    order by position;

    perform set_config('wasl.changes', coalesce((
      select string_agg(line, e'\n' order by position) || e'\n' from string_to_table(pending, e'\n') with ordinality as lines (line, position)
      where line <> '' and not exists (
        select from jsonb_to_recordset(entries) as entry (subject_type text, subject_id uuid)
        where subject_type = line::jsonb ->> 'of' and subject_id = (line::jsonb ->> 'id')::uuid)), ''), true);
  end
  $$;
--> statement-breakpoint
select
  wasl.keep_history('users', 'user', 'id', left_out => 'password_hash'),
  wasl.keep_history('invitations', 'invitation', 'id', left_out => 'token_hash'),
  wasl.keep_history('sessions', 'session', 'id', left_out => 'token_hash,csrf_token_hash'),
  wasl.keep_history('sessions', 'user', 'user_id', 'sessions', left_out => 'token_hash,csrf_token_hash'),
  wasl.keep_history('api_keys', 'api-key', 'id', left_out => 'token_hash');
--> statement-breakpoint
select
  wasl.keep_history('units', 'unit', 'id'),
  wasl.keep_history('requirements', 'requirement', 'id'),
  wasl.keep_history('holding_reports', 'holding-report', 'id'),
  wasl.keep_history('proposed_holdings', 'proposed-holding', 'id'),
  wasl.keep_history('needs', 'need', 'id', left_out => 'search,search_disclosed'),
  wasl.keep_history('need_lines', 'need', 'need_id', 'lines', left_out => 'reserved,agreed,shipped,accepted,in_service,verified,failed'),
  wasl.keep_history('offers', 'offer', 'id', left_out => 'search,search_disclosed'),
  wasl.keep_history('offer_lines', 'offer', 'offer_id', 'lines', left_out => 'committed,committed_amount'),
  wasl.keep_history('matches', 'match', 'id', left_out => 'shipped,accepted,in_service,verified,failed'),
  wasl.keep_history('match_amendments', 'match', 'match_id', 'amendments'),
  wasl.keep_history('packages', 'package', 'id'),
  wasl.keep_history('package_parts', 'package', 'package_id', 'parts', keys => 'item_type'),
  wasl.keep_history('package_needs', 'package', 'package_id', 'needs', keys => 'need_id'),
  wasl.keep_history('package_matches', 'package', 'package_id', 'matches', keys => 'match_id'),
  wasl.keep_history('allocations', 'allocation', 'id', left_out => 'snapshot,result,progress,runner,leased_until,attempts');
--> statement-breakpoint
select
  wasl.keep_history('partnerships', 'partnership', 'id', left_out => 'used_amount'),
  wasl.keep_history('partnership_parties', 'partnership', 'partnership_id', 'parties', keys => 'organisation_id,part'),
  wasl.keep_history('partnership_amendments', 'partnership', 'partnership_id', 'amendments'),
  wasl.keep_history('partnership_warnings', 'partnership', 'partnership_id', 'warnings', keys => 'valid_until,threshold_days');
--> statement-breakpoint
select
  wasl.keep_history('deliveries', 'delivery', 'id'),
  wasl.keep_history('delivery_lines', 'delivery', 'delivery_id', 'lines', left_out => 'shipped,accepted,rejected,lost,returned'),
  wasl.keep_history('delivery_milestones', 'delivery', 'delivery_id', 'milestones', keys => 'milestone'),
  wasl.keep_history('delivery_forecasts', 'delivery', 'delivery_id', 'forecasts'),
  wasl.keep_history('delivery_documents', 'delivery', 'delivery_id', 'documents'),
  wasl.keep_history('verifications', 'delivery', 'delivery_id', 'verifications'),
  wasl.keep_history('consignments', 'delivery', 'delivery_id', 'consignments'),
  wasl.keep_history('consignment_lines', 'delivery', 'delivery_id', 'consignmentLines'),
  wasl.keep_history('packing_units', 'delivery', 'delivery_id', 'packingUnits'),
  wasl.keep_history('packed_contents', 'delivery', 'delivery_id', 'packedContents', keys => 'packing_unit_id,delivery_line_id'),
  wasl.keep_history('serial_numbers', 'delivery', 'delivery_id', 'serialNumbers', keys => 'packing_unit_id,delivery_line_id,serial'),
  wasl.keep_history('receipts', 'delivery', 'delivery_id', 'receipts'),
  wasl.keep_history('receipt_lines', 'delivery', 'delivery_id', 'receiptLines', keys => 'receipt_id,consignment_line_id'),
  wasl.keep_history('recipient_readiness', 'delivery', 'delivery_id', 'readiness', keys => 'unit_id');
--> statement-breakpoint
select
  wasl.keep_history('obstacles', 'obstacle', 'id'),
  wasl.keep_history('obstacle_blocks', 'obstacle', 'obstacle_id', 'blocks'),
  wasl.keep_history('obstacle_parties', 'obstacle', 'obstacle_id', 'parties', keys => 'organisation_id'),
  wasl.keep_history('obstacle_steps', 'obstacle', 'obstacle_id', 'steps', keys => 'position'),
  wasl.keep_history('obstacle_actions', 'obstacle', 'obstacle_id', 'actions'),
  wasl.keep_history('obstacle_comments', 'obstacle', 'obstacle_id', 'comments', left_out => 'text'),
  wasl.keep_history('obstacle_dependencies', 'obstacle', 'obstacle_id', 'dependencies', keys => 'depends_on_id'),
  wasl.keep_history('compliance_entries', 'compliance-entry', 'id', in_restricted => 'outcome,reason'),
  wasl.keep_history('classifications', 'classification', 'id'),
  wasl.keep_history('regime_versions', 'regime-version', 'id'),
  wasl.keep_history('documents', 'document', 'id', left_out => 'title,file_name,language', in_restricted => 'withdrawal_reason'),
  wasl.keep_history('training_records', 'training-record', 'id'),
  wasl.keep_history('calendar_corrections', 'calendar-correction', 'id');
--> statement-breakpoint
select
  wasl.keep_history('meetings', 'meeting', 'id'),
  wasl.keep_history('meeting_participants', 'meeting', 'meeting_id', 'participants', keys => 'organisation_id'),
  wasl.keep_history('recommendations', 'recommendation', 'id'),
  wasl.keep_history('recommendation_owners', 'recommendation', 'recommendation_id', 'owners', keys => 'organisation_id'),
  wasl.keep_history('recommendation_notes', 'recommendation', 'recommendation_id', 'notes'),
  wasl.keep_history('agreements', 'agreement', 'id'),
  wasl.keep_history('agreement_parties', 'agreement', 'agreement_id', 'parties', keys => 'organisation_id'),
  wasl.keep_history('obligations', 'agreement', 'agreement_id', 'obligations'),
  wasl.keep_history('observance_assessments', 'agreement', 'agreement_id', 'assessments'),
  wasl.keep_history('follow_up_links', 'meeting', 'meeting_id', 'links'),
  wasl.keep_history('follow_up_links', 'recommendation', 'recommendation_id', 'links'),
  wasl.keep_history('follow_up_links', 'agreement', 'agreement_id', 'links');
--> statement-breakpoint
-- What the database derives is told by the event that it writes itself, with the version; the note of its statement would tell it again.
create function wasl.record_derived(subject_type text, subject uuid, action text, before jsonb, after jsonb, parties uuid[])
  returns void language sql security definer set search_path = public, pg_temp
  as $$
    select set_config('wasl.derived', concat(current_setting('wasl.derived', true), subject_type, ' ', subject, e'\n'), true);
    insert into events (id, at, action, subject_type, subject_id, actor_kind, actor_role, job, before, after, parties, request_id)
    select wasl.uuid_v7(clock_timestamp()), clock.at, action, subject_type, subject, 'system', 'system', 'derived-state', before, after, parties,
      nullif(current_setting('wasl.request_id', true), '')
    from (select coalesce(nullif(current_setting('wasl.now', true), '')::timestamptz, clock_timestamp()) as at) as clock
  $$;
--> statement-breakpoint
revoke execute on function wasl.record_derived(text, uuid, text, jsonb, jsonb, uuid[]) from public;
--> statement-breakpoint
grant create on schema wasl to wasl_ledger;
--> statement-breakpoint
alter function wasl.record_derived(text, uuid, text, jsonb, jsonb, uuid[]) owner to wasl_ledger;
--> statement-breakpoint
revoke create on schema wasl from wasl_ledger;
--> statement-breakpoint
create or replace function wasl.derive_need_state() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    fulfilled boolean;
  begin
    select coalesce(bool_and(verified >= coalesce(quantity_validated, quantity_requested)), false) and coalesce(sum(quantity_validated), 0) > 0
      into fulfilled from need_lines where need_id = new.id;
    if fulfilled and new.state in ('published', 'stale') then
      new.state := 'fulfilled';
    elsif not fulfilled and new.state = 'fulfilled' then
      new.state := 'published';
    end if;
    if new.state is distinct from old.state and (new.state = 'fulfilled' or old.state = 'fulfilled') then
      new.version := greatest(new.version, old.version + 1);
      perform wasl.record_derived('need', new.id, case when new.state = 'fulfilled' then 'need.fulfilled' else 'need.reopened' end,
        jsonb_build_object('state', old.state, 'version', old.version), jsonb_build_object('state', new.state, 'version', new.version),
        array[new.organisation_id]);
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
create or replace function wasl.derive_offer_state() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    holds boolean;
    full_up boolean;
    fresh constant boolean := old.state in ('available', 'partly-reserved', 'exhausted');
  begin
    select coalesce(bool_or(committed > 0), false),
      coalesce(bool_and(case kind when 'item' then committed = quantity else committed_amount = ceiling_amount end), false)
      into holds, full_up from offer_lines where offer_id = new.id;
    new.state := case when full_up then 'exhausted' when holds then 'partly-reserved' else 'available' end;
    if fresh and new.state is distinct from old.state then
      new.version := greatest(new.version, old.version + 1);
      perform wasl.record_derived('offer', new.id, 'offer.' || case new.state when 'available' then 'freed' else new.state end,
        jsonb_build_object('state', old.state, 'version', old.version), jsonb_build_object('state', new.state, 'version', new.version),
        array[new.donor_id]);
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
drop function wasl.record_derived(text, uuid, text, text, text, uuid[]);
