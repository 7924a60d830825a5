-- What the tables of the area packages can't say by themselves. Read together with src/areas/packages/tables.ts.

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on packages to wasl_app;
--> statement-breakpoint
grant select, insert on package_parts, package_needs to wasl_app;
--> statement-breakpoint
grant select, insert, delete on package_matches to wasl_app;
--> statement-breakpoint
grant select on packages to wasl_ledger;
--> statement-breakpoint
select wasl.guard('packages', 'package_parts', 'package_matches', 'package_needs');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('packages', 'package', 'id'),
  wasl.keep_history('package_parts', 'package', 'package_id', 'parts', keys => 'item_type'),
  wasl.keep_history('package_needs', 'package', 'package_id', 'needs', keys => 'need_id'),
  wasl.keep_history('package_matches', 'package', 'package_id', 'matches', keys => 'match_id');
