-- What the tables of the area training can't say by themselves. Read together with src/areas/training/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

create function wasl.refuse_change_of_training() returns trigger language plpgsql
  as $$
  begin
    raise exception 'a training record keeps what it says'
      using errcode = 'check_violation', constraint = 'training_record_keeps_what_it_says', table = 'training_records';
  end
  $$;
--> statement-breakpoint
-- A unit that ends hands its own over to another (0023_units.sql). How often and when a delivery's course was held follows what is put right of
-- the delivery (src/areas/training/verbs/follow-delivery.ts), and nobody's hand.
create trigger training_record_keeps_what_it_says before update on training_records for each row
  when ((case current_user when 'wasl_ledger' then old.unit_id else new.unit_id end, new.organisation_id, new.item_type, new.delivery_line_id, new.donor_id, new.evidence, new.recorded_by, new.recorded_by_organisation, new.recorded_by_role)
    is distinct from (old.unit_id, old.organisation_id, old.item_type, old.delivery_line_id, old.donor_id, old.evidence, old.recorded_by, old.recorded_by_organisation, old.recorded_by_role)
    or ((new.courses, new.seats, new.completed_on, new.valid_until) is distinct from (old.courses, old.seats, old.completed_on, old.valid_until)
      and (old.delivery_line_id is null or wasl.reader_role() is distinct from 'system')))
  execute function wasl.refuse_change_of_training();
--> statement-breakpoint
create trigger training_record_is_never_removed before delete on training_records for each row execute function wasl.refuse_change_of_training();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on training_records to wasl_app;
--> statement-breakpoint
grant select on training_records to wasl_ledger;
--> statement-breakpoint
select wasl.guard('training_records');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('training_records', 'training-record', 'id');
