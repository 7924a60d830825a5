-- A backup reads everything and changes nothing: by a role of its own, with a policy on every table, and no superuser.
-- PostgreSQL asks for the right to create roles before it looks whether the role is there, so that is looked at first.
do $$
begin
  if to_regrole('wasl_backup') is null then
    begin
      create role wasl_backup nologin noinherit;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then
        raise exception 'role wasl_backup is missing and % may not create it', current_user
          using hint = 'as a superuser: create role wasl_backup nologin noinherit;';
    end;
  end if;
  begin
    execute format('grant wasl_backup to %I', current_user);
  exception
    when insufficient_privilege or unique_violation then null;
  end;
end
$$;
--> statement-breakpoint
-- To be called again by every migration that makes a table: policies have no default, and event triggers are for superusers.
create function wasl.let_backup_read() returns void language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    found record;
  begin
    grant usage on schema public, wasl, drizzle to wasl_backup;
    for found in
      select c.oid::regclass as named, c.relkind, c.relrowsecurity,
        exists (select from pg_policy where polrelid = c.oid and polname = 'backup') as has_policy
      from pg_class c
      where c.relnamespace in ('public'::regnamespace, 'wasl'::regnamespace, 'drizzle'::regnamespace) and c.relkind in ('r', 'p', 'S')
    loop
      execute format('grant select on %s to wasl_backup', found.named);
      if found.relrowsecurity and not found.has_policy then
        execute format('create policy backup on %s for select to wasl_backup using (true)', found.named);
      end if;
    end loop;
  end
  $$;
--> statement-breakpoint
revoke execute on function wasl.let_backup_read() from public;
--> statement-breakpoint
select wasl.let_backup_read();
