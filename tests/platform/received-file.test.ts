import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import t from 'tap';
import { receiveFile, sweepReceived } from '#src/platform/files/received-file.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { holdFile, NO_LEASE } from '#tests/support/held-file.ts';
import { pdf } from '#tests/support/papers.ts';
import { until } from '#tests/support/until.ts';

const PDF = pdf('a form');
const usual = process.env['TMPDIR'];
const shared = await temporaryDirectory(t);
process.env['TMPDIR'] = shared;
t.teardown(() => {
  if (usual === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = usual;
});

const receive = () => receiveFile(Readable.from([PDF]), 'form.pdf', 1_000);
const places = async (): Promise<string[]> => (await readdir(shared)).filter((name) => name.startsWith('wasl-received-'));

t.test('no account of the machine can take the place of another’s uploads: each file has one of its own, closed to others', async (t) => {
  await writeFile(join(shared, 'wasl-received'), 'taken by somebody else');
  const [one, other] = await Promise.all([receive(), receive()]);
  t.not(dirname(one.path), dirname(other.path));
  t.equal((await stat(dirname(one.path))).mode & 0o777, 0o700);
  t.equal((await stat(one.path)).mode & 0o777, 0o600);
  await Promise.all([one.discard(), other.discard()]);
  t.strictSame(await places(), [], 'and nothing of it stays');
});

t.test('what killed processes left is swept at a start; what is a living one’s, or another account’s, stays', async (t) => {
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const ofKilled = `wasl-received-${gone}-abcdef`;
  const ofParent = `wasl-received-${process.ppid}-abcdef`;
  for (const name of [ofKilled, ofParent]) await mkdir(join(shared, name));
  await writeFile(join(shared, ofKilled, 'content'), PDF);
  const ofAnother = `wasl-received-${gone}-foreign`;
  await mkdir(join(shared, ofAnother));
  const mayGiveAway = process.getuid?.() === 0;
  if (mayGiveAway) await chown(join(shared, ofAnother), 12345, 12345);
  t.equal(await sweepReceived(), mayGiveAway ? 1 : 2);
  t.strictSame((await places()).sort(), [ofParent, ...(mayGiveAway ? [ofAnother] : [])].sort());
});

t.test('where the place for temporary files hangs, whoever sends a file is told, and nothing stays', async (t) => {
  const before = await places();
  const sender = new PassThrough();
  const received = receiveFile(sender, 'form.pdf', 1_000);
  sender.write(PDF);
  const own = async () => (await places()).find((name) => !before.includes(name));
  await until(async () => existsSync(join(shared, (await own()) ?? 'nowhere', 'content')), 'the file is begun');
  const held = await holdFile(t, join(shared, (await own()) ?? '', 'content'));
  sender.end(PDF);
  if (held === null) {
    await (await received).discard();
    t.comment(NO_LEASE);
    return;
  }
  await t.rejects(received, { name: 'StoreUnavailable', message: /doesn’t answer in time: see its disk and that of TMPDIR/ });
  await until(async () => (await own()) === undefined, 'what was begun is gone');
});
