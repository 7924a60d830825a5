-- How the scheduled jobs went, and who runs them, is the system's alone.
do $$
declare
  guarded text;
begin
  foreach guarded in array array['scheduled_job_runs', 'job_workers'] loop
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
    execute format('create policy scheduled_jobs on %I to wasl_app using ((select wasl.reader_role()) = ''system'')', guarded);
    execute format('grant select, insert, update, delete on %I to wasl_app', guarded);
  end loop;
end
$$;
--> statement-breakpoint
select wasl.let_backup_read();
