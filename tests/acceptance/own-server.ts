import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OwnServer {
  readonly address: string;
  readonly pid: number;
  readonly output: () => string;
  /** Asks it to stop as Ctrl-C would, and answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the service as a user would, in a data directory of its own, and waits until it says where it is. */
export async function startOwnServer(environment: Record<string, string> = {}): Promise<OwnServer> {
  const directory = environment['WASL_DATA'] ?? (await mkdtemp(join(tmpdir(), 'wasl-')));
  const child = spawn(process.execPath, ['src/cli/wasl.mjs', 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'warn',
      // A machine that is busy with tests is late, which is no reason to refuse them.
      PRESSURE_MILLISECONDS: '0',
      WASL_DATA: directory,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((end) => child.once('exit', (code) => end(code)));
  const address = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const said = /Wasl\s+(http:\/\/[\w.:]+)/.exec(output)?.[1];
      if (said !== undefined) found(said);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => failed(new Error(`the server ended with ${code}:\n${output}`)));
  });
  return {
    address,
    pid: child.pid ?? 0,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const code = await ended;
      if (environment['WASL_DATA'] === undefined) await rm(directory, { recursive: true, force: true });
      return code;
    },
  };
}
