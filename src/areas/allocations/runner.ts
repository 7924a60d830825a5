import { setTimeout as sleep } from 'node:timers/promises';
import { systemActor } from '../../platform/auth/actor.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/connect.ts';
import { tellFault } from '../../platform/db/connection-fault.ts';
import { asActor, type Tx } from '../../platform/db/transaction.ts';
import type { Room } from '../../platform/disk.ts';
import { newId } from '../../platform/ids.ts';
import { runInThread, type RunningThread } from '../../platform/jobs/run-in-thread.ts';
import type { Log } from '../../platform/log.ts';
import type { Progress } from './domain/allocation.ts';
import type { EngineExchange, EngineOutcome } from './engine-thread.ts';
import { CHANNEL } from './verbs/change-allocation.ts';
import { keepRun, type Outcome, settleRun, type TakenRun, beginRun } from './verbs/run-allocation.ts';

export interface RunnerServices {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the database, where it is ours: without room no run is taken up. */
  readonly disk?: Room | undefined;
  /** Aborted when the process begins to end: what goes away then is missed by nobody. */
  readonly ending?: AbortSignal;
  /** Another module than the engine's, for tests of what runs it. */
  readonly engine?: URL;
}

export interface AllocationRunner {
  /** Stops the thread; what it worked on goes back to the queue. */
  stop(): Promise<void>;
}

const ENGINE = new URL('./engine-thread.ts', import.meta.url);
/** How often the queue is looked into when nobody calls, and a run that is worked on is looked after. */
const LOOK_MS = 2_000;
const KEEP_MS = 700;
/** Progress is written at most this often. */
const TELL_MS = 250;
/** How long it is waited before the next try while the database is away. */
const RETRY_MS = 400;
const SETTLE_TRIES = 150;
/** An end doesn't wait for a database that is away. */
const UNLISTEN_MS = 1_000;

/**
 * Works off the queue of runs, one at a time, each in a thread of its own. Any number of processes may do so: each run is leased
 * to one of them, and when its signs of life end another takes it up and gives the same result. It doesn't wait for the database, and
 * survives the loss of it.
 */
export function startAllocationRunner(services: RunnerServices): AllocationRunner {
  const runner = new Runner(services);
  const working = Promise.all([runner.listen(), runner.workOff()]);
  return {
    stop: async () => {
      runner.stop();
      await working;
      await runner.unlisten();
    },
  };
}

class Runner {
  readonly #services: RunnerServices;
  readonly #id = newId<'runner'>();
  readonly #calls = new Bell();
  #isStopping = false;
  #thread: RunningThread<EngineOutcome> | null = null;
  #unlisten: () => Promise<void> = async () => undefined;

  constructor(services: RunnerServices) {
    this.#services = services;
  }

  /** The driver listens anew by itself when the connection was lost; what came while nobody listened is looked for then. */
  async listen(): Promise<void> {
    const ring = (): void => this.#calls.ring();
    while (!this.#isStopping) {
      try {
        const listening = await this.#services.database.sql.listen(CHANNEL, ring, ring);
        this.#unlisten = () => listening.unlisten();
        return;
      } catch (error) {
        this.#services.log.debug({ err: error }, 'allocations: nobody calls yet');
        await sleep(RETRY_MS);
      }
    }
  }

  async unlisten(): Promise<void> {
    const done = this.#unlisten().catch(() => undefined);
    await Promise.race([done, sleep(UNLISTEN_MS, undefined, { ref: false })]);
  }

  stop(): void {
    this.#isStopping = true;
    void this.#thread?.stop();
    this.#calls.ring();
  }

  async workOff(): Promise<void> {
    let isAway = false;
    let lacksRoom = false;
    while (!this.#isStopping) {
      if (this.#services.disk?.isFull()) {
        if (!lacksRoom) this.#services.log.warn('allocations: the queue waits for room on the disk of the database');
        lacksRoom = true;
        await this.#calls.wait(LOOK_MS);
        continue;
      }
      lacksRoom = false;
      try {
        const run = await this.#asSystem((tx, ctx) => beginRun(tx, ctx, this.#id));
        isAway = false;
        if (run === null) await this.#calls.wait(LOOK_MS);
        else if (run !== 'given-up') await this.#work(run);
      } catch (error) {
        if (!isAway && !this.#isStopping && this.#services.ending?.aborted !== true) {
          this.#services.log.warn(tellFault(error), 'allocations: the queue can’t be looked into; trying again');
        }
        isAway = true;
        await sleep(RETRY_MS);
      }
    }
  }

