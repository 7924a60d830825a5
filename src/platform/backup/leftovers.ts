import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres } from '../embedded-postgres/index.ts';
import { isAlive } from '../process/is-alive.ts';

/*
 * What a backup or a restore makes beside its archive, and takes away again, stays where it is killed. Whose it is stands in its name: a
 * process of a machine. What a process left that is gone from this machine goes; of another machine's (a directory may be shared, and each
 * container is one) nobody knows here, so what nothing was written to for a day is named.
 */

const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const LONG_MS = 24 * 3_600_000;

type Kind = 'backup' | 'restore' | 'scratch';

/** A directory beside an archive, for the work on it. */
export const makeWorkshop = (parent: string, kind: Kind): Promise<string> =>
  mkdtemp(join(parent, `.wasl-${kind}-${process.pid}-${MACHINE}-`));

/** What an archive is called until it is whole. */
export const draftOf = (path: string): string => `${path}.unfinished-${process.pid}-${MACHINE}-${randomBytes(4).toString('hex')}`;

/** Names of directories and of drafts, with their owners; those of earlier versions have none. */
const WORKSHOP = /^\.wasl-(?<kind>backup|restore|scratch)-(?:(?<pid>\d+)-(?<machine>[0-9a-f]{8})-)?\w{6}$/;
const DRAFT = /\.unfinished-(?:(?<pid>\d+)-(?<machine>[0-9a-f]{8})-)?[0-9a-f]{8}$/;

export interface Leftovers {
  readonly removed: readonly string[];
  /** What may be left over; whoever sees that nobody needs it removes it. */
  readonly doubtful: readonly string[];
}

/** Takes away what killed backups and restores left in a directory. */
export async function sweepLeftovers(directory: string, now: Date): Promise<Leftovers> {
  const removed: string[] = [];
  const doubtful: string[] = [];
  for (const name of await readdir(directory)) {
    const { kind, pid, machine } = (WORKSHOP.exec(name) ?? DRAFT.exec(name))?.groups ?? {};
    if (kind === undefined && !DRAFT.test(name)) continue;
    const path = join(directory, name);
    if (machine === MACHINE) {
      if (!isAlive(Number(pid)) && (await remove(path, kind))) removed.push(path);
    } else if (await isOld(path, now)) {
      doubtful.push(path);
    }
  }
  return { removed, doubtful };
}

/** Only what is this account's own: a name is made up easily, in a directory for temporary files by anybody. */
async function remove(path: string, kind: string | undefined): Promise<boolean> {
  try {
    const { uid } = await lstat(path);
    if (uid !== (process.getuid?.() ?? uid)) return false;
    await (kind === 'scratch' ? removeEmbeddedPostgres(path) : rm(path, { recursive: true, force: true }));
    return true;
  } catch {
    return false; // the work that is to be done does not need it gone
  }
}

async function isOld(path: string, now: Date): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found !== null && found.mtime.getTime() < now.getTime() - LONG_MS;
}
