-- What the tables of the area matches can't say by themselves. Read together with src/areas/matches/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- What a quantity of a need line × an offer line is held against, in steps: the offer's lot, the donor's and the need's least, and what is open on
-- the need. For the ledger; others ask `wasl.lot_terms_for_reader` (src/areas/matching/domain/lots.ts).
create function wasl.lot_terms(need_line uuid, offer_line uuid) returns table (lot_size bigint, offer_least bigint, need_least bigint, open bigint)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select case offer_lines.kind when 'item' then offer_lines.lot_size else 1 end,
      greatest(1, (
        select ceil(max((condition ->> 'quantity')::numeric) * 10::numeric ^ item_types.decimals)
        from jsonb_array_elements(offers.conditions) as condition where condition ->> 'type' = 'minimum-lot'))::bigint,
      need_lines.minimum_lot,
      coalesce(need_lines.quantity_validated, 0) - need_lines.reserved - need_lines.agreed + need_lines.failed
    from need_lines join item_types on item_types.slug = need_lines.item_type
      cross join offer_lines join offers on offers.id = offer_lines.offer_id
    where need_lines.id = need_line and offer_lines.id = offer_line
  $$;
--> statement-breakpoint
-- Whether a match tells its donor for whom it gives, at this moment: both sides have accepted, and that still stands. What is agreed goes on and what
-- is completed stays; a reservation tells while its need isn't held. What came to nothing tells nothing any more. As whoever asks: a donor reads
-- the state of each need that it has a match with.
create function wasl.discloses(disclosed_at timestamptz, match_state text, need uuid) returns boolean language plpgsql stable set search_path = public, pg_temp
  as $$
  begin
    if disclosed_at is null then
      return false;
    end if;
    if match_state in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed') then
      return true;
    end if;
    return match_state = 'reserved' and exists (select from needs where needs.id = need and needs.state <> 'on-hold');
  end
  $$;
--> statement-breakpoint
-- The same of lines that the reader may bring together: its own offer or its own need with what is open to it, and nothing of others. What is
-- open is not told to a donor, nor the need's least before both sides have accepted.
create function wasl.lot_terms_for_reader(need_line uuid, offer_line uuid)
  returns table (lot_size bigint, offer_least bigint, need_least bigint, open bigint)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select terms.lot_size, terms.offer_least,
      case when wasl.reader_role() <> 'donor' or exists (select from matches where matches.need_line_id = need_line
        and matches.donor_id = wasl.reader_organisation() and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id)) then terms.need_least else 1 end,
      case when wasl.reader_role() <> 'donor' then terms.open end
    from need_lines join needs on needs.id = need_lines.need_id
      cross join offer_lines join offers on offers.id = offer_lines.offer_id
      cross join lateral wasl.lot_terms(need_line, offer_line) as terms
    where need_lines.id = need_line and offer_lines.id = offer_line and case when wasl.reader_role() = 'donor'
      then offers.donor_id = wasl.reader_organisation() and (needs.state = 'published' and (needs.disclosure_level = 'partners'
          or needs.disclosure_level = 'named-partners' and wasl.reader_organisation() = any (needs.disclosed_to))
        or exists (select from matches where matches.need_id = needs.id and matches.donor_id = wasl.reader_organisation() and matches.state <> 'suggested'))
      else wasl.reads_unit(need_lines.organisation_id, need_lines.unit_id, wasl.reader_units()) end
  $$;
--> statement-breakpoint
-- Who speaks for the consignee of a match: whoever wrote the need, while they have an account. For the need's own side, and for the donor whom the
-- match tells for whom it gives.
create function wasl.contact_of_match(match uuid) returns text language sql stable security definer set search_path = public, pg_temp
  as $$
    select users.display_name from matches join needs on needs.id = matches.need_id join users on users.id = needs.author_id
    where matches.id = match and users.suspended_at is null
      and (wasl.reads_unit(matches.organisation_id, matches.unit_id, wasl.reader_units())
        or (matches.donor_id = wasl.reader_organisation() and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id)))
  $$;
