import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import postgres from 'postgres';
import t, { type Test } from 'tap';
import { fileJobs, SCHEDULED_JOBS } from '#src/scheduled-jobs.ts';
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
import { loginsOf } from '#src/platform/embedded-postgres/own-database.ts';
import { s3Store } from '#src/platform/files/s3-store.ts';
import { runCommandLine, runWithSettings } from '#tests/support/command-line.ts';
import { connectAsSuperuser, createTestDatabase, testServer } from '#tests/support/database.ts';
import { makeStore, temporaryDirectory } from '#tests/support/files.ts';

// The comparison with what the migrations make starts a server, and migrates.
const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);
const data = await temporaryDirectory(t);
const files = await makeStore(join(data, 'files'));

interface Finding {
  readonly level: string;
  readonly about: string;
  readonly what: string;
  readonly remedy?: string;
}

const NAMES = [
  'DATABASE_URL',
  'DATABASE_AUTHENTICATOR_URL',
  'DATABASE_OWNER_URL',
  'DATABASE_BACKUP_URL',
  'WASL_DATA',
  'NODE_ENV',
  'PUBLIC_URL',
  'S3_BUCKET',
  'S3_ENDPOINT',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'AWS_EC2_METADATA_DISABLED',
];
const DEPLOYED: Readonly<Record<string, string>> = {
  ...database.environment,
  DATABASE_BACKUP_URL: database.logins.backup,
  WASL_DATA: data,
};

