import { eq } from 'drizzle-orm';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { afterFailure, networkOf, secondsLocked, THROTTLED_KINDS, type ThrottledKind, type ThrottleState } from '../domain/throttle.ts';
import { hashSecret } from '../secrets.ts';
import { signInThrottles } from '../tables.ts';

/** What the failures are counted by; those of an account from before it was unlocked count no more. */
export interface Throttled extends Readonly<Partial<Record<ThrottledKind, string>>> {
  readonly unlockedAt?: Date | null;
}

/** Hashed, because people type their password into the wrong field, and this table keeps what was typed. */
export const accountKey = (login: string): string => `account:${hashSecret(login)}`;

/** What a sign-in is counted by, at a place that stands under this key. */
export const signInKeys = (login: string, placeKey: string, address: string) => ({
  here: `${accountKey(login)}@${placeKey}`,
  elsewhere: accountKey(login),
  address: `address:${networkOf(address)}`,
});

/** Guesses at the own password while changing it lock that alone: a session left open is no way to lock its owner out. */
export const passwordChangeKeys = (login: string) => ({ here: `${accountKey(login)}@password-change` });

/**
 * Counts a failure, and answers the lock that stood before it, if one did. One after the other under the row's lock: guesses in
 * parallel can't share one count.
 */
export async function countFailure(tx: Tx, moment: Pick<ActorContext, 'now'>, keys: Throttled): Promise<Refusal | null> {
  const now = moment.now.getTime();
  const standing: Lock[] = [];
  // Always in this order: two failures that wait for each other would be a deadlock.
  for (const kind of THROTTLED_KINDS) {
    const key = keys[kind];
    if (key === undefined) continue;
    await tx.insert(signInThrottles).values({ key, failures: 0, windowStartedAt: moment.now }).onConflictDoNothing();
    await tx.select({ key: signInThrottles.key }).from(signInThrottles).where(eq(signInThrottles.key, key)).for('update');
    const state = (await readThrottles(tx, { ...keys, [kind]: key })).get(kind) ?? null;
    standing.push({ kind, seconds: secondsLocked(state, now) });
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
  return refusalOfLock(standing, moment);
}

/** The same refusal whether or not the account exists, and whether or not the password was right. */
export async function findLock(tx: Tx, keys: Throttled, moment: Pick<ActorContext, 'now'>): Promise<Refusal | null> {
  const states = await readThrottles(tx, keys);
  const locks = [...states].map(([kind, state]) => ({ kind, seconds: secondsLocked(state, moment.now.getTime()) }));
  return refusalOfLock(locks, moment);
}

interface Lock {
  readonly kind: ThrottledKind;
  readonly seconds: number;
}

/** What is locked, so that whoever waits knows whether another place or an administrator would help. */
const LOCKED: Readonly<Record<ThrottledKind, string>> = { here: 'account-here', elsewhere: 'account-where-unfamiliar', address: 'address' };

function refusalOfLock(locks: readonly Lock[], { now }: Pick<ActorContext, 'now'>): Refusal | null {
  const [longest] = locks.filter(({ seconds }) => seconds > 0).sort((one, other) => other.seconds - one.seconds);
  if (!longest) return null;
  const { kind, seconds } = longest;
  const lockedUntil = new Date(now.getTime() + seconds * 1000).toISOString();
  return new Refusal('sign-in-locked', { facts: { locked: LOCKED[kind], retryAfterSeconds: seconds, lockedUntil } });
}

/** Whether the failures at an account are from before an administrator unlocked it. */
export const isForgiven = ({ windowStartedAt }: { readonly windowStartedAt: Date }, unlockedAt: Date | null | undefined): boolean =>
  unlockedAt != null && windowStartedAt <= unlockedAt;

async function readThrottles(tx: Tx, keys: Throttled): Promise<Map<ThrottledKind, ThrottleState>> {
  const wanted = THROTTLED_KINDS.flatMap((kind) => keys[kind] ?? []);
  const rows = await tx.select(throttleColumns).from(signInThrottles).where(oneOf(signInThrottles.key, wanted));
  const found = new Map<ThrottledKind, ThrottleState>();
  for (const kind of THROTTLED_KINDS) {
    const row = rows.find(({ key }) => key === keys[kind]);
    if (row && (kind === 'address' || !isForgiven(row, keys.unlockedAt))) found.set(kind, stateOf(row));
  }
  return found;
}

export const throttleColumns = {
  key: signInThrottles.key,
  failures: signInThrottles.failures,
  windowStartedAt: signInThrottles.windowStartedAt,
  lockedUntil: signInThrottles.lockedUntil,
};

/** A row as the rules of throttling take it. */
export const stateOf = (row: Pick<typeof signInThrottles.$inferSelect, 'failures' | 'windowStartedAt' | 'lockedUntil'>): ThrottleState => ({
  failures: row.failures,
  windowStartedAt: row.windowStartedAt.getTime(),
  lockedUntil: row.lockedUntil?.getTime() ?? null,
});
