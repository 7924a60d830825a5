-- What the service's own logins need once neither of them owns anything, nor may become the other.

-- Closing an account ends its sessions. An administrator reads no one else's, and so could not delete them; the ledger does it.
create function wasl.end_sessions_of_suspended() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    delete from sessions where user_id = new.id;
    return null;
  end
  $$;
--> statement-breakpoint
grant create on schema wasl to wasl_ledger;
--> statement-breakpoint
alter function wasl.end_sessions_of_suspended() owner to wasl_ledger;
--> statement-breakpoint
revoke create on schema wasl from wasl_ledger;
--> statement-breakpoint
revoke execute on function wasl.end_sessions_of_suspended() from public;
--> statement-breakpoint
grant select (user_id), delete on sessions to wasl_ledger;
--> statement-breakpoint
create policy ledger on sessions to wasl_ledger using (true);
--> statement-breakpoint
drop policy end_of_the_suspended on sessions;
--> statement-breakpoint
create trigger end_sessions_of_suspended after update of suspended_at on users for each row
  when (new.suspended_at is not null)
  execute function wasl.end_sessions_of_suspended();
--> statement-breakpoint

-- A service that may not migrate has to see whether somebody did, and with which reference data.
grant usage on schema drizzle to wasl_app;
--> statement-breakpoint
grant select on drizzle.__drizzle_migrations to wasl_app;
--> statement-breakpoint
create table wasl.prepared (
  part text primary key,
  version text not null
);
--> statement-breakpoint
grant select on wasl.prepared to wasl_app;
--> statement-breakpoint

-- Nobody makes objects beside the tables. Servers that began before PostgreSQL 15 let everybody.
revoke create on schema public from public;
