-- What the tables of the area deliveries can't say by themselves. Read together with src/areas/deliveries/tables.ts.

-- A holding is proposed by what a delivery line brought. The key stands here because the tables of deliveries refer to those of gaps.
alter table proposed_holdings add constraint proposed_holdings_delivery_line_id_delivery_lines_id_fk foreign key (delivery_line_id) references delivery_lines (id);
--> statement-breakpoint

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- Whose day it is where a delivery goes: that of the site of the first of its units.
create function wasl.zone_of_delivery(delivery uuid) returns text language sql stable parallel safe security definer set search_path = public, pg_temp
  as $$
    select coalesce((select wasl.zone_of_unit(unit_id) from delivery_lines where delivery_id = delivery order by position limit 1), wasl.mission_zone())
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.zone_of_delivery(uuid)');
--> statement-breakpoint
-- The deliveries of the donor who reads that have come to nothing: every match that they were planned for has fallen. What others have put down of
-- them is no business of the donor's any more. For whoever else reads there are none. Found by the matches that fell, of which few were ever planned,
-- and asked once a statement.
create function wasl.reader_fallen_deliveries() returns setof uuid language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  begin
    if wasl.reader_role() is distinct from 'donor' then
      return;
    end if;
    return query
      select distinct fallen.delivery_id from matches join delivery_lines as fallen on fallen.match_id = matches.id
      where matches.donor_id = wasl.reader_organisation() and matches.state in ('declined', 'cancelled', 'lapsed')
        and not exists (
          select from delivery_lines as other join matches as standing on standing.id = other.match_id
          where other.delivery_id = fallen.delivery_id and standing.state not in ('declined', 'cancelled', 'lapsed'));
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.reader_fallen_deliveries()');
--> statement-breakpoint
create function wasl.carry_delivery_line() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    update matches set
      shipped = shipped + new.shipped - coalesce(old.shipped, 0),
      accepted = accepted + new.accepted - coalesce(old.accepted, 0),
      in_service = in_service + new.in_service - coalesce(old.in_service, 0),
      verified = verified + new.verified - coalesce(old.verified, 0),
      failed = failed + (new.rejected + new.lost + new.returned) - coalesce(old.rejected + old.lost + old.returned, 0)
    where id = new.match_id
      and (new.shipped, new.accepted, new.in_service, new.verified, new.rejected + new.lost + new.returned)
        is distinct from (coalesce(old.shipped, 0), coalesce(old.accepted, 0), coalesce(old.in_service, 0), coalesce(old.verified, 0), coalesce(old.rejected + old.lost + old.returned, 0));
    return null;
  end
  $$;
--> statement-breakpoint
-- consignment_lines → delivery_lines, and from there as before → matches → need_lines and offer_lines. A line says why as long as something of it
-- was rejected or lost: as the consignment says that has just changed, else as another still does.
create function wasl.carry_consignment_line() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if (new.shipped, new.accepted, new.rejected, new.lost, new.returned, new.rejection_reason, new.loss_reason)
      is not distinct from (coalesce(old.shipped, 0), coalesce(old.accepted, 0), coalesce(old.rejected, 0), coalesce(old.lost, 0), coalesce(old.returned, 0),
        old.rejection_reason, old.loss_reason)
    then
      return null;
    end if;
    update delivery_lines set
      shipped = shipped + new.shipped - coalesce(old.shipped, 0),
      accepted = accepted + new.accepted - coalesce(old.accepted, 0),
      rejected = rejected + new.rejected - coalesce(old.rejected, 0),
      lost = lost + new.lost - coalesce(old.lost, 0),
      returned = returned + new.returned - coalesce(old.returned, 0),
      rejection_reason = coalesce(case when new.rejected > 0 then new.rejection_reason end, (
        select max(others.rejection_reason) from consignment_lines as others
        where others.delivery_line_id = new.delivery_line_id and others.id <> new.id and others.rejected > 0)),
      loss_reason = coalesce(case when new.lost > 0 then new.loss_reason end, (
        select max(others.loss_reason) from consignment_lines as others
        where others.delivery_line_id = new.delivery_line_id and others.id <> new.id and others.lost > 0))
    where id = new.delivery_line_id;
    return null;
  end
  $$;
