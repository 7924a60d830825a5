import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { startTestApi } from '#tests/support/api.ts';
import { openConnection } from '#tests/support/connection.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { until } from '#tests/support/until.ts';

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

t.test('a request that is finished while the server stops is answered like any other', async (t) => {
  const api = await startTestApi(t, { template: 'migrated' });
  const superuser = connectAsSuperuser(t, api.database);
  const late = await openConnection(t, api.address);
  late.socket.write('GET /nowhere HTTP/1.1\r\nHost: wasl\r\n');
  const answering = await openConnection(t, api.address);
  let closed: Promise<void> | undefined;
  await superuser.begin(async (locker) => {
    await locker`lock table sessions in access exclusive mode`;
    const credentials = `Authorization: Bearer wasl_s_${'x'.repeat(43)}`;
    answering.socket.write(`GET /v1/needs HTTP/1.1\r\nHost: wasl\r\n${credentials}\r\n\r\n`);
    await until(async () => {
      const [row] = await locker<{ waiting: number }[]>`select count(*)::int as waiting from pg_locks where not granted`;
      return row?.waiting === 1;
    }, 'one request is under way');
    closed = api.app.close();
    await until(() => !api.app.server.listening, 'the server stops');
    late.socket.write('\r\n');
    await until(() => late.text() !== '', 'the other one is answered');
  });
  await closed;
  t.match(await late.ended, /^HTTP\/1\.1 404 [^]*connection: close[^]*application\/problem\+json[^]*"code":"not-found"/i);
  t.match(await answering.ended, /^HTTP\/1\.1 401 [^]*connection: close/i);
});
