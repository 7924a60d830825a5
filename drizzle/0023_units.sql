-- What a unit that ends hands over to another, and what comes back when its end is taken back. It reaches into the tables of many areas, which all
-- name the unit for row-level security, and so stands after them. Read together with src/areas/gaps/tables.ts and src/flows/end-unit.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- An event of each record that went to another unit, with all that changed.
create function wasl.tell_handed_over(subject_type text, subjects uuid[], organisation uuid) returns void language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if subjects <> '{}' then
      perform wasl.record_consequences((select jsonb_agg(jsonb_build_object('id', gen_random_uuid(), 'action', subject_type || '.handed-over',
        'subject_type', subject_type, 'subject_id', subject, 'parties', jsonb_build_array(organisation))) from unnest(subjects) as subject));
    end if;
  end
  $$;
--> statement-breakpoint
create function wasl.ids_in(handed jsonb, field text) returns uuid[] language sql immutable parallel safe
  as $$ select coalesce(array_agg(id::uuid), '{}') from jsonb_array_elements_text(handed -> field) as id $$;
--> statement-breakpoint
-- Needs go with their lines, revisions, matches and deliveries, and lie where their unit does from then on.
create function wasl.hand_over_needs(given uuid[], from_unit uuid, to_unit uuid, organisation uuid) returns void language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    moved uuid[];
    of_needs uuid[];
    of_lines uuid[];
    of_deliveries uuid[];
  begin
    with changed as (
      update needs set unit_id = to_unit, region = sites.region, cell = site_cells.cell, version = needs.version + 1
      from units join sites on sites.slug = units.site join site_cells on site_cells.site = sites.slug
      where units.id = to_unit and needs.id = any (given) and needs.unit_id = from_unit returning needs.id)
    select coalesce(array_agg(id), '{}') into moved from changed;
    update need_lines set unit_id = to_unit where need_id = any (moved);
    update need_revisions set unit_id = to_unit where need_id = any (moved);
    with changed as (update matches set unit_id = to_unit, version = version + 1 where need_id = any (moved) returning id)
    select coalesce(array_agg(id), '{}') into of_needs from changed;
    update match_amendments set unit_id = to_unit where match_id = any (of_needs);
    with changed as (update delivery_lines set unit_id = to_unit where match_id = any (of_needs) returning id, delivery_id)
    select coalesce(array_agg(id), '{}'), coalesce(array_agg(distinct delivery_id), '{}') into of_lines, of_deliveries from changed;
    update consignment_lines set unit_id = to_unit where delivery_line_id = any (of_lines);
    update receipt_lines set unit_id = to_unit where delivery_line_id = any (of_lines);
    update packed_contents set unit_id = to_unit where delivery_line_id = any (of_lines);
    update serial_numbers set unit_id = to_unit where delivery_line_id = any (of_lines);
    update corrections set unit_id = to_unit where delivery_id = any (of_deliveries) and unit_id = from_unit;
    update recipient_readiness set unit_id = to_unit where delivery_id = any (of_deliveries) and unit_id = from_unit
      and not exists (select from recipient_readiness as other where other.delivery_id = recipient_readiness.delivery_id and other.unit_id = to_unit)
      and not exists (select from delivery_lines where delivery_lines.delivery_id = recipient_readiness.delivery_id and delivery_lines.unit_id = from_unit);
    update deliveries set version = version + 1 where id = any (of_deliveries);
    update package_needs set unit_id = to_unit where need_id = any (moved);
    update package_matches set unit_id = to_unit where match_id = any (of_needs);
    perform wasl.tell_handed_over('need', moved, organisation), wasl.tell_handed_over('match', of_needs, organisation),
      wasl.tell_handed_over('delivery', of_deliveries, organisation);
  end
  $$;
