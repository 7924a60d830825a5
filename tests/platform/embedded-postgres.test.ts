import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import tap, { type Test } from 'tap';
import { accountFor } from '#src/platform/embedded-postgres/account.ts';
import { binariesIn, copyFor, findPackage } from '#src/platform/embedded-postgres/binaries.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
import { placeOutside } from '#src/platform/embedded-postgres/private-directory.ts';
import { until } from '#tests/support/until.ts';

const isRoot = process.getuid?.() === 0;
const settings = { fsync: 'off', synchronous_commit: 'off', shared_buffers: '16MB' };

const workshop = realpathSync(mkdtempSync(join(tmpdir(), 'wasl-launcher-')));
chmodSync(workshop, 0o755);
tap.teardown(() => rmSync(workshop, { recursive: true, force: true }));

tap.test('a first start makes a cluster that only its owner can read', async (t) => {
  const directory = join(workshop, 'first');
  const server = await start(t, directory);
  t.equal(server.attached, false);
  t.match(await ask(server.url, 'select version()'), /^PostgreSQL 18/);
  t.equal(await ask(server.url, 'show fsync'), 'off', 'extra settings are in force');
  t.equal(await ask(server.url, 'show max_connections'), '100');
  t.equal(await ask(server.url, 'show listen_addresses'), '127.0.0.1');
  t.equal(await ask(server.url, 'show unix_socket_directories'), '');
  t.equal(await ask(server.url, "select datlocale from pg_database where datname = 'postgres'"), 'C.UTF-8');
  t.equal(modeOf(server.clusterDirectory), 0o700);
  t.equal(modeOf(join(directory, 'password')), 0o600);
  t.equal(modeOf(join(directory, 'server.log')), 0o600);
  if (isRoot) t.not(lstatSync(server.clusterDirectory).uid, 0, 'root is not who runs it');

  await t.rejects(ask(server.url.replace(/:[^:@]+@/, ':guess@'), 'select 1'), { code: '28P01' });
});

tap.test('a second start finds the data of the first', async (t) => {
  const directory = join(workshop, 'again');
  const first = await start(t, directory);
  await ask(first.url, "create table kept as select 'still here' as word");
  await first.stop();
  const second = await start(t, directory);
  t.equal(second.attached, false);
  t.equal(await ask(second.url, 'select word from kept'), 'still here');
});

tap.test('stop ends the server although a session is open, and may be called twice', async (t) => {
  const directory = join(workshop, 'again');
  const server = await start(t, directory);
  const session = postgres(server.url, { max: 1, onnotice: () => undefined });
  await session`select 1`;
  const { serverPid } = server;
  await Promise.all([server.stop(), server.stop()]);
  await until(() => !isAlive(serverPid), 'it is gone');
  t.equal(existsSync(join(server.clusterDirectory, 'postmaster.pid')), false);
  t.match(readFileSync(join(directory, 'server.log'), 'utf8').trimEnd(), /database system is shut down$/);
  await session.end({ timeout: 0 });
});

tap.test('a server that outlived its killed process is found again, and stopped by who found it', async (t) => {
  const directory = join(workshop, 'again');
  const parent = startInProcess(t, directory);
  const orphan = await parent.started();
  parent.child.kill('SIGKILL');
  await once(parent.child, 'exit');

  const server = await startEmbeddedPostgres({ directory });
  t.equal(server.attached, true);
  t.equal(server.serverPid, orphan.serverPid);
  t.equal(await ask(server.url, 'select word from kept'), 'still here');
  await server.stop();
  t.equal(existsSync(join(server.clusterDirectory, 'postmaster.pid')), false);
  t.match(readFileSync(join(directory, 'server.log'), 'utf8').trimEnd(), /database system is shut down$/);
});

tap.test('a server that was asked to stop, and that a connection keeps up, is ended by a start and replaced', async (t) => {
  const directory = join(workshop, 'again');
  const parent = startInProcess(t, directory);
  const orphan = await parent.started();
  parent.child.kill('SIGKILL');
  await once(parent.child, 'exit');
  const session = postgres(orphan.url, { max: 1, onnotice: () => undefined });
  await session`select 1`;
  process.kill(orphan.serverPid, 'SIGTERM');

  const server = await start(t, directory);
  t.equal(server.attached, false);
  t.equal(server.url, orphan.url);
  t.equal(await ask(server.url, 'select word from kept'), 'still here');
  await session.end({ timeout: 0 });
  await server.stop();
});

