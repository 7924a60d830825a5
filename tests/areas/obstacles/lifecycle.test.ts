import t from 'tap';
import {
  acceptRisk,
  closeObstacle,
  dismissObstacle,
  escalateObstacle,
  markDuplicate,
  reopenObstacle,
  resolveObstacle,
  resumeObstacle,
  reviseObstacle,
  startObstacle,
  triageObstacle,
  waitForAuthority,
} from '#src/areas/obstacles/index.ts';
import { newId } from '#src/platform/ids.ts';
import { makePerson, organisationIdOf } from '#tests/support/people.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { as, match, report, readObstacle, take, inProgress, people, others, eventsOf } = world;
const { donor, requester, validator, facilitator } = people;
const authority = await organisationIdOf(world.database, 'ly-customs-authority');
const colleague = await makePerson(world.database, { role: 'donor', organisation: 'it-ministry-of-interior' });
const evidence = { evidence: 'diplomatic-exemption-form 118' };

t.test('an obstacle is worked from report to closing, each step by the one it belongs to', async (t) => {
  const { matchId } = await match(5);
  const id = await report([{ matchId }]);
  t.equal(await refusalOf(take(donor, id, triageObstacle, { severity: 'high' })), 'role-not-allowed');
  t.equal(await refusalOf(take(donor, id, startObstacle, {})), 'transition-not-allowed', 'not before it is triaged');
  await take(facilitator, id, triageObstacle, {
    severity: 'high',
    waitingOnId: authority,
    nextAction: { en: 'Follow up' },
    nextActionOn: '2026-11-26',
  });
  t.equal(await refusalOf(take(requester, id, startObstacle, {})), 'not-your-own', 'blocked by it, but not its owner');
  await take(colleague, id, startObstacle, {});
  await take(donor, id, waitForAuthority, { authorityId: authority, externalReference: 'NV-118/2026', expectedOn: '2026-12-03' });
  t.match(await readObstacle(id), {
    state: 'waiting-external',
    waitingOn: { slug: 'ly-customs-authority' },
    externalReference: 'NV-118/2026',
    expectedOn: '2026-12-03',
    nextActionOn: '2026-12-03',
  });
  await take(donor, id, resumeObstacle, {}, new Date('2026-12-10T09:00:00.000Z'));
  const resumed = await readObstacle(id);
  t.match(resumed, {
    state: 'in-progress',
    waitingOn: { slug: 'it-ministry-of-interior' },
    expectedOn: null,
    externalReference: 'NV-118/2026',
  });
  t.ok(resumed.nextActionOn !== null && resumed.nextActionOn > '2026-12-10', 'the date that had passed is a new one');

  t.equal(await refusalOf(take(donor, id, resolveObstacle, {})), 'evidence-required /evidence');
  await take(donor, id, resolveObstacle, evidence);
  t.match(await readObstacle(id), {
    state: 'resolved',
    evidence: evidence.evidence,
    waitingOn: { slug: 'ly-gasbcp' },
    nextAction: { en: String },
  });
  t.equal(await refusalOf(take(donor, id, closeObstacle, {})), 'resolver-may-not-close');
  await take(requester, id, closeObstacle, { note: 'seen' });
  t.match(await readObstacle(id), { state: 'closed', closedAt: String, stateReason: 'seen', allowedActions: ['reopen'] });
  t.strictSame(await eventsOf(id), [
    'obstacle.reported',
    'obstacle.triaged',
    'obstacle.started',
    'obstacle.waits-for-authority',
    'obstacle.resumed',
    'obstacle.resolved',
    'obstacle.closed',
  ]);
});

t.test('never the resolver: neither a facilitator who resolved it nor their colleague, but one of another mission', async (t) => {
  const id = await inProgress();
  await take(facilitator, id, resolveObstacle, evidence);
  t.equal(await refusalOf(take(facilitator, id, closeObstacle, {})), 'resolver-may-not-close');
  t.equal(await refusalOf(take(others.facilitator, id, closeObstacle, {})), 'resolver-may-not-close');
  for (const one of [facilitator, others.facilitator]) {
    const { allowedActions, notAllowedNow } = await readObstacle(id, one);
    t.notOk(allowedActions.includes('close'));
    t.match(notAllowedNow, [{ action: 'close', code: 'resolver-may-not-close' }]);
  }
  t.ok((await readObstacle(id, others.mission)).allowedActions.includes('close'));
  await take(others.mission, id, closeObstacle, {});
  t.equal((await readObstacle(id)).state, 'closed');
});

