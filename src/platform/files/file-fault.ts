import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the file system refused, and for which file where it says so. */
type FileFault = NodeJS.ErrnoException & { path?: string };

/** Calls of the network and of other processes, whose codes are the same. */
const ELSEWHERE = /^(?:connect|bind|listen|spawn|kill|getaddrinfo)/;

/** Does something with a file that is open by now: reading and writing it fails without a word of which file it is. */
export async function namingFile<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw nameFile(path, error);
  }
}

/** The same of an error that came otherwise. */
export function nameFile(path: string, error: unknown): unknown {
  if (isFileFault(error)) error.path ??= path;
  return error;
}

/** What an operator is told of a fault of the file system: the file, and what to do. Undefined for faults of any other kind. */
export function explainFileFault(error: unknown): string | undefined {
  return isFileFault(error) ? EXPLANATIONS[error.code ?? '']?.(error.path ?? 'the file', error.syscall) : undefined;
}

const isFileFault = (error: unknown): error is FileFault =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code in EXPLANATIONS &&
  !ELSEWHERE.test((error as FileFault).syscall ?? '');

const account = (): string => (process.getuid === undefined ? 'this account' : `this account (uid ${process.getuid()})`);

const notAllowed = (path: string): string =>
  `${account()} may not use ${path}: give it the right to, or run this as the account that has it`;
const full = (path: string): string => `the disk of ${path} is full: make room there, or use another place`;

const EXPLANATIONS: Readonly<Record<string, (path: string, syscall: string | undefined) => string>> = {
  ENOENT: (path, syscall) => {
    const parent = dirname(path);
    if (syscall === 'mkdir' && existsSync(parent)) return `no directory can be made in ${parent}: use another place`;
    return parent !== path && path.includes('/') && !existsSync(parent)
      ? `the directory ${parent} is not there: make it (mkdir -p), or see that the path is right`
      : `${path} is not there: see that the path is right`;
  },
  EACCES: notAllowed,
  EPERM: notAllowed,
  EEXIST: (path) => `${path} is there already: move it away, or use another name`,
  EISDIR: (path) => `${path} is a directory, where a file is expected: name a file in it`,
  ENOTDIR: (path) => `a part of ${path} is a file and no directory: see that the path is right`,
  ENAMETOOLONG: (path) => `${path} is too long a name: use a shorter one`,
  ENOSPC: full,
  EDQUOT: full,
  EROFS: (path) => `${path} is on a disk that can only be read: use another place`,
  EIO: (path) => `the disk of ${path} fails: look at it before anything else (dmesg)`,
  EMFILE: (path) => `too many files are open for ${path} to be: raise the limit (ulimit -n)`,
};
