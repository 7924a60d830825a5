-- What the tables of the area compliance can't say by themselves. Read together with src/areas/compliance/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- A load that changes a regime publishes its next version; those that are there already get their first.
create function wasl.keep_regime_version() returns trigger language plpgsql security definer set search_path = public, pg_temp
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
-- The gate, held by the database itself: no delivery is cleared while a decision or a document that it needs for that is open, and none
-- leaves while one is that it needs for leaving. Which day each has to be valid on is the program's to ask. See
-- src/areas/compliance/README.md.
create function wasl.hold_the_gate() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    needed constant text[] := case new.state when 'cleared' then array['clear'] else array['clear', 'ship'] end;
  begin
    if exists (
      select from compliance_entries where delivery_id = new.id and needed_for = any (needed)
        and not (state = 'not-required' or (state in ('obtained', 'waived') and confirmed_at is not null))
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
select wasl.give_to_ledger('wasl.keep_regime_version()', 'wasl.hold_the_gate()', 'wasl.is_human_rights_file(text, uuid)');
--> statement-breakpoint
create trigger keep_regime_version after insert or update on regimes for each row execute function wasl.keep_regime_version();
--> statement-breakpoint
create trigger regime_versions_are_append_only before update or delete on regime_versions for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger compliance_files_are_append_only before update or delete on compliance_files for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger gate_is_met before update on deliveries for each row
  when (old.state in ('planned', 'cleared', 'packed') and old.state is distinct from new.state and new.state not in ('planned', 'packed'))
  execute function wasl.hold_the_gate();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert on regime_versions, compliance_files to wasl_app;
--> statement-breakpoint
grant select, insert, update on classifications, compliance_entries, recipient_readiness to wasl_app;
--> statement-breakpoint
grant select, insert on regime_versions to wasl_ledger;
--> statement-breakpoint
grant select on compliance_entries to wasl_ledger;
--> statement-breakpoint
select wasl.guard('regime_versions', 'classifications', 'compliance_entries', 'compliance_files', 'recipient_readiness');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('recipient_readiness', 'delivery', 'delivery_id', 'readiness', keys => 'unit_id'),
  wasl.keep_history('compliance_entries', 'compliance-entry', 'id', in_restricted => 'outcome,reason'),
  wasl.keep_history('classifications', 'classification', 'id'),
  wasl.keep_history('regime_versions', 'regime-version', 'id');
