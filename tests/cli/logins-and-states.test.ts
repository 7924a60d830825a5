import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import postgres from 'postgres';
import t from 'tap';
import { loginsOf, type OwnLogins } from '#src/platform/embedded-postgres/own-database.ts';
import { runWithSettings } from '#tests/support/command-line.ts';
import { createTestDatabase, testServer } from '#tests/support/database.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { databaseUrl } from '#tests/support/templates.ts';

/** What people are never shown: the words of PostgreSQL and of the program for programmers. */
const RAW = /syntax error|permission denied|does not exist|relation "|schema "|violates|PostgresError|unsupported|undefined|^\s+at /im;
const WHAT_TO_DO = /\b(?:run|set|make|grant|mend|restore|use|name|keep|see)\b/i;

const directory = await temporaryDirectory(t);
const archive = join(directory, 'one.zip');
const COMMANDS: readonly (readonly string[])[] = [
  ['migrate'],
  ['demo'],
  ['user', 'invite', '--login', 'first@example.org', '--organisation', 'unsmil', '--role', 'administrator'],
  ['backup', join(directory, 'made/')],
  ['restore', archive],
  ['doctor', '--quick'],
];

const healthy = await createTestDatabase(t, { template: 'migrated' });
const backup = { ...healthy.environment, DATABASE_BACKUP_URL: healthy.logins.backup };
t.match(await runWithSettings(['backup', '--no-check', archive], { ...backup, WASL_DATA: directory }), { status: 0 });

async function databaseMadeBy(sql: string, owner = 'wasl_owner'): Promise<OwnLogins> {
  const name = `state_${randomUUID().slice(0, 8)}`;
  const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
  t.teardown(async () => {
    await server.unsafe(`drop database if exists ${name} with (force)`);
    await server.end();
  });
  await server.unsafe(`create database ${name} owner ${owner}`);
  const inside = postgres(databaseUrl(testServer(), name), { max: 1, onnotice: () => undefined });
  if (sql !== '') await inside.unsafe(sql);
  await inside.end();
  return loginsOf(testServer(), name);
}

async function newerDatabase(): Promise<OwnLogins> {
  const { logins, superuserUrl } = await createTestDatabase(t, { template: 'migrated' });
  const superuser = postgres(superuserUrl, { max: 1 });
  await superuser`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of a later version', 4102444800000)`;
  await superuser.end();
  return logins;
}

const STATES: Readonly<Record<string, () => Promise<OwnLogins>>> = {
  empty: () => databaseMadeBy(''),
  foreign: () =>
    databaseMadeBy(`set role wasl_owner; create table users (id int); create table documents (id int); create schema drizzle;
      create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint);
      insert into drizzle.__drizzle_migrations (hash, created_at) values ('theirs', 4102444800000)`),
  newer: newerDatabase,
  migrated: async () => healthy.logins,
};

/** What is meant to succeed. */
const FINE: ReadonlySet<string> = new Set([
  'empty owner migrate',
  'empty owner restore',
  'empty apart migrate',
  'empty apart restore',
  'migrated owner migrate',
  'migrated backup backup',
]);

/** Each login by itself in the place of all, and all in their places. */
const asOne = (url: string) => ({ DATABASE_URL: url });
const asDeployed = ({ app, authenticator, owner, backup: reader }: OwnLogins) => ({
  DATABASE_URL: app,
  DATABASE_AUTHENTICATOR_URL: authenticator,
  DATABASE_OWNER_URL: owner,
  DATABASE_BACKUP_URL: reader,
});

for (const [state, make] of Object.entries(STATES)) {
  t.test(`on a database that is ${state} each command tells each login in words what is wrong and what to do`, async (t) => {
    const shared = await make();
    for (const login of ['app', 'authenticator', 'backup', 'owner', 'apart'] as const) {
      // Where all is as it should be there is nothing to be told.
      if (login === 'apart' && state === 'migrated') continue;
      for (const command of COMMANDS) {
        const named = `${state} ${login} ${command[0]}`;
        // What succeeds changes it for the others.
        const logins = FINE.has(named) ? await make() : shared;
        const settings = login === 'apart' ? asDeployed(logins) : asOne(logins[login]);
        const { status, stdout, stderr } = await runWithSettings(command, { ...settings, WASL_DATA: directory });
        if (FINE.has(named)) {
          t.equal(status, 0, `${named}: ${stderr}`);
          continue;
        }
        t.comment(named, stderr.trim());
        t.not(status, 0, named);
        const told = command[0] === 'doctor' ? stdout : stderr;
        t.notMatch(told, RAW, named);
        t.match(told, WHAT_TO_DO, named);
        if (command[0] === 'doctor') continue;
        t.ok(stderr.trim().split('\n').length <= 2, `${named}: ${stderr}`);
      }
    }
  });
}

t.test('a database that a superuser made for itself is given to whoever migrates, and the server’s own is none to migrate', async (t) => {
  const logins = await databaseMadeBy('', 'postgres');
  const name = new URL(logins.owner).pathname.slice(1);
  const migrateAs = (url: string) => runWithSettings(['migrate'], { ...asDeployed(logins), DATABASE_OWNER_URL: url, WASL_DATA: directory });
  const giving = `alter database ${name} owner to wasl_owner`;
  for (const url of [logins.owner, logins.app]) {
    const { status, stderr } = await migrateAs(url);
    t.equal(status, 1);
    t.match(stderr, new RegExp(`belongs to postgres: as a superuser, run: ${giving}; then set DATABASE_OWNER_URL to that login`));
  }
  t.match(
    (await runWithSettings(['restore', archive], { ...asDeployed(logins), WASL_DATA: directory })).stderr,
    /alter database … owner to wasl_owner/,
  );
  t.match(
    (await migrateAs(databaseUrl(logins.owner, 'postgres'))).stderr,
    /belongs to postgres: postgres is the server's own, so name the database/,
  );
  const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
  t.teardown(() => server.end());
  await server.unsafe(giving);
  t.match(await migrateAs(logins.owner), { status: 0 });
});