--> statement-breakpoint
-- What was counted, received and is authorised; what was entered since of goods that go goes with them, such as their confirmation. Of two counts of one day, and of two rows of one table for a day, the other unit's own stands.
create function wasl.hand_over_stock(handed jsonb, from_unit uuid, to_unit uuid, organisation uuid) returns void language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    moved uuid[];
    reports uuid[];
    proposals uuid[];
    authorised uuid[];
  begin
    with changed as (
      update holding_moves set unit_id = to_unit
      where unit_id = from_unit
        and (id = any (wasl.ids_in(handed, 'moves')) or exists (select from holding_moves as came
          where came.id = any (wasl.ids_in(handed, 'moves')) and came.kind = 'accepted'
            and (came.proposed_holding_id = holding_moves.proposed_holding_id or came.delivery_line_id = holding_moves.delivery_line_id)))
        and not (kind = 'counted' and exists (select from holding_reports as own join holding_reports as other
          on other.unit_id = to_unit and other.item_type = own.item_type and other.as_of = own.as_of and other.source = 'count' and not other.withdrawn
          where own.id = holding_moves.holding_report_id and not own.withdrawn))
      returning id)
    select coalesce(array_agg(id), '{}') into moved from changed;
    with changed as (
      update holding_reports set unit_id = to_unit, version = version + 1
      where id in (select holding_report_id from holding_moves where id = any (moved)) returning id)
    select coalesce(array_agg(id), '{}') into reports from changed;
    with changed as (
      update proposed_holdings set unit_id = to_unit, version = version + 1
      where id in (select proposed_holding_id from holding_moves where id = any (moved) and kind = 'accepted') returning id)
    select coalesce(array_agg(id), '{}') into proposals from changed;
    with changed as (
      update requirements set unit_id = to_unit, version = version + 1
      where id = any (wasl.ids_in(handed, 'requirements')) and unit_id = from_unit
        and not exists (select from requirements as other where other.unit_id = to_unit and other.item_type = requirements.item_type
          and other.effective_on = requirements.effective_on and not other.withdrawn and not requirements.withdrawn)
      returning id)
    select coalesce(array_agg(id), '{}') into authorised from changed;
    perform wasl.tell_handed_over('holding-report', reports, organisation), wasl.tell_handed_over('proposed-holding', proposals, organisation),
      wasl.tell_handed_over('requirement', authorised, organisation);
  end
  $$;
--> statement-breakpoint
create function wasl.hand_over_people(handed jsonb, from_unit uuid, to_unit uuid, organisation uuid) returns void language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    accounts uuid[];
    invited uuid[];
    changes uuid[];
    trained uuid[];
    packed uuid[];
  begin
    with changed as (update users set unit_id = to_unit, version = version + 1 where id = any (wasl.ids_in(handed, 'users')) and unit_id = from_unit returning id)
    select coalesce(array_agg(id), '{}') into accounts from changed;
    with changed as (update invitations set unit_id = to_unit, version = version + 1 where id = any (wasl.ids_in(handed, 'invitations')) and unit_id = from_unit returning id)
    select coalesce(array_agg(id), '{}') into invited from changed;
    with changed as (update account_changes set unit_id = to_unit, version = version + 1 where id = any (wasl.ids_in(handed, 'accountChanges')) and unit_id = from_unit returning id)
    select coalesce(array_agg(id), '{}') into changes from changed;
    with changed as (update training_records set unit_id = to_unit, version = version + 1 where id = any (wasl.ids_in(handed, 'trainingRecords')) and unit_id = from_unit returning id)
    select coalesce(array_agg(id), '{}') into trained from changed;
    with changed as (update packages set unit_id = to_unit, version = version + 1 where id = any (wasl.ids_in(handed, 'packages')) and unit_id = from_unit returning id)
    select coalesce(array_agg(id), '{}') into packed from changed;
    update package_parts set unit_id = to_unit where package_id = any (packed);
    update package_needs set unit_id = to_unit where package_id = any (packed);
    update package_matches set unit_id = to_unit where package_id = any (packed);
    perform wasl.tell_handed_over('user', accounts, organisation), wasl.tell_handed_over('invitation', invited, organisation),
      wasl.tell_handed_over('account-change', changes, organisation), wasl.tell_handed_over('training-record', trained, organisation),
      wasl.tell_handed_over('package', packed, organisation);
  end
  $$;
