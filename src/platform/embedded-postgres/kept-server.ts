import { setInterval as every, setTimeout as sleep } from 'node:timers/promises';
import { adviceOnSpace } from './error-code.ts';
import { type Lease, takeLease } from './lease.ts';
import { findServer, readLockFile, urlOf } from './running-server.ts';
import { choosePort, type Launch, launchServer, lastWords, stopServer } from './server.ts';
import { OperatorFault } from '../../kernel/operator-fault.ts';

/** A running server in which this process has a share. */
interface SharedServer {
  readonly pid: number;
  readonly port: number;
  /** Whether another process had started it. */
  readonly attached: boolean;
  readonly lease: Lease;
}

/** A server that is started again when it goes, as long as anybody here needs it. */
export interface KeptServer {
  readonly url: string;
  readonly attached: boolean;
  readonly pid: number;
  /** Gives our share back; the last one out stops the server and waits for its end. May be called twice. */
  leave(): Promise<void>;
}

/** Who hears what isn't ordinary, and what somebody has to mend. */
export interface Told {
  readonly log: (message: string) => void;
  readonly complain: (message: string) => void;
}

/** Long enough for recovery after a crash in the middle of heavy writing. */
const START_TIMEOUT_MS = 120_000;
/** A server that lost a race, or whose port was taken, is started again; one with a wrong setting fails each time. */
const LAUNCHES = 4;
const PAUSE_MS = 100;
/** The pauses between tries to start a server again double up to this one: whatever stood against it, we are back soon after. */
const LONGEST_PAUSE_MS = 1000;
/** A reason that doesn't heal by itself is told as often as this, and not at every try. */
const TELL_AGAIN_MS = 30_000;
/** How often we look whether somebody asked the server to stop. */
const LOOK_MS = 250;

/** Starts the server of a cluster, or joins those who use it already, and keeps it running until `leave`. */
export async function keepServer(launch: Launch, { log, complain }: Told, unwanted?: AbortSignal): Promise<KeptServer> {
  const leaving = new AbortController();
  const noMore = unwanted === undefined ? leaving.signal : AbortSignal.any([leaving.signal, unwanted]);
  const first = await obtainServer(launch, () => choosePort(launch.cluster), LAUNCHES, noMore);
  if (first === undefined) {
    noMore.throwIfAborted();
    throw notStarted(launch);
  }
  log(
    first.attached
      ? `PostgreSQL ${launch.binaries.major} runs already on port ${first.port} (pid ${first.pid})`
      : `PostgreSQL ${launch.binaries.major} listens on port ${first.port} (pid ${first.pid})`,
  );

  const { port, attached } = first;
  const left = onAbort(leaving.signal);
  let server: SharedServer | undefined = first;
  const watching = watch();

  /** When the server goes, all who share it notice at once: the first to start it again wins, the others join. It is never given up. */
  async function watch(): Promise<void> {
    while (server !== undefined) {
      const before = server;
      await untilOfNoUse(before);
      if (leaving.signal.aborted) return;
      server = undefined;
      server = await startAgain();
      if (server !== undefined) tellOf(server, before);
    }
  }

  /**
   * Until the server is gone, or was asked to stop by somebody else (SIGTERM): then it lets nobody in any more, and would stay like that
   * for as long as one connection does.
   */
  async function untilOfNoUse({ lease }: SharedServer): Promise<void> {
    const looking = new AbortController();
    await Promise.race([lease.lost, left, untilStopping(launch, looking.signal)]);
    looking.abort();
  }

  async function startAgain(): Promise<SharedServer | undefined> {
    let told = -Infinity;
    for (let tries = 0; !leaving.signal.aborted; tries += 1) {
      if (tries > 0) await pause(Math.min(PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS), leaving.signal);
      const again = await obtainServer(launch, () => Promise.resolve(port), 1, leaving.signal).catch((error: Error) => error);
      if (again !== undefined && 'lease' in again) return again;
      // Once may be chance: somebody else was starting it, or ended it anew.
      if (tries === 0 || leaving.signal.aborted || performance.now() - told < TELL_AGAIN_MS) continue;
      told = performance.now();
      complain(`PostgreSQL is gone and can't be started again; it is tried again and again. ${(again ?? notStarted(launch)).message}`);
    }
    return undefined;
  }

  function tellOf(now: SharedServer, before: SharedServer): void {
    if (now.pid === before.pid) return; // only our connection was cut
    log(`PostgreSQL (pid ${before.pid}) was gone; it runs again on port ${now.port} (pid ${now.pid})`);
    if (now.port !== port) log(`PostgreSQL is on another port than before, ${now.port} and not ${port}: restart this process to follow it`);
  }

  async function leave(): Promise<void> {
    leaving.abort();
    await watching;
    const held = server ?? (await joinServer(launch));
    if (held === undefined) return;
    if (await held.lease.giveBack()) await stopServer(launch.cluster, launch.binaries, held.pid);
    await held.lease.end();
  }

  let over: Promise<void> | undefined;
  const kept: KeptServer = {
    url: urlOf(launch.cluster, port),
    attached,
    get pid() {
      return server?.pid ?? 0;
    },
    leave: () => (over ??= leave()),
  };
  if (unwanted?.aborted !== true) return kept;
  await kept.leave();
  throw unwanted.reason;
}

