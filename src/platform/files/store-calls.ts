import { Cancellation } from '../cancellation.ts';
import { Deadlines } from '../deadlines.ts';
import { Turnstile } from '../turnstile.ts';
import { StoreUnavailable } from './store-fault.ts';

export interface StoreCallLimits {
  /** Who may be with the store at once. */
  readonly places: number;
  /** How long others wait for a place; what has been under way for longer than this is slow. */
  readonly waitMs: number;
  /** How long one call may take: nobody waits for it any longer. */
  readonly callMs: number;
  /** What an operator is told of a store that doesn't answer. */
  readonly silence: { readonly fault: string; readonly remedy: string };
}

/** Somebody who is with the store, call after call. */
export interface Visit {
  /** One call. Throws before it begins where an earlier one took too long: nobody waits for what would come of it. */
  readonly call: <T>(work: () => Promise<T>) => Promise<T>;
  /** One call that has to be made in any case, to close or to remove what is left. */
  readonly tidy: <T>(work: () => Promise<T>) => Promise<T>;
  /** What is under way is alive: its time begins anew. */
  readonly moves: () => void;
  /** Cancelled when nobody waits any longer. */
  readonly givenUp: Cancellation;
}

/**
 * The calls of this process to a store of files that may hang: a frozen file system, a server that takes what is sent and says nothing. A call
 * into a file system can't be taken back: it holds one of the four threads that the whole process has for such work, passwords and much else
 * too, until the kernel lets go. So there are few places. A visit whose call takes too long is given up by whoever waited, and keeps its place
 * until that call has really ended and what it left is tidied; where every place is held so, nobody else is kept waiting.
 */
export class StoreCalls {
  readonly #limits: StoreCallLimits;
  readonly #turnstile: Turnstile;
  readonly #deadlines: Deadlines;
  readonly #visits = new Set<WatchedVisit>();

  constructor(limits: StoreCallLimits) {
    this.#limits = limits;
    const { places, waitMs } = limits;
    this.#turnstile = new Turnstile({ places, placesPerOwner: places, waiting: WAITING, waitingPerOwner: WAITING, waitMs });
    this.#deadlines = new Deadlines(limits.callMs);
  }

  /** Does work that is made of calls, at one place. Throws {@link StoreUnavailable} where there is none, or a call takes too long. */
  async visit<T>(work: (visit: Visit) => Promise<T>): Promise<T> {
    if (this.#isStuck()) throw this.#silent();
    const leave = await this.#turnstile.enter('').catch((cause: unknown) => {
      throw this.#silent({ cause });
    });
    const visit = new WatchedVisit(this.#deadlines, () => this.#silent());
    this.#visits.add(visit);
    const done = work(visit).finally(() => {
      this.#visits.delete(visit);
      leave();
    });
    return Promise.race([done, visit.tooLate]);
  }

  /** A visit of one call. */
  ask<T>(work: () => Promise<T>): Promise<T> {
    return this.visit(({ call }) => call(work));
  }

  #isStuck(): boolean {
    const { places, waitMs } = this.#limits;
    return this.#visits.size >= places && [...this.#visits].every((visit) => visit.underWayMs() > waitMs);
  }

  #silent(options?: ErrorOptions): StoreUnavailable {
    const { fault, remedy } = this.#limits.silence;
    return new StoreUnavailable(fault, remedy, options);
  }
}

/** More than there are requests; how long they wait is what is limited. */
const WAITING = 10_000;

class WatchedVisit implements Visit {
  readonly givenUp = new Cancellation();
  readonly tooLate: Promise<never>;
  readonly #deadlines: Deadlines;
  readonly #silent: () => StoreUnavailable;
  #inTime = (): void => undefined;
  #since = Infinity;

  constructor(deadlines: Deadlines, silent: () => StoreUnavailable) {
    this.#deadlines = deadlines;
    this.#silent = silent;
    this.tooLate = new Promise((_, reject) => this.givenUp.onCancel(() => reject(this.givenUp.reason)));
  }

  readonly call = async <T>(work: () => Promise<T>): Promise<T> => {
    if (this.givenUp.reason) throw this.givenUp.reason;
    return this.tidy(work);
  };

  readonly tidy = async <T>(work: () => Promise<T>): Promise<T> => {
    this.moves();
    try {
      return await work();
    } finally {
      this.#inTime();
      this.#since = Infinity;
    }
  };

  readonly moves = (): void => {
    this.#inTime();
    this.#since = performance.now();
    this.#inTime = this.#deadlines.add(() => this.givenUp.cancel(this.#silent()));
  };

  /** How long the call that is under way has been so. */
  underWayMs(): number {
    return Math.max(0, performance.now() - this.#since);
  }
}

/** Those to the file systems of this process's store and of its temporary files, wherever in the process they come from. */
export const FILE_SYSTEM: StoreCallLimits = {
  // Half of the threads of a process, which has four.
  places: 2,
  waitMs: 5_000,
  // A disk that slept wakes up, and one that is busy writes what it was given, in less; a transaction may stand idle for twice as long.
  callMs: 15_000,
  silence: {
    fault: 'the file system of the store of files doesn’t answer in time',
    remedy:
      'see its disk and that of TMPDIR, or the server that it is mounted from (dmesg, mount); once it answers, files work again by themselves',
  },
};

export const fileSystemCalls = new StoreCalls(FILE_SYSTEM);
