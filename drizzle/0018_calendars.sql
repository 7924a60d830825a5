-- What the tables of the area calendars can't say by themselves. Read together with src/areas/calendars/tables.ts.

-- ── Who may do what, and see which row ──────────────────────────────────────────────────────────────────────────────

-- Everyone signed in reads them; a correction is never removed, only withdrawn.

grant select, insert, update on calendar_corrections to wasl_app;
--> statement-breakpoint
select wasl.guard('calendar_corrections');
--> statement-breakpoint
create policy read on calendar_corrections for select to wasl_app using ((select wasl.reader_role()) is not null);
--> statement-breakpoint
create policy add on calendar_corrections for insert to wasl_app with check ((select wasl.reader_role()) in ('administrator', 'system'));
--> statement-breakpoint
create policy change on calendar_corrections for update to wasl_app using ((select wasl.reader_role()) in ('administrator', 'system'));
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('calendar_corrections', 'calendar-correction', 'id');