  async #work({ id, snapshot }: TakenRun): Promise<void> {
    let progress: Progress | null = null;
    const thread = runInThread<EngineExchange>(this.#services.engine ?? ENGINE, snapshot, (news) => {
      progress = news;
    });
    this.#thread = thread;
    if (this.#isStopping) await thread.stop();
    const takeProgress = (): Progress | null => {
      const news = progress;
      progress = null;
      return news;
    };
    const done = thread.answer.then(outcomeOf, (error: unknown) => this.#outcomeOfBroken(error));
    const isMine = await this.#lookAfter(id, done, takeProgress);
    await thread.stop();
    const { outcome, remark } = await done;
    this.#thread = null;
    if (!isMine) return;
    if (remark !== undefined) this.#services.log.warn({ run: id, remark }, 'allocations: a run has failed');
    await this.#settle(id, outcome);
  }

  /**
   * What was found isn't lost with the database: it is written when that is back, unless another has taken the run over by then. One
   * that can't be written for some other reason is left to the lease, and so to whoever takes it up next.
   */
  async #settle(id: TakenRun['id'], outcome: Outcome): Promise<void> {
    for (let triesLeft = SETTLE_TRIES; ; triesLeft -= 1) {
      try {
        await this.#asSystem((tx, ctx) => settleRun(tx, ctx, id, this.#id, outcome));
        return;
      } catch (error) {
        if (this.#isStopping || triesLeft === 0) throw error;
        this.#services.log.warn({ run: id, ...tellFault(error) }, 'allocations: a result can’t be written yet');
        await sleep(RETRY_MS);
      }
    }
  }

  /** Renews the lease and writes progress until the thread has ended; false as soon as the run is no longer this process's. */
  async #lookAfter(id: TakenRun['id'], done: Promise<Ended>, takeProgress: () => Progress | null): Promise<boolean> {
    const thread = { hasEnded: false };
    void done.finally(() => {
      thread.hasEnded = true;
      this.#calls.ring();
    });
    let looked = Date.now();
    for (;;) {
      const isCalled = await this.#calls.wait(TELL_MS);
      if (thread.hasEnded) return true;
      const news = takeProgress();
      if (news === null && !isCalled && Date.now() - looked < KEEP_MS) continue;
      looked = Date.now();
      const isMine = await this.#asSystem((tx, ctx) => keepRun(tx, ctx, id, this.#id, news)).catch(() => true);
      if (!isMine) return false;
    }
  }

  #outcomeOfBroken(error: unknown): Ended {
    if (this.#isStopping) return { outcome: { event: 'requeue' } };
    return {
      outcome: { event: 'fail', failure: 'engine-fault', failureReasons: [] },
      remark: error instanceof Error ? error.message : String(error),
    };
  }

  #asSystem<T>(work: (tx: Tx, ctx: ActorContext) => Promise<T>): Promise<T> {
    const { database, clock } = this.#services;
    const ctx: ActorContext = { actor: systemActor('allocations'), now: clock.now(), requestId: null };
    return asActor(database.db, ctx, (tx) => work(tx, ctx));
  }
}

/** How a thread ended, and what the log is told of it. */
interface Ended {
  readonly outcome: Outcome;
  readonly remark?: string;
}

function outcomeOf(answer: EngineOutcome): Ended {
  if (!('failure' in answer)) return { outcome: { event: 'finish', ...answer } };
  const { failure, failureReasons, message } = answer;
  return { outcome: { event: 'fail', failure, failureReasons }, remark: message };
}

/** Wakes whoever waits; a ring that nobody heard is kept for the next who waits. */
class Bell {
  #hasRung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#hasRung = true;
    this.#wake?.();
  }

  /** True when it rang, false when the time was over. */
  async wait(milliseconds: number): Promise<boolean> {
    if (!this.#hasRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
    const rang = this.#hasRung;
    this.#hasRung = false;
    return rang;
  }
}
