import t from 'tap';
import { startTestApi } from '#tests/support/api.ts';
import { openConnection } from '#tests/support/connection.ts';
import { until } from '#tests/support/until.ts';

const api = await startTestApi(t, { template: 'migrated' });
const GET = 'GET /v1/needs HTTP/1.1\r\nHost: wasl\r\n\r\n';
const answersIn = (text: string): number => text.split('HTTP/1.1 401').length - 1;

t.test('requests that come all at once on one connection are answered in turn, and others come between', async (t) => {
  const hasty = await openConnection(t, api.address);
  const patient = await openConnection(t, api.address);
  let before = Number.NaN;
  patient.socket.once('data', () => (before = answersIn(hasty.text())));
  hasty.socket.write(GET.repeat(12));
  patient.socket.write(GET);
  await until(() => answersIn(hasty.text()) === 12, 'all of them are answered');
  t.ok(before <= 6, `after ${before} of them another one’s request, which came later, was answered`);
});

t.test('of more requests on a connection than may wait, the first are answered in turn, and the next is told so as the last', async (t) => {
  const { socket, ended } = await openConnection(t, api.address);
  socket.write(GET.repeat(17) + GET.replace('Host', 'Accept-Language: it\r\nHost') + GET.repeat(482));
  const text = await ended;
  t.strictSame(
    text.match(/HTTP\/1\.1 \d{3}/g),
    [...Array<string>(17).fill('HTTP/1.1 401'), 'HTTP/1.1 429'],
    'one is answered and sixteen wait',
  );
  const last = text.slice(text.lastIndexOf('HTTP/1.1'));
  t.match(last, /^connection: close\r$/im);
  t.match(last, /^retry-after: 1\r$/im);
  t.match(last, /^content-type: application\/problem\+json/im);
  t.match(JSON.parse(last.slice(last.indexOf('\r\n\r\n'))), { code: 'too-many-requests', title: 'Troppe richieste in poco tempo' });
});

t.test('a connection on which requests come without end is ended without more words', async (t) => {
  const { socket, ended } = await openConnection(t, api.address);
  socket.write(GET.repeat(5_000));
  t.ok(answersIn(await ended) <= 17);
});

t.test('a connection is kept for as many requests as come one after the other', async (t) => {
  const { socket, text } = await openConnection(t, api.address);
  for (let count = 1; count <= 50; count += 1) {
    socket.write(GET);
    await until(() => answersIn(text()) === count, `answer ${count}`);
  }
  t.notOk(socket.destroyed);
});
