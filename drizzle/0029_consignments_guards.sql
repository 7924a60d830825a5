-- Consignments, packing lists, papers and receipts: who may see and change which row, and the ledger that carries what became of
-- each consignment up to the lines of the delivery. Read together with src/areas/deliveries/consignment-tables.ts.

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
-- A delivery planned before there were consignments is one consignment; its books are written down before the ledger listens.
alter table deliveries no force row level security;
--> statement-breakpoint
alter table delivery_lines no force row level security;
--> statement-breakpoint
alter table delivery_milestones no force row level security;
--> statement-breakpoint
insert into consignments (id, delivery_id, donor_id, position, state, transport_mode, shipped_on, arrived_on, created_at)
select wasl.uuid_v7(created_at), id, donor_id, 1,
  case when state in ('partly-received', 'handed-over', 'verified') then 'received' else state end, transport_mode,
  (select actual_on from delivery_milestones where delivery_id = deliveries.id and milestone = 'shipped'),
  (select actual_on from delivery_milestones where delivery_id = deliveries.id and milestone = 'arrived-port-of-entry'),
  created_at
from deliveries;
--> statement-breakpoint
insert into consignment_lines (id, consignment_id, delivery_id, delivery_line_id, organisation_id, unit_id, donor_id, planned, shipped, accepted, rejected,
  lost, returned, rejection_reason, loss_reason, return_reason)
select wasl.uuid_v7(consignments.created_at), consignments.id, lines.delivery_id, lines.id, lines.organisation_id, lines.unit_id, lines.donor_id, lines.planned,
  lines.shipped, lines.accepted, lines.rejected, lines.lost, lines.returned, lines.rejection_reason,
  case when lines.lost > 0 then 'see-the-event' end, case when lines.returned > 0 then 'see-the-event' end
from delivery_lines as lines join consignments on consignments.delivery_id = lines.delivery_id;
--> statement-breakpoint
alter table delivery_milestones force row level security;
--> statement-breakpoint
alter table delivery_lines force row level security;
--> statement-breakpoint
alter table deliveries force row level security;
--> statement-breakpoint
create trigger carry_consignment_line after insert or update on consignment_lines for each row
  execute function wasl.carry_consignment_line();
--> statement-breakpoint
grant create on schema wasl to wasl_ledger;
--> statement-breakpoint
alter function wasl.carry_consignment_line() owner to wasl_ledger;
--> statement-breakpoint
revoke create on schema wasl from wasl_ledger;
--> statement-breakpoint
grant select, update on delivery_lines to wasl_ledger;
--> statement-breakpoint
create policy ledger on delivery_lines to wasl_ledger using (true) with check (true);
--> statement-breakpoint
-- The program writes the books of consignments alone; the sums on the lines are the ledger's.
create trigger counters_are_the_ledgers before update on delivery_lines for each row
  when (current_user = 'wasl_app' and (new.shipped, new.accepted, new.rejected, new.lost, new.returned) is distinct from (old.shipped, old.accepted, old.rejected, old.lost, old.returned))
  execute function wasl.refuse_foreign_hand();
--> statement-breakpoint
create trigger receipts_are_append_only before update or delete on receipts for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger receipt_lines_are_append_only before update or delete on receipt_lines for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

grant select, insert, update, delete on consignments, consignment_lines, packing_units to wasl_app;
--> statement-breakpoint
grant select, insert on packed_contents, delivery_documents, receipts, receipt_lines to wasl_app;
--> statement-breakpoint
grant select, insert, update on serial_numbers to wasl_app;
--> statement-breakpoint
do $$
declare
  part text;