t.test('the owner alone doesn’t close it: only who was held back by it does', async (t) => {
  const ownersOnly = others.donor;
  const { matchId } = await match(5);
  const owned = await report([{ matchId }], { ownerId: ownersOnly.organisationId });
  await take(facilitator, owned, triageObstacle, { severity: 'high' });
  await take(ownersOnly, owned, startObstacle, {});
  await take(facilitator, owned, resolveObstacle, evidence);
  t.equal(await refusalOf(take(ownersOnly, owned, closeObstacle, {})), 'resolver-may-not-close', 'its owner');
  t.equal(await refusalOf(take(ownersOnly, owned, acceptRisk, 'x')), 'not-your-own');
  await take(validator, owned, closeObstacle, {});
});

t.test('what isn’t gone is reopened, with the next move its owner’s, and may be resolved again by another', async (t) => {
  const id = await inProgress();
  await take(donor, id, resolveObstacle, evidence);
  await take(requester, id, reopenObstacle, { reason: 'still-held' });
  t.match(await readObstacle(id), {
    state: 'reopened',
    resolvedAt: null,
    evidence: null,
    stateReason: 'still-held',
    waitingOn: { slug: 'it-ministry-of-interior' },
  });
  await take(facilitator, id, triageObstacle, { severity: 'critical', severityReason: 'x' });
  await take(donor, id, startObstacle, { nextAction: { en: 'Again' }, nextActionOn: '2026-11-30' });
  await take(colleague, id, resolveObstacle, evidence);
  t.equal(await refusalOf(take(donor, id, closeObstacle, {})), 'resolver-may-not-close', 'their colleague resolved it: one voice');
  await take(requester, id, closeObstacle, {});
  t.equal((await readObstacle(id)).state, 'closed');
});

t.test('it is escalated a level at a time, by whoever it involves, up to the third', async (t) => {
  const id = await inProgress();
  for (const by of [donor, requester, facilitator]) await take(by, id, escalateObstacle, 'overdue');
  t.match(await readObstacle(id), { escalationLevel: 3, state: 'in-progress' });
  t.equal(await refusalOf(take(donor, id, escalateObstacle, 'overdue')), 'transition-not-allowed');
  t.equal(await refusalOf(take(others.donor, id, escalateObstacle, 'overdue')), 'not-found');
});

t.test('a facilitator dismisses; a blocked donor and a facilitator accept the risk; either ends it, and is reopened', async (t) => {
  const { matchId } = await match(5);
  const none = await report([{ matchId }]);
  t.equal(await refusalOf(take(donor, none, dismissObstacle, 'x')), 'role-not-allowed');
  await take(facilitator, none, dismissObstacle, 'already-exempt');
  t.match(await readObstacle(none), {
    state: 'not-an-obstacle',
    stateReason: 'already-exempt',
    closedAt: String,
    allowedActions: ['reopen'],
  });
  await take(facilitator, none, reopenObstacle, { reason: 'it is one' });
  t.match(await readObstacle(none), { state: 'reopened', closedAt: null });
  const risky = await inProgress();
  t.equal(await refusalOf(take(requester, risky, acceptRisk, 'x')), 'role-not-allowed');
  await take(donor, risky, acceptRisk, 'low-value');
  t.match(
    await readObstacle(risky),
    { state: 'in-progress', acceptedRisks: [{ role: 'donor', reason: 'low-value' }] },
    'one hand ends nothing',
  );
  t.equal(await refusalOf(take(colleague, risky, acceptRisk, 'x')), 'already-accepted', 'one organisation is one voice');
  await take(facilitator, risky, acceptRisk, 'agreed');
  t.match(await readObstacle(risky), { state: 'accepted-risk', stateReason: 'agreed' });
  await take(requester, risky, reopenObstacle, { reason: 'too-great' });
  t.match(await readObstacle(risky), { state: 'reopened', acceptedRisks: [] });
});

