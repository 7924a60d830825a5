import type { CronItem, TaskList } from 'graphile-worker';
import { plural } from '../../kernel/plural.ts';
import { type ActorContext, systemActor } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import { tellFault } from '../db/connection-fault.ts';
import { asActor, asAuthenticator, type Db, type Tx } from '../db/transaction.ts';
import type { Room } from '../disk.ts';
import type { Log } from '../log.ts';
import { type JobRound, startRound, within } from './job-round.ts';
import { type JobCounts, keepAlive, signOff, unlock } from './signs-of-life.ts';
import { recordJobRun, type JobRun } from './scheduled-job-runs.ts';

/** One piece of timed work: it handles a batch of what is due at `ctx.now`, as the system, and answers how many that were. */
export interface ScheduledJob {
  readonly name: string;
  /** When it is looked at, in cron's notation, UTC. */
  readonly schedule: string;
  /** Done at identity's own door instead of as the system: what it clears away is reached from nowhere else. */
  readonly atAuthenticator?: true;
  readonly work: (tx: Tx, ctx: ActorContext) => Promise<number>;
}

export interface ScheduledJobServices {
  readonly db: Db;
  readonly clock: Clock;
}

/**
 * Runs a scheduled job until nothing is due any more: batch after batch, each in its own transaction, so that a stop in the middle
 * loses nothing and running it again does nothing twice.
 */
export async function runScheduledJob(job: ScheduledJob, { db, clock }: ScheduledJobServices, stopping?: AbortSignal): Promise<number> {
  let handled = 0;
  for (;;) {
    const ctx: ActorContext = { actor: systemActor(job.name), now: clock.now(), requestId: null };
    const work = (tx: Tx) => job.work(tx, ctx);
    const batch = await (job.atAuthenticator ? asAuthenticator(db, job.name, work) : asActor(db, ctx, work));
    handled += batch;
    if (batch === 0 || stopping?.aborted) return handled;
  }
}

export interface JobServices extends ScheduledJobServices {
  readonly url: string;
  readonly log: Log;
  /** Of the database, where it is ours: without room the scheduled jobs wait. */
  readonly disk?: Room | undefined;
  /** Hears how each run of a scheduled job in this process went, and now and then how the queue stands. */
  readonly onRun?: (run: JobRun) => void;
  readonly onCount?: (counts: JobCounts) => void;
  /** Aborted when the process begins to end: what goes away then is missed by nobody. */
  readonly ending?: AbortSignal;
  /** How often it gives a sign of life, and looks after those who don't. */
  readonly beatMs?: number;
}

export interface RunningJobs {
  stop(): Promise<void>;
}

const BEAT_MS = 10_000;
/** How long a stop waits for a database that is not there to be told. */
const END_MS = 3_000;
/** How often it is looked whether there is room again. */
const ROOM_MS = 1000;
/** Why a round ends that has lost nothing. */
const NO_ROOM = Symbol('no room');
/** How long it is waited before the next try while the database is away: longer each time, and never longer than the last. */
const PAUSES_MS = [50, 100, 200, 400];
/** After so many failures a job is given up, some three hours after the first: the pauses between them grow (e, e², …, e¹⁰ s). */
const MOST_ATTEMPTS = 10;
const HOUR_MS = 3_600_000;

/**
 * Hands the scheduled jobs to graphile-worker, which runs each of them once per time across all server processes. Its own tables live
 * in the schema `graphile_worker` of the same database. It doesn't wait for the database: where there is none yet, or none any more,
 * the work begins again as soon as there is, until it is stopped. So it does where the disk has no room: what was due is made up then.
 */
export function startScheduledJobs(scheduledJobs: readonly ScheduledJob[], services: JobServices): RunningJobs {
  const stopping = new AbortController();
  const working = keepGoing(scheduledJobs, services, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await working;
    },
  };
}

