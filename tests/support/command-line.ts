import { spawnSync } from 'node:child_process';
import { main } from '#src/cli/wasl.ts';
import { settingsSchema } from '#src/settings.ts';

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line within this process: a process for each would take most of the time. `watched`: these are terminals. */
export async function runCommandLine(args: readonly string[], watched: readonly ('stdout' | 'stderr')[] = []): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const into = (stream: keyof typeof written) => ({
    write: (text: string) => (written[stream] += text),
    isTTY: watched.includes(stream),
  });
  const status = await main(args, { stdout: into('stdout'), stderr: into('stderr') });
  return { status, ...written };
}

/** The same with these settings in place of those that the tests run with. */
export async function runWithSettings(args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ended> {
  const before = { ...process.env };
  for (const name of Object.keys(settingsSchema.shape)) delete process.env[name];
  Object.assign(process.env, settings);
  try {
    return await runCommandLine(args);
  } finally {
    for (const name of Object.keys(process.env)) if (before[name] === undefined) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** The same as a process of its own. */
export function spawnCommandLine(args: readonly string[], { uid, env }: { readonly uid?: number; readonly env: NodeJS.ProcessEnv }): Ended {
  const command = ['src/cli/wasl.mjs', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', env, ...(uid === undefined ? {} : { uid }) });
  return { status: status ?? -1, stdout, stderr };
}
