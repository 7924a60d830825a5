import t from 'tap';
import { buildApp } from '#src/app.ts';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { databaseLimits } from '#src/open-database.ts';
import { connect } from '#src/platform/db/connect.ts';
import { openLog } from '#src/platform/log.ts';
import { readSettings } from '#src/settings.ts';
import { caller, LOGIN_OF } from '#tests/support/api.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { temporaryStore } from '#tests/support/files.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';
import { until } from '#tests/support/until.ts';

const CONNECTIONS = 2;
const copy = await createTestDatabase(t, { template: 'scenario' });
const superuser = connectAsSuperuser(t, copy);
const settings = readSettings({ DATABASE_CONNECTIONS_PER_ACCOUNT: '1', PRESSURE_MILLISECONDS: '0' });
const database = connect(copy.logins, CONNECTIONS, databaseLimits(settings));
const app = await buildApp({
  database,
  clock: { now: () => REFERENCE_INSTANT },
  files: await temporaryStore(t),
  log: openLog('silent'),
  settings,
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
t.teardown(async () => {
  await app.close();
  await database.close();
});

async function signIn(login: string) {
  const { body } = await caller(address, null)('POST', '/v1/sessions', { body: { login, password: DEMO_PASSWORD } });
  return caller(address, String(body['token']));
}

t.test('those who wait for a lock have given up before those who wait for their connections are turned away', async (t) => {
  const waiting = [await signIn(LOGIN_OF.facilitator), await signIn(LOGIN_OF.auditor)];
  const other = await signIn(LOGIN_OF.donor);
  await superuser.begin(async (locker) => {
    await locker`lock table needs in access exclusive mode`;
    const stuck = waiting.flatMap((ask) => [ask('GET', '/v1/needs'), ask('GET', '/v1/needs')]);
    await until(async () => {
      const [row] = await locker<{ waiting: number }[]>`select count(*)::int as waiting from pg_locks where not granted`;
      return row?.waiting === CONNECTIONS;
    }, 'all connections are taken by those who wait for the lock');
    t.equal((await other('GET', '/v1/sites')).status, 200);
    for (const answer of stuck) t.match(await answer, { status: 503, body: { code: 'try-again' } });
  });
});
