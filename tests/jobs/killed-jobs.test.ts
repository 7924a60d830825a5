import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { SCHEDULED_JOBS } from '#src/scheduled-jobs.ts';
import { runScheduledJob } from '#src/platform/jobs/scheduled-jobs.ts';
import { connectAsSuperuser, createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

/** Two months later: reservations have lapsed, needs are stale, obstacles are overdue. */
const NOW = '2027-01-25T09:00:00.000Z';

/** Runs the scheduled jobs in a process of its own and kills it within a batch, which has been worked and not yet been committed. */
function killJobs(database: TestDatabase, inBatch: number): Promise<void> {
  const child = fork(
    fileURLToPath(new URL('./jobs-process.ts', import.meta.url)),
    [database.logins.app, database.logins.authenticator, NOW],
    {
      execArgv: ['--import', 'tsx'],
    },
  );
  let batches = 0;
  child.on('message', () => {
    batches += 1;
    if (batches === inBatch) child.kill('SIGKILL');
  });
  return new Promise((done, failed) => {
    child.once('exit', (code, signal) =>
      signal === 'SIGKILL' ? done() : failed(new Error(`the scheduled jobs were to be killed and ended with ${code}`)),
    );
  });
}

async function runToTheEnd({ db }: TestDatabase): Promise<number> {
  let handled = 0;
  for (const job of SCHEDULED_JOBS) handled += await runScheduledJob(job, { db, clock: { now: () => new Date(NOW) } });
  return handled;
}

/**
 * What the scheduled jobs have done: how often each thing happened to each subject, and where everything stands. What it has opened itself
 * goes by its cause key, for its id is another every time.
 */
async function effects(t: Pick<Test, 'teardown'>, database: TestDatabase): Promise<unknown> {
  const superuser = connectAsSuperuser(t, database);
  const events = await superuser`
    select action, subject_type, coalesce(obstacles.cause_key, subject_id::text) as subject, count(*)::int as times
    from events left join obstacles on obstacles.id = subject_id and reported_at = ${NOW}
    where actor_kind = 'system' and at = ${NOW} group by 1, 2, 3 order by 1, 2, 3`;
  const states = await superuser`
    select 'need' as kind, id::text, state, version from needs union all select 'match', id::text, state, version from matches
    union all select 'offer', id::text, state, version from offers
    union all select 'obstacle', case when reported_at = ${NOW} then cause_key else id::text end, state || escalation_level || severity, version from obstacles
    order by 1, 2`;
  const parts = await superuser`
    select cause_key, (select count(*)::int from obstacle_blocks where obstacle_id = obstacles.id) as blocks,
      (select count(*)::int from obstacle_steps where obstacle_id = obstacles.id) as steps,
      (select count(*)::int from obstacle_parties where obstacle_id = obstacles.id) as parties,
      (select count(*)::int from obstacle_periods where obstacle_id = obstacles.id) as periods
    from obstacles where reported_at = ${NOW} order by cause_key`;
  const held = await superuser`select kind, id, quantity, cardinality(obstacle_ids) as holders from held_quantities order by kind, id`;
  const durations = await superuser`select source, slug, records, units, days from recorded_durations order by source, slug`;
  return [events, states, parts, held, durations].map((rows) => rows.map((row) => ({ ...row })));
}

t.test('the scheduled jobs, killed again and again in the midst of a batch and run to their end, have each effect once', async (t) => {
  const undisturbed = await createTestDatabase(t, { template: 'scenario' });
  t.ok((await runToTheEnd(undisturbed)) > 5, 'something was due');
  const expected = await effects(t, undisturbed);

  const disturbed = await createTestDatabase(t, { template: 'scenario' });
  // Each run begins anew and comes as far as one more scheduled job than the one before, over what the earlier ones have committed.
  for (let inBatch = 1; inBatch <= SCHEDULED_JOBS.length; inBatch += 2) await killJobs(disturbed, inBatch);
  await runToTheEnd(disturbed);
  t.strictSame(await effects(t, disturbed), expected);
  t.equal(await runToTheEnd(disturbed), 0, 'and once more does nothing');
});
