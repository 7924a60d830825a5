/**
 * What a process has begun, and how each of it ends.
 *
 *   running ──end()──▶ ending: the polite ends, the last arranged first ──▶ the sure ends ──▶ over
 *                         └──hurry(), or patience is over──▶ straight to the sure ends
 *
 * Invariant: what would outlive the process is begun only after its end has been arranged.
 */
export interface Lifetime {
  /** Aborted as soon as the end begins; whatever waits or loads gives up then. */
  readonly ending: AbortSignal;
  /** Arranges an end that is given up when it takes too long; `what` says of whom it is. Throws once the end has begun: nothing new is to begin then. */
  atEnd(end: () => Promise<unknown>, what?: string): void;
  /** Arranges an end that takes place in any case, after the polite ones: of what would outlive this process. */
  surelyAtEnd(end: () => Promise<unknown>): void;
  /** What had not ended when it was given up. */
  readonly unended: readonly string[];
  /** Gives up the polite ends. */
  hurry(): void;
  /** Ends everything, once however often it is called; false when something had to be given up or failed. */
  end(): Promise<boolean>;
}

type End = () => Promise<unknown>;

/** The reason of what was given up because the process ends. */
export class Ending extends Error {
  override readonly name = 'Ending';
  constructor() {
    super('the process is ending');
  }
}

/** Begins a life whose polite ends have so many milliseconds in all. Failures to end are told and never keep the next from ending. */
export function beginLifetime(patienceMs: number, complain: (line: string) => void): Lifetime {
  const ending = new AbortController();
  const polite: End[] = [];
  const unended: string[] = [];
  let givenUp: readonly string[] = [];
  const sure: End[] = [];
  let giveUp: () => void = () => undefined;
  const impatience = new Promise<'given up'>((settle) => (giveUp = () => settle('given up')));
  let over: Promise<boolean> | undefined;

  async function attempt(end: End): Promise<boolean> {
    try {
      await end();
      return true;
    } catch (error) {
      if (!(error instanceof Ending)) complain(`while ending: ${error instanceof Error ? error.message : String(error)}`);
      return error instanceof Ending;
    }
  }

  async function endAll(ends: readonly End[]): Promise<boolean> {
    let well = true;
    for (const end of ends.toReversed()) well = (await attempt(end)) && well;
    return well;
  }

  async function endEverything(): Promise<boolean> {
    ending.abort(new Ending());
    const patience = setTimeout(giveUp, patienceMs);
    const politely = await Promise.race([endAll(polite), impatience]);
    clearTimeout(patience);
    givenUp = [...unended];
    const surely = await endAll(sure);
    return politely === true && surely;
  }

  const arrange = (ends: End[], end: End): void => {
    ending.signal.throwIfAborted();
    ends.push(end);
  };
  /** Keeps its name among the unended until it has ended. */
  const named = (end: End, what: string): End => {
    unended.unshift(what);
    return async () => {
      await end();
      unended.splice(unended.indexOf(what), 1);
    };
  };

  return {
    ending: ending.signal,
    atEnd: (end, what) => arrange(polite, what === undefined ? end : named(end, what)),
    surelyAtEnd: (end) => arrange(sure, end),
    get unended() {
      return givenUp;
    },
    hurry: giveUp,
    end: () => (over ??= endEverything()),
  };
}
