import type { MisspeltSetting } from '../misspelt-settings.ts';
import type { Terminal } from './terminal.ts';

/** Who called a command: where it tells what it does, where it complains, what they misspelt, and the npm that it was started by, if any. */
export interface Caller {
  readonly terminal: Terminal;
  readonly complain: (line: string) => void;
  /** Beside what is told, which may go to a file: how far a command is that tells its answer alone. */
  readonly aside: Terminal;
  /** Of the settings, variables that look like one and are none. */
  readonly misspelt: readonly MisspeltSetting[];
  readonly npmPid: number | undefined;
}
