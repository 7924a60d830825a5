-- What the tables of the area allocations can't say by themselves. Read together with src/areas/allocations/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

create function wasl.refuse_change_of_run() returns trigger language plpgsql
  as $$
  begin
    raise exception 'a run keeps what it was asked and what it answered'
      using errcode = 'check_violation', constraint = 'run_keeps_its_record', table = 'allocations';
  end
  $$;
--> statement-breakpoint
create trigger run_keeps_its_record before update of request, snapshot, snapshot_hash, judged_on, size, baseline_id, repeat_of, result, result_hash, totals on allocations for each row
  when ((new.request, new.snapshot_hash, new.judged_on, new.size, new.baseline_id, new.repeat_of, new.requested_by)
      is distinct from (old.request, old.snapshot_hash, old.judged_on, old.size, old.baseline_id, old.repeat_of, old.requested_by)
    or new.snapshot is distinct from old.snapshot
    or (old.result_hash is not null and (new.result_hash, new.totals) is distinct from (old.result_hash, old.totals))
    or (old.result is not null and new.result is distinct from old.result))
  execute function wasl.refuse_change_of_run();
--> statement-breakpoint
create trigger run_is_never_removed before delete on allocations for each row execute function wasl.refuse_change_of_run();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on allocations to wasl_app;
--> statement-breakpoint
grant select on allocations to wasl_ledger;
--> statement-breakpoint
select wasl.guard('allocations');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('allocations', 'allocation', 'id', left_out => 'snapshot,result,progress,runner,leased_until,attempts');
