-- What the tables of the area obstacles can't say by themselves. Read together with src/areas/obstacles/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- Ends the running span and begins the next. Clocks may stand a little apart or be moved back in a test: a span never ends before
-- it began, and one without length is replaced by what follows it.
create function wasl.keep_obstacle_periods() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    at timestamptz(3) := coalesce(nullif(current_setting('wasl.now', true), '')::timestamptz, clock_timestamp());
    running obstacle_periods;
    next_position integer;
  begin
    if tg_op = 'UPDATE' and (new.state, new.owner_id, new.waiting_on_id) is not distinct from (old.state, old.owner_id, old.waiting_on_id) then
      return null;
    end if;
    select * into running from obstacle_periods where obstacle_id = new.id and ended_at is null;
    if running.obstacle_id is not null then
      if running.began_at >= at then
        at := running.began_at;
        delete from obstacle_periods where obstacle_id = new.id and position = running.position;
      else
        update obstacle_periods set ended_at = at where obstacle_id = new.id and position = running.position;
      end if;
    end if;
    if new.state in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened') then
      select coalesce(max(position), 0) + 1, greatest(at, max(ended_at)) into next_position, at from obstacle_periods where obstacle_id = new.id;
      insert into obstacle_periods (obstacle_id, position, state, owner_id, waiting_on_id, external, began_at)
      values (new.id, next_position, new.state, new.owner_id, new.waiting_on_id, new.state = 'waiting-external', at);
    end if;
    return null;
  end
  $$;
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
select wasl.give_to_ledger('wasl.keep_obstacle_periods()', 'wasl.refuse_dependency_cycle()');
--> statement-breakpoint
create trigger keep_obstacle_periods after insert or update of state, owner_id, waiting_on_id on obstacles for each row
  execute function wasl.keep_obstacle_periods();
--> statement-breakpoint
create trigger dependencies_have_no_cycle after insert or update on obstacle_dependencies for each row
  execute function wasl.refuse_dependency_cycle();
--> statement-breakpoint
create trigger obstacle_comments_are_append_only before update or delete on obstacle_comments for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on obstacles, obstacle_steps, obstacle_actions to wasl_app;
--> statement-breakpoint
grant select, insert, delete on obstacle_blocks, obstacle_dependencies to wasl_app;
--> statement-breakpoint
grant select, insert on obstacle_parties, obstacle_comments to wasl_app;
--> statement-breakpoint
grant select on obstacle_periods to wasl_app;
--> statement-breakpoint
grant select on obstacles, obstacle_blocks, obstacle_dependencies to wasl_ledger;
--> statement-breakpoint
grant select, insert, update, delete on obstacle_periods to wasl_ledger;
--> statement-breakpoint
select wasl.guard('obstacles', 'obstacle_blocks', 'obstacle_parties', 'obstacle_periods', 'obstacle_steps', 'obstacle_actions',
  'obstacle_comments', 'obstacle_dependencies');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('obstacles', 'obstacle', 'id'),
  wasl.keep_history('obstacle_blocks', 'obstacle', 'obstacle_id', 'blocks'),
  wasl.keep_history('obstacle_parties', 'obstacle', 'obstacle_id', 'parties', keys => 'organisation_id'),
  wasl.keep_history('obstacle_steps', 'obstacle', 'obstacle_id', 'steps', keys => 'position'),
  wasl.keep_history('obstacle_actions', 'obstacle', 'obstacle_id', 'actions'),
  wasl.keep_history('obstacle_comments', 'obstacle', 'obstacle_id', 'comments', left_out => 'text'),
  wasl.keep_history('obstacle_dependencies', 'obstacle', 'obstacle_id', 'dependencies', keys => 'depends_on_id');
