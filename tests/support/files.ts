import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { ByteStore } from '#src/platform/files/byte-store.ts';
import { diskStore } from '#src/platform/files/disk-store.ts';
import { makeStoreDirectory } from '#src/platform/files/store-directory.ts';

/** A directory of its own for one test file, gone when the file is done. */
export async function temporaryDirectory(t: Pick<Test, 'teardown'>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'wasl-test-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A store of files in a directory, made as a start makes it. */
export async function makeStore(directory: string): Promise<ByteStore> {
  await makeStoreDirectory(directory);
  return diskStore(directory);
}

/** The same in a directory of its own. */
export const temporaryStore = async (t: Pick<Test, 'teardown'>): Promise<ByteStore> => makeStore(await temporaryDirectory(t));
