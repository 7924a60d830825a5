import { constants } from 'node:os';
import { isAlive } from './is-alive.ts';
import { beginLifetime, type Lifetime } from './lifetime.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/** npm passes a Ctrl-C on that the terminal has sent to us already: what follows this soon is the same wish, not a second one. */
const SAME_WISH_MS = 1000;
const PARENT_POLL_MS = 250;
/** How a program ends that came upon a fault of its own which nobody caught (EX_SOFTWARE of sysexits.h). */
const EXIT_SOFTWARE = 70;

export interface Interruptible {
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  /** How long the polite ends may take. */
  readonly patienceMs: number;
  /** The exit code when the work was asked to end and did so in time; by default the one that says which signal it was. */
  readonly whenAsked?: number;
  /** Hears of a fault that nobody caught. */
  readonly report: (fault: unknown) => void;
  /** A parent without which the work is not wanted, because it is the one that people see and stop. */
  readonly parent?: number | undefined;
}

/**
 * Does work that may be asked to end at any moment, by SIGINT, SIGTERM or SIGHUP, by its parent's end, or by a fault that nobody
 * caught (after that nothing is known of the state of the process: its supervisor begins it anew); answers the exit code after all
 * that was begun has ended. Asked a second time it ends at once, though what would outlive the process is still ended.
 */
export async function runInterruptibly(work: (life: Lifetime) => Promise<number>, options: Interruptible): Promise<number> {
  const { say, complain, report, patienceMs, whenAsked, parent } = options;
  const life = beginLifetime(patienceMs, complain);
  let asked: { readonly by: Signal | 'parent'; readonly at: number } | undefined;
  let faulty = false;

  const ask = (by: Signal | 'parent'): void => {
    if (asked === undefined) {
      asked = { by, at: Date.now() };
      say('Stopping: what is under way is being finished. Once more stops at once.');
      void life.end();
    } else if (Date.now() - asked.at > SAME_WISH_MS) {
      say('Stopping at once.');
      life.hurry();
    }
  };
  const fail = (error: unknown): void => {
    // What still ran against something that has ended by now may well fail; that is no fault of the end.
    if (life.ending.aborted) return;
    faulty = true;
    report(error);
    void life.end();
  };

  for (const signal of SIGNALS) process.on(signal, ask);
  process.on('uncaughtException', fail);
  const look = (): void => {
    if (parent !== undefined && asked === undefined && isGone(parent)) ask('parent');
  };
  const watch = parent === undefined ? undefined : setInterval(look, PARENT_POLL_MS);
  try {
    const isOver = ended(life);
    const working = work(life);
    // At once too: it may have gone while the program was loaded, and the work would be begun for nobody.
    look();
    const code = await Promise.race([working, isOver]);
    const inTime = await life.end();
    if (faulty) return EXIT_SOFTWARE;
    if (code !== undefined && asked === undefined) return code;
    if (!inTime) return 1;
    return whenAsked ?? 128 + (asked === undefined || asked.by === 'parent' ? constants.signals.SIGTERM : constants.signals[asked.by]);
  } finally {
    await life.end();
    clearInterval(watch);
    process.off('uncaughtException', fail);
    for (const signal of SIGNALS) process.off(signal, ask);
  }
}

/** Settles, with nothing, when the end has begun: work that goes on is then waited for no longer. */
function ended(life: Lifetime): Promise<undefined> {
  return new Promise((settle) => life.ending.addEventListener('abort', () => settle(undefined), { once: true }));
}

/** Whoever loses its parent is given another. Windows keeps the number, of a process that is no more. */
const isGone = (parent: number): boolean => process.ppid !== parent || !isAlive(parent);
