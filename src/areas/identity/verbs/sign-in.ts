import { and, eq } from 'drizzle-orm';
import type { SessionId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Act, Person } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import { asGatekeeper, type Db, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { afterFailure, networkOf, secondsLocked, type ThrottledKind, type ThrottleState } from '../domain/throttle.ts';
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

type Moment = Pick<Act, 'now' | 'requestId'>;
type Throttled = Readonly<Record<ThrottledKind, string>>;

/**
 * Signs a person in. Failures are counted by account and by network address, in the database and so over all server
 * processes, and are committed before the refusal is thrown: a refused sign-in must leave its trace.
 *
 * The password is hashed between two short transactions, so that slow work holds neither a connection nor a lock. The second
 * asks for the lock again and gives the answer: of a thousand guesses sent at once, five learn whether they were right.
 */
export async function signIn(db: Db, moment: Moment, input: SignIn): Promise<SignedIn> {
  const login = input.login.toLowerCase();
  // Hashed, because people type their password into the wrong field, and this table keeps what was typed.
  const keys: Throttled = { account: `account:${hashSecret(login)}`, address: `address:${networkOf(input.address)}` };

  const account = await asGatekeeper(db, async (tx) => {
    const refusal = await findLock(tx, keys, moment);
    if (refusal) throw refusal;
    const [user] = await tx.select({ id: users.id, passwordHash: users.passwordHash }).from(users).where(eq(users.login, login));
    return user ?? null;
  });
  const isRight = await isRightPassword(account?.passwordHash ?? null, input.password);
  const outcome = await asGatekeeper(db, (tx) =>
    isRight && account ? openSession(tx, moment, keys, account, input.carrier) : countFailure(tx, moment, keys),
  );
  if (outcome instanceof Refusal) throw outcome;
  return outcome;
}

/** `checked` is the account as its password was compared: by now it may be suspended, or have another password. */
async function openSession(
  tx: Tx,
  moment: Moment,
  keys: Throttled,
  checked: Pick<typeof users.$inferSelect, 'id' | 'passwordHash'>,
  carrier: SignIn['carrier'],
): Promise<SignedIn | Refusal> {
  const locked = await findLock(tx, keys, moment);
  if (locked) return locked;
  const [user] = await tx
    .select({ organisationId: users.organisationId, unitId: users.unitId, role: users.role, suspendedAt: users.suspendedAt })
    .from(users)
    .where(and(eq(users.id, checked.id), eq(users.passwordHash, checked.passwordHash)))
    .for('share'); // a suspension under way is waited for: it ends the sessions that it finds, and must not miss this one
  if (!user) return new Refusal('wrong-credentials');
  if (user.suspendedAt !== null) return new Refusal('account-suspended');

  await tx.delete(signInThrottles).where(eq(signInThrottles.key, keys.account));
  const token = newSecret('session');
  const csrfToken = carrier === 'cookie' ? newSecret('csrf') : null;
  const session = {
    id: newId<'session'>(),
    userId: checked.id,
    carrier,
    expiresAt: new Date(moment.now.getTime() + SESSION_HOURS * 3_600_000),
  };
  await tx.insert(sessions).values({
    ...session,
    tokenHash: hashSecret(token),
    csrfTokenHash: csrfToken === null ? null : hashSecret(csrfToken),
    createdAt: moment.now,
  });
  const actor: Person = {
    kind: 'person',
    sessionId: session.id,
    userId: checked.id,
    organisationId: user.organisationId,
    unitId: user.unitId,
    role: user.role,
    scope: [user.organisationId],
  };
  await recordEvent(
    tx,
    { ...moment, actor },
    {
      action: 'session.opened',
      subject: { type: 'session', id: session.id },
      after: session,
      parties: [user.organisationId],
    },
  );
  return { sessionId: session.id, token, csrfToken, expiresAt: session.expiresAt, secondsValid: SESSION_HOURS * 3600 };
}

/** One after the other under the row's lock: guesses in parallel can't share one count. */
async function countFailure(tx: Tx, moment: Moment, keys: Throttled): Promise<Refusal> {
  const now = moment.now.getTime();
  let wasLocked: Refusal | null = null;
  // Always the account before the address: two failures that wait for each other would be a deadlock.
  for (const kind of ['account', 'address'] as const) {
    const key = keys[kind];
    await tx.insert(signInThrottles).values({ key, failures: 0, windowStartedAt: moment.now }).onConflictDoNothing();
    await tx.select({ key: signInThrottles.key }).from(signInThrottles).where(eq(signInThrottles.key, key)).for('update');
    const state = (await readThrottles(tx, [key])).get(key) ?? null;
    wasLocked ??= refusalOfLock(secondsLocked(state, now));
    const next = afterFailure(kind, state, now);
    await tx
      .update(signInThrottles)
      .set({
        failures: next.failures,
        windowStartedAt: new Date(next.windowStartedAt),
        lockedUntil: next.lockedUntil === null ? null : new Date(next.lockedUntil),
      })
      .where(eq(signInThrottles.key, key));
  }
  return wasLocked ?? new Refusal('wrong-credentials');
}

/** The same refusal whether or not the account exists, and whether or not the password was right. */
async function findLock(tx: Tx, keys: Throttled, { now }: Moment): Promise<Refusal | null> {
  const states = await readThrottles(tx, Object.values(keys));
  return refusalOfLock(Math.max(0, ...[...states.values()].map((state) => secondsLocked(state, now.getTime()))));
}

const refusalOfLock = (seconds: number): Refusal | null =>
  seconds === 0 ? null : new Refusal('sign-in-locked', { facts: { retryAfterSeconds: seconds } });

async function readThrottles(tx: Tx, keys: readonly string[]): Promise<Map<string, ThrottleState>> {
  const rows = await tx
    .select({
      key: signInThrottles.key,
      failures: signInThrottles.failures,
      windowStartedAt: signInThrottles.windowStartedAt,
      lockedUntil: signInThrottles.lockedUntil,
    })
    .from(signInThrottles)
    .where(oneOf(signInThrottles.key, keys));
  return new Map(
    rows.map(({ key, failures, windowStartedAt, lockedUntil }) => [
      key,
      { failures, windowStartedAt: windowStartedAt.getTime(), lockedUntil: lockedUntil?.getTime() ?? null },
    ]),
  );
}
