import { sql } from 'drizzle-orm';
import { type Act, systemActor } from '../auth/actor.ts';
import { asActor, type Db, type Tx } from '../db/transaction.ts';
import { timerRuns } from './tables.ts';

/** How one run of a timer went; `error` is null where it succeeded. */
export interface TimerRun {
  readonly name: string;
  readonly at: Date;
  readonly durationMs: number;
  readonly error: string | null;
}

const LONGEST_ERROR = 500;

/** Keeps how a timer last went: a success ends the row of failures, and what went wrong stays to be read. */
export async function recordTimerRun(db: Db, { name, at, durationMs, error }: TimerRun): Promise<void> {
  const shared = { ranAt: at, durationMs: Math.round(durationMs) };
  const failed = { failedAt: at, lastError: error?.slice(0, LONGEST_ERROR) ?? null };
  const act: Act = { actor: systemActor(name), now: at, requestId: null };
  await asActor(db, act, (tx) =>
    error === null
      ? tx
          .insert(timerRuns)
          .values({ name, ...shared, succeededAt: at, failuresInARow: 0 })
          .onConflictDoUpdate({ target: timerRuns.name, set: { ...shared, succeededAt: at, failuresInARow: 0 } })
      : tx
          .insert(timerRuns)
          .values({ name, ...shared, ...failed, failuresInARow: 1 })
          .onConflictDoUpdate({
            target: timerRuns.name,
            set: { ...shared, ...failed, failuresInARow: sql`${timerRuns.failuresInARow} + 1` },
          }),
  );
}

export type TimerState = typeof timerRuns.$inferSelect;

/** How every timer last went, over all processes. */
export const readTimerRuns = (tx: Tx): Promise<TimerState[]> =>
  tx
    .select({
      name: timerRuns.name,
      ranAt: timerRuns.ranAt,
      durationMs: timerRuns.durationMs,
      succeededAt: timerRuns.succeededAt,
      failedAt: timerRuns.failedAt,
      failuresInARow: timerRuns.failuresInARow,
      lastError: timerRuns.lastError,
    })
    .from(timerRuns);
