import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a directory with those above it that are missing, and answers those it made, the highest first. One by one: Node's own way to
 * make all of them says of a disk that can only be read that something is not there, and in /proc it goes round for ever.
 */
export async function makeDirectories(path: string, mode = 0o777): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let one = resolve(path); !(await isThere(one)); one = dirname(one)) missing.unshift(one);
  const made: string[] = [];
  for (const one of missing) if (await make(one, mode)) made.push(one);
  return made;
}

/** False where another process has made it at the same time. */
async function make(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !(await isDirectory(path))) throw error;
    return false;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
    throw Object.assign(new Error(`EEXIST: file already exists, mkdir '${path}'`), { code: 'EEXIST', syscall: 'mkdir', path });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;