--> statement-breakpoint
-- Where a delivery stands, from its consignments and its lines: the rule of `stateOfDelivery` (src/areas/deliveries/domain/consignments.ts), which
-- a test holds against this.
create function wasl.state_of_delivery(delivery uuid) returns text language plpgsql stable security definer set search_path = public, pg_temp
  as $$
  declare
    on_the_way constant text[] := array['planned', 'cleared', 'packed', 'shipped', 'arrived', 'at-customs', 'released', 'in-transit', 'received', 'lost', 'returned', 'seized', 'cancelled'];
    furthest integer;
    is_open boolean;
    has_come boolean;
    has_left boolean;
    is_lost boolean;
  begin
    select max(array_position(on_the_way, consignments.state)) filter (where consignments.state not in ('received', 'lost', 'returned', 'cancelled', 'seized')),
        bool_or(consignments.state not in ('received', 'lost', 'returned', 'cancelled')), bool_or(consignments.state = 'received'),
        bool_or(consignments.state <> 'cancelled'), bool_or(consignments.state = 'lost')
      into furthest, is_open, has_come, has_left, is_lost
      from consignments where consignments.delivery_id = delivery;
    if furthest is not null then
      return on_the_way[case when has_come then greatest(furthest, array_position(on_the_way, 'in-transit')) else furthest end];
    elsif is_open then
      return 'seized';
    elsif not coalesce(has_left, false) then
      return 'cancelled';
    end if;
    return (
      select case when sum(accepted + rejected) = 0 then case when is_lost then 'lost' else 'returned' end
        when bool_and(accepted = planned) then 'received' else 'partly-received' end
      from delivery_lines where delivery_lines.delivery_id = delivery);
  end
  $$;
--> statement-breakpoint
-- What ends, ends what hangs on it. Of a match so much may still leave (`kept`); what consignments that haven't left carry beyond that is
-- taken out of them, the last planned first, with what is packed of it. A consignment that nothing is left in is cancelled, and so is a
-- delivery whose consignments all are. What has left goes on. Donor and recipients are told by an event of each delivery.
create function wasl.end_what_is_planned(ended uuid, kept bigint, because text) returns void language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    at constant timestamptz(3) := wasl.reader_now();
    excess bigint;
    cut bigint;
    part record;
    touched uuid[] := '{}';
    becomes text;
  begin
    perform from deliveries where id in (select delivery_id from delivery_lines where match_id = ended) order by creation_order for no key update;
    select coalesce(sum(consignment_lines.planned), 0) - kept into excess
      from consignment_lines join consignments on consignments.id = consignment_lines.consignment_id
        join delivery_lines on delivery_lines.id = consignment_lines.delivery_line_id
      where delivery_lines.match_id = ended and consignments.state in ('planned', 'cleared', 'packed');
    for part in
      select consignment_lines.id, consignment_lines.consignment_id, consignment_lines.delivery_line_id, consignment_lines.delivery_id, consignment_lines.planned
      from consignment_lines join consignments on consignments.id = consignment_lines.consignment_id
        join delivery_lines on delivery_lines.id = consignment_lines.delivery_line_id
        join deliveries on deliveries.id = consignment_lines.delivery_id
      where delivery_lines.match_id = ended and consignments.state in ('planned', 'cleared', 'packed')
      order by deliveries.creation_order desc, consignments.position desc
    loop
      exit when excess <= 0;
      cut := least(part.planned, excess);
      excess := excess - cut;
      touched := touched || part.delivery_id;
      if cut = part.planned then
        perform wasl.unpack_line(part.consignment_id, part.delivery_line_id);
        delete from consignment_lines where id = part.id;
        update consignments set state = 'cancelled', ended_on = at::date
          where id = part.consignment_id and not exists (select from consignment_lines where consignment_lines.consignment_id = consignments.id);
      else
        update consignment_lines set planned = planned - cut where id = part.id;
        -- Which of its pieces stay behind is the donor's to say: it is packed, and asked of the gate, again.
        if (select coalesce(sum(packed_contents.quantity), 0) from packed_contents join packing_units on packing_units.id = packed_contents.packing_unit_id
            where packing_units.consignment_id = part.consignment_id and packed_contents.delivery_line_id = part.delivery_line_id) > part.planned - cut then
          perform wasl.unpack_line(part.consignment_id, part.delivery_line_id);
          update consignments set state = 'planned' where id = part.consignment_id;
        end if;
      end if;
      update delivery_lines set planned = planned - cut where id = part.delivery_line_id;
    end loop;
    if kept = 0 then
      -- What was left out of all consignments is planned no more either.
      with cleared as (
        update delivery_lines set planned = shipped from deliveries
        where deliveries.id = delivery_lines.delivery_id and match_id = ended and planned > shipped
          and deliveries.state in ('planned', 'cleared', 'packed', 'shipped', 'arrived', 'at-customs', 'released', 'in-transit', 'seized')
        returning delivery_lines.delivery_id)
      select touched || coalesce(array_agg(cleared.delivery_id), '{}') into touched from cleared;
    end if;
    for part in
      select deliveries.id, deliveries.state, deliveries.donor_id,
        array(select distinct delivery_lines.organisation_id from delivery_lines where delivery_lines.delivery_id = deliveries.id) as recipients
      from deliveries where deliveries.id = any (touched) order by deliveries.creation_order
    loop
      becomes := wasl.state_of_delivery(part.id);
      update deliveries set state = becomes, version = version + 1 where id = part.id;
      perform wasl.record_consequences(jsonb_build_array(jsonb_build_object('id', gen_random_uuid(),
        'action', case when becomes = 'cancelled' then 'delivery.cancelled' else 'delivery.cut-down' end, 'subject_type', 'delivery', 'subject_id', part.id,
        'reason', because, 'parties', to_jsonb(array[part.donor_id] || part.recipients))));
    end loop;
  end
  $$;
