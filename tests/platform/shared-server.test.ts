import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import tap, { type Test } from 'tap';
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';

const settings = { fsync: 'off', synchronous_commit: 'off', shared_buffers: '16MB' };
const workshop = realpathSync(mkdtempSync(join(tmpdir(), 'wasl-shared-')));
chmodSync(workshop, 0o755);
tap.teardown(() => rmSync(workshop, { recursive: true, force: true }));
const directory = join(workshop, 'postgres');

tap.test('of those who use a server the last to leave stops it, and not the first, who started it', async (t) => {
  const first = await start(t);
  const second = await start(t);
  t.strictSame([first.attached, second.attached, second.url], [false, true, first.url]);
  await first.stop();
  t.equal(await ask(second.url, 'select 1'), 1, 'the other still has it');
  await second.stop();
  t.equal(isServed(), false);
});

tap.test('two who leave at the same time leave no server behind', async (t) => {
  const users = [await start(t), await start(t), await start(t)];
  await Promise.all(users.map((user) => user.stop()));
  t.equal(isServed(), false);
});

tap.test('who comes while the last one stops the server gets one too', async (t) => {
  const last = await start(t);
  const [, next] = await Promise.all([last.stop(), start(t)]);
  t.equal(await ask(next.url, 'select 1'), 1);
  await next.stop();
});

tap.test('a server is found on the port that it had before', async (t) => {
  const before = await start(t);
  await before.stop();
  const after = await start(t);
  t.equal(after.url, before.url);
  await after.stop();
});

tap.test('a server whose postmaster is killed runs again at the same address, and those who share it say so', async (t) => {
  const said: string[] = [];
  const users = [await start(t, said), await start(t, said)];
  const [one, other] = users;
  await ask(one?.url ?? '', "set synchronous_commit = on; create table kept as select 'still here' as word");
  const killed = one?.serverPid ?? 0;
  process.kill(killed, 'SIGKILL');
  await until(() => said.filter((line) => line.includes('runs again')).length === users.length);
  t.equal(await ask(other?.url ?? '', 'select word from kept'), 'still here');
  t.not(one?.serverPid, killed);
  t.equal(one?.serverPid, other?.serverPid);
  await one?.stop();
  t.equal(await ask(other?.url ?? '', 'select 1'), 1);
  await other?.stop();
  t.equal(isServed(), false);
});

