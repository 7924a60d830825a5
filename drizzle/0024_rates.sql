-- What the tables of the area rates can't say by themselves. Read together with src/areas/rates/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- Whether a rate is of these two currencies, either way round; of one and the same there is nothing to be asked.
create function wasl.is_rate_between(of_rate uuid, one text, other text) returns boolean language sql stable set search_path = public, pg_temp
  as $$ select coalesce((select (base, quote) in ((one, other), (other, one)) from exchange_rates where id = of_rate), false) $$;
--> statement-breakpoint
-- The same, of a day, and counting.
create function wasl.is_rate_of(of_rate uuid, one text, other text, day date) returns boolean language sql stable set search_path = public, pg_temp
  as $$
    select exists (select from exchange_rates where id = of_rate and state = 'confirmed' and day between valid_from and valid_until
      and (base, quote) in ((one, other), (other, one)))
  $$;
--> statement-breakpoint
-- The rate that counts on a day: of several the one that began last, and of those the one that was recorded last (`readStandingRates` is the same).
create function wasl.rate_on(one text, other text, day date) returns uuid language sql stable set search_path = public, pg_temp
  as $$
    select id from exchange_rates
    where state = 'confirmed' and day between valid_from and valid_until and (base, quote) in ((one, other), (other, one))
    order by valid_from desc, creation_order desc limit 1
  $$;
--> statement-breakpoint
create function wasl.rate_of_today(one text, other text) returns uuid language sql stable set search_path = public, pg_temp
  as $$ select wasl.rate_on(one, other, wasl.day_at(wasl.mission_zone(), wasl.reader_now())) $$;
--> statement-breakpoint
-- An amount in another currency by a rate, up to its next minor unit: exact, since a quotient is only asked for its whole part. Null where the rate
-- is not of the two.
create function wasl.converted(amount numeric, from_currency text, to_currency text, rate_id uuid) returns numeric language plpgsql stable set search_path = public, pg_temp
  as $$
  declare
    places constant smallint := wasl.currency_decimals(to_currency);
    by_rate exchange_rates;
    minor numeric;
    divisor numeric := 1;
    whole numeric;
  begin
    minor := amount * (array[1, 10, 100, 1000])[places + 1];
    if from_currency <> to_currency then
      select * into by_rate from exchange_rates where id = rate_id;
      if (by_rate.base, by_rate.quote) = (from_currency, to_currency) then
        minor := minor * by_rate.rate::numeric;
      elsif (by_rate.quote, by_rate.base) = (from_currency, to_currency) then
        divisor := by_rate.rate::numeric;
      else
        return null;
      end if;
    end if;
    whole := div(minor, divisor);
    if whole * divisor < minor then
      whole := whole + 1;
    end if;
    return whole * (array[1, 0.1, 0.01, 0.001])[places + 1];
  end
  $$;
--> statement-breakpoint
-- A second person confirms, of another organisation or of another office in the same; what it says was settled before.
create function wasl.hold_two_hands_of_rate() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if not exists (
      select from users where id = new.decided_by and id <> new.recorded_by and suspended_at is null and role in ('administrator', 'facilitator')
        and (organisation_id <> new.recorded_by_organisation or role <> new.recorded_by_role)
    ) then
      raise exception 'it takes two persons who stand apart' using errcode = 'check_violation', constraint = 'takes_two_hands', table = 'exchange_rates';
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.hold_two_hands_of_rate()');
--> statement-breakpoint
create trigger takes_two_hands before update on exchange_rates for each row
  when (old.state = 'proposed' and new.state = 'confirmed')
  execute function wasl.hold_two_hands_of_rate();
--> statement-breakpoint
-- Decided, it keeps what it says; what was reserved under it rests on that.
create trigger rate_keeps_what_it_says before update on exchange_rates for each row
  when ((new.base, new.quote, new.corrects, new.recorded_by, new.recorded_by_organisation, new.recorded_by_role, new.created_at)
      is distinct from (old.base, old.quote, old.corrects, old.recorded_by, old.recorded_by_organisation, old.recorded_by_role, old.created_at)
    or (old.state <> 'proposed' and ((new.rate, new.valid_from, new.valid_until, new.source, new.decided_by, new.decided_by_organisation, new.decided_at)
      is distinct from (old.rate, old.valid_from, old.valid_until, old.source, old.decided_by, old.decided_by_organisation, old.decided_at)
      or new.state = 'proposed' or new.state = 'refused' or (old.state <> 'confirmed' and new.state <> old.state))))
  execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger rates_are_never_removed before delete on exchange_rates for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on exchange_rates to wasl_app;
--> statement-breakpoint
grant select on exchange_rates to wasl_ledger;
--> statement-breakpoint
select wasl.guard('exchange_rates');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('exchange_rates', 'exchange-rate', 'id');