--> statement-breakpoint
-- Takes what is packed of a line out of a consignment, with its numbers, and the crates that nothing is left in.
create function wasl.unpack_line(consignment uuid, line uuid) returns void language sql security definer set search_path = public, pg_temp
  as $$
    delete from serial_numbers where serial_numbers.consignment_id = consignment and serial_numbers.delivery_line_id = line;
    delete from packed_contents using packing_units
      where packing_units.id = packed_contents.packing_unit_id and packing_units.consignment_id = consignment and packed_contents.delivery_line_id = line;
    delete from packing_units where packing_units.consignment_id = consignment
      and not exists (select from packed_contents where packed_contents.packing_unit_id = packing_units.id);
  $$;
--> statement-breakpoint
-- Once the last that was still to come is cancelled, what the others have reached is what the delivery has.
create function wasl.reach_what_has_come() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    update delivery_milestones set actual_on = reached.reached_on
    from (
      select named.milestone, case named.milestone when 'shipped' then max(shipped_on) when 'arrived-port-of-entry' then max(arrived_on) else max(ended_on) end as reached_on
      from consignments cross join unnest(array['shipped', 'arrived-port-of-entry', 'inland-delivered']) as named (milestone)
      where consignments.delivery_id = old.delivery_id and consignments.state not in ('lost', 'returned', 'cancelled')
      group by named.milestone
      having bool_and(case named.milestone when 'shipped' then shipped_on when 'arrived-port-of-entry' then arrived_on else ended_on end is not null)
    ) as reached
    where delivery_milestones.delivery_id = old.delivery_id and delivery_milestones.milestone = reached.milestone
      and delivery_milestones.actual_on is null and delivery_milestones.omitted_because is null;
    return null;
  end
  $$;
--> statement-breakpoint
create function wasl.end_planned_of_match() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    holds constant boolean := new.state in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed');
  begin
    perform wasl.end_what_is_planned(new.id, case when holds then greatest(new.quantity - new.shipped, 0) else 0 end,
      case when holds then 'match-amended' else 'match-' || new.state end);
    return null;
  end
  $$;
--> statement-breakpoint
create function wasl.end_planned_of_need() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    perform wasl.end_what_is_planned(matches.id, 0, 'need-' || new.state) from matches where matches.need_id = new.id;
    return null;
  end
  $$;
--> statement-breakpoint
create function wasl.decimals_of_delivery_line(line uuid) returns smallint language sql stable security definer set search_path = public, pg_temp
  as $$
    select item_types.decimals from delivery_lines
    join matches on matches.id = delivery_lines.match_id
    join need_lines on need_lines.id = matches.need_line_id
    join item_types on item_types.slug = need_lines.item_type
    where delivery_lines.id = line
  $$;