tap.test('of two processes that start a new directory at once, one starts and the other attaches', async (t) => {
  const directory = join(workshop, 'together');
  const starting = [startInProcess(t, directory), startInProcess(t, directory)];
  const [one, other] = await Promise.all(starting.map(({ started }) => started()));
  t.not(one?.attached, other?.attached);
  t.equal(one?.serverPid, other?.serverPid);
  t.equal(one?.url, other?.url);
  t.same(await ask(one?.url ?? '', 'select 1'), 1);
  await Promise.all(starting.map(({ finish }) => finish()));
  t.equal(isAlive(one?.serverPid ?? 0), false);
  t.same(readdirSync(directory).toSorted(), ['cluster', 'password', 'server.log'], 'the loser left nothing behind');
});

tap.test('a first start that is killed halfway does not spoil the directory', async (t) => {
  const directory = join(workshop, 'interrupted');
  const parent = startInProcess(t, directory);
  while (!(existsSync(directory) && readdirSync(directory).some(hasBegun(directory)))) await sleep(5);
  parent.child.kill('SIGKILL');
  await once(parent.child, 'exit');
  t.equal(existsSync(join(directory, 'cluster')), false, 'it was killed in time');

  const server = await start(t, directory);
  t.equal(server.attached, false);
  t.same(await ask(server.url, 'select 1'), 1);
  await server.stop();
  t.notOk(existsSync(join(directory, 'elsewhere.json')));
});

tap.test('a stale lock file', { skip: process.platform === 'win32' && 'Windows has no such file' }, async (suite) => {
  const directory = join(workshop, 'again');
  const cluster = join(directory, 'cluster');
  const { uid, gid } = lstatSync(cluster);
  const lockFileOf = (pid: number) =>
    writeFileSync(join(cluster, 'postmaster.pid'), `${pid}\n${cluster}\n1700000000\n1\n\n127.0.0.1\n\nready   \n`);

  suite.test('whose pid now belongs to another program of the same user', async (t) => {
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(isRoot ? { uid, gid } : {}) });
    t.teardown(() => stranger.kill());
    await once(stranger, 'spawn');
    lockFileOf(stranger.pid ?? 0);
    const server = await start(t, directory);
    t.equal(server.attached, false);
    t.equal(await ask(server.url, 'select word from kept'), 'still here');
    t.equal(stranger.exitCode, null, 'the other program is none of our business');
  });

  suite.test('whose pid is a zombie that nobody collects', async (t) => {
    const keeper = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      ...(isRoot ? { uid, gid } : {}),
    });
    t.teardown(() => keeper.kill());
    lockFileOf(Number(await firstLine(keeper)));
    const server = await start(t, directory);
    t.equal(server.attached, false);
  });

  suite.test('whose process is gone', async (t) => {
    const gone = spawn('true', { stdio: 'ignore' });
    await once(gone, 'exit');
    lockFileOf(gone.pid ?? 0);
    const server = await start(t, directory);
    t.equal(server.attached, false);
  });
});

tap.test('a setting that PostgreSQL refuses is an error with the end of its log', async (t) => {
  const wrong = startEmbeddedPostgres({ directory: join(workshop, 'again'), extraSettings: { max_connections: 'many' } });
  await t.rejects(wrong, { message: /invalid value for parameter "max_connections"/ });
});

tap.test('a password file that does not fit is an error, and no server stays behind', async (t) => {
  const directory = join(workshop, 'again');
  const file = join(directory, 'password');
  const password = readFileSync(file, 'utf8');
  writeFileSync(file, 'another\n');
  t.teardown(() => writeFileSync(file, password));
  await t.rejects(startEmbeddedPostgres({ directory }), { message: /refuses the password in .*password\. Put the file back/ });
  t.equal(existsSync(join(directory, 'cluster', 'postmaster.pid')), false);
});

