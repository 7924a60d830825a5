import type { OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import type { Scope } from '../../kernel/scope.ts';
import { askAuthenticator, type Db } from '../../platform/db/transaction.ts';
import { hashSecret, isSecretOf } from './secrets.ts';

/** Whose a credential is, as the database tells it. */
export interface Holder {
  readonly credential_id: string;
  readonly carrier: 'bearer' | 'cookie' | 'api-key';
  readonly csrf_token_hash: string | null;
  readonly scopes: Scope[] | null;
  readonly user_id: UserId;
  readonly organisation_id: OrganisationId;
  readonly unit_id: UnitId | null;
  readonly role: Role;
  readonly scope: OrganisationId[];
  /** Of a key whose last use is to be written down: it isn't known, or lies back further than a minute. */
  readonly is_use_untold: boolean;
}

/** An organisation and all below it, for a validator; for anyone else the organisation alone. */
const SCOPE = `case users.role when 'validator' then array(
  with recursive below as (
    select users.organisation_id as id
    union select organisations.id from organisations join below on organisations.parent_id = below.id
  ) select id from below) else array[users.organisation_id] end`;

const ACCOUNT = `users.id as user_id, users.organisation_id, users.unit_id, users.role, ${SCOPE} as scope`;

/** Parameters: the hash of the token, the present instant. */
const BY_SESSION = `select sessions.id as credential_id, sessions.carrier, sessions.csrf_token_hash, null::text[] as scopes, false as is_use_untold, ${ACCOUNT}
  from sessions join users on users.id = sessions.user_id
  where sessions.token_hash = $1 and sessions.expires_at > $2::timestamptz and users.suspended_at is null`;

const BY_API_KEY = `select api_keys.id as credential_id, 'api-key' as carrier, null as csrf_token_hash, api_keys.scopes,
    coalesce(api_keys.last_used_at < $2::timestamptz - interval '1 minute', true) as is_use_untold, ${ACCOUNT}
  from api_keys join users on users.id = api_keys.user_id
  where api_keys.token_hash = $1 and api_keys.revoked_at is null
    and api_keys.expires_at > $2::timestamptz and users.suspended_at is null`;

/** The account behind a session's token or an API key; null where the token is unknown, over, revoked, or its account suspended. */
export async function findHolder(db: Db, token: string, now: Date): Promise<Holder | null> {
  const query = isSecretOf('session', token) ? BY_SESSION : isSecretOf('apiKey', token) ? BY_API_KEY : null;
  if (query === null) return null;
  const hash = hashSecret(token);
  const [holder] = await askAuthenticator<Holder>(db, hash, query, [hash, now.toISOString()]);
  if (holder?.is_use_untold === true) await tellUse(db, hash, now);
  return holder ?? null;
}

const TELL_USE = `update api_keys set last_used_at = $2::timestamptz
  where token_hash = $1 and coalesce(last_used_at < $2::timestamptz - interval '1 minute', true)`;

/** Where it can't be written down, as on a full disk, the key works all the same. */
const tellUse = (db: Db, hash: string, now: Date): Promise<unknown> =>
  askAuthenticator(db, hash, TELL_USE, [hash, now.toISOString()]).catch(() => undefined);
