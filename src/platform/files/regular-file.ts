import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** What something is that is no file: what would be read from there is not what was stored, and opening it may wait for ever. */
export function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a directory';
  if (found.isFIFO()) return 'a named pipe';
  if (found.isSocket()) return 'a socket';
  return 'a device';
}

/** Opens a file to be read; null where something else is in its place, which is then not waited for. */
export async function openRegular(path: string): Promise<FileHandle | null> {
  const handle = await openWithoutWaiting(path);
  try {
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
}

async function openWithoutWaiting(path: string): Promise<FileHandle> {
  try {
    // Windows has no such flag, nor anything that it would be for: there this is to read, and no more.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    // Somebody has a lease on it, as a server has who shares the directory: those are of files alone, and given back after a while.
    return open(path, 'r');
  }
}
