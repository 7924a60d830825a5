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

t.test('a connection on which many more wait than anybody needs is ended', async (t) => {
  const { socket, ended } = await openConnection(t, api.address);
  socket.write(GET.repeat(500));
  const answered = answersIn(await ended);
  t.ok(answered <= 20, `${answered} of them were answered`);
});

t.test('a connection is kept for as many requests as come one after the other', async (t) => {
  const { socket, text } = await openConnection(t, api.address);
  for (let count = 1; count <= 50; count += 1) {
    socket.write(GET);
    await until(() => answersIn(text()) === count, `answer ${count}`);
  }
  t.notOk(socket.destroyed);
});
