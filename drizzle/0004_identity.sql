-- What the tables of the area identity can't say by themselves. Read together with src/areas/identity/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

create function wasl.reader_is_designated() returns boolean language sql stable security definer set search_path = public, pg_temp
  as $$
    select wasl.reader_role() = 'system' or exists (
      select from users where id = wasl.reader_user() and role = 'facilitator' and designated)
  $$;
--> statement-breakpoint
-- Ends an account's API keys, each with an event.
create function wasl.end_api_keys(account uuid, organisation uuid, ended_at timestamptz) returns void language sql security definer set search_path = public, pg_temp
  as $$
    with ended as (
      update api_keys set revoked_at = ended_at, version = version + 1 where user_id = account and revoked_at is null returning id, version
    )
    select count(wasl.record_derived('api-key', ended.id, 'api-key.revoked', null,
      jsonb_build_object('revokedAt', wasl.written_instant(ended_at), 'version', ended.version), array[organisation])::text)
    from ended
  $$;
--> statement-breakpoint
-- Closing an account ends its sessions and its API keys. An administrator reads no one else's, and so could not end them; the
-- ledger does it.
create function wasl.end_sessions_of_suspended() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    delete from sessions where user_id = new.id;
    perform wasl.end_api_keys(new.id, new.organisation_id, new.suspended_at);
    return null;
  end
  $$;
--> statement-breakpoint
-- Which role fits which kind of organisation: the table of src/areas/identity/domain/role-fit.ts, which a test holds this against. What an
-- organisation does besides its kind may give a role too, and may bar it.
create function wasl.role_fits(role text, organisation uuid) returns boolean language sql stable set search_path = public, pg_temp
  as $$
    select coalesce(bool_or(kinds && given and not kinds && barred), false)
    from (select array[organisations.kind] || organisations.other_roles as kinds from organisations where organisations.id = organisation) as held,
      (values
        ('requester', array['requester', 'authority'], array['donor']),
        ('validator', array['requester', 'authority'], array['donor']),
        ('donor', array['donor', 'implementer'], array['requester']),
        ('facilitator', array['facilitator'], array['requester', 'donor', 'implementer']),
        ('auditor', array['facilitator', 'authority'], array['requester', 'donor', 'implementer']),
        ('administrator', array['facilitator', 'authority'], array['donor', 'implementer'])
      ) as fits (role, given, barred)
    where fits.role = role_fits.role
  $$;
--> statement-breakpoint
create function wasl.refuse_misfit() returns trigger language plpgsql
  as $$
  begin
    if new.role is not null and not wasl.role_fits(new.role, new.organisation_id) then
      raise exception 'a % does not fit the kind of this organisation', new.role
        using errcode = 'check_violation', constraint = 'role_fits_the_organisation', table = tg_table_name;
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
-- Whether a second person may complete what a first one began (src/kernel/two-sidedness.ts, `two-offices`): another person whose account is
-- open, an administrator of another organisation or a facilitator, and nobody of those whom it is for.
create function wasl.require_second_hand(first_person uuid, second_person uuid, barred uuid[], of_table text) returns void language plpgsql
    security definer set search_path = public, pg_temp
  as $$
  begin
    if not exists (
      select from users as one, users as other
      where one.id = first_person and other.id = second_person and other.id <> one.id and other.suspended_at is null
        and (other.role = 'facilitator' or (other.role = 'administrator' and other.organisation_id <> one.organisation_id))
        and not other.organisation_id = any (barred)
    ) then
      raise exception 'it takes two persons who stand apart' using errcode = 'check_violation', constraint = 'takes_two_hands', table = of_table;
    end if;
  end
  $$;
--> statement-breakpoint
create function wasl.hold_two_hands_of_invitation() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    perform wasl.require_second_hand(new.invited_by, new.approved_by, array[new.organisation_id], 'invitations');
    return new;
  end
  $$;
--> statement-breakpoint
-- Makes a change of an account that a second person has confirmed. Whoever is something else from now on signs in anew, and their programs'
-- keys, which were given to what they were, are revoked.
create function wasl.make_account_change() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  declare
    held constant uuid := (select organisation_id from users where id = new.user_id);
  begin
    if new.user_id in (new.proposed_by, new.decided_by) then
      raise exception 'nobody changes their own account' using errcode = 'check_violation', constraint = 'takes_two_hands', table = 'account_changes';
    end if;
    perform wasl.require_second_hand(new.proposed_by, new.decided_by, array[held, coalesce(new.organisation_id, held)], 'account_changes');
    case new.change
      when 'role' then
        update users set role = new.role, organisation_id = new.organisation_id, unit_id = new.unit_id, designated = false, version = version + 1
          where id = new.user_id;
        delete from sessions where user_id = new.user_id;
        perform wasl.end_api_keys(new.user_id, held, new.decided_at);
      when 'designation' then
        update users set designated = true, version = version + 1 where id = new.user_id;
      when 'reinstatement' then
        update users set suspended_at = null, version = version + 1 where id = new.user_id;
    end case;
    return new;
  end
  $$;