async function run(args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const before = NAMES.map((name) => [name, process.env[name]] as const);
  for (const name of NAMES) delete process.env[name];
  Object.assign(process.env, DEPLOYED, settings);
  try {
    return await runCommandLine(['doctor', ...args]);
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** What isn't well, each with a remedy; the exit code must say the same. */
async function ills(t: Test, args: readonly string[] = ['--quick'], settings: Readonly<Record<string, string>> = {}): Promise<Finding[]> {
  const { status, stdout, stderr } = await run([...args, '--json'], settings);
  t.equal(stderr, '');
  const findings = JSON.parse(stdout) as Finding[];
  for (const { level, what, remedy } of findings) if (level !== 'ok') t.ok(remedy, `what to do where ${what}`);
  t.equal(status, findings.some(({ level }) => level === 'wrong') ? 1 : 0);
  return findings.filter(({ level }) => level === 'wrong' || level === 'warning');
}

const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex');
const pathOf = (hash: string): string => join(data, 'files', hash.slice(0, 2), hash.slice(2, 4), hash);

async function store(content: string): Promise<string> {
  const draft = join(data, 'draft');
  await writeFile(draft, content);
  await files.put(hashOf(content), draft);
  return hashOf(content);
}

async function attach(content: string): Promise<string> {
  const sha256 = await store(content);
  await superuser`
    insert into documents (id, subject_type, subject_id, file_name, media_type, size_bytes, sha256, is_stripped, confidentiality, uploaded_by, uploaded_by_organisation, created_at)
    select ${randomUUID()}, 'delivery', gen_random_uuid(), 'form.pdf', 'application/pdf', ${Buffer.byteLength(content)}, ${sha256}, false, 'parties', users.id, organisation_id, now()
    from users limit 1`;
  return sha256;
}

/** What a process that runs the scheduled jobs leaves behind. */
async function workAsUsual(): Promise<void> {
  await superuser`insert into job_workers (id, seen_at) values ('worker', clock_timestamp() + interval '1 hour')`;
  for (const { name } of [...SCHEDULED_JOBS, ...fileJobs(files)]) {
    await superuser`insert into scheduled_job_runs (name, ran_at, duration_ms, succeeded_at, failures_in_a_row) values (${name}, now(), 5, now(), 0)`;
    await superuser`insert into graphile_worker._private_known_crontabs (identifier, known_since) values (${name}, now()) on conflict do nothing`;
  }
}

/** As a database is to which rows were brought from elsewhere: what a backup doesn't take was never there. */
const forgetWorkers = () => superuser`delete from graphile_worker._private_known_crontabs`;

async function addSomebody(): Promise<void> {
  await superuser`
    insert into users (id, login, display_name, organisation_id, role, language, password_hash, created_at)
    select ${randomUUID()}, 'somebody@example.org', 'Somebody', id, 'administrator', 'en', 'none', now() from organisations where slug = 'unsmil'`;
}

await addSomebody();
await workAsUsual();
const kept = await attach('a form');

t.test('a healthy deployment is all well, down to the last policy, and the exit code says so', async (t) => {
  const { status, stdout, stderr } = await run([]);
  t.equal(stderr, '');
  t.equal(status, 0, stdout);
  t.match(
    stdout,
    /^ok +structure +\d+ tables, columns, constraints, triggers, policies, functions and rights are as the migrations make them$/m,
  );
  t.match(stdout, /^ok +files +1 file that documents name is there and what was stored$/m);
  t.match(stdout, /^ok +logins +DATABASE_URL signs in as wasl_app, and nothing stronger$/m);
  t.match(stdout, /^  Looked at: 12\/12$/m);
  t.match(stdout, /^0 wrong, 0 warning, 1 skipped, \d+ ok$/m);
  t.match(stdout, /^skipped +disk +the room that PostgreSQL has is not seen from here — /m, 'what isn’t known is not called good');
});

t.test('what is changed in tables, rights and guards is found, and the SQL that is advised mends it', async (t) => {
  const asOwner = postgresOf(t);
  await superuser.unsafe(`
    drop policy add on needs;
    alter policy change on needs with check (true);
    alter policy read on offers using (true);
    create policy planted on users for select to wasl_app using (true);
    alter table documents no force row level security;
    revoke select on deliveries from wasl_app;
    revoke select (login) on users from wasl_app;
    grant delete on events to wasl_app;
    alter table needs disable trigger user;
    alter table documents drop constraint document_hash_is_a_sha256;
    drop index documents_by_content;
    create index planted on documents (title);`);
  const found = await ills(t, []);
  const structure = found.filter(({ about }) => about === 'structure');
  const told = (what: string) => structure.find((finding) => finding.what === what);
  for (const what of [
    'policy add on public.needs is missing',
    'policy change on public.needs is different',
    'policy read on public.offers is different',
    'policy planted on public.users is there and should not be',
    'table public.documents is different',
    'right of wasl_app on table public.deliveries is different',
    'right of wasl_app on column public.users.login is missing',
    'right of wasl_app on table public.events is different',
    'constraint document_hash_is_a_sha256 on public.documents is missing',
    'index documents_by_content is missing',
  ]) {
    t.equal(told(what)?.level, 'wrong', `${what} (of ${structure.map((finding) => finding.what).join('; ')})`);
  }
  t.equal(told('index planted is there and should not be')?.level, 'warning', 'an index harms nobody');
  t.ok(structure.some(({ what }) => /^trigger .* on public\.needs is different$/.test(what)));
  for (const { what, remedy = '' } of structure) {
    await t.resolves(asOwner.unsafe(remedy.replace('as the owner of the database: ', '')), `${what}: ${remedy}`);
  }
  t.strictSame(await ills(t, []), []);
});

t.test('what belongs to another role than it should is one finding, and its SQL gives everything back', async (t) => {
  const restorer = `restorer_${randomUUID().slice(0, 8)}`;
  const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
  t.teardown(async () => {
    await server.unsafe(`drop role ${restorer}`);
    await server.end();
  });
  await server.unsafe(`create role ${restorer} login password 'restored'`);
  const ownerOf = async (): Promise<unknown> => superuser`
    select 'database' as kind, datdba::regrole::text as owner, 1 as things from pg_database where datname = current_database()
    union all select 'schema', nspowner::regrole::text, count(*)::int from pg_namespace group by 2
    union all select relkind::text, relowner::regrole::text, count(*)::int from pg_class group by 1, 2
    union all select 'type', typowner::regrole::text, count(*)::int from pg_type group by 2
    union all select 'function', proowner::regrole::text, count(*)::int from pg_proc group by 2 order by 1, 2`;
  await superuser.unsafe(`create type public.mood as enum ('calm'); alter type public.mood owner to wasl_owner`);
  const healthy = await ownerOf();
  // As a dump without owners is restored: the database was made by its login, or by somebody for the owner.
  for (const [whose, settings] of [
    [restorer, {}],
    ['wasl_owner', {}],
    [restorer, { DATABASE_OWNER_URL: '' }],
  ] as const) {
    await superuser.unsafe(`do $$ declare giving text; begin for giving in
      select format('alter schema %I owner to ${restorer}', nspname) from pg_namespace where nspname in ('wasl', 'drizzle', 'graphile_worker')
      union all select format('alter table %s owner to ${restorer}', oid::regclass) from pg_class
        where relkind in ('r', 'v') and relnamespace::regnamespace::text in ('public', 'wasl', 'drizzle', 'graphile_worker')
      union all select format('alter type %s owner to ${restorer}', oid::regtype) from pg_type
        where typnamespace::regnamespace::text in ('public', 'graphile_worker') and (typtype = 'e' or typname = 'job_spec')
      union all select format('alter function %s owner to ${restorer}', oid::regprocedure) from pg_proc
        where pronamespace::regnamespace::text in ('wasl', 'graphile_worker')
      union all select format('alter database %I owner to ${whose}', current_database())
      loop execute giving; end loop; end $$`);
    const found = await ills(t, [], settings);
    t.match(found, [
      {
        level: 'wrong',
        about: 'owner',
        what: new RegExp(
          `\\d+ tables, .*belong to ${restorer} and not to wasl_owner; \\d+ functions belong to ${restorer} and not to wasl_ledger$`,
        ),
      },
    ]);
    t.equal(found[0]?.what.startsWith('the database, '), whose === restorer);
    await superuser.unsafe((found[0]?.remedy ?? '').replace('as a superuser in this database: ', ''));
    t.strictSame(await ills(t, ['--quick'], settings), []);
    t.strictSame(await ownerOf(), healthy);
  }
  await superuser.unsafe(`drop type public.mood; alter table needs owner to ${restorer}`);
  const few = await ills(t, []);
  t.match(few, [
    { what: `1 table belongs to ${restorer} and not to wasl_owner`, remedy: /: alter table public.needs owner to wasl_owner;$/ },
  ]);
  await superuser.unsafe('alter table needs owner to wasl_owner');
  t.strictSame(await ills(t, []), [], 'down to the last right');
});

function postgresOf(t: Pick<Test, 'teardown'>) {
  return connectAsSuperuser(t, { ...database, superuserUrl: database.logins.owner });
}

t.test('a variable that looks like a misspelt setting is a warning', async (t) => {
  process.env['S3_BUKET'] = 'files';
  t.teardown(() => delete process.env['S3_BUKET']);
  t.match(await ills(t), [
    { level: 'warning', about: 'settings', what: 'S3_BUKET is no setting of Wasl and does nothing', remedy: /^S3_BUCKET is perhaps meant/ },
  ]);
});

t.test('files that are lost, altered or nobody’s are named; quickly, what can be seen by their size', async (t) => {
  const altered = await attach('another form');
  await writeFile(pathOf(altered), 'another farm');
  t.match(await ills(t, ['--quick']), [], 'the size is the same, and nothing more was looked at');
  await writeFile(pathOf(altered), 'another');
  t.match(await ills(t), [{ level: 'wrong', about: 'files', what: `${altered} is altered: 7 bytes instead of 12` }]);
  await rm(pathOf(kept));
  const orphan = await store('for nobody');
  const longAgo = new Date(Date.now() - 3 * 24 * 3_600_000);
  await utimes(pathOf(orphan), longAgo, longAgo);
  const found = await ills(t);
  t.match(
    found.find(({ what }) => what.startsWith(kept)),
    { level: 'wrong', what: `${kept} is missing` },
  );
  t.match(
    found.find(({ level }) => level === 'warning'),
    { what: `1 kept for two days and more that no document names, such as ${orphan}` },
  );
  await rm(pathOf(orphan));
  await store('a form');
  await writeFile(pathOf(altered), 'another form');
  t.strictSame(await ills(t), []);
});

t.test('jobs that were given up, that fail, that come no more or that nobody will end are told with their errors', async (t) => {
  await superuser`select graphile_worker.add_job('expire-offers', '{}', max_attempts := 1)`;
  await superuser`update graphile_worker._private_jobs set attempts = 1, last_error = 'no such column: tide'`;
  const [givenUp] = await superuser<{ id: string }[]>`select id::text from graphile_worker._private_jobs`;
  await superuser`update scheduled_job_runs set failures_in_a_row = 4, last_error = 'out of paper' where name = 'settle-packages'`;
  await superuser`update scheduled_job_runs set failures_in_a_row = 1, last_error = 'a hiccup' where name = 'clear-deliveries'`;
  await superuser`update scheduled_job_runs set succeeded_at = now() - interval '1 hour' where name = 'elapse-silences'`;
  await superuser`select graphile_worker.add_job('mark-stale-needs', '{}')`;
  await superuser`update graphile_worker._private_jobs set locked_by = 'gone', locked_at = now() - interval '10 minutes' where id <> ${givenUp?.id ?? 0}`;
  await superuser`delete from job_workers`;
  const found = await ills(t);
  t.match(found, [
    { level: 'wrong', what: `job ${givenUp?.id} (expire-offers) was given up after 1 attempt: no such column: tide` },
    { level: 'warning', what: 'scheduled job clear-deliveries has failed once: a hiccup' },
    { level: 'wrong', what: 'scheduled job settle-packages has failed 4 times in a row: out of paper' },
    { level: 'wrong', what: /^scheduled jobs haven't succeeded for much longer than their schedule: elapse-silences \(last / },
    { level: 'wrong', what: 'worker gone holds 1 job (mark-stale-needs) and gives no sign of life' },
    { level: 'warning', what: 'no process runs them now' },
  ]);
  const [, advice = ''] = /login: (.*)$/.exec(found[0]?.remedy ?? '') ?? [];
  const [again] = await database.sql.unsafe<{ attempts: number }[]>(advice.replace('select', 'select attempts from'));
  t.equal(again?.attempts, 0, advice);
  await superuser`delete from graphile_worker._private_jobs`;
  await superuser`delete from scheduled_job_runs`;
  await forgetWorkers();
  t.match(await ills(t), [{ level: 'warning', what: 'no scheduled job has run here yet, and no process runs them now' }]);
  await workAsUsual();
  t.strictSame(await ills(t), []);
});

t.test('scheduled jobs that were missed are not called late while a process that runs them has only just started', async (t) => {
  await superuser`update scheduled_job_runs set succeeded_at = now() - interval '3 days'`;
  const worker = postgres(database.logins.app, { max: 1, connection: { application_name: 'wasl-jobs' } });
  await worker`select 1`;
  t.match(await ills(t, ['--quick']), [
    {
      level: 'warning',
      what: /^a process that runs the jobs has just started, and scheduled jobs that were missed/,
      remedy: /^look again in a minute/,
    },
  ]);
  await worker.end();
  t.match(await ills(t, ['--quick']), [{ level: 'wrong', what: /^scheduled jobs haven't succeeded for much longer/ }]);
  await superuser`delete from scheduled_job_runs`;
  await superuser`delete from job_workers`;
  await workAsUsual();
});

t.test('a login that is too strong, another’s, or refused is told', async (t) => {
  const only = async (settings: Readonly<Record<string, string>>) =>
    (await ills(t, ['--quick'], settings)).filter(({ about }) => about === 'logins');
  t.match(await only({ DATABASE_URL: database.superuserUrl }), [
    { level: 'wrong', what: /^DATABASE_URL signs in as postgres, which is a superuser, / },
  ]);
  t.match(await only({ DATABASE_AUTHENTICATOR_URL: database.logins.app }), [
    { level: 'wrong', what: 'DATABASE_AUTHENTICATOR_URL signs in as wasl_app, which is not wasl_authenticator' },
  ]);
  t.match(await only({ DATABASE_AUTHENTICATOR_URL: '' }), [
    { level: 'wrong', what: /^DATABASE_AUTHENTICATOR_URL is missing/, remedy: /wasl_authenticator/ },
  ]);
  t.match(await only({ DATABASE_URL: database.logins.owner, DATABASE_AUTHENTICATOR_URL: '', DATABASE_OWNER_URL: '' }), [
    {
      level: 'wrong',
      what: /^DATABASE_URL signs in as wasl_owner, which owns everything and .*may not act as wasl_app/,
      remedy: /alter role wasl_app login/,
    },
  ]);
  const refused = new URL(database.logins.authenticator);
  refused.password = 'wrong';
  t.match(await only({ DATABASE_AUTHENTICATOR_URL: refused.href }), [
    { level: 'wrong', what: /^DATABASE_AUTHENTICATOR_URL lets nobody in: password/ },
  ]);
  const refusedBackup = new URL(database.logins.backup);
  refusedBackup.password = 'wrong';
  t.match(await only({ DATABASE_BACKUP_URL: refusedBackup.href }), [
    { level: 'wrong', what: /^DATABASE_BACKUP_URL lets nobody in: password/ },
  ]);
  t.match(await only({ DATABASE_BACKUP_URL: database.logins.authenticator }), [
    { level: 'wrong', what: 'DATABASE_BACKUP_URL signs in as wasl_authenticator, which is not wasl_backup' },
  ]);
  t.strictSame(await only({ DATABASE_BACKUP_URL: database.logins.backup }), []);
});

t.test('a database that was never migrated is told once, with what to run, and nothing of what can’t be there yet', async (t) => {
  const name = `bare_${randomUUID().slice(0, 8)}`;
  const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
  t.teardown(async () => {
    await server.unsafe(`drop database if exists ${name} with (force)`);
    await server.end();
  });
  await server.unsafe(`create database ${name} owner wasl_owner`);
  const { app, authenticator, owner, backup } = loginsOf(testServer(), name);
  const bare = { DATABASE_URL: app, DATABASE_AUTHENTICATOR_URL: authenticator, DATABASE_OWNER_URL: owner, DATABASE_BACKUP_URL: backup };
  t.match(await ills(t, [], bare), [
    { level: 'wrong', about: 'migrations', what: /it has never been migrated/, remedy: /^run wasl migrate with DATABASE_OWNER_URL/ },
  ]);
  const { stdout } = await run(['--quick'], bare);
  t.notMatch(stdout, /relation|does not exist/);
});

t.test('a database that was just restored is not called wrong: its scheduled jobs are yet to run here', async (t) => {
  await superuser`update scheduled_job_runs set succeeded_at = now() - interval '30 days' where name <> 'elapse-silences'`;
  await superuser`update job_workers set seen_at = now() - interval '30 days'`;
  await forgetWorkers();
  t.match(await ills(t), [
    { level: 'warning', what: 'no scheduled job has run here yet, and no process runs them now', remedy: /WASL_JOBS=true/ },
  ]);
  await superuser`delete from scheduled_job_runs`;
  await superuser`delete from job_workers`;
  await workAsUsual();
});

t.test('files in a bucket are looked at as those on a disk, and a store that can’t be used is told with what to mend', async (t) => {
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
  const bucket = { S3_BUCKET: 'wasl', S3_ENDPOINT: `http://127.0.0.1:${port}`, S3_ACCESS_KEY_ID: 'S3RVER', S3_SECRET_ACCESS_KEY: 'S3RVER' };
  const onlyFiles = async (settings: Readonly<Record<string, string>>) =>
    (await ills(t, ['--quick'], { ...bucket, AWS_EC2_METADATA_DISABLED: 'true', ...settings })).filter(({ about }) => about === 'files');

  const named = await superuser<{ sha256: string }[]>`select sha256 from documents order by created_at, sha256`;
  t.match(
    await onlyFiles({}),
    named.map(({ sha256 }) => ({ level: 'wrong', what: `${sha256} is missing` })),
  );
  const store = await s3Store({
    bucket: 'wasl',
    region: 'us-east-1',
    endpoint: bucket.S3_ENDPOINT,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
  });
  for (const { sha256 } of named) await store.put(sha256, pathOf(sha256));
  t.strictSame(await onlyFiles({}), []);
  const { stdout } = await run([], { ...bucket });
  t.match(stdout, /^ok +files +2 files that documents name are there and what was stored$/m);

  const mends = async (settings: Readonly<Record<string, string>>, what: RegExp) => {
    const told = (await onlyFiles(settings)).map((finding) => `${finding.level}: ${finding.what}: ${finding.remedy}`);
    t.match(told, [what], String(what));
  };
  await mends({ S3_ACCESS_KEY_ID: 'STRANGER' }, /refuses: the key, its secret or its rights are not such/);
  await mends(
    { S3_ACCESS_KEY_ID: '', S3_SECRET_ACCESS_KEY: '' },
    /there is no key to show it: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY/,
  );
  await mends({ S3_ENDPOINT: 'http://127.0.0.1:9' }, /can’t be reached \(ECONNREFUSED\): see S3_ENDPOINT/);
  await mends({ S3_BUCKET: 'elsewhere' }, /there is no such bucket: make it, or mend S3_BUCKET/);
});

t.test('a directory that isn’t there yet, where files are to be, is told with what to do', async (t) => {
  const found = await ills(t, ['--quick'], { WASL_DATA: join(data, 'absent') });
  t.match(
    found.filter(({ about }) => about === 'disk'),
    [{ level: 'warning', about: 'disk', what: /absent is not there yet, where files will be/ }],
  );
  t.match(
    found.filter(({ about }) => about === 'files'),
    [{ level: 'wrong', what: /^the store of files is not in .*absent/, remedy: /mount it there or mend WASL_DATA/ }],
    'documents name files, so it was there once',
  );
  const fresh = await createTestDatabase(t, { template: 'migrated' });
  const { stdout } = await run(['--quick'], { ...fresh.environment, WASL_DATA: join(data, 'absent') });
  t.match(
    stdout,
    /^skipped +jobs +nothing was started here yet: no scheduled job has run, and there is no store of files — start the service/m,
  );
});

/** A file system in memory, which each Linux has beside that of its disks. */
const MEMORY = '/dev/shm';

t.test(
  'where files have a disk of their own its room is told, besides that of the data directory',
  { skip: !existsSync(MEMORY) },
  async (t) => {
    const home = await temporaryDirectory(t);
    const files = await mkdtemp(join(MEMORY, 'wasl-files-'));
    t.teardown(() => rm(files, { recursive: true }));
    await symlink(files, join(home, 'files'));
    const { stdout } = await run(['--quick'], { WASL_DATA: home });
    t.match(stdout, new RegExp(`disk +\\d+ MiB free for files \\(${join(home, 'files')}\\)`));
  },
);

t.test('before a first start nothing is called worth a warning, and it is said once that nothing was started', async (t) => {
  const fresh = await createTestDatabase(t, { template: 'migrated' });
  const settings = { ...fresh.environment, WASL_DATA: await temporaryDirectory(t) };
  t.strictSame(await ills(t, ['--quick'], settings), []);
  const { stdout } = await run(['--quick'], settings);
  t.equal(stdout.match(/nothing was started here yet/g)?.length, 1);
});

t.test('a login that is refused is told once', async (t) => {
  for (const name of ['DATABASE_AUTHENTICATOR_URL', 'DATABASE_OWNER_URL', 'DATABASE_BACKUP_URL'] as const) {
    const refused = new URL(DEPLOYED[name] ?? '');
    refused.password = 'wrong';
    t.match(await ills(t, [], { [name]: refused.href }), [
      { level: 'wrong', about: 'logins', what: new RegExp(`^${name} lets nobody in`) },
    ]);
  }
});

t.test('a database that isn’t at the level of the program, or half restored, is told', async (t) => {
  const [last] = await superuser<{ id: number; hash: string; created_at: string }[]>`
    delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations) returning *`;
  t.match(await ills(t, []), [{ level: 'wrong', about: 'migrations', what: /it lacks 1 migration/, remedy: /wasl migrate/ }]);
  await superuser`insert into drizzle.__drizzle_migrations ${superuser(last ?? {})}`;
  const [newer] = await superuser<
    { id: number }[]
  >`insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9e12) returning id`;
  t.match(await ills(t), [{ level: 'wrong', what: /migrated by a newer version/ }]);
  await superuser`update drizzle.__drizzle_migrations set created_at = 1 where id = ${newer?.id ?? 0}`;
  t.match(await ills(t), [{ level: 'wrong', what: /was made before the first version/, remedy: /start with an empty database/ }]);
  await superuser`delete from drizzle.__drizzle_migrations where id = ${newer?.id ?? 0}`;
  await superuser`create schema wasl_restore_unfinished`;
  t.match(await ills(t), [{ level: 'wrong', what: /restore into this database broke off/ }]);
  await superuser`drop schema wasl_restore_unfinished`;
});

t.test('a server that isn’t there is one finding, and so is a directory without a database', async (t) => {
  const nowhere = { DATABASE_URL: 'postgres://wasl_app@127.0.0.1:9/wasl', DATABASE_WAIT_SECONDS: '0' };
  t.match(await ills(t, ['--quick'], nowhere), [{ level: 'wrong', about: 'server', what: /127\.0\.0\.1:9 let nobody in/ }]);
  t.match(await ills(t, ['--quick'], { DATABASE_URL: '', DATABASE_AUTHENTICATOR_URL: '', DATABASE_OWNER_URL: '' }), [
    { level: 'wrong', about: 'server', what: /there is no database in/ },
  ]);
});

t.test('settings that don’t fit together are told, and demo accounts in production', async (t) => {
  await superuser`update users set login = 'administrator@unsmil.demo'`;
  t.match(await ills(t, ['--quick'], { NODE_ENV: 'production' }), [
    { level: 'warning', what: /PUBLIC_URL is missing/ },
    { level: 'wrong', about: 'settings', what: '1 demo account is open, whose password is public' },
  ]);
});

t.test('a database of its own that doesn’t start is told in one line with the last words of its log', async (t) => {
  const data = await temporaryDirectory(t);
  const directory = join(data, 'postgres');
  const server = await startEmbeddedPostgres({ directory });
  await server.stop();
  await appendFile(join(server.clusterDirectory, 'postgresql.conf'), '\nno_such_setting = 1\n');
  const { status, stdout } = await runWithSettings(['doctor', '--quick'], { WASL_DATA: data });
  t.equal(status, 1);
  t.match(stdout, /^wrong +server +PostgreSQL did not start in .*, ends: .*no_such_setting.* — mend that first/m);
});
