-- Files of human-rights due diligence are for designated facilitators alone.
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
