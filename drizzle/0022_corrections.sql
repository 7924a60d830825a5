-- What the tables of the area corrections can't say by themselves. Read together with src/areas/corrections/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- Both values and why stay as they were proposed; only who has spoken on it is added, once.
create trigger correction_keeps_what_it_says before update on corrections for each row
  when ((old.state <> 'proposed' and (current_user <> 'wasl_ledger' or to_jsonb(new) - 'unit_id' <> to_jsonb(old) - 'unit_id')) or (new.delivery_id, new.kind, new.before, new.after, new.reason, new.document_id, new.needs_other_side, new.recorded_late, new.proposed_by, new.proposed_by_organisation_id, new.proposed_by_role)
    is distinct from (old.delivery_id, old.kind, old.before, old.after, old.reason, old.document_id, old.needs_other_side, old.recorded_late, old.proposed_by, old.proposed_by_organisation_id, old.proposed_by_role))
  execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger corrections_are_never_removed before delete on corrections for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- Nothing is marked as recorded late that another side hasn't agreed to; what the mark lets pass the gate rests on it. Named with the trigger: the
-- milestones whose day says so of all that reached them, the kind of correction that says so of this row alone, and where the row keeps the day
-- that was agreed to, its column and what the correction calls it.
create function wasl.hold_late_record() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    marked constant jsonb := to_jsonb(new);
    delivery constant uuid := coalesce(marked ->> 'delivery_id', marked ->> 'id');
    milestones constant text[] := tg_argv[0];
    keeps_day constant boolean := tg_nargs > 2;
    marked_day constant text := case when keeps_day then marked ->> tg_argv[2] end;
  begin
    if not exists (
      select from corrections where delivery_id = delivery and recorded_late and state = 'in-force'
        and ((kind = 'milestone' and after ->> 'milestone' = any (milestones) and (not keeps_day or after ->> 'actualOn' = marked_day))
          or (kind = tg_argv[1] and (not keeps_day or after ->> tg_argv[3] = marked_day) and case tg_table_name
            when 'consignments' then after ->> 'consignmentId' = marked ->> 'id'
            when 'delivery_lines' then after -> 'lines' @> jsonb_build_array(jsonb_build_object('lineId', marked ->> 'id'))
            else true end))
    ) then
      raise exception 'nobody of the other side has agreed to that'
        using errcode = 'check_violation', constraint = 'what_is_late_takes_the_other_side', table = tg_table_name;
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.hold_late_record()');
--> statement-breakpoint
create trigger what_is_late_takes_the_other_side before insert or update of recorded_late_on, shipped_on on consignments for each row
  when (new.recorded_late_on is not null) execute function wasl.hold_late_record('{shipped}', 'shipment', 'shipped_on', 'shippedOn');
--> statement-breakpoint
create trigger late_release_takes_the_other_side before insert or update of release_recorded_late_on on consignments for each row
  when (new.release_recorded_late_on is not null) execute function wasl.hold_late_record('{customs-cleared}', 'release');
--> statement-breakpoint
create trigger late_handover_takes_the_other_side before insert or update of handover_recorded_late_on, handed_over_on on deliveries for each row
  when (new.handover_recorded_late_on is not null) execute function wasl.hold_late_record('{}', 'handover', 'handed_over_on', 'handedOverOn');
--> statement-breakpoint
create trigger late_use_takes_the_other_side before insert or update of in_service_recorded_late_on on delivery_lines for each row
  when (new.in_service_recorded_late_on is not null) execute function wasl.hold_late_record('{in-service,training-completed}', 'use');
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on corrections to wasl_app;
--> statement-breakpoint
select wasl.guard('corrections');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('corrections', 'correction', 'id');
