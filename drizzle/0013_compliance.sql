-- What the tables of the area compliance can't say by themselves. Read together with src/areas/compliance/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- Whose days a paper's are: of the authority that issues it, else of whoever has to bring it.
create function wasl.zone_of_paper(issuer text, owner uuid) returns text language sql stable parallel safe set search_path = public, pg_temp
  as $$ select coalesce((select time_zone from organisations where slug = issuer), wasl.zone_of_organisation(owner)) $$;
--> statement-breakpoint
-- A load that changes a regime publishes its next version; those that are there already get their first.
create function wasl.keep_regime_version() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    latest integer := (select max(version) from regime_versions where regime = new.slug);
    at timestamptz(3) := wasl.reader_now();
  begin
    if tg_op = 'UPDATE' and to_jsonb(new) = to_jsonb(old) then
      return null;
    end if;
    insert into regime_versions (id, regime, version, content, valid_from, valid_until, adopted_by, published_at)
    values (gen_random_uuid(), new.slug, coalesce(latest, 0) + 1, to_jsonb(new) - 'slug' - 'valid_until',
      case when latest is null then null else wasl.day_at(wasl.zone_of_regime(new.slug), at) end, new.valid_until, 'reference data', at);
    return null;
  end
  $$;
--> statement-breakpoint
-- No version begins before the day on which it is there: it would ask, or cease to ask, what was judged by another. The first of each begins
-- as far back as anybody asks.
create function wasl.refuse_version_of_the_past() returns trigger language plpgsql
  as $$
  begin
    if new.version > 1 and (new.valid_from is null or new.valid_from < wasl.day_at(wasl.zone_of_regime(new.regime), new.published_at)) then
      raise exception 'version % of % would begin in the past', new.version, new.regime
        using errcode = 'check_violation', constraint = 'version_begins_when_it_is_there', table = 'regime_versions';
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
-- A proposal that a second person has confirmed becomes the next version, from the day of the confirmation where that is later than it was meant
-- to begin. It takes the act that it was adopted by, as a document attached to it.
create function wasl.publish_regime_proposal() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    perform wasl.require_second_hand(new.proposed_by, new.decided_by, array[]::uuid[], 'regime_proposals');
    if not exists (select from documents where subject_type = 'regime-proposal' and subject_id = new.id and withdrawn_at is null) then
      raise exception 'no document shows what it was adopted by'
        using errcode = 'check_violation', constraint = 'version_shows_its_act', table = 'regime_proposals';
    end if;
    insert into regime_versions (id, regime, version, content, proposal_id, valid_from, valid_until, adopted_by, published_by, published_at)
    values (gen_random_uuid(), new.regime, new.published_version, new.content, new.id, greatest(new.valid_from, wasl.day_at(wasl.zone_of_regime(new.regime), new.decided_at)),
      new.valid_until, new.adopted_by, new.decided_by, new.decided_at);
    return new;
  end
  $$;
--> statement-breakpoint
-- What is put on record late had left on a day on which all of it was held, and takes the other side (what_is_late_takes_the_other_side).
create function wasl.was_held_on(entry compliance_entries, day date) returns boolean language sql stable set search_path = public, pg_temp
  as $$
    select (entry.state = 'expired' and entry.confirmed_at is not null
        and (entry.valid_from is null or entry.valid_from <= day) and (entry.valid_until is null or entry.valid_until >= day))
      or exists (select from jsonb_to_recordset(entry.held_before) as span ("validFrom" date, "validUntil" date)
        where (span."validFrom" is null or span."validFrom" <= day) and (span."validUntil" is null or span."validUntil" >= day))
  $$;
