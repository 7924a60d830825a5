import { readFileSync } from 'node:fs';

/** Files that the process needs for itself: connections to the database, uploads, downloads, the log. */
const OWN_FILES = 256;

/** How many files this process may have open; Infinity where the system doesn't say. */
export function openFileLimit(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity);
  } catch {
    return Infinity; // only Linux tells it so; elsewhere Node has raised it to what the system gives
  }
}

/** So many connections from outside as leave the process the files that it needs: without one it can't even say what is wrong. */
export const connectionsWithin = (wanted: number, openFiles: number): number =>
  Math.min(wanted, Math.max(Math.floor(openFiles / 2), openFiles - OWN_FILES));