begin
  foreach part in array array['consignments', 'consignment_lines', 'packing_units', 'packed_contents', 'serial_numbers', 'delivery_documents', 'receipts', 'receipt_lines'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
  end loop;
  -- What belongs to one recipient is that recipient's and the donor's: quantities, contents and serial numbers alike.
  foreach part in array array['consignment_lines', 'packed_contents', 'serial_numbers', 'receipt_lines'] loop
    execute format('create policy read on %1$I for select to wasl_app using (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id))', part);
  end loop;
  foreach part in array array['consignment_lines', 'serial_numbers'] loop
    execute format('create policy change on %1$I for update to wasl_app using ((select wasl.reader_role()) in (''donor'', ''requester'', ''validator'', ''facilitator'', ''system'') and (wasl.reads_unit(organisation_id, unit_id) or wasl.reads_donor(donor_id)))', part);
  end loop;
  foreach part in array array['consignments', 'consignment_lines', 'packing_units', 'packed_contents', 'serial_numbers'] loop
    execute format('create policy add on %1$I for insert to wasl_app with check ((select wasl.reader_role()) in (''donor'', ''system'') and wasl.reads_donor(donor_id))', part);
  end loop;
  -- What hasn't left may be arranged and packed anew.
  foreach part in array array['consignment_lines', 'packing_units'] loop
    execute format('create policy remove on %1$I for delete to wasl_app using ((select wasl.reader_role()) in (''donor'', ''system'') and wasl.reads_donor(donor_id) and exists (select from consignments where consignments.id = %1$I.consignment_id and state in (''planned'', ''cleared'', ''packed'')))', part);
  end loop;
end
$$;
--> statement-breakpoint
-- A recipient sees the consignments and crates in which something of its own travels, and no others.
create policy read on consignments for select to wasl_app using (
  wasl.reads_donor(donor_id)
  or ((select wasl.reader_role()) in ('requester', 'validator') and exists (select from consignment_lines where consignment_lines.consignment_id = consignments.id)));
--> statement-breakpoint
create policy change on consignments for update to wasl_app using ((select wasl.reader_role()) in ('donor', 'facilitator', 'system') and wasl.reads_donor(donor_id));
--> statement-breakpoint
create policy remove on consignments for delete to wasl_app using (
  (select wasl.reader_role()) in ('donor', 'system') and wasl.reads_donor(donor_id) and state in ('planned', 'cleared', 'packed'));
--> statement-breakpoint
create policy read on packing_units for select to wasl_app using (
  wasl.reads_donor(donor_id)
  or ((select wasl.reader_role()) in ('requester', 'validator') and exists (select from packed_contents where packed_contents.packing_unit_id = packing_units.id)));
--> statement-breakpoint
create policy read on delivery_documents for select to wasl_app using (
  exists (select from deliveries where deliveries.id = delivery_documents.delivery_id)
  and (consignment_id is null or exists (select from consignments where consignments.id = delivery_documents.consignment_id)));
--> statement-breakpoint
create policy add on delivery_documents for insert to wasl_app with check (
  (select wasl.reader_role()) in ('donor', 'validator', 'system')
  and exists (select from deliveries where deliveries.id = delivery_documents.delivery_id)
  and (consignment_id is null or exists (select from consignments where consignments.id = delivery_documents.consignment_id)));
--> statement-breakpoint
create policy read on receipts for select to wasl_app using (
  wasl.reads_donor(donor_id)
  or ((select wasl.reader_role()) in ('requester', 'validator') and exists (select from receipt_lines where receipt_lines.receipt_id = receipts.id)));
--> statement-breakpoint
create policy add on receipts for insert to wasl_app with check ((select wasl.reader_role()) in ('requester', 'system'));
--> statement-breakpoint
create policy add on receipt_lines for insert to wasl_app with check (
  (select wasl.reader_role()) in ('requester', 'system') and wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint

-- What receipts propose as holdings: the unit's side alone reads it, as it reads holding reports.
alter table proposed_holdings add constraint proposed_holdings_delivery_line_id_delivery_lines_id_fk foreign key (delivery_line_id) references delivery_lines(id);
--> statement-breakpoint
grant select, insert, update on proposed_holdings to wasl_app;
--> statement-breakpoint
alter table proposed_holdings enable row level security;
--> statement-breakpoint
alter table proposed_holdings force row level security;
--> statement-breakpoint
create policy read on proposed_holdings for select to wasl_app using (wasl.reads_unit(organisation_id, unit_id));
--> statement-breakpoint
create policy add on proposed_holdings for insert to wasl_app with check ((select wasl.reader_role()) = 'system');
--> statement-breakpoint
create policy change on proposed_holdings for update to wasl_app using (
  (select wasl.reader_role()) in ('requester', 'validator', 'system') and wasl.reads_unit(organisation_id, unit_id));