--> statement-breakpoint
-- Ends a unit, or takes its end back, once a second person has confirmed it. What is handed over is the unit's own, whatever is named.
create function wasl.make_unit_change() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    is_back constant boolean := new.change = 'reopen';
    giving constant uuid := case when is_back then new.successor_id else new.unit_id end;
    taking constant uuid := case when is_back then new.unit_id else new.successor_id end;
  begin
    if new.decided_by is distinct from wasl.reader_user() or wasl.reader_role() not in ('validator', 'facilitator')
      or not exists (select from users where id = new.decided_by and suspended_at is null) then
      raise exception 'it takes two persons who stand apart' using errcode = 'check_violation', constraint = 'takes_two_hands', table = 'unit_changes';
    end if;
    if (select count(distinct organisation_id) from units where id in (new.unit_id, new.successor_id)) > 1 then
      raise exception 'a unit is succeeded within its organisation'
        using errcode = 'check_violation', constraint = 'unit_is_succeeded_within_its_organisation', table = 'unit_changes';
    end if;
    if is_back and exists (select from units where id = new.successor_id and state <> 'active' for share) then
      raise exception 'what a unit handed over has gone on' using errcode = 'check_violation', constraint = 'successor_gives_back', table = 'unit_changes';
    end if;
    update units set state = case new.change when 'merge' then 'merged' when 'close' then 'closed' else 'active' end,
      successor_id = case when is_back then null else new.successor_id end, version = version + 1
      where id = new.unit_id;
    if giving is not null and taking is not null and new.handed_over is not null then
      perform wasl.hand_over_needs(wasl.ids_in(new.handed_over, 'needs'), giving, taking, new.organisation_id),
        wasl.hand_over_people(new.handed_over, giving, taking, new.organisation_id),
        wasl.hand_over_stock(new.handed_over, giving, taking, new.organisation_id);
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
-- Whose a unit is, is whose all is that hangs on it, which says so row by row: it is put right only while nothing does.
create function wasl.refuse_change_of_organisation() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if exists (select from needs where unit_id = new.id) or exists (select from holding_moves where unit_id = new.id)
      or exists (select from requirements where unit_id = new.id) or exists (select from users where unit_id = new.id)
      or exists (select from invitations where unit_id = new.id) or exists (select from account_changes where unit_id = new.id)
      or exists (select from training_records where unit_id = new.id) or exists (select from packages where unit_id = new.id)
      or exists (select from unit_changes where unit_id = new.id or successor_id = new.id) then
      raise exception 'something hangs on the unit' using errcode = 'check_violation', constraint = 'nothing_hangs_on_the_unit', table = 'units';
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.refuse_change_of_organisation()', 'wasl.tell_handed_over(text, uuid[], uuid)', 'wasl.hand_over_needs(uuid[], uuid, uuid, uuid)',
  'wasl.hand_over_stock(jsonb, uuid, uuid, uuid)', 'wasl.hand_over_people(jsonb, uuid, uuid, uuid)', 'wasl.make_unit_change()');
--> statement-breakpoint
revoke execute on function wasl.tell_handed_over(text, uuid[], uuid), wasl.hand_over_needs(uuid[], uuid, uuid, uuid),
  wasl.hand_over_stock(jsonb, uuid, uuid, uuid), wasl.hand_over_people(jsonb, uuid, uuid, uuid), wasl.make_unit_change() from public;
--> statement-breakpoint
create trigger nothing_hangs_on_the_unit before update of organisation_id on units for each row
  when (new.organisation_id <> old.organisation_id) execute function wasl.refuse_change_of_organisation();
--> statement-breakpoint
create trigger takes_two_hands before update on unit_changes for each row
  when (old.state <> 'confirmed' and new.state = 'confirmed')
  execute function wasl.make_unit_change();
--> statement-breakpoint
create trigger unit_change_keeps_what_it_says before update on unit_changes for each row
  when (old.state <> 'proposed' or (new.unit_id, new.organisation_id, new.change, new.successor_id, new.reason, new.proposed_by, new.proposed_by_organisation, new.proposed_by_role)
    is distinct from (old.unit_id, old.organisation_id, old.change, old.successor_id, old.reason, old.proposed_by, old.proposed_by_organisation, old.proposed_by_role))
  execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger unit_changes_are_never_removed before delete on unit_changes for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update (state, handed_over, decided_by, decided_at, refusal_reason, version) on unit_changes to wasl_app;
--> statement-breakpoint
grant update (state, successor_id, version) on units to wasl_ledger;
--> statement-breakpoint
grant select, update on need_revisions, match_amendments, receipt_lines, recipient_readiness, corrections, package_parts, package_needs, package_matches,
  packages, training_records, holding_reports, holding_moves, proposed_holdings, requirements, account_changes to wasl_ledger;
--> statement-breakpoint
grant select on unit_changes to wasl_ledger;
--> statement-breakpoint
grant update (unit_id) on packed_contents, serial_numbers, users, invitations to wasl_ledger;
--> statement-breakpoint
grant select (id, unit_id, version), update (version) on invitations to wasl_ledger;
--> statement-breakpoint
select wasl.guard('unit_changes');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('unit_changes', 'unit-change', 'id');
