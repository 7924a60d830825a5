import { chownSync, mkdirSync, statSync } from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import postgres from 'postgres';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import type { ByteStore } from '#src/platform/files/byte-store.ts';
import { watchDisk } from '#src/platform/disk.ts';
import { s3Store } from '#src/platform/files/s3-store.ts';
import { caller, LOGIN_OF, startTestApi, type TestApi } from '#tests/support/api.ts';
import { connectAsSuperuser, testServer } from '#tests/support/database.ts';
import { makeStore } from '#tests/support/files.ts';
import { pdf } from '#tests/support/papers.ts';
import { until } from '#tests/support/until.ts';
import { mountSmallDisk, NO_MOUNT } from '#tests/support/small-disk.ts';

/** A photograph's worth of bytes that no compression makes smaller, as a PDF. */
const LARGE = pdf('a large one', randomBytes(300 * 1024));

async function tokenOf(api: TestApi, login: string): Promise<string> {
  const { body } = await caller(api.address, null)('POST', '/v1/sessions', { body: { login, password: DEMO_PASSWORD } });
  return String(body['token']);
}

/** Attaches the large file to a delivery, as a facilitator does. */
async function makeUpload(t: Test, store: ByteStore) {
  const api = await startTestApi(t, { store });
  const superuser = connectAsSuperuser(t, api.database);
  const token = await tokenOf(api, LOGIN_OF.facilitator);
  const [delivery] = await superuser<{ id: string }[]>`select id from deliveries order by creation_order limit 1`;
  const send = async (key: string): Promise<{ status: number; code: unknown }> => {
    const form = new FormData();
    form.set('subjectType', 'delivery');
    form.set('subjectId', delivery?.id ?? '');
    form.set('file', new Blob([LARGE], { type: 'application/pdf' }), 'large.pdf');
    const response = await fetch(`${api.address}/v1/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': key },
      body: form,
    });
    const { code } = (await response.json()) as { code?: unknown };
    return { status: response.status, code };
  };
  const documents = async (): Promise<number> => {
    const [row] = await superuser<{ count: number }[]>`select count(*)::int as count from documents`;
    return row?.count ?? -1;
  };
  return { api, send, documents };
}

t.test('a full disk of files is told as that, leaves nothing behind, and works again once there is room', async (t) => {
  const disk = await mountSmallDisk(t, '128k');
  if (!disk) {
    t.plan(0, NO_MOUNT);
    return;
  }
  const { send, documents } = await makeUpload(t, await makeStore(join(disk.path, 'files')));
  const key = randomUUID();
  const before = await documents();
  t.strictSame(await send(key), { status: 507, code: 'storage-full' });
  t.equal(await documents(), before);
  t.strictSame(await readdir(join(disk.path, 'files/being-written')), [], 'no draft');
  disk.grow('8m');
  t.equal((await send(key)).status, 201, 'the same request, under the same key');
  t.equal(await documents(), before + 1);
});

t.test('a full disk for temporary files is told alike', async (t) => {
  const disk = await mountSmallDisk(t, '128k');
  if (!disk) {
    t.plan(0, NO_MOUNT);
    return;
  }
  const roomy = await mountSmallDisk(t, '8m');
  const { send, documents } = await makeUpload(t, await makeStore(join(roomy?.path ?? '', 'files')));
  const before = await documents();
  const usual = process.env['TMPDIR'];
  process.env['TMPDIR'] = disk.path;
  t.teardown(() => {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
  });
  t.strictSame(await send(randomUUID()), { status: 507, code: 'storage-full' });
  t.strictSame(await readdir(disk.path), []);
  t.equal(await documents(), before);
  disk.grow('8m');
  t.equal((await send(randomUUID())).status, 201);
});

t.test('a full disk of the database is told alike: nothing is half written, and reading goes on', async (t) => {
  const disk = await mountSmallDisk(t, '512k');
  if (!disk) {
    t.plan(0, NO_MOUNT);
    return;
  }
  const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
  const [where] = await server<{ directory: string }[]>`select current_setting('data_directory') as directory`;
  const tablespace = join(disk.path, 'tablespace');
  mkdirSync(tablespace, { mode: 0o700 });
  const { uid, gid } = statSync(where?.directory ?? '');
  chownSync(tablespace, uid, gid);
  const space = `small_${randomUUID().slice(0, 8)}`;
  await server.unsafe(`create tablespace ${space} location '${tablespace}'`);
  t.teardown(async () => {
    await server.unsafe(`drop tablespace if exists ${space}`).catch(() => undefined);
    await server.end();
  });

  const api = await startTestApi(t);
  const superuser = connectAsSuperuser(t, api.database);
  const facilitator = caller(api.address, await tokenOf(api, LOGIN_OF.facilitator));
  const allocate = (key: string) => facilitator('POST', '/v1/allocations', { body: {}, idempotencyKey: key });
  await superuser.unsafe(`alter table idempotency_keys set tablespace ${space}`);
  await superuser.unsafe(`create table filler (stuff text) tablespace ${space}`);
  const fill = (): Promise<string | undefined> =>
    superuser`insert into filler select repeat(md5(random()::text), 60) from generate_series(1, 4)`.then(
      () => undefined,
      (error: { code?: string }) => error.code ?? 'no code',
    );
  let refusal: string | undefined;
  while (refusal === undefined) refusal = await fill();
  t.equal(refusal, '53100', 'the disk is full');

  const key = randomUUID();
  const refused = await allocate(key);
  t.match({ status: refused.status, body: refused.body }, { status: 507, body: { code: 'storage-full' } });
  const count = async () => (await superuser<{ count: number }[]>`select count(*)::int as count from allocations`)[0]?.count;
  t.equal(await count(), 0, 'nothing of it');
  t.equal((await facilitator('GET', '/v1/allocations')).status, 200);
  await superuser`drop table filler`;
  t.equal((await allocate(key)).status, 201, 'the same request, under the same key');
  t.equal(await count(), 1);
  await superuser.unsafe('alter table idempotency_keys set tablespace pg_default');
});

t.test('before the disk of the embedded database is full, changes are refused and reading goes on', async (t) => {
  const room = { blocks: 1000, bsize: 1024 * 1024, bavail: 99 };
  const told: string[] = [];
  const life = new AbortController();
  t.teardown(() => life.abort());
  const disk = await watchDisk('/somewhere', {
    complain: (line) => told.push(`complains: ${line}`),
    say: (line) => told.push(`says: ${line}`),
    unwanted: life.signal,
    look: () => Promise.resolve(room),
  });
  const api = await startTestApi(t, { disk, settings: { METRICS_TOKEN: 'a-token-for-this-test' } });
  const facilitator = await api.signIn(LOGIN_OF.facilitator);
  const key = randomUUID();
  const allocate = () => facilitator('POST', '/v1/allocations', { body: {}, idempotencyKey: key });
  const refused = await allocate();
  t.match({ status: refused.status, body: refused.body }, { status: 507, body: { code: 'storage-full' } });
  t.equal((await facilitator('GET', '/v1/allocations')).status, 200);
  t.equal((await api.nobody('POST', '/v1/allocations', { body: {} })).status, 401, 'a stranger isn’t told');
  const metrics = await fetch(`${api.address}/metrics`, { headers: { authorization: 'Bearer a-token-for-this-test' } });
  t.match(await metrics.text(), `wasl_disk_free_bytes{of="database"} ${99 * 1024 * 1024}\n`);

  room.bavail = 105;
  await until(() => disk.freeBytes() > 100 * 1024 * 1024, 'the next look');
  t.equal((await allocate()).status, 507, 'what comes and goes about the floor changes nothing');
  room.bavail = 120;
  await until(() => !disk.isFull(), 'the next look');
  t.equal((await allocate()).status, 201, 'the same request, under the same key');
  t.equal((await facilitator('DELETE', '/v1/session')).status, 204);
  t.match(told, [
    /^complains: 99 MiB free for the database in \/somewhere: changes are refused \(507\) until there are 110\. Make room\.$/,
    /^says: 120 MiB free .*: changes are taken again\.$/,
  ]);
});

t.test('a store of objects that is full, fails or can’t be reached is told as what it is', async (t) => {
  let status = 507;
  const server = createServer((request, response) => {
    request
      .resume()
      .on('end', () => response.writeHead(status, { 'content-type': 'application/xml' }).end('<Error><Code>Any</Code></Error>'));
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  const place = { bucket: 'wasl', region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, accessKeyId: 'a', secretAccessKey: 'b' };
  const { send, documents } = await makeUpload(t, await s3Store(place));
  const before = await documents();
  t.strictSame(await send(randomUUID()), { status: 507, code: 'storage-full' });
  status = 500;
  t.strictSame(await send(randomUUID()), { status: 503, code: 'try-again' });
  server.close();
  server.closeAllConnections();
  t.strictSame(await send(randomUUID()), { status: 503, code: 'try-again' });
  t.equal(await documents(), before);
});
