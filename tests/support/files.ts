import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';

/** A directory of its own for one test file, gone when the file is done. */
export async function temporaryDirectory(t: Pick<Test, 'teardown'>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'wasl-test-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
