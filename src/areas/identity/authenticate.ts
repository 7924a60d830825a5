import { timingSafeEqual } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import type { ApiKeyId, OrganisationId, SessionId, UnitId, UserId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Role } from '../../kernel/role.ts';
import type { AccountActor } from '../../platform/auth/actor.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/connect.ts';
import { asGatekeeper } from '../../platform/db/transaction.ts';
import { hashSecret, isSecretOf } from './secrets.ts';

export const SESSION_COOKIE = 'wasl_session';

interface Holder extends Record<string, unknown> {
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

/**
 * Says who holds the credentials of a request: a session's bearer token or cookie, or an API key. One statement, on every
 * request; nothing is remembered between requests, so a sign-out or a suspension works at once in every process.
 */
export function makeRequestAuthenticator({ db }: Database, clock: Clock) {
  return async (request: FastifyRequest): Promise<AccountActor | null> => {
    const bearer = /^Bearer (\S{20,200})$/i.exec(request.headers.authorization ?? '')?.[1];
    const cookie = bearer === undefined ? request.cookies[SESSION_COOKIE] : undefined;
    const token = bearer ?? cookie;
    if (token === undefined) return null;
    const holder = await findHolder(db, token, clock.now());
    if (!holder || (holder.carrier === 'cookie') !== (cookie !== undefined)) return null;
    const isChange = request.method !== 'GET' && request.method !== 'HEAD';
    if (holder.carrier === 'cookie' && isChange) checkCsrfToken(holder.csrf_token_hash, request.headers['x-csrf-token']);
    return actorOf(holder);
  };
}

async function findHolder(db: Database['db'], token: string, now: Date): Promise<Holder | null> {
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

/** A browser sends the cookie by itself, even for another site's form; only our own page can send this header. */
function checkCsrfToken(expectedHash: string | null, given: string | string[] | undefined): void {
  const expected = Buffer.from(expectedHash ?? '');
  const actual = Buffer.from(typeof given === 'string' ? hashSecret(given) : '');
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) throw new Refusal('csrf-token-required');
}

function actorOf(holder: Holder): AccountActor {
  const account = {
    userId: holder.user_id,
    organisationId: holder.organisation_id,
    unitId: holder.unit_id,
    role: holder.role,
    scope: holder.scope,
  };
  return holder.carrier === 'api-key'
    ? { kind: 'api-key', apiKeyId: holder.credential_id as ApiKeyId, scopes: holder.scopes ?? [], ...account }
    : { kind: 'person', sessionId: holder.credential_id as SessionId, ...account };
}
