import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
import { prepareTemplates } from './templates.ts';

/** A test database lives for a minute: nothing in it has to survive a power cut. */
const FAST_AND_UNSAFE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  // What nothing waits for, and what a kept copy needn't carry along.
  min_wal_size: '32MB',
};

/** Which PostgreSQL: the embedded programs, or those of a bin directory. */
export interface Programs {
  readonly postgres: '18' | '15';
  readonly binaries?: string | undefined;
}

/** A server of its own with the templates on it. */
export interface Ground {
  readonly url: string;
  /** Takes it away again. */
  readonly leave: () => Promise<void>;
}

/**
 * Starts a server with the templates on it: on a copy of what an earlier run has kept below `.tap`, where it was made of the same (`making`
 * is the digest), or else made anew and kept. The copy is a cluster that was stopped in good order, so that no run sees what another left.
 */
export async function startGround(root: string, programs: Programs, making: string): Promise<Ground> {
  const workshop = mkdtempSync(join(tmpdir(), 'wasl-tests-'));
  // The account that runs the server in place of root is to get through.
  chmodSync(workshop, 0o711);
  const directory = join(workshop, 'postgres');
  const kept = { place: join(root, '.tap'), kind: `templates-${programs.postgres}-`, digest: digestOf(making, programs) };
  let server: EmbeddedPostgres | undefined;
  const leave = async () => {
    await server?.stop();
    // Outside the workshop where the temporary directory is closed to the account that runs the server.
    if (server !== undefined) rmSync(dirname(server.clusterDirectory), { recursive: true, force: true });
    rmSync(workshop, { recursive: true, force: true });
  };
  try {
    server = await startOnCopy(kept, directory, programs);
    if (server === undefined) {
      server = await start(directory, programs);
      await prepareTemplates(server.url);
      await server.stop();
      keep(directory, kept);
      server = await start(directory, programs);
    }
  } catch (error) {
    await leave();
    throw error;
  }
  return { url: server.url, leave };
}

const start = (directory: string, { binaries }: Programs): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ directory, extraSettings: FAST_AND_UNSAFE, ...(binaries === undefined ? {} : { binaries }) });

/** Where a cluster with templates is kept: one of each PostgreSQL. */
interface Kept {
  readonly place: string;
  readonly kind: string;
  readonly digest: string;
}

const pathOf = ({ place, kind, digest }: Kept): string => join(place, kind + digest);

/** Undefined where nothing of use is kept: then it is made anew, whatever the reason. */
async function startOnCopy(kept: Kept, directory: string, programs: Programs): Promise<EmbeddedPostgres | undefined> {
  const path = pathOf(kept);
  if (!existsSync(path)) return undefined;
  if (copy(path, directory)) {
    try {
      return await start(directory, programs);
    } catch {
      // Damaged, or out of the server's reach.
    }
  }
  for (const useless of [directory, path]) rmSync(useless, { recursive: true, force: true });
  return undefined;
}

/** Keeps a stopped server's directory in place of those before. Where the cluster is elsewhere, out of reach for a copy, nothing is kept. */
function keep(directory: string, kept: Kept): void {
  if (!existsSync(join(directory, 'cluster'))) return;
  const unfinished = join(kept.place, `unfinished-${kept.kind}${process.pid}`);
  // In a fresh clone nobody has made it yet.
  mkdirSync(kept.place, { recursive: true });
  const isWhole = copy(directory, unfinished);
  for (const name of readdirSync(kept.place)) {
    if (name.startsWith(kept.kind)) rmSync(join(kept.place, name), { recursive: true, force: true });
  }
  if (isWhole) renameSync(unfinished, pathOf(kept));
  else rmSync(unfinished, { recursive: true, force: true });
}

/** With owners and modes, which PostgreSQL insists on; false where the system has no such program. */
const copy = (from: string, to: string): boolean => spawnSync('cp', ['-a', from, to]).status === 0;

function digestOf(making: string, { binaries }: Programs): string {
  const version = binaries === undefined ? '' : spawnSync(join(binaries, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout;
  return createHash('sha256').update(making).update(version).digest('hex').slice(0, 16);
}
