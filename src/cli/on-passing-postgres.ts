import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../platform/embedded-postgres/index.ts';
import { runInterruptibly } from '../platform/process/interruptible.ts';

/** Nothing there has to survive a power cut. */
const FAST_AND_UNSAFE = { fsync: 'off', synchronous_commit: 'off' };

const PATIENCE_MS = 5_000;

export interface PassingPostgres {
  /** For the superuser. */
  readonly url: string;
  /** Goes with the server. */
  readonly directory: string;
}

/**
 * Does the work of a script on a PostgreSQL server of its own, and takes the server and its directory away at the end, however that comes:
 * after Ctrl-C, too, when the process ends with the exit code that says so.
 */
export async function onPassingPostgres(
  name: string,
  work: (postgres: PassingPostgres) => Promise<void>,
  settings: Readonly<Record<string, string>> = FAST_AND_UNSAFE,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), `wasl-${name}-`));
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const code = await runInterruptibly(
    async (life) => {
      life.surelyAtEnd(() => removeEmbeddedPostgres(directory));
      const server = await startEmbeddedPostgres({ directory, extraSettings: settings, unwanted: life.ending });
      life.surelyAtEnd(() => server.stop());
      await work({ url: server.url, directory });
      return 0;
    },
    { say, complain: say, report: (fault) => say(inspect(fault)), patienceMs: PATIENCE_MS },
  );
  // What was interrupted would go on, against a server that is gone.
  if (code !== 0) process.exit(code);
}
