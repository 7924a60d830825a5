import t from 'tap';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { losing } from '#tests/support/lost-database.ts';
import { until } from '#tests/support/until.ts';
import Fastify from 'fastify';
import { registerErrorHandling } from '#src/platform/http/error-handling.ts';
import { registerHealth } from '#src/platform/http/health.ts';

t.test('however many ask whether the service is ready, the database is asked once at a time', async (t) => {
  const app = Fastify();
  let answer = (): void => undefined;
  let asked = 0;
  registerErrorHandling(app, { countStranger: async () => undefined });
  const database = {
    ping: () => {
      asked += 1;
      return new Promise<void>((resolve) => (answer = resolve));
    },
  };
  registerHealth(app, database, { hasBegun: false });
  let arrived = 0;
  app.addHook('preHandler', async () => void (arrived += 1));
  await app.ready();
  const ask = (count: number) => Array.from({ length: count }, async () => (await app.inject('/readyz')).statusCode);
  const first = ask(100);
  await until(() => arrived === 100, 'all of them ask');
  t.equal(asked, 1);
  answer();
  t.strictSame(new Set(await Promise.all(first)), new Set([200]));

  const [next] = ask(1);
  await until(() => asked === 2, 'an answer is for those alone who asked before it came');
  answer();
  t.equal(await next, 200);
});

t.test('a check that fails is told to all who wait for it, and to nobody after', async (t) => {
  const api = await startTestApi(t, { template: 'migrated' });
  const loss = losing(t, api.database);
  const ask = async () => (await fetch(`${api.address}/readyz`)).status;
  await loss.takeAway();
  t.strictSame(new Set(await Promise.all(Array.from({ length: 40 }, ask))), new Set([503]));
  await loss.giveBack();
  await until(async () => (await ask()) === 200, 'ready again');
  t.strictSame(new Set(await Promise.all(Array.from({ length: 200 }, ask))), new Set([200]), 'to however many');
});

t.test('a service whose door has lost its login is not ready, and whoever asks is told to come again', async (t) => {
  const api = await startTestApi(t, { template: 'scenario' });
  const { database } = api;
  const superuser = connectAsSuperuser(t, database);
  const name = new URL(database.superuserUrl).pathname.slice(1);
  const donor = await api.signIn(LOGIN_OF.donor);
  const ready = async () => (await fetch(`${api.address}/readyz`)).status;
  t.equal(await ready(), 200);
  await superuser.unsafe(`revoke connect on database ${name} from public`);
  await superuser.unsafe(`grant connect on database ${name} to wasl_app`);
  await superuser`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'wasl_authenticator' and datname = ${name}`;
  await until(async () => (await ready()) === 503, 'not ready');
  const refused = await donor('GET', '/v1/needs');
  t.match(refused, { status: 503, body: { code: 'try-again' } });
  t.match(refused.headers.get('retry-after'), /^\d+$/);
  await superuser.unsafe(`grant connect on database ${name} to wasl_authenticator`);
  await until(async () => (await ready()) === 200, 'ready again');
  t.match(await donor('GET', '/v1/needs'), { status: 200 });
});
