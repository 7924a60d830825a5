import { printableJson } from '../kernel/printable.ts';
import type { OnProgress } from '../platform/progress.ts';
import { harmless } from './printable.ts';

/** Where a command tells what it does: lines that stay, and how far it is. */
export interface Terminal {
  readonly say: (text: string) => void;
  /** The same for JSON, or whole lines of it: no character of what it holds goes out that doesn't show. */
  readonly sayJson: (json: string) => void;
  /** Whether somebody watches, or it is kept. */
  readonly isWatched: boolean;
  /** On a terminal one line that is written over; in a log a line when something new begins, and no more than one a second. */
  readonly progress: OnProgress;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const ERASE_LINE = '\r\u001B[2K';
/** Some terminals say that they have none. */
const UNKNOWN_COLUMNS = 80;
const LOG_PAUSE_MS = 1000;

/** A terminal over an output; escape codes are only written to where somebody watches, and none that came with what is told. */
export function openTerminal(output: Output, now: () => number = () => performance.now()): Terminal {
  return output.isTTY === true ? watchedTerminal(output) : plainTerminal(output, now);
}

function watchedTerminal(output: Output): Terminal {
  let isOpen = false;
  const put = (text: string): void => {
    output.write(`${isOpen ? ERASE_LINE : ''}${text}\n`);
    isOpen = false;
  };
  return {
    isWatched: true,
    say: (text) => put(harmless(text)),
    sayJson: (json) => put(printableJson(json)),
    progress(done, total, what) {
      const isDone = done >= total;
      output.write(`${ERASE_LINE}${line(done, total, what).slice(0, (output.columns || UNKNOWN_COLUMNS) - 1)}${isDone ? '\n' : ''}`);
      isOpen = !isDone;
    },
  };
}

function plainTerminal(output: Output, now: () => number): Terminal {
  let told = { what: '', at: 0 };
  return {
    isWatched: false,
    say: (text) => void output.write(`${harmless(text)}\n`),
    sayJson: (json) => void output.write(`${printableJson(json)}\n`),
    progress(done, total, what) {
      const isNews = what !== told.what || done >= total || now() - told.at >= LOG_PAUSE_MS;
      if (!isNews) return;
      output.write(`${line(done, total, what)}\n`);
      told = { what, at: now() };
    },
  };
}

/** Without a word of its own: what is done may be told in any language. */
const line = (done: number, total: number, what: string): string => `  ${harmless(what)}: ${done}/${total}`;
