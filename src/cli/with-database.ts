import { inspect } from 'node:util';
import { type DatabaseChoice, type OpenedDatabase, openDatabase } from '../open-database.ts';
import { runInterruptibly } from '../platform/process/interruptible.ts';
import type { Lifetime } from '../platform/process/lifetime.ts';
import type { Caller } from './caller.ts';

/** How long a command's connections may take to end. */
const PATIENCE_MS = 5_000;

/**
 * Does a command's work on the database that the settings name, which is waited for or, where it is the embedded one, started and
 * stopped again; a signal in the midst of it stops it too.
 */
export function withDatabase(
  settings: DatabaseChoice,
  { terminal, complain, npmPid }: Caller,
  work: (opened: OpenedDatabase, life: Lifetime) => Promise<number>,
): Promise<number> {
  return runInterruptibly(
    async (life) => {
      const opened = await openDatabase(settings, life, complain);
      life.ending.throwIfAborted();
      return work(opened, life);
    },
    { say: terminal.say, complain, report: (fault) => complain(inspect(fault)), patienceMs: PATIENCE_MS, parent: npmPid },
  );
}
