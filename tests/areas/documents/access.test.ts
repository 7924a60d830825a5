import t from 'tap';
import { documentsOf, requireDocument } from '#src/areas/documents/index.ts';
import { documents } from '#src/areas/documents/tables.ts';
import type { Confidentiality, Subject, SubjectType } from '#src/areas/documents/domain/subject.ts';
import { isDesignated } from '#src/areas/identity/index.ts';
import { recordTraining } from '#src/areas/training/verbs/change-record.ts';
import { must } from '#src/kernel/assert.ts';
import type { DocumentId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { newId } from '#src/platform/ids.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { makePerson, REFERENCE_INSTANT } from '#tests/support/people.ts';
import { agreed, halfAccepted, makeWorld } from '#tests/support/world.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);
const world = await makeWorld(database);
const { db } = database;
const { requester, validator, donor, facilitator } = world;
const otherDonor = await makePerson(database, { role: 'donor', organisation: 'eu-dg-mena' });
const stranger = await makePerson(database, { role: 'requester', organisation: 'ly-coast-guard' });
const auditor = await makePerson(database, { role: 'auditor', organisation: 'un-panel-of-experts-libya' });
const administrator = await makePerson(database, { role: 'administrator', organisation: 'unsmil' });
const designated = await makePerson(database, { role: 'facilitator', organisation: 'unsmil' });
await superuser`update users set designated = true where id = ${designated.userId}`;

const need = await publishedNeed(db, world, world.unitId, [{ itemType: 'vehicle-4x4-pickup', quantity: 4 }]);
const offer = await availableOffer(db, world, [{ itemType: 'vehicle-4x4-pickup', quantity: 4 }]);
const needLine = must(need.lineIds[0], 'the line of the need');
const offerLine = must(offer.lineIds[0], 'the line of the offer');

const attach = (person: Person, type: SubjectType, id: string, confidentiality: Confidentiality = 'parties'): Promise<DocumentId> =>
  world.as(person, async (tx) => {
    const documentId = newId<'document'>();
    await tx.insert(documents).values({
      id: documentId,
      subjectType: type,
      subjectId: id,
      fileName: 'a.pdf',
      mediaType: 'application/pdf',
      sizeBytes: 10,
      sha256: 'a'.repeat(64),
      isStripped: false,
      confidentiality,
      uploadedBy: person.userId,
      uploadedByOrganisation: person.organisationId,
      createdAt: REFERENCE_INSTANT,
    });
    return documentId;
  });
const seenBy = (person: Person, subject: Subject) =>
  world.as(person, async (tx, ctx) => (await documentsOf(tx, ctx, subject)).map(({ id }) => id));
const everybody = { requester, validator, donor, facilitator, auditor, administrator, otherDonor, stranger };
async function whoSees(subject: Subject, id: DocumentId): Promise<string[]> {
  const seeing: string[] = [];
  for (const [name, person] of Object.entries(everybody)) if ((await seenBy(person, subject)).includes(id)) seeing.push(name);
  return seeing;
}
const refused = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: unknown) =>
      error instanceof Refusal
        ? [error.code, ...(error.details.fields ?? []).map(({ pointer }) => pointer)].join(' ')
        : String((error as { cause?: Error }).cause?.message),
  );

t.test('a donor sees the need but no attachment of it before both sides have accepted, and then does', async (t) => {
  const ofNeed = await attach(requester, 'need', need.needId);
  const subject = { type: 'need', id: need.needId } as const;
  t.strictSame(await whoSees(subject, ofNeed), ['requester', 'validator', 'facilitator', 'auditor']);
  const matchId = await halfAccepted(world, needLine, offerLine, 1);
  t.strictSame(await whoSees(subject, ofNeed), ['requester', 'validator', 'facilitator', 'auditor'], 'one side has accepted');
  const ofMatch = await attach(requester, 'match', matchId);
  t.notOk((await seenBy(donor, { type: 'match', id: matchId })).includes(ofMatch), 'nor one of the match');
  await agreed(world, needLine, offerLine, 1);
  t.strictSame(await whoSees(subject, ofNeed), ['requester', 'validator', 'donor', 'facilitator', 'auditor']);
});

t.test('an offer’s attachments are its donor’s and the recipients’, never another donor’s', async (t) => {
  const id = await attach(donor, 'offer', offer.offerId);
  t.strictSame(await whoSees({ type: 'offer', id: offer.offerId }, id), [
    'requester',
    'validator',
    'donor',
    'facilitator',
    'auditor',
    'stranger',
  ]);
});

