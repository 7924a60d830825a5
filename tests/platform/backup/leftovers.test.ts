import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import t from 'tap';
import { withScratchDatabase } from '#src/platform/backup/index.ts';
import { runCommandLine } from '#tests/support/command-line.ts';
import { createTestDatabase, testServer } from '#tests/support/database.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { until } from '#tests/support/until.ts';

const workshop = await temporaryDirectory(t);
const source = await createTestDatabase(t, { template: 'migrated' });
const { app, authenticator, backup: reader } = source.logins;
// Without the owner's login: the scratch database is then on a server beside the archive.
const settings = {
  DATABASE_URL: app,
  DATABASE_AUTHENTICATOR_URL: authenticator,
  DATABASE_BACKUP_URL: reader,
  WASL_DATA: join(workshop, 'data'),
};

async function backup(target: string) {
  Object.assign(process.env, settings);
  try {
    return await runCommandLine(['backup', target, '--no-check']);
  } finally {
    for (const name of Object.keys(settings)) delete process.env[name];
  }
}

t.test('what a killed backup leaves goes with the next, but for what others still write', async (t) => {
  const target = join(workshop, 'killed');
  await mkdir(target);
  const left = async () => (await readdir(target)).filter((name) => !/^wasl-.*Z\.zip$/.test(name));
  const running = spawn(process.execPath, ['src/cli/wasl.mjs', 'backup', target], {
    env: { ...process.env, ...settings },
    stdio: 'ignore',
  });
  const ended = once(running, 'exit');
  const cluster = async () => {
    const scratch = (await readdir(target)).find((name) => name.startsWith('.wasl-scratch-'));
    if (scratch === undefined) return undefined;
    return readFile(join(target, scratch, 'server.log'), 'utf8').catch(() => undefined);
  };
  await until(async () => /ready to accept connections/.test((await cluster()) ?? ''), 'the scratch server runs');
  running.kill('SIGKILL');
  await ended;
  t.match(await left(), [/^\.wasl-scratch-/, /\.unfinished-/]);
  const others = [
    `wasl-x.zip.unfinished-${process.pid}-${(await left()).join().match(/\d-([0-9a-f]{8})-/)?.[1]}-0123abcd`,
    'notes.unfinished-or-so',
  ];
  const strange = 'wasl-y.zip.unfinished-0123abcd';
  for (const name of [...others, strange]) await writeFile(join(target, name), 'rows');
  const again = await backup(target);
  t.match(again, {
    status: 0,
    stderr: '',
    stdout: /^Taken away, since a killed backup or restore had left it: .*scratch.*, .*unfinished/m,
  });
  t.strictSame((await left()).toSorted(), [...others, strange].toSorted());
  const longAgo = new Date(Date.now() - 2 * 24 * 3_600_000);
  await utimes(join(target, strange), longAgo, longAgo);
  await mkdir(join(target, 'again'));
  await rename(join(target, strange), join(target, 'again', strange));
  t.match(await backup(join(target, 'again')), {
    status: 0,
    stderr: /^wasl: .*wasl-y\.zip\.unfinished-0123abcd was not written to for a day: .* Remove it/,
  });
});

t.test('a scratch database that nobody works in goes with the next check, and no other', async (t) => {
  const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
  const login = `checker_${randomBytes(5).toString('hex')}`;
  const [idle, busy] = [`wasl_scratch_${randomBytes(6).toString('hex')}`, `wasl_scratch_${randomBytes(6).toString('hex')}`];
  await server.unsafe(`create role ${login} login createdb password 'x'`);
  await server.unsafe(`grant ${login} to current_user`);
  for (const name of [idle, busy]) await server.unsafe(`create database ${name} owner ${login}`);
  const url = new URL(testServer());
  url.username = login;
  url.password = 'x';
  const working = postgres(url.href, { max: 1, connection: { application_name: busy } });
  await working`select 1`;
  const found = async () =>
    (await server<{ name: string }[]>`select datname as name from pg_database where datname in ${server([idle, busy])}`).map(
      ({ name }) => name,
    );
  try {
    const names = await withScratchDatabase({ parent: workshop, ownerUrl: url.href }, found);
    t.strictSame(names, [busy]);
  } finally {
    await working.end();
    for (const name of [idle, busy]) await server.unsafe(`drop database if exists ${name}`);
    await server.unsafe(`drop role ${login}`);
    await server.end();
  }
});
