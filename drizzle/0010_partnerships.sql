-- What the tables of the area partnerships can't say by themselves. Read together with src/areas/partnerships/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- What a match is worth, and in which currency: the money itself, else the unit value that the donor states, else (in EUR) the upper end of the
-- catalogue's cost band, as the matching does with money.
create function wasl.own_worth_of_match(match uuid) returns table (amount numeric, currency text, rate_id uuid) language sql stable
  as $$
    select case
        when offer_lines.kind = 'funding' then matches.amount
        when offer_lines.unit_value is not null then wasl.exact_price(offer_lines.unit_value, matches.quantity, item_types.decimals)
        else wasl.exact_price(item_types.unit_cost_high_eur, matches.quantity, item_types.decimals)
      end,
      case
        when offer_lines.kind = 'funding' then matches.amount_currency
        when offer_lines.unit_value is not null then offer_lines.unit_value_currency
        else 'EUR'
      end,
      matches.worth_rate_id
    from matches
    join offer_lines on offer_lines.id = matches.offer_line_id
    left join item_types on item_types.slug = offer_lines.item_type
    where matches.id = match
  $$;
--> statement-breakpoint
-- What it takes of a ceiling in this currency: by the rate that it was agreed under, else by that of today; up to the next minor unit. Null: no
-- rate of the two is known.
create function wasl.worth_of_match(match uuid, ceiling_currency text) returns numeric language plpgsql stable
  as $$
  declare
    own record;
  begin
    select * into own from wasl.own_worth_of_match(match);
    return wasl.converted(own.amount, own.currency, ceiling_currency,
      coalesce(case when wasl.is_rate_between(own.rate_id, own.currency, ceiling_currency) then own.rate_id end,
        wasl.rate_of_today(own.currency, ceiling_currency)));
  end
  $$;
--> statement-breakpoint
create function wasl.used_under(partnership uuid, currency text) returns numeric language plpgsql stable
  as $$
  declare
    used numeric;
    all_known boolean;
  begin
    select coalesce(sum(worth), 0), coalesce(bool_and(worth is not null), true) into used, all_known
    from (
      select wasl.worth_of_match(matches.id, currency) as worth from matches
      where matches.partnership_id = partnership
        and matches.state in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')
    ) as agreed;
    if not all_known then
      raise exception 'a match under partnership % has no known worth in %', partnership, currency
        using errcode = 'check_violation', constraint = 'worth_is_known_under_ceiling', table = 'partnerships';
    end if;
    return used;
  end
  $$;
--> statement-breakpoint
-- Under a ceiling in another currency a match keeps the rate of the day on which it was agreed.
create function wasl.keep_rate_of_worth() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    covering constant text[] := array['agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed'];
    own record;
    ceiling text;
  begin
    if new.state = any (covering) and old.state <> all (covering) then
      select ceiling_currency into ceiling from partnerships where id = new.partnership_id;
      select * into own from wasl.own_worth_of_match(new.id);
      new.worth_rate_id := wasl.rate_of_today(own.currency, ceiling);
    elsif new.state <> all (covering) then
      new.worth_rate_id := null;
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
-- Runs after carry_match (triggers fire in the order of their names): the partnership is locked last, and the lock puts rivals
-- under one ceiling in a queue, so that the sum sees what each before it has taken. An end or an amendment waits there too.
create function wasl.count_under_partnership() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    covering constant text[] := array['agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed'];
    was_covering constant boolean := tg_op = 'UPDATE' and old.state = any (covering);
    is_covering constant boolean := new.state = any (covering);
    partnership partnerships;
  begin
    if not was_covering and not is_covering then
      return null;
    end if;
    if was_covering and is_covering and (new.quantity, new.amount) is not distinct from (old.quantity, old.amount) then
      return null;
    end if;
    select * into partnership from partnerships where id = new.partnership_id for no key update;
    if is_covering and not was_covering and partnership.state <> 'signed' then
      raise exception 'partnership % is not signed', new.partnership_id
        using errcode = 'check_violation', constraint = 'agreement_needs_signed_partnership', table = 'matches';
    end if;
    if partnership.ceiling_currency is not null then
      update partnerships set used_amount = wasl.used_under(id, ceiling_currency) where id = new.partnership_id;
    end if;
    return null;
  end
  $$;