tap.test('where there is no PostgreSQL to run, the message says what to do', async (t) => {
  t.throws(() => findPackage('sunos-sparc'), { message: /no embedded PostgreSQL for sunos-sparc.*DATABASE_URL/ });
  const bin = join(workshop, 'broken-bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'initdb'), '#!/lib/ld-that-does-not-exist\n', { mode: 0o755 });
  t.throws(() => binariesIn(bin, undefined), { message: /do not run on this system.*DATABASE_URL/ });
});

tap.test('a place outside the project', { skip: process.platform === 'win32' && 'no owners to check' }, async (suite) => {
  const uid = process.getuid?.();
  const open = workshopDirectory('open');

  suite.test('is made, and found again', (t) => {
    const place = placeOutside(undefined, [open]);
    t.equal(modeOf(place), 0o700);
    t.equal(placeOutside(undefined, [open]), place);
    t.end();
  });

  suite.test('is refused when somebody else may have prepared it', (t) => {
    const linked = workshopDirectory('linked');
    symlinkSync(workshop, join(linked, `wasl-postgres-${uid}`));
    t.throws(() => placeOutside(undefined, [linked]), { message: /symbolic link.*DATABASE_URL/ });
    const loose = workshopDirectory('loose');
    mkdirSync(join(loose, `wasl-postgres-${uid}`));
    chmodSync(join(loose, `wasl-postgres-${uid}`), 0o777);
    t.throws(() => placeOutside(undefined, [loose]), { message: /mode 777/ });
    t.equal(dirname(placeOutside(undefined, [linked, loose, open])), open, 'the next place is tried');
    t.end();
  });

  suite.test('gets a private copy of the programs, with the links that npm leaves out', async (t) => {
    const account = accountFor(undefined);
    const native = join(workshop, 'package', 'native');
    mkdirSync(join(native, 'lib'), { recursive: true });
    writeFileSync(join(native, '..', 'package.json'), JSON.stringify({ name: '@a/programs', version: '1.2.3' }));
    writeFileSync(join(native, 'lib', 'libpq.so.5.18'), 'a library');
    writeFileSync(
      join(native, 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
    );
    const copies = await Promise.all([1, 2].map(() => copyFor(account, native, open)));
    const [copy = ''] = copies;
    t.equal(copies[1], copy);
    t.equal(modeOf(copy), 0o700);
    t.equal(lstatSync(copy).uid, account?.uid ?? uid);
    t.equal(readlinkSync(join(copy, 'lib', 'libpq.so.5')), 'libpq.so.5.18');
    t.same(
      readdirSync(open).filter((name) => name.includes('unfinished')),
      [],
    );

    chmodSync(copy, 0o777);
    await t.rejects(copyFor(account, native, open), { message: /not safe to use: it has mode 777/ });
  });
});

tap.test('a directory under a closed one', { skip: !isRoot && 'only root runs the server as somebody else' }, async (t) => {
  const closed = join(workshop, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const directory = join(closed, 'postgres');
  const first = await start(t, directory);
  const home = dirname(first.clusterDirectory);
  t.teardown(() => rmSync(home, { recursive: true, force: true })); // not the place, which others may be using
  t.notOk(home.startsWith(workshop), 'keeps its cluster outside');
  t.equal(modeOf(first.clusterDirectory), 0o700);
  t.equal(modeOf(join(directory, 'elsewhere.json')), 0o600);
  t.equal(modeOf(closed), 0o700, 'what is closed stays closed');
  await ask(first.url, "create table kept as select 'still here' as word");
  await first.stop();

  const second = await start(t, directory);
  t.equal(second.clusterDirectory, first.clusterDirectory);
  t.equal(await ask(second.url, 'select word from kept'), 'still here');
});

function workshopDirectory(name: string): string {
  const path = join(workshop, name);
  mkdirSync(path);
  return path;
}

async function start(t: Test, directory: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, extraSettings: settings });
  t.teardown(() => server.stop());
  return server;
}

/** Starts a directory in a process of its own, which stops what it started when `finish` closes its input. */
function startInProcess(t: Test, directory: string) {
  const launcher = new URL('../../src/platform/embedded-postgres/index.ts', import.meta.url);
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(launcher)};
    const server = await startEmbeddedPostgres(${JSON.stringify({ directory, extraSettings: settings })});
    console.log(JSON.stringify(server));
    process.stdin.on('end', () => server.stop()).resume();
  `;
  const child = spawn(process.execPath, ['--import=tsx', '--input-type=module', '--eval', script], {
    cwd: join(import.meta.dirname, '..', '..'),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  return {
    child,
    started: async () => {
      const server: EmbeddedPostgres = JSON.parse(await firstLine(child));
      return server;
    },
    finish: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('its output is not piped');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('it ended without a word');
}

async function ask(url: string, question: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const [row] = await sql.unsafe<Record<string, unknown>[]>(question).values();
    return row?.[0];
  } finally {
    await sql.end();
  }
}

/** True once initdb has written something into the unfinished cluster. */
function hasBegun(directory: string) {
  return (name: string) =>
    name.startsWith('cluster.unfinished-') && !name.endsWith('.password') && readdirSync(join(directory, name)).length > 0;
}

/** One that has ended and whose parent has yet to hear of it is not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function modeOf(path: string): number {
  return lstatSync(path).mode & 0o777;
}
