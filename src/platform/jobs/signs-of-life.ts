import { inArray, sql } from 'drizzle-orm';
import type pg from 'pg';
import { type ActorContext, systemActor } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import { asActor, type Db } from '../db/transaction.ts';
import { jobWorkers } from './tables.ts';

/** How long a worker is left its jobs without a sign of life. The job library by itself would wait for four hours. */
const DEAD_AFTER = '1 minute';

interface Signs {
  readonly db: Db;
  readonly clock: Clock;
}

/**
 * Gives a sign of life of this worker, and answers all that have given one lately. By the database's clock, which all share; nothing
 * here depends on a connection that stays the same.
 */
async function giveSign({ db, clock }: Signs, workerId: string): Promise<ReadonlySet<string>> {
  const ctx: ActorContext = { actor: systemActor('jobs'), now: clock.now(), requestId: null };
  const rows = await asActor(db, ctx, async (tx) => {
    const seenAt = sql`clock_timestamp()`;
    await tx.insert(jobWorkers).values({ id: workerId, seenAt }).onConflictDoUpdate({ target: jobWorkers.id, set: { seenAt } });
    await tx.delete(jobWorkers).where(sql`${jobWorkers.seenAt} < clock_timestamp() - ${DEAD_AFTER}::interval`);
    return tx.select({ id: jobWorkers.id }).from(jobWorkers);
  });
  return new Set(rows.map(({ id }) => id));
}

/** Takes back the signs of life of workers that have ended, or they would be held to be at work for a while. */
export async function signOff({ db, clock }: Signs, workerIds: readonly string[]): Promise<void> {
  if (workerIds.length === 0) return;
  const ctx: ActorContext = { actor: systemActor('jobs'), now: clock.now(), requestId: null };
  await asActor(db, ctx, (tx) => tx.delete(jobWorkers).where(inArray(jobWorkers.id, [...workerIds])));
}

/** What became of the jobs, as their library sees it. */
export interface JobCounts {
  readonly waiting: number;
  readonly running: number;
  /** Failed as often as they may, and kept to be looked into. */
  readonly givenUp: number;
  /** Jobs that were taken over from workers that are no more. */
  readonly takenOver: number;
}

/**
 * Takes the jobs of workers that give no sign of life any more and puts them back in the queue. One that is merely stalled and comes
 * back does them a second time, which does nothing twice.
 */
export async function keepAlive(signs: Signs, pool: pg.Pool, workerId: string): Promise<JobCounts> {
  const alive = await giveSign(signs, workerId);
  const { rows: held } = await pool.query<{ worker: string; jobs: number }>(
    `select locked_by as worker, count(*)::int as jobs from graphile_worker.jobs
     where locked_at < clock_timestamp() - $1::interval group by 1`,
    [DEAD_AFTER],
  );
  const dead = held.filter(({ worker }) => !alive.has(worker));
  await unlock(
    pool,
    dead.map(({ worker }) => worker),
  );
  const { rows } = await pool.query<Omit<JobCounts, 'takenOver'>>(
    `select count(*) filter (where locked_at is null and attempts < max_attempts)::int as waiting,
       count(*) filter (where locked_at is not null)::int as running,
       count(*) filter (where locked_at is null and attempts >= max_attempts)::int as "givenUp"
     from graphile_worker.jobs`,
  );
  const [counts] = rows;
  return { waiting: 0, running: 0, givenUp: 0, ...counts, takenOver: dead.reduce((sum, { jobs }) => sum + jobs, 0) };
}

/** Puts what these workers have taken back in the queue. */
export async function unlock(pool: pg.Pool, workerIds: readonly string[]): Promise<void> {
  if (workerIds.length === 0) return;
  await pool.query('select graphile_worker.force_unlock_workers($1::text[])', [workerIds]);
}