--> statement-breakpoint
-- Whether a consignment of the reader's own is still to leave. It runs as the ledger, because the policy of a consignment asks for its lines and
-- that of the lines asks this.
create function wasl.has_not_left(consignment uuid) returns boolean language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from consignments where consignments.id = consignment and consignments.state in ('planned', 'cleared', 'packed')
        and wasl.reads_donor(consignments.donor_id, (select wasl.reader_donors())))
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.has_not_left(uuid)', 'wasl.carry_delivery_line()', 'wasl.carry_consignment_line()',
  'wasl.decimals_of_delivery_line(uuid)', 'wasl.state_of_delivery(uuid)', 'wasl.end_what_is_planned(uuid, bigint, text)', 'wasl.unpack_line(uuid, uuid)', 'wasl.end_planned_of_match()',
  'wasl.end_planned_of_need()', 'wasl.reach_what_has_come()');
--> statement-breakpoint
-- To end what anybody has planned is the ledger's alone.
revoke execute on function wasl.state_of_delivery(uuid), wasl.end_what_is_planned(uuid, bigint, text), wasl.unpack_line(uuid, uuid) from public;
--> statement-breakpoint
create trigger reach_what_has_come after update of state on consignments for each row
  when (new.state = 'cancelled' and old.state <> 'cancelled') execute function wasl.reach_what_has_come();
