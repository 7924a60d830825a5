import { randomUUID } from 'node:crypto';
import { constants, copyFile, open, opendir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ByteStore, type ContentHash, FileMissing, isContentHash } from './byte-store.ts';
import { makeDirectory, takeOwner } from './take-owner.ts';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Files in a directory, two levels of folders deep by the first four digits of the hash: 65,536 folders hold ten million files with
 * some 150 in each. A file appears under its name whole and flushed, or not at all: written beside, flushed, renamed.
 */
export function diskStore(directory: string): ByteStore {
  const pathOf = (hash: ContentHash) => join(directory, hash.slice(0, 2), hash.slice(2, 4), hash);
  const beside = join(directory, 'being-written');

  return {
    async put(hash, path) {
      const target = pathOf(hash);
      const now = new Date();
      try {
        // Newer than any sweep that is looking for old ones.
        await utimes(target, now, now);
        return;
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
      await makeDirectory(beside);
      await makeDirectory(dirname(target));
      const draft = join(beside, randomUUID());
      try {
        await copyFile(path, draft, constants.COPYFILE_EXCL);
        await takeOwner(draft);
        await flush(draft, 'r+');
        await rename(draft, target);
        await flush(dirname(target), 'r');
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    async open(hash) {
      try {
        await stat(pathOf(hash));
      } catch (error) {
        if (isMissing(error)) throw new FileMissing(`no file ${hash}`, { cause: error });
        throw error;
      }
      return createReadStream(pathOf(hash));
    },
    async sizeOf(hash) {
      try {
        return (await stat(pathOf(hash))).size;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    remove: (hash) => rm(pathOf(hash), { force: true }),
    async *putBefore(then) {
      for (const first of await folders(directory)) {
        for (const second of await folders(join(directory, first))) {
          for await (const file of await opendir(join(directory, first, second))) {
            if (!isContentHash(file.name)) continue;
            const { mtime } = await stat(join(directory, first, second, file.name));
            if (mtime < then) yield file.name;
          }
        }
      }
    },
  };
}

async function folders(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function flush(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
