import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import t, { type Test } from 'tap';
import { must } from '#src/kernel/assert.ts';
import { checkClock, checkConnections, checkDisk, checkLogins, checkServer, type Finding } from '#src/platform/doctor/index.ts';
import { createTestDatabase, testServer } from '#tests/support/database.ts';
import { mountSmallDisk, NO_MOUNT } from '#tests/support/small-disk.ts';
import { databaseUrl } from '#tests/support/templates.ts';

const { logins } = await createTestDatabase(t, { template: 'migrated' });

const notWell = (findings: readonly Finding[]) => findings.filter(({ level }) => level !== 'ok');

/** A database made in another way than the service's, gone when the test is done. */
async function oddDatabase(t: Pick<Test, 'teardown'>, options: string): Promise<string> {
  const name = `odd_${randomBytes(5).toString('hex')}`;
  const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
  t.teardown(async () => {
    await server.unsafe(`drop database if exists ${name} with (force)`);
    await server.end();
  });
  await server.unsafe(`create database ${name} template template0 ${options}`);
  return databaseUrl(testServer(), name);
}

const disk = await mountSmallDisk(t, '16m');

t.test('a database is well in whatever locale it was made, since nothing of the service asks for that', async (t) => {
  t.strictSame(notWell(await checkServer(logins.app)), []);
  t.strictSame(notWell(await checkServer(await oddDatabase(t, `encoding 'UTF8' locale 'C' locale_provider libc`))), []);
});

t.test('an encoding that can’t hold Arabic is wrong, and so is a missing plpgsql', async (t) => {
  const ascii = await oddDatabase(t, `encoding 'LATIN1' locale 'C' locale_provider libc`);
  const sql = postgres(ascii, { max: 1, onnotice: () => undefined });
  await sql`drop extension plpgsql`;
  await sql.end();
  t.match(notWell(await checkServer(ascii)), [
    { level: 'wrong', what: 'the extension plpgsql is missing' },
    { level: 'wrong', what: 'the encoding is LATIN1 and not UTF8' },
  ]);
});

t.test('clocks that are more than two seconds apart are told', async (t) => {
  const shifted = (ms: number) => ({ now: () => new Date(Date.now() + ms) });
  t.match(await checkClock(logins.app, shifted(0)), [{ level: 'ok' }]);
  for (const ms of [-5_000, 5_000]) t.match(await checkClock(logins.app, shifted(ms)), [{ level: 'wrong', what: /are [45]\.\d s apart/ }]);
});

t.test('a process that may want more connections than the server lets in is told', async (t) => {
  t.match(await checkConnections(logins.app, 5), [{ level: 'ok' }]);
  t.match(await checkConnections(logins.app, 5_000), [{ level: 'wrong', remedy: /max_connections/ }]);
});

t.test('a disk that is nearly full is told', { skip: disk === null ? NO_MOUNT : false }, async (t) => {
  const small = must(disk, 'a small disk');
  t.match(await checkDisk(small.path, 'files'), [{ level: 'wrong', what: /^16 MiB free for files/ }]);
  small.grow('1g');
  t.match(await checkDisk(small.path, 'files'), [{ level: 'warning' }]);
  small.grow('3g');
  t.match(await checkDisk(small.path, 'files'), [{ level: 'ok' }]);
});

t.test('nobody is told to weaken the superuser of their server', async (t) => {
  t.match(notWell(await checkLogins(logins.app, [{ setting: 'DATABASE_URL', url: testServer(), role: 'wasl_app' }])), [
    { level: 'wrong', what: /which is a superuser/, remedy: /^set DATABASE_URL to a login that is wasl_app/ },
  ]);
});
