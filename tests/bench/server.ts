import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own, so that the load and the loaded don't share an event loop. */
export interface BenchServer {
  readonly address: string;
  /** Sent with every request. */
  readonly headers: Record<string, string>;
  /** The same for each of several readers. */
  readonly readers: readonly Record<string, string>[];
  stop(): Promise<void>;
}

/** `checkout`: another working tree of the project whose server is started instead, to be measured against this one. */
export function startServer(
  kind: 'service' | 'bare',
  databaseUrl: string,
  environment: Record<string, string> = {},
  checkout: string = fileURLToPath(new URL('../..', import.meta.url)),
): Promise<BenchServer> {
  const child = fork(join(checkout, `tests/bench/${kind}-server.ts`), [databaseUrl], {
    cwd: checkout,
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...environment },
  });
  // A bench that fails ends it too.
  process.once('exit', () => child.kill('SIGTERM'));
  return new Promise((ready, failed) => {
    child.once('message', (message) => {
      const { address, headers, readers = [headers] } = message as Pick<BenchServer, 'address' | 'headers'> & Partial<BenchServer>;
      ready({
        address,
        headers,
        readers,
        stop: () =>
          new Promise((stopped) => {
            child.once('exit', () => stopped());
            child.kill('SIGTERM');
          }),
      });
    });
    child.once('exit', (code) => failed(new Error(`the ${kind} server ended with ${code}`)));
  });
}
