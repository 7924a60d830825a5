import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import t from 'tap';
import { loginsOf } from '#src/platform/embedded-postgres/own-database.ts';
import { migrate } from '#src/platform/db/migrate.ts';
import { readMigrations } from '#src/platform/db/migrations.ts';
import { runCommandLine } from '#tests/support/command-line.ts';
import { connectAsSuperuser, createTestDatabase, testServer } from '#tests/support/database.ts';
import { databaseUrl } from '#tests/support/templates.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const { logins, sql } = database;
const superuser = connectAsSuperuser(t, database);
const url = logins.owner;
const later = (name: string, ...statements: string[]) => ({ name, statements, hash: randomBytes(8).toString('hex'), writtenAt: 9e12 });

t.test('a failed migration tells which, why and what to do, and not its SQL; nothing of it stays', async (t) => {
  const failing = later(
    '0099_ambitious',
    'create table half_way (id integer)',
    `do $$ begin raise exception 'the shelf is full' using detail = 'Shelf 7.', hint = 'Make room on it.'; end $$`,
  );
  const failure = await migrate(url, undefined, { migrations: [...readMigrations(), failing] }).catch((error: Error) => error.message);
  t.equal(
    failure,
    [
      'migration 0099_ambitious failed: the shelf is full',
      '  detail: Shelf 7.',
      '  what to do: Make room on it.',
      '  The database is as it was before.',
    ].join('\n'),
  );
  t.strictSame([...(await sql`select from pg_class where relname = 'half_way'`)], []);
});

t.test('a migration runs once, and a database up to date is left alone', async (t) => {
  t.equal(await migrate(url), 0);
  const added = later('0099_modest', 'create table kept (id integer)');
  t.equal(await migrate(url, undefined, { migrations: [...readMigrations(), added] }), 1);
  t.equal(await migrate(url, undefined, { migrations: [...readMigrations(), added] }), 0);
});

t.test('a database in which a restore was not finished is refused', async (t) => {
  await superuser`create schema wasl_restore_unfinished`;
  await t.rejects(migrate(url), /restore into this database was not finished: run `wasl restore` again/);
});

t.test('the command whose database goes in the midst of it, again and again, says so and begins anew', async (t) => {
  const name = `lossy_${randomBytes(5).toString('hex')}`;
  const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
  await server.unsafe(`create database ${name} owner wasl_owner`);
  const inside = postgres(databaseUrl(testServer(), name), { max: 1, onnotice: () => undefined });
  t.teardown(async () => {
    await inside.end();
    await server.unsafe(`drop database if exists ${name} with (force)`);
    await server.end();
  });
  // Ends the session of whoever makes a table in the midst of the migrations, and of the worker's: once each, since no rollback undoes a count.
  await inside.unsafe(`
    create schema losses;
    create sequence losses.tables;
    create sequence losses.of_the_worker;
    create function losses.happen() returns event_trigger language plpgsql security definer as $$
    begin
      if nextval('losses.tables') = 30 or (current_query() like '%graphile_worker%' and nextval('losses.of_the_worker') = 1) then
        perform pg_terminate_backend(pg_backend_pid());
      end if;
    end $$;
    create event trigger loses on ddl_command_start when tag in ('CREATE TABLE', 'CREATE SCHEMA') execute function losses.happen();`);
  const { DATABASE_URL: before } = process.env;
  process.env['DATABASE_URL'] = loginsOf(testServer(), name).owner;
  try {
    const { status, stdout, stderr } = await runCommandLine(['migrate']);
    t.match(stderr, /^(wasl: The connection to the database at 127\.0\.0\.1:\d+ was lost: what was under way begins anew\.\n){2}$/);
    t.equal(status, 0, stdout);
    t.match(await runCommandLine(['migrate']), { status: 0, stdout: /was up to date/ });
  } finally {
    if (before === undefined) delete process.env['DATABASE_URL'];
    else process.env['DATABASE_URL'] = before;
  }
});
