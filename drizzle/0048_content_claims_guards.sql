-- Whoever has an account says that they store something; who else does, and what, is the sweeping scheduled job's to know.
alter table content_claims enable row level security;
--> statement-breakpoint
alter table content_claims force row level security;
--> statement-breakpoint
create policy claim on content_claims for insert to wasl_app with check ((select wasl.reader_user()) is not null);
--> statement-breakpoint
create policy sweeping on content_claims to wasl_app using ((select wasl.reader_role()) = 'system');
--> statement-breakpoint
grant select, insert, delete on content_claims to wasl_app;
--> statement-breakpoint
select wasl.let_backup_read();
