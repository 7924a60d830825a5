import t, { type Test } from 'tap';
import postgres from 'postgres';
import { type ScheduledJob, startScheduledJobs } from '#src/platform/jobs/scheduled-jobs.ts';
import type { JobCounts } from '#src/platform/jobs/signs-of-life.ts';
import { collectLog } from '#tests/support/collected-log.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { losing, watchForFaults } from '#tests/support/lost-database.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';
import { until } from '#tests/support/until.ts';
import { watchWaits } from '#tests/support/waits.ts';

const faults = watchForFaults();

/** A question to the database over a connection of its own, which no loss has harmed. */
async function ask<Row>(database: TestDatabase, text: string): Promise<readonly Row[]> {
  const client = postgres(database.superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    return await client.unsafe<(Row & postgres.Row)[]>(text);
  } finally {
    await client.end();
  }
}

const isInstalled = async (database: TestDatabase): Promise<boolean> => {
  const [found] = await ask<{ yes: boolean }>(database, `select to_regclass('graphile_worker.jobs') is not null as yes`);
  return found?.yes ?? false;
};

/** The scheduled jobs with one scheduled job, which counts its runs and does what the test wants of it. */
async function startJobsProcess(t: Test, database: TestDatabase, inside: () => void = () => undefined) {
  const told = collectLog();
  const runs = { begun: 0, counts: null as JobCounts | null };
  const job: ScheduledJob = {
    name: 'probe',
    schedule: '0 0 29 2 *',
    work: async () => {
      runs.begun += 1;
      inside();
      return 0;
    },
  };
  const scheduledJobs = startScheduledJobs([job], {
    db: database.db,
    clock: { now: () => REFERENCE_INSTANT },
    url: database.logins.app,
    log: told.log,
    beatMs: 50,
    onCount: (counts) => (runs.counts = counts),
  });
  t.teardown(() => scheduledJobs.stop());
  return { ...told, runs, scheduledJobs };
}

const addJob = (database: TestDatabase, attempts = 10) =>
  ask(database, `select graphile_worker.add_job('probe', max_attempts := ${attempts})`);

interface Row {
  readonly failures_in_a_row: number;
  readonly last_error: string | null;
  readonly succeeded_at: Date | null;
}

t.test('the scheduled jobs begin again within a second of the database’s return, however long it was away', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const { takeAway, giveBack } = losing(t, database);
  const waits = watchWaits(t);
  const { runs, says, entries } = await startJobsProcess(t, database);
  await until(() => isInstalled(database), 'installed');
  await until(() => runs.counts !== null, 'at work');
  await addJob(database);
  await until(() => runs.begun === 1, 'the first run');

  await takeAway();
  await until(() => says('wait for the database'), 'it has noticed');
  const before = entries.length;
  await until(() => entries.filter(({ msg }) => msg === 'the scheduled jobs wait for the database').length === 1, 'said once');
  await giveBack();
  waits.forget();
  const back = performance.now();
  await until(() => says('the scheduled jobs run again'), 'told');
  t.ok(waits.longest() <= 500, `${waits.longest()} ms between two tries`);
  await addJob(database);
  await until(() => runs.begun === 2, 'the second run');
  t.comment(`back in ${Math.round(performance.now() - back)} ms (goal 1,000)`);
  t.ok(entries.length - before < 20, 'and the log wasn’t flooded');
  t.notOk(says('th try'));
  const lines = entries.filter(({ level }) => Number(level) > 20);
  t.notMatch(JSON.stringify(lines), /\bat .*\.[cm]?[jt]s:\d/, 'told in lines, without where in the program it was noticed');
});

t.test('the scheduled jobs start where there is no database yet, and stop where it has gone', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const { takeAway, giveBack } = losing(t, database);
  await takeAway();
  const { runs, says, scheduledJobs } = await startJobsProcess(t, database);
  await until(() => says('wait for the database'), 'it waits');
  await giveBack();
  await until(() => runs.counts !== null, 'at work');
  await takeAway();
  await scheduledJobs.stop();
  t.pass('it stopped all the same');
  await giveBack();
});

