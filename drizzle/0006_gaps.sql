-- What the tables of the area gaps can't say by themselves. Read together with src/areas/gaps/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- What was recorded is put right by corrections alone, which keep what it said before; each counts itself.
create trigger requirements_are_never_removed before delete on requirements for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
-- Whose day it is where a unit stands: that of its site. Of any unit, for whoever judges by days what is not its own; a zone is no position.
create function wasl.zone_of_unit(unit uuid) returns text language sql stable parallel safe security definer set search_path = public, pg_temp
  as $$ select coalesce((select sites.time_zone from units join sites on sites.slug = units.site where units.id = unit), wasl.mission_zone()) $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.zone_of_unit(uuid)');
--> statement-breakpoint
create trigger requirements_change_by_correction before update on requirements for each row
  when (new.version <> old.version + 1 or (new.id, new.unit_type, new.recorded_by, new.created_at) is distinct from (old.id, old.unit_type, old.recorded_by, old.created_at))
  execute function wasl.refuse_any_change();
--> statement-breakpoint
-- What a second person of another organisation has confirmed of a type of unit becomes a row of its authorised table, from the day of the
-- confirmation where that is later than it was meant to begin. A row of that very day gives way, and stays to be read.
create function wasl.make_type_requirement() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    begins constant date := greatest(new.effective_on, wasl.day_at(wasl.mission_zone(), new.decided_at));
  begin
    if new.decided_by is distinct from wasl.reader_user() or coalesce(wasl.reader_role(), '') not in ('validator', 'facilitator')
      or wasl.reader_organisation() is null or wasl.reader_organisation() = new.proposed_by_organisation
      or not exists (select from users where id = new.decided_by and suspended_at is null) then
      raise exception 'it takes two persons who stand apart' using errcode = 'check_violation', constraint = 'takes_two_hands', table = 'requirement_proposals';
    end if;
    update requirements set withdrawn = true, version = version + 1
      where unit_type = new.unit_type and item_type = new.item_type and effective_on = begins and not withdrawn;
    insert into requirements (id, unit_type, item_type, authorised, effective_on, recorded_by, created_at)
      values (new.requirement_id, new.unit_type, new.item_type, new.authorised, begins, new.decided_by, new.decided_at);
    return new;
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.make_type_requirement()');
--> statement-breakpoint
revoke execute on function wasl.make_type_requirement() from public;
--> statement-breakpoint
create trigger takes_two_hands before update on requirement_proposals for each row
  when (old.state <> 'confirmed' and new.state = 'confirmed')
  execute function wasl.make_type_requirement();
--> statement-breakpoint
create trigger requirement_proposal_keeps_what_it_says before update on requirement_proposals for each row
  when (old.state <> 'proposed' or (new.unit_type, new.item_type, new.authorised, new.effective_on, new.reason, new.proposed_by, new.proposed_by_organisation, new.proposed_by_role)
    is distinct from (old.unit_type, old.item_type, old.authorised, old.effective_on, old.reason, old.proposed_by, old.proposed_by_organisation, old.proposed_by_role))
  execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger requirement_proposals_are_never_removed before delete on requirement_proposals for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger holding_reports_are_never_removed before delete on holding_reports for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger holding_reports_change_by_correction before update on holding_reports for each row
  when (new.version <> old.version + 1 or (new.id, new.source, new.reported_by, new.created_at) is distinct from (old.id, old.source, old.reported_by, old.created_at))
  execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger holding_moves_are_never_removed before delete on holding_moves for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger holding_moves_keep_their_order before update on holding_moves for each row
  when ((new.id, new.kind, new.entered_on, new.proposed_holding_id, new.delivery_line_id, new.taken_back) is distinct from (old.id, old.kind, old.entered_on, old.proposed_holding_id, old.delivery_line_id, old.taken_back))
  execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger stock_corrections_are_append_only before update or delete on stock_corrections for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert on units, stock_corrections to wasl_app;
--> statement-breakpoint
grant update (slug, organisation_id, names, site, unit_type, version) on units to wasl_app;
--> statement-breakpoint
grant select, insert, update on requirements, holding_reports, proposed_holdings, holding_moves to wasl_app;
--> statement-breakpoint
grant select, insert, update (state, decided_by, decided_at, refusal_reason, requirement_id, version) on requirement_proposals to wasl_app;
--> statement-breakpoint
grant select, insert, update (withdrawn, version) on requirements to wasl_ledger;
--> statement-breakpoint
grant select on units to wasl_authenticator;
--> statement-breakpoint
grant select on units to wasl_ledger;
--> statement-breakpoint
select wasl.guard('units', 'requirements', 'holding_reports', 'proposed_holdings', 'holding_moves', 'stock_corrections', 'requirement_proposals');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('units', 'unit', 'id'),
  wasl.keep_history('requirements', 'requirement', 'id'),
  wasl.keep_history('requirement_proposals', 'requirement-proposal', 'id'),
  wasl.keep_history('holding_reports', 'holding-report', 'id'),
  wasl.keep_history('proposed_holdings', 'proposed-holding', 'id'),
  wasl.keep_history('stock_corrections', 'requirement', 'requirement_id', 'corrections'),
  wasl.keep_history('stock_corrections', 'holding-report', 'holding_report_id', 'corrections'),
  wasl.keep_history('stock_corrections', 'proposed-holding', 'proposed_holding_id', 'corrections');
