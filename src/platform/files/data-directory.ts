import { access, chmod, constants, lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorFault } from '../../kernel/operator-fault.ts';
import { fileSystemCalls } from './store-calls.ts';
import { CLOSED } from './store-directory.ts';
import { StoreUnavailable } from './store-fault.ts';
import { makeDirectory } from './take-owner.ts';

/**
 * Refuses a data directory that this account may not use, as after a copy made by another, with the one command that mends all of it:
 * the database, its password and log, and the files. Root may use everything; what is missing is made. Where its file system doesn't answer
 * nothing is known of it: whatever is kept there says so when it is used.
 */
export async function assertUsable(root: string, within: readonly string[]): Promise<void> {
  try {
    await refuseUnusable(root, within);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
  }
}

async function refuseUnusable(root: string, within: readonly string[]): Promise<void> {
  if (await isFile(root)) throw unusable(root, 'is a file and no directory', undefined);
  const uid = process.getuid?.();
  if (uid === undefined || uid === 0) return;
  for (const path of [root, ...within.map((name) => join(root, name))]) {
    const code = await codeOf(() => access(path, constants.R_OK | constants.W_OK));
    if (code === undefined || code === 'ENOENT') continue;
    const owner = await ownerOf(path);
    if (owner === undefined) {
      const fault = `can't be reached by uid ${uid}, which this runs as: a directory above it is closed`;
      throw unusable(path, fault, 'let it pass through those (chmod o+x)');
    }
    if (code === 'EROFS') throw unusable(path, 'is on a disk that can only be read', undefined);
    throw unusable(
      path,
      `belongs to uid ${owner} and may not be read and written by uid ${uid}, which this runs as`,
      `if the data is yours, as after a copy, run as root: chown -R ${uid} '${root}' && chmod -R go=,u+rwX '${root}'`,
    );
  }
}

const unusable = (path: string, fault: string, remedy: string | undefined): OperatorFault =>
  new OperatorFault(
    'data-directory-unusable',
    remedy === undefined
      ? `${path} ${fault}: set WASL_DATA to another directory.`
      : `${path} ${fault}: ${remedy}. Or set WASL_DATA to another directory.`,
  );

const isFile = (path: string): Promise<boolean> =>
  fileSystemCalls.ask(() =>
    stat(path).then(
      (found) => found.isFile(),
      () => false,
    ),
  );

/** Undefined where a directory above it is closed. */
const ownerOf = (path: string): Promise<number | undefined> =>
  fileSystemCalls.ask(() =>
    lstat(path).then(
      ({ uid }) => uid,
      () => undefined,
    ),
  );

const codeOf = (work: () => Promise<void>): Promise<string | undefined> =>
  fileSystemCalls.ask(() =>
    work().then(
      () => undefined,
      (error: NodeJS.ErrnoException) => String(error.code),
    ),
  );

/** Where root starts the embedded database, its server is another account and has its own directory inside. */
const PASS_THROUGH = 0o711;

/** Makes the data directory for an embedded database. */
export const makeHome = (root: string): Promise<void> => makeDataDirectory(root, process.geteuid?.() === 0 ? PASS_THROUGH : CLOSED);

/** Closed to everybody else, whatever the umask; one that is there keeps its mode. What can't be made is told by whoever needs it. */
export async function makeDataDirectory(root: string, mode = CLOSED): Promise<void> {
  if ((await codeOf(() => access(root)).catch(() => undefined)) === undefined) return;
  try {
    await fileSystemCalls.visit(async ({ call }) => {
      await call(() => makeDirectory(root));
      await call(() => chmod(root, mode));
    });
  } catch {
    return;
  }
}
