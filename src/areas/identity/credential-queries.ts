import { sql } from 'drizzle-orm';
import type { OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import { asGatekeeper, type Db } from '../../platform/db/transaction.ts';
import { hashSecret, isSecretOf } from './secrets.ts';

/** Whose a credential is, as the database tells it. */
export interface Holder extends Record<string, unknown> {
  readonly credential_id: string;
  readonly carrier: 'bearer' | 'cookie' | 'api-key';
  readonly csrf_token_hash: string | null;
  readonly scopes: string[] | null;
  readonly user_id: UserId;
  readonly organisation_id: OrganisationId;
  readonly unit_id: UnitId | null;
  readonly role: Role;
  readonly scope: OrganisationId[];
}

/** An organisation and all below it, for a validator; for anyone else the organisation alone. */
const scope = sql`array(
  with recursive below as (
    select users.organisation_id as id
    union select organisations.id from organisations join below on organisations.parent_id = below.id where users.role = 'validator'
  ) select id from below)`;

/** The account behind a session's token or an API key; null where the token is unknown, over, revoked, or its account suspended. */
export async function findHolder(db: Db, token: string, now: Date): Promise<Holder | null> {
  const hash = hashSecret(token);
  const at = now.toISOString();
  const query = isSecretOf('session', token)
    ? sql`select sessions.id as credential_id, sessions.carrier, sessions.csrf_token_hash, null::text[] as scopes,
        users.id as user_id, users.organisation_id, users.unit_id, users.role, ${scope} as scope
      from sessions join users on users.id = sessions.user_id
      where sessions.token_hash = ${hash} and sessions.expires_at > ${at}::timestamptz and users.suspended_at is null`
    : isSecretOf('apiKey', token)
      ? sql`select api_keys.id as credential_id, 'api-key' as carrier, null as csrf_token_hash, api_keys.scopes,
          users.id as user_id, users.organisation_id, users.unit_id, users.role, ${scope} as scope
        from api_keys join users on users.id = api_keys.user_id
        where api_keys.token_hash = ${hash} and api_keys.revoked_at is null
          and (api_keys.expires_at is null or api_keys.expires_at > ${at}::timestamptz) and users.suspended_at is null`
      : null;
  if (query === null) return null;
  const [holder] = await asGatekeeper(db, (tx) => tx.execute<Holder>(query));
  return holder ?? null;
}
