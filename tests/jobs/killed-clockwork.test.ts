import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { TIMERS } from '#src/timers.ts';
import { runTimer } from '#src/platform/jobs/timers.ts';
import { connectAsSuperuser, createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

/** Two months later: reservations have lapsed, needs are stale, obstacles are overdue. */
const NOW = '2027-01-25T09:00:00.000Z';

/** Runs the clockwork in a process of its own and kills it within a batch, which has been worked and not yet been committed. */
function killClockwork(database: TestDatabase, inBatch: number): Promise<void> {
  const child = fork(fileURLToPath(new URL('./clockwork-process.ts', import.meta.url)), [database.url, NOW], {
    execArgv: ['--import', 'tsx'],
  });
  let batches = 0;
  child.on('message', () => {
    batches += 1;
    if (batches === inBatch) child.kill('SIGKILL');
  });
  return new Promise((done, failed) => {
    child.once('exit', (code, signal) =>
      signal === 'SIGKILL' ? done() : failed(new Error(`the clockwork was to be killed and ended with ${code}`)),
    );
  });
}

async function runToTheEnd({ db }: TestDatabase): Promise<number> {
  let handled = 0;
  for (const timer of TIMERS) handled += await runTimer(timer, { db, clock: { now: () => new Date(NOW) } });
  return handled;
}

/** What the clockwork has done: how often each thing happened to each subject, and where everything stands. */
async function effects(t: Pick<Test, 'teardown'>, database: TestDatabase): Promise<unknown> {
  const superuser = connectAsSuperuser(t, database);
  const events = await superuser`
    select action, subject_type, subject_id, count(*)::int as times from events where actor_kind = 'system' and at = ${NOW} group by 1, 2, 3 order by 1, 2, 3`;
  const states = await superuser`
    select 'need' as kind, id, state, version from needs union all select 'match', id, state, version from matches
    union all select 'offer', id, state, version from offers union all select 'obstacle', id, state || escalation_level, version from obstacles where reported_at < ${NOW}
    order by 1, 2`;
  const [raised] = await superuser`select count(*)::int as count from obstacles where reported_at >= ${NOW}`;
  return {
    events: events.filter(({ subject_type: type }) => type !== 'obstacle').map((row) => ({ ...row })),
    states: states.map((row) => ({ ...row })),
    raised: { ...raised },
  };
}

t.test('the clockwork, killed in the midst of a batch and run again, has each effect once', async (t) => {
  const undisturbed = await createTestDatabase(t, { template: 'scenario' });
  t.ok((await runToTheEnd(undisturbed)) > 5, 'something was due');
  const expected = await effects(t, undisturbed);

  const disturbed = await createTestDatabase(t, { template: 'scenario' });
  await killClockwork(disturbed, 1);
  await killClockwork(disturbed, TIMERS.length);
  await runToTheEnd(disturbed);
  t.strictSame(await effects(t, disturbed), expected);
  t.equal(await runToTheEnd(disturbed), 0, 'and once more does nothing');
});
