-- What the tables of the area deliveries can't say by themselves. Read together with src/areas/deliveries/tables.ts.

-- A holding is proposed by what a delivery line brought. The key stands here because the tables of deliveries refer to those of gaps.
alter table proposed_holdings add constraint proposed_holdings_delivery_line_id_delivery_lines_id_fk foreign key (delivery_line_id) references delivery_lines (id);
--> statement-breakpoint

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

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
-- consignment_lines → delivery_lines, and from there as before → matches → need_lines and offer_lines.
create function wasl.carry_consignment_line() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if (new.shipped, new.accepted, new.rejected, new.lost, new.returned)
      is not distinct from (coalesce(old.shipped, 0), coalesce(old.accepted, 0), coalesce(old.rejected, 0), coalesce(old.lost, 0), coalesce(old.returned, 0))
    then
      return null;
    end if;
    update delivery_lines set
      shipped = shipped + new.shipped - coalesce(old.shipped, 0),
      accepted = accepted + new.accepted - coalesce(old.accepted, 0),
      rejected = rejected + new.rejected - coalesce(old.rejected, 0),
      lost = lost + new.lost - coalesce(old.lost, 0),
      returned = returned + new.returned - coalesce(old.returned, 0),
      rejection_reason = coalesce(new.rejection_reason, rejection_reason),
      loss_reason = coalesce(new.loss_reason, loss_reason)
    where id = new.delivery_line_id;
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
select wasl.give_to_ledger('wasl.carry_delivery_line()', 'wasl.carry_consignment_line()', 'wasl.decimals_of_delivery_line(uuid)');
--> statement-breakpoint
create trigger carry_delivery_line after insert or update on delivery_lines for each row
  execute function wasl.carry_delivery_line();
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
create trigger receipts_are_append_only before update or delete on receipts for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger receipt_lines_are_append_only before update or delete on receipt_lines for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

-- A paper that was entered wrongly is taken back, once; nothing else of it ever changes, and none is removed.

grant select, insert, update, delete on consignments, consignment_lines, packing_units to wasl_app;
--> statement-breakpoint
grant select, insert on packed_contents, delivery_documents, receipts, receipt_lines, delivery_forecasts to wasl_app;
--> statement-breakpoint
grant select, insert, update on serial_numbers, deliveries, delivery_lines, delivery_milestones, verifications to wasl_app;
--> statement-breakpoint
grant update (withdrawn_at, withdrawn_by, withdrawal_reason) on delivery_documents to wasl_app;
--> statement-breakpoint
grant select on deliveries, delivery_milestones to wasl_ledger;
--> statement-breakpoint
grant select, update on delivery_lines to wasl_ledger;
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
  wasl.keep_history('serial_numbers', 'delivery', 'delivery_id', 'serialNumbers', keys => 'packing_unit_id,delivery_line_id,serial'),
  wasl.keep_history('receipts', 'delivery', 'delivery_id', 'receipts'),
  wasl.keep_history('receipt_lines', 'delivery', 'delivery_id', 'receiptLines', keys => 'receipt_id,consignment_line_id');