async function keepGoing(scheduledJobs: readonly ScheduledJob[], services: JobServices, stopping: AbortSignal): Promise<void> {
  const { url, log, beatMs = BEAT_MS } = services;
  const isEnding = (): boolean => stopping.aborted || services.ending?.aborted === true;
  const items = scheduledJobs.map(cronItem);
  const tasks = Object.fromEntries(scheduledJobs.map((job) => [job.name, taskOf(job, services, stopping)])) satisfies TaskList;
  /** Rounds of this process that ended without giving their jobs back. */
  const ended: string[] = [];
  let failures = 0;
  let lacksRoom = false;
  while (!stopping.aborted) {
    if (services.disk?.isFull()) {
      if (!lacksRoom) log.warn('the scheduled jobs wait for room on the disk of the database');
      lacksRoom = true;
      await pause(ROOM_MS, stopping);
      continue;
    }
    lacksRoom = false;
    try {
      const round = await startRound({ url, items, tasks, log, isEnding });
      try {
        await signOff(services, ended);
        await unlock(round.pool, ended.splice(0));
        log.info(
          failures === 0 ? 'the scheduled jobs run' : `the scheduled jobs run again, after ${plural(failures, 'vain try', 'vain tries')}`,
        );
        failures = 0;
        const reason = await watch(round, services, beatMs, stopping);
        if (reason === NO_ROOM) log.warn('the scheduled jobs have no room on the disk of the database');
        else if (reason !== null && !isEnding()) log.warn(tellFault(reason), 'the scheduled jobs have lost the database and begin again');
      } finally {
        ended.push(round.workerId);
        await round.end();
        if (stopping.aborted) await within(END_MS, signOff(services, ended));
      }
    } catch (error) {
      if (failures === 0 && !isEnding()) log.warn(tellFault(error), 'the scheduled jobs wait for the database');
      failures += 1;
    }
    await pause(PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0, stopping);
  }
}

/** Gives signs of life until the round is lost, lacks room or is to stop; answers what it was lost by, or null for a stop. */
async function watch(round: JobRound, services: JobServices, beatMs: number, stopping: AbortSignal): Promise<unknown> {
  const { log, onCount, disk } = services;
  const lost = round.lost.then((reason) => ({ reason }));
  for (;;) {
    const counts = await keepAlive(services, round.pool, round.workerId);
    if (counts.takenOver > 0) log.warn({ jobs: counts.takenOver }, 'jobs of a worker that is no more were taken over');
    onCount?.(counts);
    const loss = await Promise.race([lost, pause(beatMs, stopping)]);
    if (stopping.aborted) return null;
    if (loss !== undefined) return loss.reason;
    if (disk?.isFull()) return NO_ROOM;
  }
}

async function pause(milliseconds: number, stopping: AbortSignal): Promise<undefined> {
  if (stopping.aborted) return undefined;
  await new Promise<void>((resolve) => {
    const job = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(job);
      stopping.removeEventListener('abort', done);
      resolve();
    }
    stopping.addEventListener('abort', done);
  });
  return undefined;
}

/** Of each scheduled job at most one job waits: what an outage has piled up is done in one run, since a run handles all that is due. */
const cronItem = ({ name, schedule }: ScheduledJob): CronItem => ({
  task: name,
  match: schedule,
  options: { maxAttempts: MOST_ATTEMPTS, jobKey: name, jobKeyMode: 'replace', backfillPeriod: missedPeriodMs(schedule) },
});

/** How far back a time that nobody was there for is made up: by one period. What comes every few minutes comes anyway. */
function missedPeriodMs(schedule: string): number {
  const [minute = '', hour] = schedule.split(' ');
  if (hour !== '*') return 24 * HOUR_MS;
  return /^\d+$/.test(minute) ? HOUR_MS : 0;
}

interface Attempt {
  readonly job: { readonly attempts: number; readonly max_attempts: number };
}

function taskOf(job: ScheduledJob, services: JobServices, stopping: AbortSignal) {
  const { db, clock, log, onRun } = services;
  const { name } = job;
  return async (_payload: unknown, { job: attempt }: Attempt): Promise<void> => {
    const at = clock.now();
    const began = performance.now();
    const record = async (error: string | null): Promise<void> => {
      const run = { name, at, durationMs: performance.now() - began, error };
      onRun?.(run);
      await recordJobRun(db, run);
    };
    try {
      const handled = await runScheduledJob(job, services, stopping);
      await record(null);
      if (handled > 0) log.info({ job: name, handled }, 'a scheduled job has worked');
    } catch (error) {
      const isGivenUp = attempt.attempts >= attempt.max_attempts;
      log.error(
        { job: name, attempt: attempt.attempts, mostAttempts: attempt.max_attempts, ...tellFault(error) },
        isGivenUp ? 'a scheduled job has failed and is given up until its next time' : 'a scheduled job has failed and is tried again',
      );
      await record(error instanceof Error ? error.message : String(error)).catch((cause: unknown) =>
        log.warn({ job: name, ...tellFault(cause) }, 'the failure of a scheduled job could not be kept'),
      );
      throw error;
    }
  };
}
