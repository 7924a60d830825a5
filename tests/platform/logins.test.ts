import postgres from 'postgres';
import t, { type Test } from 'tap';
import { readMigrations } from '#src/platform/db/migrations.ts';
import { checkLogins, checkOwner } from '#src/platform/db/logins.ts';
import { runCommandLine } from '#tests/support/command-line.ts';
import { createTestDatabase } from '#tests/support/database.ts';

const database = await createTestDatabase(t, { template: 'scenario' });
const { logins } = database;
const LOGINS = ['wasl_owner', 'wasl_app', 'wasl_authenticator', 'wasl_backup'];
/** Those whose passwords a running service or a nightly backup holds. */
const SERVING = { wasl_app: logins.app, wasl_authenticator: logins.authenticator, wasl_backup: logins.backup } as const;

const connectAs = (t: Pick<Test, 'teardown'>, url: string): postgres.Sql => {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  t.teardown(() => client.end());
  return client;
};

t.test('no login is a superuser, makes roles or databases, or is a member of a stronger one', async (t) => {
  const superuser = connectAs(t, database.superuserUrl);
  const roles = await superuser<{ rolname: string; strong: boolean }[]>`
    select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as strong
    from pg_roles where rolname in ${superuser(LOGINS)}`;
  t.equal(roles.length, LOGINS.length);
  for (const { rolname, strong } of roles) t.notOk(strong, rolname);
  const memberships = await superuser<{ member: string; of: string }[]>`
    select member::regrole::text as member, roleid::regrole::text as of from pg_auth_members
    where member::regrole::text in ${superuser(LOGINS)}`;
  t.strictSame(
    memberships.map(({ member, of }) => `${member} in ${of}`),
    ['wasl_owner in wasl_ledger'],
    'the owner gives the ledger its functions; the others are in nothing',
  );
});

t.test('a login of the service can’t become another, however a statement is smuggled in', async (t) => {
  for (const [login, url] of Object.entries(SERVING)) {
    const sql = connectAs(t, url);
    await sql`reset role`;
    t.strictSame([...(await sql`select current_user as now, session_user as at_first`)], [{ now: login, at_first: login }]);
    for (const other of ['postgres', 'wasl_owner', 'wasl_app', 'wasl_authenticator', 'wasl_ledger', 'wasl_backup'].filter(
      (role) => role !== login,
    )) {
      await t.rejects(sql.unsafe(`set role ${other}`), { code: '42501' }, `${login}: set role ${other}`);
      await t.rejects(sql`select set_config('role', ${other}, false)`, { code: '42501' }, `${login}: set_config('role', '${other}')`);
      await t.rejects(sql.unsafe(`set session authorization ${other}`), { code: '42501' }, `${login}: set session authorization ${other}`);
      await t.rejects(sql.unsafe(`grant ${other} to ${login}`), `${login}: grant ${other}`);
    }
  }
});

t.test('a login of the service reaches no more than its own', async (t) => {
  const beyond = {
    wasl_app: [
      'select password_hash from users',
      'select key from sign_in_throttles',
      'update users set role = $$administrator$$',
      'delete from events',
      'insert into regions (slug) values ($$atlantis$$)',
    ],
    wasl_authenticator: [
      'select id from needs',
      'select id from offers',
      'select id from events',
      'select id from documents',
      'delete from users where false; delete from events',
    ],
    wasl_backup: ['update users set suspended_at = null', 'delete from sessions', 'insert into regions (slug) values ($$atlantis$$)'],
  } as const;
  const forNobody = [
    'select pg_read_file($$/etc/passwd$$)',
    'select pg_ls_dir($$.$$)',
    'copy regions to program $$true$$',
    'select rolpassword from pg_authid',
    'create table public.planted (id int)',
    'create table wasl.planted (id int)',
    'create function wasl.planted() returns int language sql as $$select 1$$',
    'create schema planted',
    'alter table needs disable row level security',
    'alter table needs no force row level security',
    'drop policy read on offers',
    'alter function wasl.reader_role() security definer',
    'create policy planted on needs using (true)',
    'alter role wasl_owner password $$mine$$',
    'truncate events',
    'create extension dblink',
    'update wasl.prepared set version = $$x$$',
    'delete from drizzle.__drizzle_migrations',
  ];
  for (const [login, url] of Object.entries(SERVING)) {
    const sql = connectAs(t, url);
    for (const statement of [...beyond[login as keyof typeof beyond], ...forNobody]) {
      await t.rejects(sql.unsafe(statement), { code: '42501' }, `${login}: ${statement}`);
    }
  }
});

t.test('without an identity the readers’ login sees nobody’s rows, and sessions of one person never another’s', async (t) => {
  const sql = connectAs(t, logins.app);
  for (const table of ['needs', 'offers', 'events', 'documents']) {
    t.strictSame([...(await sql`select count(*)::int as seen from ${sql(table)}`)], [{ seen: 0 }], table);
  }
  t.strictSame([...(await sql`select count(*)::int as seen from sessions`)], [{ seen: 0 }]);
});

