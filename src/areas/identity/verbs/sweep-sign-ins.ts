import { inArray, lt } from 'drizzle-orm';
import type { Act } from '../../../platform/auth/actor.ts';
import { type Tx, withinGate } from '../../../platform/db/transaction.ts';
import { isForgotten } from '../domain/throttle.ts';
import { sessions, signInThrottles } from '../tables.ts';

const BATCH = 500;

/**
 * Clears away what no longer says anything: sessions that have run out, and failures that nobody counts any more. Writes no
 * event, since nothing changes for anyone. Answers how many rows went.
 */
export function sweepSignIns(tx: Tx, act: Act): Promise<number> {
  return withinGate(tx, act, async () => {
    const ended = await tx.delete(sessions).where(lt(sessions.expiresAt, act.now)).returning({ id: sessions.id });
    const throttles = await tx
      .select({
        key: signInThrottles.key,
        failures: signInThrottles.failures,
        windowStartedAt: signInThrottles.windowStartedAt,
        lockedUntil: signInThrottles.lockedUntil,
      })
      .from(signInThrottles)
      .orderBy(signInThrottles.windowStartedAt)
      .limit(BATCH)
      .for('update', { skipLocked: true });
    const forgotten = throttles.filter((row) =>
      isForgotten(
        { failures: row.failures, windowStartedAt: row.windowStartedAt.getTime(), lockedUntil: row.lockedUntil?.getTime() ?? null },
        act.now.getTime(),
      ),
    );
    if (forgotten.length > 0) {
      await tx.delete(signInThrottles).where(
        inArray(
          signInThrottles.key,
          forgotten.map(({ key }) => key),
        ),
      );
    }
    return ended.length + forgotten.length;
  });
}
