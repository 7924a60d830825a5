-- What the tables of the area packages can't say by themselves. Read together with src/areas/packages/tables.ts.

-- ── Who may do what, and see which row ──────────────────────────────────────────────────────────────────────────────

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
create policy read_as_recipient on packages for select to wasl_app using (wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy read_as_donor on packages for select to wasl_app using (
  (select wasl.reader_role()) = 'donor' and exists (select from package_matches where package_matches.package_id = packages.id));
--> statement-breakpoint
create policy add on packages for insert to wasl_app with check (
  (select wasl.reader_role()) in ('facilitator', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
-- A requester's and a validator's call for what is missing counts the package's version up.
create policy change on packages for update to wasl_app using (
  (select wasl.reader_role()) in ('requester', 'validator', 'facilitator', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy ledger on packages to wasl_ledger using (true) with check (true);
--> statement-breakpoint
-- How much of each part is needed and who asks for it is the recipient's; a donor is told of parts by the redaction table alone.
create policy read on package_parts for select to wasl_app using (wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy add on package_parts for insert to wasl_app with check (
  (select wasl.reader_role()) in ('facilitator', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
-- A donor sees the links of its own matches, and through them the package; a match that has come to nothing leads nowhere any more.
create policy read_as_recipient on package_matches for select to wasl_app using (wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy read_as_donor on package_matches for select to wasl_app using (
  (select wasl.reader_role()) = 'donor' and donor_id = (select wasl.reader_organisation())
  and exists (select from matches where matches.id = package_matches.match_id and matches.state not in ('declined', 'cancelled', 'lapsed')));
--> statement-breakpoint
create policy add on package_matches for insert to wasl_app with check (
  (select wasl.reader_role()) in ('facilitator', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy remove on package_matches for delete to wasl_app using ((select wasl.reader_role()) in ('facilitator', 'system'));
--> statement-breakpoint
create policy read on package_needs for select to wasl_app using (wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy add on package_needs for insert to wasl_app with check (
  (select wasl.reader_role()) in ('requester', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('packages', 'package', 'id'),
  wasl.keep_history('package_parts', 'package', 'package_id', 'parts', keys => 'item_type'),
  wasl.keep_history('package_needs', 'package', 'package_id', 'needs', keys => 'need_id'),
  wasl.keep_history('package_matches', 'package', 'package_id', 'matches', keys => 'match_id');
