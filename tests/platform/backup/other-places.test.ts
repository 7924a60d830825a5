import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import postgres from 'postgres';
import t, { type Test } from 'tap';
import { must } from '#src/kernel/assert.ts';
import { migrate } from '#src/platform/db/migrate.ts';
import { readMigrations } from '#src/platform/db/migrations.ts';
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
import { ensureOwnDatabase, type OwnLogins } from '#src/platform/embedded-postgres/own-database.ts';
import { s3Store } from '#src/platform/files/s3-store.ts';
import { prepareDatabase } from '#src/prepare.ts';
import { runCommandLine } from '#tests/support/command-line.ts';
import { testServer } from '#tests/support/database.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { findPostgres15 } from '#tests/support/plan-runs.ts';
import { databaseUrl } from '#tests/support/templates.ts';

const workshop = await temporaryDirectory(t);

async function wasl(args: readonly string[], settings: Readonly<Record<string, string>>) {
  Object.assign(process.env, settings);
  try {
    return await runCommandLine(args);
  } finally {
    for (const name of Object.keys(settings)) delete process.env[name];
  }
}

/** An empty database on a server, gone when the test is done, and somebody whom no policy holds back in it. */
async function emptyDatabase(t: Pick<Test, 'teardown'>, server: string): Promise<{ logins: OwnLogins; superuser: postgres.Sql }> {
  const name = `place_${randomBytes(5).toString('hex')}`;
  const logins = await ensureOwnDatabase(server, name);
  const superuser = postgres(databaseUrl(server, name), { max: 1, onnotice: () => undefined });
  const master = postgres(server, { max: 1, onnotice: () => undefined });
  t.teardown(async () => {
    await superuser.end();
    await master.unsafe(`drop database if exists ${name} with (force)`);
    await master.end();
  });
  return { logins, superuser };
}

const readerOf = ({ app, authenticator, backup }: OwnLogins, directory: string) => ({
  DATABASE_URL: app,
  DATABASE_AUTHENTICATOR_URL: authenticator,
  DATABASE_BACKUP_URL: backup,
  WASL_DATA: join(workshop, directory),
});
const ownerOf = ({ owner }: OwnLogins, directory: string) => ({ DATABASE_URL: owner, WASL_DATA: join(workshop, directory) });

t.test('a backup of an older version is restored and brought up to date; one of a newer version is refused', async (t) => {
  const older = await emptyDatabase(t, testServer());
  // As an earlier version would have it: without what documents and allocations can't say by themselves.
  const then = readMigrations().filter(({ name }) => name < '0019');
  const since = readMigrations().length - then.length;
  await migrate(older.logins.owner, undefined, { migrations: then });
  await older.superuser`insert into scheduled_job_runs (name, ran_at, duration_ms, failures_in_a_row) values ('from-then', now(), 5, 0)`;
  const archive = join(workshop, 'older.zip');
  t.match(await wasl(['backup', archive, '--no-check'], readerOf(older.logins, 'older')), { status: 0 });
  t.match(await wasl(['restore', '--check', archive], {}), { status: 0, stdout: /is good/ });

  const now = await emptyDatabase(t, testServer());
  t.match(await wasl(['restore', archive], ownerOf(now.logins, 'now')), {
    status: 0,
    stdout: new RegExp(`^Brought up to date: ${since} migrations\\.$`, 'm'),
  });
  t.strictSame([...(await now.superuser`select name from scheduled_job_runs`)], [{ name: 'from-then' }]);
  t.match(await wasl(['migrate'], ownerOf(now.logins, 'now')), { status: 0, stdout: /up to date/ });

  const newer = join(workshop, 'newer.zip');
  await now.superuser`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 9e12)`;
  t.match(await wasl(['backup', newer, '--no-check'], readerOf(now.logins, 'now')), { status: 1, stderr: /migrated by a newer version/ });
  // As another version would have it: with a migration that this one hasn't.
  await now.superuser`update drizzle.__drizzle_migrations set created_at = (select min(created_at) + 1 from drizzle.__drizzle_migrations)
    where hash = 'of tomorrow'`;
  t.match(await wasl(['backup', newer, '--no-check'], readerOf(now.logins, 'now')), { status: 0 });
  const another = await emptyDatabase(t, testServer());
  for (const args of [
    ['restore', newer],
    ['restore', '--check', newer],
  ]) {
    t.match(await wasl(args, ownerOf(another.logins, 'another')), {
      status: 1,
      stderr:
        /^wasl: the backup was taken by Wasl .* after migration .*, which this version doesn't have like that: restore it with the version that took it\n$/,
    });
  }
  const [left] = await another.superuser`select count(*)::int as tables from pg_tables where schemaname = 'public'`;
  t.equal(left?.['tables'], 0, 'nothing was touched');
});

