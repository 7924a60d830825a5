import { rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DatabaseNotEmpty, makeWorkshop, readArchive, restoreDatabase, restoreFiles } from '../platform/backup/index.ts';
import { plural } from '../kernel/plural.ts';
import { requireRoom } from '../platform/disk.ts';
import { fileSystemCalls } from '../platform/files/store-calls.ts';
import { makeStore, openStore } from '../platform/files/open-store.ts';
import { prepareDatabase } from '../prepare.ts';
import type { Settings } from '../settings.ts';
import { settingsOfOwner } from './as-login.ts';
import type { Caller } from './caller.ts';
import { checkArchive, clearAway, formatComparison } from './backup.ts';
import { withDatabase } from './with-database.ts';
import { parseOptions } from './parse-options.ts';

export const RESTORE_HELP = `wasl restore <backup>: fills an empty database and its file store from an archive of wasl backup

  The login must own the database and be no superuser. The roles that are missing are made where the login may, else the SQL to run
  is told. Rows, policies, triggers, constraints and rights are compared with the backup, and files with their hashes; then the
  database is brought to this version of Wasl. A database in which a restore broke off is refused by the service; begin again.

  Run by root, the files belong to whoever owns the directory WASL_DATA. An embedded database is restored by the account that runs it.

  --check    change nothing: read all of the backup, restore it into a scratch database and compare
`;

export async function restoreCommand(settings: Settings, args: readonly string[], caller: Caller): Promise<number> {
  const { complain, terminal } = caller;
  const { say, progress } = terminal;
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options: { check: { type: 'boolean' } } });
  const [given] = positionals;
  if (given === undefined || positionals.length > 1) {
    complain('wasl restore takes one backup; see wasl restore --help');
    return 2;
  }
  const path = resolve(given);
  await clearAway(dirname(path), caller);
  if (values.check === true) {
    const restored = await checkArchive(path, settings, caller);
    say(`${path} is good. Compared: ${formatComparison(restored)}.`);
    return 0;
  }
  if (settings.DATABASE_URL === undefined) await refuseForeignDirectory(resolve(settings.WASL_DATA));
  const archive = await readArchive(path);
  try {
    await archive.verify(progress);
    return await withDatabase(settingsOfOwner(settings), caller, async ({ urls, owner, embedded, directory }) => {
      if (directory !== undefined) await requireRoom(directory, 'a restore');
      const url = owner ?? urls.direct ?? urls.app;
      const store = await openStore(settings);
      let files = 0;
      const restored = await restoreDatabase(url, archive, {
        onProgress: progress,
        finish: async () => {
          const workshop = await makeWorkshop(dirname(path), 'restore');
          try {
            await makeStore(settings);
            files = await restoreFiles(archive, store, workshop, progress);
          } finally {
            await rm(workshop, { recursive: true, force: true });
          }
        },
      }).catch((error: unknown) => {
        throw error instanceof DatabaseNotEmpty
          ? new Error(`${error.message}: ${anotherDatabase(settings, embedded)}`, { cause: error })
          : error;
      });
      say(`Restored as of ${archive.manifest.takenAt}. Compared: ${formatComparison(restored)}; ${plural(files, 'file')} by hash.`);
      if (files > 0) await formatWhose(settings, say);
      for (const sha256 of archive.manifest.damagedFiles) complain(`file ${sha256} was lost or altered when the backup was taken`);
      const { migrations } = await prepareDatabase(url, progress);
      say(migrations === 0 ? 'The database is up to date.' : `Brought up to date: ${plural(migrations, 'migration')}.`);
      return archive.manifest.damagedFiles.length > 0 ? 1 : 0;
    });
  } finally {
    archive.close();
  }
}

/** How to come by an empty database. */
function anotherDatabase({ WASL_DATA, DATABASE_OWNER_URL }: Settings, embedded: boolean): string {
  if (embedded) return `set WASL_DATA to a directory that is not there yet, or move ${resolve(WASL_DATA)} away, and restore again`;
  const setting = DATABASE_OWNER_URL === undefined ? 'DATABASE_URL' : 'DATABASE_OWNER_URL';
  return `make another (create database … owner …) and name it in ${setting}`;
}

/** An embedded database belongs to the account that it runs under, so root can't make one for somebody else. */
async function refuseForeignDirectory(directory: string): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const owner = (await stat(directory).catch(() => null))?.uid ?? 0;
  if (owner === 0) return;
  throw new Error(
    `${directory} belongs to uid ${owner}, who could not use a database that root leaves there: restore as that account (sudo -u '#${owner}' …)`,
  );
}

/** Files take the owner of the directory that they are restored into; where that is root, the service may be somebody else. */
async function formatWhose({ WASL_DATA, S3_BUCKET }: Settings, say: (line: string) => void): Promise<void> {
  if (process.geteuid?.() !== 0 || S3_BUCKET !== undefined) return;
  const directory = resolve(WASL_DATA);
  const { uid } = await fileSystemCalls.ask(() => stat(directory));
  say(
    uid === 0
      ? `The files in ${directory} belong to root: where the service runs as another account, chown -R that account ${directory}.`
      : `The files in ${directory} belong to uid ${uid}, as that directory does.`,
  );
}
