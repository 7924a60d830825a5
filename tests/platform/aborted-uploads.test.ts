import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { pdf } from '#tests/support/papers.ts';
import { until } from '#tests/support/until.ts';

// What is looked for is where this process receives files, and nobody else's.
const shared = await mkdtemp(join(tmpdir(), 'wasl-shared-'));
process.env['TMPDIR'] = shared;
t.teardown(() => rm(shared, { recursive: true, force: true }));

const ROUNDS = 3;
const LENGTH = 20 * 1024 * 1024;

const places = async (): Promise<string[]> => (await readdir(shared)).filter((name) => name.startsWith('wasl-received-'));

/** Whether a file has come whole, and is looked into now. */
async function isAllThere(bytes: number): Promise<boolean> {
  const [place] = await places();
  if (place === undefined) return false;
  const { size } = await stat(join(shared, place, 'content')).catch(() => ({ size: 0 }));
  return size === bytes;
}

t.test('of an upload whose sender goes away when all of it is sent, nothing stays', async (t) => {
  const api = await startTestApi(t, {});
  const { port, hostname } = new URL(api.address);
  const { body: session } = await api.nobody('POST', '/v1/sessions', { body: { login: LOGIN_OF.facilitator, password: DEMO_PASSWORD } });
  const [delivery] = await connectAsSuperuser(t, api.database)<{ id: string }[]>`select id from deliveries order by creation_order limit 1`;
  const content = pdf(' '.repeat(LENGTH));
  const send = async (): Promise<Socket> => {
    const boundary = randomUUID();
    const field = (name: string, value: string): string =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const body = Buffer.concat([
      Buffer.from(field('subjectType', 'delivery') + field('subjectId', delivery?.id ?? '')),
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n`,
      ),
      content,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `POST /v1/documents HTTP/1.1\r\nHost: wasl\r\nAuthorization: Bearer ${String(session['token'])}\r\nIdempotency-Key: ${randomUUID()}\r\n` +
        `Content-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    await new Promise((sent) => socket.write(body, sent));
    return socket;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const sender = await send();
    // Or it is answered already, on a machine that had no turn for us: then nothing is to stay either.
    while (sender.bytesRead === 0 && !(await isAllThere(content.length))) await nextTurn();
    sender.destroy();
    await until(async () => (await places()).length === 0, 'its place is gone', 10_000);
  }
  t.strictSame(await places(), []);
});
