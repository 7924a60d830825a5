import type { Test } from 'tap';

export interface Dependencies {
  /** Forgets those that are over. */
  readonly forget: () => void;
  /** The longest that was waited for to its end, in milliseconds as it was asked for: however slow the machine is, it is the same. */
  readonly longest: () => number;
}

/** What this process waits for by scheduled jobs, from now on until the test is over. */
export function watchWaits(t: Pick<Test, 'teardown'>): Dependencies {
  const real = globalThis.setTimeout;
  let over: number[] = [];
  const watched = (work: (...all: unknown[]) => void, milliseconds = 0, ...all: unknown[]): NodeJS.Timeout =>
    real(() => {
      over.push(milliseconds);
      work(...all);
    }, milliseconds);
  globalThis.setTimeout = Object.assign(watched, real);
  t.teardown(() => {
    globalThis.setTimeout = real;
  });
  return { forget: () => void (over = []), longest: () => Math.max(0, ...over) };
}
