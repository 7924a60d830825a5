import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { startTestApi, type TestApi } from '#tests/support/api.ts';
import { type Connection, openConnection } from '#tests/support/connection.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { until } from '#tests/support/until.ts';

const GET = 'GET /healthz HTTP/1.1\r\nHost: wasl\r\n\r\n';
const LAST = /^HTTP\/1\.1 200 [^]*connection: close/i;

/** A service that stops when it is told that its grace is over. */
async function startStoppable(t: Test) {
  let endGrace = (): void => undefined;
  const over = new Promise<void>((resolve) => (endGrace = resolve));
  const api = await startTestApi(t, { template: 'migrated', grace: () => over });
  t.teardown(endGrace);
  return { api, endGrace };
}

/** A connection on which something is sent, and waited for until it has come. */
async function sending(t: Test, { app, address }: TestApi) {
  const accepted = once(app.server, 'connection') as Promise<[Socket]>;
  const connection = await openConnection(t, address);
  const [serverSide] = await accepted;
  let sent = 0;
  const send = async (part: string): Promise<void> => {
    connection.socket.write(part);
    sent += part.length;
    await until(() => serverSide.bytesRead === sent, 'it has come');
  };
  return { connection, send };
}

/** Sends something that is no whole request, after others that are answered. */
async function sendHalf(t: Test, api: TestApi, ...parts: readonly string[]) {
  const { connection, send } = await sending(t, api);
  for (const part of parts) {
    const before = connection.text();
    await send(part);
    if (part !== parts.at(-1)) await until(() => connection.text() !== before, 'an answer to what is whole');
  }
  return connection;
}

t.test('a connection that a browser opened ahead, and one kept for another request, keep no server from stopping', async (t) => {
  const { app, address } = await startTestApi(t, { template: 'migrated' });
  const port = Number(new URL(address).port);
  const ahead = connect(port, '127.0.0.1');
  await once(ahead, 'connect');
  t.equal((await fetch(`${address}/healthz`)).status, 200);
  const given = new AbortController();
  const outcome = await Promise.race([
    app.close().then(() => 'stopped'),
    sleep(8_000, 'still waiting', { signal: given.signal }).catch(() => undefined),
  ]);
  given.abort();
  ahead.destroy();
  t.equal(outcome, 'stopped');
});

t.test(
  'what arrives just after a service was asked to stop is answered, as the last of its connection; it is not ready for more',
  async (t) => {
    const { api, endGrace } = await startStoppable(t);
    const kept = await sendHalf(t, api, GET, '');
    const late = await sendHalf(t, api, GET.slice(0, -2));
    const closed = api.app.close();
    await until(async () => (await fetch(`${api.address}/readyz`)).status === 503, 'not ready for more');
    t.match(await (await fetch(`${api.address}/readyz`)).json(), { code: 'not-ready' });

    kept.socket.write(GET);
    late.socket.write('\r\n');
    const fresh = await openConnection(t, api.address);
    fresh.socket.write(GET);
    t.match((await kept.ended).slice(1), /^[^]*HTTP\/1\.1 200 [^]*connection: close/i, 'on a connection that was kept');
    t.match(await late.ended, LAST, 'what had begun to come');
    t.match(await fresh.ended, LAST, 'on a new connection');
    t.ok(api.app.server.listening);
    endGrace();
    await closed;
    await t.rejects(fetch(`${api.address}/healthz`));
  },
);

