import t from 'tap';
import { closeObstacle, reopenObstacle, resolveObstacle } from '#src/areas/obstacles/index.ts';
import { withdrawDocument } from '#src/areas/documents/verbs/withdraw-document.ts';
import type { DocumentId } from '#src/kernel/id.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeObstacleWorld } from '../obstacles/obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { as, inProgress, people, superuser, take } = world;
const { donor, requester } = people;

const heldBy = (error: Error & { readonly constraint_name?: string }) => error.constraint_name;

/** A comment says something; nothing stands on record by it. */
const RESTS_ON_NOTHING = ['obstacle_comments'];

t.test('every column that names a document keeps it, but for what is only said', async (t) => {
  const columns = await superuser<{ table: string; column: string }[]>`
    select conrelid::regclass::text as table, attname as column from pg_constraint
    join pg_attribute on attrelid = conrelid and attnum = conkey[1]
    where contype = 'f' and confrelid = 'documents'::regclass`;
  t.ok(columns.length > 5, 'there are some');
  const [guard] = await superuser<{ source: string }[]>`select prosrc as source from pg_proc where proname = 'is_cited'`;
  for (const { table, column } of columns.filter((one) => !RESTS_ON_NOTHING.includes(one.table))) {
    t.match(guard?.source, new RegExp(`from ${table} where ${column} = document`, 'u'), `${table}.${column}`);
  }
});

t.test('what shows that an obstacle is gone isn’t withdrawn, before it is closed or after; once it is reopened it is', async (t) => {
  const id = await inProgress();
  const documentId: DocumentId = await recordDocument(superuser, donor, { type: 'obstacle', id });
  const withdraw = () => refusalOf(as(donor, (tx, ctx) => withdrawDocument(tx, ctx as ActorContext<Person>, documentId, 1, 'forged')));
  await take(donor, id, resolveObstacle, { evidenceDocumentId: documentId });
  t.equal(await withdraw(), 'document-in-use');
  await take(requester, id, closeObstacle, {});
  t.equal(await withdraw(), 'document-in-use');
  const behindItsBack = superuser`update documents set withdrawn_at = now(), withdrawn_by = ${donor.userId}, withdrawal_reason = 'x' where id = ${documentId}`;
  t.equal(await behindItsBack.catch(heldBy), 'cited_document_stays', 'the database holds it too');
  await take(requester, id, reopenObstacle, { reason: 'forged' });
  t.equal(await withdraw(), 'no refusal');
});
