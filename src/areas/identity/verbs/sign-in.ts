import { and, eq } from 'drizzle-orm';
import type { SessionId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Act, Person } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asGatekeeper, type Db, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { hashSecret, isRightPassword, newSecret } from '../secrets.ts';
import { sessions, signInThrottles, users } from '../tables.ts';
import { accountKey, addressKey, countFailure, findLock, type Throttled } from './count-failures.ts';

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

/**
 * Signs a person in. Failures are counted by account and by network address, in the database and so over all server
 * processes, and are committed before the refusal is thrown: a refused sign-in must leave its trace.
 *
 * The password is hashed between two short transactions, so that slow work holds neither a connection nor a lock. The second
 * asks for the lock again and gives the answer: of a thousand guesses sent at once, five learn whether they were right.
 */
export async function signIn(db: Db, moment: Moment, input: SignIn): Promise<SignedIn> {
  const login = input.login.toLowerCase();
  const keys = { account: accountKey(login), address: addressKey(input.address) };

  const account = await asGatekeeper(db, async (tx) => {
    const refusal = await findLock(tx, Object.values(keys), moment);
    if (refusal) throw refusal;
    const [user] = await tx.select({ id: users.id, passwordHash: users.passwordHash }).from(users).where(eq(users.login, login));
    return user ?? null;
  });
  const isRight = await isRightPassword(account?.passwordHash ?? null, input.password);
  const outcome = await asGatekeeper(db, (tx) =>
    isRight && account ? openSession(tx, moment, keys, account, input.carrier) : refuseAndCount(tx, moment, keys),
  );
  if (outcome instanceof Refusal) throw outcome;
  return outcome;
}

const refuseAndCount = async (tx: Tx, moment: Moment, keys: Throttled): Promise<Refusal> =>
  (await countFailure(tx, moment, keys)) ?? new Refusal('wrong-credentials');

/** `checked` is the account as its password was compared: by now it may be suspended, or have another password. */
async function openSession(
  tx: Tx,
  moment: Moment,
  keys: Required<Throttled>,
  checked: Pick<typeof users.$inferSelect, 'id' | 'passwordHash'>,
  carrier: SignIn['carrier'],
): Promise<SignedIn | Refusal> {
  const locked = await findLock(tx, Object.values(keys), moment);
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
