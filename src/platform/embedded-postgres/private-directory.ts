import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { canReach, ownerUid, type Account } from './account.ts';
import { hasCode } from './error-code.ts';
import { OperatorFault } from '../../kernel/operator-fault.ts';

/** Nobody but the owner may look in. */
export const OWNER_ONLY = 0o700;

/** Others may pass through to what is theirs inside, but neither list nor change anything. */
export const PASS_THROUGH = 0o711;

/**
 * Refuses a directory that somebody else could have put there: a link, another owner, or a mode that lets others in.
 * A path that can be guessed is never trusted without this.
 */
export function assertOwned(path: string, uid: number | undefined, mode: number): void {
  if (uid === undefined) return;
  const found = lstatSync(path);
  const [fault, remedy] = found.isSymbolicLink()
    ? ['is a symbolic link', 'Remove the link, once you have seen where it leads.']
    : !found.isDirectory()
      ? ['is not a directory', 'Move it away.']
      : found.uid !== uid
        ? [
            `belongs to uid ${found.uid}, not to ${uid}`,
            `If it is yours, as after a copy: chown -R ${uid} '${path}' && chmod ${octal(mode)} '${path}' (cp -a keeps both).`,
          ]
        : (found.mode & 0o777) !== mode
          ? [`has mode ${octal(found.mode)}, not ${octal(mode)}`, `If nobody else has put it there: chmod ${octal(mode)} '${path}'`]
          : [];
  if (fault !== undefined) throw new OperatorFault('data-directory-unusable', `${path} is not safe to use: it ${fault}. ${remedy}`);
}

const octal = (mode: number): string => (mode & 0o777).toString(8);

/**
 * A directory of ours outside the project, for what the server's account can't reach where it is.
 *
 * It belongs to whoever runs this process; what the server's account is given inside belongs to that account. So
 * that account can't exchange one directory for another under our hands while we work as root.
 */
export function placeOutside(account: Account | undefined, parents: readonly string[] = usualParents()): string {
  const uid = process.getuid?.();
  const mode = account === undefined ? OWNER_ONLY : PASS_THROUGH;
  const refusals: string[] = [];
  for (const parent of parents) {
    const place = join(parent, `wasl-postgres-${uid ?? 'user'}`);
    try {
      makeDirectory(place, mode);
      assertOwned(place, uid, mode);
      if (canReach(account, place)) return place;
      refusals.push(`${place} can't be reached by ${account?.name}.`);
    } catch (error) {
      refusals.push(String(error instanceof Error ? error.message : error));
    }
  }
  throw new OperatorFault(
    'data-directory-unusable',
    `No place for PostgreSQL's files. ${refusals.join(' ')} Mend one of these, or set DATABASE_URL to a PostgreSQL server of yours.`,
  );
}

/**
 * Makes a directory whole or not at all: it is filled under another name and renamed. A process killed halfway leaves
 * debris and never half a directory, and of several processes at work at once the first to finish wins. There is no
 * lock, so none can go stale.
 */
export async function makeWhole(path: string, fill: (unfinished: string) => Promise<void>): Promise<void> {
  if (!exists(path)) {
    const unfinished = await mkdtemp(`${path}.unfinished-`);
    try {
      await fill(unfinished);
      await rename(unfinished, path);
    } catch (error) {
      // Another process finished first (and may already have swept our attempt away): its directory is as good.
      if (!exists(path)) {
        await rm(unfinished, { recursive: true, force: true });
        throw error;
      }
    }
  }
  await sweepUnfinished(path);
}

/** Once the finished directory is there, every attempt at it is debris, even one that another process still fills. */
async function sweepUnfinished(path: string): Promise<void> {
  const prefix = `${basename(path)}.unfinished-`;
  for (const name of await readdir(dirname(path))) {
    // A file may appear while the tree is being removed; what is left then goes at the next start.
    if (name.startsWith(prefix)) {
      await rm(join(dirname(path), name), { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined);
    }
  }
}

function makeDirectory(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    return;
  }
  chmodSync(path, mode); // a strict umask takes away from the mode given above
}

export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function usualParents(): string[] {
  return process.getuid?.() === 0 ? ['/var/lib', '/var/tmp'] : [join(homedir(), '.cache'), tmpdir()];
}

/** The owner and mode of a directory that only the server uses, checked before every use. */
export function assertServersOwn(path: string, account: Account | undefined): void {
  assertOwned(path, ownerUid(account), OWNER_ONLY);
}
