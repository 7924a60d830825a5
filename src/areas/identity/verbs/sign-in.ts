import { eq, inArray } from 'drizzle-orm';
import type { SessionId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { type Act, systemActor } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asGatekeeper, type Db, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { afterFailure, secondsLocked, type ThrottledKind, type ThrottleState } from '../domain/throttle.ts';
import { hashSecret, isRightPassword, newSecret } from '../secrets.ts';
import { sessions, signInThrottles, users } from '../tables.ts';

const SESSION_HOURS = 12;

export interface SignIn {
  readonly login: string;
  readonly password: string;
  readonly carrier: 'bearer' | 'cookie';
  readonly address: string;
}

export interface SignedIn {
  readonly sessionId: SessionId;
  readonly token: string;
  readonly csrfToken: string | null;
  readonly expiresAt: Date;
  readonly secondsValid: number;
}

/**
 * Signs a person in. Failures are counted by account and by network address, in the database and so over all server
 * processes, and are committed before the refusal is thrown: a refused sign-in must leave its trace.
 */
export async function signIn(db: Db, act: Pick<Act, 'now' | 'requestId'>, input: SignIn): Promise<SignedIn> {
  const login = input.login.toLowerCase();
  const keys: Readonly<Record<ThrottledKind, string>> = { account: `account:${login}`, address: `address:${input.address}` };
  const now = act.now.getTime();

  const locked = await asGatekeeper(db, (tx) => readThrottles(tx, Object.values(keys)));
  const wait = Math.max(...[...locked.values()].map((state) => secondsLocked(state, now)), 0);
  if (wait > 0) throw new Refusal('sign-in-locked', { facts: { retryAfterSeconds: wait } });

  const account = await asGatekeeper(db, async (tx) => {
    const [user] = await tx
      .select({ id: users.id, organisationId: users.organisationId, passwordHash: users.passwordHash, suspendedAt: users.suspendedAt })
      .from(users)
      .where(eq(users.login, login));
    return user ?? null;
  });
  const isRight = await isRightPassword(account?.passwordHash ?? null, input.password);
  if (!isRight || account === null) {
    await asGatekeeper(db, (tx) => countFailure(tx, keys, now));
    throw new Refusal('wrong-credentials');
  }
  if (account.suspendedAt !== null) throw new Refusal('account-suspended');

  return asGatekeeper(db, async (tx) => {
    await tx.delete(signInThrottles).where(eq(signInThrottles.key, keys.account));
    const token = newSecret('session');
    const csrfToken = input.carrier === 'cookie' ? newSecret('csrf') : null;
    const expiresAt = new Date(now + SESSION_HOURS * 3_600_000);
    const sessionId: SessionId = newId<'session'>();
    await tx.insert(sessions).values({
      id: sessionId,
      userId: account.id,
      tokenHash: hashSecret(token),
      carrier: input.carrier,
      csrfTokenHash: csrfToken === null ? null : hashSecret(csrfToken),
      expiresAt,
      createdAt: act.now,
    });
    await recordEvent(tx, { ...act, actor: systemActor('sign-in') }, {
      action: 'session.opened',
      subject: { type: 'session', id: sessionId },
      after: { userId: account.id, carrier: input.carrier },
      parties: [account.organisationId],
    });
    return { sessionId, token, csrfToken, expiresAt, secondsValid: SESSION_HOURS * 3600 };
  });
}

async function readThrottles(tx: Tx, keys: readonly string[]): Promise<Map<string, ThrottleState>> {
  const rows = await tx
    .select({
      key: signInThrottles.key,
      failures: signInThrottles.failures,
      windowStartedAt: signInThrottles.windowStartedAt,
      lockedUntil: signInThrottles.lockedUntil,
    })
    .from(signInThrottles)
    .where(inArray(signInThrottles.key, [...keys]));
  return new Map(
    rows.map(({ key, failures, windowStartedAt, lockedUntil }) => [
      key,
      { failures, windowStartedAt: windowStartedAt.getTime(), lockedUntil: lockedUntil?.getTime() ?? null },
    ]),
  );
}

/** One after the other under the row's lock: guesses in parallel can't share one count. */
async function countFailure(tx: Tx, keys: Readonly<Record<ThrottledKind, string>>, now: number): Promise<void> {
  for (const kind of ['account', 'address'] as const) {
    const key = keys[kind];
    await tx
      .insert(signInThrottles)
      .values({ key, failures: 0, windowStartedAt: new Date(now) })
      .onConflictDoNothing();
    await tx.select({ key: signInThrottles.key }).from(signInThrottles).where(eq(signInThrottles.key, key)).for('update');
    const state = (await readThrottles(tx, [key])).get(key) ?? null;
    const next = afterFailure(kind, state?.failures === 0 ? null : state, now);
    await tx
      .update(signInThrottles)
      .set({
        failures: next.failures,
        windowStartedAt: new Date(next.windowStartedAt),
        lockedUntil: next.lockedUntil === null ? null : new Date(next.lockedUntil),
      })
      .where(eq(signInThrottles.key, key));
  }
}
