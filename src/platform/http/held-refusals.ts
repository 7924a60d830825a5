import type { ServerResponse } from 'node:http';
import { Deadlines } from '../deadlines.ts';

/**
 * Refusals that are held back for a while from whoever asks on although they were told when to come again: a loop that doesn't listen
 * then turns about once a second on each connection instead of as fast as it is refused, which would keep the process busy for others.
 * One that is held costs a timer's entry and its connection, nothing else.
 */
export class HeldRefusals {
  readonly #most: number;
  readonly #deadlines: Deadlines;
  readonly #letGo = new Set<() => void>();
  #holdsNone: boolean;

  constructor(milliseconds: number, most: number) {
    this.#holdsNone = milliseconds === 0;
    this.#deadlines = new Deadlines(milliseconds);
    this.#most = most;
  }

  /** Says when to answer; false where so many are held that this one can't be. */
  async hold(raw: ServerResponse): Promise<boolean> {
    if (this.#holdsNone || raw.closed) return true;
    if (this.#letGo.size >= this.#most) return false;
    await new Promise<void>((resolve) => {
      const letGo = (): void => {
        inTime();
        raw.off('close', letGo);
        this.#letGo.delete(letGo);
        resolve();
      };
      const inTime = this.#deadlines.add(letGo);
      raw.once('close', letGo);
      this.#letGo.add(letGo);
    });
    return true;
  }

  /** Lets go of all, and holds none from now on: the service stops. */
  end(): void {
    this.#holdsNone = true;
    for (const letGo of this.#letGo) letGo();
  }
}