--> statement-breakpoint
-- The gate, held by the database itself: no delivery is cleared while a decision or a document that it needs for that is open, and none
-- leaves while one is that it needs for leaving. Which day each has to be valid on is the program's to ask. See
-- src/areas/compliance/README.md.
create function wasl.hold_the_gate() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    needed constant text[] := case new.state when 'cleared' then array['clear'] else array['clear', 'ship'] end;
    late constant date := (select min(shipped_on) from consignments where delivery_id = new.id and recorded_late_on is not null);
  begin
    if exists (
      select from compliance_entries where delivery_id = new.id and needed_for = any (needed)
        and not (state = 'not-required' or (state in ('obtained', 'waived') and confirmed_at is not null))
        and not (late is not null and wasl.was_held_on(compliance_entries, late))
    ) then
      raise exception 'something that the gate asks for is open'
        using errcode = 'check_violation', constraint = 'gate_is_met', table = 'deliveries';
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
-- What is attached to a human-rights file is part of it.
create function wasl.is_human_rights_file(subject_type text, subject_id uuid) returns boolean language sql stable security definer set search_path = public, pg_temp
  as $$
    select subject_type = 'compliance-entry' and exists (select from compliance_entries where compliance_entries.id = subject_id and restricted)
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.keep_regime_version()', 'wasl.publish_regime_proposal()', 'wasl.hold_the_gate()', 'wasl.is_human_rights_file(text, uuid)');
--> statement-breakpoint
revoke execute on function wasl.publish_regime_proposal() from public;
--> statement-breakpoint
create trigger version_begins_when_it_is_there before insert on regime_versions for each row execute function wasl.refuse_version_of_the_past();
--> statement-breakpoint
create trigger takes_two_hands before update on regime_proposals for each row
  when (old.state <> 'confirmed' and new.state = 'confirmed')
  execute function wasl.publish_regime_proposal();
--> statement-breakpoint
create trigger keep_regime_version after insert or update on regimes for each row execute function wasl.keep_regime_version();
--> statement-breakpoint
create trigger regime_versions_are_append_only before update or delete on regime_versions for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger compliance_files_are_append_only before update or delete on compliance_files for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
-- Both values and why stay as they were; only what the other side says of them is added, once.
create trigger entry_correction_keeps_what_it_says before update on entry_corrections for each row
  when (old.state <> 'proposed' or to_jsonb(new) - '{state,decided_by,decided_by_organisation_id,decided_at,decision_reason,version}'::text[]
    <> to_jsonb(old) - '{state,decided_by,decided_by_organisation_id,decided_at,decision_reason,version}'::text[])
  execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger entry_corrections_are_never_removed before delete on entry_corrections for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger gate_is_met before update on deliveries for each row
  when (old.state in ('planned', 'cleared', 'packed', 'cancelled') and old.state is distinct from new.state
    and new.state not in ('planned', 'packed', 'cancelled') and not (old.state = 'packed' and new.state = 'cleared'))
  execute function wasl.hold_the_gate();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select on regime_versions to wasl_app;
--> statement-breakpoint
grant select, insert on compliance_files to wasl_app;
--> statement-breakpoint
grant select, insert, update (state, decided_by, decided_by_organisation_id, decided_at, decision_reason, version) on entry_corrections to wasl_app;
--> statement-breakpoint
grant select, insert, update (state, decided_by, decided_at, refusal_reason, published_version, version) on regime_proposals to wasl_app;
--> statement-breakpoint
grant select, insert, update on classifications, compliance_entries, recipient_readiness to wasl_app;
--> statement-breakpoint
grant select, insert on regime_versions to wasl_ledger;
--> statement-breakpoint
grant select on compliance_entries to wasl_ledger;
--> statement-breakpoint
select wasl.guard('regime_versions', 'regime_proposals', 'classifications', 'compliance_entries', 'compliance_files', 'recipient_readiness', 'entry_corrections');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('recipient_readiness', 'delivery', 'delivery_id', 'readiness', keys => 'unit_id'),
  wasl.keep_history('compliance_entries', 'compliance-entry', 'id', in_restricted => 'outcome,reason'),
  wasl.keep_history('entry_corrections', 'compliance-entry', 'entry_id', 'corrections', in_restricted => 'before,after,reason,decision_reason'),
  wasl.keep_history('classifications', 'classification', 'id'),
  wasl.keep_history('regime_versions', 'regime-version', 'id'),
  wasl.keep_history('regime_proposals', 'regime-proposal', 'id');
