import { access, constants, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeDirectories } from '../platform/files/make-directories.ts';
import { type Restored, readArchive, restoreDatabase, sweepLeftovers, takeBackup, withScratchDatabase } from '../platform/backup/index.ts';
import { plural } from '../kernel/plural.ts';
import { OperatorFault } from '../kernel/operator-fault.ts';
import { isStorageFull } from '../platform/files/store-fault.ts';
import { systemClock } from '../platform/clock.ts';
import { openStore } from '../platform/files/open-store.ts';
import type { Settings } from '../settings.ts';
import { reachOwner, settingsOfBackup } from './as-login.ts';
import type { Caller } from './caller.ts';
import { PROGRAM_VERSION } from '../platform/version.ts';
import { withDatabase } from './with-database.ts';
import { parseOptions } from './parse-options.ts';

export const BACKUP_HELP = `wasl backup <file or directory>: everything that a restore needs, rows and files of one moment, in one archive

  In a directory the archive is named by the time. One that is not there yet is made where the path ends with a slash.

  While others go on writing, it reads as the role wasl_backup and no superuser. Then the archive is restored into a scratch
  database and compared, row by row and policy by policy; only what is found good gets its name. The scratch database is on the
  same server where the owner's login may create databases, else on an embedded PostgreSQL beside the archive.
  The archive holds password hashes: it is made readable to its owner alone (0600), and nothing in it is encrypted.

  --no-check                 without the restore into a scratch database
  --without-damaged-files    go on where stored files are lost or altered; they are listed, and the exit code is 1
`;

/**
 * The files that rows name, those stored first before: what everybody gets and the originals, withdrawn documents included, since their
 * records stay.
 */
export const NAMED_FILES = `
  select sha256, max(size_bytes)::int as "sizeBytes"
  from (select sha256, size_bytes, created_at from public.documents
    union all select original_sha256, original_size_bytes, created_at from public.documents where original_sha256 is not null) as named
  group by sha256 order by min(created_at), sha256`;

export async function backupCommand(settings: Settings, args: readonly string[], caller: Caller): Promise<number> {
  const { complain, terminal } = caller;
  const { say, progress } = terminal;
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { 'no-check': { type: 'boolean' }, 'without-damaged-files': { type: 'boolean' } },
  });
  const [target] = positionals;
  if (target === undefined || positionals.length > 1) {
    complain('wasl backup takes one file or directory; see wasl backup --help');
    return 2;
  }
  const reader = settingsOfBackup(settings);
  const now = systemClock.now();
  const { path, made } = await nameArchive(target, now);
  if (made !== undefined) say(`The directory ${made} is made, for its owner alone.`);
  await clearAway(dirname(path), caller);
  return withDatabase(reader, caller, async ({ urls, backup }) => {
    const isChecked = values['no-check'] !== true;
    const manifest = await takeBackup({
      url: backup ?? urls.app,
      files: await openStore(settings),
      filesQuery: NAMED_FILES,
      path,
      program: PROGRAM_VERSION,
      now,
      onProgress: progress,
      withoutDamagedFiles: values['without-damaged-files'] === true,
      check: async (draft) => {
        if (!isChecked) return;
        const restored = await checkArchive(draft, settings, caller);
        say(`Restored into a scratch database and compared: ${formatComparison(restored)}.`);
      },
    });
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    say(
      `${path}: ${plural(rows, 'row')} of ${plural(manifest.tables.length, 'table')} and ${plural(manifest.files.length, 'file')}, as of ${manifest.takenAt}.`,
    );
    say('It holds password hashes and is readable to its owner alone: keep it so.');
    if (!isChecked) say('It was not restored for a check: `wasl restore --check` does that.');
    for (const sha256 of manifest.damagedFiles) complain(`file ${sha256} is lost or altered, and not in the backup`);
    return manifest.damagedFiles.length > 0 ? 1 : 0;
  });
}

/** Reads all of an archive, and restores it into a scratch database, where it is compared with what it says of itself. */
export async function checkArchive(path: string, settings: Settings, { complain, terminal }: Caller): Promise<Restored> {
  const { progress: onProgress } = terminal;
  const ownerUrl = (await reachOwner(settings, complain)) ?? settings.DATABASE_URL;
  const archive = await readArchive(path);
  try {
    await archive.verify(onProgress);
    return await withScratchDatabase({ parent: dirname(path), ownerUrl }, (url) => restoreDatabase(url, archive, { onProgress }));
  } catch (error) {
    if (isWantOfRoom(error)) throw checkWithoutRoom(dirname(path), error);
    throw error;
  } finally {
    archive.close();
  }
}

/** A full disk, or a server of ours that one kept from starting, which says so by its words alone. */
const isWantOfRoom = (error: unknown): error is Error =>
  error instanceof Error && (isStorageFull(error) || /No space left on device|disk is full/i.test(error.message));

const checkWithoutRoom = (directory: string, error: Error): Error =>
  new OperatorFault(
    'check-without-room',
    `the archive was not checked, since its scratch database found no room (${(error.message.split('\n')[0] ?? '').trim()}). It takes about as much as the ` +
      `database itself: make room in ${directory}, or set DATABASE_OWNER_URL to a login that may create databases (alter role wasl_owner createdb) where its server ` +
      'has the room. `wasl backup --no-check` goes without, for `wasl restore --check` to do it on another machine',
    { cause: error },
  );

export const formatComparison = ({ rows, tables, things }: Restored): string =>
  `${plural(rows, 'row')} of ${plural(tables, 'table')} by count and digest; ${things} columns, constraints, triggers, policies, functions and rights by definition`;

/** Takes away what killed backups and restores left in a directory; what may be left over is said. */
export async function clearAway(directory: string, { complain, terminal }: Caller): Promise<void> {
  // Where it can't be looked into, what comes next says so.
  const { removed, doubtful } = await sweepLeftovers(directory, systemClock.now()).catch(() => ({ removed: [], doubtful: [] }));
  if (removed.length > 0) terminal.say(`Taken away, since a killed backup or restore had left it: ${removed.join(', ')}.`);
  for (const path of doubtful) {
    complain(
      `${path} was not written to for a day: a killed backup seems to have left it. Remove it, unless one still runs on another machine`,
    );
  }
}

interface Target {
  readonly path: string;
  /** A directory that was made for it. */
  readonly made: string | undefined;
}

/** Where the archive will be: the file itself, or one named by the time in a directory, which is made where its name ends as one does. */
async function nameArchive(given: string, now: Date): Promise<Target> {
  const target = resolve(given);
  const found = await stat(target).catch(() => null);
  const isFile = found !== null && !found.isDirectory();
  if (isFile) throw new Error(`${target} is there already, and a backup replaces nothing: use another name, or that of a directory`);
  const isDirectory = found !== null || /[/\\]$/.test(given);
  const [made] = isDirectory ? await makeDirectories(target, 0o700) : [];
  const directory = isDirectory ? target : dirname(target);
  if (!existsSync(directory)) throw new Error(`the directory ${directory} is not there: make it (mkdir -p -m 700 ${directory})`);
  await access(directory, constants.W_OK);
  return { path: isDirectory ? join(target, `wasl-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z.zip`) : target, made };
}
