import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
import type { ContentHash } from '#src/platform/files/byte-store.ts';
import { diskStore } from '#src/platform/files/disk-store.ts';
import { makeDirectories } from '#src/platform/files/make-directories.ts';
import { mountSmallDisk, NO_MOUNT } from '#tests/support/small-disk.ts';
import { assertUsable, makeHome } from '#src/platform/files/data-directory.ts';
import { makeStore } from '#src/platform/files/open-store.ts';

/** Another account than root's, in whose name things are started; it owns nothing. */
const SOMEBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const workshop = mkdtempSync(join(tmpdir(), 'wasl-data-'));
chmodSync(workshop, 0o755);
t.teardown(() => rmSync(workshop, { recursive: true, force: true }));

/** What another account is told that runs something on a data directory; nothing where all is well. */
function toldAs(args: readonly string[], data: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    uid: SOMEBODY,
    env: { PATH: process.env['PATH'], HOME: workshop, WASL_DATA: data },
    timeout: 120_000,
  });
  return `${stdout}${stderr}`;
}

const LOOK = `
  import { openStore } from '#src/platform/files/open-store.ts';
  try { await openStore({ WASL_DATA: process.env.WASL_DATA, S3_REGION: '' }); } catch ({ message }) { console.log(message); }
`;
const START = `
  import { startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
  const server = await startEmbeddedPostgres({ directory: process.env.WASL_DATA + '/postgres' });
  await server.stop();
  console.log('it started');
`;
const run = (script: string) => ['--import=tsx', '--input-type=module', '--eval', script];

t.test('a directory that is one’s own, or not there yet, is usable', async () => {
  const own = join(workshop, 'own');
  mkdirSync(own);
  await assertUsable(own, ['files']);
  await assertUsable(join(workshop, 'none'), ['files']);
});

t.test('one that is not there yet is made closed to everybody else, and one that is there keeps its mode', async (t) => {
  const modeOf = (path: string): number => statSync(path).mode & 0o777;
  const [made, home, given] = ['made/within', 'home', 'given'].map((name) => join(workshop, name)) as [string, string, string];
  const settings = { S3_REGION: '' };
  await makeStore({ ...settings, WASL_DATA: made });
  t.equal(modeOf(made), 0o700);
  t.equal(modeOf(join(made, 'files')), 0o700, 'and the store within');
  const received = join(workshop, 'received');
  writeFileSync(received, 'a form');
  const hash: ContentHash = createHash('sha256').update('a form').digest('hex');
  await diskStore(join(made, 'files')).put(hash, received);
  t.equal(modeOf(join(made, 'files', hash.slice(0, 2))), 0o700, 'with its folders');
  await makeHome(home);
  t.equal(modeOf(home), isRoot ? 0o711 : 0o700, 'the server of an embedded database gets to what is its own');
  mkdirSync(given);
  chmodSync(given, 0o750);
  await makeStore({ ...settings, WASL_DATA: given });
  t.equal(modeOf(given), 0o750);
});

t.test('directories are made with those above them, by however many at once', async (t) => {
  const path = join(workshop, 'a', 'b', 'c');
  const made = await Promise.all([1, 2, 3].map(() => makeDirectories(path)));
  t.strictSame(
    made.flat().toSorted(),
    ['a', 'a/b', 'a/b/c'].map((name) => join(workshop, name)),
    'each by one of them',
  );
  t.strictSame(await makeDirectories(path), []);
  writeFileSync(join(path, 'file'), '');
  await t.rejects(makeDirectories(join(path, 'file')), { code: 'EEXIST' });
  await t.rejects(makeDirectories(join(path, 'file', 'within')), { code: 'ENOTDIR' });
});

/** What is said by a command that has its data in a directory where nothing can be made. */
function told(command: string, data: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['src/cli/wasl.mjs', command], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: workshop, WASL_DATA: data, PORT: '0' },
    timeout: 120_000,
  });
  return `${stdout}${stderr}`;
}

t.test('where nothing can be made since the disk can only be read, the start and doctor say so', async (t) => {
  const disk = await mountSmallDisk(t, '4m');
  if (!disk) {
    t.plan(0, NO_MOUNT);
    return;
  }
  disk.close();
  t.match(told('serve', disk.path), `can't be made: ${disk.path}/postgres is on a disk that can only be read`);
  t.match(told('doctor', disk.path), `${disk.path} is on a disk that can only be read`);
  await t.rejects(makeStore({ S3_REGION: '', WASL_DATA: disk.path }), { code: 'EROFS' });
});

t.test('where a file system lets nobody make a directory, the start says so', { skip: process.platform !== 'linux' }, async (t) => {
  t.match(told('serve', '/proc/wasl'), "can't be made: no directory can be made in /proc: use another place");
});

const NOT_ROOT = 'only root runs things as others';

t.test('a copy made by root tells the one command that makes all of it usable', { skip: !isRoot && NOT_ROOT }, async (t) => {
  const original = join(workshop, 'original');
  const server = await startEmbeddedPostgres({ directory: join(original, 'postgres') });
  await server.stop();
  mkdirSync(join(original, 'files'));
  writeFileSync(join(original, 'files', 'one'), 'a file', { mode: 0o600 });
  const copy = join(workshop, 'copy');
  cpSync(original, copy, { recursive: true });
  const refused = toldAs(['src/cli/wasl.mjs', 'migrate'], copy);
  const command = /run as root: (.+?)\. Or set WASL_DATA/.exec(refused)?.[1] ?? '';
  t.match(command, `chown -R ${SOMEBODY} '${copy}'`);
  t.equal(spawnSync('sh', ['-c', command]).status, 0);
  t.match(toldAs(run(START), copy), 'it started');
  chownSync(join(copy, 'files'), 0, 0);
  t.match(toldAs(run(LOOK), copy), `${join(copy, 'files')} belongs to uid 0`);
});

t.test('a directory that another account keeps closed is told as that', { skip: !isRoot && NOT_ROOT }, async (t) => {
  const closed = join(workshop, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  t.match(toldAs(run(LOOK), closed), `${closed} belongs to uid 0 and may not be read and written by uid ${SOMEBODY}`);
  const above = toldAs(run(LOOK), join(closed, 'data'));
  t.match(above, 'a directory above it is closed: let it pass through those (chmod o+x)');
  t.notMatch(above, 'chown');
});

t.test('a file in place of the directory is told as that, and its owner stays', async (t) => {
  const file = join(workshop, 'a file');
  writeFileSync(file, 'of somebody');
  await t.rejects(assertUsable(file, ['files']), { message: `${file} is a file and no directory: set WASL_DATA to another directory.` });
});