t.test('what proves a training is seen by those of its unit, and by the donor who gave it, never by another', async (t) => {
  const course = {
    unitId: world.unitId,
    itemType: 'course-xray-operator',
    courses: 1,
    completedOn: '2026-03-12',
    evidence: 'File 118/2026',
  };
  const byHand = await world.as(validator, (tx, ctx) => recordTraining(tx, ctx, course));
  const certificate = await attach(requester, 'training-record', byHand);
  t.strictSame(await whoSees({ type: 'training-record', id: byHand }, certificate), ['requester', 'validator', 'facilitator', 'auditor']);
  t.match(await refused(attach(donor, 'training-record', byHand)), /row-level security/, 'nor attached by a donor who didn’t give it');

  const given = newId<'training-record'>();
  await superuser`
    insert into training_records (id, reference, organisation_id, unit_id, item_type, courses, completed_on, donor_id, evidence, state, created_at)
    select ${given}, 'Q-TEST-00', organisation_id, unit_id, item_type, courses, completed_on, ${donor.organisationId}, evidence, state, created_at
      from training_records where id = ${byHand}`;
  const fromDonor = await attach(donor, 'training-record', given);
  t.strictSame(await whoSees({ type: 'training-record', id: given }, fromDonor), [
    'requester',
    'validator',
    'donor',
    'facilitator',
    'auditor',
  ]);
});

t.test('only a party attaches: the policy refuses everybody else', async (t) => {
  const cases: [string, Person, SubjectType, string][] = [
    ['an auditor', auditor, 'need', need.needId],
    ['an administrator', administrator, 'need', need.needId],
    ['another organisation', stranger, 'need', need.needId],
    ['a donor on a need', otherDonor, 'need', need.needId],
    ['a requester on an offer', requester, 'offer', offer.offerId],
    ['another donor on an offer', otherDonor, 'offer', offer.offerId],
    ['anybody on what does not exist', facilitator, 'need', newId<'need'>()],
  ];
  for (const [name, person, type, id] of cases) {
    t.match(await refused(attach(person, type, id)), /row-level security/, name);
  }
});

t.test('human-rights files are seen and attached by designated facilitators alone, and only while they are', async (t) => {
  t.match(await refused(attach(facilitator, 'partnership', world.partnershipId, 'human-rights')), /row-level security/);
  const id = await attach(designated, 'partnership', world.partnershipId, 'human-rights');
  const subject = { type: 'partnership', id: world.partnershipId } as const;
  t.strictSame(await whoSees(subject, id), []);
  t.strictSame(await seenBy(designated, subject), [id]);
  t.equal(await world.as(designated, (tx) => isDesignated(tx)), true);
  t.equal(await world.as(facilitator, (tx) => isDesignated(tx)), false);
  await superuser`update users set designated = false where id = ${designated.userId}`;
  t.strictSame(await seenBy(designated, subject), []);
});

t.test('a document that is named as evidence must hang on that very record and be the actor’s to see', async (t) => {
  const id = await attach(donor, 'partnership', world.partnershipId);
  const ask = (person: Person, subject: Subject) =>
    refused(world.as(person, (tx) => requireDocument(tx, id, subject, '/evidenceDocumentId')));
  t.equal(await ask(validator, { type: 'partnership', id: world.partnershipId }), 'done');
  t.equal(await ask(validator, { type: 'need', id: need.needId }), 'reference-unknown /evidenceDocumentId');
  t.equal(await ask(otherDonor, { type: 'partnership', id: world.partnershipId }), 'reference-unknown /evidenceDocumentId');
});

t.test('a document never changes but for its withdrawal, and is never removed, not even by the owner of the table', async (t) => {
  const id = await attach(donor, 'partnership', world.partnershipId);
  t.match(
    await refused(
      superuser`update documents set sha256 = ${'b'.repeat(64)} where id = ${id}`.catch((cause: unknown) =>
        Promise.reject(new Error('', { cause })),
      ),
    ),
    /withdrawn and not changed/,
  );
  t.match(
    await refused(superuser`delete from documents where id = ${id}`.catch((cause: unknown) => Promise.reject(new Error('', { cause })))),
    /withdrawn and not changed/,
  );
});
