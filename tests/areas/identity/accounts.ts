import { acceptInvitation, inviteUser, makeRequestAuthenticator } from '#src/areas/identity/index.ts';
import { signIn, type SignedIn } from '#src/areas/identity/verbs/sign-in.ts';
import type { UserId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import type { Role } from '#src/kernel/role.ts';
import type { AccountActor, Person } from '#src/platform/auth/actor.ts';
import type { Database } from '#src/platform/db/connect.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { organisationIdOf, REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';

export const PASSWORD = 'four words of no kin';

/** An account made as every account is: invited, and accepted. */
export async function join(database: Database, login: string, role: Role, organisation: string): Promise<UserId> {
  return (await joinFrom(undefined, database, login, role, organisation)).id;
}

/** The same over the network. */
export async function joinFrom(address: string | undefined, database: Database, login: string, role: Role, organisation: string) {
  const { db } = database;
  const organisationId = await organisationIdOf(database, organisation);
  const { token } = await asActor(db, theSystem(), (tx) => inviteUser(tx, theSystem(), { login, organisationId, role, language: 'en' }));
  return acceptInvitation(db, theSystem(), { token, displayName: login, password: PASSWORD, address });
}

export interface Attempt {
  readonly password?: string;
  readonly at?: Date;
  readonly address?: string;
  readonly device?: string | undefined;
  readonly carrier?: 'bearer' | 'cookie';
}

export function trySignIn({ db }: Database, login: string, attempt: Attempt = {}): Promise<SignedIn> {
  const { password = PASSWORD, at = REFERENCE_INSTANT, address = '192.0.2.1', carrier = 'bearer', device } = attempt;
  return signIn(db, { now: at, requestId: 'test' }, { login, password, address, carrier, device });
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
