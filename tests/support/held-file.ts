import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Test } from 'tap';

/** Takes a write lease: whoever opens the file waits in the kernel until it is given back, or for lease-break-time (45 s). */
const HOLD = `
  $SIG{IO} = 'IGNORE';
  open(my $file, '+<', $ARGV[0]) or die "open: $!";
  fcntl($file, 1024, 1) or die "lease: $!";
  $| = 1;
  print "held\\n";
  <STDIN>;
`;

export interface HeldFile {
  /** Lets all go on that wait for it. */
  release(): Promise<void>;
}

/** Makes opening a file hang as on a file system that is frozen; null where that can't be had. */
export async function holdFile(t: Pick<Test, 'teardown'>, path: string): Promise<HeldFile | null> {
  if (process.platform !== 'linux') return null;
  const holder = spawn('perl', ['-e', HOLD, path], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(holder, 'close').catch(() => undefined);
  const release = async (): Promise<void> => {
    holder.stdin.end();
    await ended;
  };
  t.teardown(release);
  return (await isHeld(holder, ended)) ? { release } : null;
}

const isHeld = (holder: ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> }, ended: Promise<unknown>): Promise<boolean> =>
  Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)]);

export const NO_LEASE = 'a file can be held on Linux with perl alone';
