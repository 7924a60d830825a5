-- Steps, actions, comments and dependencies of obstacles: who may see and write them, what never changes, and no cycles; read
-- together with src/areas/obstacles/tables.ts.

-- What is open already gets the playbook of its kind, with terms counted from its report; the severities that people have given
-- stay theirs. The owner of the table is held to its policies, so they are lifted for these statements.
alter table obstacles no force row level security;
--> statement-breakpoint
insert into obstacle_steps (obstacle_id, position, step, term_days, due_on)
select obstacles.id, place.position, place.step, playbook_steps.typical_days,
  obstacles.reported_at::date + (sum(playbook_steps.typical_days) over (partition by obstacles.id order by place.position))::int
from obstacles
join obstacle_kinds on obstacle_kinds.slug = obstacles.kind
cross join lateral unnest(obstacle_kinds.playbook) with ordinality as place (step, position)
join playbook_steps on playbook_steps.slug = place.step
where obstacles.state in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened');
--> statement-breakpoint
update obstacles set severity_reason = 'assessed by people' where reported_by is not null;
--> statement-breakpoint
alter table obstacles force row level security;
--> statement-breakpoint

-- A dependency that would close a circle is refused. Two that close it together, each unseen by the other, are put in a queue by
-- the lock: the later one looks once the earlier has been committed.
create function wasl.refuse_dependency_cycle() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    perform pg_advisory_xact_lock(hashtext('obstacle_dependencies'));
    if exists (
      with recursive needed (id) as (
        select new.depends_on_id
        union
        select obstacle_dependencies.depends_on_id from needed join obstacle_dependencies on obstacle_dependencies.obstacle_id = needed.id
      )
      select from needed where needed.id = new.obstacle_id)
    then
      raise exception 'obstacles would wait for one another in a circle'
        using errcode = 'check_violation', constraint = 'dependencies_have_no_cycle', table = 'obstacle_dependencies';
    end if;
    return null;
  end
  $$;
--> statement-breakpoint
create trigger dependencies_have_no_cycle after insert or update on obstacle_dependencies for each row
  execute function wasl.refuse_dependency_cycle();
--> statement-breakpoint
grant select on obstacle_dependencies to wasl_ledger;
--> statement-breakpoint
grant create on schema wasl to wasl_ledger;
--> statement-breakpoint
alter function wasl.refuse_dependency_cycle() owner to wasl_ledger;
--> statement-breakpoint
revoke create on schema wasl from wasl_ledger;
--> statement-breakpoint
create trigger obstacle_comments_are_append_only before update or delete on obstacle_comments for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

grant select, insert, update on obstacle_steps, obstacle_actions to wasl_app;
--> statement-breakpoint
grant select, insert on obstacle_comments to wasl_app;
--> statement-breakpoint
grant select, insert, delete on obstacle_dependencies to wasl_app;
--> statement-breakpoint
grant delete on obstacle_blocks to wasl_app;
--> statement-breakpoint
do $$
declare
  part text;
begin
  foreach part in array array['obstacle_steps', 'obstacle_actions', 'obstacle_comments', 'obstacle_dependencies'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
  end loop;
  -- The parts of an obstacle are seen by whoever sees the obstacle; an auditor changes nothing.
  foreach part in array array['obstacle_steps', 'obstacle_actions', 'obstacle_comments'] loop
    execute format('create policy read on %1$I for select to wasl_app using ((select wasl.reader_oversees()) or exists (select from obstacles where obstacles.id = %1$I.obstacle_id))', part);
  end loop;
  foreach part in array array['obstacle_steps', 'obstacle_actions'] loop
    execute format('create policy add on %1$I for insert to wasl_app with check ((select wasl.reader_role()) <> ''auditor'' and exists (select from obstacles where obstacles.id = %1$I.obstacle_id))', part);
    execute format('create policy change on %1$I for update to wasl_app using ((select wasl.reader_role()) <> ''auditor'' and exists (select from obstacles where obstacles.id = %1$I.obstacle_id))', part);
  end loop;
end
$$;
--> statement-breakpoint
create policy ledger on obstacle_dependencies to wasl_ledger using (true) with check (true);
--> statement-breakpoint
create policy add on obstacle_comments for insert to wasl_app with check (
  (select wasl.reader_role()) in ('donor', 'requester', 'validator', 'facilitator') and author_id = (select wasl.reader_user())
  and organisation_id = (select wasl.reader_organisation()) and exists (select from obstacles where obstacles.id = obstacle_comments.obstacle_id));
--> statement-breakpoint
-- A dependency tells of two obstacles, so only whoever sees both sees it.
create policy read on obstacle_dependencies for select to wasl_app using (
  (select wasl.reader_oversees())
  or (exists (select from obstacles where obstacles.id = obstacle_dependencies.obstacle_id)
    and exists (select from obstacles where obstacles.id = obstacle_dependencies.depends_on_id)));
--> statement-breakpoint
create policy add on obstacle_dependencies for insert to wasl_app with check ((select wasl.reader_role()) in ('facilitator', 'system'));
--> statement-breakpoint
create policy remove on obstacle_dependencies for delete to wasl_app using ((select wasl.reader_role()) in ('facilitator', 'system'));
--> statement-breakpoint
create policy remove on obstacle_blocks for delete to wasl_app using ((select wasl.reader_role()) in ('facilitator', 'system'));
