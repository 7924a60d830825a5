import { Refusal } from '../kernel/refusal.ts';
import type { Cancellation } from './cancellation.ts';
import { Deadlines } from './deadlines.ts';

/** How many may be within at once, in all and of one owner; how many may wait, and how long. */
export interface TurnstileLimits {
  readonly places: number;
  readonly placesPerOwner: number;
  readonly waiting: number;
  readonly waitingPerOwner: number;
  readonly waitMs: number;
}

export interface TurnstileCounts {
  readonly inside: number;
  readonly waiting: number;
  /** Refused since the start, for a full queue or a wait that was too long. */
  readonly refused: number;
}

interface Waiting {
  readonly enter: () => void;
  readonly turnAway: () => void;
}

/**
 * A bounded queue for a bounded number of places, fair between owners: a place that becomes free goes to the owner who was served
 * longest ago, so that whoever asks for much waits behind themselves and nobody else. In a full queue the last of whoever has most
 * in it makes room, so that nobody else's requests keep one out either.
 */
export class Turnstile {
  readonly #limits: TurnstileLimits;
  readonly #patience: Deadlines;
  readonly #insideOf = new Map<string, number>();
  /** Owners in the order in which they are served next. */
  readonly #queues = new Map<string, Set<Waiting>>();
  #inside = 0;
  #waiting = 0;
  #refused = 0;

  constructor(limits: TurnstileLimits) {
    this.#limits = limits;
    this.#patience = new Deadlines(limits.waitMs);
  }

  counts(): TurnstileCounts {
    return { inside: this.#inside, waiting: this.#waiting, refused: this.#refused };
  }

  /**
   * Resolves with the way out, to be called once. Refuses with `try-again` where too many wait or the wait is too long, and with the
   * reason why it is no longer wanted when it isn't.
   */
  enter(owner: string, cancellation?: Cancellation): Promise<() => void> {
    if (cancellation?.reason) return Promise.reject(cancellation.reason);
    if (this.#hasPlaceFor(owner)) {
      this.#take(owner);
      return Promise.resolve(this.#wayOut(owner));
    }
    const waiting = this.#queues.get(owner)?.size ?? 0;
    if (waiting >= this.#limits.waitingPerOwner) return Promise.reject(this.#refuse());
    if (this.#waiting >= this.#limits.waiting && !this.#makeRoom(waiting + 1)) return Promise.reject(this.#refuse());
    return this.#wait(owner, this.#queues.get(owner) ?? new Set(), cancellation);
  }

  /** Turns away the last of the longest queue, where that is longer than the one that wants room. */
  #makeRoom(length: number): boolean {
    let longest: ReadonlySet<Waiting> = new Set();
    for (const queue of this.#queues.values()) if (queue.size > longest.size) longest = queue;
    if (longest.size <= length) return false;
    [...longest].at(-1)?.turnAway();
    return true;
  }

  #wait(owner: string, queue: Set<Waiting>, cancellation: Cancellation | undefined): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const leaveQueue = (): void => {
        inTime();
        cancellation?.offCancel(giveUp);
        queue.delete(waiting);
        if (queue.size === 0) this.#queues.delete(owner);
        this.#waiting -= 1;
      };
      const waiting: Waiting = {
        enter: () => {
          leaveQueue();
          resolve(this.#wayOut(owner));
        },
        turnAway: () => {
          leaveQueue();
          reject(this.#refuse());
        },
      };
      const giveUp = (): void => {
        leaveQueue();
        reject(cancellation?.reason ?? this.#refuse());
      };
      const inTime = this.#patience.add(() => waiting.turnAway());
      cancellation?.onCancel(giveUp);
      queue.add(waiting);
      this.#queues.set(owner, queue);
      this.#waiting += 1;
    });
  }

  #wayOut(owner: string): () => void {
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      this.#inside -= 1;
      const left = (this.#insideOf.get(owner) ?? 1) - 1;
      if (left === 0) this.#insideOf.delete(owner);
      else this.#insideOf.set(owner, left);
      this.#comeLast(owner);
      this.#letIn();
    };
  }

  #letIn(): void {
    for (const [owner, queue] of this.#queues) {
      if (this.#inside >= this.#limits.places) return;
      const [first] = queue;
      if (first === undefined || !this.#hasPlaceFor(owner)) continue;
      this.#take(owner);
      first.enter();
      this.#comeLast(owner);
    }
  }

  /** Whoever was served comes last from now on: when they enter, and when they leave a place that they had for the asking. */
  #comeLast(owner: string): void {
    const queue = this.#queues.get(owner);
    if (queue === undefined) return;
    this.#queues.delete(owner);
    this.#queues.set(owner, queue);
  }

  #hasPlaceFor(owner: string): boolean {
    return this.#inside < this.#limits.places && (this.#insideOf.get(owner) ?? 0) < this.#limits.placesPerOwner;
  }

  #take(owner: string): void {
    this.#inside += 1;
    this.#insideOf.set(owner, (this.#insideOf.get(owner) ?? 0) + 1);
  }

  #refuse(): Refusal {
    this.#refused += 1;
    return new Refusal('try-again', { facts: { retryAfterSeconds: 1 } });
  }
}
