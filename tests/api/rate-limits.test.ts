import t from 'tap';
import { LOGIN_OF, startTestApi, type Reply } from '#tests/support/api.ts';
import { openConnection } from '#tests/support/connection.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

const api = await startTestApi(t, { settings: { RATE_LIMIT_ACCOUNT: '12', RATE_LIMIT_API_KEY: '4', RATE_LIMIT_ADDRESS: '20' } });
const superuser = connectAsSuperuser(t, api.database);
const leftOf = (reply: Reply, name: string): number =>
  Number(new RegExp(`"${name}";r=(\\d+);t=\\d+`).exec(reply.headers.get('ratelimit') ?? '')?.[1] ?? Number.NaN);

t.test('every answer says what is left of the limits, and one request too many is refused until the minute is over', async (t) => {
  const auditor = await api.signIn(LOGIN_OF.auditor);
  const left: number[] = [];
  for (let asked = 0; asked < 12; asked += 1) {
    const reply = await auditor('GET', '/v1/session');
    t.equal(reply.status, 200);
    t.equal(reply.headers.get('ratelimit-policy'), '"account";q=12;w=60');
    left.push(leftOf(reply, 'account'));
  }
  t.strictSame(left, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  const refused = await auditor('GET', '/v1/session');
  t.match(refused, { status: 429, body: { code: 'too-many-requests', type: '/problems/too-many-requests' } });
  t.equal(refused.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  const seconds = Number(refused.headers.get('retry-after'));
  t.ok(seconds > 0 && seconds <= 60);
  t.equal((refused.body['facts'] as { retryAfterSeconds: number }).retryAfterSeconds, seconds);
  t.equal((await auditor('DELETE', '/v1/session')).status, 429, 'whatever is asked');
  await superuser.begin(async (locker) => {
    await locker`lock table sessions in access exclusive mode`;
    t.equal((await auditor('GET', '/v1/session')).status, 429, 'without asking the database whose it is');
  });
  t.equal((await (await api.signIn(LOGIN_OF.auditor))('GET', '/v1/session')).status, 429, 'and by whichever sign-in');
});

t.test('a key has a limit of its own within its account’s', async (t) => {
  const donor = await api.signIn(LOGIN_OF.donor);
  const key = await donor('POST', '/v1/api-keys', { body: { name: 'Nightly', scopes: ['needs:read'] } });
  const program = () => api.nobody('GET', '/v1/needs?limit=1', { headers: { authorization: `Bearer ${String(key.body['token'])}` } });
  for (let asked = 0; asked < 4; asked += 1) t.equal((await program()).status, 200);
  const refused = await program();
  t.equal(refused.status, 429);
  t.equal(refused.headers.get('ratelimit-policy'), '"account";q=12;w=60, "api-key";q=4;w=60');
  t.equal(leftOf(refused, 'api-key'), 0);
  const person = await donor('GET', '/v1/session');
  t.equal(person.status, 200, 'the person goes on');
  t.equal(leftOf(person, 'account'), 5, 'with what the key has left');
});

t.test('an address that nobody has signed in for is refused without keeping out who has', async (t) => {
  const facilitator = await api.signIn(LOGIN_OF.facilitator);
  const answers: number[] = [];
  for (let asked = 0; asked < 22; asked += 1) {
    const authorization = `Bearer wasl_s_${String(asked).padStart(43, 'x')}`;
    answers.push((await api.nobody('GET', '/v1/needs', { headers: { authorization } })).status);
  }
  t.ok(answers.includes(401), 'at first it is told to sign in');
  t.equal(answers.at(-1), 429);
  t.equal((await api.nobody('POST', '/v1/sessions', { body: {} })).status, 429);
  t.equal((await api.nobody('GET', '/openapi.json')).status, 429);
  t.equal((await api.nobody('GET', '/reference/')).status, 429);
  t.equal((await api.nobody('GET', '/healthz')).status, 200);
  t.equal((await facilitator('GET', '/v1/needs?limit=1')).status, 200, 'from the same address');
});

t.test('an address that a sender claims counts for nothing, unless a proxy that is believed says so', async (t) => {
  const from = async (settings: Record<string, string>, forwarded: string) => {
    const other = await startTestApi(t, { template: 'migrated', settings: { RATE_LIMIT_ADDRESS: '2', ...settings } });
    const left: number[] = [];
    for (const address of ['203.0.113.1', '203.0.113.2']) {
      const reply = await other.nobody('GET', '/v1/needs', { headers: { 'x-forwarded-for': `${address}${forwarded}` } });
      left.push(leftOf(reply, 'address'));
    }
    return left;
  };
  t.strictSame(await from({}, ''), [1, 0], 'one address');
  t.strictSame(await from({ TRUST_PROXY: '1' }, ''), [1, 1], 'two');
  t.strictSame(await from({ TRUST_PROXY: '1' }, ', 198.51.100.7'), [1, 0], 'what stands left of the proxy’s own word is not believed');
  t.strictSame(await from({ TRUST_PROXY: 'loopback, 198.51.100.0/24' }, ', 198.51.100.7'), [1, 1], 'but for two proxies');
});

/** What is answered without asking who is there: each is one request of the address, and no more than one. */
const ASKED_OF_NOBODY: readonly (readonly [request: string, status: number])[] = [
  ['GET /nowhere', 404],
  ['POST /nowhere', 404],
  ['PROPFIND /v1/needs', 405],
  ['GET /', 302],
  ['GET /problems/not-found', 200],
  ['GET /problems/no-such-code', 404],
  ['GET /v1/needs/%zz', 400],
  ['GET /reference/%ff', 400],
  [`GET /v1/needs/${'x'.repeat(5_000)}`, 404],
  ['GET /reference/static/nothing.js', 404],
  ['GET /metrics', 401],
  ['POST /v1/sessions', 400],
];

/** One answer to a request of so many lines; without a host where it is to lack one. */
async function answerTo(address: string, request: string, headers: readonly string[] = ['Host: wasl']) {
  const { socket, ended } = await openConnection(t, address);
  socket.write(`${request} HTTP/1.1\r\n${[...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  const text = await ended;
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]),
    left: Number(/^ratelimit: "address";r=(\d+)/im.exec(text)?.[1] ?? Number.NaN),
    text,
  };
}

t.test('what nobody has to sign in for is counted by address, once, and refused like the rest', async (t) => {
  const limit = 2 + ASKED_OF_NOBODY.length;
  const { address } = await startTestApi(t, {
    template: 'migrated',
    settings: { RATE_LIMIT_ADDRESS: String(limit), RATE_LIMIT_HOLD_SECONDS: '0', METRICS_TOKEN: 'a-token-for-this-test' },
  });
  let left = limit;
  for (const [request, status] of ASKED_OF_NOBODY) {
    left -= 1;
    t.match(await answerTo(address, request), { status, left }, request);
  }
  t.match(await answerTo(address, 'GET /v1/needs', []), { status: 400, left: 1 }, 'without a host');
  t.match(await answerTo(address, 'GET /healthz', ['Host: wasl', 'Expect: fish']), { status: 400, left: 0 }, 'expecting what nobody gives');
  for (const [request] of ASKED_OF_NOBODY) {
    const { status, text } = await answerTo(address, request);
    t.equal(status, 429, request);
    t.match(text, /^retry-after: \d+/im, request);
  }
  t.equal((await answerTo(address, 'GET /v1/needs', [])).status, 429);
  for (const probe of ['GET /healthz', 'GET /readyz']) t.match(await answerTo(address, probe), { status: 200, left: Number.NaN }, probe);
  const metrics = await fetch(`${address}/metrics`, { headers: { authorization: 'Bearer a-token-for-this-test' } });
  t.equal(metrics.status, 200, 'whoever has the token for the figures is no stranger');
});

t.test('behind a proxy an address that can’t be read is counted by where it comes from, too', async (t) => {
  const { address } = await startTestApi(t, { template: 'migrated', settings: { RATE_LIMIT_ADDRESS: '5', TRUST_PROXY: '1' } });
  const from = async (sender: string): Promise<number> =>
    (await answerTo(address, 'GET /%zz', ['Host: wasl', `X-Forwarded-For: ${sender}`])).left;
  t.strictSame([await from('203.0.113.1'), await from('203.0.113.1'), await from('203.0.113.2')], [4, 3, 4]);
});
