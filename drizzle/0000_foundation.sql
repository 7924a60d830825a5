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
-- Nobody who serves people makes objects in which a later transaction of the same connection could be caught: not even temporary ones.
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;
--> statement-breakpoint
-- Who asks is sealed: the service writes it in a setting of the transaction, with an HMAC (RFC 2104, SHA-256) beside it, under a key that its
-- own login `wasl_app` can't read (src/platform/db/identity-seal.ts). A statement smuggled in may change the setting, and is nobody then.
-- One key for all processes of an installation, made here: each UUIDv4 has 122 random bits from the server's strong source. It is kept beside the
-- two blocks of an HMAC that are made of it and nothing else. It is no part of a backup: what is restored has a key of its own.
create table wasl.seal_key (
  singleton boolean primary key default true check (singleton),
  key bytea not null check (octet_length(key) = 32),
  inner_block bytea not null check (octet_length(inner_block) = 64),
  outer_block bytea not null check (octet_length(outer_block) = 64)
);
--> statement-breakpoint
with made as (
  select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) as key
), padded as (
  select key, key || decode(repeat('00', 32), 'hex') as block from made
)
insert into wasl.seal_key (key, inner_block, outer_block)
select key,
  (select decode(string_agg(lpad(to_hex(get_byte(block, place) # 54), 2, '0'), '' order by place), 'hex') from generate_series(0, 63) as place),
  (select decode(string_agg(lpad(to_hex(get_byte(block, place) # 92), 2, '0'), '' order by place), 'hex') from generate_series(0, 63) as place)
from padded;
--> statement-breakpoint
revoke all on wasl.seal_key from public;
--> statement-breakpoint
grant select on wasl.seal_key to wasl_authenticator, wasl_ledger;
--> statement-breakpoint
-- The seal of a text, in hexadecimal digits. The ledger's alone: whoever may call it may be anybody.
create function wasl.seal_of(told text) returns text language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    kept wasl.seal_key;
  begin
    select * into kept from wasl.seal_key;
    return encode(sha256(kept.outer_block || sha256(kept.inner_block || convert_to(told, 'UTF8'))), 'hex');
  end
  $$;
--> statement-breakpoint
-- One part of the sealed identity of this transaction; null where there is none, its seal is not its own, or it is past its time.
-- Policies ask it in a subquery, once a statement: 12 µs.
create function wasl.sealed(part integer) returns text language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    identity constant text := current_setting('wasl.identity', true);
    kept wasl.seal_key;
  begin
    if identity is null or identity = '' then
      return null;
    end if;
    select * into kept from wasl.seal_key;
    if encode(sha256(kept.outer_block || sha256(kept.inner_block || convert_to(identity, 'UTF8'))), 'hex')
        is distinct from current_setting('wasl.seal', true)
      or to_timestamp(split_part(identity, e'\n', 1)::double precision) < clock_timestamp() then
      return null;
    end if;
    return nullif(split_part(identity, e'\n', part), '');
  end
  $$;
--> statement-breakpoint
-- The parts, in the order in which src/platform/db/identity-seal.ts writes them; the first says until when it holds. Without a sealed identity:
-- nobody, who sees nothing.
create function wasl.reader_role() returns text language sql stable parallel safe
  as $$ select wasl.sealed(2) $$;
--> statement-breakpoint
create function wasl.reader_user() returns uuid language sql stable parallel safe
  as $$ select wasl.sealed(3)::uuid $$;
--> statement-breakpoint
create function wasl.reader_organisation() returns uuid language sql stable parallel safe
  as $$ select wasl.sealed(4)::uuid $$;
--> statement-breakpoint
create function wasl.reader_unit() returns uuid language sql stable parallel safe
  as $$ select wasl.sealed(5)::uuid $$;
--> statement-breakpoint
create function wasl.reader_scope() returns uuid[] language sql stable parallel safe
  as $$ select coalesce(wasl.sealed(6), '{}')::uuid[] $$;
--> statement-breakpoint
-- The clock of whoever asks; PostgreSQL's own where nobody does, as for the owner.
create function wasl.reader_now() returns timestamptz language sql stable parallel safe
  as $$ select coalesce(wasl.sealed(7)::timestamptz, statement_timestamp()) $$;
--> statement-breakpoint
-- Refuses to go on with an identity that is not sealed or past its time, instead of showing its reader empty lists. Answers the backend's number.
create function wasl.admit() returns integer language plpgsql stable
  as $$
  begin
    if wasl.sealed(1) is null then
      raise exception 'who asks is not sealed by the service, or was so too long ago' using errcode = 'WA001';
    end if;
    return pg_catalog.pg_backend_pid();
  end
  $$;
--> statement-breakpoint
-- Facilitators, auditors and the system's own scheduled jobs oversee both sides.
create function wasl.reader_oversees() returns boolean language sql stable parallel safe
  as $$ select coalesce(wasl.reader_role() in ('facilitator', 'auditor', 'system'), false) $$;
--> statement-breakpoint
-- What opens the recipients' side of rows to the reader, asked once a statement: a unit, or organisations, or the nil UUID, which opens all.
create function wasl.reader_units() returns uuid[] language plpgsql stable parallel safe set search_path = pg_catalog, pg_temp
  as $$
  declare
    role constant text := wasl.reader_role();
  begin
    return case
      when role = 'requester' then array[coalesce(wasl.reader_unit(), wasl.reader_organisation())]
      when role = 'validator' then wasl.reader_scope()
      when role in ('facilitator', 'auditor', 'system') then '{00000000-0000-0000-0000-000000000000}'::uuid[]
      else '{}'::uuid[]
    end;
  end
  $$;
--> statement-breakpoint
-- The same for the donors' side.
create function wasl.reader_donors() returns uuid[] language plpgsql stable parallel safe set search_path = pg_catalog, pg_temp
  as $$
  declare
    role constant text := wasl.reader_role();
  begin
    return case
      when role = 'donor' then array[wasl.reader_organisation()]
      when role in ('facilitator', 'auditor', 'system') then '{00000000-0000-0000-0000-000000000000}'::uuid[]
      else '{}'::uuid[]
    end;
  end
  $$;
--> statement-breakpoint
-- The recipients' side of a row: the unit's own people, the validators above it, and who oversees. As a case, of which PostgreSQL
-- expects half the rows: of an overlap of arrays it expects next to none, and would sort all needs where an index has them in order.
create function wasl.reads_unit(organisation uuid, unit uuid, opens uuid[]) returns boolean language sql immutable parallel safe
  as $$ select case when array[organisation, unit, '00000000-0000-0000-0000-000000000000'] && opens then true else false end $$;
--> statement-breakpoint
-- The donors' side of a row.
create function wasl.reads_donor(donor uuid, opens uuid[]) returns boolean language sql immutable parallel safe
  as $$ select case when array[donor, '00000000-0000-0000-0000-000000000000'] && opens then true else false end $$;
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
-- ── Folding: what is the same to a reader is the same to the database ───────────────────────────────────────────────
-- No meaning depends on how a cluster was made: what lower(), the classes of regular expressions, the parser of text search and the order of
-- texts do beyond ASCII is its locale's. So here are lists of code points of our own, written from Unicode's tables, and "C", which every server
-- has; what is asked of PostgreSQL is Unicode's own (normalize) and the stemming of single words. src/kernel/folding.ts says the same in the
-- program, and tests/platform/db/folding.test.ts holds both against each other and against Unicode, sign by sign, on clusters of several locales.

-- What stands between words: all of Unicode's punctuation, symbols, separators and control and format characters, and letters that show as a blank.
create function wasl.separators() returns text language sql immutable parallel safe
  as $$
    select '\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u00D7\u00F7\u02C2-\u02C5\u02D2-\u02DF'
      '\u02E5-\u02EB\u02ED\u02EF-\u02FF\u0375\u037E\u0384\u0385\u0387\u03F6\u0482\u055A-\u055F\u0589-\u058F\u05BE\u05C0\u05C3\u05C6\u05F3-\u060F'
      '\u061B-\u061F\u066A-\u066D\u06D4\u06DD\u06DE\u06E9\u06FD\u06FE\u0700-\u070F\u07F6-\u07F9\u07FE\u07FF\u0830-\u083E\u085E\u0888\u0890\u0891'
      '\u08E2\u0964\u0965\u0970\u09F2\u09F3\u09FA\u09FB\u09FD\u0A76\u0AF0\u0AF1\u0B70\u0BF3-\u0BFA\u0C77\u0C7F\u0C84\u0D4F\u0D79\u0DF4\u0E3F'
      '\u0E4F\u0E5A\u0E5B\u0F01-\u0F17\u0F1A-\u0F1F\u0F34\u0F36\u0F38\u0F3A-\u0F3D\u0F85\u0FBE-\u0FC5\u0FC7-\u0FDA\u104A-\u104F\u109E\u109F\u10FB'
      '\u115F\u1160\u1360-\u1368\u1390-\u1399\u1400\u166D\u166E\u1680\u169B\u169C\u16EB-\u16ED\u1735\u1736\u17D4-\u17D6\u17D8-\u17DB\u1800-\u180A'
      '\u180E\u1940-\u1945\u19DE-\u19FF\u1A1E\u1A1F\u1AA0-\u1AA6\u1AA8-\u1AAD\u1B4E\u1B4F\u1B5A-\u1B6A\u1B74-\u1B7F\u1BFC-\u1BFF\u1C3B-\u1C3F'
      '\u1C7E\u1C7F\u1CC0-\u1CC7\u1CD3\u1FBD\u1FBF-\u1FC1\u1FCD-\u1FCF\u1FDD-\u1FDF\u1FED-\u1FEF\u1FFD-\u206F\u207A-\u207E\u208A-\u208E'
      '\u20A0-\u20C1\u2100\u2101\u2103-\u2106\u2108\u2109\u2114\u2116-\u2118\u211E-\u2123\u2125\u2127\u2129\u212E\u213A\u213B\u2140-\u2144'
      '\u214A-\u214D\u214F\u218A-\u244A\u249C-\u24E9\u2500-\u2775\u2794-\u2BFF\u2CE5-\u2CEA\u2CF9-\u2CFC\u2CFE\u2CFF\u2D70\u2E00-\u2E2E'
      '\u2E30-\u3004\u3008-\u3020\u3030\u3036\u3037\u303D-\u303F\u309B\u309C\u30A0\u30FB\u3164\u3190\u3191\u3196-\u319F\u31C0-\u31EF\u3200-\u321E'
      '\u322A-\u3247\u3250\u3260-\u327F\u328A-\u32B0\u32C0-\u33FF\u4DC0-\u4DFF\uA490-\uA4C6\uA4FE\uA4FF\uA60D-\uA60F\uA673\uA67E\uA6F2-\uA716'
      '\uA720\uA721\uA789\uA78A\uA828-\uA82B\uA836-\uA839\uA874-\uA877\uA8CE\uA8CF\uA8F8-\uA8FA\uA8FC\uA92E\uA92F\uA95F\uA9C1-\uA9CD\uA9DE\uA9DF'
      '\uAA5C-\uAA5F\uAA77-\uAA79\uAADE\uAADF\uAAF0\uAAF1\uAB5B\uAB6A\uAB6B\uABEB\uE000-\uF8FF\uFB29\uFBB2-\uFBD2\uFD3E-\uFD4F\uFD90\uFD91'
      '\uFDC8-\uFDCF\uFDFC-\uFDFF\uFE10-\uFE19\uFE30-\uFE6B\uFEFF-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65\uFFA0\uFFE0-\uFFFD'
      '\U00010100-\U00010102\U00010137-\U0001013F\U00010179-\U00010189\U0001018C-\U000101FC\U0001039F\U000103D0\U0001056F\U00010857\U00010877'
      '\U00010878\U0001091F\U0001093F\U00010A50-\U00010A58\U00010A7F\U00010AC8\U00010AF0-\U00010AF6\U00010B39-\U00010B3F\U00010B99-\U00010B9C'
      '\U00010D6E\U00010D8E\U00010D8F\U00010EAD\U00010ED0-\U00010ED8\U00010F55-\U00010F59\U00010F86-\U00010F89\U00011047-\U0001104D'
      '\U000110BB-\U000110C1\U000110CD\U00011140-\U00011143\U00011174\U00011175\U000111C5-\U000111C8\U000111CD\U000111DB\U000111DD-\U000111DF'
      '\U00011238-\U0001123D\U000112A9\U000113D4-\U000113D8\U0001144B-\U0001144F\U0001145A-\U0001145D\U000114C6\U000115C1-\U000115D7'
      '\U00011641-\U00011643\U00011660-\U0001166C\U000116B9\U0001173C-\U0001173F\U0001183B\U00011944-\U00011946\U000119E2\U00011A3F-\U00011A46'
      '\U00011A9A-\U00011A9C\U00011A9E-\U00011AA2\U00011B00-\U00011B09\U00011BE1\U00011C41-\U00011C45\U00011C70\U00011C71\U00011EF7\U00011EF8'
      '\U00011F43-\U00011F4F\U00011FD5-\U00011FFF\U00012470-\U00012474\U00012FF1\U00012FF2\U00013430-\U0001343F\U00013441\U00013442\U00016A6E'
      '\U00016A6F\U00016AF5\U00016B37-\U00016B3F\U00016B44\U00016B45\U00016D6D-\U00016D6F\U00016E97-\U00016E9A\U00016FE2\U0001BC9C'
      '\U0001BC9F-\U0001CCEF\U0001CCFA-\U0001CEF0\U0001CF50-\U0001D164\U0001D16A-\U0001D16C\U0001D173-\U0001D17A\U0001D183\U0001D184'
      '\U0001D18C-\U0001D1A9\U0001D1AE-\U0001D241\U0001D245\U0001D300-\U0001D356\U0001D6C1\U0001D6DB\U0001D6FB\U0001D715\U0001D735\U0001D74F'
      '\U0001D76F\U0001D789\U0001D7A9\U0001D7C3\U0001D800-\U0001D9FF\U0001DA37-\U0001DA3A\U0001DA6D-\U0001DA74\U0001DA76-\U0001DA83'
      '\U0001DA85-\U0001DA8B\U0001E14F\U0001E2FF\U0001E5FF\U0001E95E\U0001E95F\U0001ECAC\U0001ECB0\U0001ED2E\U0001EEF0-\U0001F0F5'
      '\U0001F10D-\U0001FBEF\U0001FBFA\U000E0001-\U000E007F\U000F0000-\U0010FFFD'
  $$;
--> statement-breakpoint
-- All of Unicode's marks: what stands above, below or around a letter.
create function wasl.marks() returns text language sql immutable parallel safe
  as $$
    select '\u0300-\u036F\u0483-\u0489\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4'
      '\u06E7\u06E8\u06EA-\u06ED\u0711\u0730-\u074A\u07A6-\u07B0\u07EB-\u07F3\u07FD\u0816-\u0819\u081B-\u0823\u0825-\u0827\u0829-\u082D'
      '\u0859-\u085B\u0897-\u089F\u08CA-\u08E1\u08E3-\u0903\u093A-\u093C\u093E-\u094F\u0951-\u0957\u0962\u0963\u0981-\u0983\u09BC\u09BE-\u09CD'
      '\u09D7\u09E2\u09E3\u09FE-\u0A03\u0A3C-\u0A51\u0A70\u0A71\u0A75\u0A81-\u0A83\u0ABC\u0ABE-\u0ACD\u0AE2\u0AE3\u0AFA-\u0B03\u0B3C\u0B3E-\u0B57'
      '\u0B62\u0B63\u0B82\u0BBE-\u0BCD\u0BD7\u0C00-\u0C04\u0C3C\u0C3E-\u0C56\u0C62\u0C63\u0C81-\u0C83\u0CBC\u0CBE-\u0CD6\u0CE2\u0CE3\u0CF3-\u0D03'
      '\u0D3B\u0D3C\u0D3E-\u0D4D\u0D57\u0D62\u0D63\u0D81-\u0D83\u0DCA-\u0DDF\u0DF2\u0DF3\u0E31\u0E34-\u0E3A\u0E47-\u0E4E\u0EB1\u0EB4-\u0EBC'
      '\u0EC8-\u0ECE\u0F18\u0F19\u0F35\u0F37\u0F39\u0F3E\u0F3F\u0F71-\u0F84\u0F86\u0F87\u0F8D-\u0FBC\u0FC6\u102B-\u103E\u1056-\u1059\u105E-\u1060'
      '\u1062-\u1064\u1067-\u106D\u1071-\u1074\u1082-\u108D\u108F\u109A-\u109D\u135D-\u135F\u1712-\u1715\u1732-\u1734\u1752\u1753\u1772\u1773'
      '\u17B4-\u17D3\u17DD\u180B-\u180D\u180F\u1885\u1886\u18A9\u1920-\u193B\u1A17-\u1A1B\u1A55-\u1A7F\u1AB0-\u1B04\u1B34-\u1B44\u1B6B-\u1B73'
      '\u1B80-\u1B82\u1BA1-\u1BAD\u1BE6-\u1BF3\u1C24-\u1C37\u1CD0-\u1CD2\u1CD4-\u1CE8\u1CED\u1CF4\u1CF7-\u1CF9\u1DC0-\u1DFF\u20D0-\u20F0'
      '\u2CEF-\u2CF1\u2D7F\u2DE0-\u2DFF\u302A-\u302F\u3099\u309A\uA66F-\uA672\uA674-\uA67D\uA69E\uA69F\uA6F0\uA6F1\uA802\uA806\uA80B\uA823-\uA827'
      '\uA82C\uA880\uA881\uA8B4-\uA8C5\uA8E0-\uA8F1\uA8FF\uA926-\uA92D\uA947-\uA953\uA980-\uA983\uA9B3-\uA9C0\uA9E5\uAA29-\uAA36\uAA43\uAA4C'
      '\uAA4D\uAA7B-\uAA7D\uAAB0\uAAB2-\uAAB4\uAAB7\uAAB8\uAABE\uAABF\uAAC1\uAAEB-\uAAEF\uAAF5\uAAF6\uABE3-\uABEA\uABEC\uABED\uFB1E\uFE00-\uFE0F'
      '\uFE20-\uFE2F\U000101FD\U000102E0\U00010376-\U0001037A\U00010A01-\U00010A0F\U00010A38-\U00010A3F\U00010AE5\U00010AE6\U00010D24-\U00010D27'
      '\U00010D69-\U00010D6D\U00010EAB\U00010EAC\U00010EFA-\U00010EFF\U00010F46-\U00010F50\U00010F82-\U00010F85\U00011000-\U00011002'
      '\U00011038-\U00011046\U00011070\U00011073\U00011074\U0001107F-\U00011082\U000110B0-\U000110BA\U000110C2\U00011100-\U00011102'
      '\U00011127-\U00011134\U00011145\U00011146\U00011173\U00011180-\U00011182\U000111B3-\U000111C0\U000111C9-\U000111CC\U000111CE\U000111CF'
      '\U0001122C-\U00011237\U0001123E\U00011241\U000112DF-\U000112EA\U00011300-\U00011303\U0001133B\U0001133C\U0001133E-\U0001134D\U00011357'
      '\U00011362-\U00011374\U000113B8-\U000113D0\U000113D2\U000113E1\U000113E2\U00011435-\U00011446\U0001145E\U000114B0-\U000114C3'
      '\U000115AF-\U000115C0\U000115DC\U000115DD\U00011630-\U00011640\U000116AB-\U000116B7\U0001171D-\U0001172B\U0001182C-\U0001183A'
      '\U00011930-\U0001193E\U00011940\U00011942\U00011943\U000119D1-\U000119E0\U000119E4\U00011A01-\U00011A0A\U00011A33-\U00011A39'
      '\U00011A3B-\U00011A3E\U00011A47\U00011A51-\U00011A5B\U00011A8A-\U00011A99\U00011B60-\U00011B67\U00011C2F-\U00011C3F\U00011C92-\U00011CB6'
      '\U00011D31-\U00011D45\U00011D47\U00011D8A-\U00011D97\U00011EF3-\U00011EF6\U00011F00\U00011F01\U00011F03\U00011F34-\U00011F42\U00011F5A'
      '\U00013440\U00013447-\U00013455\U0001611E-\U0001612F\U00016AF0-\U00016AF4\U00016B30-\U00016B36\U00016F4F\U00016F51-\U00016F92'
      '\U00016FE4-\U00016FF1\U0001BC9D\U0001BC9E\U0001CF00-\U0001CF46\U0001D165-\U0001D169\U0001D16D-\U0001D172\U0001D17B-\U0001D182'
      '\U0001D185-\U0001D18B\U0001D1AA-\U0001D1AD\U0001D242-\U0001D244\U0001DA00-\U0001DA36\U0001DA3B-\U0001DA6C\U0001DA75\U0001DA84'
      '\U0001DA9B-\U0001DAAF\U0001E000-\U0001E02A\U0001E08F\U0001E130-\U0001E136\U0001E2AE\U0001E2EC-\U0001E2EF\U0001E4EC-\U0001E4EF\U0001E5EE'
      '\U0001E5EF\U0001E6E3\U0001E6E6\U0001E6EE\U0001E6EF\U0001E6F5\U0001E8D0-\U0001E8D6\U0001E944-\U0001E94A\U000E0100-\U000E01EF'
  $$;
--> statement-breakpoint
-- What takes no ink: format characters (direction marks, joiners, tags), what Unicode says to ignore (variation selectors, fillers), the blank of Braille.
create function wasl.unseen() returns text language sql immutable parallel safe
  as $$
    select '\u00AD\u034F\u0600-\u0605\u061C\u06DD\u070F\u0890\u0891\u08E2\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F'
      '\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U000110BD\U000110CD\U00013430-\U0001343F\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A'
      '\U000E0000-\U000E0FFF'
  $$;
--> statement-breakpoint
-- Spaces of every width, tabulators and ends of lines.
create function wasl.spaces() returns text language sql immutable parallel safe
  as $$ select '\u0001-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000' $$;
--> statement-breakpoint
create function wasl.code_point(hexadecimal text) returns int language sql immutable strict
  as $$ select ('x' || lpad(hexadecimal, 8, '0'))::bit(32)::int $$;
--> statement-breakpoint
-- Small letters for capitals and 0 to 9 for the digits of every script, in a text that was decomposed (NFKD). Runs of capitals are written
-- first-last/step+distance to the small letter, runs of ten digits by their first.
do $$
declare
  capitals constant text := '
    00C6-00C6/1+32 00D0-00D0/1+32 00D8-00D8/1+32 00DE-00DE/1+32 0110-0110/1+1 0126-0126/1+1 0141-0141/1+1 014A-014A/1+1 0152-0152/1+1
    0166-0166/1+1 0181-0181/1+210 0182-0184/2+1 0186-0186/1+206 0187-0187/1+1 0189-018A/1+205 018B-018B/1+1 018E-018E/1+79 018F-018F/1+202
    0190-0190/1+203 0191-0191/1+1 0193-0193/1+205 0194-0194/1+207 0196-0196/1+211 0197-0197/1+209 0198-0198/1+1 019C-019C/1+211
    019D-019D/1+213 019F-019F/1+214 01A2-01A4/2+1 01A6-01A6/1+218 01A7-01A7/1+1 01A9-01A9/1+218 01AC-01AC/1+1 01AE-01AE/1+218 01B1-01B2/1+217
    01B3-01B5/2+1 01B7-01B7/1+219 01B8-01B8/1+1 01BC-01BC/1+1 01E4-01E4/1+1 01F6-01F6/1-97 01F7-01F7/1-56 021C-021C/1+1 0220-0220/1-130
    0222-0224/2+1 023A-023A/1+10795 023B-023B/1+1 023D-023D/1-163 023E-023E/1+10792 0241-0241/1+1 0243-0243/1-195 0244-0244/1+69
    0245-0245/1+71 0246-024E/2+1 0370-0372/2+1 0376-0376/1+1 037F-037F/1+116 0391-03A1/1+32 03A3-03A9/1+32 03CF-03CF/1+8 03D8-03EE/2+1
    03F7-03F7/1+1 03FA-03FA/1+1 03FD-03FF/1-130 0402-0404/2+80 0405-0406/1+80 0408-040B/1+80 040F-040F/1+80 0410-0418/1+32 041A-042F/1+32
    0460-0474/2+1 0478-0480/2+1 048A-04BE/2+1 04C0-04C0/1+15 04C3-04CD/2+1 04D4-04D4/1+1 04D8-04D8/1+1 04E0-04E0/1+1 04E8-04E8/1+1
    04F6-04F6/1+1 04FA-052E/2+1 0531-0556/1+48 10A0-10C5/1+7264 10C7-10C7/1+7264 10CD-10CD/1+7264 13A0-13EF/1+38864 13F0-13F5/1+8
    1C89-1C89/1+1 1C90-1CBA/1-3008 1CBD-1CBF/1-3008 1E9E-1E9E/1-7615 1EFA-1EFE/2+1 2132-2132/1+28 2183-2183/1+1 2C00-2C2F/1+48 2C60-2C60/1+1
    2C62-2C62/1-10743 2C63-2C63/1-3814 2C64-2C64/1-10727 2C67-2C6B/2+1 2C6D-2C6D/1-10780 2C6E-2C6E/1-10749 2C6F-2C6F/1-10783 2C70-2C70/1-10782
    2C72-2C72/1+1 2C75-2C75/1+1 2C7E-2C7F/1-10815 2C80-2CE2/2+1 2CEB-2CED/2+1 2CF2-2CF2/1+1 A640-A66C/2+1 A680-A69A/2+1 A722-A72E/2+1
    A732-A76E/2+1 A779-A77B/2+1 A77D-A77D/1-35332 A77E-A786/2+1 A78B-A78B/1+1 A78D-A78D/1-42280 A790-A792/2+1 A796-A7A8/2+1 A7AA-A7AA/1-42308
    A7AB-A7AB/1-42319 A7AC-A7AC/1-42315 A7AD-A7AD/1-42305 A7AE-A7AE/1-42308 A7B0-A7B0/1-42258 A7B1-A7B1/1-42282 A7B2-A7B2/1-42261
    A7B3-A7B3/1+928 A7B4-A7C2/2+1 A7C4-A7C4/1-48 A7C5-A7C5/1-42307 A7C6-A7C6/1-35384 A7C7-A7C9/2+1 A7CB-A7CB/1-42343 A7CC-A7DA/2+1
    A7DC-A7DC/1-42561 A7F5-A7F5/1+1 10400-10427/1+40 104B0-104D3/1+40 10570-1057A/1+39 1057C-1058A/1+39 1058C-10592/1+39 10594-10595/1+39
    10C80-10CB2/1+64 10D50-10D65/1+32 118A0-118BF/1+32 16E40-16E5F/1+32 16EA0-16EB8/1+27 1E900-1E921/1+34';
  zeros constant text := '
    0660 06F0 07C0 0966 09E6 0A66 0AE6 0B66 0BE6 0C66 0CE6 0D66 0DE6 0E50 0ED0 0F20 1040 1090 17E0 1810 1946 19D0 1A80 1A90 1B50 1BB0 1C40
    1C50 A620 A8D0 A900 A9D0 A9F0 AA50 ABF0 104A0 10D30 10D40 11066 110F0 11136 111D0 112F0 11450 114D0 11650 116C0 116D0 116DA 11730 118E0
    11950 11BF0 11C50 11D50 11DA0 11DE0 11F50 16130 16A60 16AC0 16B50 16D70 1E140 1E2F0 1E4F0 1E5F1 1E950';
  given text;
  wanted text;
begin
  with runs as (
    select regexp_match(run, '([0-9A-F]+)-([0-9A-F]+)/([12])([+-][0-9]+)') as part from regexp_split_to_table(btrim(capitals, e' \n'), '[ \n]+') as run
  ),
  signs as (
    select sign, sign + part[4]::int as folded from runs,
      generate_series(wasl.code_point(part[1]), wasl.code_point(part[2]), part[3]::int) as sign
    union all
    select wasl.code_point(zero) + digit, ascii('0') + digit
      from regexp_split_to_table(btrim(zeros, e' \n'), '[ \n]+') as zero, generate_series(0, 9) as digit
    union all
    select ascii('ς'), ascii('σ')
  )
  select string_agg(chr(sign), '' order by sign), string_agg(chr(folded), '' order by sign) into strict given, wanted from signs;
  -- Most texts here are ASCII once decomposed, or Arabic, which has no capitals: those needn't be held against the list.
  execute format($function$
    create function wasl.small_letters(value text) returns text language sql immutable strict parallel safe
      as $body$
        select case when value collate "C" ~ '[\u00C6-\u05FF\u0660-\u0669\u06F0-\u1FFF\u2100-\U0010FFFF]'
          then translate(lower(value collate "C"), %L, %L) else lower(value collate "C") end
      $body$
  $function$, given, wanted);
end
$$;
--> statement-breakpoint
drop function wasl.code_point(text);
--> statement-breakpoint
-- What two spellings of one number, login or mark have in common: no case, no width or presentation form, digits as 0 to 9, nothing that doesn't
-- show, one kind of dash and of space, none at the ends. Leading zeros, accents and what stands between the signs stay.
create function wasl.fold_identifier(value text) returns text language sql immutable strict parallel safe
  as $$
    select btrim(regexp_replace(regexp_replace(
      normalize(wasl.small_letters(regexp_replace(normalize(value, NFKD) collate "C", '[' || wasl.unseen() || ']', '', 'g')), NFKC) collate "C",
      '[\u002D\u058A\u05BE\u1400\u1806\u2010-\u2015\u2212\u2E17\u2E1A\u2E3A\u2E3B\u2E40\u2E5D\u301C\u3030\u30A0\uFE31\uFE32\uFE58\uFE63\uFF0D\U00010D6E\U00010EAD]', '-', 'g'),
      '[' || wasl.spaces() || ']+', ' ', 'g'), ' ')
  $$;
--> statement-breakpoint
-- The day of an instant in a zone: that of a place, never of this session, which nothing asks. `dayAt` (src/platform/clock.ts) is the same.
create function wasl.day_at(zone text, instant timestamptz) returns date language sql immutable parallel safe
  as $$ select (instant at time zone zone)::date $$;
--> statement-breakpoint
-- Whether days can be told in it: of another name this raises what the constraint that asks is there for.
create function wasl.is_zone(zone text) returns boolean language plpgsql immutable strict parallel safe
  as $$
  begin
    perform timestamptz 'epoch' at time zone zone;
    return zone ~ '^[A-Z][A-Za-z_]+/[A-Za-z_/+-]+[0-9]*$' or zone = 'UTC';
  exception when invalid_parameter_value then
    return false;
  end
  $$;
--> statement-breakpoint
-- Where the mission works (`MISSION_ZONE`, src/kernel/time-zone.ts): whose day it is where a record has no place of its own.
create function wasl.mission_zone() returns text language sql immutable parallel safe as $$ select 'Africa/Tripoli'::text $$;
--> statement-breakpoint
-- Places that an amount in a currency has, by ISO 4217; null of a code that is none. The lists of src/kernel/currency.ts, against which a test holds them.
create function wasl.currency_decimals(currency text) returns smallint language sql immutable strict parallel safe
  as $$
    select case
      when currency = any (array['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']) then 0
      when currency = any (array['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']) then 3
      when currency = any (array['AED', 'AFN', 'ALL', 'AMD', 'AOA', 'ARS', 'AUD', 'AWG', 'AZN', 'BAM', 'BBD', 'BDT', 'BMD', 'BND', 'BOB', 'BRL', 'BSD', 'BTN', 'BWP', 'BYN', 'BZD', 'CAD', 'CDF', 'CHF', 'CNY', 'COP', 'CRC', 'CUP', 'CVE', 'CZK', 'DKK', 'DOP', 'DZD', 'EGP', 'ERN', 'ETB', 'EUR', 'FJD', 'FKP', 'GBP', 'GEL', 'GHS', 'GIP', 'GMD', 'GTQ', 'GYD', 'HKD', 'HNL', 'HTG', 'HUF', 'IDR', 'ILS', 'INR', 'IRR', 'JMD', 'KES', 'KGS', 'KHR', 'KPW', 'KYD', 'KZT', 'LAK', 'LBP', 'LKR', 'LRD', 'LSL', 'MAD', 'MDL', 'MGA', 'MKD', 'MMK', 'MNT', 'MOP', 'MRU', 'MUR', 'MVR', 'MWK', 'MXN', 'MYR', 'MZN', 'NAD', 'NGN', 'NIO', 'NOK', 'NPR', 'NZD', 'PAB', 'PEN', 'PGK', 'PHP', 'PKR', 'PLN', 'QAR', 'RON', 'RSD', 'RUB', 'SAR', 'SBD', 'SCR', 'SDG', 'SEK', 'SGD', 'SHP', 'SLE', 'SOS', 'SRD', 'SSP', 'STN', 'SVC', 'SYP', 'SZL', 'THB', 'TJS', 'TMT', 'TOP', 'TRY', 'TTD', 'TWD', 'TZS', 'UAH', 'USD', 'UYU', 'UZS', 'VED', 'VES', 'WST', 'XCD', 'XCG', 'YER', 'ZAR', 'ZMW', 'ZWG']) then 2
    end::smallint
  $$;
--> statement-breakpoint
-- Whether it is an amount of the currency: a code that there is, and no more places than that has.
create function wasl.is_money(amount numeric, currency text) returns boolean language sql immutable parallel safe
  as $$ select amount is null or coalesce(amount = trunc(amount, wasl.currency_decimals(currency)), false) $$;
--> statement-breakpoint
-- An amount with all the places of its currency, as it is told everywhere.
create function wasl.written_amount(amount numeric, currency text) returns text language sql immutable parallel safe
  as $$ select round(amount, coalesce(wasl.currency_decimals(currency), 3))::text $$;
--> statement-breakpoint
-- Whether a reader would see nothing: no letter, digit, punctuation or symbol that shows.
create function wasl.is_blank(value text) returns boolean language sql immutable strict parallel safe
  as $$ select value collate "C" !~ ('[^' || wasl.spaces() || wasl.unseen() || wasl.marks() || '\uE000-\uF8FF\U00013441\U00013442\U0001D159\U000F0000-\U0010FFFD]') $$;
--> statement-breakpoint
-- The words of a text with one space between, for search: letters and digits alone. Arabic without diacritics and tatweel, with its hamza and alef
-- forms folded and Persian letters as Arabic ones; Latin letters without accents and the signs of transliteration.
create function wasl.fold(value text) returns text language sql immutable strict parallel safe
  as $$
    select btrim(regexp_replace(
      replace(replace(replace(
        translate(
          wasl.small_letters(regexp_replace(
            normalize(regexp_replace(value collate "C", '[' || wasl.separators() || ']+', ' ', 'g'), NFKD) collate "C",
            '[' || wasl.marks() || ']+', '', 'g')),
          'ٱٲٳىیےةۃہەھکڪڡڢٯڧںøłđħıðءـٴʹʺʻʼʾʿ',
          'ااايييهههههككففققنoldhid'),
        'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss') collate "C",
      '[' || wasl.separators() || ']+', ' ', 'g'), ' ')
  $$;
--> statement-breakpoint
-- A word as it stands, and as a dictionary stems it. PostgreSQL keeps no word of more than 2046 bytes.
create function wasl.word_forms(word text, variadic dictionaries regdictionary[]) returns text[] language sql immutable strict parallel safe
  as $$
    select array(
      select distinct form collate "C" from (select left(word, 500) as clipped) as kept
      cross join lateral (
        select clipped as form
        union all
        select unnest(ts_lexize(dictionary, clipped)) from unnest(dictionaries) as dictionary
      ) as forms
      order by 1)
  $$;
--> statement-breakpoint
-- The words of a folded text with their places. Not to_tsvector, whose parser asks the cluster's locale what a letter is.
create function wasl.words_vector(folded text, dictionary regdictionary) returns tsvector language sql immutable strict parallel safe
  as $$
    select coalesce(string_agg('''' || form || ''':' || least(place, 16383), ' '), '')::tsvector
    from string_to_table(folded, ' ') with ordinality as words (word, place), unnest(wasl.word_forms(word, dictionary)) as form
  $$;
--> statement-breakpoint
-- A text that has what doesn't show within its words (a soft hyphen, a joiner) is found by the parts and by the whole.
create function wasl.search_vector(texts jsonb) returns tsvector language sql immutable parallel safe
  as $$
    select coalesce(wasl.words_vector(wasl.fold(texts ->> 'ar'), 'pg_catalog.arabic_stem'), '')
      || coalesce(wasl.words_vector(wasl.fold(texts ->> 'en'), 'pg_catalog.english_stem'), '')
      || coalesce(wasl.words_vector(wasl.fold(texts ->> 'it'), 'pg_catalog.italian_stem'), '')
      || coalesce(wasl.words_vector(wasl.fold(texts ->> 'fr'), 'pg_catalog.french_stem'), '')
      || coalesce((
        select wasl.words_vector(wasl.fold(regexp_replace(given collate "C", '[' || wasl.unseen() || ']', '', 'g')), 'pg_catalog.simple')
        from concat_ws(' ', texts ->> 'ar', texts ->> 'en', texts ->> 'it', texts ->> 'fr') as given
        where given collate "C" ~ ('[' || wasl.unseen() || ']')), '')
  $$;
--> statement-breakpoint
-- One word of a query: as typed, or as any of the four languages stems it.
create function wasl.word_query(word text) returns text language sql immutable strict parallel safe
  as $$
    select '(' || string_agg('''' || form || '''', ' | ') || ')'
    from unnest(wasl.word_forms(word, 'pg_catalog.arabic_stem', 'pg_catalog.english_stem', 'pg_catalog.italian_stem', 'pg_catalog.french_stem')) as form
  $$;
--> statement-breakpoint
-- Whether a language leaves the word out, as "the" or "della".
create function wasl.is_stop_word(word text) returns boolean language sql immutable strict parallel safe
  as $$
    select exists (
      select from unnest('{pg_catalog.english_stem,pg_catalog.italian_stem,pg_catalog.french_stem}'::regdictionary[]) as dictionary
      where ts_lexize(dictionary, left(word, 500)) = '{}')
  $$;
--> statement-breakpoint
-- What is looked for, written as on the web: all words, "these in this order", one or the other, -not this.
create function wasl.query_of(words text) returns tsquery language plpgsql immutable strict parallel safe
  as $$
  declare
    asked record;
    term text;
    terms text := '';
    alternatives text := '';
    any_stop_word text;
  begin
    for asked in
      select part[1] = '-' as is_denied, part[2] is not null as is_quoted, wasl.fold(coalesce(part[2], part[3])) as folded
      from regexp_matches(
        regexp_replace(words collate "C", '[' || replace(wasl.separators(), '\u0001-\u002F', '\u0001-\u0021\u0023-\u002C\u002E\u002F') || ']+', ' ', 'g') collate "C",
        '(-?)(?:"([^"]*)"?|([^ "]+))', 'g') as part
    loop
      continue when asked.folded = '';
      if asked.folded = 'or' and not asked.is_quoted and not asked.is_denied then
        if terms <> '' then
          alternatives := alternatives || terms || ' | ';
          terms := '';
        end if;
        continue;
      end if;
      term := (select string_agg(wasl.word_query(word), ' <-> ' order by place) from string_to_table(asked.folded, ' ') with ordinality as parts (word, place));
      if wasl.is_stop_word(asked.folded) then
        any_stop_word := coalesce(any_stop_word, term);
      else
        terms := terms || case when terms = '' then '' else ' & ' end || case when asked.is_denied then '!' else '' end || '(' || term || ')';
      end if;
    end loop;
    return coalesce(nullif(regexp_replace(alternatives || terms, ' \| $', ''), ''), any_stop_word, '')::tsquery;
  end
  $$;
--> statement-breakpoint
-- Typed with what doesn't show within a word, it is looked for with and without.
create function wasl.search_query(words text) returns tsquery language sql immutable strict parallel safe
  as $$
    select case when words collate "C" ~ ('[' || wasl.unseen() || ']')
      then wasl.query_of(words) || wasl.query_of(regexp_replace(words collate "C", '[' || wasl.unseen() || ']', '', 'g'))
      else wasl.query_of(words) end
  $$;
--> statement-breakpoint
-- A half goes to the even neighbour (ISO 80000-1, annex B), so that many halves don't add up to a drift.
create function wasl.round_half_even(value numeric) returns bigint language sql immutable strict parallel safe
  as $$
    select (case when value - floor(value) = 0.5 then floor(value) + floor(value) % 2 else round(value) end)::bigint
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
select wasl.give_to_ledger('wasl.new_reference(text)', 'wasl.seal_of(text)', 'wasl.sealed(integer)');
--> statement-breakpoint
revoke execute on function wasl.seal_of(text) from public;
