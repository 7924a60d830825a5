import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import Fastify from 'fastify';
import t, { type Test } from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { LEAST_BYTES_PER_SECOND, registerSlowTransfers } from '#src/platform/http/slow-transfers.ts';
import { startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t, {
  tuned: { HEADERS_SECONDS: 0.2, TRANSFER_SECONDS: 0.3, REQUEST_SECONDS: 20, IDLE_SECONDS: 20 },
});
const { hostname, port } = new URL(api.address);

/** A connection of one's own, and all that comes over it until it is ended from the other side. */
async function open(t: Test): Promise<{ socket: Socket; ended: Promise<string> }> {
  const socket = connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  let text = '';
  const ended = new Promise<string>((resolve) => {
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    socket.on('error', () => undefined).once('close', () => resolve(text));
  });
  return { socket, ended };
}

/** Writes a sign after the other, slowly, for as long as the other side takes them. */
function drip(socket: Socket, sign: string): void {
  const job = setInterval(() => socket.write(sign), 50);
  socket.once('close', () => clearInterval(job));
}

const problemIn = (answer: string) => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;

async function tokenOf(login: string): Promise<string> {
  const { body } = await api.nobody('POST', '/v1/sessions', { body: { login, password: DEMO_PASSWORD } });
  return String(body['token']);
}

t.test('headers that don’t come to an end are cut off, and told as a problem', async (t) => {
  const { socket, ended } = await open(t);
  socket.write('GET /healthz HTTP/1.1\r\nHost: wasl\r\nX-Slow: ');
  drip(socket, 'a');
  const answer = await ended;
  t.match(answer, /^HTTP\/1.1 408 /);
  t.match(problemIn(answer), { code: 'request-too-slow', status: 408 });
});

t.test('a body that comes byte by byte is cut off, and told in the sender’s language', async (t) => {
  const { socket, ended } = await open(t);
  socket.write(
    'POST /v1/sessions HTTP/1.1\r\nHost: wasl\r\nAccept-Language: it\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{',
  );
  drip(socket, ' ');
  const answer = await ended;
  t.match(answer, /^HTTP\/1.1 408 /);
  t.match(answer, /content-language: it/i);
  t.match(problemIn(answer), { code: 'request-too-slow', title: 'La richiesta ha impiegato troppo tempo ad arrivare' });
});

t.test('so is a file that is sent byte by byte, and nothing of it is left', async (t) => {
  const token = await tokenOf('facilitator@unsmil.demo');
  const { socket, ended } = await open(t);
  socket.write(
    `POST /v1/documents HTTP/1.1\r\nHost: wasl\r\nAuthorization: Bearer ${token}\r\nIdempotency-Key: ${randomUUID()}\r\n` +
      'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n' +
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-',
  );
  drip(socket, 'a');
  const answer = await ended;
  t.match(answer, /^HTTP\/1.1 408 /);
  t.match(problemIn(answer), { code: 'request-too-slow' });
});

t.test('a body that comes slowly but steadily is given its time', async (t) => {
  const token = await tokenOf('requester@ly-gasbcp.demo');
  const { socket, ended } = await open(t);
  const body = JSON.stringify({ unknown: 'a'.repeat(16_000) });
  socket.write(
    `POST /v1/needs HTTP/1.1\r\nHost: wasl\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nIdempotency-Key: ${randomUUID()}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  let sent = 0;
  // Half a second altogether, which is longer than a body may take that earns nothing.
  const job = setInterval(() => {
    socket.write(body.slice(sent, sent + 1600));
    sent += 1600;
    if (sent >= body.length) clearInterval(job);
  }, 50);
  t.match(problemIn(await ended), { code: 'invalid-field' });
});

t.test('an answer that nobody reads is cut off, however much of it the line takes in at once', async (t) => {
  const app = Fastify();
  registerSlowTransfers(app, { seconds: 0.3, bytesPerSecond: LEAST_BYTES_PER_SECOND });
  // Far more than both ends of a connection keep for each other, which are megabytes: at the least speed, minutes.
  app.get('/', async () => Buffer.alloc(32 * 1024 * 1024));
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => app.close());
  const accepted = once(app.server, 'connection');
  const socket = connect(Number(new URL(address).port), '127.0.0.1').pause();
  t.teardown(() => socket.destroy());
  const [serverSide] = (await accepted) as [Socket];
  const ended = once(serverSide, 'close');
  socket.write('GET / HTTP/1.1\r\nHost: wasl\r\n\r\n');
  await ended;
  t.ok(serverSide.bytesWritten > 100_000);
});

t.test('who reads at once is sent all of a long answer', async (t) => {
  const texts = await Promise.all(Array.from({ length: 4 }, async () => (await fetch(`${api.address}/openapi.json`)).text()));
  t.equal(new Set(texts.map((text) => createHash('sha256').update(text).digest('hex'))).size, 1);
});
