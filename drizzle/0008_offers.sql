-- What the tables of the area offers can't say by themselves. Read together with src/areas/offers/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

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
      into holds, full_up from offer_lines where offer_id = new.id and left_out_at is null;
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
      where offer_lines.offer_id = offer and offer_lines.left_out_at is null
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
create function wasl.search_offers(words text, whole boolean) returns setof uuid language sql stable security definer rows 200 set search_path = public, pg_temp
  as $$
    select id from offers where whole and search @@ wasl.search_query(words)
      and (wasl.reads_donor(donor_id, (select wasl.reader_donors())) and ((select wasl.reader_role()) <> 'facilitator' or state not in ('draft', 'discarded'))
        or (select wasl.reader_role()) in ('requester', 'validator') and (state in ('available', 'partly-reserved', 'exhausted')
          or exists (select from matches where matches.offer_id = offers.id and matches.state <> 'suggested'
            and wasl.reads_unit(matches.organisation_id, matches.unit_id, (select wasl.reader_units())))))
    union all
    select id from offers where not whole and search_disclosed @@ wasl.search_query(words)
      and (select wasl.reader_role()) = 'donor'
      and (donor_id = (select wasl.reader_organisation()) or state in ('available', 'partly-reserved', 'exhausted'))
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.derive_offer_state()', 'wasl.offer_texts(uuid, uuid, jsonb, boolean)', 'wasl.index_offer()',
  'wasl.index_offer_of_line()', 'wasl.search_offers(text, boolean)');
--> statement-breakpoint
-- The texts of any record by its id, or an event in the system's name, would be ways around the policies: the ledger's alone.
revoke execute on function wasl.offer_texts(uuid, uuid, jsonb, boolean) from public;
--> statement-breakpoint
create trigger counters_are_the_ledgers_at_insert before insert on offer_lines for each row
  when (current_user <> 'wasl_ledger' and (new.committed, new.committed_amount) is distinct from (0, 0::numeric))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger counters_are_the_ledgers before update on offer_lines for each row
  when (current_user <> 'wasl_ledger' and (new.committed, new.committed_amount) is distinct from (old.committed, old.committed_amount))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger derive_offer_state before update of state on offers for each row
  when (new.state in ('available', 'partly-reserved', 'exhausted'))
  execute function wasl.derive_offer_state();
--> statement-breakpoint
create trigger index_offer before insert or update of note on offers for each row execute function wasl.index_offer();
--> statement-breakpoint
create trigger index_offer_of_line after insert or delete or update of item_type, left_out_at on offer_lines for each row
  execute function wasl.index_offer_of_line();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on offers to wasl_app;
--> statement-breakpoint
grant select, insert, update, delete on offer_lines to wasl_app;
--> statement-breakpoint
grant select, insert, update on offer_revisions to wasl_app;
--> statement-breakpoint
grant select, update on offers, offer_lines to wasl_ledger;
--> statement-breakpoint
select wasl.guard('offers', 'offer_lines', 'offer_revisions');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('offers', 'offer', 'id', left_out => 'search,search_disclosed'),
  wasl.keep_history('offer_lines', 'offer', 'offer_id', 'lines', left_out => 'committed,committed_amount'),
  wasl.keep_history('offer_revisions', 'offer', 'offer_id', 'revisions');
