import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentHash } from './byte-store.ts';
import { fileSystemCalls, type StoreCalls, type Visit } from './store-calls.ts';
import { faultOfFileSystem, StoreUnavailable } from './store-fault.ts';
import { makeDirectory, takeOwner } from './take-owner.ts';

/*
 * A directory is the store by a file in it, its mark. Where the disk of the store is not mounted, its path is gone or an empty directory:
 * what were stored there would be acknowledged, and hidden when the disk is back. So a start makes the mark, where nothing was stored yet,
 * and nothing is stored in a directory without it.
 */

/** Its name has no dot in front, so that whoever copies `files/*` takes it along. */
export const MARK = 'wasl-file-store';

const WORDS = `Wasl keeps its files in this directory. Without this one it takes the directory for another, and stores nothing.\n`;

/** Nobody but whom the store belongs to looks in, whatever the umask leaves to others. */
export const CLOSED = 0o700;

/** The folders by the first two digits of a hash. */
export const isFolder = (name: string): boolean => /^[0-9a-f]{2}$/.test(name);

export const pathIn = (directory: string, hash: ContentHash): string => join(directory, hash.slice(0, 2), hash.slice(2, 4), hash);

export const isMissing = (error: unknown): boolean => hasCode(error, 'ENOENT');

export const isThere = (error: unknown): boolean => hasCode(error, 'EEXIST');

export const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** What a start is to do with the directory of files; `nothing` where all is well. */
export type StartOfStore = 'make' | 'mark' | 'nothing';

/**
 * What a start does with a directory, of which the database names these contents as the first stored (as many as ENOUGH_TO_KNOW_BY): makes it where nothing was ever
 * stored, and marks one that an earlier version made, known by what it holds. Throws {@link StoreUnavailable} where it is not the store:
 * to make it anew would hide that files are lost, or elsewhere.
 */
export async function planStoreDirectory(directory: string, oldest: readonly ContentHash[]): Promise<StartOfStore> {
  return inDirectory(fileSystemCalls, async ({ call }) => {
    if (await call(() => isFileThere(join(directory, MARK)))) return 'nothing';
    if (oldest.length === 0) return (await call(() => hasFolders(directory))) ? 'mark' : 'make';
    // One alone may have been lost.
    for (const hash of oldest) if (await call(() => isFileThere(pathIn(directory, hash)))) return 'mark';
    throw storeAbsent(directory);
  });
}

/** Makes a directory the store, with those above it; it stays one for good. */
export async function makeStoreDirectory(directory: string): Promise<void> {
  const mark = join(directory, MARK);
  await fileSystemCalls.visit(async (visit) => {
    const { call, tidy } = visit;
    await call(() => makeDirectory(directory, CLOSED));
    try {
      const handle = await call(() => open(mark, 'wx'));
      try {
        await call(() => handle.writeFile(WORDS));
        await call(() => handle.sync());
      } finally {
        await tidy(() => handle.close());
      }
    } catch (error) {
      // Another process has begun at the same time.
      if (!isThere(error)) throw error;
      return;
    }
    await call(() => takeOwner(mark));
    await flushFolder(directory, visit);
  });
}

/** Throws {@link StoreUnavailable} where the directory is not the store, or not any more. */
export async function requireMark(directory: string, { call }: Visit): Promise<void> {
  if (!(await call(() => isFileThere(join(directory, MARK))))) throw storeAbsent(directory);
}

/** Works in the directory of the store: what its file system refuses is told as {@link StoreUnavailable}, but for a full disk. */
export async function inDirectory<T>(calls: StoreCalls, work: (visit: Visit) => Promise<T>): Promise<T> {
  try {
    return await calls.visit(work);
  } catch (error) {
    throw faultOfStoreDirectory(error);
  }
}

export const faultOfStoreDirectory = (error: unknown): unknown => faultOfFileSystem(error, 'the store of files can’t be used');

/** Makes sure that what was put into a folder is still there after a crash. */
export async function flushFolder(path: string, { call, tidy }: Visit): Promise<void> {
  const handle = await call(() => open(path, 'r'));
  try {
    await call(() => handle.sync());
  } finally {
    await tidy(() => handle.close());
  }
}

const storeAbsent = (directory: string): StoreUnavailable =>
  new StoreUnavailable(
    `the store of files is not in ${directory}`,
    `its mark, the file ${MARK}, is not there. Where its disk is elsewhere or not mounted, mount it there or mend WASL_DATA; ` +
      `where the files are lost, restore a backup, or begin without them: mkdir -p '${directory}' && touch '${join(directory, MARK)}'`,
  );

async function isFileThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function hasFolders(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).some(isFolder);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