tap.test('a server is never given up, however often it dies and whatever keeps it from starting for a while', async (t) => {
  const said: string[] = [];
  const complaints: string[] = [];
  const user = await startEmbeddedPostgres({
    directory,
    extraSettings: settings,
    log: (line) => said.push(line),
    complain: (line) => complaints.push(line),
  });
  t.teardown(() => user.stop());
  for (let death = 1; death <= 10; death += 1) {
    process.kill(user.serverPid, 'SIGKILL');
    await until(() => said.filter((line) => line.includes('runs again')).length === death);
  }
  t.equal(await ask(user.url, 'select 1'), 1);

  const log = join(directory, 'server.log');
  const tries = () => readFileSync(log, 'utf8').split('pg_control').length - 1;
  const before = tries();
  const needed = join(directory, 'cluster', 'global');
  renameSync(needed, `${needed}.away`);
  process.kill(user.serverPid, 'SIGKILL');
  await until(() => tries() >= before + 3);
  t.equal(user.serverPid, 0);
  t.match(complaints, [/can't be started again; it is tried again and again\. .*pg_control/s], 'told once, and not at each try');
  renameSync(`${needed}.away`, needed);
  await until(() => user.serverPid !== 0);
  t.equal(await ask(user.url, 'select 1'), 1);
  await user.stop();
  t.equal(isServed(), false);
});

tap.test('a server that somebody asked to stop is ended and started again, though connections keep it up', async (t) => {
  const said: string[] = [];
  const users = [await start(t, said), await start(t, said)];
  const [user] = users;
  const session = postgres(user?.url ?? '', { max: 1, onnotice: () => undefined });
  await session`select 1`;
  process.kill(user?.serverPid ?? 0, 'SIGTERM');
  await until(() => said.filter((line) => line.includes('runs again')).length === users.length);
  t.equal(await ask(user?.url ?? '', 'select 1'), 1);
  await session.end({ timeout: 0 });
  await Promise.all(users.map((each) => each.stop()));
  t.equal(isServed(), false);
});

tap.test('a cut connection of ours doesn’t cost the server its user', async (t) => {
  const said: string[] = [];
  const user = await start(t, said);
  const other = await start(t);
  const before = user.serverPid;
  await ask(user.url, "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'wasl lease'");
  await until(
    async () => (await ask(user.url, "select count(*)::int from pg_locks where locktype = 'advisory' and mode = 'ShareLock'")) === 2,
  );
  await other.stop();
  t.equal(await ask(user.url, 'select 1'), 1);
  t.equal(user.serverPid, before);
  await user.stop();
});

tap.test('a start that is wanted no longer undoes what it has begun', async (suite) => {
  suite.test('while the data are being made', async (t) => {
    const fresh = join(workshop, 'fresh');
    const life = new AbortController();
    const starting = startEmbeddedPostgres({ directory: fresh, extraSettings: settings, unwanted: life.signal });
    await until(() => existsSync(fresh) && readdirSync(fresh).some((name) => name.startsWith('cluster.unfinished-')));
    life.abort();
    await t.rejects(starting, { name: 'AbortError' });
    t.strictSame(readdirSync(fresh), ['password'], 'nothing half-made is left');
    const next = await startEmbeddedPostgres({ directory: fresh, extraSettings: settings });
    t.equal(await ask(next.url, 'select 1'), 1);
    await next.stop();
  });

  suite.test('while the server comes up', async (t) => {
    const life = new AbortController();
    const starting = startEmbeddedPostgres({ directory, extraSettings: settings, unwanted: life.signal });
    await until(() => isServed());
    life.abort();
    await t.rejects(starting, { name: 'AbortError' });
    t.equal(isServed(), false);
  });
});

tap.test('a data directory that can’t be used as it is says what to do', async (suite) => {
  suite.test('a copy that belongs to root', { skip: process.getuid?.() !== 0 && 'only root copies for others' }, async (t) => {
    const copy = join(workshop, 'copy');
    cpSync(directory, copy, { recursive: true });
    const cluster = join(copy, 'cluster');
    t.equal(lstatSync(cluster).uid, 0);
    const owner = lstatSync(join(directory, 'cluster')).uid;
    await t.rejects(startEmbeddedPostgres({ directory: copy }), {
      message: new RegExp(`chown -R ${owner} '${cluster}' && chmod 700 '${cluster}' \\(cp -a keeps both\\)`),
    });
  });

  suite.test('one without its password', async (t) => {
    const password = join(directory, 'password');
    renameSync(password, `${password}.away`);
    t.teardown(() => renameSync(`${password}.away`, password));
    await t.rejects(startEmbeddedPostgres({ directory }), { message: /password is missing\. Put it back/ });
  });

  suite.test('one of another major version', async (t) => {
    const version = join(directory, 'cluster', 'PG_VERSION');
    const words = readFileSync(version, 'utf8');
    writeFileSync(version, '17\n');
    t.teardown(() => writeFileSync(version, words));
    await t.rejects(startEmbeddedPostgres({ directory }), { message: /made by PostgreSQL 17.*restore that into a new directory/ });
  });

  suite.test('one that can’t be made', async (t) => {
    const file = join(workshop, 'a-file');
    writeFileSync(file, '');
    await t.rejects(startEmbeddedPostgres({ directory: join(file, 'postgres') }), { message: /can't be made.*set WASL_DATA to another/ });
  });
});

async function start(t: Test, said: string[] = []) {
  const server = await startEmbeddedPostgres({ directory, extraSettings: settings, log: (line) => said.push(line) });
  t.teardown(() => server.stop());
  return server;
}

function isServed(): boolean {
  return existsSync(join(directory, 'cluster', 'postmaster.pid'));
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

/** Asks until it holds; the test's own timeout is the bound. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(5);
}
