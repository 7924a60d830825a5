-- What the tables can't say by themselves: the ledger that carries quantities, the records that never change, who may see
-- which row, and what each role may do at all. Read together with src/areas/*/tables.ts.

-- ── The ledger ──────────────────────────────────────────────────────────────────────────────────────────────────────
-- delivery_lines → matches → need_lines and offer_lines. Each step carries differences upward in the transaction of the
-- change, and the row locks it takes put rivals in a queue, always in the order needs, offers, need lines, offer lines.

create function wasl.refuse_foreign_hand() returns trigger language plpgsql
  as $$
  begin
    raise exception 'the counters of % belong to the ledger', tg_table_name
      using errcode = 'check_violation', constraint = 'counters_are_the_ledgers', table = tg_table_name;
  end
  $$;
--> statement-breakpoint
create trigger counters_are_the_ledgers_at_insert before insert on need_lines for each row
  when (current_user <> 'wasl_ledger' and (new.reserved, new.agreed, new.shipped, new.accepted, new.in_service, new.verified, new.failed) is distinct from (0, 0, 0, 0, 0, 0, 0))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger counters_are_the_ledgers before update on need_lines for each row
  when (current_user <> 'wasl_ledger' and (new.reserved, new.agreed, new.shipped, new.accepted, new.in_service, new.verified, new.failed) is distinct from (old.reserved, old.agreed, old.shipped, old.accepted, old.in_service, old.verified, old.failed))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger counters_are_the_ledgers_at_insert before insert on offer_lines for each row
  when (current_user <> 'wasl_ledger' and (new.committed, new.committed_amount) is distinct from (0, 0::numeric))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger counters_are_the_ledgers before update on offer_lines for each row
  when (current_user <> 'wasl_ledger' and (new.committed, new.committed_amount) is distinct from (old.committed, old.committed_amount))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger counters_are_the_ledgers_at_insert before insert on matches for each row
  when (current_user <> 'wasl_ledger' and (new.shipped, new.accepted, new.in_service, new.verified, new.failed) is distinct from (0, 0, 0, 0, 0))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger counters_are_the_ledgers before update on matches for each row
  when (current_user <> 'wasl_ledger' and (new.shipped, new.accepted, new.in_service, new.verified, new.failed) is distinct from (old.shipped, old.accepted, old.in_service, old.verified, old.failed))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create function wasl.carry_delivery_line() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    update matches set
      shipped = shipped + new.shipped - coalesce(old.shipped, 0),
      accepted = accepted + new.accepted - coalesce(old.accepted, 0),
      in_service = in_service + new.in_service - coalesce(old.in_service, 0),
      verified = verified + new.verified - coalesce(old.verified, 0),
      failed = failed + (new.rejected + new.lost + new.returned) - coalesce(old.rejected + old.lost + old.returned, 0)
    where id = new.match_id
      and (new.shipped, new.accepted, new.in_service, new.verified, new.rejected + new.lost + new.returned)
        is distinct from (coalesce(old.shipped, 0), coalesce(old.accepted, 0), coalesce(old.in_service, 0), coalesce(old.verified, 0), coalesce(old.rejected + old.lost + old.returned, 0));
    return null;
  end
  $$;
--> statement-breakpoint
create trigger carry_delivery_line after insert or update on delivery_lines for each row
  execute function wasl.carry_delivery_line();
--> statement-breakpoint
create function wasl.carry_match() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    covering constant text[] := array['agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed'];
    now_reserved integer := case when new.state = 'reserved' then new.quantity else 0 end;
    was_reserved integer := 0;
    now_agreed integer := case when new.state = any (covering) then new.quantity else 0 end;
    was_agreed integer := 0;
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
create trigger carry_match after insert or update on matches for each row execute function wasl.carry_match();
--> statement-breakpoint
create function wasl.refuse_change_of_lines() returns trigger language plpgsql
  as $$
  begin
    raise exception 'a match keeps its lines' using errcode = 'check_violation', constraint = 'match_keeps_its_lines', table = 'matches';
  end
  $$;
--> statement-breakpoint
create trigger match_keeps_its_lines before update on matches for each row
  when ((new.need_line_id, new.offer_line_id, new.need_id, new.offer_id) is distinct from (old.need_line_id, old.offer_line_id, old.need_id, old.offer_id))
  execute function wasl.refuse_change_of_lines();
--> statement-breakpoint
create trigger match_is_never_removed before delete on matches for each row execute function wasl.refuse_change_of_lines();
--> statement-breakpoint

-- ── Derived states ──────────────────────────────────────────────────────────────────────────────────────────────────

create function wasl.record_derived(subject_type text, subject uuid, action text, before text, after text, parties uuid[])
  returns void language sql security definer set search_path = public, pg_temp
  as $$
    insert into events (id, at, action, subject_type, subject_id, actor_kind, actor_role, job, before, after, parties, request_id)
    select wasl.uuid_v7(clock_timestamp()), clock.at, action, subject_type, subject, 'system', 'system', 'derived-state',
      jsonb_build_object('state', before), jsonb_build_object('state', after), parties, nullif(current_setting('wasl.request_id', true), '')
    from (select coalesce(nullif(current_setting('wasl.now', true), '')::timestamptz, clock_timestamp()) as at) as clock
  $$;
--> statement-breakpoint
-- A need is fulfilled when every line's validated quantity is verified, and open again when that ceases to be true.
create function wasl.derive_need_state() returns trigger language plpgsql security definer set search_path = public, pg_temp
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
        old.state, new.state, array[new.organisation_id]);
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
create trigger derive_need_state before update of state on needs for each row
  when (new.state in ('published', 'stale', 'fulfilled'))
  execute function wasl.derive_need_state();
--> statement-breakpoint
-- An offer is available, partly reserved or exhausted by what its lines hold.
create function wasl.derive_offer_state() returns trigger language plpgsql security definer set search_path = public, pg_temp
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
        old.state, new.state, array[new.donor_id]);
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
create trigger derive_offer_state before update of state on offers for each row
  when (new.state in ('available', 'partly-reserved', 'exhausted'))
  execute function wasl.derive_offer_state();
--> statement-breakpoint

-- ── Search ──────────────────────────────────────────────────────────────────────────────────────────────────────────

create function wasl.need_texts(need uuid, unit uuid, justification jsonb, summary jsonb, disclosed boolean) returns jsonb
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select jsonb_object_agg(language, concat_ws(' ',
      summary ->> language,
      items.texts ->> language,
      case when not disclosed then concat_ws(' ', justification ->> language, whose.texts ->> language) end))
    from unnest(array['ar', 'en', 'it', 'fr']) as language
    cross join lateral (
      select jsonb_build_object(language, string_agg(concat_ws(' ', item_types.names ->> language, item_types.synonyms ->> language,
        capability_areas.names ->> language, case when not disclosed then need_lines.note ->> language end), ' ')) as texts
      from need_lines
      join item_types on item_types.slug = need_lines.item_type
      join capability_areas on capability_areas.slug = item_types.area
      where need_lines.need_id = need
    ) as items
    cross join lateral (
      select jsonb_build_object(language, concat_ws(' ', units.names ->> language, sites.names ->> language, array_to_string(sites.also_known_as, ' '))) as texts
      from units join sites on sites.slug = units.site where units.id = unit
    ) as whose
  $$;
--> statement-breakpoint
create function wasl.index_need() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    new.search := wasl.search_vector(wasl.need_texts(new.id, new.unit_id, new.justification, new.summary, false));
    new.search_disclosed := wasl.search_vector(wasl.need_texts(new.id, new.unit_id, new.justification, new.summary, true));
    return new;
  end
  $$;
--> statement-breakpoint
create trigger index_need before insert or update of justification, summary, unit_id on needs for each row
  execute function wasl.index_need();
--> statement-breakpoint
create function wasl.index_need_of_line() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    update needs set
      search = wasl.search_vector(wasl.need_texts(id, unit_id, justification, summary, false)),
      search_disclosed = wasl.search_vector(wasl.need_texts(id, unit_id, justification, summary, true))
    where id = coalesce(new.need_id, old.need_id);
    return null;
  end
  $$;
--> statement-breakpoint
create trigger index_need_of_line after insert or delete or update of item_type, note on need_lines for each row
  execute function wasl.index_need_of_line();
--> statement-breakpoint
create function wasl.offer_texts(offer uuid, donor uuid, note jsonb, disclosed boolean) returns jsonb
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select jsonb_object_agg(language, concat_ws(' ', case when not disclosed then note ->> language end, organisations.names ->> language, items.texts ->> language))
    from unnest(array['ar', 'en', 'it', 'fr']) as language
    cross join lateral (
      select jsonb_build_object(language, string_agg(concat_ws(' ', item_types.names ->> language, item_types.synonyms ->> language, capability_areas.names ->> language), ' ')) as texts
      from offer_lines
      join item_types on item_types.slug = offer_lines.item_type
      join capability_areas on capability_areas.slug = item_types.area
      where offer_lines.offer_id = offer
    ) as items
    join organisations on organisations.id = donor
  $$;
--> statement-breakpoint
create function wasl.index_offer() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    new.search := wasl.search_vector(wasl.offer_texts(new.id, new.donor_id, new.note, false));
    new.search_disclosed := wasl.search_vector(wasl.offer_texts(new.id, new.donor_id, new.note, true));
    return new;
  end
  $$;
--> statement-breakpoint
create trigger index_offer before insert or update of note on offers for each row execute function wasl.index_offer();
--> statement-breakpoint
create function wasl.index_offer_of_line() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    update offers set
      search = wasl.search_vector(wasl.offer_texts(id, donor_id, note, false)),
      search_disclosed = wasl.search_vector(wasl.offer_texts(id, donor_id, note, true))
    where id = coalesce(new.offer_id, old.offer_id);
    return null;
  end
  $$;
--> statement-breakpoint
create trigger index_offer_of_line after insert or delete or update of item_type on offer_lines for each row
  execute function wasl.index_offer_of_line();
--> statement-breakpoint
-- Row-level security lets only leakproof operators reach an index before the policy, and text search isn't one. These two
-- answer from the index with ids alone; the query that asks joins them to the table, where the policy decides as always.
create function wasl.search_needs(words text, whole boolean) returns setof uuid language sql stable security definer rows 200 set search_path = public, pg_temp
  as $$
    select id from needs where whole and search @@ wasl.search_query(words)
    union all
    select id from needs where not whole and search_disclosed @@ wasl.search_query(words)
  $$;
--> statement-breakpoint
create function wasl.search_offers(words text, whole boolean) returns setof uuid language sql stable security definer rows 200 set search_path = public, pg_temp
  as $$
    select id from offers where whole and search @@ wasl.search_query(words)
    union all
    select id from offers where not whole and search_disclosed @@ wasl.search_query(words)
  $$;
--> statement-breakpoint

-- ── Records that never change ───────────────────────────────────────────────────────────────────────────────────────

create function wasl.refuse_any_change() returns trigger language plpgsql
  as $$
  begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation', table = tg_table_name;
  end
  $$;
--> statement-breakpoint
create trigger events_are_append_only before update or delete on events for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger events_are_not_truncated before truncate on events for each statement execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger requirements_are_append_only before update or delete on requirements for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger holding_reports_are_append_only before update or delete on holding_reports for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what at all ──────────────────────────────────────────────────────────────────────────────────────────

do $$
declare
  reference_table text;
begin
  -- Tables without an organisation's data: everyone signed in may read them, and only the loader, as their owner, writes.
  for reference_table in
    select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname not in ('units', 'requirements', 'holding_reports', 'needs', 'need_lines', 'offers', 'offer_lines', 'matches',
        'match_amendments', 'partnerships', 'deliveries', 'delivery_lines', 'delivery_milestones', 'verifications', 'obstacles',
        'obstacle_blocks', 'obstacle_parties', 'events', 'users', 'invitations', 'sessions', 'api_keys', 'sign_in_throttles', 'idempotency_keys')
  loop
    execute format('grant select on %I to wasl_app, wasl_authenticator, wasl_ledger', reference_table);
  end loop;
end
$$;
--> statement-breakpoint
grant select, insert on units, requirements, holding_reports, events to wasl_app;
--> statement-breakpoint
grant select, insert, update on needs, offers, matches, match_amendments, partnerships, deliveries, delivery_lines, delivery_milestones,
  verifications, obstacles, idempotency_keys to wasl_app;
--> statement-breakpoint
grant select, insert, update, delete on need_lines, offer_lines to wasl_app;
--> statement-breakpoint
grant select, insert on obstacle_blocks, obstacle_parties to wasl_app;
--> statement-breakpoint
grant delete on idempotency_keys to wasl_app;
--> statement-breakpoint
grant select (id, login, display_name, organisation_id, unit_id, role, language, suspended_at, version, created_at), update (suspended_at, version) on users to wasl_app;
--> statement-breakpoint
grant select, insert, update on invitations to wasl_app;
--> statement-breakpoint
grant select, delete on sessions to wasl_app;
--> statement-breakpoint
grant select, insert, update on api_keys to wasl_app;
--> statement-breakpoint
grant select, insert, update, delete on users, invitations, sessions, api_keys, sign_in_throttles to wasl_authenticator;
--> statement-breakpoint
grant select on units to wasl_authenticator;
--> statement-breakpoint
grant insert on events to wasl_authenticator;
--> statement-breakpoint
grant select, update on needs, need_lines, offers, offer_lines, matches to wasl_ledger;
--> statement-breakpoint
grant select on units, partnerships, deliveries, obstacles to wasl_ledger;
--> statement-breakpoint
grant insert on events to wasl_ledger;
--> statement-breakpoint
do $$
declare
  ledger_function text;
begin
  -- A new owner of a function must be able to create in its schema, for this one moment.
  grant create on schema wasl to wasl_ledger;
  foreach ledger_function in array array['new_reference(text)', 'carry_delivery_line()', 'carry_match()', 'derive_need_state()',
    'derive_offer_state()', 'record_derived(text, uuid, text, text, text, uuid[])', 'need_texts(uuid, uuid, jsonb, jsonb, boolean)',
    'index_need()', 'index_need_of_line()', 'index_offer()', 'offer_texts(uuid, uuid, jsonb, boolean)', 'index_offer_of_line()', 'search_needs(text, boolean)', 'search_offers(text, boolean)']
  loop
    execute format('alter function wasl.%s owner to wasl_ledger', ledger_function);
  end loop;
  revoke create on schema wasl from wasl_ledger;
end
$$;
--> statement-breakpoint
-- The texts of any need by its id, or an event in the system's name, would be ways around the policies: the ledger's alone.
revoke execute on function wasl.record_derived(text, uuid, text, text, text, uuid[]), wasl.need_texts(uuid, uuid, jsonb, jsonb, boolean),
  wasl.offer_texts(uuid, uuid, jsonb, boolean) from public;
--> statement-breakpoint

-- ── Who may see which row ───────────────────────────────────────────────────────────────────────────────────────────

do $$
declare
  guarded text;
begin
  foreach guarded in array array['units', 'requirements', 'holding_reports', 'needs', 'need_lines', 'offers', 'offer_lines', 'matches',
    'match_amendments', 'partnerships', 'deliveries', 'delivery_lines', 'delivery_milestones', 'verifications', 'obstacles',
    'obstacle_blocks', 'obstacle_parties', 'events', 'users', 'invitations', 'sessions', 'api_keys', 'sign_in_throttles', 'idempotency_keys']
  loop
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
  end loop;
  foreach guarded in array array['needs', 'need_lines', 'offers', 'offer_lines', 'matches', 'units', 'partnerships', 'deliveries', 'obstacles']
  loop
    execute format('create policy ledger on %I to wasl_ledger using (true) with check (true)', guarded);
  end loop;
  foreach guarded in array array['users', 'invitations', 'sessions', 'api_keys', 'sign_in_throttles', 'units']
  loop
    execute format('create policy authenticator on %I to wasl_authenticator using (true) with check (true)', guarded);
  end loop;
end
$$;
--> statement-breakpoint
create policy record on events for insert to wasl_app, wasl_authenticator, wasl_ledger with check (true);
--> statement-breakpoint
create policy read on events for select to wasl_app using (
  (select wasl.reader_oversees())
  or ((select wasl.reader_role()) in ('requester', 'validator', 'donor') and parties && (array[(select wasl.reader_organisation())] || (select wasl.reader_scope())))
  or ((select wasl.reader_role()) = 'administrator' and subject_type in ('user', 'invitation', 'session', 'api-key')));
--> statement-breakpoint

create policy read on units for select to wasl_app using (
  wasl.reads_unit(organisation_id, id)
  or (select wasl.reader_role()) = 'administrator'
  or ((select wasl.reader_role()) = 'donor' and exists (
    select from matches where matches.unit_id = units.id and matches.disclosed_at is not null)));
--> statement-breakpoint
create policy add on units for insert to wasl_app with check ((select wasl.reader_role()) in ('validator', 'system') and wasl.reads_unit(organisation_id, id));
--> statement-breakpoint
create policy read on requirements for select to wasl_app using (
  case when unit_id is null then (select wasl.reader_role()) in ('requester', 'validator', 'facilitator', 'auditor', 'system')
    else wasl.reads_unit(organisation_id, unit_id) end);
--> statement-breakpoint
create policy add on requirements for insert to wasl_app with check (
  (select wasl.reader_role()) = 'system'
  or ((select wasl.reader_role()) = 'validator' and unit_id is not null and wasl.reads_unit(organisation_id, unit_id)));
--> statement-breakpoint
create policy read on holding_reports for select to wasl_app using (wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy add on holding_reports for insert to wasl_app with check (
  (select wasl.reader_role()) in ('requester', 'validator', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint

create policy read_as_recipient on needs for select to wasl_app using (
  wasl.reads_unit(organisation_id, unit_id) and ((select wasl.reader_role()) <> 'facilitator' or state <> 'draft'));
--> statement-breakpoint
create policy read_as_donor on needs for select to wasl_app using (
  (select wasl.reader_role()) = 'donor' and (
    (state = 'published' and (disclosure_level = 'partners' or (disclosure_level = 'named-partners' and (select wasl.reader_organisation()) = any (disclosed_to))))
    or exists (select from matches where matches.need_id = needs.id)));
--> statement-breakpoint
create policy add on needs for insert to wasl_app with check (
  (select wasl.reader_role()) in ('requester', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy change on needs for update to wasl_app using (
  (select wasl.reader_role()) in ('requester', 'validator', 'facilitator', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy read_as_recipient on need_lines for select to wasl_app using (
  wasl.reads_unit(organisation_id, unit_id)
  and ((select wasl.reader_role()) <> 'facilitator' or exists (select from needs where needs.id = need_lines.need_id)));
--> statement-breakpoint
create policy read_as_donor on need_lines for select to wasl_app using (
  (select wasl.reader_role()) = 'donor' and exists (select from needs where needs.id = need_lines.need_id));
--> statement-breakpoint
create policy add on need_lines for insert to wasl_app with check (
  (select wasl.reader_role()) in ('requester', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy change on need_lines for update to wasl_app using (
  (select wasl.reader_role()) in ('requester', 'validator', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy remove on need_lines for delete to wasl_app using (
  (select wasl.reader_role()) in ('requester', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint

create policy read on offers for select to wasl_app using (
  case (select wasl.reader_role())
    when 'auditor' then true
    when 'system' then true
    when 'facilitator' then state <> 'draft'
    when 'donor' then donor_id = (select wasl.reader_organisation()) or state in ('available', 'partly-reserved', 'exhausted')
    when 'requester' then state in ('available', 'partly-reserved', 'exhausted') or exists (select from matches where matches.offer_id = offers.id)
    when 'validator' then state in ('available', 'partly-reserved', 'exhausted') or exists (select from matches where matches.offer_id = offers.id)
    else false
  end);
--> statement-breakpoint
create policy add on offers for insert to wasl_app with check (
  (select wasl.reader_role()) = 'system' or ((select wasl.reader_role()) = 'donor' and donor_id = (select wasl.reader_organisation())));
--> statement-breakpoint
create policy change on offers for update to wasl_app using (
  (select wasl.reader_role()) in ('donor', 'facilitator', 'system') and wasl.reads_donor(donor_id));
--> statement-breakpoint
create policy read on offer_lines for select to wasl_app using (
  case (select wasl.reader_role())
    when 'auditor' then true
    when 'system' then true
    else exists (select from offers where offers.id = offer_lines.offer_id)
  end);
--> statement-breakpoint
create policy add on offer_lines for insert to wasl_app with check (
  (select wasl.reader_role()) = 'system' or ((select wasl.reader_role()) = 'donor' and donor_id = (select wasl.reader_organisation())));
--> statement-breakpoint
create policy change on offer_lines for update to wasl_app using (
  (select wasl.reader_role()) in ('donor', 'system') and wasl.reads_donor(donor_id));
--> statement-breakpoint
create policy remove on offer_lines for delete to wasl_app using (
  (select wasl.reader_role()) in ('donor', 'system') and wasl.reads_donor(donor_id));
--> statement-breakpoint

create policy read on matches for select to wasl_app using (
  ((select wasl.reader_role()) = 'donor' and donor_id = (select wasl.reader_organisation()) and state <> 'suggested')
  or (wasl.reads_unit(organisation_id, unit_id) and (state <> 'suggested' or (select wasl.reader_oversees()))));
--> statement-breakpoint
create policy add on matches for insert to wasl_app with check (
  (select wasl.reader_role()) in ('donor', 'requester', 'facilitator', 'system')
  and (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id)));
--> statement-breakpoint
create policy change on matches for update to wasl_app using (
  (select wasl.reader_role()) in ('donor', 'requester', 'validator', 'facilitator', 'system')
  and (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id)));
--> statement-breakpoint
create policy read on match_amendments for select to wasl_app using (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id));
--> statement-breakpoint
create policy add on match_amendments for insert to wasl_app with check (
  (select wasl.reader_role()) in ('donor', 'requester', 'validator', 'system') and (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id)));
--> statement-breakpoint
create policy change on match_amendments for update to wasl_app using (
  (select wasl.reader_role()) in ('donor', 'requester', 'validator', 'system') and (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id)));
--> statement-breakpoint

create policy read on partnerships for select to wasl_app using (
  wasl.reads_donor(donor_id)
  or ((select wasl.reader_role()) = 'validator' and recipient_id = any ((select wasl.reader_scope())::uuid[]))
  or ((select wasl.reader_role()) in ('requester', 'validator') and exists (select from matches where matches.partnership_id = partnerships.id)));
--> statement-breakpoint
create policy add on partnerships for insert to wasl_app with check (
  ((select wasl.reader_role()) in ('donor', 'facilitator', 'system') and wasl.reads_donor(donor_id))
  or ((select wasl.reader_role()) = 'validator' and recipient_id = any ((select wasl.reader_scope())::uuid[])));
--> statement-breakpoint
create policy change on partnerships for update to wasl_app using (
  ((select wasl.reader_role()) in ('donor', 'facilitator', 'system') and wasl.reads_donor(donor_id))
  or ((select wasl.reader_role()) = 'validator' and recipient_id = any ((select wasl.reader_scope())::uuid[])));
--> statement-breakpoint

create policy read on delivery_lines for select to wasl_app using (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id));
--> statement-breakpoint
create policy add on delivery_lines for insert to wasl_app with check ((select wasl.reader_role()) in ('donor', 'system') and wasl.reads_donor(donor_id));
--> statement-breakpoint
create policy change on delivery_lines for update to wasl_app using (
  (select wasl.reader_role()) in ('donor', 'requester', 'validator', 'facilitator', 'system') and (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id)));
--> statement-breakpoint
create policy read on deliveries for select to wasl_app using (
  wasl.reads_donor(donor_id)
  or ((select wasl.reader_role()) in ('requester', 'validator') and exists (select from delivery_lines where delivery_lines.delivery_id = deliveries.id)));
--> statement-breakpoint
create policy add on deliveries for insert to wasl_app with check ((select wasl.reader_role()) in ('donor', 'system') and wasl.reads_donor(donor_id));
--> statement-breakpoint
create policy change on deliveries for update to wasl_app using (
  ((select wasl.reader_role()) in ('donor', 'facilitator', 'system') and wasl.reads_donor(donor_id))
  or ((select wasl.reader_role()) in ('requester', 'validator') and exists (select from delivery_lines where delivery_lines.delivery_id = deliveries.id)));
--> statement-breakpoint
do $$
declare
  part text;
begin
  -- The parts of a delivery are seen and kept by whoever sees the delivery; an auditor changes nothing.
  foreach part in array array['delivery_milestones', 'verifications'] loop
    execute format('create policy read on %1$I for select to wasl_app using (exists (select from deliveries where deliveries.id = %1$I.delivery_id))', part);
    execute format('create policy add on %1$I for insert to wasl_app with check ((select wasl.reader_role()) <> ''auditor'' and exists (select from deliveries where deliveries.id = %1$I.delivery_id))', part);
    execute format('create policy change on %1$I for update to wasl_app using ((select wasl.reader_role()) <> ''auditor'' and exists (select from deliveries where deliveries.id = %1$I.delivery_id))', part);
  end loop;
end
$$;
--> statement-breakpoint

create policy read on obstacle_parties for select to wasl_app using (
  (select wasl.reader_oversees()) or organisation_id = (select wasl.reader_organisation()) or organisation_id = any ((select wasl.reader_scope())::uuid[]));
--> statement-breakpoint
create policy add on obstacle_parties for insert to wasl_app with check ((select wasl.reader_role()) in ('donor', 'requester', 'validator', 'facilitator', 'system'));
--> statement-breakpoint
-- Whoever reports an obstacle sees it from the first moment, before the parties' rows are written.
create policy read on obstacles for select to wasl_app using (
  (select wasl.reader_oversees())
  or ((select wasl.reader_role()) in ('donor', 'requester', 'validator') and (
    reported_by_organisation = (select wasl.reader_organisation())
    or exists (select from obstacle_parties where obstacle_parties.obstacle_id = obstacles.id))));
--> statement-breakpoint
create policy add on obstacles for insert to wasl_app with check ((select wasl.reader_role()) in ('donor', 'requester', 'validator', 'facilitator', 'system'));
--> statement-breakpoint
create policy change on obstacles for update to wasl_app using (
  (select wasl.reader_role()) in ('facilitator', 'system')
  or ((select wasl.reader_role()) in ('donor', 'requester', 'validator') and exists (select from obstacle_parties where obstacle_parties.obstacle_id = obstacles.id)));
--> statement-breakpoint
create policy read on obstacle_blocks for select to wasl_app using (exists (select from obstacles where obstacles.id = obstacle_blocks.obstacle_id));
--> statement-breakpoint
create policy add on obstacle_blocks for insert to wasl_app with check (
  (select wasl.reader_role()) <> 'auditor' and exists (select from obstacles where obstacles.id = obstacle_blocks.obstacle_id));
--> statement-breakpoint

create policy read on users for select to wasl_app using (
  (select wasl.reader_role()) in ('administrator', 'auditor', 'system') or organisation_id = (select wasl.reader_organisation()));
--> statement-breakpoint
create policy change on users for update to wasl_app using ((select wasl.reader_role()) = 'administrator');
--> statement-breakpoint
create policy read on invitations for select to wasl_app using ((select wasl.reader_role()) in ('administrator', 'auditor', 'system'));
--> statement-breakpoint
create policy add on invitations for insert to wasl_app with check ((select wasl.reader_role()) in ('administrator', 'system'));
--> statement-breakpoint
create policy change on invitations for update to wasl_app using ((select wasl.reader_role()) = 'administrator');
--> statement-breakpoint
create policy own on sessions to wasl_app using (user_id = (select wasl.reader_user()));
--> statement-breakpoint
create policy end_of_the_suspended on sessions for delete to wasl_app using ((select wasl.reader_role()) = 'administrator');
--> statement-breakpoint
create policy own on api_keys to wasl_app using (user_id = (select wasl.reader_user()));
--> statement-breakpoint
create policy own on idempotency_keys to wasl_app using (user_id = (select wasl.reader_user()));
--> statement-breakpoint
create policy cleaning on idempotency_keys to wasl_app using ((select wasl.reader_role()) = 'system');
