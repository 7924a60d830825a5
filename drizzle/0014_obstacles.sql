-- What the tables of the area obstacles can't say by themselves. Read together with src/areas/obstacles/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- Ends the running span and begins the next. Clocks may stand a little apart or be moved back in a test: a span never ends before
-- it began, and one without length is replaced by what follows it.
create function wasl.keep_obstacle_periods() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    at timestamptz(3) := wasl.reader_now();
    running obstacle_periods;
    next_position integer;
  begin
    -- A wait that was recorded with another authority than it was: its spans are that one's from their beginning, and so is what follows of it.
    if tg_op = 'UPDATE' and old.authority_id is distinct from new.authority_id and old.authority_id is not null and new.state = old.state then
      update obstacle_periods set waiting_on_id = new.authority_id
        where obstacle_id = new.id and external and waiting_on_id = old.authority_id
        and position > coalesce((
          select max(position) from obstacle_periods as earlier where earlier.obstacle_id = new.id and not earlier.external
            and earlier.position < (select max(position) from obstacle_periods as last_wait where last_wait.obstacle_id = new.id and last_wait.external)), 0);
      update obstacle_periods set waiting_on_id = new.waiting_on_id where obstacle_id = new.id and ended_at is null;
      return null;
    end if;
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
-- The kinds that nobody may waive (NOT_TO_BE_WAIVED, src/areas/obstacles/domain/risk.ts).
create function wasl.is_not_to_be_waived(kind text) returns boolean language sql immutable
  as $$
    select kind in ('human-rights-allegation', 'hrddp-not-cleared', 'unit-vetting-pending', 'impact-assessment-missing',
      'embargo-basis-undetermined', 'embargo-memo-missing', 'committee-notification-running', 'committee-approval-pending', 'diversion-or-loss')
  $$;
--> statement-breakpoint
-- What lifts an obstacle of such a kind without its being resolved takes a second side, whatever path leads there. Apart from it stand what
-- the system had opened for a mistake, which two sides have put right, and what an original gives back to a duplicate that is reopened.
create function wasl.require_second_side_to_lift() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    lifted constant uuid := case tg_table_name when 'obstacles' then (to_jsonb(old) ->> 'id')::uuid else (to_jsonb(old) ->> 'obstacle_id')::uuid end;
    kind_before constant text := case tg_table_name when 'obstacles' then to_jsonb(old) ->> 'kind' else (select kind from obstacles where id = lifted) end;
  begin
    if wasl.is_not_to_be_waived(kind_before) and not exists (
      select from obstacle_lifts where obstacle_id = lifted and state = 'confirmed' and decided_at = wasl.reader_now())
    then
      raise exception 'obstacle % is of a kind that one hand does not lift', lifted
        using errcode = 'check_violation', constraint = 'takes_two_hands', table = 'obstacles';
    end if;
    return case tg_op when 'DELETE' then old else new end;
  end
  $$;
--> statement-breakpoint
-- What would have lifted it has nothing left to lift.
create function wasl.end_open_lift() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    update obstacle_lifts set state = 'lapsed' where obstacle_id = new.id and state = 'proposed';
    return null;
  end
  $$;
--> statement-breakpoint
-- Which party an obstacle has involved as a donor and involves no longer: it held back a match or a delivery of that donor, or a need that one of its
-- matches had told it of, and of all that it holds back now nothing tells the donor for whom it gives (`wasl.discloses`) or is the donor's to bring.
-- Whoever is a party as something else, an authority that owns one perhaps, stays so. As whoever asks; without settings of its own, so that it
-- becomes a part of the statement that asks.
create function wasl.donors_out_of_sight() returns table (obstacle_id uuid, donor_id uuid) language sql stable
  as $$
    select party.obstacle_id, party.organisation_id from obstacle_parties as party
    where exists (
        select from obstacle_blocks as block
        where block.obstacle_id = party.obstacle_id and (
          exists (select from matches where matches.id = block.match_id and matches.donor_id = party.organisation_id
            and (matches.disclosed_at is not null or matches.state in ('declined', 'cancelled', 'lapsed')))
          or exists (select from matches where matches.need_id = block.need_id and matches.donor_id = party.organisation_id
            and matches.disclosed_at is not null)
          or exists (select from deliveries where deliveries.id = block.delivery_id and deliveries.donor_id = party.organisation_id)))
      and not exists (
        select from obstacle_blocks as block
        where block.obstacle_id = party.obstacle_id and (
          exists (select from matches where matches.id = block.match_id and matches.donor_id = party.organisation_id
            and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id))
          or exists (select from matches where matches.need_id = block.need_id and matches.donor_id = party.organisation_id
            and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id))
          or exists (select from delivery_lines join matches on matches.id = delivery_lines.match_id
            where delivery_lines.delivery_id = block.delivery_id and delivery_lines.donor_id = party.organisation_id
              and matches.state not in ('declined', 'cancelled', 'lapsed'))
          or exists (select from deliveries where deliveries.id = block.delivery_id and deliveries.implementer_id = party.organisation_id)))
  $$;
