import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdir, open, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { readSettings } from '#src/settings.ts';
import { checkFiles } from '#src/platform/doctor/check-files.ts';
import type { ByteStore } from '#src/platform/files/byte-store.ts';
import { diskStore } from '#src/platform/files/disk-store.ts';
import { BUCKET, s3Store } from '#src/platform/files/s3-store.ts';
import { FILE_SYSTEM, StoreCalls, type Visit } from '#src/platform/files/store-calls.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { makeClerk, UNAVAILABLE } from '#tests/support/clerk.ts';
import { collectLog } from '#tests/support/collected-log.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { makeStore, temporaryDirectory, temporaryStore } from '#tests/support/files.ts';
import { type HeldFile, holdFile, NO_LEASE } from '#tests/support/held-file.ts';
import { hashOf, pdf } from '#tests/support/papers.ts';
import { until } from '#tests/support/until.ts';

const isUnix = process.platform !== 'win32';
const NO_PIPE = 'Windows has no named pipes';
/** Nobody waits long for it. */
const impatient = (limits = FILE_SYSTEM) => new StoreCalls({ ...limits, waitMs: 200, callMs: 400 });

const pathOf = (directory: string, content: Buffer): string => {
  const hash = hashOf(content);
  return join(directory, hash.slice(0, 2), hash.slice(2, 4), hash);
};

const signIn = async (address: string): Promise<number> =>
  (await caller(address, null)('POST', '/v1/sessions', { body: { login: LOGIN_OF.donor, password: DEMO_PASSWORD } })).status;
const readDocument = async (address: string): Promise<number> => (await fetch(`${address}/openapi.json`)).status;

t.test('a file system that hangs hurts files alone, and works again by itself', async (t) => {
  const directory = await temporaryDirectory(t);
  await makeStore(directory);
  const { log, entries } = collectLog();
  const api = await startTestApi(t, { store: diskStore(directory, impatient()), log });
  const { attach, download } = await makeClerk(t, api.address, api.database);
  const papers = [pdf('one'), pdf('other')];
  const ids: string[] = [];
  for (const paper of papers) ids.push((await attach(paper)).id ?? '');
  const holds: (HeldFile | null)[] = [];
  for (const paper of papers) holds.push(await holdFile(t, pathOf(directory, paper)));
  if (holds.includes(null)) {
    t.plan(0, NO_LEASE);
    return;
  }
  for (const answer of await Promise.all(ids.map(download))) t.match(answer, UNAVAILABLE);
  t.match(await attach(pdf('meanwhile')), UNAVAILABLE, 'nothing can be stored');
  const started = performance.now();
  const crowd = await Promise.all(Array.from({ length: 8 }, () => download(ids[0])));
  for (const answer of crowd) t.match(answer, UNAVAILABLE);
  t.ok(performance.now() - started < 20_000, 'nobody waits for what doesn’t answer');
  t.equal(await signIn(api.address), 201, 'passwords are checked, which needs what files need too');
  t.equal(await readDocument(api.address), 200);
  t.equal((await fetch(`${api.address}/readyz`)).status, 200);

  const told = entries.filter(({ code }) => code === 'file-store-unavailable');
  t.match(told[0], { level: 50, msg: /the file system of the store of files doesn’t answer in time: see its disk/ });
  t.ok(
    told.every((entry) => !JSON.stringify(entry).includes('"stack"')),
    'no entry has a stack',
  );

  for (const hold of holds) await hold?.release();
  await until(async () => (await download(ids[0])).status === 200, 'it answers again');
  t.equal((await download(ids[1])).status, 200);
  t.equal((await attach(pdf('meanwhile'))).status, 201);
});

