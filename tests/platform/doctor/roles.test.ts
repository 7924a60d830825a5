import postgres from 'postgres';
import t, { type Test } from 'tap';
import { checkLogins, type Finding, type Login } from '#src/platform/doctor/index.ts';
import { checkLogins as checkStart } from '#src/platform/db/logins.ts';
import { ensureOwnDatabase } from '#src/platform/embedded-postgres/own-database.ts';
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
import { prepareDatabase } from '#src/prepare.ts';
import { temporaryDirectory } from '#tests/support/files.ts';

const server = await startEmbeddedPostgres({ directory: await temporaryDirectory(t), extraSettings: { fsync: 'off' } });
t.teardown(() => server.stop());
const own = await ensureOwnDatabase(server.url);
const superuser = postgres(server.url, { max: 1, onnotice: () => undefined });
t.teardown(() => superuser.end());

const LOGINS: readonly Login[] = [
  { setting: 'DATABASE_URL', url: own.app, role: 'wasl_app' },
  { setting: 'DATABASE_AUTHENTICATOR_URL', url: own.authenticator, role: 'wasl_authenticator' },
  { setting: 'DATABASE_OWNER_URL', url: own.owner, role: 'owner' },
  { setting: 'DATABASE_BACKUP_URL', url: own.backup, role: 'wasl_backup' },
];
const SERVING = ['wasl_app', 'wasl_authenticator', 'wasl_backup', 'wasl_ledger'];
const ROLES = [...SERVING, 'wasl_owner'];

/** What doctor finds of the roles, whoever signs in; with logins, of these too. */
async function ills(logins: readonly Login[] = []): Promise<readonly Exclude<Finding, { level: 'ok' }>[]> {
  const findings = await checkLogins(own.app, logins);
  return findings.flatMap((finding) => (finding.level === 'ok' ? [] : [finding]));
}

/** What doctor says is to be run, with nothing added or taken away. */
const adviceOf = (found: Awaited<ReturnType<typeof ills>>): string =>
  found.map(({ remedy }) => /superuser: (.*;)/s.exec(remedy)?.[1] ?? `no statement: ${remedy};`).join(' ');

/** A role that was spoilt is told of by its name, once, and doctor's own words are run; what they don't mend is told at the next look. */
async function isToldAndMended(t: Pick<Test, 'equal' | 'match' | 'resolves'>, role: string, spoil: string): Promise<void> {
  await superuser.unsafe(spoil);
  const found = await ills();
  t.equal(found.length, 1, `${spoil}: told, once, and nothing is left of what was spoilt before`);
  t.match(found, [{ about: 'logins', what: new RegExp(`^${role} `) }], spoil);
  await t.resolves(superuser.unsafe(adviceOf(found)), `${spoil}: ${adviceOf(found)}`);
}

t.test('every attribute that README doesn’t give a role is told, with the SQL that takes it away', async (t) => {
  for (const role of ROLES) {
    const beyond = ['superuser', 'bypassrls', 'replication', 'createrole'];
    if (role !== 'wasl_owner') beyond.push('createdb');
    if (role === 'wasl_ledger') beyond.push('login');
    for (const attribute of beyond) await isToldAndMended(t, role, `alter role ${role} ${attribute}`);
  }
  await superuser`alter role wasl_owner createdb`;
  t.strictSame(await ills(LOGINS), [], 'the owner makes scratch databases');
});

t.test('every role of PostgreSQL’s own that one of the service’s is a member of is told, directly and through another', async (t) => {
  const predefined = await superuser<
    { name: string }[]
  >`select rolname as name from pg_roles where rolname ~ '^pg_' and rolname <> 'pg_database_owner'`;
  t.ok(predefined.length > 8);
  await superuser`create role ops nologin`;
  for (const { name } of predefined) {
    await superuser.unsafe(`grant ${name} to ops`);
    for (const role of ROLES) await isToldAndMended(t, role, `grant ${name} to ${role}`);
    await isToldAndMended(t, 'wasl_app', 'grant ops to wasl_app');
    await superuser.unsafe(`revoke ${name} from ops`);
  }
  t.strictSame(await ills(LOGINS), [], 'all is well at the end');
});

t.test('so is a role with an attribute, another role of the service, and one that is nothing special', async (t) => {
  for (const attribute of ['superuser', 'bypassrls', 'replication', 'createrole', 'createdb']) {
    await superuser.unsafe(`alter role ops ${attribute}`);
    for (const role of ROLES) await isToldAndMended(t, role, `grant ops to ${role}`);
    await superuser.unsafe(`alter role ops no${attribute}`);
  }
  for (const role of SERVING) {
    // PostgreSQL refuses to make the ledger a member of its own member.
    for (const other of ROLES.filter((one) => one !== role && !(role === 'wasl_ledger' && one === 'wasl_owner'))) {
      await isToldAndMended(t, role, `grant ${other} to ${role}`);
    }
  }
  for (const role of ROLES) await isToldAndMended(t, role, `grant ops to ${role}`);
  t.strictSame(await ills(LOGINS), [], 'all is well at the end');
});

t.test('a membership that others handed on is taken back with what hangs on it', async (t) => {
  await superuser`create role friend nologin`;
  await isToldAndMended(
    t,
    'wasl_app',
    'grant pg_read_all_data to wasl_app with admin option; set role wasl_app; grant pg_read_all_data to friend; reset role',
  );
  await superuser`grant pg_read_all_data to friend with admin option`;
  await isToldAndMended(t, 'wasl_app', 'set role friend; grant pg_read_all_data to wasl_app; reset role');
  t.strictSame(await ills(LOGINS), [], 'all is well at the end');
});

