import t, { type Test } from 'tap';
import { until } from '#tests/support/until.ts';
import { openConnection } from '#tests/support/connection.ts';
import { startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

const api = await startTestApi(t, { tuned: { HEADERS_SECONDS: 0.5, KEEP_ALIVE_SECONDS: 60 } });

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

function readAnswer(text: string): Answer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]),
    headers: new Headers(lines.map((line) => line.split(/: ?(.*)/, 2) as [string, string])),
    body: rest.join('\r\n\r\n'),
  };
}

const isWhole = (text: string): boolean => {
  const { headers, body } = readAnswer(text);
  return text.includes('\r\n\r\n') && Buffer.byteLength(body) >= Number(headers.get('content-length') ?? 0);
};

/** Sends some bytes, and reads the one answer to them. */
async function exchange(t: Test, bytes: string): Promise<Answer> {
  const { socket, text } = await openConnection(t, api.address);
  let isClosed = false;
  socket.once('close', () => (isClosed = true));
  socket.write(bytes);
  await until(() => isClosed || isWhole(text()), `an answer to ${JSON.stringify(bytes.slice(0, 60))}`, 10_000);
  socket.destroy();
  return readAnswer(text());
}

const HOST = 'Host: wasl\r\nAccept-Language: it\r\n';
const get = (path: string): string => `GET ${path} HTTP/1.1\r\n${HOST}\r\n`;

const UNUSUAL: readonly (readonly [what: string, bytes: string, status: number])[] = [
  ['an address that can’t be decoded', get('/v1/needs/%zz'), 400],
  ['another', get('/%'), 400],
  ['one that is no UTF-8', get('/v1/needs/%ff'), 400],
  ['one below the API reference', get('/reference/%zz'), 400],
  ['a parameter that is longer than any', get(`/v1/needs/${'x'.repeat(5_000)}`), 404],
  ['a file of the API reference that there isn’t', get('/reference/static/nothing.js'), 404],
  ['a way out of the API reference', get('/reference/static/..%2f..%2fpackage.json'), 404],
  ['no address of this service', get('/nowhere'), 404],
  ['an expectation that nobody meets', `GET /healthz HTTP/1.1\r\n${HOST}Expect: fish\r\n\r\n`, 400],
  ['no host', 'GET /healthz HTTP/1.1\r\nAccept-Language: it\r\n\r\n', 400],
  ['a tunnel', `CONNECT example.org:443 HTTP/1.1\r\n${HOST}\r\n`, 404],
  ...['TRACE', 'PROPFIND', 'PATCH', 'DELETE', 'QUERY'].map(
    (method) => [`${method} where there is none`, `${method} /v1/needs HTTP/1.1\r\n${HOST}\r\n`, 405] as const,
  ),
  ['an unusual method at no address', `PROPFIND /nowhere HTTP/1.1\r\n${HOST}\r\n`, 404],
  ['OPTIONS at no address', `OPTIONS /nowhere HTTP/1.1\r\n${HOST}\r\n`, 404],
  ['an address without end', get(`/v1/needs?cursor=${'x'.repeat(9_000)}`), 414],
  ['a version of the API that there isn’t', `GET /nowhere HTTP/1.1\r\n${HOST}Accept-Version: 9\r\n\r\n`, 404],
];

/** What can't be read as HTTP at all, so that nobody knows in which language its sender reads. */
const UNREADABLE: readonly (readonly [what: string, bytes: string, status: number])[] = [
  ['no HTTP', 'fish\r\n\r\n', 400],
  ['a method that there isn’t', `FISH / HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['two lengths', `POST /v1/sessions HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`, 400],
  ['headers without end', `GET / HTTP/1.1\r\n${HOST}X-Long: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ['an address that is longer than all headers may be', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\n${HOST}\r\n`, 414],
  ['headers that don’t come', `GET / HTTP/1.1\r\n${HOST}`, 408],
];

/** Of the usual ones, those by which the others are known to be there too. */
const SECURITY_HEADERS = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN', 'referrer-policy': 'no-referrer' };

function checkProblem(t: Test, what: string, answer: Answer, status: number, language: string): void {
  t.equal(answer.status, status, what);
  t.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8', what);
  t.equal(answer.headers.get('content-language'), language, what);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) t.equal(answer.headers.get(name), value, `${what}: ${name}`);
  t.ok(answer.body.length < 1_000, `${what}: nothing of it comes back`);
  t.match(JSON.parse(answer.body), { status, code: /^[a-z-]+$/, instance: /^urn:request:/ }, what);
}

t.test('whatever is sent, the answer is a problem in the reader’s language, with the headers of every answer', async (t) => {
  for (const [what, bytes, status] of UNUSUAL) checkProblem(t, what, await exchange(t, bytes), status, 'it');
  for (const [what, bytes, status] of UNREADABLE) checkProblem(t, what, await exchange(t, bytes), status, 'en');
});

t.test('an address tells which methods it takes, and so does the server as a whole', async (t) => {
  const ask = async (method: string, path: string) => exchange(t, `${method} ${path} HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
  const id = '0193e7a4-7b1c-7c55-9d0c-4f2b8f0f6a11';
  for (const [method, path, allow] of [
    ['PATCH', '/v1/needs', 'GET, HEAD, OPTIONS, POST'],
    ['POST', `/v1/needs/${id}`, 'GET, HEAD, OPTIONS, PATCH'],
    ['GET', `/v1/needs/${id}/submit`, 'OPTIONS, POST'],
    ['HEAD', `/v1/documents/${id}/content`, 'GET, OPTIONS'],
    ['POST', '/healthz?x=1', 'GET, HEAD, OPTIONS'],
  ] as const) {
    const answer = await ask(method, path);
    t.equal(answer.status, 405, `${method} ${path}`);
    t.equal(answer.headers.get('allow'), allow, `${method} ${path}`);
    const options = await ask('OPTIONS', path);
    t.match(options, { status: 204, body: '' });
    t.equal(options.headers.get('allow'), allow, `OPTIONS ${path}`);
  }
  const whole = await ask('OPTIONS', '*');
  t.equal(whole.status, 204);
  t.equal(whole.headers.get('allow'), 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT');
});

t.test('a body that can’t be read is refused in the language that its headers asked for', async (t) => {
  const head = `POST /v1/sessions HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
  checkProblem(t, 'no chunks', await exchange(t, `${head}fish\r\n`), 400, 'it');
});

t.test('what can’t be read after a request that is being answered spoils nothing of its answer', async (t) => {
  const superuser = connectAsSuperuser(t, api.database);
  const { socket, ended } = await openConnection(t, api.address);
  await superuser.begin(async (locker) => {
    await locker`lock table sessions in access exclusive mode`;
    socket.write(`GET /v1/needs HTTP/1.1\r\n${HOST}Authorization: Bearer wasl_s_${'x'.repeat(43)}\r\n\r\nfish\r\n\r\n`);
    await until(async () => {
      const [row] = await locker<{ waiting: number }[]>`select count(*)::int as waiting from pg_locks where not granted`;
      return row?.waiting === 1;
    }, 'the request waits at the door');
  });
  const text = await ended;
  t.strictSame(text.match(/HTTP\/1\.1 \d{3}/g), ['HTTP/1.1 401', 'HTTP/1.1 400']);
});

t.test('a successful answer has those headers too', async (t) => {
  const answer = await exchange(t, get('/healthz'));
  t.equal(answer.status, 200);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) t.equal(answer.headers.get(name), value, name);
});
