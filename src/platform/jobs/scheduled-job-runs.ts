import { sql } from 'drizzle-orm';
import { type ActorContext, systemActor } from '../auth/actor.ts';
import { asActor, type Db, type Tx } from '../db/transaction.ts';
import { jobRuns } from './tables.ts';

/** How one run of a scheduled job went; `error` is null where it succeeded. */
export interface JobRun {
  readonly name: string;
  readonly at: Date;
  readonly durationMs: number;
  readonly error: string | null;
}

const LONGEST_ERROR = 500;

/** Keeps how a scheduled job last went: a success ends the row of failures, and what went wrong stays to be read. */
export async function recordJobRun(db: Db, { name, at, durationMs, error }: JobRun): Promise<void> {
  const shared = { ranAt: at, durationMs: Math.round(durationMs) };
  const failed = { failedAt: at, lastError: error?.slice(0, LONGEST_ERROR) ?? null };
  const ctx: ActorContext = { actor: systemActor(name), now: at, requestId: null };
  await asActor(db, ctx, (tx) =>
    error === null
      ? tx
          .insert(jobRuns)
          .values({ name, ...shared, succeededAt: at, failuresInARow: 0 })
          .onConflictDoUpdate({ target: jobRuns.name, set: { ...shared, succeededAt: at, failuresInARow: 0 } })
      : tx
          .insert(jobRuns)
          .values({ name, ...shared, ...failed, failuresInARow: 1 })
          .onConflictDoUpdate({
            target: jobRuns.name,
            set: { ...shared, ...failed, failuresInARow: sql`${jobRuns.failuresInARow} + 1` },
          }),
  );
}

export type ScheduledJobState = typeof jobRuns.$inferSelect;

/** How every scheduled job last went, over all processes. */
export const readJobRuns = (tx: Tx): Promise<ScheduledJobState[]> =>
  tx
    .select({
      name: jobRuns.name,
      ranAt: jobRuns.ranAt,
      durationMs: jobRuns.durationMs,
      succeededAt: jobRuns.succeededAt,
      failedAt: jobRuns.failedAt,
      failuresInARow: jobRuns.failuresInARow,
      lastError: jobRuns.lastError,
    })
    .from(jobRuns);