t.test('an account that waits for files goes on reading all else', async (t) => {
  const { store, hold, letGo, asked } = holdable(await temporaryStore(t));
  const api = await startTestApi(t, { store, settings: { REQUESTS_PER_ACCOUNT: String(AT_ONCE) } });
  t.teardown(letGo);
  const { attach, download, readElsewhere } = await makeClerk(t, api.address, api.database);
  const { id } = await attach(pdf('one'));
  hold();
  const waiting = Array.from({ length: 2 * AT_ONCE }, (_, count) => [download(id), attach(pdf(`${count}`))]).flat();
  let answered = 0;
  for (const answer of waiting) void answer.then(() => (answered += 1));
  await until(() => asked() >= CONNECTIONS_OF_ONE, 'as many wait for the store as an account has connections');
  t.equal(await readElsewhere(), 200);
  await until(() => asked() === AT_ONCE, 'as many as may be worked on at once');
  for (let count = 0; count <= AT_ONCE; count += 1) t.equal(await readElsewhere(), 200);
  t.equal(answered, 0, 'the store has answered nobody');
  letGo();
  const statuses = (await Promise.all(waiting)).map(({ status }) => status);
  t.strictSame(
    statuses.toSorted((a, b) => a - b),
    waiting.map((_, index) => (index < 2 * AT_ONCE ? 200 : 201)),
  );
});

const AT_ONCE = 4;
const CONNECTIONS_OF_ONE = readSettings({}).DATABASE_CONNECTIONS_PER_ACCOUNT;

/** A store that answers nobody from `hold` until `letGo`. */
function holdable(store: ByteStore) {
  let held = Promise.resolve();
  let asked = 0;
  let letGo = (): void => undefined;
  const turn = (): Promise<void> => {
    asked += 1;
    return held;
  };
  return {
    store: {
      ...store,
      put: (hash: string, path: string) => turn().then(() => store.put(hash, path)),
      open: (hash: string) => turn().then(() => store.open(hash)),
    },
    hold: () => {
      held = new Promise((resolve) => (letGo = resolve));
      asked = 0;
    },
    letGo: () => letGo(),
    asked: () => asked,
  };
}

/** What this process has open in a directory. */
const openIn = (directory: string): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(join('/proc/self/fd', fd));
      return path.startsWith(directory) ? [path] : [];
    } catch {
      return []; // that of the look itself
    }
  });

t.test(
  'what was being written when it hung is gone once it answers, and nothing stays open',
  { skip: process.platform !== 'linux' && NO_PIPE },
  async (t) => {
    const place = await temporaryDirectory(t);
    const directory = join(place, 'files');
    await makeStore(directory);
    const store = diskStore(directory, impatient());
    const pipe = join(place, 'pipe');
    spawnSync('mkfifo', [pipe]);
    const writer = await open(pipe, 'r+');
    const content = pdf('never whole');
    await t.rejects(store.put(hashOf(content), pipe), { name: 'StoreUnavailable' });
    const drafts = join(directory, 'being-written');
    t.equal((await readdir(drafts)).length, 1, 'its place and its draft are held');
    await writer.write('anything');
    await until(async () => (await readdir(drafts)).length === 0, 'the draft is removed');
    await writer.close();
    t.strictSame(openIn(directory), []);
    t.equal(await store.sizeOf(hashOf(content)), null);
    const whole = join(place, 'whole');
    await writeFile(whole, content);
    await store.put(hashOf(content), whole);
    t.equal(await text(await store.open(hashOf(content))), content.toString());
  },
);

/** Of which the next call hangs until it is let go, and is made only then. */
class Freezing extends StoreCalls {
  #thaw: Promise<void> | null = null;
  letGo = (): void => undefined;

  freeze(): void {
    this.#thaw = new Promise((resolve) => (this.letGo = resolve));
  }

  override visit<T>(work: (visit: Visit) => Promise<T>): Promise<T> {
    const thaw = this.#thaw;
    this.#thaw = null;
    if (thaw === null) return super.visit(work);
    return super.visit((visit) => work({ ...visit, call: (call) => visit.call(() => thaw.then(call)) }));
  }
}

