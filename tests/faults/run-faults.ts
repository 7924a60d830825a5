import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from './audit.ts';
import { type Dice, makeDice } from './dice.ts';
import { Exchange, type Operation } from './exchange.ts';
import { FAULTS, type Target } from './faults.ts';
import { Findings } from './findings.ts';
import { type Exit, Fleet } from './fleet.ts';
import { OwnCluster } from './own-cluster.ts';
import { type Stage, setStage } from './people.ts';
import { Proxy } from './proxy.ts';
import { becomesReady, type Recovery, TOLERATED_MS, timeToAnswer } from './recovery.ts';
import { Client, Market } from './stories.ts';
import { checkScheduledJobs } from './scheduled-jobs-check.ts';

export interface Run {
  readonly seed: number;
  /** The run goes on until so many operations have their last word, and every kind of fault has come. */
  readonly operations: number;
  readonly clients: number;
  /** People of each role. */
  readonly casts: number;
  /** How long a client waits between two stories, at most. */
  readonly pauseMs: number;
  /** How long there is calm between two faults, at most. */
  readonly calmMs: number;
  /** And no longer than this once every kind of fault has come. */
  readonly minutes: number;
  /** Kinds of fault; all of them without. */
  readonly only?: readonly string[];
  /** Once it is aborted all that was started is taken away again, and the reason thrown. */
  readonly unwanted?: AbortSignal;
  readonly say?: (line: string) => void;
}

export interface Report {
  readonly operations: readonly Operation[];
  readonly faults: readonly string[];
  readonly recoveries: readonly Recovery[];
  readonly exits: readonly Exit[];
  /** From the first start, with a database that came late and was hurt in the midst of migration and after, until all were ready. */
  readonly startedInMs: number;
  readonly findings: readonly string[];
}

const SERVERS = 3;
/** Time to stop the last process, or to come up, on a machine that has much else to do. */
const LONG_MS = 120_000;

/** Starts three server processes on a PostgreSQL that is hurt while many people work, and audits what is there in the end. */
export async function runFaults(run: Run): Promise<Report> {
  const { seed, say = () => undefined } = run;
  const dice = makeDice(seed);
  const findings = new Findings();
  const cluster = await OwnCluster.start();
  const proxy = await Proxy.start(cluster.port);
  await proxy.refuse();
  const manner = {
    DATABASE_CONNECTIONS: '6',
    DATABASE_WAIT_SECONDS: '120',
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
  };
  const fleet = await Fleet.start(SERVERS, { ...manner, DATABASE_URL: cluster.urlThrough(proxy.port) });
  const target: Target = { cluster, proxy, fleet, findings };
  try {
    const startedInMs = await startUnderFaults(target, dice);
    say(`started in ${startedInMs} ms`);
    const environment = {
      ...manner,
      DATABASE_URL: cluster.urlThrough(proxy.port, 'wasl_app'),
      DATABASE_AUTHENTICATOR_URL: cluster.urlThrough(proxy.port, 'wasl_authenticator'),
    };
    await cluster.openLogins('wasl_app', 'wasl_authenticator');
    await startAgain(fleet, environment);
    const exchange = new Exchange(fleet, findings);
    const stage = await setStage(fleet, exchange, environment, run.casts, dice);
    const { faults, recoveries } = await workUnderFaults(run, target, exchange, stage, dice);
    if (!(await fleet.waitUntilAllUp(LONG_MS))) findings.add('not every process came up again');
    await checkScheduledJobs(target, exchange, stage, dice);
    await cluster.ask((sql) => audit(sql, exchange.operations, findings));
    await fleet.close();
    for (const exit of fleet.exits) judgeExit(exit, findings);
    return { operations: exchange.operations, faults, recoveries, exits: fleet.exits, startedInMs, findings: findings.list() };
  } finally {
    await fleet.close();
    await proxy.close();
    await cluster.remove();
  }
}

/** What a start meets, one after the other: while the first comes the database is being migrated, and at the others whatever follows. */
const AT_START = [
  'PostgreSQL restarted, immediate',
  'all sessions terminated, three times',
  'connections cut with a reset',
  'PostgreSQL restarted, fast',
  'the network stalled, then cut',
] as const;

/** All processes are there before their database; it comes late, and is hurt in every way while they make it ready. */
async function startUnderFaults(target: Target, dice: Dice): Promise<number> {
  const { cluster, proxy, fleet, findings } = target;
  const begunAt = Date.now();
  // From before they are let in: it may be over soon.
  const migrating = untilMigrating(cluster);
  await sleep(2_500);
  await proxy.accept();
  if (!(await migrating)) findings.add('start: nobody began to migrate a database that came late');
  for (const name of AT_START) {
    await FAULTS[name]?.(target, dice);
    await sleep(dice.between(100, 900));
  }
  await fleet.waitUntilAllUp(LONG_MS);
  const ready = await Promise.all(fleet.slots.map((slot) => becomesReady(slot, LONG_MS / 2)));
  if (ready.includes(false)) {
    const words = fleet.slots.map((slot) => fleet.outputOf(slot).slice(-500)).join('\n');
    throw new Error(`not every process came up with a database that came late and was hurt while they made it ready:\n${words}`);
  }
  return Date.now() - begunAt;
}

