import { sql } from 'drizzle-orm';
import t from 'tap';
import { newId } from '#src/platform/ids.ts';
import { recordEvent } from '#src/platform/audit/record-event.ts';
import { sendAhead } from '#src/platform/db/pool.ts';
import { asActor, asConsequence, type Tx } from '#src/platform/db/transaction.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { actOf, makePerson, theSystem } from '#tests/support/people.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);

const written = async (): Promise<number> => (await superuser`select from events where action = 'unit.added'`).length;
const write = (tx: Tx): Promise<void> =>
  recordEvent(tx, theSystem(), { action: 'unit.added', subject: { type: 'document', id: newId<'event'>() }, parties: [] });

t.test('what is sent ahead and fails takes everything with it, though nothing comes after it', async (t) => {
  const work = asActor(database.db, theSystem(), async (tx) => {
    await write(tx);
    sendAhead(tx, { text: 'select 1 / 0', values: [] });
  });
  await t.rejects(work, { code: '22012' });
  t.equal(await written(), 0);
  await asActor(database.db, theSystem(), write);
  t.equal(await written(), 1, 'and the connection is good for the next');
});

t.test('the first thing that went wrong is told, not what it did to the rest', async (t) => {
  const work = asActor(database.db, theSystem(), async (tx) => {
    sendAhead(tx, { text: 'select 1 / 0', values: [] });
    await write(tx);
  });
  await t.rejects(work, { code: '22012' });
});

t.test('a consequence is the system’s, and what comes after it the person’s again', async (t) => {
  const person = await makePerson(database, { role: 'donor', organisation: 'it-ministry-of-interior' });
  const role = async (tx: Tx) => (await tx.execute(sql`select wasl.reader_role() as role`))[0]?.['role'];
  const roles = await asActor(database.db, actOf(person), async (tx) => {
    const before = await role(tx);
    const within = await asConsequence(tx, actOf(person), 'test', () => role(tx));
    return [before, within, await role(tx)];
  });
  t.strictSame(roles, ['donor', 'system', 'donor']);
});
