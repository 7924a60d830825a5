-- What the tables of the area calendars can't say by themselves. Read together with src/areas/calendars/tables.ts.

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

-- A correction is never removed, only withdrawn.

grant select, insert, update on calendar_corrections to wasl_app;
--> statement-breakpoint
select wasl.guard('calendar_corrections');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('calendar_corrections', 'calendar-correction', 'id');