--> statement-breakpoint
create trigger reach_what_has_come_at_removal after delete on consignments for each row execute function wasl.reach_what_has_come();
--> statement-breakpoint
-- After what the match holds on both lines has been carried there (triggers go by their names).
create trigger end_planned_of_match after update of state, quantity on matches for each row
  when (old.state in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')
    and (new.state not in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed') or new.quantity < old.quantity))
  execute function wasl.end_planned_of_match();
--> statement-breakpoint
create trigger end_planned_of_need after update of state on needs for each row
  when (old.state is distinct from new.state and new.state in ('closed-with-gap', 'withdrawn', 'rejected'))
  execute function wasl.end_planned_of_need();
--> statement-breakpoint
create trigger carry_delivery_line after insert or update on delivery_lines for each row
  execute function wasl.carry_delivery_line();
--> statement-breakpoint
-- The kind of what a match gives, whoever asks: what the offer gives, else what was asked for.
create function wasl.item_kind_of_match(match uuid) returns text language sql stable security definer set search_path = public, pg_temp
  as $$
    select item_types.kind from matches
    join need_lines on need_lines.id = matches.need_line_id
    join offer_lines on offer_lines.id = matches.offer_line_id
    join item_types on item_types.slug = coalesce(offer_lines.item_type, need_lines.item_type)
    where matches.id = match
  $$;
--> statement-breakpoint
-- Goods that are called a course would pass neither customs nor release.
create function wasl.hold_kind_of_delivery() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    planned constant text := (select kind from deliveries where id = new.delivery_id);
    given constant text := wasl.item_kind_of_match(new.match_id);
  begin
    if planned is distinct from (case when given in ('equipment', 'spares', 'consumable') then 'goods' else given end) then
      raise exception 'this item goes with a delivery of another kind'
        using errcode = 'check_violation', constraint = 'delivery_is_of_its_kind', table = 'delivery_lines';
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
create function wasl.refuse_change_of_kind() returns trigger language plpgsql
  as $$
  begin
    raise exception 'a delivery keeps its kind'
      using errcode = 'check_violation', constraint = 'delivery_is_of_its_kind', table = 'deliveries';
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.item_kind_of_match(uuid)', 'wasl.hold_kind_of_delivery()');
--> statement-breakpoint
create trigger delivery_is_of_its_kind before insert or update of match_id, delivery_id on delivery_lines for each row
  execute function wasl.hold_kind_of_delivery();
--> statement-breakpoint
create trigger delivery_keeps_its_kind before update of kind on deliveries for each row
  when (new.kind is distinct from old.kind) execute function wasl.refuse_change_of_kind();
--> statement-breakpoint
create trigger delivery_forecasts_are_append_only before update or delete on delivery_forecasts for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger carry_consignment_line after insert or update on consignment_lines for each row
  execute function wasl.carry_consignment_line();
--> statement-breakpoint
-- The program writes the balances of consignments alone; the sums on the lines are the ledger's.
create trigger counters_are_the_ledgers before update on delivery_lines for each row
  when (current_user = 'wasl_app' and (new.shipped, new.accepted, new.rejected, new.lost, new.returned) is distinct from (old.shipped, old.accepted, old.rejected, old.lost, old.returned))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
-- What was signed for is put right by corrections alone, which keep what it said before; each counts itself.
create trigger receipts_are_never_removed before delete on receipts for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger receipt_lines_are_never_removed before delete on receipt_lines for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger receipts_change_by_correction before update on receipts for each row
  when (new.corrections <> old.corrections + 1 or (new.id, new.delivery_id, new.donor_id, new.received_by, new.created_at) is distinct from (old.id, old.delivery_id, old.donor_id, old.received_by, old.created_at))
  execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger receipt_lines_change_by_correction before update on receipt_lines for each row
  when (new.corrections <> old.corrections + case when current_user = 'wasl_ledger' and new.unit_id <> old.unit_id then 0 else 1 end or (new.receipt_id, new.consignment_line_id, new.delivery_line_id) is distinct from (old.receipt_id, old.consignment_line_id, old.delivery_line_id))
  execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

-- A paper that was entered wrongly is taken back, once; nothing else of it ever changes, and none is removed.

grant select, insert, update, delete on consignments, consignment_lines, packing_units to wasl_app;
--> statement-breakpoint
grant select, insert on packed_contents, delivery_documents, receipts, receipt_lines, delivery_forecasts to wasl_app;
--> statement-breakpoint
grant update on receipts, receipt_lines to wasl_app;
--> statement-breakpoint
grant select, insert, update on serial_numbers, deliveries, delivery_lines, delivery_milestones to wasl_app;
--> statement-breakpoint
grant select, insert, update, delete on verifications to wasl_app;
--> statement-breakpoint
grant update (withdrawn_at, withdrawn_by, withdrawal_reason) on delivery_documents to wasl_app;
--> statement-breakpoint
grant select, update on delivery_milestones to wasl_ledger;
--> statement-breakpoint
grant select, update on deliveries, delivery_lines, consignments to wasl_ledger;
--> statement-breakpoint
grant select, update, delete on consignment_lines to wasl_ledger;
--> statement-breakpoint
grant select, delete on packing_units, packed_contents, serial_numbers to wasl_ledger;
--> statement-breakpoint
select wasl.guard('consignments', 'consignment_lines', 'packing_units', 'packed_contents', 'serial_numbers', 'delivery_documents',
  'receipts', 'receipt_lines', 'deliveries', 'delivery_lines', 'delivery_milestones', 'delivery_forecasts', 'verifications');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('deliveries', 'delivery', 'id'),
  wasl.keep_history('delivery_lines', 'delivery', 'delivery_id', 'lines', left_out => 'shipped,accepted,rejected,lost,returned'),
  wasl.keep_history('delivery_milestones', 'delivery', 'delivery_id', 'milestones', keys => 'milestone'),
  wasl.keep_history('delivery_forecasts', 'delivery', 'delivery_id', 'forecasts'),
  wasl.keep_history('delivery_documents', 'delivery', 'delivery_id', 'documents'),
  wasl.keep_history('verifications', 'delivery', 'delivery_id', 'verifications'),
  wasl.keep_history('consignments', 'delivery', 'delivery_id', 'consignments'),
  wasl.keep_history('consignment_lines', 'delivery', 'delivery_id', 'consignmentLines', keys => 'consignment_id,delivery_line_id'),
  wasl.keep_history('packing_units', 'delivery', 'delivery_id', 'packingUnits'),
  wasl.keep_history('packed_contents', 'delivery', 'delivery_id', 'packedContents', keys => 'packing_unit_id,delivery_line_id'),
  wasl.keep_history('serial_numbers', 'delivery', 'delivery_id', 'serialNumbers', keys => 'packing_unit_id,delivery_line_id,serial', left_out => 'item_type'),
  wasl.keep_history('receipts', 'delivery', 'delivery_id', 'receipts'),
  wasl.keep_history('receipt_lines', 'delivery', 'delivery_id', 'receiptLines', keys => 'receipt_id,consignment_line_id');