t.test('what may still be removed is not taken for stored', async (t) => {
  const place = await temporaryDirectory(t);
  await makeStore(join(place, 'files'));
  // What waits for a deadline keeps no process alive; a call that truly hangs does.
  const alive = setInterval(() => undefined, 1_000);
  t.teardown(() => clearInterval(alive));
  const calls = new Freezing({ ...FILE_SYSTEM, waitMs: 60_000, callMs: 400 });
  const store = diskStore(join(place, 'files'), calls);
  const [paper, other] = [pdf('a paper'), pdf('another')];
  const put = async (content: Buffer): Promise<void> => {
    await writeFile(join(place, 'content'), content);
    await store.put(hashOf(content), join(place, 'content'));
  };
  await put(paper);
  calls.freeze();
  await t.rejects(store.remove(hashOf(paper)), { name: 'StoreUnavailable' });
  await t.rejects(put(paper), { name: 'StoreUnavailable', message: /is still removing/ });
  await put(other);
  calls.letGo();
  await until(async () => (await store.sizeOf(hashOf(paper))) === null, 'it is removed');
  await until(
    () =>
      put(paper).then(
        () => true,
        () => false,
      ),
    'and stored anew',
  );
  t.equal(await store.sizeOf(hashOf(paper)), paper.length);
});

t.test('what a killed process left half written goes after a day', async (t) => {
  const directory = await temporaryDirectory(t);
  const store = await makeStore(directory);
  const drafts = join(directory, 'being-written');
  await store.removeDrafts(new Date());
  await mkdir(drafts);
  const [old, recent] = [randomUUID(), randomUUID()];
  for (const name of [old, recent]) await writeFile(join(drafts, name), 'half');
  const before = new Date('2026-01-01');
  await utimes(join(drafts, old), before, before);
  await store.removeDrafts(new Date('2026-01-02'));
  t.strictSame(await readdir(drafts), [recent]);
});

t.test(
  'what is no file in a file’s place is never opened: it counts as lost, and is put right',
  { skip: !isUnix && NO_PIPE },
  async (t) => {
    const directory = await temporaryDirectory(t);
    const store = await makeStore(directory);
    const { log, entries } = collectLog();
    const api = await startTestApi(t, { store, log });
    const { attach, download } = await makeClerk(t, api.address, api.database);
    const paper = pdf('a paper');
    const path = pathOf(directory, paper);
    const { id } = await attach(paper);
    const named = [{ hash: hashOf(paper), sizeBytes: paper.length }];
    const look = async (quick: boolean) =>
      (await checkFiles({ store, named, quick, now: new Date(), onProgress: () => undefined })).filter(({ level }) => level === 'wrong');
    const sockets: Server[] = [];
    t.teardown(() => sockets.forEach((socket) => socket.close()));
    const listenAt = (where: string): Promise<void> => new Promise((listening) => sockets.push(createServer().listen(where, listening)));
    for (const [what, put] of [
      ['a named pipe', () => Promise.resolve(spawnSync('mkfifo', [path]))],
      ['a directory', () => mkdir(path)],
      [
        'a socket',
        async () => {
          const short = join(directory, 's');
          await listenAt(short);
          spawnSync('mv', [short, path]);
        },
      ],
    ] as const) {
      await rm(path, { force: true });
      await put();
      t.match(await download(id), { status: 500, code: 'stored-file-damaged' }, what);
      t.ok(
        entries.some((entry) => JSON.stringify(entry).includes(`${what} is in its place`)),
        `the log says ${what}`,
      );
      t.match(await look(true), [{ what: /is missing/ }]);
      t.match(await look(false), [{ what: new RegExp(`is missing: ${what} is in its place`) }]);
      for await (const hash of store.putBefore(new Date(Date.now() + 60_000))) t.fail(`${hash} is none`);
      if (what === 'a directory') {
        t.match(await attach(paper), UNAVAILABLE, 'which nobody takes away but its owner');
        await rm(path, { recursive: true });
      }
      t.equal((await attach(paper)).status, 201);
      t.equal((await download(id)).status, 200, 'stored anew');
    }
  },
);