t.test('the owner of the tables is under the policies of accounts too, and acts as nobody who serves', async (t) => {
  const owner = connectAs(t, logins.owner);
  // Which nobody but the authenticator works on: what is the ledger’s as well, its member reads too.
  await connectAs(
    t,
    database.superuserUrl,
  )`insert into familiar_places (user_id, place, last_used_at) select id, 'a network', now() from users limit 1`;
  t.strictSame([...(await owner`select count(*)::int as seen from familiar_places`)], [{ seen: 0 }]);
  for (const role of ['wasl_app', 'wasl_authenticator', 'wasl_backup']) {
    await t.rejects(owner.unsafe(`set role ${role}`), { code: '42501' });
  }
});

t.test('the service refuses logins that are too strong, or not what they are set as', async (t) => {
  t.strictSame(await checkLogins(logins), { owns: false, remarks: [] });
  const elsewhere = await createTestDatabase(t, { template: 'migrated' });
  const refused = [
    [{ app: database.superuserUrl }, /DATABASE_URL signs in as postgres, which is a superuser/],
    [{ app: logins.app, authenticator: database.superuserUrl }, /DATABASE_AUTHENTICATOR_URL signs in as postgres, which is a superuser/],
    [{ app: logins.app }, /DATABASE_AUTHENTICATOR_URL is missing/],
    [
      { app: logins.app, authenticator: logins.app },
      /DATABASE_AUTHENTICATOR_URL signs in as wasl_app, as DATABASE_URL does: .*set it to wasl_authenticator/,
    ],
    [{ app: logins.backup }, /DATABASE_URL signs in as wasl_backup, and is to be wasl_app: set DATABASE_URL to the login wasl_app/],
    [
      { app: logins.owner },
      /wasl_owner, which owns the database and may not act as wasl_app or wasl_authenticator: set DATABASE_URL to wasl_app/,
    ],
    [
      { app: logins.authenticator, authenticator: logins.app },
      /DATABASE_URL signs in as wasl_authenticator, and is to be wasl_app: set DATABASE_URL to the login wasl_app/,
    ],
    [
      { app: logins.authenticator, authenticator: logins.authenticator },
      /DATABASE_URL signs in as wasl_authenticator, and is to be wasl_app/,
    ],
    [
      { app: logins.app, authenticator: logins.backup },
      /DATABASE_AUTHENTICATOR_URL signs in as wasl_backup, which is neither wasl_authenticator nor a member of it: set it to the login wasl_authenticator/,
    ],
    [{ ...logins, direct: elsewhere.logins.app }, /DATABASE_DIRECT_URL leads to another database/],
    [{ app: logins.owner, authenticator: logins.authenticator }, /DATABASE_URL signs in as wasl_owner, .*: set it to the login wasl_app/],
    [{ app: logins.app, authenticator: elsewhere.logins.authenticator }, /DATABASE_AUTHENTICATOR_URL leads to another database/],
  ] as const;
  for (const [urls, reason] of refused) await t.rejects(checkLogins(urls), reason);
});

t.test('nobody migrates as a superuser, whose tables nobody else could change', async (t) => {
  await t.rejects(checkOwner(database.superuserUrl, 'DATABASE_OWNER_URL'), /DATABASE_OWNER_URL signs in as postgres, which is a superuser/);
  await checkOwner(logins.owner, 'DATABASE_OWNER_URL');
});

t.test('a service that may not migrate says who has to, and tries nothing', async (t) => {
  const fresh = await createTestDatabase(t, { template: 'migrated' });
  const superuser = connectAs(t, fresh.superuserUrl);
  const start = async () => (await run(['user', 'invite', '--login', 'a@b', '--organisation', 'unsmil', '--role', 'auditor'])).stderr;
  const run = (args: readonly string[]) => withSettings({ ...fresh.environment, DATABASE_OWNER_URL: '' }, () => runCommandLine(args));
  t.equal(await start(), '');
  await superuser`create schema wasl_restore_unfinished`;
  t.match(await start(), /a restore into this database was not finished: run `wasl restore` again/);
  await superuser`drop schema wasl_restore_unfinished`;
  await superuser`delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`;
  const newest = Math.max(...readMigrations().map(({ writtenAt }) => writtenAt));
  t.match(await start(), /it lacks 1 migration\. Run `wasl migrate` with DATABASE_OWNER_URL first/);
  await superuser`update drizzle.__drizzle_migrations set created_at = ${newest} where id = (select max(id) from drizzle.__drizzle_migrations)`;
  await superuser`update wasl.prepared set version = 'older' where part = 'reference-data'`;
  t.match(await start(), /its reference-data are of another version/);
  await superuser`drop schema drizzle cascade`;
  t.match(await start(), /it has never been migrated/);
  t.match((await run(['migrate'])).stderr, /DATABASE_OWNER_URL is missing/);
});

t.test('a backup by logins that may not read everything says which login it wants, and asks nobody', async (t) => {
  const nowhere = {
    DATABASE_URL: 'postgres://wasl_app@127.0.0.1:1/none',
    DATABASE_AUTHENTICATOR_URL: 'postgres://wasl_authenticator@127.0.0.1:1/none',
  };
  const backup = await withSettings(nowhere, () => runCommandLine(['backup', '/nowhere/at-all.zip']));
  t.match(backup, { status: 1, stderr: /^wasl: DATABASE_BACKUP_URL is missing: .* Set it to the login wasl_backup\.\n$/ });
});

async function withSettings<T>(settings: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = Object.fromEntries(Object.keys(settings).map((name) => [name, process.env[name]]));
  Object.assign(process.env, settings);
  try {
    return await work();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
