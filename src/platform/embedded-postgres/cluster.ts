import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, lchownSync, linkSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { mkdtemp, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { accountFor, canReach, runAs, type Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { adviceOnSpace, hasCode } from './error-code.ts';
import { assertOwned, assertServersOwn, exists, makeWhole, OWNER_ONLY, PASS_THROUGH, placeOutside } from './private-directory.ts';
import { explainFileFault } from '../files/file-fault.ts';
import { makeDirectories } from '../files/make-directories.ts';
import { OperatorFault } from '../../kernel/operator-fault.ts';

/*
 * What a directory holds:
 *
 *   cluster/        PostgreSQL's data directory, mode 0700, owned by the account that runs the server
 *   password        the superuser's password, mode 0600, ours
 *   server.log      what the server writes, mode 0600, ours
 *   elsewhere.json  only where the server's account can't reach the directory: where cluster/ is instead
 */

const elsewhereSchema = z.object({ home: z.string() });

/** A data directory on disk: where it is, whose it is, and the key to it. */
export interface Cluster {
  /** PostgreSQL's data directory, links resolved: the server is known by this path. */
  readonly path: string;
  readonly password: string;
  readonly passwordFile: string;
  readonly account: Account | undefined;
}

/** Where the cluster of a directory is and who runs it; neither need exist yet. */
export async function locateCluster(directory: string): Promise<{ home: string; account: Account | undefined }> {
  await makeDataDirectory(directory);
  const recorded = readRecordedHome(directory);
  const home = recorded ?? (exists(join(directory, 'cluster')) ? directory : undefined);
  const account = accountFor(home === undefined ? undefined : join(home, 'cluster'));
  if (recorded !== undefined) assertOwned(recorded, process.getuid?.(), PASS_THROUGH);
  return { home: home ?? (await chooseHome(directory, account)), account };
}

async function makeDataDirectory(directory: string): Promise<void> {
  try {
    await makeDirectories(directory);
  } catch (error) {
    const reason = explainFileFault(error) ?? (error instanceof Error ? error.message : String(error));
    throw new OperatorFault(
      'data-directory-unusable',
      `The data directory ${directory} can't be made: ${reason}. Mend that, or set WASL_DATA to another directory.`,
      {
        cause: error,
      },
    );
  }
}

/** Finds the cluster in its home, or makes it. */
export async function openCluster(
  directory: string,
  home: string,
  account: Account | undefined,
  binaries: Binaries,
  log: (message: string) => void,
  unwanted: AbortSignal | undefined,
): Promise<Cluster> {
  const path = join(home, 'cluster');
  await makeWhole(path, async (unfinished) => {
    log(`making a PostgreSQL ${binaries.major} data directory in ${path}`);
    // The password is on disk before there is a cluster that needs it: no crash can keep the one and lose the other.
    await initialise(unfinished, await makePassword(directory), account, binaries, unwanted);
  });
  assertServersOwn(path, account);
  if (!canReach(account, path)) {
    throw new OperatorFault(
      'data-directory-unusable',
      `${account?.name} runs PostgreSQL here but cannot reach ${path}: a directory above it is closed. ` +
        `Let others pass through it (chmod o+x), or set WASL_DATA to another directory.`,
    );
  }
  assertSameMajor(path, binaries);
  const passwordFile = join(directory, 'password');
  return { path: realpathSync(path), password: readPassword(passwordFile, path), passwordFile, account };
}

/** PostgreSQL itself would refuse too, but without a word of what to do. */
function assertSameMajor(path: string, binaries: Binaries): void {
  const major = readFileSync(join(path, 'PG_VERSION'), 'utf8').trim();
  if (major === String(binaries.major)) return;
  throw new OperatorFault(
    'data-directory-unusable',
    `The database in ${path} was made by PostgreSQL ${major}, and this is PostgreSQL ${binaries.major}, which can't read it. ` +
      `Back it up with the version of Wasl that made it, and restore that into a new directory (WASL_DATA).`,
  );
}

/**
 * The cluster stays in the directory wherever the server's account can get there. The directory is the launcher's own,
 * so letting others pass through it costs nothing: all that is inside has modes of its own. A closed directory further
 * up is not ours to open; then the cluster goes to a place outside, and the directory remembers which.
 */
async function chooseHome(directory: string, account: Account | undefined): Promise<string> {
  if (account === undefined) return directory;
  if (canReach(account, dirname(realpathSync(directory)))) {
    chmodSync(directory, (statSync(directory).mode & 0o777) | 0o011);
    return directory;
  }
  const home = await mkdtemp(join(placeOutside(account), 'home-'));
  chmodSync(home, PASS_THROUGH);
  const chosen = await writeOnce(join(directory, 'elsewhere.json'), `${JSON.stringify({ home })}\n`);
  const settled = parseHome(chosen);
  if (settled !== home) rmSync(home, { recursive: true }); // another process chose at the same time, and first
  return settled;
}

function readRecordedHome(directory: string): string | undefined {
  const record = join(directory, 'elsewhere.json');
  return exists(record) ? parseHome(readFileSync(record, 'utf8')) : undefined;
}

function parseHome(record: string): string {
  return elsewhereSchema.parse(JSON.parse(record)).home;
}

/** A new password, or the one that an earlier attempt at this cluster left. */
async function makePassword(directory: string): Promise<string> {
  return (await writeOnce(join(directory, 'password'), `${randomBytes(24).toString('base64url')}\n`)).trim();
}

function readPassword(file: string, cluster: string): string {
  if (!exists(file)) {
    throw new OperatorFault(
      'data-directory-unusable',
      `The database in ${cluster} is there but its password is not: ${file} is missing. ` +
        'Put it back from wherever the directory was copied (cp -a copies all of it).',
    );
  }
  return readFileSync(file, 'utf8').trim();
}

/** Writes a private file that must never be seen half-written or written twice; returns what it holds in the end. */
async function writeOnce(path: string, text: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    linkSync(draft, path); // fails where the file exists, which a rename would replace
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8');
}

async function initialise(
  path: string,
  password: string,
  account: Account | undefined,
  binaries: Binaries,
  unwanted: AbortSignal | undefined,
): Promise<void> {
  // Beside the new cluster and not in it: initdb wants an empty directory.
  const passwordFile = `${path}.password`;
  const file = await open(passwordFile, 'wx', 0o600);
  try {
    await file.writeFile(password);
    if (account !== undefined) await file.chown(account.uid, account.gid);
  } finally {
    await file.close();
  }
  chmodSync(path, OWNER_ONLY);
  if (account !== undefined) lchownSync(path, account.uid, account.gid);
  try {
    await runInitdb(path, binaries, account, unwanted, [
      `--pgdata=${path}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      ...localeOptions(binaries.major),
      '--no-instructions',
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/**
 * The same order of strings on every machine. PostgreSQL brings its own C.UTF-8 since 17; before, the C library of Linux has it. Nothing of the
 * service means another thing in another locale (drizzle/0000_foundation.sql): this is for whoever looks into the tables by hand.
 */
function localeOptions(major: number): string[] {
  const ofLibrary = process.platform === 'linux' ? '--locale=C.UTF-8' : '--locale=C';
  return major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', ofLibrary] : [ofLibrary];
}

async function runInitdb(
  path: string,
  binaries: Binaries,
  account: Account | undefined,
  unwanted: AbortSignal | undefined,
  options: string[],
): Promise<void> {
  unwanted?.throwIfAborted();
  const child = spawn(binaries.initdb, options, {
    ...runAs(account),
    ...serverEnvironment(),
    cwd: dirname(binaries.initdb),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const kill = () => killWithChildren(child);
  unwanted?.addEventListener('abort', kill, { once: true });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  unwanted?.removeEventListener('abort', kill);
  unwanted?.throwIfAborted();
  if (code !== 0) {
    throw new OperatorFault(
      'data-directory-unusable',
      `PostgreSQL could not make its data directory.${adviceOnSpace(complaint, path)} ${complaint.trim()}`,
    );
  }
}

/** initdb runs servers of its own. All are one process group; what they have made is thrown away. */
function killWithChildren(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error; // it was done just now
  }
}

/** A server gets nothing of our environment, which holds secrets; Windows can't start a program without some of it. */
export function serverEnvironment(): { env?: NodeJS.ProcessEnv } {
  return process.platform === 'win32' ? {} : { env: { LC_ALL: 'C', TZ: 'UTC' } };
}