--> statement-breakpoint
-- The obstacles that involve the donor who reads; of whoever else reads the parties tell. Asked once a statement.
create function wasl.reader_obstacles() returns setof uuid language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if wasl.reader_role() is distinct from 'donor' then
      return;
    end if;
    return query
      select party.obstacle_id from obstacle_parties as party where party.organisation_id = wasl.reader_organisation()
      except
      select gone.obstacle_id from wasl.donors_out_of_sight() as gone where gone.donor_id = wasl.reader_organisation();
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.reader_obstacles()', 'wasl.keep_obstacle_periods()', 'wasl.refuse_dependency_cycle()', 'wasl.require_second_side_to_lift()', 'wasl.end_open_lift()');
--> statement-breakpoint
create trigger keep_obstacle_periods after insert or update of state, owner_id, waiting_on_id, authority_id on obstacles for each row
  execute function wasl.keep_obstacle_periods();
--> statement-breakpoint
create trigger dependencies_have_no_cycle after insert or update on obstacle_dependencies for each row
  execute function wasl.refuse_dependency_cycle();
--> statement-breakpoint
create trigger second_side_lifts_obstacle before update on obstacles for each row
  when (new.kind <> old.kind or (old.blocking and not new.blocking) or (new.state <> old.state and new.state in ('duplicate', 'not-an-obstacle')
    and not (new.cause_key is not null and new.closed_by is null and new.state_reason = 'recorded-by-mistake')))
  execute function wasl.require_second_side_to_lift();
--> statement-breakpoint
create trigger second_side_lets_go before delete on obstacle_blocks for each row when (old.taken_over_from is null) execute function wasl.require_second_side_to_lift();
--> statement-breakpoint
create trigger lift_ends_with_obstacle after update of state on obstacles for each row
  when (old.state <> new.state and new.state not in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened'))
  execute function wasl.end_open_lift();
--> statement-breakpoint
create trigger obstacle_comments_are_append_only before update or delete on obstacle_comments for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger obstacle_corrections_are_append_only before update or delete on obstacle_corrections for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on obstacles, obstacle_steps, obstacle_actions, obstacle_lifts to wasl_app;
--> statement-breakpoint
grant delete on obstacle_steps to wasl_app;
--> statement-breakpoint
grant select, insert, delete on obstacle_blocks, obstacle_dependencies, obstacle_risks to wasl_app;
--> statement-breakpoint
grant select, insert on obstacle_parties, obstacle_comments, obstacle_corrections to wasl_app;
--> statement-breakpoint
grant select on obstacle_periods to wasl_app;
--> statement-breakpoint
grant select on obstacles, obstacle_blocks, obstacle_parties, obstacle_dependencies, obstacle_lifts to wasl_ledger;
--> statement-breakpoint
grant update (state) on obstacle_lifts to wasl_ledger;
--> statement-breakpoint
grant select, insert, update, delete on obstacle_periods to wasl_ledger;
--> statement-breakpoint
select wasl.guard('obstacles', 'obstacle_blocks', 'obstacle_parties', 'obstacle_periods', 'obstacle_steps', 'obstacle_actions',
  'obstacle_comments', 'obstacle_dependencies', 'obstacle_risks', 'obstacle_lifts',
  'obstacle_corrections');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('obstacles', 'obstacle', 'id'),
  wasl.keep_history('obstacle_blocks', 'obstacle', 'obstacle_id', 'blocks'),
  wasl.keep_history('obstacle_parties', 'obstacle', 'obstacle_id', 'parties', keys => 'organisation_id'),
  wasl.keep_history('obstacle_steps', 'obstacle', 'obstacle_id', 'steps', keys => 'position'),
  wasl.keep_history('obstacle_actions', 'obstacle', 'obstacle_id', 'actions'),
  wasl.keep_history('obstacle_comments', 'obstacle', 'obstacle_id', 'comments', left_out => 'text'),
  wasl.keep_history('obstacle_risks', 'obstacle', 'obstacle_id', 'risks', keys => 'organisation_id'),
  wasl.keep_history('obstacle_lifts', 'obstacle', 'obstacle_id', 'lifts'),
  wasl.keep_history('obstacle_corrections', 'obstacle', 'obstacle_id', 'corrections'),
  wasl.keep_history('obstacle_dependencies', 'obstacle', 'obstacle_id', 'dependencies', keys => 'depends_on_id');
