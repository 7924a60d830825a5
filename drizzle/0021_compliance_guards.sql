-- Who may see and change what the compliance gate asks for, and what of it never changes. Read together with
-- src/areas/compliance/tables.ts; the words of the policies are those of 0000_foundation.sql.

create trigger regime_versions_are_append_only before update or delete on regime_versions for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger regime_versions_are_not_truncated before truncate on regime_versions for each statement execute function wasl.refuse_any_change();
--> statement-breakpoint
-- What has been decided keeps the version of its regime, whoever writes.
create function wasl.refuse_other_version() returns trigger language plpgsql
  as $$
  begin
    raise exception 'a decided entry keeps the version of its regime'
      using errcode = 'check_violation', constraint = 'decision_keeps_its_version', table = 'compliance_entries';
  end
  $$;
--> statement-breakpoint
create trigger decision_keeps_its_version before update of regime_version_id on compliance_entries for each row
  when (old.state in ('requested', 'in-silence', 'recorded', 'confirmed', 'refused') and new.regime_version_id is distinct from old.regime_version_id)
  execute function wasl.refuse_other_version();
--> statement-breakpoint
create trigger entry_is_never_removed before delete on compliance_entries for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- Files of human-rights due diligence are for designated facilitators alone (DESIGN section 6).
grant select (id, role, designated) on users to wasl_ledger;
--> statement-breakpoint
create policy designation on users for select to wasl_ledger using (true);
--> statement-breakpoint
create function wasl.reader_is_designated() returns boolean language sql stable security definer set search_path = public, pg_temp
  as $$
    select wasl.reader_role() = 'system' or exists (
      select from users where id = wasl.reader_user() and role = 'facilitator' and designated)
  $$;
--> statement-breakpoint
grant create on schema wasl to wasl_ledger;
--> statement-breakpoint
alter function wasl.reader_is_designated() owner to wasl_ledger;
--> statement-breakpoint
revoke create on schema wasl from wasl_ledger;
--> statement-breakpoint
grant select (designated), update (designated) on users to wasl_app;
--> statement-breakpoint

grant select, insert on regime_versions to wasl_app;
--> statement-breakpoint
grant select, insert, update on classifications, compliance_entries to wasl_app;
--> statement-breakpoint
grant select on compliance_entries to wasl_ledger;
--> statement-breakpoint
do $$
declare
  guarded text;
begin
  foreach guarded in array array['regime_versions', 'classifications', 'compliance_entries'] loop
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
  end loop;
end
$$;
--> statement-breakpoint
create policy ledger on compliance_entries to wasl_ledger using (true) with check (true);
--> statement-breakpoint
-- What the rules say is no secret.
create policy read on regime_versions for select to wasl_app using ((select wasl.reader_role()) is not null);
--> statement-breakpoint
create policy add on regime_versions for insert to wasl_app with check ((select wasl.reader_role()) in ('administrator', 'system'));
--> statement-breakpoint
-- The parties of a match once it is disclosed, for a checklist names the recipient; and who oversees.
create policy read on classifications for select to wasl_app using (
  wasl.reads_unit(organisation_id, unit_id)
  or (wasl.reads_donor(donor_id) and exists (select from matches where matches.id = classifications.match_id and matches.disclosed_at is not null)));
--> statement-breakpoint
create policy add on classifications for insert to wasl_app with check (
  (select wasl.reader_role()) in ('donor', 'validator', 'facilitator', 'system')
  and (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id)));
--> statement-breakpoint
create policy change on classifications for update to wasl_app using (
  (select wasl.reader_role()) in ('donor', 'validator', 'facilitator', 'system')
  and (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id)));
--> statement-breakpoint
create policy read on compliance_entries for select to wasl_app using (
  (not confidential or (select wasl.reader_is_designated()))
  and (wasl.reads_unit(organisation_id, unit_id)
    or (wasl.reads_donor(donor_id) and exists (select from matches where matches.id = compliance_entries.match_id and matches.disclosed_at is not null))));
--> statement-breakpoint
create policy add on compliance_entries for insert to wasl_app with check ((select wasl.reader_role()) = 'system');
--> statement-breakpoint
create policy change on compliance_entries for update to wasl_app using (
  (select wasl.reader_role()) in ('donor', 'requester', 'validator', 'facilitator', 'system')
  and (not confidential or (select wasl.reader_is_designated()))
  and (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id)));
