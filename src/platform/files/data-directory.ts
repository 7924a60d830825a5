import { accessSync, constants, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorFault } from '../../kernel/operator-fault.ts';

/**
 * Refuses a data directory that this account may not use, as after a copy made by another, with the one command that mends all of it:
 * the database, its password and log, and the files. Root may use everything; what is missing is made.
 */
export function assertUsable(root: string, within: readonly string[]): void {
  const uid = process.getuid?.();
  if (uid === undefined || uid === 0) return;
  for (const path of [root, ...within.map((name) => join(root, name))]) {
    const fault = faultOf(path, uid);
    if (fault === undefined) continue;
    const mending = `chown -R ${uid} '${root}' && chmod -R go=,u+rwX '${root}'`;
    throw new OperatorFault(
      'data-directory-unusable',
      `${path} ${fault}. If the data is yours, as after a copy, run as root: ${mending}. Or set WASL_DATA to another directory.`,
    );
  }
}

function faultOf(path: string, uid: number): string | undefined {
  try {
    const { uid: owner } = lstatSync(path);
    const code = codeOf(() => accessSync(path, constants.R_OK | constants.W_OK));
    if (code === undefined) return undefined;
    if (code === 'EROFS') return 'is on a file system that nobody may write to';
    return `belongs to uid ${owner} and may not be read and written by uid ${uid}, which this runs as`;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'EACCES' ? `can't be reached by uid ${uid}, which this runs as: a directory above it is closed` : undefined;
  }
}

function codeOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
