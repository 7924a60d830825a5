/**
 * A PostgreSQL server of our own for whoever has none: programs from an optional npm package, data in a directory,
 * nothing installed, nothing to configure. The rest of the service only ever sees a URL.
 *
 * Invariant: a directory always leads to the same cluster, and a cluster has at most one server.
 * Invariant: no step leaves something half-made behind: a process killed at any moment is followed by a clean start.
 */
import { resolve, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { binariesIn, packagedBinaries, resolveBin } from './binaries.ts';
import { locateCluster, openCluster } from './cluster.ts';
import { findServer, urlOf } from './running-server.ts';
import { lastWords, launchServer } from './server.ts';

export interface EmbeddedPostgresOptions {
  /** The launcher's own directory: the cluster, its password and the server's log. Made if missing. */
  readonly directory: string;
  /** Hears what takes time or isn't ordinary; the server's own log is a file in the directory. */
  readonly log?: (message: string) => void;
  /** Settings of postgresql.conf for a server started now; one that runs already keeps its own. */
  readonly extraSettings?: Readonly<Record<string, string>>;
  /** A bin directory of PostgreSQL 15 or newer, in place of the packaged programs. */
  readonly binaries?: string;
}

export interface EmbeddedPostgres {
  /** For the superuser `postgres` and the database `postgres`, with the password. */
  readonly url: string;
  /** Whether the server was running already, started by another process. */
  readonly attached: boolean;
  readonly serverPid: number;
  /** PostgreSQL's data directory: inside the directory given, unless the server's account can't get there. */
  readonly clusterDirectory: string;
  /** Stops the server and waits for its end; leaves one alone that another process started. */
  readonly stop: () => Promise<void>;
}

/** Long enough for recovery after a crash in the middle of heavy writing. */
const START_TIMEOUT_MS = 120_000;
/** A server that lost a race, or whose port was taken, is started again; one with a wrong setting fails each time. */
const LAUNCHES = 4;
const PAUSE_MS = 100;

/** Starts the server of a directory, or attaches to it where it runs already; the first time makes its data, too. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, extraSettings = {} } = options;
  const directory = resolve(options.directory);
  const { home, account } = await locateCluster(directory);
  const binaries = options.binaries === undefined ? await packagedBinaries(account) : binariesIn(resolveBin(options.binaries), account);
  const cluster = await openCluster(directory, home, account, binaries, log);
  const logFile = join(directory, 'server.log');
  const deadline = Date.now() + START_TIMEOUT_MS;

  for (let launches = 0; launches < LAUNCHES && Date.now() < deadline;) {
    const found = await findServer(cluster);
    if (found.state === 'answering') {
      log(`attached to the PostgreSQL server that runs already (pid ${found.pid}, port ${found.port})`);
      return {
        url: urlOf(cluster, found.port),
        attached: true,
        serverPid: found.pid,
        clusterDirectory: cluster.path,
        stop: () => Promise.resolve(),
      };
    }
    if (found.state === 'nothing') {
      launches += 1;
      const server = await launchServer(cluster, binaries, logFile, extraSettings, deadline);
      if (server !== undefined) {
        log(`PostgreSQL ${binaries.major} listens on port ${server.port} (pid ${server.pid})`);
        return {
          url: urlOf(cluster, server.port),
          attached: false,
          serverPid: server.pid,
          clusterDirectory: cluster.path,
          stop: server.stop,
        };
      }
    }
    await sleep(PAUSE_MS);
  }
  throw new Error(`PostgreSQL did not start in ${cluster.path}. Its log ends:\n${lastWords(logFile)}`);
}
