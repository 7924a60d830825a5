-- Versions of regimes, checklists, human-rights files: who may see and write them, and what never changes; read together with
-- src/areas/compliance/tables.ts.

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
    values (wasl.uuid_v7(at), new.slug, coalesce(latest, 0) + 1, to_jsonb(new) - 'slug' - 'valid_until',
      case when latest is null then null else at::date end, new.valid_until, 'reference data', at);
    return null;
  end
  $$;
--> statement-breakpoint
create trigger keep_regime_version after insert or update on regimes for each row execute function wasl.keep_regime_version();
--> statement-breakpoint
insert into regime_versions (id, regime, version, content, valid_until, adopted_by, published_at)
select wasl.uuid_v7(now()), slug, 1, to_jsonb(regimes) - 'slug' - 'valid_until', valid_until, 'reference data', now() from regimes;
--> statement-breakpoint
grant select, insert on regime_versions to wasl_ledger;
--> statement-breakpoint
grant create on schema wasl to wasl_ledger;
--> statement-breakpoint
alter function wasl.keep_regime_version() owner to wasl_ledger;
--> statement-breakpoint
revoke create on schema wasl from wasl_ledger;
--> statement-breakpoint
create trigger regime_versions_are_append_only before update or delete on regime_versions for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger compliance_files_are_append_only before update or delete on compliance_files for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

grant select, insert on regime_versions, compliance_files to wasl_app;
--> statement-breakpoint
grant select, insert, update on classifications, compliance_entries, recipient_readiness to wasl_app;
--> statement-breakpoint
grant select on compliance_entries to wasl_ledger;
--> statement-breakpoint
do $$
declare
  part text;
begin
  foreach part in array array['regime_versions', 'classifications', 'compliance_entries', 'compliance_files', 'recipient_readiness'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
  end loop;
end
$$;
--> statement-breakpoint
create policy ledger on regime_versions to wasl_ledger using (true) with check (true);
--> statement-breakpoint
create policy read on regime_versions for select to wasl_app using ((select wasl.reader_role()) is not null);
--> statement-breakpoint
create policy add on regime_versions for insert to wasl_app with check ((select wasl.reader_role()) = 'administrator');
--> statement-breakpoint
create policy ledger on compliance_entries to wasl_ledger using (true) with check (true);
--> statement-breakpoint
-- Whoever sees a delivery sees what is asked of it: its donor, its recipients, and who oversees.
create policy read on compliance_entries for select to wasl_app using (
  (select wasl.reader_oversees()) or exists (select from deliveries where deliveries.id = compliance_entries.delivery_id));
--> statement-breakpoint
create policy add on compliance_entries for insert to wasl_app with check ((select wasl.reader_role()) = 'system');
--> statement-breakpoint
create policy change on compliance_entries for update to wasl_app using (
  (select wasl.reader_role()) = 'system'
  or ((select wasl.reader_role()) in ('donor', 'validator', 'facilitator')
    and (not restricted or (select wasl.reader_is_designated()))
    and exists (select from deliveries where deliveries.id = compliance_entries.delivery_id)));
--> statement-breakpoint
create policy read on compliance_files for select to wasl_app using ((select wasl.reader_is_designated()));
--> statement-breakpoint
create policy add on compliance_files for insert to wasl_app with check ((select wasl.reader_is_designated()));
--> statement-breakpoint
create policy read on classifications for select to wasl_app using (
  (select wasl.reader_oversees())
  or ((select wasl.reader_role()) = 'donor' and exists (
    select from matches where matches.id = classifications.match_id and matches.donor_id = (select wasl.reader_organisation()))));
--> statement-breakpoint
create policy add on classifications for insert to wasl_app with check (
  (select wasl.reader_role()) in ('donor', 'facilitator', 'system') and recorded_by is not distinct from (select wasl.reader_user())
  and exists (select from matches where matches.id = classifications.match_id));
--> statement-breakpoint
create policy change on classifications for update to wasl_app using (
  (select wasl.reader_role()) in ('donor', 'facilitator', 'system')
  and exists (select from matches where matches.id = classifications.match_id));
--> statement-breakpoint
create policy read on recipient_readiness for select to wasl_app using (
  wasl.reads_unit(organisation_id, unit_id)
  or ((select wasl.reader_role()) = 'donor' and exists (select from deliveries where deliveries.id = recipient_readiness.delivery_id)));
--> statement-breakpoint
create policy add on recipient_readiness for insert to wasl_app with check (
  (select wasl.reader_role()) in ('requester', 'validator') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy change on recipient_readiness for update to wasl_app using (
  (select wasl.reader_role()) in ('requester', 'validator') and wasl.reads_unit(organisation_id, unit_id));
