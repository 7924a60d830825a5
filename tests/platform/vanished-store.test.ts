import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t, { type Test } from 'tap';
import { diskStore } from '#src/platform/files/disk-store.ts';
import { makeStoreDirectory, MARK } from '#src/platform/files/store-directory.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { startTestApi } from '#tests/support/api.ts';
import { makeClerk, UNAVAILABLE } from '#tests/support/clerk.ts';
import { collectLog } from '#tests/support/collected-log.ts';
import { runCommandLine } from '#tests/support/command-line.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { makeStore, temporaryDirectory } from '#tests/support/files.ts';
import { hashOf, pdf } from '#tests/support/papers.ts';
import { mountSmallDisk, NO_MOUNT } from '#tests/support/small-disk.ts';

/** The API on a store of its own that may be hurt. */
async function makeOffice(t: Test, directory: string) {
  await makeStoreDirectory(directory);
  const { log, entries } = collectLog();
  const api = await startTestApi(t, { store: diskStore(directory), log });
  const clerk = await makeClerk(t, api.address, api.database);
  const loudly = (words: RegExp): boolean =>
    entries.some(({ level, code, msg }) => Number(level) >= 50 && code === 'file-store-unavailable' && words.test(String(msg)));
  return { api, ...clerk, loudly };
}

t.test('a directory of files that vanishes is not made anew, and works again when it is back', async (t) => {
  const place = await temporaryDirectory(t);
  const [directory, aside] = [join(place, 'files'), join(place, 'aside')];
  const { attach, download, readElsewhere, loudly } = await makeOffice(t, directory);
  const { id, status } = await attach(pdf('before'));
  t.equal(status, 201);

  const key = randomUUID();
  for (const [how, whatIsThere] of [
    ['gone', () => Promise.resolve()],
    ['an empty place, as where a disk is mounted', () => mkdir(directory)],
    ['a file', () => writeFile(directory, 'no directory')],
  ] as const) {
    await rename(directory, aside);
    await whatIsThere();
    t.match(await attach(pdf('meanwhile'), key), { ...UNAVAILABLE, title: /pas pu être menée à bien/ }, how);
    t.match(await attach(pdf('before')), UNAVAILABLE, `${how}: what was stored is not there to be named again`);
    t.match(await download(id), UNAVAILABLE, how);
    t.equal(await readElsewhere(), 200);
    if (how === 'gone') t.notOk(existsSync(directory), 'nothing is made');
    if (how.startsWith('an empty')) t.strictSame(await readdir(directory), [], 'nothing is put there');
    await rm(directory, { recursive: true, force: true });
    await rename(aside, directory);
    t.equal((await download(id)).status, 200, `${how}, and back`);
  }
  t.ok(loudly(/files: its mark, the file wasl-file-store, is not there.*mount it.*WASL_DATA/s), 'the log says what to mend');
  const after = await attach(pdf('meanwhile'), key);
  t.equal(after.status, 201, 'the same request, under the same key');
  t.equal((await download(after.id)).status, 200);
});

t.test('whatever else the file system refuses is a store that is not available, and no fault of ours', async (t) => {
  const directory = join(await temporaryDirectory(t), 'files');
  const { attach, download, loudly } = await makeOffice(t, directory);
  const content = pdf('a paper');
  const hash = hashOf(content);
  const path = join(directory, hash.slice(0, 2), hash.slice(2, 4), hash);
  const { id } = await attach(content);
  await rm(path);
  await mkdir(path);
  t.match(await attach(content), UNAVAILABLE, 'EISDIR, in the midst of writing');
  t.ok(loudly(/is a directory, where a file is expected/));
  await rm(join(directory, hash.slice(0, 2)), { recursive: true });
  await writeFile(join(directory, hash.slice(0, 2)), 'no directory');
  t.match(await download(id), UNAVAILABLE, 'ENOTDIR');
  t.match(await attach(content), UNAVAILABLE);
  await rm(join(directory, hash.slice(0, 2)));
  t.match(await download(id), { status: 500, code: 'stored-file-damaged' }, 'a file that alone is lost is told as that');
  t.equal((await attach(content)).status, 201);
  t.equal((await download(id)).status, 200);
});

t.test('a disk that can only be read serves downloads and takes nothing', async (t) => {
  const disk = await mountSmallDisk(t, '8m');
  if (!disk) {
    t.plan(0, NO_MOUNT);
    return;
  }
  const { attach, download, loudly } = await makeOffice(t, join(disk.path, 'files'));
  const { id } = await attach(pdf('before'));
  spawnSync('mount', ['-o', 'remount,ro', disk.path]);
  t.match(await attach(pdf('meanwhile')), UNAVAILABLE);
  t.equal((await download(id)).status, 200);
  t.ok(loudly(/on a disk that can only be read/));
  spawnSync('mount', ['-o', 'remount,rw', disk.path]);
  t.equal((await attach(pdf('meanwhile'))).status, 201);
});

t.test('a directory for temporary files that is gone is told alike', async (t) => {
  const place = await temporaryDirectory(t);
  const { attach, loudly } = await makeOffice(t, join(place, 'files'));
  const usual = process.env['TMPDIR'];
  process.env['TMPDIR'] = join(place, 'none');
  t.teardown(() => {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
  });
  t.match(await attach(pdf('a paper')), UNAVAILABLE);
  t.ok(loudly(/temporary files.*TMPDIR/s));
  await mkdir(join(place, 'none'));
  t.equal((await attach(pdf('a paper'))).status, 201);
});