t.test('cut off again and again while jobs run, the scheduled jobs go on', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const { cut } = losing(t, database);
  const { runs } = await startJobsProcess(t, database);
  await until(() => runs.counts !== null, 'at work');
  for (let round = 1; round <= 3; round += 1) {
    const before = runs.begun;
    await addJob(database);
    await cut();
    await addJob(database);
    await until(() => runs.begun > before, `round ${round}`);
  }
  t.pass('all rounds');
});

t.test('the jobs of a worker that gives no sign of life are taken over', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const { runs, says, scheduledJobs } = await startJobsProcess(t, database);
  await until(() => runs.counts !== null, 'installed');
  await scheduledJobs.stop();
  await addJob(database);
  await ask(database, `update graphile_worker._private_jobs set locked_by = 'pool-killed', locked_at = now() - interval '50 seconds'`);
  const second = await startJobsProcess(t, database);
  await until(() => second.runs.counts !== null, 'at work');
  t.equal(second.runs.begun, 0, 'left alone for a minute');
  await ask(database, `update graphile_worker._private_jobs set locked_at = now() - interval '61 seconds'`);
  await until(() => second.runs.begun === 1, 'taken over');
  t.ok(second.says('taken over') && !says('taken over'));
});

t.test('a worker that gives signs of life keeps its job, however long it takes', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const { runs } = await startJobsProcess(t, database);
  await until(() => runs.counts !== null, 'at work');
  await ask(database, `insert into job_workers values ('pool-busy', now())`);
  await addJob(database);
  await until(() => runs.begun === 1, 'installed and quiet');
  await ask(
    database,
    `insert into graphile_worker._private_jobs (task_id, locked_by, locked_at, max_attempts)
     select id, 'pool-busy', now() - interval '3 hours', 10 from graphile_worker._private_tasks`,
  );
  const before = runs.counts;
  await until(() => runs.counts !== before && runs.counts?.running === 1, 'counted as running');
  t.equal(runs.begun, 1);
});

t.test('a scheduled job that fails is tried again, and what is wrong with it can be seen until it succeeds', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  let isBroken = true;
  const { runs, entries } = await startJobsProcess(t, database, () => {
    if (isBroken) throw new Error('a planted fault');
  });
  const state = async () => (await ask<Row>(database, `select * from scheduled_job_runs where name = 'probe'`))[0];
  const tryNow = () => ask(database, `update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
  await until(() => runs.counts !== null, 'at work');
  await addJob(database);
  await until(async () => (await state())?.failures_in_a_row === 1, 'the first failure');
  const [job] = await ask<{ wait: number }>(
    database,
    `select extract(epoch from run_at - now())::float8 as wait from graphile_worker._private_jobs where locked_at is null`,
  );
  t.ok(job === undefined || job.wait > 0, 'put off');
  await until(async () => {
    await tryNow();
    await addJobNudge(database);
    return ((await state())?.failures_in_a_row ?? 0) >= 2;
  }, 'the second failure');
  t.match(await state(), { last_error: 'a planted fault', succeeded_at: null });
  t.ok(entries.some(({ level, job, msg }) => level === 50 && job === 'probe' && msg === 'a scheduled job has failed and is tried again'));
  isBroken = false;
  await until(async () => {
    await tryNow();
    await addJobNudge(database);
    return (await state())?.failures_in_a_row === 0;
  }, 'the success');
  t.ok((await state())?.succeeded_at);
});

/** Calls the workers to look, as a job that comes in would. */
const addJobNudge = (database: TestDatabase) => ask(database, `select pg_notify('jobs:insert', '{"count": 1}')`);

t.test('a job that fails for the last time is given up aloud, counted and kept', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const { runs, entries } = await startJobsProcess(t, database, () => {
    throw new Error('a planted fault');
  });
  await until(() => runs.counts !== null, 'at work');
  await addJob(database, 1);
  await until(() => runs.counts?.givenUp === 1, 'given up');
  t.ok(entries.some(({ level, msg }) => level === 50 && String(msg).includes('given up')));
  const [kept] = await ask<{ last_error: string }>(database, 'select last_error from graphile_worker.jobs');
  t.equal(kept?.last_error, 'a planted fault');
});

t.test('nothing of all this was a fault that nobody caught', async (t) => {
  t.strictSame(faults, []);
});
