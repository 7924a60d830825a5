import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CronItem, Logger, parseCronItems, run, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { addressForPg } from '../db/tls.ts';
import type { Log } from '../log.ts';

/** The job library at work over connections of its own, from one loss of the database to the next. */
export interface JobRound {
  /** By which the library marks the jobs that this round has taken. */
  readonly workerId: string;
  readonly pool: pg.Pool;
  /** Answers why, as soon as anything of it has lost the database: the library would go on half deaf, or not at all. */
  readonly lost: Promise<unknown>;
  end(): Promise<void>;
}

export interface RoundOptions {
  readonly url: string;
  readonly items: readonly CronItem[];
  readonly tasks: TaskList;
  readonly log: Log;
  /** What the library loses then is missed by nobody. */
  readonly isEnding: () => boolean;
}

/** A connection that gives no answer for so long is taken for cut. */
const ANSWER_MS = 15_000;
/** How long an end may take: without its database the library waits for its own next try. */
const END_MS = 3_000;
/** Jobs are asked for this often when nobody calls. */
const POLL_MS = 5_000;
/** For the calls, for one job, and for the times. */
export const JOB_CONNECTIONS = 3;

/** What the library says when it has lost the database; some of it only tries again after a minute, some of it never. */
const SIGNS_OF_LOSS = ['pool:listen:error', 'worker:getJob:error', 'pool:fatalError', 'worker:fatalError', 'resetLocked:failure'];

/**
 * The library gives the connection on which it listens back twice where that is lost while its end is begun, and hears of the complaint
 * nowhere: that would end the process (graphile-worker 0.17.3, `listenForChanges`).
 */
export function allowSecondRelease(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as (callback: Connected) => void;
  const connectOnce = (callback: Connected): void =>
    connect((error, client, release) => {
      let isReleased = false;
      callback(error, client, (reason) => {
        if (isReleased) return;
        isReleased = true;
        release(reason);
      });
    });
  const promised = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  pool.connect = ((callback?: Connected) => (callback ? connectOnce(callback) : promised())) as typeof pool.connect;
}

type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, release: (reason?: Error | boolean) => void) => void;

/** Begins a round; rejects where the database is not to be had. */
export async function startRound({ url, items, tasks, log, isEnding }: RoundOptions): Promise<JobRound> {
  const pool = new pg.Pool({
    ...addressForPg(url),
    application_name: 'wasl-jobs',
    max: JOB_CONNECTIONS,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
  });
  let lose: (reason: unknown) => void = () => undefined;
  const lost = new Promise<unknown>((resolve) => {
    lose = resolve;
  });
  // Without these, a connection that breaks would be a fault that nobody caught.
  pool.on('error', lose);
  pool.on('connect', (client) => client.on('error', lose));
  allowSecondRelease(pool);
  const events = new EventEmitter();
  let workerId = '';
  events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => {
    workerId = workerPool.id;
  });
  for (const sign of SIGNS_OF_LOSS) events.on(sign, ({ error }: { error: unknown }) => lose(error));
  try {
    const runner = await run({
      pgPool: pool,
      noHandleSignals: true,
      pollInterval: POLL_MS,
      concurrency: 1,
      parsedCronItems: parseCronItems([...items]),
      taskList: tasks,
      events,
      logger: libraryLogger(log, isEnding),
      // Else the library waits for neither, and a database that goes in between ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    void runner.promise.then(() => lose(new Error('the job library has stopped')), lose);
    return {
      workerId,
      pool,
      lost,
      end: async () => {
        await within(END_MS, runner.stop());
        await within(END_MS, pool.end());
      },
    };
  } catch (error) {
    await within(END_MS, pool.end());
    throw error;
  }
}

/** Whether it went well or not is no matter at an end; that it takes for ever is. */
export async function within(milliseconds: number, ending: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const done = ending.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([done, sleep(milliseconds, undefined, { signal: enough.signal }).catch(() => undefined)]);
  enough.abort();
}

const WORTH_TELLING: ReadonlySet<string> = new Set(['error', 'warning']);

/** What went well is told by the scheduled jobs themselves, and so is what failed: the library's own words are one line, and all of it is for whoever debugs. */
const libraryLogger = (log: Log, isEnding: () => boolean): Logger =>
  new Logger(() => (level, message, meta) => {
    const { error } = (meta ?? {}) as { error?: unknown };
    const isTold = WORTH_TELLING.has(level) && !isEnding();
    if (isTold) log.warn({ from: 'graphile-worker' }, message.split('\n', 1)[0]);
    if (error !== undefined || !isTold) log.debug({ from: 'graphile-worker', err: error }, message);
  });