--> statement-breakpoint
-- What two persons decide no hand does alone, whatever the program asks: the service's own logins lower an account, and never raise one.
create function wasl.refuse_one_hand() returns trigger language plpgsql
  as $$
  begin
    raise exception 'it takes two persons who stand apart' using errcode = 'check_violation', constraint = 'takes_two_hands', table = tg_table_name;
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.reader_is_designated()', 'wasl.end_api_keys(uuid, uuid, timestamptz)', 'wasl.end_sessions_of_suspended()',
  'wasl.make_account_change()', 'wasl.hold_two_hands_of_invitation()', 'wasl.require_second_hand(uuid, uuid, uuid[], text)');
--> statement-breakpoint
revoke execute on function wasl.end_api_keys(uuid, uuid, timestamptz), wasl.require_second_hand(uuid, uuid, uuid[], text),
  wasl.end_sessions_of_suspended(), wasl.make_account_change(), wasl.hold_two_hands_of_invitation() from public;
--> statement-breakpoint
create trigger role_fits_the_organisation before insert or update of role, organisation_id on users for each row
  execute function wasl.refuse_misfit();
--> statement-breakpoint
create trigger role_fits_the_organisation before insert on invitations for each row execute function wasl.refuse_misfit();
--> statement-breakpoint
create trigger role_fits_the_organisation before insert on account_changes for each row execute function wasl.refuse_misfit();
--> statement-breakpoint
create trigger takes_two_hands before update on invitations for each row
  when (old.approved_at is null and new.approved_at is not null)
  execute function wasl.hold_two_hands_of_invitation();
--> statement-breakpoint
create trigger takes_two_hands before update on account_changes for each row
  when (old.state <> 'confirmed' and new.state = 'confirmed')
  execute function wasl.make_account_change();
--> statement-breakpoint
create trigger takes_two_hands before update on users for each row
  when (current_user in ('wasl_app', 'wasl_authenticator') and (
    (new.role, new.organisation_id, new.unit_id) is distinct from (old.role, old.organisation_id, old.unit_id)
    or (new.designated and not old.designated) or (old.suspended_at is not null and new.suspended_at is null)))
  execute function wasl.refuse_one_hand();
--> statement-breakpoint
create trigger end_sessions_of_suspended after update of suspended_at on users for each row
  when (new.suspended_at is not null)
  execute function wasl.end_sessions_of_suspended();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

-- Passwords, sessions of everybody and throttles are the authenticator's. Where an account has signed in from is its to know as well; that it was
-- unlocked is said by an administrator. Files of human-rights due diligence are for designated facilitators alone, which the ledger looks up.

grant select, insert, update on api_keys to wasl_app;
--> statement-breakpoint
grant select, insert, update (approved_by, approved_at, refused_at, refusal_reason, revoked_at, version) on invitations to wasl_app;
--> statement-breakpoint
grant select, insert, update (state, decided_by, decided_at, refusal_reason, version) on account_changes to wasl_app;
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
grant select (id, display_name, role, organisation_id, unit_id, designated, suspended_at, version), update (role, organisation_id, unit_id, designated,
  suspended_at, version) on users to wasl_ledger;
--> statement-breakpoint
grant select (id, user_id, revoked_at, version), update (revoked_at, version) on api_keys to wasl_ledger;
--> statement-breakpoint
grant select (user_id) on sessions to wasl_ledger;
--> statement-breakpoint
select wasl.guard('users', 'invitations', 'account_changes', 'sessions', 'api_keys', 'familiar_places', 'sign_in_throttles');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('users', 'user', 'id', left_out => 'password_hash'),
  wasl.keep_history('invitations', 'invitation', 'id', left_out => 'token_hash'),
  wasl.keep_history('sessions', 'session', 'id', left_out => 'token_hash,csrf_token_hash'),
  wasl.keep_history('sessions', 'user', 'user_id', 'sessions', left_out => 'token_hash,csrf_token_hash'),
  wasl.keep_history('api_keys', 'api-key', 'id', left_out => 'token_hash,last_used_at'),
  wasl.keep_history('api_keys', 'user', 'user_id', 'apiKeys', left_out => 'token_hash,last_used_at'),
  wasl.keep_history('account_changes', 'account-change', 'id');
