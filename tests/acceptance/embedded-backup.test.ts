import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { caller, LOGIN_OF } from '#tests/support/api.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { pdf } from '#tests/support/papers.ts';
import { startOwnServer } from './own-server.ts';

/** Runs a command to its end, in the data directory of a service. */
async function run(args: readonly string[], data: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['src/cli/wasl.mjs', ...args], {
    env: { ...process.env, WASL_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

t.test('the embedded database is backed up while people write, and a service begins on what is restored of it', async (t) => {
  const place = await temporaryDirectory(t);
  await chmod(place, 0o755); // or root's server would keep its data elsewhere
  const [data, restored] = [join(place, 'data'), join(place, 'restored')];
  const archive = join(place, 'backup.zip');

  const service = await startOwnServer({ WASL_DATA: data });
  const { body: session } = await caller(service.address, null)('POST', '/v1/sessions', {
    body: { login: LOGIN_OF.facilitator, password: DEMO_PASSWORD },
  });
  const token = String(session['token']);
  const authorization = `Bearer ${token}`;
  const { body: deliveries } = await caller(service.address, token)('GET', '/v1/deliveries?limit=1');
  const [delivery] = deliveries['items'] as { id: string }[];
  const attach = async (content: Buffer): Promise<string> => {
    const form = new FormData();
    form.set('subjectType', 'delivery');
    form.set('subjectId', delivery?.id ?? '');
    form.set('file', new Blob([new Uint8Array(content)], { type: 'application/pdf' }), 'a.pdf');
    const headers = { authorization, 'idempotency-key': randomUUID() };
    const response = await fetch(`${service.address}/v1/documents`, { method: 'POST', headers, body: form });
    if (response.status !== 201) throw new Error(`attached with ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  };

  const before = await attach(pdf('before the backup'));
  const writing = { isOver: false, written: 0 };
  const written = (async () => {
    for (; !writing.isOver; writing.written += 1) await attach(pdf(`while it runs ${writing.written}`));
  })();
  const backup = await run(['backup', archive], data);
  writing.isOver = true;
  await written;
  t.equal(backup.code, 0, backup.output);
  t.match(backup.output, /Restored into a scratch database and compared: \d+ rows of \d+ tables/);
  t.ok(writing.written > 0, `${writing.written} documents were attached meanwhile`);
  t.equal(await service.stop(), 0);

  const restore = await run(['restore', archive], restored);
  t.equal(restore.code, 0, restore.output);
  const again = await startOwnServer({ WASL_DATA: restored });
  const content = await fetch(`${again.address}/v1/documents/${before}/content`, { headers: { authorization } });
  t.equal(content.status, 200, 'whoever was signed in still is');
  t.ok(Buffer.from(await content.arrayBuffer()).equals(pdf('before the backup')));
  const { body: attached } = await caller(again.address, token)(
    'GET',
    `/v1/documents?subjectType=delivery&subjectId=${delivery?.id}&limit=200`,
  );
  const documents = attached['items'] as { id: string }[];
  const contents = await Promise.all(
    documents.map(({ id }) =>
      fetch(`${again.address}/v1/documents/${id}/content`, { headers: { authorization } }).then(({ status }) => status),
    ),
  );
  t.strictSame([...new Set(contents)], [200], `each of ${documents.length} documents has its file`);
  t.equal(await again.stop(), 0);
});
