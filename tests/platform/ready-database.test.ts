import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import t from 'tap';
import { loginsOf } from '#src/platform/embedded-postgres/own-database.ts';
import { UnfinishedRestore } from '#src/platform/db/migrate.ts';
import { prepareDatabase, readyDatabase, UnpreparedDatabase } from '#src/prepare.ts';
import { connectAsSuperuser, createTestDatabase, testServer } from '#tests/support/database.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const { logins } = database;
const superuser = connectAsSuperuser(t, database);

const rename = () => superuser`update regions set names = names || '{"it": "Altrove"}' where slug = 'tripolitania'`;
const nameOfRegion = async () =>
  (await superuser<{ it: string }[]>`select names ->> 'it' as it from regions where slug = 'tripolitania'`)[0]?.it;

t.test('a start leaves a database alone that this version has prepared; wasl migrate looks at every row again', async (t) => {
  await rename();
  t.same(await readyDatabase(logins, logins.owner), { owner: logins.owner, remarks: [] });
  t.equal(await nameOfRegion(), 'Altrove');
  t.equal((await prepareDatabase(logins.owner)).migrations, 0);
  t.not(await nameOfRegion(), 'Altrove');
});

t.test('reference data of another version is loaded by a start that knows the owner, and refused by one that does not', async (t) => {
  await superuser`update wasl.prepared set version = 'an older one' where part = 'reference-data'`;
  await rename();
  await t.rejects(readyDatabase(logins, undefined), new UnpreparedDatabase('its reference-data are of another version'));
  await readyDatabase(logins, logins.owner);
  t.not(await nameOfRegion(), 'Altrove');
  t.same(await readyDatabase(logins, undefined), { owner: undefined, remarks: [] });
});

t.test('what a restore left unfinished is served by nobody, the owner or not', async (t) => {
  await superuser`create schema wasl_restore_unfinished`;
  await t.rejects(readyDatabase(logins, logins.owner), new UnfinishedRestore());
  await t.rejects(readyDatabase(logins, undefined), new UnfinishedRestore());
});

t.test('a first start tells how far it is with the reference data, table by table', async (t) => {
  const name = `fresh_${randomUUID().slice(0, 8)}`;
  const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
  t.teardown(async () => {
    await server.unsafe(`drop database if exists ${name} with (force)`);
    await server.end();
  });
  await server.unsafe(`create database ${name} owner wasl_owner`);
  const told: (readonly [number, number])[] = [];
  await prepareDatabase(loginsOf(testServer(), name).owner, (done, total, what) => {
    if (what === 'Reference data') told.push([done, total]);
  });
  const total = told.at(-1)?.[1] ?? 0;
  t.ok(total > 20, `${total} tables`);
  t.strictSame(
    told,
    Array.from({ length: total + 1 }, (_, done) => [done, total]),
  );
});
