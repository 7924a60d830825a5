import { main } from '#src/cli/wasl.ts';

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line within this process: a process for each would take most of the time. */
export async function runCommandLine(args: readonly string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const into = (stream: keyof typeof written) => ({ write: (text: string) => (written[stream] += text) });
  const status = await main(args, { stdout: into('stdout'), stderr: into('stderr') });
  return { status, ...written };
}
