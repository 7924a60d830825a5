import type { Terminal } from './terminal.ts';

/** Who called a command: where it tells what it does, where it complains, and the npm that it was started by, if any. */
export interface Caller {
  readonly terminal: Terminal;
  readonly complain: (line: string) => void;
  readonly npmPid: number | undefined;
}
