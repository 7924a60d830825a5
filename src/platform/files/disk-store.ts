import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { type ByteStore, type ContentHash, FileMissing, isContentHash } from './byte-store.ts';
import { namingFile } from './file-fault.ts';
import { kindOf, openRegular } from './regular-file.ts';
import { FILE_SYSTEM, fileSystemCalls, type StoreCalls, type Visit } from './store-calls.ts';
import {
  CLOSED,
  faultOfStoreDirectory,
  flushFolder,
  inDirectory,
  isFolder,
  isMissing,
  isThere,
  pathIn,
  requireMark,
} from './store-directory.ts';
import { StoreUnavailable } from './store-fault.ts';
import { takeOwner } from './take-owner.ts';

/** Where files are written before they have their name. */
const DRAFTS = 'being-written';
const PIECE_BYTES = 256 * 1024;

/**
 * Files in a directory that was made the store, two levels of folders deep by the first four digits of the hash: 65,536 folders hold ten
 * million files with some 150 in each. A file appears under its name whole and flushed, or not at all: written beside, flushed, renamed.
 * Its file system may hang: each call into it is one of `calls`.
 */
export function diskStore(directory: string, calls: StoreCalls = fileSystemCalls): ByteStore {
  const pathOf = (hash: ContentHash) => pathIn(directory, hash);
  const beingRemoved = new Set<ContentHash>();

  return {
    put: (hash, path) =>
      inDirectory(calls, async (visit) => {
        // Whoever removes it is heard of no more, nor what they have locked: what is put there now could go with it.
        if (beingRemoved.has(hash)) throw stillRemoved(hash);
        await requireMark(directory, visit);
        // Anew where there is one already: it may have been altered since, and whoever sends the content again has it whole.
        await write(directory, pathOf(hash), path, visit);
        // A disk that went in the meantime has left the file in the empty place where it was mounted.
        await requireMark(directory, visit);
      }),
    open: (hash) =>
      inDirectory(calls, async (visit) => {
        const found = await visit.call(() => lookAt(pathOf(hash)));
        if (found?.isFile()) return readFrom(pathOf(hash), hash, calls);
        await requireMark(directory, visit);
        throw new FileMissing(hash, { instead: found ? kindOf(found) : undefined });
      }),
    sizeOf: (hash) =>
      inDirectory(calls, async (visit) => {
        const found = await visit.call(() => lookAt(pathOf(hash)));
        if (found?.isFile()) return found.size;
        await requireMark(directory, visit);
        return null;
      }),
    remove: (hash) =>
      inDirectory(calls, async ({ call }) => {
        beingRemoved.add(hash);
        try {
          await call(() => rm(pathOf(hash), { force: true }));
        } finally {
          beingRemoved.delete(hash);
        }
      }),
    async *putBefore(then) {
      try {
        await calls.visit((visit) => requireMark(directory, visit));
        yield* filesBefore(directory, then, calls);
      } catch (error) {
        throw faultOfStoreDirectory(error);
      }
    },
    removeDrafts: (then) =>
      inDirectory(calls, async ({ call }) => {
        const drafts = join(directory, DRAFTS);
        for (const name of await call(() => namesIn(drafts))) {
          const draft = join(drafts, name);
          const found = await call(() => lookAt(draft));
          if (found?.isFile() && found.mtime < then) await call(() => rm(draft, { force: true }));
        }
      }),
  };
}

const stillRemoved = (hash: ContentHash): StoreUnavailable =>
  new StoreUnavailable(`the file system is still removing ${hash}`, FILE_SYSTEM.silence.remedy);

async function write(directory: string, target: string, path: string, visit: Visit): Promise<void> {
  const { call, tidy } = visit;
  const beside = join(directory, DRAFTS);
  for (const folder of [beside, dirname(dirname(target)), dirname(target)]) await call(() => makeFolder(folder));
  const draft = join(beside, randomUUID());
  try {
    await namingFile(draft, copy(path, draft, visit));
    await call(() => takeOwner(draft));
    await call(() => rename(draft, target));
    await flushFolder(dirname(target), visit);
  } catch (error) {
    await tidy(() => rm(draft, { force: true })).catch(() => undefined); // what failed is what is told
    throw error;
  }
}

/** By pieces, each a call of its own: how long a large file may take is not to be said of a small one. */
async function copy(path: string, draft: string, { call, tidy }: Visit): Promise<void> {
  const source = await call(() => open(path));
  try {
    const target = await call(() => open(draft, 'wx', 0o600));
    try {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      for (;;) {
        const { bytesRead } = await call(() => source.read(piece, 0, PIECE_BYTES));
        if (bytesRead === 0) break;
        await call(() => target.writeFile(piece.subarray(0, bytesRead)));
      }
      await call(() => target.sync());
    } finally {
      await tidy(() => target.close());
    }
  } finally {
    await tidy(() => source.close());
  }
}

/** Never with those above it: a store that has vanished is not to come into being again. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: CLOSED });
  } catch (error) {
    if (isThere(error)) return;
    throw error;
  }
  await takeOwner(path);
}

async function lookAt(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** A stream that opens its file for each piece that is read of it: one that is read slowly, or not at all, keeps none open. */
function readFrom(path: string, hash: ContentHash, calls: StoreCalls): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let position = 0; ;) {
      const piece = await inDirectory(calls, (visit) => namingFile(path, readPiece(path, hash, position, visit)));
      if (piece.length === 0) return;
      position += piece.length;
      yield piece;
    }
  }
  return Readable.from(pieces(), { objectMode: false });
}

async function readPiece(path: string, hash: ContentHash, position: number, { call, tidy }: Visit): Promise<Buffer> {
  const file = await call(() => openRegular(path));
  // It was a file when it was looked at.
  if (file === null) throw new FileMissing(hash, { instead: 'something else' });
  try {
    const { buffer, bytesRead } = await call(() => file.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES, position));
    return buffer.subarray(0, bytesRead);
  } finally {
    await tidy(() => file.close());
  }
}

/** Folder by folder, so that others come to their turn between. */
async function* filesBefore(directory: string, then: Date, calls: StoreCalls): AsyncGenerator<ContentHash> {
  const foldersIn = async (path: string): Promise<string[]> => (await calls.ask(() => readdir(path))).filter(isFolder);
  for (const first of await foldersIn(directory)) {
    for (const second of await foldersIn(join(directory, first))) {
      yield* await calls.visit((visit) => filesIn(join(directory, first, second), then, visit));
    }
  }
}

async function filesIn(folder: string, then: Date, { call }: Visit): Promise<ContentHash[]> {
  const old: ContentHash[] = [];
  for (const name of (await call(() => readdir(folder))).filter(isContentHash)) {
    const found = await call(() => lookAt(join(folder, name)));
    if (found?.isFile() && found.mtime < then) old.push(name);
  }
  return old;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
