import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { startTestApi, type TestApi } from '#tests/support/api.ts';
import { openConnection } from '#tests/support/connection.ts';
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

/** Sends something that is no whole request, and waits until it has come. */
async function sendHalf(t: Test, { app, address }: TestApi, ...parts: readonly string[]) {
  const accepted = once(app.server, 'connection') as Promise<[Socket]>;
  const connection = await openConnection(t, address);
  const [serverSide] = await accepted;
  let sent = 0;
  for (const part of parts) {
    const before = connection.text();
    connection.socket.write(part);
    sent += part.length;
    await until(() => serverSide.bytesRead === sent, 'it has come');
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