t.test('what the owner needs and lacks is told', async (t) => {
  await isToldAndMended(t, 'wasl_owner', 'revoke wasl_ledger from wasl_owner');
  t.strictSame(await ills(LOGINS), [], 'all is well at the end');
});

t.test('a start refuses a login that walks past the policies or becomes another, and tells what else is beyond its place', async (t) => {
  const start = () => checkStart({ app: own.app, authenticator: own.authenticator });
  for (const role of ['wasl_app', 'wasl_authenticator']) {
    const other = role === 'wasl_app' ? 'wasl_authenticator' : 'wasl_app';
    for (const spoil of [
      ...['superuser', 'bypassrls', 'replication', 'createrole'].map((attribute) => `alter role ${role} ${attribute}`),
      'pg_read_all_data',
      'pg_write_all_data',
      'pg_read_server_files',
      'pg_write_server_files',
      'pg_execute_server_program',
      'wasl_ledger',
      'wasl_backup',
      'wasl_owner',
      other,
    ]) {
      await superuser.unsafe(spoil.includes(' ') ? spoil : `grant ${spoil} to ops; grant ops to ${role}`);
      const refusal = await start().then(
        () => 'it starts',
        (error: Error) => error.message,
      );
      t.match(refusal, `signs in as ${role}, which `, spoil);
      const [, sql = `no statement: ${refusal};`] = /superuser, run: (.*;)/.exec(refusal) ?? [];
      await superuser.unsafe(sql);
      if (!spoil.includes(' ')) await superuser.unsafe(`revoke ${spoil} from ops`);
    }
    await superuser.unsafe(`alter role ${role} createdb; grant pg_monitor to ${role}`);
    const { remarks } = await start();
    t.match(remarks, [new RegExp(`signs in as ${role}, which may create databases, may also act as pg_monitor`)]);
    await superuser.unsafe(/superuser, run: (.*;)/.exec(remarks[0] ?? '')?.[1] ?? 'no statement');
    t.strictSame(await start(), { owns: false, remarks: [] });
  }
  t.strictSame(await ills(LOGINS), [], 'all is well at the end');
});

t.test('each role that is missing is made by the SQL that is told, as the login which README makes', async (t) => {
  const passwords = new Map(LOGINS.map(({ url }) => [new URL(url).username, new URL(url).password]));
  for (const role of ['wasl_ledger', 'wasl_backup', 'wasl_authenticator', 'wasl_app']) {
    await superuser.unsafe(`drop role ${role}`);
    const found = (await checkLogins(own.owner, LOGINS)).flatMap((finding) => (finding.level === 'ok' ? [] : [finding]));
    const missing = found.filter(({ what }) => what === `the role ${role} is missing`);
    t.equal(missing.length, 1, role);
    t.ok(
      found.every((finding) => missing.includes(finding) || / lets nobody in: /.test(finding.what)),
      'and who signs in as it is let in nowhere',
    );
    await superuser.unsafe(adviceOf(missing).replace('…', passwords.get(role) ?? ''));
    t.strictSame(await ills(LOGINS), [], adviceOf(missing));
  }
  await prepareDatabase(own.owner);
});

t.test('a role that may not sign in, or has another password than the setting, comes in by the SQL that is told', async (t) => {
  const { password } = new URL(own.authenticator);
  for (const spoil of ['nologin', `password 'another'`]) {
    await superuser.unsafe(`alter role wasl_authenticator ${spoil}`);
    const found = await ills(LOGINS);
    t.match(found, [{ what: /^DATABASE_AUTHENTICATOR_URL lets nobody in: / }]);
    await superuser.unsafe(adviceOf(found).replace('…', password));
    t.strictSame(await ills(LOGINS), [], adviceOf(found));
  }
});

t.test('one login that owns everything comes to several by the SQL that is told', async (t) => {
  await superuser`create role alone login createrole password 'alone'`;
  await superuser`create database alone owner alone`;
  const url = new URL(own.owner);
  [url.username, url.password, url.pathname] = ['alone', 'alone', '/alone'];
  const admitted = postgres(url.href, { max: 1, onnotice: () => undefined });
  // As its migrations would have it on a server where it made the roles.
  await superuser`grant wasl_app, wasl_authenticator, wasl_ledger, wasl_backup to alone with admin option`;
  await admitted`grant wasl_app to alone`.catch(() => undefined);
  await admitted.end();
  const [found, ...others] = await checkLogins(url.href, [{ setting: 'DATABASE_URL', url: url.href, role: 'wasl_app' }]);
  t.match(found, { level: 'warning', what: /^DATABASE_URL signs in as alone, which owns everything/ });
  t.match(others, [{ level: 'ok' }]);
  const passwords = [own.app, own.authenticator, own.backup].map((login) => new URL(login).password);
  await superuser.unsafe(
    passwords.reduce((sql, password) => sql.replace('…', password), adviceOf(found?.level === 'warning' ? [found] : [])),
  );
  const apart = LOGINS.map((login) => {
    const there = new URL(login.role === 'owner' ? url : login.url);
    there.pathname = '/alone';
    return { ...login, url: there.href };
  });
  t.match(
    (await checkLogins(url.href, apart)).filter(({ level }) => level !== 'ok'),
    [],
  );
});
