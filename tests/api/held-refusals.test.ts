import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { openConnection } from '#tests/support/connection.ts';
import { until } from '#tests/support/until.ts';

const LIMIT = 5;
/** Refused without delay: requests that were under way, and a program that looks whether it may. */
const AT_ONCE = 10;
const held = { settings: { RATE_LIMIT_ACCOUNT: String(LIMIT), RATE_LIMIT_ADDRESS: '20' }, tuned: { RATE_LIMIT_HOLD_SECONDS: 600 } };

/** A service that holds refusals back for longer than a test takes, and how much somebody asked it beyond the limit. */
async function startHolding() {
  const api = await startTestApi(t, held);
  const { body } = await api.nobody('POST', '/v1/sessions', { body: { login: LOGIN_OF.facilitator, password: DEMO_PASSWORD } });
  const headers = { authorization: `Bearer ${String(body['token'])}` };
  const ask = async (): Promise<number> => (await fetch(`${api.address}/v1/session`, { headers })).status;
  const askOn = async () => {
    const connection = await openConnection(t, api.address);
    connection.socket.write(`GET /v1/session HTTP/1.1\r\nHost: wasl\r\nAuthorization: ${headers.authorization}\r\n\r\n`);
    return connection;
  };
  return { api, ask, askOn };
}

t.test('whoever asks on after being refused is refused late, and keeps nobody else waiting', async (t) => {
  const { api, ask, askOn } = await startHolding();
  const answers: number[] = [];
  for (let count = 0; count < LIMIT + AT_ONCE; count += 1) answers.push(await ask());
  t.strictSame(answers, [...Array<number>(LIMIT).fill(200), ...Array<number>(AT_ONCE).fill(429)]);

  let arrived = 0;
  api.app.server.on('request', () => (arrived += 1));
  const loops = await Promise.all(Array.from({ length: 60 }, askOn));
  await until(() => arrived === loops.length, 'all of them have asked');
  const auditor = await api.signIn(LOGIN_OF.auditor);
  t.equal((await auditor('GET', '/v1/session')).status, 200);
  t.equal(loops.filter(({ text }) => text() !== '').length, 0, 'none of sixty connections is answered yet');
  t.equal(api.database.counts().authenticator.inside + api.database.counts().people.inside, 0, 'and none of them uses the database');

  const closed = api.app.close();
  for (const { ended } of loops) t.match(await ended, /^HTTP\/1\.1 429 [^]*"code":"too-many-requests"/, 'a service that stops holds none');
  await closed;
});

t.test('so is an address that nobody has signed in for', async (t) => {
  const { api } = await startHolding();
  const ask = async (): Promise<number> => (await fetch(`${api.address}/v1/session`)).status;
  let refused = 0;
  while (refused < AT_ONCE) if ((await ask()) === 429) refused += 1;
  let arrived = 0;
  api.app.server.on('request', () => (arrived += 1));
  const late = await openConnection(t, api.address);
  late.socket.write('GET /openapi.json HTTP/1.1\r\nHost: wasl\r\n\r\n');
  const nowhere = await openConnection(t, api.address);
  nowhere.socket.write('GET /nowhere HTTP/1.1\r\nHost: wasl\r\n\r\n');
  await until(() => arrived === 2, 'both have come');
  t.equal((await fetch(`${api.address}/healthz`)).status, 200);
  t.equal(late.text() + nowhere.text(), '', 'whatever it asks for');
});

t.test('so is whoever goes on trying where guesses have locked it: to sign in, or to change a password', async (t) => {
  const HOLD_SECONDS = 0.5;
  const api = await startTestApi(t, { template: 'scenario', tuned: { RATE_LIMIT_HOLD_SECONDS: HOLD_SECONDS } });
  const auditor = await api.signIn(LOGIN_OF.auditor);
  const body = { login: LOGIN_OF.donor, password: 'no such password' };
  const change = { currentPassword: 'no such password', newPassword: 'quite another password' };
  for (const [what, guess] of [
    ['to sign in', () => api.nobody('POST', '/v1/sessions', { body })],
    ['to change the password', () => auditor('PUT', '/v1/session/password', { body: change })],
  ] as const) {
    let locked = 0;
    while (locked < AT_ONCE) if ((await guess()).body['code'] === 'sign-in-locked') locked += 1;
    const asked = performance.now();
    t.match(await guess(), { status: 429, body: { code: 'sign-in-locked' } });
    t.ok(performance.now() - asked >= HOLD_SECONDS * 1000, what);
  }
});

t.test('sixty who try to sign in from one address wait behind each other, and nobody who is signed in behind them', async (t) => {
  const api = await startTestApi(t);
  const superuser = connectAsSuperuser(t, api.database);
  const auditor = await api.signIn(LOGIN_OF.auditor);
  const body = { login: 'nobody@example.org', password: 'no such password' };
  let tries: Promise<unknown>[] = [];
  await superuser.begin(async (locker) => {
    await locker`lock table sign_in_throttles in access exclusive mode`;
    tries = Array.from({ length: 60 }, () => api.nobody('POST', '/v1/sessions', { body }));
    await until(() => api.database.counts().authenticator.waiting > 30, 'they have come');
    t.equal((await auditor('GET', '/v1/session')).status, 200);
    t.ok(api.database.counts().authenticator.waiting > 0, 'though they still wait');
  });
  await Promise.all(tries);
});