t.test('what has come half by then is told to come again, and what is being answered is finished', async (t) => {
  const { api, endGrace } = await startStoppable(t);
  const superuser = connectAsSuperuser(t, api.database);
  const silent = await sendHalf(t, api);
  const idle = await sendHalf(t, api, GET, '');
  const halves = {
    'a head': await sendHalf(t, api, 'GET /healthz HTTP/1.1\r\nHost: w'),
    'a second head': await sendHalf(t, api, GET, 'GET /healthz HTTP/1.1\r\nHost: w'),
    'a body': await sendHalf(
      t,
      api,
      'POST /v1/sessions HTTP/1.1\r\nHost: wasl\r\nAccept-Language: it\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    ),
  };
  const answering = await openConnection(t, api.address);
  let closed: Promise<void> | undefined;
  await superuser.begin(async (locker) => {
    await locker`lock table sessions in access exclusive mode`;
    answering.socket.write(`GET /v1/needs HTTP/1.1\r\nHost: wasl\r\nAuthorization: Bearer wasl_s_${'x'.repeat(43)}\r\n\r\n`);
    await until(async () => {
      const [row] = await locker<{ waiting: number }[]>`select count(*)::int as waiting from pg_locks where not granted`;
      return row?.waiting === 1;
    }, 'one request is under way');
    closed = api.app.close();
    endGrace();
    for (const [what, { ended }] of Object.entries(halves)) {
      const text = await ended;
      const last = text.slice(text.lastIndexOf('HTTP/1.1'));
      t.match(last, /^HTTP\/1\.1 503 [^]*Retry-After: 1[^]*Connection: close/i, what);
      t.match(JSON.parse(last.slice(last.indexOf('\r\n\r\n'))), { code: 'try-again' }, what);
    }
    t.match(await halves['a body'].ended, /content-language: it/i);
    t.equal(await silent.ended, '', 'who has sent nothing is told nothing');
    t.match((await idle.ended).match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200'], 'nor who has its answer');
    t.equal(answering.text(), '');
  });
  t.match(await answering.ended, /^HTTP\/1\.1 401 [^]*connection: close/i);
  await closed;
});

t.test('who has come by the end of the grace is answered, though they were not let in yet', async (t) => {
  const { api, endGrace } = await startStoppable(t);
  const closed = api.app.close();
  await until(async () => (await fetch(`${api.address}/readyz`)).status === 503, 'not ready for more');
  // The kernel has taken all of them before the service looks again, and it lets in one after the other.
  const crowd = Array.from({ length: 32 }, () => askOnce(api.address));
  endGrace();
  t.strictSame(new Set(await Promise.all(crowd)), new Set(['answered, as the last']));
  await closed;
  t.equal(await askOnce(api.address), 'ECONNREFUSED');
});

t.test('who asks on without a pause while a service stops is answered each time, until nobody is there', async (t) => {
  const { api, endGrace } = await startStoppable(t);
  const came: string[] = [];
  let isOver = false;
  const loops = Array.from({ length: 8 }, async () => {
    while (!isOver) {
      const outcome = await askOnce(api.address);
      came.push(outcome);
      isOver ||= outcome === 'ECONNREFUSED';
    }
  });
  await until(() => came.length > 20, 'they ask');
  const closed = api.app.close();
  const before = came.length;
  await until(() => came.length > before + 20, 'they ask on');
  endGrace();
  await closed;
  await Promise.all(loops);
  t.strictSame([...new Set(came)].toSorted(), ['ECONNREFUSED', 'answered', 'answered, as the last']);
});

t.test('who was refused and goes on sending what they had begun is told nothing more', async (t) => {
  const { api, endGrace } = await startStoppable(t);
  const head = 'POST /v1/needs HTTP/1.1\r\nHost: wasl\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n';
  const refused = async (...parts: readonly string[]) => {
    const { connection, send } = await sending(t, api);
    await send(head);
    await until(() => connection.text() !== '', 'an answer');
    for (const part of parts) await send(part);
    return connection;
  };
  const dripping = await refused('{');
  const through = await refused('x'.repeat(40));
  const another = await refused('x'.repeat(40), 'GET /healthz HTTP/1.1\r\nHost: w');
  const closed = api.app.close();
  endGrace();
  const statuses = async ({ ended }: Connection) => (await ended).match(/HTTP\/1\.1 \d+/g);
  t.strictSame(await statuses(dripping), ['HTTP/1.1 401'], 'its body drips in');
  t.strictSame(await statuses(through), ['HTTP/1.1 401'], 'its body has come');
  t.strictSame(await statuses(another), ['HTTP/1.1 401', 'HTTP/1.1 503'], 'half of another came after it');
  await closed;
});

/** Asks over a connection of its own; answers how that ended. */
async function askOnce(address: string): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.write(GET);
  let text = '';
  let fault = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
    if (text.includes('{"status":"ok"}')) socket.end();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => (fault = error.code ?? error.message));
  await once(socket, 'close').catch(() => undefined);
  if (fault !== '') return text === '' ? fault : `${fault} in the midst of an answer`;
  if (!text.includes('{"status":"ok"}')) return 'ended without an answer';
  return LAST.test(text) ? 'answered, as the last' : 'answered';
}
