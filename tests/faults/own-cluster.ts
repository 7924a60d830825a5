import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';

/**
 * What was committed must survive an immediate shutdown, and does without fsync, which guards against the loss of power alone;
 * without synchronous commit it would not.
 */
const SETTINGS = { fsync: 'off', synchronous_commit: 'on', full_page_writes: 'off', max_connections: '150', shared_buffers: '64MB' };

export const DATABASE = 'wasl';
export const OWNER = 'wasl_owner';
const PASSWORD = 'not-a-secret';

/** A PostgreSQL that is there to be hurt: its own cluster, asked as the superuser past everything that stands before it. */
export class OwnCluster {
  readonly #directory: string;
  #server: EmbeddedPostgres;

  private constructor(directory: string, server: EmbeddedPostgres) {
    this.#directory = directory;
    this.#server = server;
  }

  /** Starts one with an empty database, owned by a role that is no superuser. */
  static async start(): Promise<OwnCluster> {
    const directory = mkdtempSync(join(tmpdir(), 'wasl-faults-'));
    const cluster = new OwnCluster(directory, await startEmbeddedPostgres({ directory, extraSettings: SETTINGS }));
    await cluster.ask(async (sql) => {
      await sql.unsafe(`create role ${OWNER} login createrole password '${PASSWORD}'`);
      await sql.unsafe(`create database ${DATABASE} owner ${OWNER}`);
    }, 'postgres');
    return cluster;
  }

  get port(): number {
    return Number(new URL(this.#server.url).port);
  }

  /** How the service reaches its database through something that listens on a port. */
  urlThrough(port: number, login: string = OWNER): string {
    return `postgres://${login}:${PASSWORD}@127.0.0.1:${port}/${DATABASE}`;
  }

  /** Lets roles sign in by themselves. */
  async openLogins(...roles: readonly string[]): Promise<void> {
    await this.ask(async (sql) => {
      for (const role of roles) await sql.unsafe(`alter role ${role} login password '${PASSWORD}'`);
    });
  }

  /** Asks the database as the superuser, in a session of its own. */
  async ask<T>(question: (sql: postgres.Sql) => Promise<T>, database: string = DATABASE): Promise<T> {
    const url = new URL(this.#server.url);
    url.pathname = `/${database}`;
    // Without asking for types first: the driver lets nobody hear when that is cut off.
    const sql = postgres(url.href, { max: 1, fetch_types: false, onnotice: () => undefined });
    try {
      return await question(sql);
    } finally {
      await sql.end({ timeout: 0 });
    }
  }

  /** The sessions of the service, or those alone which go by a name. */
  async sessions(name?: string): Promise<number[]> {
    const rows = await this.ask(
      (sql) => sql<{ pid: number }[]>`
        select pid from pg_stat_activity
        where datname = ${DATABASE} and backend_type = 'client backend' and pid <> pg_backend_pid()
          ${name === undefined ? sql`` : sql`and application_name = ${name}`}
        order by pid`,
    );
    return rows.map(({ pid }) => pid);
  }

  async terminate(sessions: readonly number[]): Promise<void> {
    if (sessions.length === 0) return;
    await this.ask((sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where pid in ${sql([...sessions])}`);
  }

  /**
   * Stops it, fast or immediately, and starts it again, on another port. The launcher would start it again by itself, but not as often
   * as it is stopped here.
   */
  async restart(manner: 'fast' | 'immediate'): Promise<void> {
    if (manner === 'immediate') await this.#endImmediately();
    await this.#server.stop();
    this.#server = await startEmbeddedPostgres({ directory: this.#directory, extraSettings: SETTINGS });
  }

  /**
   * Kills a session's process, or another one's where that has ended by itself meanwhile: PostgreSQL then ends all others, recovers by
   * itself, and is back on the same port.
   */
  async crash(session: number): Promise<void> {
    const bystander = this.ask((sql) => sql`select pg_sleep(30)`).catch(() => undefined);
    await sleep(50); // its session is there by now; if not, it is refused, which ends it as well
    [session, ...(await this.sessions())].some((pid) => hears(pid, 'SIGKILL'));
    await bystander;
  }

  async remove(): Promise<void> {
    await this.#server.stop();
    rmSync(dirname(this.#server.clusterDirectory), { recursive: true, force: true });
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #endImmediately(): Promise<void> {
    const { serverPid } = this.#server;
    if (serverPid === 0) return; // it is down already, and 0 would be ourselves
    process.kill(serverPid, 'SIGQUIT');
    while (hears(serverPid, 0)) await sleep(5);
  }
}

/** Sends a process a signal, or none with 0; false where there is no such process. */
function hears(pid: number, signal: 'SIGKILL' | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
