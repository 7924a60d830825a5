import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import t, { type Test } from 'tap';
import { must } from '#src/kernel/assert.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { Proxy } from '#tests/faults/proxy.ts';
import { connectAsSuperuser, createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { runWithSettings } from '#tests/support/command-line.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { blocksOf, DEPLOYMENT } from '#tests/support/readme-blocks.ts';
import { CROWDED } from '#tests/support/unlimited.ts';
import { until } from '#tests/support/until.ts';
import { freePort } from './free-port.ts';
import { logInAt } from './visitor.ts';

/** PgBouncer refuses to run as root. */
const NOBODY = 65534;
const skip = spawnSync('pgbouncer', ['--version']).status === 0 ? false : 'there is no pgbouncer here';

t.test('the service works through PgBouncer in transaction mode, set up as README says', { skip, timeout: 120_000 }, async (t) => {
  const database = await createTestDatabase(t, { template: 'scenario' });
  const superuser = connectAsSuperuser(t, database);
  const proxy = await Proxy.start(Number(new URL(database.logins.app).port));
  t.teardown(() => proxy.close());
  const { environment, urlOf } = await startPooler(t, database, proxy.port);
  const server = await startOwnServer({ ...environment, ...CROWDED });
  t.teardown(() => server.stop());

  const requester = await logInAt(server.address, 'requester@ly-gasbcp.demo');
  const auditor = await logInAt(server.address, 'auditor@un-panel-of-experts-libya.demo');
  const list = async (who: typeof requester): Promise<unknown> => {
    const answer = await who.get('/v1/needs?limit=50');
    t.equal(answer.status, 200);
    return ((await answer.json()) as { items: { id: string }[] }).items.map(({ id }) => id);
  };

  await t.test('it is there: only LISTEN and the job library go past it', async (t) => {
    t.equal((await fetch(`${server.address}/readyz`)).status, 200);
    const rows = await superuser<{ past: number }[]>`
      select count(*)::int as past from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name = 'wasl-jobs'`;
    t.ok((rows[0]?.past ?? 0) > 0, 'the scheduled jobs have connections of their own');
    t.notMatch(server.output(), /"level":(?:50|60)/);
  });

  await t.test('what README says and the settings leave out is told by the start and by doctor, with what to set', async (t) => {
    const { DATABASE_URL = '', DATABASE_AUTHENTICATOR_URL = '', DATABASE_DIRECT_URL = '' } = environment;
    const usual = { PORT: '0', WASL_DATA: await temporaryDirectory(t) };
    const bare = { DATABASE_URL, DATABASE_AUTHENTICATOR_URL };
    for (const [settings, ...expected] of [
      [bare, 'DATABASE_DIRECT_URL is missing', 'DATABASE_PREPARED_STATEMENTS is true'],
      [{ ...bare, DATABASE_DIRECT_URL }, 'DATABASE_PREPARED_STATEMENTS is true'],
      [{ ...bare, DATABASE_PREPARED_STATEMENTS: 'false' }, 'DATABASE_DIRECT_URL is missing'],
      [{ ...environment, DATABASE_DIRECT_URL: DATABASE_URL }, 'DATABASE_DIRECT_URL leads through a pooler'],
    ] as const) {
      // Refused as `wasl serve` is: both open the database in one way.
      const refused = await runWithSettings(['demo'], { ...usual, ...settings });
      t.equal(refused.status, 2);
      const looked = await runWithSettings(['doctor', '--quick'], { ...usual, ...settings });
      t.equal(looked.status, 1);
      const wrong = looked.stdout.split('\n').filter((line) => line.startsWith('wrong'));
      t.equal(wrong.length, expected.length, looked.stdout);
      for (const what of expected) {
        const [name, words] = what.split(/ (.*)/);
        t.match(refused.stderr, new RegExp(`${name}(?: is not usable)?: it ${words}.*: set it to `));
        t.match(looked.stdout, new RegExp(`^wrong +settings +${name}: it ${words}.* — set it to `, 'm'));
      }
    }
    const well = await runWithSettings(['doctor', '--quick'], { ...usual, ...environment });
    t.match(well.stdout, /^ok +settings +they fit how the database is reached$/m);
    t.match(well.stdout, /^0 wrong/m);
    const migrated = await runWithSettings(['migrate'], { ...usual, ...environment, DATABASE_OWNER_URL: DATABASE_URL });
    t.equal(migrated.status, 2);
    t.match(
      migrated.stderr,
      /^wasl: DATABASE_OWNER_URL is not usable: it leads through a pooler .*: set it to the address of PostgreSQL itself/,
    );
  });

  await t.test('people write and read, many at once, and none sees through another’s eyes', async (t) => {
    const [match] = await superuser<{ id: string; donor: string }[]>`
      select id, donor_id as donor from matches where disclosed_at is not null limit 1`;
    const facilitator = await logInAt(server.address, 'facilitator@unsmil.demo');
    const written = await facilitator.post('/v1/obstacles', {
      kind: 'duty-exemption-pending',
      blocks: [{ matchId: match?.id }],
      detail: { en: 'The form has not been issued.' },
      ownerId: match?.donor,
    });
    t.equal(written.status, 201, await written.clone().text());
    const [ofRequester, ofAuditor] = [await list(requester), await list(auditor)];
    t.notSame(ofRequester, ofAuditor);
    const again = await Promise.all(Array.from({ length: 30 }, (_, index) => list(index % 2 === 0 ? requester : auditor)));
    again.forEach((seen, index) => t.strictSame(seen, index % 2 === 0 ? ofRequester : ofAuditor));
  });

  await t.test('a request whose caller goes away is cancelled in the database', async (t) => {
    const waiting = async (): Promise<number> => {
      const rows = await superuser`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return rows.length;
    };
    await superuser.begin(async (tx) => {
      // Which no scheduled job reads.
      await tx`lock table sites in access exclusive mode`;
      const leaving = new AbortController();
      const asked = auditor.get('/v1/sites', { signal: leaving.signal }).catch(() => undefined);
      await until(async () => (await waiting()) > 0, 'the list waits for the lock');
      leaving.abort();
      await asked;
      await until(async () => (await waiting()) === 0, 'nothing waits any more', 4_000);
    });
    t.ok(await list(auditor), 'and the connection serves the next');
  });

  await t.test('once the database is back behind it, requests are served again at once', async (t) => {
    await proxy.refuse();
    await until(async () => (await auditor.get('/v1/sites')).status === 503, 'nobody is served');
    // So that PgBouncer has been told no, which it remembers.
    await until(async () => (await fetch(`${server.address}/readyz`)).status === 503, 'and the service says that it is not ready');
    await proxy.accept();
    const back = performance.now();
    await until(async () => (await auditor.get('/v1/sites')).status === 200, 'served again', 10_000);
    t.comment(`after ${(performance.now() - back).toFixed(0)} ms`);
  });

  await t.test('nothing of who asked stays on a connection for whoever has it next', async (t) => {
    const clients = Array.from({ length: 8 }, () => postgres(urlOf('DATABASE_URL'), { max: 1, prepare: false, onnotice: () => undefined }));
    t.teardown(() => Promise.all(clients.map((client) => client.end())));
    const left = await Promise.all(
      clients.map(async (client) =>
        client.begin(async (tx) => {
          const [seen] = await tx`
            select current_user as login, coalesce(current_setting('wasl.identity', true), '') as person,
              coalesce(current_setting('wasl.seal', true), '') as role, current_setting('statement_timeout') as limit,
              (select count(*)::int from needs) as needs, pg_sleep(0.2)::text as together`;
          return seen;
        }),
      ),
    );
    for (const seen of left) t.match(seen, { login: 'wasl_app', person: '', role: '', limit: '0', needs: 0 });
  });
});

/** Writes the files that README shows, with this database's places and passwords, and runs PgBouncer on them. */
async function startPooler(t: Test, database: TestDatabase, databasePort: number) {
  const [ini, userlist, settings] = await blocksOf('Behind PgBouncer', DEPLOYMENT);
  const directory = await temporaryDirectory(t);
  const port = await freePort();
  const app = new URL(database.logins.app);
  const fill = (text: string): string =>
    text
      .replaceAll('<app password>', app.password)
      .replaceAll('<authenticator password>', new URL(database.logins.authenticator).password)
      .replaceAll('host=db.example', `host=127.0.0.1 port=${databasePort}`)
      .replaceAll('db.example/wasl', `${app.host}${app.pathname}`)
      .replaceAll('pooler.example:6432', `127.0.0.1:${port}`)
      .replaceAll('listen_port = 6432', `listen_port = ${port}`)
      .replaceAll('dbname=wasl', `dbname=${app.pathname.slice(1)}`)
      .replaceAll('/etc/pgbouncer', directory);
  const files = { 'pgbouncer.ini': ini, 'userlist.txt': userlist };
  for (const [name, block] of Object.entries(files)) await writeFile(join(directory, name), fill(must(block, name).text), { mode: 0o644 });
  await chmod(directory, 0o755);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(directory, NOBODY, NOBODY);
  const child = spawn('pgbouncer', [join(directory, 'pgbouncer.ini')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  t.teardown(() => end(child));
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => {
    if (child.exitCode !== null) throw new Error(output);
    return /process up/.test(output);
  }, 'PgBouncer is up');
  const lines = fill(must(settings, 'settings').text).trim().split('\n');
  const environment = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  return { environment, urlOf: (name: string): string => must(environment[name], name) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  await ended;
}
