-- References of the records that lead from an agreement to goods that work: K package, C compliance entry, G meeting,
-- R recommendation, T agreement, X document, Q training record. The function belongs to the ledger, so it is replaced as the ledger;
-- a holder is looked up when a reference is made, so its table may come later.
grant create on schema wasl to wasl_ledger;
--> statement-breakpoint
set local role wasl_ledger;
--> statement-breakpoint
create or replace function wasl.new_reference(prefix text) returns text language plpgsql volatile security definer set search_path = public, pg_temp
  as $$
  declare
    holder constant text := case prefix
      when 'N' then 'needs' when 'F' then 'offers' when 'M' then 'matches' when 'A' then 'allocations'
      when 'P' then 'partnerships' when 'D' then 'deliveries' when 'B' then 'obstacles' when 'K' then 'packages'
      when 'C' then 'compliance_entries' when 'G' then 'meetings' when 'R' then 'recommendations' when 'T' then 'agreements'
      when 'X' then 'documents' when 'Q' then 'training_records' end;
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
