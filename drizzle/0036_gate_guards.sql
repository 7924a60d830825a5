-- The gate, held by the database itself: no delivery is cleared while a decision or a document that it needs for that is open, and none
-- leaves while one is that it needs for leaving. Which day each has to be valid on is the program's to ask. See
-- src/areas/compliance/README.md.
create function wasl.hold_the_gate() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    needed constant text[] := case new.state when 'cleared' then array['clear'] else array['clear', 'ship'] end;
  begin
    if exists (
      select from compliance_entries where delivery_id = new.id and needed_for = any (needed)
        and not (state = 'not-required' or (state in ('obtained', 'waived') and confirmed_at is not null))
    ) then
      raise exception 'something that the gate asks for is open'
        using errcode = 'check_violation', constraint = 'gate_is_met', table = 'deliveries';
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
grant create on schema wasl to wasl_ledger;
--> statement-breakpoint
alter function wasl.hold_the_gate() owner to wasl_ledger;
--> statement-breakpoint
create trigger gate_is_met before update on deliveries for each row
  when (old.state in ('planned', 'cleared', 'packed') and old.state is distinct from new.state and new.state not in ('planned', 'packed'))
  execute function wasl.hold_the_gate();
--> statement-breakpoint

-- What is attached to a human-rights file is part of it.
create function wasl.is_human_rights_file(subject_type text, subject_id uuid) returns boolean language sql stable security definer set search_path = public, pg_temp
  as $$
    select subject_type = 'compliance-entry' and exists (select from compliance_entries where compliance_entries.id = subject_id and restricted)
  $$;
--> statement-breakpoint
alter function wasl.is_human_rights_file(text, uuid) owner to wasl_ledger;
--> statement-breakpoint
revoke create on schema wasl from wasl_ledger;
--> statement-breakpoint
create policy keep_files_closed on documents as restrictive for insert to wasl_app with check (
  confidentiality = 'human-rights' or not wasl.is_human_rights_file(subject_type, subject_id));
