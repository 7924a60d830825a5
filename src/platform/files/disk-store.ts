import { randomUUID } from 'node:crypto';
import { constants, copyFile, mkdir, opendir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { type ByteStore, type ContentHash, FileMissing, isContentHash } from './byte-store.ts';
import { nameFile } from './file-fault.ts';
import { faultOfStoreDirectory, flush, inDirectory, isFolder, isMissing, isThere, pathIn, requireMark } from './store-directory.ts';
import { takeOwner } from './take-owner.ts';

/**
 * Files in a directory that was made the store, two levels of folders deep by the first four digits of the hash: 65,536 folders hold ten
 * million files with some 150 in each. A file appears under its name whole and flushed, or not at all: written beside, flushed, renamed.
 */
export function diskStore(directory: string): ByteStore {
  const pathOf = (hash: ContentHash) => pathIn(directory, hash);

  return {
    put: (hash, path) =>
      inDirectory(async () => {
        await requireMark(directory);
        if (!(await renew(pathOf(hash)))) await write(directory, pathOf(hash), path);
        // A disk that went in the meantime has left the file in the empty place where it was mounted.
        await requireMark(directory);
      }),
    open: (hash) =>
      inDirectory(async () => {
        if ((await sizeAt(pathOf(hash))) !== null) return readFrom(pathOf(hash));
        await requireMark(directory);
        throw new FileMissing(`no file ${hash}`);
      }),
    sizeOf: (hash) =>
      inDirectory(async () => {
        const size = await sizeAt(pathOf(hash));
        if (size === null) await requireMark(directory);
        return size;
      }),
    remove: (hash) => inDirectory(() => rm(pathOf(hash), { force: true })),
    async *putBefore(then) {
      try {
        await requireMark(directory);
        yield* filesBefore(directory, then);
      } catch (error) {
        throw faultOfStoreDirectory(error);
      }
    },
  };
}

/** Newer than any sweep that is looking for old ones; answers whether it is there at all. */
async function renew(target: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(target, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function write(directory: string, target: string, path: string): Promise<void> {
  const beside = join(directory, 'being-written');
  for (const folder of [beside, dirname(dirname(target)), dirname(target)]) await makeFolder(folder);
  const draft = join(beside, randomUUID());
  try {
    await copyFile(path, draft, constants.COPYFILE_EXCL);
    await takeOwner(draft);
    await flush(draft, 'r+');
    await rename(draft, target);
    await flush(dirname(target), 'r');
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined); // what failed is what is told
    throw error;
  }
}

/** Never with those above it: a store that has vanished is not to come into being again. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (isThere(error)) return;
    throw error;
  }
  await takeOwner(path);
}

async function sizeAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** A stream of a file that is opened as soon as it is read, so that one which nobody reads keeps none open. */
function readFrom(path: string): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      yield* createReadStream(path) as AsyncIterable<Buffer>;
    } catch (error) {
      throw faultOfStoreDirectory(nameFile(path, error));
    }
  }
  return Readable.from(pieces(), { objectMode: false });
}

async function* filesBefore(directory: string, then: Date): AsyncGenerator<ContentHash> {
  for (const first of await foldersIn(directory)) {
    for (const second of await foldersIn(join(directory, first))) {
      for await (const file of await opendir(join(directory, first, second))) {
        if (!isContentHash(file.name)) continue;
        const { mtime } = await stat(join(directory, first, second, file.name));
        if (mtime < then) yield file.name;
      }
    }
  }
}

const foldersIn = async (directory: string): Promise<string[]> => (await readdir(directory)).filter(isFolder);
