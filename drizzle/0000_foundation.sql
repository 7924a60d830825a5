-- Roles, the words in which policies ask who is reading, and the folding of text for search.
-- The roles belong to the whole server, so another database of it may have made them already, even at this very moment.
do $$
declare
  wanted text;
  may_act boolean;
  missing text[] := '{}';
begin
  foreach wanted in array array['wasl_app', 'wasl_authenticator', 'wasl_ledger', 'wasl_backup'] loop
    -- Asked first: PostgreSQL refuses whoever may not create roles before it looks whether the role is there.
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin noinherit', wanted);
      exception
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then missing := missing || format('create role %I nologin noinherit;', wanted);
      end;
    end if;
    -- For the small installation whose one login owns everything. Where an operator made the roles, the owner does without.
    begin
      execute format('grant %I to %I', wanted, current_user);
    exception
      when insufficient_privilege or unique_violation or undefined_object then null;
    end;
  end loop;
  -- The ledger's functions are given to it, which only one who may act as it can do. PostgreSQL 16 tells that from being a member.
  if not exists (select from pg_roles where rolname = 'wasl_ledger') then
    may_act := false;
  elsif current_setting('server_version_num')::int >= 160000 then
    may_act := pg_has_role(current_user, 'wasl_ledger', 'set');
  else
    may_act := pg_has_role(current_user, 'wasl_ledger', 'member');
  end if;
  if not may_act then
    missing := missing || format(case when current_setting('server_version_num')::int >= 160000
      then 'grant wasl_ledger to %I with set true;' else 'grant wasl_ledger to %I;' end, current_user);
  end if;
  if missing <> '{}' then
    raise exception '% lacks roles to work with, and may not create or be granted them', current_user
      using errcode = 'insufficient_privilege', hint = 'as a superuser: ' || array_to_string(missing, ' ');
  end if;
end
$$;
--> statement-breakpoint
create schema wasl;
--> statement-breakpoint
grant usage on schema public, wasl to wasl_app, wasl_authenticator, wasl_ledger;
--> statement-breakpoint
-- The service sets these for one transaction at a time (src/platform/db/transaction.ts). Unset means: nobody, who sees nothing.
create function wasl.reader_role() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('wasl.role', true), '') $$;
--> statement-breakpoint
create function wasl.reader_user() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('wasl.user_id', true), '')::uuid $$;
--> statement-breakpoint
create function wasl.reader_organisation() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('wasl.organisation_id', true), '')::uuid $$;
--> statement-breakpoint
create function wasl.reader_unit() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('wasl.unit_id', true), '')::uuid $$;
--> statement-breakpoint
create function wasl.reader_scope() returns uuid[] language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('wasl.scope', true), ''), '{}')::uuid[] $$;
--> statement-breakpoint
-- Facilitators, auditors and the system's own scheduled jobs oversee both sides.
create function wasl.reader_oversees() returns boolean language sql stable parallel safe
  as $$ select coalesce(wasl.reader_role() in ('facilitator', 'auditor', 'system'), false) $$;
--> statement-breakpoint
-- The recipients' side of a row: the unit's own people, the validators above it, and who oversees.
create function wasl.reads_unit(organisation uuid, unit uuid) returns boolean language sql stable parallel safe
  as $$
    select case wasl.reader_role()
      when 'requester' then organisation = wasl.reader_organisation()
        and (wasl.reader_unit() is null or unit = wasl.reader_unit())
      when 'validator' then organisation = any (wasl.reader_scope())
      else wasl.reader_oversees()
    end
  $$;
--> statement-breakpoint
-- The donors' side of a row.
create function wasl.reads_donor(donor uuid) returns boolean language sql stable parallel safe
  as $$ select (wasl.reader_role() = 'donor' and donor = wasl.reader_organisation()) or wasl.reader_oversees() $$;