/** As README's deployment does: with a login each for the content and for the door, none of which owns the tables. */
async function startAgain(fleet: Fleet, environment: Readonly<Record<string, string>>): Promise<void> {
  fleet.startAgainIn(environment);
  await fleet.waitUntilAllUp(LONG_MS);
  const ready = await Promise.all(fleet.slots.map((slot) => becomesReady(slot, LONG_MS / 2)));
  if (ready.includes(false)) throw new Error('not every process came up with logins apart');
}

/** A transaction that has taken a while and isn't waiting: nothing but migration does that in an empty database. */
function untilMigrating(cluster: OwnCluster): Promise<boolean> {
  return cluster.ask(async (sql) => {
    const deadline = Date.now() + LONG_MS;
    while (Date.now() < deadline) {
      const [found] = await sql<{ migrating: boolean }[]>`
        select count(*) > 0 as migrating from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
          and xact_start < clock_timestamp() - interval '50 milliseconds' and wait_event_type is distinct from 'Lock'`;
      if (found?.migrating) return true;
      await sleep(10);
    }
    return false;
  });
}

async function workUnderFaults(run: Run, target: Target, exchange: Exchange, stage: Stage, dice: Dice) {
  const { say = () => undefined } = run;
  const faults: string[] = [];
  const recoveries: Recovery[] = [];
  const market = new Market();
  const over = new AbortController();
  const clients = Array.from({ length: run.clients }, async () => {
    const own = dice.another();
    const client = new Client(exchange, stage, market, own);
    while (!over.signal.aborted) {
      await client.live();
      await sleep(own.below(run.pauseMs + 1));
    }
  });
  const answered = (): number => exchange.operations.filter(({ answer }) => answer !== null).length;
  // Each kind once, in any order; then as they come.
  const kinds = run.only ?? Object.keys(FAULTS);
  const deadline = Date.now() + run.minutes * 60_000;
  const first = dice.shuffled(kinds);
  try {
    for (let next = 0; next < first.length || (answered() < run.operations && Date.now() < deadline); next += 1) {
      await sleep(dice.between(200, run.calmMs), undefined, run.unwanted ? { signal: run.unwanted } : {});
      const fault = first[next] ?? dice.one(kinds);
      faults.push(fault);
      const found = await strike(fault, target, stage, dice);
      recoveries.push(...found);
      say(`${answered()} operations; ${fault}: ${found.map(({ milliseconds }) => milliseconds ?? 'never').join(', ')}`);
    }
  } finally {
    over.abort();
    await Promise.all(clients);
  }
  return { faults, recoveries };
}

/** One fault, and how long each process that ran through it took to answer again. */
async function strike(name: string, target: Target, stage: Stage, dice: Dice): Promise<Recovery[]> {
  const { fleet, findings } = target;
  const fault = FAULTS[name];
  if (!fault) throw new Error(`there is no fault ${name}`);
  const running = fleet.up().map((slot) => ({ slot, upSince: slot.upSince }));
  const backAt = await fault(target, dice);
  if (backAt === null) return [];
  const token = stage.casts[0]?.validator.token ?? '';
  const recoveries: Recovery[] = [];
  await Promise.all(
    running.map(async ({ slot, upSince }) => {
      const milliseconds = await timeToAnswer(slot, token, backAt);
      const isReady = await becomesReady(slot, TOLERATED_MS);
      if (slot.upSince !== upSince) return; // it has ended meanwhile, which is a finding of its own unless it was told to
      recoveries.push({ fault: name, slot: slot.index, milliseconds });
      if (milliseconds === null) findings.add(`${name}: process ${slot.index} answered no more`);
      else if (milliseconds > TOLERATED_MS) findings.add(`${name}: process ${slot.index} answered after ${milliseconds} ms`);
      if (!isReady) findings.add(`${name}: process ${slot.index} does not call itself ready again`);
    }),
  );
  return recoveries;
}

/** A process ends when it is told to, and then well. */
function judgeExit({ slot, code, signal, asked, lastWords }: Exit, findings: Findings): void {
  const how = `${code ?? signal}: ${lastWords.slice(-600)}`;
  if (asked === null) findings.add(`process ${slot} ended of itself with ${how}`);
  else if (asked === 'SIGTERM' && code !== 0) findings.add(`process ${slot} was asked to stop and ended with ${how}`);
}
