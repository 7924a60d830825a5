import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { serverEnvironment, type Cluster } from './cluster.ts';
import { hasCode } from './error-code.ts';
import { isServing, letsUsIn, readLockFile } from './running-server.ts';
import { OperatorFault } from '../../kernel/operator-fault.ts';

/** Settings that every server gets; the caller's come after and win. Connections over TCP on this machine only. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
};

const LOG_LIMIT_BYTES = 5 * 1024 * 1024;
const POLL_MS = 10;
const FAST_SHUTDOWN_MS = 10_000;

/** What a server is started from, and with. */
export interface Launch {
  readonly cluster: Cluster;
  readonly binaries: Binaries;
  readonly logFile: string;
  readonly extraSettings: Readonly<Record<string, string>>;
}

export interface LaunchedServer {
  readonly pid: number;
  readonly port: number;
}

/**
 * Starts a server and waits until it lets us in; undefined when it gave up before (another server was first, the port
 * was taken meanwhile, or its settings are wrong: the log says which), or when it is wanted no longer.
 */
export async function launchServer(
  { cluster, binaries, logFile, extraSettings }: Launch,
  port: number,
  deadline: number,
  unwanted: AbortSignal,
): Promise<LaunchedServer | undefined> {
  const settings = Object.entries({ ...SETTINGS, ...extraSettings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawnServer(cluster, binaries, logFile, ['-D', cluster.path, '-p', String(port), ...settings]);
  const exited = once(child, 'exit');
  exited.catch(() => undefined); // a program that can't be started shows by its missing pid
  try {
    const pid = await waitUntilReady(child, cluster, port, deadline, unwanted);
    if (pid !== undefined) {
      child.unref(); // a program that is done may end without stopping the server; the next one attaches to it
      return { pid, port };
    }
  } catch (error) {
    await endChild(child, exited, cluster, binaries);
    throw error;
  }
  await endChild(child, exited, cluster, binaries);
  return undefined;
}

/** The pid of a server that lets us in, or undefined when it ended before, the time is up or nobody wants it any more. */
async function waitUntilReady(
  child: ChildProcess,
  cluster: Cluster,
  port: number,
  deadline: number,
  unwanted: AbortSignal,
): Promise<number | undefined> {
  while (isRunning(child) && Date.now() < deadline && !unwanted.aborted) {
    const lock = readLockFile(cluster.path);
    if (lock?.pid === child.pid && lock?.ready && (await letsUsIn(cluster, port))) return lock.pid;
    await sleep(POLL_MS);
  }
  return undefined;
}

/** The end of the server's log, for an error message. */
export function lastWords(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
  } catch (error) {
    return `(it can't be read: ${error instanceof Error ? error.message : String(error)})`;
  }
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

/** Ends a server that never let anybody in: there is nobody to be polite to. */
async function endChild(child: ChildProcess, exited: Promise<unknown>, cluster: Cluster, binaries: Binaries): Promise<void> {
  if (!isRunning(child) || child.pid === undefined) return;
  child.ref();
  requestShutdown('SIGINT', 'fast', child.pid, cluster, binaries);
  const pid = child.pid;
  const tooLong = setTimeout(() => requestShutdown('SIGQUIT', 'immediate', pid, cluster, binaries), FAST_SHUTDOWN_MS);
  await exited;
  clearTimeout(tooLong);
}

/**
 * Ends all sessions and writes everything down (fast); when that takes too long, just ends (immediate: the next start
 * recovers). It needn't be our child: its starter may have been killed long ago.
 */
export async function stopServer(cluster: Cluster, binaries: Binaries, pid: number): Promise<void> {
  if (!isServing(cluster, pid)) return;
  requestShutdown('SIGINT', 'fast', pid, cluster, binaries);
  if (await isGone(cluster, pid, FAST_SHUTDOWN_MS)) return;
  requestShutdown('SIGQUIT', 'immediate', pid, cluster, binaries);
  await isGone(cluster, pid, FAST_SHUTDOWN_MS);
}

async function isGone(cluster: Cluster, pid: number, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isServing(cluster, pid)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Windows has no signals: there, Node's kill would cut the server off in mid-write. */
function requestShutdown(
  signal: 'SIGINT' | 'SIGQUIT',
  mode: 'fast' | 'immediate',
  pid: number,
  cluster: Cluster,
  binaries: Binaries,
): void {
  if (process.platform === 'win32') {
    spawnSync(binaries.pgCtl, ['stop', '-W', '-m', mode, '-D', cluster.path]);
    return;
  }
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error; // it ended just now, which is what was wanted
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/**
 * The port that the cluster's server had last, where it is free: whoever still has its URL finds it there again.
 * PostgreSQL keeps the options of its last start in a file.
 */
export async function choosePort(cluster: Cluster): Promise<number> {
  const last = lastPort(cluster);
  return last !== undefined && (await isFree(last)) ? last : freePort();
}

function lastPort(cluster: Cluster): number | undefined {
  try {
    const port = /"-p" "(\d+)"/.exec(readFileSync(join(cluster.path, 'postmaster.opts'), 'utf8'))?.[1];
    return port === undefined ? undefined : Number(port);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined; // it never ran
    throw error;
  }
}

async function isFree(port: number): Promise<boolean> {
  return (await listenBriefly(port).catch(() => undefined)) === port;
}

async function freePort(): Promise<number> {
  const port = await listenBriefly(0);
  if (port === undefined) {
    throw new OperatorFault(
      'embedded-postgres-unusable',
      '127.0.0.1 has no free TCP port: set DATABASE_URL to a PostgreSQL server of yours.',
    );
  }
  return port;
}

async function listenBriefly(port: number): Promise<number | undefined> {
  const probe = createServer().listen(port, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return address === null || typeof address === 'string' ? undefined : address.port;
}
