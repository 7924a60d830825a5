-- What the tables of the area needs can't say by themselves. Read together with src/areas/needs/tables.ts.

-- The ledger: delivery_lines → matches → need_lines and offer_lines. Each step carries differences upward in the transaction of the change, and
-- the row locks that it takes put rivals in a queue, always in the order needs, offers, need lines, offer lines. Counters are its own.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- A need is fulfilled when every line's validated quantity is verified, and open again when that ceases to be true.
create function wasl.derive_need_state() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    fulfilled boolean;
  begin
    select coalesce(bool_and(verified >= coalesce(quantity_validated, quantity_requested)), false) and coalesce(sum(quantity_validated), 0) > 0
      into fulfilled from need_lines where need_id = new.id and left_out_at is null;
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
-- Where a need is shown to lie is where its unit's site does; whoever drafts it sees the unit, a donor who reads it doesn't.
create function wasl.check_cell_of_need() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if new.cell is distinct from (select site_cells.cell from units join site_cells on site_cells.site = units.site where units.id = new.unit_id) then
      raise exception 'a need lies in the cell of its unit''s site'
        using errcode = 'check_violation', constraint = 'need_lies_in_the_cell_of_its_site', table = 'needs';
    end if;
    return null;
  end
  $$;
--> statement-breakpoint
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
      where need_lines.need_id = need and need_lines.left_out_at is null
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
-- A need lies where its unit does, and is found by its unit's name: where either is put right or changes, so does what is said of the need.
create function wasl.follow_unit() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    moved jsonb;
  begin
    with placed as (
      update needs set region = sites.region, cell = site_cells.cell, version = needs.version + 1
      from sites join site_cells on site_cells.site = sites.slug
      where needs.unit_id = new.id and sites.slug = new.site and (needs.region, needs.cell) is distinct from (sites.region, site_cells.cell)
      returning needs.id, needs.organisation_id)
    select jsonb_agg(jsonb_build_object('id', gen_random_uuid(), 'action', 'need.moved', 'subject_type', 'need', 'subject_id', id,
      'parties', jsonb_build_array(organisation_id))) into moved from placed;
    update needs set search = wasl.search_vector(wasl.need_texts(id, unit_id, justification, summary, false)) where unit_id = new.id;
    if moved is not null then
      perform wasl.record_consequences(moved);
    end if;
    return null;
  end
  $$;
--> statement-breakpoint
-- Row-level security lets only leakproof operators reach an index before the policy, and text search isn't one. These two
-- answer from the index with ids alone; the query that asks joins them to the table, where the policy decides as always. That they answer
-- no more than the policy would is for whoever calls them without that query: words of what is hidden could else be guessed.
create function wasl.search_needs(words text, whole boolean) returns setof uuid language sql stable security definer rows 200 set search_path = public, pg_temp
  as $$
    select id from needs where whole and search @@ wasl.search_query(words)
      and wasl.reads_unit(organisation_id, unit_id, (select wasl.reader_units()))
      and ((select wasl.reader_role()) <> 'facilitator' or state not in ('draft', 'discarded'))
    union all
    select id from needs where not whole and search_disclosed @@ wasl.search_query(words)
      and (select wasl.reader_role()) = 'donor'
      and ((state = 'published' and (disclosure_level = 'partners'
          or disclosure_level = 'named-partners' and (select wasl.reader_organisation()) = any (disclosed_to)))
        or exists (select from matches where matches.need_id = needs.id and matches.donor_id = (select wasl.reader_organisation())
          and matches.state <> 'suggested'))
  $$;
--> statement-breakpoint
create function wasl.decimals_of_need_line(line uuid) returns smallint language sql stable security definer set search_path = public, pg_temp
  as $$
    select item_types.decimals from need_lines join item_types on item_types.slug = need_lines.item_type where need_lines.id = line
  $$;
--> statement-breakpoint
-- Where a need stands, for who gives to it: a donor reads no need that was withdrawn, and must not plan for it.
create function wasl.state_of_need(need uuid) returns text language sql stable security definer set search_path = public, pg_temp
  as $$
    select state from needs where needs.id = need and (wasl.reads_unit(needs.organisation_id, needs.unit_id, (select wasl.reader_units()))
      or exists (select from matches where matches.need_id = need and matches.state <> 'suggested'
        and wasl.reads_donor(matches.donor_id, (select wasl.reader_donors()))))
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.follow_unit()', 'wasl.state_of_need(uuid)', 'wasl.derive_need_state()', 'wasl.check_cell_of_need()', 'wasl.need_texts(uuid, uuid, jsonb, jsonb, boolean)', 'wasl.index_need()',
  'wasl.index_need_of_line()', 'wasl.search_needs(text, boolean)', 'wasl.decimals_of_need_line(uuid)');
--> statement-breakpoint
-- The texts of any record by its id, or an event in the system's name, would be ways around the policies: the ledger's alone.
revoke execute on function wasl.need_texts(uuid, uuid, jsonb, jsonb, boolean) from public;
--> statement-breakpoint
create trigger need_lies_in_the_cell_of_its_site after insert or update of cell, unit_id on needs for each row execute function wasl.check_cell_of_need();
--> statement-breakpoint
create trigger follow_unit after update of names, site on units for each row
  when ((new.names, new.site) is distinct from (old.names, old.site)) execute function wasl.follow_unit();
--> statement-breakpoint
create trigger counters_are_the_ledgers_at_insert before insert on need_lines for each row
  when (current_user <> 'wasl_ledger' and (new.reserved, new.agreed, new.shipped, new.accepted, new.in_service, new.verified, new.failed) is distinct from (0, 0, 0, 0, 0, 0, 0))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger counters_are_the_ledgers before update on need_lines for each row
  when (current_user <> 'wasl_ledger' and (new.reserved, new.agreed, new.shipped, new.accepted, new.in_service, new.verified, new.failed) is distinct from (old.reserved, old.agreed, old.shipped, old.accepted, old.in_service, old.verified, old.failed))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger derive_need_state before update of state on needs for each row
  when (new.state in ('published', 'stale', 'fulfilled'))
  execute function wasl.derive_need_state();
--> statement-breakpoint
create trigger index_need before insert or update of justification, summary, unit_id on needs for each row
  execute function wasl.index_need();
--> statement-breakpoint
create trigger index_need_of_line after insert or delete or update of item_type, note, left_out_at on need_lines for each row
  execute function wasl.index_need_of_line();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on needs to wasl_app;
--> statement-breakpoint
grant select, insert, update, delete on need_lines to wasl_app;
--> statement-breakpoint
grant select, insert, update on need_revisions to wasl_app;
--> statement-breakpoint
grant select, update on needs, need_lines to wasl_ledger;
--> statement-breakpoint
select wasl.guard('needs', 'need_lines', 'need_revisions');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('needs', 'need', 'id', left_out => 'search,search_disclosed'),
  wasl.keep_history('need_lines', 'need', 'need_id', 'lines', left_out => 'reserved,agreed,shipped,accepted,in_service,verified,failed'),
  wasl.keep_history('need_revisions', 'need', 'need_id', 'revisions');
