import { spawnSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import type { Test } from 'tap';
import { temporaryDirectory } from './files.ts';

export interface SmallDisk {
  readonly path: string;
  /** Makes it larger, as an operator would who frees room. */
  grow(size: string): void;
  /** Lets nobody write to it any more. */
  close(): void;
}

/** A file system of its own, of this size; null where nobody may mount one, which a test says as its reason to be skipped. */
export async function mountSmallDisk(t: Pick<Test, 'teardown'>, size: string): Promise<SmallDisk | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const path = await temporaryDirectory(t);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0755`, 'tmpfs', path]).status !== 0) return null;
  await chmod(path, 0o755);
  t.teardown(() => {
    spawnSync('umount', ['-l', path]);
  });
  return {
    path,
    grow: (larger) => {
      spawnSync('mount', ['-o', `remount,size=${larger}`, path]);
    },
    close: () => {
      spawnSync('mount', ['-o', 'remount,ro', path]);
    },
  };
}

export const NO_MOUNT = 'a small disk can be mounted by root on Linux alone';