--> statement-breakpoint
-- Six characters of Crockford's base 32 (no I, L, O, U) from a random UUID: 30 bits, checked against those in use. It runs as
-- the ledger, which sees every row: a reference must be new among all, not among those that the writer may read.
create function wasl.new_reference(prefix text) returns text language plpgsql volatile security definer set search_path = public, pg_temp
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
-- Arabic without diacritics and tatweel and with its hamza and alef forms folded; Latin letters without accents.
create function wasl.fold(value text) returns text language sql immutable strict parallel safe
  as $$
    select translate(
      regexp_replace(lower(value), '[\u0610-\u061A\u0621\u0640\u064B-\u065F\u0670\u06D6-\u06ED]', '', 'g'),
      'أإآٱؤئىةàáâãäåçèéêëìíîïñòóôõöùúûüýÿœæ’',
      'ااااوييهaaaaaaceeeeiiiinooooouuuuyyoa''')
  $$;
--> statement-breakpoint
create function wasl.search_vector(texts jsonb) returns tsvector language sql immutable parallel safe
  as $$
    select to_tsvector('simple', wasl.fold(concat_ws(' ', texts ->> 'ar', texts ->> 'en', texts ->> 'it', texts ->> 'fr')))
      || to_tsvector('arabic', wasl.fold(coalesce(texts ->> 'ar', '')))
      || to_tsvector('english', wasl.fold(coalesce(texts ->> 'en', '')))
      || to_tsvector('italian', wasl.fold(coalesce(texts ->> 'it', '')))
      || to_tsvector('french', wasl.fold(coalesce(texts ->> 'fr', '')))
  $$;
--> statement-breakpoint
-- The words as typed, or as any of the four languages stems them.
create function wasl.search_query(words text) returns tsquery language sql immutable strict parallel safe
  as $$
    select websearch_to_tsquery('simple', wasl.fold(words))
      || websearch_to_tsquery('arabic', wasl.fold(words))
      || websearch_to_tsquery('english', wasl.fold(words))
      || websearch_to_tsquery('italian', wasl.fold(words))
      || websearch_to_tsquery('french', wasl.fold(words))
  $$;
--> statement-breakpoint
-- A half goes to the even neighbour (ISO 80000-1, annex B), so that many halves don't add up to a drift.
create function wasl.round_half_even(value numeric) returns bigint language sql immutable strict parallel safe
  as $$
    select (case when value - floor(value) = 0.5 then floor(value) + floor(value) % 2 else round(value) end)::bigint
  $$;
--> statement-breakpoint
-- Functions that do what their caller may not are the ledger's. A new owner of a function must be able to create in its schema, for this one moment.
create function wasl.give_to_ledger(variadic given regprocedure[]) returns void language plpgsql
  as $$
  declare
    one regprocedure;
  begin
    grant create on schema wasl to wasl_ledger;
    foreach one in array given loop
      execute format('alter function %s owner to wasl_ledger', one);
    end loop;
    revoke create on schema wasl from wasl_ledger;
  end
  $$;
--> statement-breakpoint
-- A backup reads everything and changes nothing: by a role of its own, with a policy on every table, and no superuser. To be called again by every
-- migration that makes a table without policies: those have no default, and event triggers are for superusers.
create function wasl.let_backup_read() returns void language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    found record;
  begin
    grant usage on schema public, wasl, drizzle to wasl_backup;
    for found in
      select c.oid::regclass as named, c.relkind, c.relrowsecurity,
        exists (select from pg_policy where polrelid = c.oid and polname = 'backup') as has_policy
      from pg_class c
      where c.relnamespace in ('public'::regnamespace, 'wasl'::regnamespace, 'drizzle'::regnamespace) and c.relkind in ('r', 'p', 'S')
    loop
      execute format('grant select on %s to wasl_backup', found.named);
      if found.relrowsecurity and not found.has_policy then
        execute format('create policy backup on %s for select to wasl_backup using (true)', found.named);
      end if;
    end loop;
  end
  $$;
--> statement-breakpoint
-- From now on the policies that these tables declare hold, for their owner too, which drizzle can't say; and a backup reads them.
create function wasl.guard(variadic guarded regclass[]) returns void language plpgsql
  as $$
  declare
    one regclass;
  begin
    foreach one in array guarded loop
      execute format('alter table %s enable row level security', one);
      execute format('alter table %s force row level security', one);
    end loop;
    perform wasl.let_backup_read();
  end
  $$;
--> statement-breakpoint
revoke execute on function wasl.give_to_ledger(regprocedure[]), wasl.guard(regclass[]), wasl.let_backup_read() from public;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.new_reference(text)');
