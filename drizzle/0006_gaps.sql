-- What the tables of the area gaps can't say by themselves. Read together with src/areas/gaps/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

create trigger requirements_are_append_only before update or delete on requirements for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger holding_reports_are_append_only before update or delete on holding_reports for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what, and see which row ──────────────────────────────────────────────────────────────────────────────

-- What receipts propose as holdings the unit's side alone reads, as it reads holding reports.

grant select, insert on units, requirements, holding_reports to wasl_app;
--> statement-breakpoint
grant select, insert, update on proposed_holdings to wasl_app;
--> statement-breakpoint
grant select on units to wasl_authenticator;
--> statement-breakpoint
grant select on units to wasl_ledger;
--> statement-breakpoint
select wasl.guard('units', 'requirements', 'holding_reports', 'proposed_holdings');
--> statement-breakpoint
create policy read on units for select to wasl_app using (
  wasl.reads_unit(organisation_id, id)
  or (select wasl.reader_role()) = 'administrator'
  or ((select wasl.reader_role()) = 'donor' and exists (
    select from matches where matches.unit_id = units.id and matches.disclosed_at is not null)));
--> statement-breakpoint
create policy add on units for insert to wasl_app with check ((select wasl.reader_role()) in ('validator', 'system') and wasl.reads_unit(organisation_id, id));
--> statement-breakpoint
create policy ledger on units to wasl_ledger using (true) with check (true);
--> statement-breakpoint
create policy authenticator on units to wasl_authenticator using (true) with check (true);
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
create policy read on proposed_holdings for select to wasl_app using (wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy add on proposed_holdings for insert to wasl_app with check ((select wasl.reader_role()) = 'system');
--> statement-breakpoint
create policy change on proposed_holdings for update to wasl_app using (
  (select wasl.reader_role()) in ('requester', 'validator', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('units', 'unit', 'id'),
  wasl.keep_history('requirements', 'requirement', 'id'),
  wasl.keep_history('holding_reports', 'holding-report', 'id'),
  wasl.keep_history('proposed_holdings', 'proposed-holding', 'id');