async function bucket(t: Pick<Test, 'teardown'>) {
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    allowMismatchedSignatures: true,
    directory: await temporaryDirectory(t),
    configureBuckets: [{ name: 'wasl', configs: [] }],
  });
  const { port } = await server.run();
  t.teardown(() => server.close());
  return { S3_BUCKET: 'wasl', S3_ENDPOINT: `http://127.0.0.1:${port}`, S3_ACCESS_KEY_ID: 'S3RVER', S3_SECRET_ACCESS_KEY: 'S3RVER' };
}
const storeIn = ({ S3_ENDPOINT }: Awaited<ReturnType<typeof bucket>>) =>
  s3Store({ bucket: 'wasl', region: 'us-east-1', endpoint: S3_ENDPOINT, accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' });

const postgres15 = findPostgres15(process.env['PATH'] ?? '');
const skip = postgres15 === undefined ? 'PostgreSQL 15 is not on PATH' : false;
t.test('a backup moves between PostgreSQL 15 and 18, either way, with its files from one bucket to another', { skip }, async (t) => {
  const old = await startEmbeddedPostgres({ directory: join(workshop, 'postgres-15'), binaries: must(postgres15, 'PostgreSQL 15') });
  t.teardown(() => old.stop());
  for (const [what, from, to] of [
    ['15 to 18', old.url, testServer()],
    ['18 to 15', testServer(), old.url],
  ] as const) {
    const [here, there] = [await emptyDatabase(t, from), await emptyDatabase(t, to)];
    const [bucketHere, bucketThere] = [await bucket(t), await bucket(t)];
    await prepareDatabase(here.logins.owner);
    const content = `a form, ${what}`;
    const sha256 = createHash('sha256').update(content).digest('hex');
    const draft = join(workshop, 'draft');
    await writeFile(draft, content);
    await (await storeIn(bucketHere)).put(sha256, draft);
    await here.superuser`
      insert into users (id, login, display_name, organisation_id, role, language, password_hash, created_at)
      select ${randomUUID()}, 'somebody@example.org', 'Somebody', id, 'administrator', 'en', 'none', now() from organisations where slug = 'unsmil'`;
    await here.superuser`
      insert into documents (id, subject_type, subject_id, file_name, media_type, size_bytes, sha256, is_stripped, confidentiality, uploaded_by, uploaded_by_organisation, created_at)
      select ${randomUUID()}, 'delivery', gen_random_uuid(), 'form.pdf', 'application/pdf', ${Buffer.byteLength(content)}, ${sha256}, false, 'parties', id, organisation_id, now()
      from users`;
    const archive = join(workshop, `${what.replaceAll(' ', '-')}.zip`);
    t.match(
      await wasl(['backup', archive], { ...readerOf(here.logins, 'unused'), ...bucketHere }),
      { status: 0, stdout: /and 1 file, as of/ },
      what,
    );
    t.match(
      await wasl(['restore', archive], { ...ownerOf(there.logins, 'unused'), ...bucketThere }),
      { status: 0, stdout: /; 1 file by hash/ },
      what,
    );
    t.equal(await (await storeIn(bucketThere)).sizeOf(sha256), Buffer.byteLength(content), what);
    const [found] = await there.superuser`select count(*)::int as organisations from organisations`;
    t.ok(Number(found?.['organisations']) > 20, what);
  }
});

t.test('on a server without the roles a restore tells how to make them, and that a service signs in as some', async (t) => {
  const source = await emptyDatabase(t, testServer());
  await migrate(source.logins.owner);
  const archive = join(workshop, 'roles.zip');
  t.match(await wasl(['backup', archive, '--no-check'], readerOf(source.logins, 'roles')), { status: 0 });
  const server = await startEmbeddedPostgres({ directory: join(await temporaryDirectory(t), 'postgres') });
  t.teardown(() => server.stop());
  const superuser = postgres(server.url, { max: 1, onnotice: () => undefined });
  t.teardown(() => superuser.end());
  await superuser.unsafe(`create role wasl_owner login password 'alone'`);
  await superuser.unsafe('create database alone owner wasl_owner');
  const owner = new URL(databaseUrl(server.url, 'alone'));
  owner.username = 'wasl_owner';
  owner.password = 'alone';
  const { status, stderr } = await wasl(['restore', archive], { DATABASE_URL: owner.href, WASL_DATA: join(workshop, 'restored-roles') });
  t.equal(status, 1);
  t.match(
    stderr,
    /create role wasl_app nologin noinherit;\n.*\n.*grant wasl_ledger to wasl_owner;\n.*signs in as some of them, with passwords: README/s,
  );
});
