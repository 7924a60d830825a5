import { randomBytes } from 'node:crypto';
import t from 'tap';
import { migrate } from '#src/platform/db/migrate.ts';
import { readMigrations } from '#src/platform/db/migrations.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';

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
