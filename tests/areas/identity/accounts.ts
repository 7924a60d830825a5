import { acceptInvitation, inviteUser, makeRequestAuthenticator } from '#src/areas/identity/index.ts';
import { signIn, type SignedIn } from '#src/areas/identity/verbs/sign-in.ts';
import type { UserId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import type { Role } from '#src/kernel/role.ts';
import type { AccountActor, Person } from '#src/platform/auth/actor.ts';
import type { Database } from '#src/platform/db/connect.ts';
import { asActor, asGatekeeper } from '#src/platform/db/transaction.ts';
import { organisationIdOf, REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';

export const PASSWORD = 'four words of no kin';

/** An account made as every account is: invited, and accepted. */
export async function join(database: Database, login: string, role: Role, organisation: string): Promise<UserId> {
  const { db } = database;
  const organisationId = await organisationIdOf(database, organisation);
  const { token } = await asActor(db, theSystem(), (tx) => inviteUser(tx, theSystem(), { login, organisationId, role, language: 'en' }));
  const { id } = await asGatekeeper(db, (tx) => acceptInvitation(tx, theSystem(), { token, displayName: login, password: PASSWORD }));
  return id;
}

export interface Attempt {
  readonly password?: string;
  readonly at?: Date;
  readonly address?: string;
  readonly carrier?: 'bearer' | 'cookie';
}

export function trySignIn({ db }: Database, login: string, attempt: Attempt = {}): Promise<SignedIn> {
  const { password = PASSWORD, at = REFERENCE_INSTANT, address = '192.0.2.1', carrier = 'bearer' } = attempt;
  return signIn(db, { now: at, requestId: 'test' }, { login, password, address, carrier });
}

/** Who a token lets in, at a moment. */
export function whoHas({ db }: Database, token: string, at: Date = REFERENCE_INSTANT): Promise<AccountActor | null> {
  return makeRequestAuthenticator({ db }, { now: () => at })({ method: 'GET', headers: { authorization: `Bearer ${token}` }, cookies: {} });
}

export async function signedIn(database: Database, login: string): Promise<{ person: Person; token: string }> {
  const { token } = await trySignIn(database, login);
  const person = await whoHas(database, token);
  if (person?.kind !== 'person') throw new Error(`${login} is not let in`);
  return { person, token };
}

/** The refusal that an attempt ends in, thrown or given back, as `code pointer`. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  const outcome = await attempt.catch((error: unknown) => {
    if (error instanceof Refusal) return error;
    throw error;
  });
  if (!(outcome instanceof Refusal)) return 'no refusal';
  return [outcome.code, outcome.details.fields?.[0]?.pointer].filter((part) => part !== undefined).join(' ');
}
