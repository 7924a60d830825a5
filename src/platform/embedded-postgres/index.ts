/**
 * A PostgreSQL server of our own for whoever has none: programs from an optional npm package, data in a directory,
 * nothing installed, nothing to configure. The rest of the service only ever sees a URL.
 *
 * Invariant: a directory always leads to the same cluster, and a cluster has at most one server.
 * Invariant: no step leaves something half-made behind: a process killed at any moment is followed by a clean start.
 * Invariant: whoever has started or joined a server finds it at the same URL until it stops, and the last to stop ends it.
 */
import { realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve, join } from 'node:path';
import { binariesIn, packagedBinaries, resolveBin } from './binaries.ts';
import { locateCluster, openCluster } from './cluster.ts';
import { keepServer } from './kept-server.ts';
import { isServing, readLockFile } from './running-server.ts';

export { findPackage } from './binaries.ts';

export interface EmbeddedPostgresOptions {
  /** The launcher's own directory: the cluster, its password and the server's log. Made if missing. */
  readonly directory: string;
  /** Hears what takes time or isn't ordinary; the server's own log is a file in the directory. */
  readonly log?: (message: string) => void;
  /** Hears what somebody has to mend while the server is in use; by default whoever hears the rest. */
  readonly complain?: (message: string) => void;
  /** Settings of postgresql.conf for a server started now; one that runs already keeps its own. */
  readonly extraSettings?: Readonly<Record<string, string>>;
  /** A bin directory of PostgreSQL 15 or newer, in place of the packaged programs. */
  readonly binaries?: string;
  /** Aborted when the server is wanted no longer: what has begun by then is undone, and the start rejects with its reason. */
  readonly unwanted?: AbortSignal | undefined;
}

export interface EmbeddedPostgres {
  /** For the superuser `postgres` and the database `postgres`, with the password. */
  readonly url: string;
  /** Whether the server was running already, started by another process. */
  readonly attached: boolean;
  /** Another after a restart; 0 while it is down. */
  readonly serverPid: number;
  /** PostgreSQL's data directory: inside the directory given, unless the server's account can't get there. */
  readonly clusterDirectory: string;
  /** Stops the server and waits for its end, unless other processes use it still: then the last of them does. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the server of a directory, or joins it where it runs already; the first time makes its data, too. A server that
 * goes while somebody here uses it is started again on the same port.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, complain = log, extraSettings = {}, unwanted } = options;
  const directory = resolve(options.directory);
  const { home, account } = await locateCluster(directory);
  const binaries = options.binaries === undefined ? await packagedBinaries(account) : binariesIn(resolveBin(options.binaries), account);
  const cluster = await openCluster(directory, home, account, binaries, log, unwanted);
  unwanted?.throwIfAborted();
  const launch = { cluster, binaries, logFile: join(directory, 'server.log'), extraSettings };
  const server = await keepServer(launch, { log, complain }, unwanted);
  return {
    url: server.url,
    attached: server.attached,
    get serverPid() {
      return server.pid;
    },
    clusterDirectory: cluster.path,
    stop: () => server.leave(),
  };
}

/** Takes a directory away, with all that {@link startEmbeddedPostgres} made for it; a server that whoever used it has left behind is stopped. */
export async function removeEmbeddedPostgres(directory: string): Promise<void> {
  const { home } = await locateCluster(directory);
  const path = join(home, 'cluster');
  const lock = readLockFile(path);
  if (lock !== undefined && isServing({ path: realpathSync(path) }, lock.pid)) await (await startEmbeddedPostgres({ directory })).stop();
  await rm(directory, { recursive: true, force: true });
  // Outside the directory where that one is closed to the account that runs the server.
  if (home !== directory) await rm(home, { recursive: true, force: true });
}