/** The service as a process of its own, on a database that outlives it. */
async function startOn(t: Test, database: TestDatabase, data: string) {
  const server = await startOwnServer({ ...database.environment, WASL_DATA: data, LOG_LEVEL: 'error' });
  t.teardown(() => server.stop());
  return { ...server, ...(await makeClerk(t, server.address, database)) };
}

t.test('a start makes the store where nothing was stored yet, and no other; one of before is taken over by what it holds', async (t) => {
  const database = await createTestDatabase(t, { template: 'scenario' });
  const place = await temporaryDirectory(t);
  const [data, aside] = [join(place, 'data'), join(place, 'aside')];
  const mark = join(data, 'files', MARK);
  const first = await startOn(t, database, data);
  t.match(await readFile(mark, 'utf8'), /Wasl/, 'made at the start, before any upload');
  const { id, status } = await first.attach(pdf('before'));
  t.equal(status, 201);
  await first.stop();

  await rename(data, aside);
  await mkdir(data);
  const second = await startOn(t, database, data);
  t.match(second.output(), /mark, the file wasl-file-store, is not there/, 'a start without it says so');
  t.strictSame(await readdir(data), [], 'and makes none');
  t.match(await second.download(id), UNAVAILABLE);
  t.match(await second.attach(pdf('meanwhile')), UNAVAILABLE);
  t.equal(await second.readElsewhere(), 200, 'all else is served');
  const env = { ...database.environment, WASL_DATA: data };
  t.match(await doctor(env), [{ level: 'wrong', about: 'files', what: /is not in .*files/, remedy: /mount it/ }]);
  t.match(await command(['backup', join(place, 'a.zip'), '--no-check', '--without-damaged-files'], { ...env, ...backupOf(database) }), {
    status: 1,
    stderr: /is not in .*files.*mount it/,
  });
  await rm(data, { recursive: true });
  await rename(aside, data);
  t.equal((await second.download(id)).status, 200, 'mounted, it works without another start');
  t.equal((await second.attach(pdf('meanwhile'))).status, 201);
  await second.stop();

  await rm(mark);
  t.match(await doctor(env), [{ level: 'warning', about: 'files', what: /earlier version/, remedy: /start/ }]);
  const third = await startOn(t, database, data);
  t.ok(existsSync(mark), 'a store of before there were marks is taken over');
  t.equal((await third.download(id)).status, 200);
  await third.stop();

  // As after an outage in which an earlier version stored things where the disk should have been.
  const hidden = join(place, 'hidden');
  await mkdir(join(hidden, 'files', '00', '11'), { recursive: true });
  await writeFile(join(hidden, 'files', '00', '11', `0011${'2'.repeat(60)}`), 'stored meanwhile');
  const fourth = await startOn(t, database, hidden);
  t.notOk(existsSync(join(hidden, 'files', MARK)), 'what holds none of the first files is not');
  t.match(await fourth.download(id), UNAVAILABLE);
  await fourth.stop();

  await cp(join(data, 'files'), join(place, 'copy', 'files'), { recursive: true });
  const fifth = await startOn(t, database, join(place, 'copy'));
  t.equal((await fifth.download(id)).status, 200, 'a copy is as good');
});

const NAMES = ['DATABASE_URL', 'DATABASE_AUTHENTICATOR_URL', 'DATABASE_OWNER_URL', 'DATABASE_BACKUP_URL', 'WASL_DATA'];

const backupOf = ({ logins }: TestDatabase) => ({ DATABASE_BACKUP_URL: logins.backup });

async function command(args: readonly string[], environment: Record<string, string>) {
  const before = NAMES.map((name) => [name, process.env[name]] as const);
  for (const name of NAMES) delete process.env[name];
  Object.assign(process.env, environment);
  try {
    return await runCommandLine(args);
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** What doctor finds not to be well about files. */
async function doctor(environment: Record<string, string>) {
  const { stdout } = await command(['doctor', '--quick', '--json'], environment);
  return (JSON.parse(stdout) as { level: string; about: string }[]).filter(({ level, about }) => about === 'files' && level !== 'ok');
}

t.test(
  'a file that is altered between its check and its reading is told as damaged, and the process goes on without a warning',
  async (t) => {
    const directory = await temporaryDirectory(t);
    await makeStore(directory);
    const stored = diskStore(directory);
    let opened = 0;
    const store = { ...stored, open: async (hash: string) => (++opened === 2 ? Readable.from([Buffer.from('else')]) : stored.open(hash)) };
    const { log, entries } = collectLog();
    const api = await startTestApi(t, { store, log });
    const { attach, download } = await makeClerk(t, api.address, api.database);
    const { id } = await attach(pdf('content'));
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warned);
    t.teardown(() => process.off('warning', warned));
    t.match(await download(id), { status: 500, code: 'stored-file-damaged' });
    t.equal(opened, 2, 'the check came first, and found nothing');
    t.match(await download(id), { status: 200 });
    t.strictSame(warnings, []);
    t.ok(entries.some(({ code }) => code === 'stored-file-damaged'));
  },
);
