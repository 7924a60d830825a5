import type { ApiKeyId, SessionId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { AccountActor } from '../../platform/auth/actor.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/connect.ts';
import { findHolder, type Holder } from './credential-queries.ts';
import { hashSecret, isSameSecret } from './secrets.ts';

export const SESSION_COOKIE = 'wasl_session';
/** By what a browser is known where an account signed in from it before; it lets nobody in. */
export const DEVICE_COOKIE = 'wasl_device';

/** What of a request says who asks; a Fastify request has all of it. */
export interface CredentialCarrier {
  readonly method: string;
  readonly headers: { readonly authorization?: string | undefined; readonly [name: string]: string | string[] | undefined };
  readonly cookies: Readonly<Record<string, string | undefined>>;
}

const bearerOf = ({ headers }: CredentialCarrier): string | undefined => /^Bearer (\S{20,200})$/i.exec(headers.authorization ?? '')?.[1];

/** The secret that a request shows, whosoever it is and whether or not it is anybody's. */
export const credentialOf = (request: CredentialCarrier): string | undefined => bearerOf(request) ?? request.cookies[SESSION_COOKIE];

/**
 * Says who holds the credentials of a request: a session's bearer token or cookie, or an API key. One statement, on every
 * request; nothing is remembered between requests, so a sign-out or a suspension works at once in every process.
 */
export function makeRequestAuthenticator({ db }: Pick<Database, 'db'>, clock: Clock) {
  return async (request: CredentialCarrier): Promise<AccountActor | null> => {
    const token = credentialOf(request);
    if (token === undefined) return null;
    const holder = await findHolder(db, token, clock.now());
    // A cookie's token serves in the cookie alone: in a header it would need no CSRF token.
    if (!holder || (holder.carrier === 'cookie') !== (bearerOf(request) === undefined)) return null;
    const isChange = request.method !== 'GET' && request.method !== 'HEAD';
    if (holder.carrier === 'cookie' && isChange) checkCsrfToken(holder.csrf_token_hash, request.headers['x-csrf-token']);
    return actorOf(holder);
  };
}

/** A browser sends the cookie by itself, even for another site's form; only our own page can send this header. */
function checkCsrfToken(expectedHash: string | null, given: string | string[] | undefined): void {
  const isRight = expectedHash !== null && typeof given === 'string' && isSameSecret(expectedHash, hashSecret(given));
  if (!isRight) throw new Refusal('csrf-token-required');
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