t.test('the original takes over what its duplicate blocked, and its parties', async (t) => {
  const first = await match(5);
  const second = await match(5, { to: world.otherUnit, by: others.donor });
  const original = await report([{ matchId: first.matchId }]);
  const duplicate = await report([{ matchId: second.matchId }], {}, others.donor);
  const mark = (originalId: typeof original) => refusalOf(take(facilitator, duplicate, markDuplicate, { originalId }));
  t.equal(await mark(duplicate), 'reference-unknown /originalId');
  t.equal(await mark(newId<'obstacle'>()), 'reference-unknown /originalId');
  t.equal(await mark(original), 'no refusal');
  t.match(await readObstacle(duplicate), { state: 'duplicate', duplicateOf: original });
  t.equal((await readObstacle(original)).blocks.length, 2);
  t.strictSame(
    (await readObstacle(original, others.donor)).blocks.map(({ matchId }) => matchId),
    [second.matchId],
    'who reported it twice now sees the one',
  );
  t.strictSame(await eventsOf(original), ['obstacle.reported', 'obstacle.took-over-duplicate']);
  const third = await report([{ matchId: first.matchId }]);
  t.equal(
    await refusalOf(take(facilitator, third, markDuplicate, { originalId: duplicate })),
    'reference-unknown /originalId',
    'not of one that has ended',
  );
});

t.test('owner and next move are revised by the owner’s people or a facilitator; the new owner sees it from then on', async (t) => {
  const id = await inProgress();
  t.equal(await refusalOf(take(requester, id, reviseObstacle, { nextActionOn: '2026-12-01' })), 'not-your-own');
  t.equal(await refusalOf(take(donor, id, reviseObstacle, { nextActionOn: '2026-11-01' })), 'next-action-required /nextActionOn');
  t.equal(await refusalOf(readObstacle(id, others.donor)), 'not-found');
  await take(donor, id, reviseObstacle, {
    ownerId: others.donor.organisationId,
    nextAction: { fr: 'Relancer' },
    nextActionOn: '2026-12-01',
  });
  t.match(await readObstacle(id, others.donor), {
    owner: { slug: 'eu-dg-mena' },
    nextAction: { fr: 'Relancer' },
    nextActionOn: '2026-12-01',
  });
  t.equal(await refusalOf(take(donor, id, resolveObstacle, evidence)), 'not-your-own', 'it is another’s now');
  await take(facilitator, id, acceptRisk, 'x');
  await take(donor, id, acceptRisk, 'x');
  t.equal(await refusalOf(take(facilitator, id, reviseObstacle, { nextActionOn: '2026-12-01' })), 'transition-not-allowed');
});

t.test('a triage sets a day that lies ahead, or the day that stands does', async (t) => {
  const { matchId } = await match(5);
  const id = await report([{ matchId }], { nextActionOn: '2026-11-24' });
  const late = new Date('2026-11-30T09:00:00.000Z');
  t.equal(
    await refusalOf(take(facilitator, id, triageObstacle, { severity: 'low', severityReason: 'x' }, late)),
    'next-action-required /nextActionOn',
  );
  t.equal(
    await refusalOf(take(facilitator, id, triageObstacle, { severity: 'low', severityReason: 'x', nextActionOn: '2026-12-01' }, late)),
    'no refusal',
  );
});

t.test('a stale version is refused, and of two who close at once one is', async (t) => {
  const id = await inProgress();
  t.equal(await refusalOf(as(donor, (tx, ctx) => resolveObstacle(tx, ctx, id, 1, evidence))), 'stale-version');
  await take(donor, id, resolveObstacle, evidence);
  const { version } = await readObstacle(id);
  const outcomes = await Promise.all(
    [requester, facilitator].map((by) => refusalOf(as(by, (tx, ctx) => closeObstacle(tx, ctx, id, version, {})))),
  );
  t.strictSame(outcomes.sort(), ['no refusal', 'stale-version']);
});

t.test('a document that is attached to the obstacle is evidence; one attached elsewhere is unknown to it', async (t) => {
  const id = await inProgress();
  const elsewhere = await inProgress();
  const attach = (subject: typeof id) => recordDocument(world.superuser, donor, { type: 'obstacle', id: subject });
  const document = await attach(id);
  t.equal(
    await refusalOf(take(donor, id, resolveObstacle, { evidenceDocumentId: await attach(elsewhere) })),
    'reference-unknown /evidenceDocumentId',
  );
  await take(donor, id, resolveObstacle, { evidenceDocumentId: document });
  t.match(await readObstacle(id), { state: 'resolved', evidence: null, evidenceDocumentId: document });
});