--> statement-breakpoint
-- Notes that whoever asks, a donor, is being shown needs in full, or what hangs on one match, on a delivery or on a unit of them: a row for each match that is a ground for it
-- now, whatever is said. Answers those that this person was never shown anything under before.
create function wasl.note_full_reads(shown text, need_ids uuid[], match_ids uuid[], delivery_ids uuid[], unit_ids uuid[]) returns table (need_id uuid, match_id uuid, organisation_id uuid)
  language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  begin
    if wasl.reader_role() is distinct from 'donor' then
      return;
    end if;
    return query
      with ground as (
        select matches.id, matches.need_id, matches.organisation_id, matches.unit_id, matches.donor_id from matches
        where matches.donor_id = wasl.reader_organisation() and (matches.need_id = any (need_ids) or matches.id = any (match_ids) or matches.unit_id = any (unit_ids)
            or matches.id in (select delivery_lines.match_id from delivery_lines where delivery_lines.delivery_id = any (delivery_ids)))
          and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id)
      ), noted as (
        insert into full_reads (id, need_id, organisation_id, unit_id, match_id, donor_id, reader_id, shown_by, read_at)
        select gen_random_uuid(), ground.need_id, ground.organisation_id, ground.unit_id, ground.id, ground.donor_id, wasl.reader_user(), shown, wasl.reader_now()
        from ground
      )
      select ground.need_id, ground.id, ground.organisation_id from ground
      where not exists (select from full_reads where full_reads.match_id = ground.id and full_reads.reader_id = wasl.reader_user());
  end
  $$;
--> statement-breakpoint
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
    terms record;
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

    -- What is held is held in whole lots, and no less than the least of both sides; less than the need's own least only where it is all that is open.
    if now_holding and (not was_holding or new.quantity is distinct from old.quantity) then
      select * into terms from wasl.lot_terms(new.need_line_id, new.offer_line_id);
      if new.quantity % terms.lot_size <> 0 or new.quantity < terms.offer_least
        or (new.quantity < terms.need_least and new.quantity <> terms.open + was_reserved + was_agreed - before.failed)
      then
        raise exception 'a match of % breaks the lots of its lines', new.quantity
          using errcode = 'check_violation', constraint = 'match_keeps_to_lots', table = 'matches';
      end if;
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
-- Money taken of a line is of the line's currency, and no less than what the catalogue's price is by the rate that the match keeps: one of the
-- day on which it was reckoned. A reservation is taken only by a rate that still counts; what is reserved or agreed keeps its own.
create function wasl.hold_amount_of_match() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    holding constant text[] := array['reserved', 'agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed'];
    line offer_lines;
    price record;
    broken text;
  begin
    select * into line from offer_lines where id = new.offer_line_id;
    if line.kind = 'item' then
      broken := case when new.amount is not null then 'goods take no money' end;
    elsif new.amount is null then
      broken := case when new.state = any (holding) then 'money is held without an amount' end;
    elsif new.amount_currency is distinct from line.ceiling_currency then
      broken := 'the amount is of another currency than its line';
    elsif tg_op = 'INSERT' or (new.amount, new.amount_currency, new.rate_id, new.quantity) is distinct from (old.amount, old.amount_currency, old.rate_id, old.quantity) then
      if new.amount_currency <> 'EUR' and not wasl.is_rate_of(new.rate_id, 'EUR', new.amount_currency, wasl.day_at(wasl.mission_zone(), wasl.reader_now())) then
        broken := 'no rate of the day is named';
      else
        select item_types.unit_cost_high_eur, item_types.decimals into price
          from need_lines join item_types on item_types.slug = need_lines.item_type where need_lines.id = new.need_line_id;
        if new.amount < wasl.converted(wasl.exact_price(price.unit_cost_high_eur, new.quantity, price.decimals), 'EUR', new.amount_currency, new.rate_id) then
          broken := 'the amount is less than what the quantity costs';
        end if;
      end if;
    end if;
    if broken is not null then
      raise exception '%', broken using errcode = 'check_violation', constraint = 'amount_is_reckoned', table = 'matches';
    end if;
    if new.state = 'reserved' and new.rate_id is not null and (tg_op = 'INSERT' or old.state <> all (holding))
      and not exists (select from exchange_rates where id = new.rate_id and state = 'confirmed') then
      raise exception 'the rate counts no more' using errcode = 'check_violation', constraint = 'reservation_needs_standing_rate', table = 'matches';
    end if;
    return new;
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
-- A line that a match stands on isn't left out, and a sum that one stands on keeps its currency, in which the match's amount is reckoned. One that a match
-- names, ended or not, keeps its item: the match's quantity is one of that.
create function wasl.refuse_change_of_matched_line() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if (new.item_type is distinct from old.item_type
        and exists (select from matches where (need_line_id = old.id or offer_line_id = old.id) and state <> 'suggested'))
      or ((new.left_out_at is not null and old.left_out_at is null
          or to_jsonb(new) ->> 'ceiling_currency' is distinct from to_jsonb(old) ->> 'ceiling_currency')
        and exists (select from matches where (need_line_id = old.id or offer_line_id = old.id)
          and state not in ('suggested', 'declined', 'cancelled', 'lapsed')))
    then
      raise exception 'a match stands on line %', old.id using errcode = 'check_violation', constraint = 'line_is_matched', table = tg_table_name;
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
-- Nothing is matched to a line that was left out. The locks close the race with a revision that leaves it out, or gives it another item, meanwhile.
create function wasl.refuse_match_of_left_out_line() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    perform from need_lines where id = new.need_line_id and left_out_at is null for share;
    if found then
      perform from offer_lines where id = new.offer_line_id and left_out_at is null for share;
    end if;
    if not found then
      raise exception 'a line was left out' using errcode = 'check_violation', constraint = 'match_is_of_standing_lines', table = 'matches';
    end if;
    return new;
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
select wasl.give_to_ledger('wasl.contact_of_match(uuid)', 'wasl.note_full_reads(text, uuid[], uuid[], uuid[], uuid[])', 'wasl.lot_terms(uuid, uuid)', 'wasl.lot_terms_for_reader(uuid, uuid)', 'wasl.carry_match()', 'wasl.decimals_of_match(uuid)', 'wasl.hold_amount_of_match()', 'wasl.refuse_change_of_matched_line()', 'wasl.refuse_match_of_left_out_line()');
--> statement-breakpoint
create trigger amount_is_reckoned before insert or update of state, quantity, amount, amount_currency, rate_id on matches for each row
  execute function wasl.hold_amount_of_match();
