-- Who may see and change a run of the allocation engine, and what of it never changes. Read together with
-- src/areas/allocations/tables.ts; the words of the policies are those of 0000_foundation.sql.

-- References of runs begin with A. The function belongs to the ledger, so it is replaced as the ledger.
grant create on schema wasl to wasl_ledger;
--> statement-breakpoint
set local role wasl_ledger;
--> statement-breakpoint
create or replace function wasl.new_reference(prefix text) returns text language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    holder constant text := case prefix
      when 'N' then 'needs' when 'F' then 'offers' when 'M' then 'matches'
      when 'P' then 'partnerships' when 'D' then 'deliveries' when 'B' then 'obstacles' when 'A' then 'allocations' end;
    bytes bytea;
    symbols text;
    candidate text;
    taken boolean;
  begin
    loop
      bytes := uuid_send(gen_random_uuid());
      symbols := '';
      for i in 0..5 loop
        symbols := symbols || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', get_byte(bytes, i) % 32 + 1, 1);
      end loop;
      candidate := prefix || '-' || substr(symbols, 1, 4) || '-' || substr(symbols, 5, 2);
      execute format('select exists (select 1 from %I where reference = $1)', holder) into taken using candidate;
      if not taken then
        return candidate;
      end if;
    end loop;
  end
  $$;
--> statement-breakpoint
reset role;
--> statement-breakpoint
revoke create on schema wasl from wasl_ledger;
--> statement-breakpoint

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

grant select, insert, update on allocations to wasl_app;
--> statement-breakpoint
grant select on allocations to wasl_ledger;
--> statement-breakpoint
alter table allocations enable row level security;
--> statement-breakpoint
alter table allocations force row level security;
--> statement-breakpoint
create policy ledger on allocations to wasl_ledger using (true) with check (true);
--> statement-breakpoint
create policy read on allocations for select to wasl_app using ((select wasl.reader_oversees()));
--> statement-breakpoint
create policy add on allocations for insert to wasl_app with check (
  (select wasl.reader_role()) = 'facilitator' and requested_by = (select wasl.reader_user()));
--> statement-breakpoint
create policy change on allocations for update to wasl_app using ((select wasl.reader_role()) in ('facilitator', 'system'));
