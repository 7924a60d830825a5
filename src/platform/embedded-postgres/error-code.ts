import { statfsSync } from 'node:fs';

/** Whether an error of the system or of PostgreSQL has this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** PostgreSQL makes its log longer by as much at a time. */
const SEGMENT_BYTES = 16 * 1024 * 1024;

/** What to do where the disk is full, by PostgreSQL's own words or, since a full disk takes no words either, by a look; otherwise nothing. */
export function adviceOnSpace(words: string, path: string): string {
  return words.includes('No space left on device') || isFull(path) ? ' The disk is full: make room there.' : '';
}

function isFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize < SEGMENT_BYTES;
  } catch {
    return false; // what can't be looked at is not called full
  }
}
