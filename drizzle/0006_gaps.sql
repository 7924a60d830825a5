-- What the tables of the area gaps can't say by themselves. Read together with src/areas/gaps/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

create trigger requirements_are_append_only before update or delete on requirements for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger holding_reports_are_append_only before update or delete on holding_reports for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

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

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('units', 'unit', 'id'),
  wasl.keep_history('requirements', 'requirement', 'id'),
  wasl.keep_history('holding_reports', 'holding-report', 'id'),
  wasl.keep_history('proposed_holdings', 'proposed-holding', 'id');
