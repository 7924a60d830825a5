-- The spans of an obstacle's life, written by a trigger at every change; read together with src/areas/obstacles/tables.ts.

-- Those of the obstacles that are there already, from their events: each says how the obstacle stood from then on. The owner of the
-- tables is held to their policies, so they are lifted for this one statement.
alter table obstacles no force row level security;
--> statement-breakpoint
alter table events no force row level security;
--> statement-breakpoint
with steps as (
  select subject_id, at, id, after ->> 'state' as state, (after ->> 'ownerId')::uuid as owner_id, (after ->> 'waitingOnId')::uuid as waiting_on_id
  from events where subject_type = 'obstacle' and after ? 'state' and subject_id in (select obstacles.id from obstacles)
), last_of_instant as (
  select distinct on (subject_id, at) * from steps order by subject_id, at, id desc
), turns as (
  select *, (state, owner_id, waiting_on_id) is distinct from
    (lag(state) over w, lag(owner_id) over w, lag(waiting_on_id) over w) as turned
  from last_of_instant window w as (partition by subject_id order by at)
), spans as (
  select *, lead(at) over (partition by subject_id order by at) as ended_at from turns where turned
)
insert into obstacle_periods (obstacle_id, position, state, owner_id, waiting_on_id, external, began_at, ended_at)
select subject_id, row_number() over (partition by subject_id order by at), state, owner_id, waiting_on_id, state = 'waiting-external', at, ended_at
from spans where state in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened');
--> statement-breakpoint
alter table events force row level security;
--> statement-breakpoint
alter table obstacles force row level security;
--> statement-breakpoint

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
create trigger keep_obstacle_periods after insert or update of state, owner_id, waiting_on_id on obstacles for each row
  execute function wasl.keep_obstacle_periods();
--> statement-breakpoint
grant select, insert, update, delete on obstacle_periods to wasl_ledger;
--> statement-breakpoint
grant create on schema wasl to wasl_ledger;
--> statement-breakpoint
alter function wasl.keep_obstacle_periods() owner to wasl_ledger;
--> statement-breakpoint
revoke create on schema wasl from wasl_ledger;
--> statement-breakpoint
grant select on obstacle_periods to wasl_app;
--> statement-breakpoint
alter table obstacle_periods enable row level security;
--> statement-breakpoint
alter table obstacle_periods force row level security;
--> statement-breakpoint
create policy ledger on obstacle_periods to wasl_ledger using (true) with check (true);
--> statement-breakpoint
-- Whoever sees an obstacle sees how long whose move it was.
create policy read on obstacle_periods for select to wasl_app using (
  (select wasl.reader_oversees()) or exists (select from obstacles where obstacles.id = obstacle_periods.obstacle_id));
