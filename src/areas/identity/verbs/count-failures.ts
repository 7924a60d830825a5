import { eq } from 'drizzle-orm';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { afterFailure, networkOf, secondsLocked, type ThrottledKind, type ThrottleState } from '../domain/throttle.ts';
import { hashSecret } from '../secrets.ts';
import { signInThrottles } from '../tables.ts';

/** What the failures are counted by. */
export type Throttled = Readonly<Partial<Record<ThrottledKind, string>>>;

/** Hashed, because people type their password into the wrong field, and this table keeps what was typed. */
export const accountKey = (login: string): string => `account:${hashSecret(login)}`;
export const addressKey = (address: string): string => `address:${networkOf(address)}`;

/**
 * Counts a failure, and answers the lock that stood before it, if one did. One after the other under the row's lock: guesses in
 * parallel can't share one count.
 */
export async function countFailure(tx: Tx, moment: Pick<Act, 'now'>, keys: Throttled): Promise<Refusal | null> {
  const now = moment.now.getTime();
  let wasLocked: Refusal | null = null;
  // Always the account before the address: two failures that wait for each other would be a deadlock.
  for (const kind of ['account', 'address'] as const) {
    const key = keys[kind];
    if (key === undefined) continue;
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
  return wasLocked;
}

/** The same refusal whether or not the account exists, and whether or not the password was right. */
export async function findLock(tx: Tx, keys: readonly string[], { now }: Pick<Act, 'now'>): Promise<Refusal | null> {
  const states = await readThrottles(tx, keys);
  return refusalOfLock(Math.max(0, ...[...states.values()].map((state) => secondsLocked(state, now.getTime()))));
}

const refusalOfLock = (seconds: number): Refusal | null =>
  seconds === 0 ? null : new Refusal('sign-in-locked', { facts: { retryAfterSeconds: seconds } });

async function readThrottles(tx: Tx, keys: readonly string[]): Promise<Map<string, ThrottleState>> {
  const rows = await tx.select(throttleColumns).from(signInThrottles).where(oneOf(signInThrottles.key, keys));
  return new Map(rows.map((row) => [row.key, stateOf(row)]));
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
