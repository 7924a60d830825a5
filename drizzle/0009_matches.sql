-- What the tables of the area matches can't say by themselves. Read together with src/areas/matches/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

create function wasl.carry_match() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    covering constant text[] := array['agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed'];
    now_reserved bigint := case when new.state = 'reserved' then new.quantity else 0 end;
    was_reserved bigint := 0;
    now_agreed bigint := case when new.state = any (covering) then new.quantity else 0 end;
    was_agreed bigint := 0;
    now_amount numeric := case when new.state = 'reserved' or new.state = any (covering) then coalesce(new.amount, 0) else 0 end;
    was_amount numeric := 0;
    was_holding boolean := false;
    now_holding boolean := new.state = 'reserved' or new.state = any (covering);
    before matches := new;
    need_must_settle boolean;
  begin
    if tg_op = 'UPDATE' then
      before := old;
      was_holding := old.state = 'reserved' or old.state = any (covering);
      was_reserved := case when old.state = 'reserved' then old.quantity else 0 end;
      was_agreed := case when old.state = any (covering) then old.quantity else 0 end;
      was_amount := case when was_holding then coalesce(old.amount, 0) else 0 end;
    else
      before.shipped := 0; before.accepted := 0; before.in_service := 0; before.verified := 0; before.failed := 0;
    end if;

    if (now_reserved, now_agreed, now_amount, new.shipped, new.accepted, new.in_service, new.verified, new.failed)
      is not distinct from (was_reserved, was_agreed, was_amount, before.shipped, before.accepted, before.in_service, before.verified, before.failed)
    then
      return null;
    end if;

    -- A reservation is only taken while both sides stand open: the locks close the race with a withdrawal or a suspension.
    if now_holding and not was_holding then
      perform from needs where id = new.need_id and state = 'published' for no key update;
      if not found then
        raise exception 'need % is not published', new.need_id
          using errcode = 'check_violation', constraint = 'reservation_needs_published_need', table = 'matches';
      end if;
      perform from offers where id = new.offer_id and state in ('available', 'partly-reserved', 'exhausted') for no key update;
      if not found then
        raise exception 'offer % is not available', new.offer_id
          using errcode = 'check_violation', constraint = 'reservation_needs_available_offer', table = 'matches';
      end if;
    else
      perform from needs where id = new.need_id for no key update;
      perform from offers where id = new.offer_id for no key update;
    end if;

    update need_lines set
      reserved = reserved + now_reserved - was_reserved,
      agreed = agreed + now_agreed - was_agreed,
      shipped = shipped + new.shipped - before.shipped,
      accepted = accepted + new.accepted - before.accepted,
      in_service = in_service + new.in_service - before.in_service,
      verified = verified + new.verified - before.verified,
      failed = failed + new.failed - before.failed
    where id = new.need_line_id;
    update offer_lines set
      committed = committed + (now_reserved + now_agreed) - (was_reserved + was_agreed),
      committed_amount = committed_amount + now_amount - was_amount
    where id = new.offer_line_id
      and (now_reserved + now_agreed, now_amount) is distinct from (was_reserved + was_agreed, was_amount);

    -- Headers follow their lines; the triggers on them derive the state and write the event.
    need_must_settle := (new.verified, new.failed) is distinct from (before.verified, before.failed);
    if need_must_settle then
      update needs set state = state where id = new.need_id and state in ('published', 'stale', 'fulfilled');
    end if;
    update offers set state = state where id = new.offer_id and state in ('available', 'partly-reserved', 'exhausted');
    return null;
  end
  $$;
--> statement-breakpoint
create function wasl.refuse_change_of_lines() returns trigger language plpgsql
  as $$
  begin
    raise exception 'a match keeps its lines' using errcode = 'check_violation', constraint = 'match_keeps_its_lines', table = 'matches';
  end
  $$;
--> statement-breakpoint
-- What quantities are steps of, whoever asks: places of a unit are no secret, and whoever may see a quantity must be able to read it.
create function wasl.decimals_of_match(match uuid) returns smallint language sql stable security definer set search_path = public, pg_temp
  as $$
    select item_types.decimals from matches
    join need_lines on need_lines.id = matches.need_line_id
    join item_types on item_types.slug = need_lines.item_type
    where matches.id = match
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.carry_match()', 'wasl.decimals_of_match(uuid)');
--> statement-breakpoint
create trigger counters_are_the_ledgers_at_insert before insert on matches for each row
  when (current_user <> 'wasl_ledger' and (new.shipped, new.accepted, new.in_service, new.verified, new.failed) is distinct from (0, 0, 0, 0, 0))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger counters_are_the_ledgers before update on matches for each row
  when (current_user <> 'wasl_ledger' and (new.shipped, new.accepted, new.in_service, new.verified, new.failed) is distinct from (old.shipped, old.accepted, old.in_service, old.verified, old.failed))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger carry_match after insert or update on matches for each row execute function wasl.carry_match();
--> statement-breakpoint
create trigger match_keeps_its_lines before update on matches for each row
  when ((new.need_line_id, new.offer_line_id, new.need_id, new.offer_id) is distinct from (old.need_line_id, old.offer_line_id, old.need_id, old.offer_id))
  execute function wasl.refuse_change_of_lines();
--> statement-breakpoint
create trigger match_is_never_removed before delete on matches for each row execute function wasl.refuse_change_of_lines();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on matches, match_amendments to wasl_app;
--> statement-breakpoint
grant select, update on matches to wasl_ledger;
--> statement-breakpoint
select wasl.guard('matches', 'match_amendments');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('matches', 'match', 'id', left_out => 'shipped,accepted,in_service,verified,failed'),
  wasl.keep_history('match_amendments', 'match', 'match_id', 'amendments');
