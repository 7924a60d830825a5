import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { startAllocationRunner } from './areas/allocations/index.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './demo/accounts.ts';
import { hasDemoAccounts, loadDemoWhereEmpty } from './demo/load-demo.ts';
import { systemClock } from './platform/clock.ts';
import { connect } from './platform/db/connect.ts';
import { openStore } from './platform/files/open-store.ts';
import { startEmbeddedPostgres } from './platform/embedded-postgres/index.ts';
import { ensureOwnDatabase } from './platform/embedded-postgres/own-database.ts';
import { startTimers } from './platform/jobs/timers.ts';
import { prepareDatabase } from './prepare.ts';
import type { Settings } from './settings.ts';
import { fileTimers, TIMERS } from './timers.ts';

export interface OpenedDatabase {
  readonly url: string;
  readonly embedded: boolean;
  close(): Promise<void>;
}

/** The database that the settings name, or the embedded one, started if it doesn't run yet. */
export async function openDatabase(settings: Settings): Promise<OpenedDatabase> {
  if (settings.DATABASE_URL !== undefined) {
    return { url: settings.DATABASE_URL, embedded: false, close: async () => undefined };
  }
  const server = await startEmbeddedPostgres({ directory: resolve(join(settings.WASL_DATA, 'postgres')) });
  return { url: await ensureOwnDatabase(server.url), embedded: true, close: () => server.stop() };
}

export interface RunningService {
  readonly address: string;
  readonly app: FastifyInstance;
  /** Ends in named phases: no new requests, those in flight answered, timers, connections, the embedded database. */
  stop(): Promise<void>;
}

/** Starts everything and says on the terminal where it is. */
export async function startService(settings: Settings, say: (line: string) => void): Promise<RunningService> {
  const files = await openStore(settings);
  const opened = await openDatabase(settings);
  const { url } = opened;
  const prepared = await prepareDatabase(url);
  if (prepared.migrations > 0) say(`Database brought up to date: ${prepared.migrations} migrations.\n${prepared.report}`);

  const database = connect(url, settings.DATABASE_CONNECTIONS);
  if (opened.embedded && settings.NODE_ENV !== 'production') {
    const loaded = await loadDemoWhereEmpty(database.db, systemClock);
    if (loaded !== null) say(loaded);
  }
  const app = await buildApp({ database, clock: systemClock, files, settings });
  const timers = settings.WASL_JOBS
    ? await startTimers([...TIMERS, ...fileTimers(files)], { db: database.db, clock: systemClock, url, log: (line) => app.log.info(line) })
    : null;
  const runner = settings.WASL_JOBS
    ? await startAllocationRunner({ database, clock: systemClock, log: (line) => app.log.info(line) })
    : null;
  const address = await app.listen({ host: settings.HOST, port: settings.PORT });
  say(await greeting(settings.PUBLIC_URL ?? address, await hasDemoAccounts(database.db)));

  return {
    address,
    app,
    stop: async () => {
      await app.close();
      await runner?.stop();
      await timers?.stop();
      await database.close();
      await opened.close();
    },
  };
}

async function greeting(address: string, demo: boolean): Promise<string> {
  const lines = ['', `  Wasl        ${address}`, `  Reference   ${address}/reference`];
  if (demo) {
    lines.push('', `  Demo accounts (illustrative data), password: ${DEMO_PASSWORD}`);
    for (const account of DEMO_ACCOUNTS) lines.push(`    ${account.role.padEnd(14)} ${account.login}`);
  }
  return [...lines, ''].join('\n');
}

/** Runs until Ctrl-C or SIGTERM; a second signal, or the deadline, ends it at once. Returns the exit code. */
export async function serve(settings: Settings, say: (line: string) => void): Promise<number> {
  const service = await startService(settings, say);
  await new Promise<void>((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped());
  });
  say('Stopping: requests in flight are being answered.');
  const deadline = new Promise<number>((late) => {
    setTimeout(() => late(1), settings.SHUTDOWN_SECONDS * 1000).unref();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => late(1));
  });
  return Promise.race([service.stop().then(() => 0), deadline]);
}
