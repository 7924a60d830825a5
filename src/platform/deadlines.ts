/**
 * Many deadlines of one length under one timer: on each request there are several, which hardly one outlives. What is added first is due
 * first.
 */
export class Deadlines {
  readonly #milliseconds: number;
  readonly #open = new Set<Deadline>();
  #timer: NodeJS.Timeout | null = null;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Calls `late` after so long, unless what it gives back is called before. Keeps no process alive. */
  add(late: () => void): () => void {
    const deadline = { at: performance.now() + this.#milliseconds, late };
    this.#open.add(deadline);
    if (this.#timer === null) this.#timer = this.#wait(this.#milliseconds);
    return () => void this.#open.delete(deadline);
  }

  #wait(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), Math.ceil(milliseconds)).unref();
  }

  #look(): void {
    this.#timer = null;
    const now = performance.now();
    for (const deadline of this.#open) {
      if (deadline.at > now) {
        if (this.#timer === null) this.#timer = this.#wait(deadline.at - now);
        return;
      }
      this.#open.delete(deadline);
      deadline.late();
    }
  }
}

interface Deadline {
  readonly at: number;
  readonly late: () => void;
}
