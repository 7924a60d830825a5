-- What the service itself keeps: answers for retries, how its jobs went, what was prepared, and the key of its cursors.

-- Which part of the reference data and of the scenario was prepared, and in which version.
create table wasl.prepared (
  part text primary key,
  version text not null
);
--> statement-breakpoint
grant select on wasl.prepared to wasl_app;
--> statement-breakpoint
-- What cursors are sealed with: one key for all processes of an installation, made here and known to the service alone. It is no part of a
-- backup: what is restored has a key of its own.
create table wasl.cursor_key (
  singleton boolean primary key default true check (singleton),
  key bytea not null check (octet_length(key) = 32)
);
--> statement-breakpoint
grant select on wasl.cursor_key to wasl_authenticator;
--> statement-breakpoint
-- Each UUIDv4 has 122 random bits from the server's strong source.
insert into wasl.cursor_key (key) select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
--> statement-breakpoint
-- A service that may not migrate has to see whether somebody did, and with which reference data.
grant usage on schema drizzle to wasl_app;
--> statement-breakpoint
grant select on drizzle.__drizzle_migrations to wasl_app;
--> statement-breakpoint
-- Nobody makes objects beside the tables. Servers that began before PostgreSQL 15 let everybody.
revoke create on schema public from public;
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update, delete on idempotency_keys, scheduled_job_runs, job_workers to wasl_app;
--> statement-breakpoint
select wasl.guard('idempotency_keys', 'scheduled_job_runs', 'job_workers');
