import { chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeDirectories } from './make-directories.ts';

/*
 * Root works for somebody else in their directory (a restore, say), and what it left there would be closed to them: so it belongs to
 * whoever owns the directory that it lies in. Other accounts can give nothing away, and need not.
 */

/** Makes a directory with those above it, each its parent's owner's. */
export async function makeDirectory(path: string, mode?: number): Promise<void> {
  for (const one of await makeDirectories(path, mode)) await takeOwner(one);
}

/** Gives what was just made to the owner of the directory that it lies in. */
export async function takeOwner(path: string): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(path));
  if (uid !== 0) await chown(path, uid, gid);
}
