import { spawnSync } from 'node:child_process';
import { readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { postgres } from '../db/driver.ts';
import type { Cluster } from './cluster.ts';
import { hasCode } from './error-code.ts';
import { OperatorFault } from '../../kernel/operator-fault.ts';

const WRONG_PASSWORD = '28P01';

/**
 * What runs on a cluster, as far as another process can tell:
 *
 *   answering  it lets us in
 *   busy       it is there but does not let anybody in yet, or any more (starting, recovering, shutting down)
 *   nothing    a server may be started
 */
export type Finding =
  | { readonly state: 'answering'; readonly pid: number; readonly port: number }
  | { readonly state: 'busy'; readonly pid: number; readonly isStopping: boolean }
  | { readonly state: 'nothing' };

/** What a server wrote into postmaster.pid. */
export interface LockFile {
  readonly text: string;
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
  readonly isStopping: boolean;
}

/**
 * Looks for a server that another process started, perhaps one that has since been killed. A pid alone proves
 * nothing: it outlives crashes and is given out again. So the process has to be this cluster's, and then the server
 * has to accept our password; SCRAM makes it prove that it knows the password, too.
 */
export async function findServer(cluster: Cluster): Promise<Finding> {
  const lock = readLockFile(cluster.path);
  if (lock === undefined) return { state: 'nothing' };
  const holder = whoHolds(lock.pid, cluster.path);
  if (holder === 'nobody') return { state: 'nothing' };
  if (holder === 'stranger') {
    removeStale(cluster.path, lock);
    return { state: 'nothing' };
  }
  if (await letsUsIn(cluster, lock.port)) return { state: 'answering', pid: lock.pid, port: lock.port };
  return holder === 'server' ? { state: 'busy', pid: lock.pid, isStopping: lock.isStopping } : { state: 'nothing' };
}

export function readLockFile(cluster: string): LockFile | undefined {
  try {
    const text = readFileSync(join(cluster, 'postmaster.pid'), 'utf8');
    const lines = text.split('\n');
    const status = lines[7]?.trim();
    return { text, pid: Number(lines[0]), port: Number(lines[3]), ready: status === 'ready', isStopping: status === 'stopping' };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export function urlOf(cluster: Cluster, port: number): string {
  return `postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres`;
}

/** True when the server of this very cluster accepts the password; false while nothing there takes connections. */
export async function letsUsIn(cluster: Cluster, port: number): Promise<boolean> {
  if (!(port > 0)) return false; // the line is not written yet
  const sql = postgres(urlOf(cluster, port), { max: 1, connect_timeout: 5, fetch_types: false });
  try {
    const [row] = await sql<[{ path: string }]>`select current_setting('data_directory') as path`;
    return row.path === cluster.path || process.platform === 'win32'; // which writes its paths in several ways
  } catch (error) {
    if (hasCode(error, WRONG_PASSWORD)) {
      throw new OperatorFault(
        'embedded-postgres-unusable',
        `The PostgreSQL server of ${cluster.path} refuses the password in ${cluster.passwordFile}. ` +
          'Put the file back that belongs to this data directory, from wherever the directory was copied.',
        { cause: error },
      );
    }
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/**
 * `stranger` covers a pid given to another program since, and a zombie that a container's first process never
 * collected: in both cases PostgreSQL itself would refuse to start.
 */
function whoHolds(pid: number, cluster: string): 'server' | 'stranger' | 'nobody' | 'unknown' {
  try {
    process.kill(pid, 0);
  } catch {
    // Gone, or another user's process: PostgreSQL takes both for a stale file and deals with it.
    return 'nobody';
  }
  const command = commandLine(pid);
  if (command === undefined) return 'unknown';
  return command.includes(cluster) ? 'server' : 'stranger';
}

/** Whether a process still is this cluster's server; an ended one that nobody collected is none. */
export function isServing(cluster: Pick<Cluster, 'path'>, pid: number): boolean {
  const holder = whoHolds(pid, cluster.path);
  return holder === 'server' || (holder === 'unknown' && readLockFile(cluster.path)?.pid === pid);
}

/** A process's arguments, which name the data directory; empty for a zombie, undefined where nobody tells. */
function commandLine(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return undefined;
  }
  if (process.platform === 'win32') return undefined;
  const asked = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout : undefined;
}

/** Removes a stale file unless a server wrote a new one since; should it do so in the same instant, shared memory keeps the two apart. */
function removeStale(cluster: string, stale: LockFile): void {
  if (readLockFile(cluster)?.text === stale.text) unlinkSync(join(cluster, 'postmaster.pid'));
}
