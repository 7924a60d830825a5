import t from 'tap';
import { UnfinishedRestore } from '#src/platform/db/migrate.ts';
import { prepareDatabase, readyDatabase, UnpreparedDatabase } from '#src/prepare.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';

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