--> statement-breakpoint
revoke execute on function wasl.lot_terms(uuid, uuid) from public;
--> statement-breakpoint
create trigger counters_are_the_ledgers_at_insert before insert on matches for each row
  when (current_user <> 'wasl_ledger' and ((new.shipped, new.accepted, new.in_service, new.verified, new.failed) is distinct from (0, 0, 0, 0, 0) or new.worth_rate_id is not null))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger counters_are_the_ledgers before update on matches for each row
  when (current_user <> 'wasl_ledger' and (new.shipped, new.accepted, new.in_service, new.verified, new.failed, new.worth_rate_id) is distinct from (old.shipped, old.accepted, old.in_service, old.verified, old.failed, old.worth_rate_id))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger carry_match after insert or update on matches for each row execute function wasl.carry_match();
--> statement-breakpoint
create trigger match_is_of_standing_lines before insert on matches for each row execute function wasl.refuse_match_of_left_out_line();
--> statement-breakpoint
create trigger suggestion_is_of_standing_lines before update of state on matches for each row
  when (old.state = 'suggested') execute function wasl.refuse_match_of_left_out_line();
--> statement-breakpoint
create trigger line_is_matched before update of item_type, left_out_at on need_lines for each row execute function wasl.refuse_change_of_matched_line();
--> statement-breakpoint
create trigger line_is_matched before update of item_type, left_out_at, ceiling_currency on offer_lines for each row execute function wasl.refuse_change_of_matched_line();
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
grant select on full_reads to wasl_app;
--> statement-breakpoint
grant select, update on matches to wasl_ledger;
--> statement-breakpoint
grant select, insert on full_reads to wasl_ledger;
--> statement-breakpoint
select wasl.guard('matches', 'match_amendments', 'full_reads');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('matches', 'match', 'id', left_out => 'shipped,accepted,in_service,verified,failed,worth_rate_id'),
  wasl.keep_history('match_amendments', 'match', 'match_id', 'amendments');
