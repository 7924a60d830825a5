import { resolve } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { pino } from 'pino';
import type { Terminal } from './cli/terminal.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './demo/accounts.ts';
import { databaseLimits, openDatabase } from './open-database.ts';
import { systemClock } from './platform/clock.ts';
import type { Database } from './platform/db/connect.ts';
import { throughLosses } from './platform/db/through-losses.ts';
import { placeOf } from './platform/db/wait-for-database.ts';
import { watchDisk } from './platform/disk.ts';
import { openStore } from './platform/files/open-store.ts';
import { METRICS_SETTINGS, SERVICE_SETTINGS, tryToListen } from './platform/http/listen.ts';
import type { Lifetime } from './platform/process/lifetime.ts';
import type { OnProgress } from './platform/progress.ts';
import type { Settings } from './settings.ts';

const SILENCE_AT_END_MS = 2_000;

type Say = (line: string) => void;

/**
 * The service, from nothing to the line that says where it is. Every phase arranges its end with the life it is given; the last
 * arranged is the first to end: no new requests and those in flight answered, jobs, connections, the embedded database.
 *
 * To load the program takes as long as PostgreSQL needs to get ready, so both happen at once: only what opens a database is
 * imported above, and each phase waits for its own part.
 */
export async function startService(settings: Settings, terminal: Terminal, log: pino.Logger, life: Lifetime): Promise<void> {
  await tryToListen({ host: settings.HOST, port: settings.PORT }, SERVICE_SETTINGS);
  if (settings.METRICS_PORT !== undefined) {
    await tryToListen({ host: settings.METRICS_HOST, port: settings.METRICS_PORT }, METRICS_SETTINGS);
  }
  const files = await openStore(settings);
  let isServing = false;
  const notice: Say = (line) => (isServing ? log.warn(line) : terminal.say(line));
  const trouble: Say = (line) => (isServing ? log.error(line) : terminal.say(line));
  const opening = openDatabase(settings, life, notice, trouble);
  const program = loadProgram();
  const opened = await opening;
  const patience = { seconds: settings.DATABASE_WAIT_SECONDS, say: notice, unwanted: life.ending };
  const unlessLost = <T>(work: () => Promise<T>): Promise<T> =>
    throughLosses({ url: opened.urls.app, setting: 'DATABASE_URL' }, patience, work);

  const { readyDatabase } = await program.preparation;
  const { owner, remarks } = await unlessLost(() => readyDatabase(opened.urls, opened.owner, terminal.progress));
  for (const remark of remarks) terminal.say(remark);

  const { connect } = await program.connection;
  life.ending.throwIfAborted();
  const database = connect(opened.urls, settings.DATABASE_CONNECTIONS, databaseLimits(settings), {
    begun: () =>
      life.ending.aborted || notice(`the database at ${placeOf(opened.urls.app)} does not answer; requests get 503 until it does`),
    over: () => life.ending.aborted || notice(`the database at ${placeOf(opened.urls.app)} answers again: requests are served`),
  });
  life.atEnd(() => database.close(), 'the connections to the database');
  life.ending.addEventListener('abort', () => void tellSilence(database, settings, placeOf(opened.urls.app), notice), { once: true });

  const { directory } = opened;
  const disk = directory === undefined ? undefined : await watchDisk(directory, { say: notice, complain: trouble, unwanted: life.ending });

  const { hasDemoAccounts, loadDemoWhereEmpty } = await program.demo;
  // Whoever starts it without a database of their own wants to see something; in production nobody wants to be shown inventions. Where there
  // is no room for it, as has been said, the next start loads it.
  if (disk?.isFull() === false && owner !== undefined && settings.NODE_ENV !== 'production') {
    const showProgress: OnProgress = (done, total, what) => {
      life.ending.throwIfAborted();
      terminal.progress(done, total, what);
    };
    const loaded = await unlessLost(() => loadDemoWhereEmpty(database.db, owner, systemClock, showProgress));
    if (loaded !== null) terminal.say(loaded);
  }
  const isDemo = await unlessLost(() => hasDemoAccounts(database.db));

  const { serve, readyFiles } = await program.service;
  life.ending.throwIfAborted();
  const lacksFiles = await unlessLost(() => readyFiles(settings, database));
  isServing = true;
  if (lacksFiles !== undefined) trouble(lacksFiles);
  const address = await serve({ settings, database, jobsUrl: opened.urls.direct ?? opened.urls.app, files, disk, log, life });
  // A signal that came while all this was loaded is heard in the next turn.
  await nextTurn();
  life.ending.throwIfAborted();
  terminal.say(greeting(settings, settings.PUBLIC_URL ?? address, { embedded: opened.embedded, isDemo }));
}

/** An end that waits for a database without an answer says so, and what becomes of it. */
async function tellSilence({ ping }: Pick<Database, 'ping'>, { SHUTDOWN_SECONDS }: Settings, where: string, notice: Say): Promise<void> {
  const answered = ping().then(
    () => true,
    () => true,
  );
  const silent = sleep(SILENCE_AT_END_MS, false, { ref: false });
  if (await Promise.race([answered, silent])) return;
  notice(
    `the database at ${where} does not answer: what waits for it is given up, and its connections dropped, ${SHUTDOWN_SECONDS} s after the stop began`,
  );
}

/** Begins to load what the phases need once there is a database, in their order. */
function loadProgram() {
  const preparation = import('./prepare.ts');
  const connection = preparation.then(() => import('./platform/db/connect.ts'));
  const demo = connection.then(() => import('./demo/load-demo.ts'));
  const service = demo.then(() => import('./serve.ts'));
  // Where no database can be opened nobody waits for the rest; a phase that is come to hears of it all the same.
  service.catch(() => undefined);
  return { preparation, connection, demo, service };
}

interface Served {
  readonly embedded: boolean;
  readonly isDemo: boolean;
}

/** Where it is, and what somebody who sees it for the first time wants to know next. */
function greeting({ NODE_ENV, WASL_DATA }: Settings, address: string, { embedded, isDemo }: Served): string {
  const lines = ['', `  Wasl        ${address}`, `  Reference   ${address}/reference`];
  if (embedded) lines.push(`  Data        ${resolve(WASL_DATA)}`);
  if (NODE_ENV !== 'production') lines.push('  Stop        Ctrl-C');
  if (isDemo) {
    lines.push('', `  Demo accounts (illustrative data), password: ${DEMO_PASSWORD}`);
    for (const account of DEMO_ACCOUNTS) lines.push(`    ${account.role.padEnd(14)} ${account.login}`);
  }
  return [...lines, ''].join('\n');
}