t.test('a service whose store hangs ends when it is asked to', async (t) => {
  const data = await temporaryDirectory(t);
  const database = await createTestDatabase(t, { template: 'scenario' });
  const server = await startOwnServer({ ...database.environment, WASL_DATA: data, NODE_ENV: 'production', LOG_LEVEL: 'info' });
  t.teardown(() => server.stop('SIGKILL'));
  const { attach, download } = await makeClerk(t, server.address, database);
  const papers = [pdf('one'), pdf('other')];
  const ids: string[] = [];
  for (const paper of papers) ids.push((await attach(paper)).id ?? '');
  const holds: (HeldFile | null)[] = [];
  for (const paper of papers) holds.push(await holdFile(t, pathOf(join(data, 'files'), paper)));
  if (holds.includes(null)) {
    t.plan(0, NO_LEASE);
    return;
  }
  for (const answer of await Promise.all(ids.map(download))) t.match(answer, UNAVAILABLE);
  t.match(await download(ids[0]), UNAVAILABLE);
  t.equal(await signIn(server.address), 201);
  t.equal(await readDocument(server.address), 200);
  t.equal(await server.stop(), null, 'killed, by itself');
  t.match(server.output(), /Stopped\..*2 calls into a file system that doesn’t answer.*SIGKILL/s);
});

t.test('a command that meets such a store says so, and ends', async (t) => {
  const place = await temporaryDirectory(t);
  const directory = join(place, 'files');
  const api = await startTestApi(t, { store: await makeStore(directory) });
  const env = { ...process.env, ...api.database.environment, DATABASE_BACKUP_URL: api.database.logins.backup, WASL_DATA: place };
  const paper = pdf('one');
  await (await makeClerk(t, api.address, api.database)).attach(paper);
  const hold = await holdFile(t, pathOf(directory, paper));
  if (hold === null) {
    t.plan(0, NO_LEASE);
    return;
  }
  const backup = spawn(process.execPath, ['src/cli/wasl.mjs', 'backup', join(place, 'a.zip'), '--no-check'], { env });
  const [told, [code, signal]] = await Promise.all([text(backup.stderr), once(backup, 'close') as Promise<[number | null, string | null]>]);
  t.strictSame([code, signal], [null, 'SIGKILL']);
  t.match(told, /wasl: the file system of the store of files doesn’t answer in time: see.*wasl: 1 call into a file system.*SIGKILL/s);
  t.strictSame((await readdir(place)).sort(), ['files'], 'nothing is left of the backup');
});

t.test('a bucket that takes what is asked and never answers is told as one that is not available', async (t) => {
  const silent = createServer((socket) => void socket.resume().on('error', () => undefined)).listen(0, '127.0.0.1');
  await new Promise((listening) => silent.once('listening', listening));
  t.teardown(() => silent.close());
  const { port } = silent.address() as { port: number };
  const place = { bucket: 'wasl', region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, accessKeyId: 'a', secretAccessKey: 'b' };
  const store = await s3Store(place, impatient(BUCKET));
  const api = await startTestApi(t, { store });
  const { attach } = await makeClerk(t, api.address, api.database);
  t.match(await attach(pdf('a paper')), UNAVAILABLE);
  const hash = hashOf(pdf('a paper'));
  const silence = { name: 'StoreUnavailable', message: /^the store of files doesn’t answer in time: see S3_ENDPOINT/ };
  await t.rejects(store.open(hash), silence);
  await t.rejects(store.sizeOf(hash), silence);
  await t.rejects(store.remove(hash), silence);
  await t.rejects(async () => {
    for await (const found of store.putBefore(new Date())) t.fail(found);
  }, silence);
  await until(() => new Promise<boolean>((resolve) => silent.getConnections((_, count) => resolve(count === 0))), 'no connection stays');
});

t.test('a bucket that falls silent in the midst of a file ends its reader with that', async (t) => {
  const silent = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome of it'));
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => silent.once('listening', listening));
  t.teardown(() => silent.close());
  const { port } = silent.address() as { port: number };
  const place = { bucket: 'wasl', region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, accessKeyId: 'a', secretAccessKey: 'b' };
  const store = await s3Store(place, impatient(BUCKET));
  await t.rejects(text(await store.open(hashOf(pdf('a paper')))), { name: 'StoreUnavailable' });
});
