import { and, eq } from 'drizzle-orm';
import type { SessionId } from '../../../kernel/id.ts';
import { foldIdentifier } from '../../../kernel/folding.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext, Person } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asAuthenticator, type Db, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { SignIn } from '../contract.ts';
import { isLatelyUnlocked, networkOf } from '../domain/throttle.ts';
import { hashSecret, isRightPassword, newSecret } from '../secrets.ts';
import { findPlace, type FoundPlace, type Place, rememberPlace } from './familiar-places.ts';
import { sessions, signInThrottles, users } from '../tables.ts';
import { countFailure, findLock, signInKeys, type Throttled } from './count-failures.ts';

const SESSION_HOURS = 12;

export interface SignedIn {
  readonly sessionId: SessionId;
  readonly token: string;
  readonly csrfToken: string | null;
  /** For a browser: by what it is known as this account's when it signs in again. */
  readonly device: string | null;
  readonly expiresAt: Date;
  readonly secondsValid: number;
}

type Moment = Pick<ActorContext, 'now' | 'requestId'>;

/** An account as its password was compared: by now it may be suspended, or have another password. */
type Checked = Pick<typeof users.$inferSelect, 'id' | 'passwordHash'>;

/** What was found out before the password was compared. */
interface Asked {
  readonly account: Checked | null;
  readonly place: FoundPlace;
  readonly keys: ReturnType<typeof signInKeys> & { readonly unlockedAt: Date | null };
}

/**
 * Signs a person in. Failures are counted in the database and so over all server processes, and are committed before the refusal is
 * thrown: a refused sign-in must leave its trace.
 *
 * The password is hashed between two short transactions, so that slow work holds neither a connection nor a lock. The second
 * asks for the lock again and gives the answer: of a thousand guesses sent at once from one place, five learn whether they were right.
 *
 * A wrong password is told of a lock that doesn't bind a familiar place as everybody else is, and the password is compared for an
 * account that nobody has: what is answered, and when, says nothing of whether there is such an account or where it is familiar.
 */
export async function signIn(db: Db, moment: Moment, input: SignIn & Place): Promise<SignedIn> {
  const { login: typed, password, carrier, address, device, ...rest } = input;
  nothingLeft(rest);
  const login = foldIdentifier(typed);
  const asked = await asAuthenticator(db, networkOf(address), async (tx): Promise<Asked> => {
    const [user] = await tx
      .select({ id: users.id, passwordHash: users.passwordHash, unlockedAt: users.unlockedAt })
      .from(users)
      .where(eq(users.login, login));
    const place = await findPlace(tx, user?.id ?? null, { address, device });
    const keys = { ...signInKeys(login, place.key, address), unlockedAt: user?.unlockedAt ?? null };
    const refusal = await findLock(tx, { here: keys.here, unlockedAt: keys.unlockedAt }, moment);
    if (refusal) throw refusal;
    return { account: user ?? null, place, keys };
  });
  const { account } = asked;
  const isRight = await isRightPassword(account?.passwordHash ?? null, password);
  const outcome = await asAuthenticator(db, networkOf(address), (tx) =>
    isRight && account ? openSession(tx, moment, asked, account, { carrier, address, device }) : refuseAndCount(tx, moment, asked),
  );
  if (outcome instanceof Refusal) throw outcome;
  return outcome;
}

const refuseAndCount = async (tx: Tx, moment: Moment, { keys }: Asked): Promise<Refusal> =>
  (await countFailure(tx, moment, keys)) ?? new Refusal('wrong-credentials');

/** What must not be locked for a right password to open a session. */
function bindingKeys({ keys, place }: Asked, { now }: Moment): Throttled {
  const { here, elsewhere, unlockedAt } = keys;
  if (place.isFamiliar) return { here, unlockedAt };
  return isLatelyUnlocked(unlockedAt, now) ? { here, elsewhere, unlockedAt } : keys;
}

async function openSession(
  tx: Tx,
  moment: Moment,
  asked: Asked,
  checked: Checked,
  { carrier, address, device: known }: Pick<SignIn, 'carrier'> & Place,
): Promise<SignedIn | Refusal> {
  const { keys, place } = asked;
  // Counted as a wrong one is, or the count would tell that it was right.
  if (await findLock(tx, bindingKeys(asked, moment), moment)) return refuseAndCount(tx, moment, asked);
  const [user] = await tx
    .select({ organisationId: users.organisationId, unitId: users.unitId, role: users.role, suspendedAt: users.suspendedAt })
    .from(users)
    .where(and(eq(users.id, checked.id), eq(users.passwordHash, checked.passwordHash)))
    .for('share'); // a suspension under way is waited for: it ends the sessions that it finds, and must not miss this one
  if (!user) return new Refusal('wrong-credentials');
  if (user.suspendedAt !== null) return new Refusal('account-suspended');

  await tx.delete(signInThrottles).where(eq(signInThrottles.key, keys.here));
  const device = carrier === 'bearer' ? null : place.isFamiliarDevice ? (known ?? null) : newSecret('device');
  await rememberPlace(tx, checked.id, { address, device: device ?? undefined }, moment.now);
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
      parties: [user.organisationId],
    },
  );
  return { sessionId: session.id, token, csrfToken, device, expiresAt: session.expiresAt, secondsValid: SESSION_HOURS * 3600 };
}
