import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { serverEnvironment, type Cluster } from './cluster.ts';
import { letsUsIn, readLockFile } from './running-server.ts';

/** A server that this process started and therefore stops. */
export interface OwnServer {
  readonly pid: number;
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Settings that every server gets; the caller's come after and win. Connections over TCP on this machine only. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
};

const LOG_LIMIT_BYTES = 5 * 1024 * 1024;
const POLL_MS = 10;
const FAST_SHUTDOWN_MS = 30_000;

/**
 * Starts a server and waits until it lets us in; undefined when it gave up before (another server was first, the port
 * was taken meanwhile, or its settings are wrong: the log says which).
 */
export async function launchServer(
  cluster: Cluster,
  binaries: Binaries,
  logFile: string,
  extraSettings: Readonly<Record<string, string>>,
  deadline: number,
): Promise<OwnServer | undefined> {
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, ...extraSettings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawnServer(cluster, binaries, logFile, ['-D', cluster.path, '-p', String(port), ...settings]);
  const exited = once(child, 'exit');
  exited.catch(() => undefined); // a program that can't be started shows by its missing pid

  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopServer(child, exited, cluster, binaries));
  try {
    const pid = await waitUntilReady(child, cluster, port, deadline);
    if (pid !== undefined) {
      child.unref(); // a program that is done may end without stopping the server; the next one attaches to it
      return { pid, port, stop };
    }
  } catch (error) {
    await stop();
    throw error;
  }
  await stop();
  return undefined;
}

/** The pid of a server that lets us in, or undefined when it ended before or the time is up. */
async function waitUntilReady(child: ChildProcess, cluster: Cluster, port: number, deadline: number): Promise<number | undefined> {
  while (isRunning(child) && Date.now() < deadline) {
    const lock = readLockFile(cluster.path);
    if (lock?.pid === child.pid && lock?.ready && (await letsUsIn(cluster, port))) return lock.pid;
    await sleep(POLL_MS);
  }
  return undefined;
}

/** The end of the server's log, for an error message. */
export function lastWords(logFile: string): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}

/**
 * The log goes straight to a file, so that a server that outlives us can go on writing it. Being detached, the server
 * doesn't get the Ctrl-C that the terminal sends to us: requests under way still need it, and we stop it when they
 * are done.
 */
function spawnServer(cluster: Cluster, binaries: Binaries, logFile: string, options: string[]): ChildProcess {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a', 0o600);
  try {
    return spawn(binaries.postgres, options, {
      ...runAs(cluster.account),
      ...serverEnvironment(),
      cwd: dirname(binaries.postgres),
      stdio: ['ignore', log, log],
      detached: true,
      windowsHide: true,
    }).on('error', () => undefined);
  } finally {
    closeSync(log);
  }
}

/** Ends all sessions and writes everything down (fast); when that takes too long, just ends (immediate: the next start recovers). */
async function stopServer(child: ChildProcess, exited: Promise<unknown>, cluster: Cluster, binaries: Binaries): Promise<void> {
  if (!isRunning(child)) return;
  child.ref();
  requestShutdown('SIGINT', 'fast', child, cluster, binaries);
  const giveUp = new AbortController();
  const tooLong = sleep(FAST_SHUTDOWN_MS, undefined, { signal: giveUp.signal }).then(
    () => requestShutdown('SIGQUIT', 'immediate', child, cluster, binaries),
    () => undefined,
  );
  await exited;
  giveUp.abort();
  await tooLong;
}

/** Windows has no signals: there, Node's kill would cut the server off in mid-write. */
function requestShutdown(
  signal: 'SIGINT' | 'SIGQUIT',
  mode: 'fast' | 'immediate',
  child: ChildProcess,
  cluster: Cluster,
  binaries: Binaries,
): void {
  if (process.platform === 'win32') spawnSync(binaries.pgCtl, ['stop', '-W', '-m', mode, '-D', cluster.path]);
  else child.kill(signal);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('This system gives out no TCP ports.');
  return address.port;
}
