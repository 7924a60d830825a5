import { chmod, chown, mkdir, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { spawnCommandLine } from '#tests/support/command-line.ts';
import { temporaryDirectory } from '#tests/support/files.ts';

const who = process.geteuid?.() ?? '';
const skip = process.platform === 'win32' ? 'directories for temporary files are each account’s own there' : false;

/** Runs a command with this directory for temporary files. */
const start = (directory: string) => spawnCommandLine(['settings'], { env: { ...process.env, TMPDIR: directory } });

t.test('compiled code is kept where nobody else may write', { skip }, async (t) => {
  const directory = await temporaryDirectory(t);
  t.match(start(directory), { status: 0, stdout: /DATABASE_URL/ });
  const kept = (await readdir(directory)).sort();
  t.ok(kept.includes(`wasl-compiled-${who}`), kept.join(' '));
  for (const name of kept) t.equal((await stat(join(directory, name))).mode & 0o022, 0, name);
});

t.test('a place for compiled code that others made, or may write to, is not used, and the command works without', { skip }, async (t) => {
  const elsewhere = await temporaryDirectory(t);
  for (const [what, plant] of [
    ['open to others', async (place: string) => (await mkdir(place), chmod(place, 0o777))],
    ['a link', (place: string) => symlink(elsewhere, place)],
    ...(who === 0 ? [['another’s', async (place: string) => (await mkdir(place), chown(place, 12345, 12345))] as const] : []),
  ] as const) {
    const directory = await temporaryDirectory(t);
    for (const name of [`wasl-compiled-${who}`, `tsx-${who}`]) await plant(join(directory, name));
    t.match(start(directory), { status: 0, stdout: /DATABASE_URL/ }, what);
    for (const name of [`wasl-compiled-${who}`, `tsx-${who}`]) t.strictSame(await readdir(join(directory, name)), [], what);
  }
});
