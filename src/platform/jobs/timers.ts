import { type CronItem, parseCronItems, run, type Runner, runMigrations } from 'graphile-worker';
import { systemActor } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import { asActor, type Db, type Tx } from '../db/transaction.ts';
import type { Act } from '../auth/actor.ts';

/** One piece of timed work: it handles a batch of what is due at `act.now`, as the system, and answers how many that were. */
export interface Timer {
  readonly name: string;
  /** When it is looked at, in cron's notation, UTC. */
  readonly schedule: string;
  readonly work: (tx: Tx, act: Act) => Promise<number>;
}

export interface TimerServices {
  readonly db: Db;
  readonly clock: Clock;
}

/**
 * Runs a timer until nothing is due any more: batch after batch, each in its own transaction, so that a stop in the middle
 * loses nothing and running it again does nothing twice.
 */
export async function runTimer(timer: Timer, { db, clock }: TimerServices): Promise<number> {
  let handled = 0;
  for (;;) {
    const act: Act = { actor: systemActor(timer.name), now: clock.now(), requestId: null };
    const batch = await asActor(db, act, (tx) => timer.work(tx, act));
    handled += batch;
    if (batch === 0) return handled;
  }
}

export interface RunningTimers {
  stop(): Promise<void>;
}

/**
 * Hands the timers to graphile-worker, which runs each of them once per time across all server processes. Its own tables live
 * in the schema `graphile_worker` of the same database.
 */
export async function startTimers(
  timers: readonly Timer[],
  services: TimerServices & { readonly url: string; readonly log: (line: string) => void },
): Promise<RunningTimers> {
  const items: CronItem[] = timers.map(({ name, schedule }) => ({ task: name, match: schedule, options: { maxAttempts: 3 } }));
  const options = { connectionString: services.url, noHandleSignals: true, pollInterval: 30_000, concurrency: 1 };
  await runMigrations(options);
  const runner: Runner = await run({
    ...options,
    parsedCronItems: parseCronItems(items),
    taskList: Object.fromEntries(
      timers.map((timer) => [
        timer.name,
        async () => {
          const handled = await runTimer(timer, services);
          if (handled > 0) services.log(`${timer.name}: ${handled}`);
        },
      ]),
    ),
  });
  return { stop: () => runner.stop() };
}
