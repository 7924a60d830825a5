-- What the tables of the area identity can't say by themselves. Read together with src/areas/identity/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

create function wasl.reader_is_designated() returns boolean language sql stable security definer set search_path = public, pg_temp
  as $$
    select wasl.reader_role() = 'system' or exists (
      select from users where id = wasl.reader_user() and role = 'facilitator' and designated)
  $$;
--> statement-breakpoint
-- Closing an account ends its sessions. An administrator reads no one else's, and so could not delete them; the ledger does it.
create function wasl.end_sessions_of_suspended() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    delete from sessions where user_id = new.id;
    return null;
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.reader_is_designated()', 'wasl.end_sessions_of_suspended()');
--> statement-breakpoint
revoke execute on function wasl.end_sessions_of_suspended() from public;
--> statement-breakpoint
create trigger end_sessions_of_suspended after update of suspended_at on users for each row
  when (new.suspended_at is not null)
  execute function wasl.end_sessions_of_suspended();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

-- Passwords, sessions of everybody and throttles are the authenticator's. Where an account has signed in from is its to know as well; that it was
-- unlocked is said by an administrator. Files of human-rights due diligence are for designated facilitators alone, which the ledger looks up.

grant select, insert, update on invitations, api_keys to wasl_app;
--> statement-breakpoint
grant select, delete on sessions to wasl_app;
--> statement-breakpoint
grant select (id, login, display_name, organisation_id, unit_id, role, language, suspended_at, version, created_at, designated, unlocked_at,
  creation_order), update (suspended_at, version, designated, unlocked_at) on users to wasl_app;
--> statement-breakpoint
grant select, insert, update, delete on users, invitations, sessions, api_keys, familiar_places, sign_in_throttles to wasl_authenticator;
--> statement-breakpoint
grant delete on sessions to wasl_ledger;
--> statement-breakpoint
grant select (id, role, designated) on users to wasl_ledger;
--> statement-breakpoint
grant select (user_id) on sessions to wasl_ledger;
--> statement-breakpoint
select wasl.guard('users', 'invitations', 'sessions', 'api_keys', 'familiar_places', 'sign_in_throttles');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('users', 'user', 'id', left_out => 'password_hash'),
  wasl.keep_history('invitations', 'invitation', 'id', left_out => 'token_hash'),
  wasl.keep_history('sessions', 'session', 'id', left_out => 'token_hash,csrf_token_hash'),
  wasl.keep_history('sessions', 'user', 'user_id', 'sessions', left_out => 'token_hash,csrf_token_hash'),
  wasl.keep_history('api_keys', 'api-key', 'id', left_out => 'token_hash');