/** A share in the cluster's server, which is started so many times at most where none runs; undefined when that was in vain. */
async function obtainServer(
  launch: Launch,
  portFor: () => Promise<number>,
  launches: number,
  unwanted: AbortSignal,
): Promise<SharedServer | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let launched = 0;
  while (Date.now() < deadline && !unwanted.aborted) {
    const joined = await joinServer(launch);
    if (joined !== undefined) return joined;
    const found = await findServer(launch.cluster);
    if (found.state === 'busy' && found.isStopping) await stopServer(launch.cluster, launch.binaries, found.pid);
    if (found.state === 'nothing') {
      if (launched === launches) return undefined;
      launched += 1;
      const server = await launchServer(launch, await portFor(), deadline, unwanted);
      const lease = server === undefined ? undefined : await takeLease(urlOf(launch.cluster, server.port));
      if (server !== undefined && lease !== undefined) return { ...server, attached: false, lease };
    }
    await pause(PAUSE_MS, unwanted);
  }
  return undefined;
}

/** A share in the server that runs already, unless none does or the last who used it is stopping it. */
async function joinServer({ cluster }: Launch): Promise<SharedServer | undefined> {
  const found = await findServer(cluster);
  if (found.state !== 'answering') return undefined;
  const lease = await takeLease(urlOf(cluster, found.port));
  return lease === undefined ? undefined : { pid: found.pid, port: found.port, attached: true, lease };
}

function notStarted({ cluster, logFile }: Launch): Error {
  const words = lastWords(logFile);
  return new OperatorFault(
    'embedded-postgres-unusable',
    `PostgreSQL did not start in ${cluster.path}.${adviceOnSpace(words, cluster.path)} Its log, ${logFile}, ends:\n${words}`,
  );
}

/** Settles when the server that runs has been asked to stop. */
async function untilStopping({ cluster }: Launch, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of every(LOOK_MS, undefined, { signal, ref: false })) {
      if (isStopping(cluster.path)) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function isStopping(cluster: string): boolean {
  try {
    return readLockFile(cluster)?.isStopping === true;
  } catch {
    return false; // no file handle is free, say: the next look may see more
  }
}

async function pause(milliseconds: number, unwanted: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: unwanted }).catch(() => undefined);
}

function onAbort(signal: AbortSignal): Promise<void> {
  return new Promise((settle) => {
    if (signal.aborted) settle();
    else signal.addEventListener('abort', () => settle(), { once: true });
  });
}
