-- Where an account has signed in from is the authenticator's to know; that it was unlocked is said by an administrator.
alter table familiar_places enable row level security;
--> statement-breakpoint
alter table familiar_places force row level security;
--> statement-breakpoint
create policy authenticator on familiar_places to wasl_authenticator using (true) with check (true);
--> statement-breakpoint
grant select, insert, update, delete on familiar_places to wasl_authenticator;
--> statement-breakpoint
grant select (unlocked_at), update (unlocked_at) on users to wasl_app;
--> statement-breakpoint
select wasl.let_backup_read();