--> statement-breakpoint
-- A ceiling that an amendment sets, lifts or puts into another currency is counted anew, before the check on it looks.
create function wasl.recount_under_new_ceiling() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    -- What was agreed keeps its rate where that is of the new currency too; where not, there is none to keep but today's.
    update matches set worth_rate_id = wasl.rate_of_today((select own.currency from wasl.own_worth_of_match(id) as own), new.ceiling_currency)
      where partnership_id = new.id and state in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')
        and not wasl.is_rate_between(worth_rate_id, (select own.currency from wasl.own_worth_of_match(id) as own), new.ceiling_currency);
    new.used_amount := case when new.ceiling_currency is null then 0 else wasl.used_under(new.id, new.ceiling_currency) end;
    return new;
  end
  $$;
--> statement-breakpoint
-- The agreements in which the reader's organisation, or one that it answers for, is named besides the two sides. It runs as the
-- ledger, because the policy of the agreement asks it and the policy of the parties asks the agreement.
create function wasl.reader_partnerships() returns uuid[] language sql stable security definer set search_path = public, pg_temp
  as $$
    select coalesce(array_agg(partnership_id), '{}') from partnership_parties
    where organisation_id = any ((select wasl.reader_organisation() || wasl.reader_scope())::uuid[])
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.keep_rate_of_worth()', 'wasl.count_under_partnership()', 'wasl.recount_under_new_ceiling()', 'wasl.reader_partnerships()');
--> statement-breakpoint
create trigger keep_rate_of_worth before update of state on matches for each row
  when (new.partnership_id is not null)
  execute function wasl.keep_rate_of_worth();
--> statement-breakpoint
create trigger count_under_partnership after insert or update of state, quantity, amount on matches for each row
  when (new.partnership_id is not null)
  execute function wasl.count_under_partnership();
--> statement-breakpoint
create trigger counters_are_the_ledgers_at_insert before insert on partnerships for each row
  when (current_user <> 'wasl_ledger' and new.used_amount <> 0)
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger counters_are_the_ledgers before update on partnerships for each row
  when (current_user <> 'wasl_ledger' and new.used_amount is distinct from old.used_amount)
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger recount_under_new_ceiling before update of ceiling_amount, ceiling_currency on partnerships for each row
  when (new.ceiling_currency is distinct from old.ceiling_currency)
  execute function wasl.recount_under_new_ceiling();
--> statement-breakpoint
create trigger partnership_warnings_are_append_only before update or delete on partnership_warnings for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on partnerships, partnership_amendments to wasl_app;
--> statement-breakpoint
grant select, insert on partnership_parties, partnership_warnings to wasl_app;
--> statement-breakpoint
grant delete on partnership_parties to wasl_app;
--> statement-breakpoint
grant select on partnerships, partnership_parties to wasl_ledger;
--> statement-breakpoint
grant update (used_amount) on partnerships to wasl_ledger;
--> statement-breakpoint
select wasl.guard('partnerships', 'partnership_parties', 'partnership_amendments', 'partnership_warnings');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('partnerships', 'partnership', 'id', left_out => 'used_amount'),
  wasl.keep_history('partnership_parties', 'partnership', 'partnership_id', 'parties', keys => 'organisation_id,part'),
  wasl.keep_history('partnership_amendments', 'partnership', 'partnership_id', 'amendments'),
  wasl.keep_history('partnership_warnings', 'partnership', 'partnership_id', 'warnings', keys => 'valid_until,threshold_days');
