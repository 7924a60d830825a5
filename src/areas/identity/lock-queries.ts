import { and, gt, sql } from 'drizzle-orm';
import type { UserId } from '../../kernel/id.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { asAuthenticator, ownerOf, type Db } from '../../platform/db/transaction.ts';
import { signInThrottles } from './tables.ts';
import { accountKey, isForgiven, passwordChangeKeys, stateOf, throttleColumns } from './verbs/count-failures.ts';

export interface LockableAccount {
  readonly id: UserId;
  readonly login: string;
  readonly unlockedAt: Date | null;
}

/**
 * Until when accounts are locked after failed sign-ins, at one place or more; those that aren't are left out. Asked at the gate, whose the
 * failures are, in a transaction of its own: what has just been unlocked is told by the account that is handed in.
 */
export async function findAccountLocks(
  db: Db,
  { actor, now }: ActorContext,
  accounts: readonly LockableAccount[],
): Promise<ReadonlyMap<UserId, Date>> {
  const keys = accounts.map(({ login }) => accountKey(login));
  // Read from end to end: there are few where nobody attacks, and nobody asks often.
  const standing = await asAuthenticator(db, ownerOf(actor), (tx) =>
    tx
      .select(throttleColumns)
      .from(signInThrottles)
      .where(and(gt(signInThrottles.lockedUntil, now), sql`split_part(${signInThrottles.key}, '@', 1) = any(${sql.param(keys)})`)),
  );
  return new Map(
    accounts.flatMap(({ id, login, unlockedAt }) => {
      const until = standing
        .filter(({ key }) => key.split('@')[0] === accountKey(login) && key !== passwordChangeKeys(login).here)
        .filter((row) => !isForgiven(row, unlockedAt))
        .map((row) => stateOf(row).lockedUntil ?? 0);
      return until.length === 0 ? [] : [[id, new Date(Math.max(...until))] as const];
    }),
  );
}
