import { sql } from 'drizzle-orm';
import t from 'tap';
import { connect } from '#src/platform/db/connect.ts';
import { tellFault } from '#src/platform/db/connection-fault.ts';
import { Outage } from '#src/platform/db/outage.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { losing } from '#tests/support/lost-database.ts';
import { theSystem } from '#tests/support/people.ts';
import { PATIENT_LIMITS } from '#tests/support/unlimited.ts';
import { until } from '#tests/support/until.ts';
import { watchWaits } from '#tests/support/waits.ts';

/** The service promises to be back within a second: this leaves it time to do what it waited for. */
const MOST_BETWEEN_TRIES_MS = 500;

t.test('an outage is told once when it begins for those who ask, and once when they are served again', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const { takeAway, giveBack } = losing(t, database);
  const told: string[] = [];
  const { ping, close } = connect(database.logins, 4, PATIENT_LIMITS, {
    begun: () => told.push('begun'),
    over: () => told.push('over'),
  });
  t.teardown(close);
  await ping();
  t.strictSame(told, []);
  for (const round of [1, 2]) {
    await takeAway();
    for (let asked = 0; asked < 3; asked += 1) await t.rejects(ping());
    t.strictSame(told.splice(0), ['begun'], `round ${round}`);
    await giveBack();
    await until(
      () =>
        ping().then(
          () => true,
          () => false,
        ),
      'served again',
    );
    t.strictSame(told.splice(0), ['over'], `round ${round}`);
  }
  await close();
  await t.rejects(ping());
  t.strictSame(told, [], 'an end is no outage');
});

t.test(
  'who asks first when the database is back is answered, and nobody has waited for more than a moment before the next try',
  async (t) => {
    const database = await createTestDatabase(t, { template: 'migrated' });
    const { takeAway, giveBack } = losing(t, database);
    const waits = watchWaits(t);
    const { db, sql: listener, ping, close } = connect(database.logins, 4, PATIENT_LIMITS);
    t.teardown(close);
    const timedWork = () => asActor(db, theSystem(), (tx) => tx.execute(sql`select 1`));
    let listens = 0;
    await listener.listen(
      'calls',
      () => undefined,
      () => (listens += 1),
    );
    for (const round of [1, 2]) {
      await Promise.all([ping(), timedWork()]);
      await takeAway();
      for (let asked = 0; asked < 5; asked += 1) await Promise.all([t.rejects(ping()), t.rejects(timedWork())]);
      const before = listens;
      await giveBack();
      waits.forget();
      await t.resolves(Promise.all([ping(), timedWork()]), `round ${round}`);
      await until(() => listens > before, 'it is listened again');
      t.ok(waits.longest() <= MOST_BETWEEN_TRIES_MS, `${waits.longest()} ms between two tries`);
    }
  },
);

t.test('an outage lasts until all that heard nothing have heard again', async (t) => {
  const told: string[] = [];
  const outage = new Outage({ begun: () => told.push('begun'), over: () => told.push('over') });
  const people = outage.hearing('people');
  const authenticator = outage.hearing('authenticator');
  people.lost();
  authenticator.answered();
  people.lost();
  authenticator.lost();
  people.answered();
  t.strictSame(told, ['begun']);
  authenticator.answered();
  t.strictSame(told, ['begun', 'over']);
});

t.test('the log is told of a lost database in a line, and of any other fault all', async (t) => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  t.strictSame(tellFault(new Error('Failed query: select 1', { cause: refused })), { reason: 'connect ECONNREFUSED 127.0.0.1:5432' });
  const ended = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01', severity: 'FATAL' });
  t.strictSame(tellFault(ended), { reason: 'terminating connection due to administrator command (57P01)' });
  t.strictSame(tellFault(new Error('Query read timeout')), { reason: 'Query read timeout' });
  const other = new Error('a planted fault');
  t.strictSame(tellFault(other), { err: other });
});
