-- Who may change the calendars. Everyone signed in reads them; a correction is never removed, only withdrawn.
grant select, insert, update on calendar_corrections to wasl_app;
--> statement-breakpoint
alter table calendar_corrections enable row level security;
--> statement-breakpoint
alter table calendar_corrections force row level security;
--> statement-breakpoint
create policy read on calendar_corrections for select to wasl_app using ((select wasl.reader_role()) is not null);
--> statement-breakpoint
create policy add on calendar_corrections for insert to wasl_app with check ((select wasl.reader_role()) in ('administrator', 'system'));
--> statement-breakpoint
create policy change on calendar_corrections for update to wasl_app using ((select wasl.reader_role()) in ('administrator', 'system'));
