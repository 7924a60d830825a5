import t from 'tap';
import {
  acceptRecommendation,
  confirmRecommendation,
  markOverdueRecommendations,
  noteProgress,
  rejectRecommendation,
  reopenRecommendation,
  reportRecommendationDone,
  reviseRecommendation,
  startRecommendation,
  supersedeRecommendation,
} from '#src/areas/follow-up/index.ts';
import { listNotes, listRecommendations } from '#src/areas/follow-up/recommendation-queries.ts';
import type { Actor } from '#src/platform/auth/actor.ts';
import { newId } from '#src/platform/ids.ts';
import { organisationIdOf, theSystem } from '#tests/support/people.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { LATER, makeFollowUpWorld } from './follow-up-world.ts';

const world = await makeFollowUpWorld(t);
const { as, held, recommend, read, take, eventsOf, people, colleague, strangers, superuser } = world;
const { facilitator, otherFacilitator, donor, requester, validator, auditor, administrator } = people;
const evidence = { evidence: 'Exemption forms 118 to 121' };
const meetingId = await held();

t.test('a recommendation goes from its meeting to confirmed, each step by the one it belongs to, with one event each', async (t) => {
  const id = await recommend(meetingId);
  t.match(await read(id), {
    state: 'open',
    reference: /^R-/,
    owners: [{ slug: 'it-ministry-of-interior' }],
    overdue: false,
    daysToDue: 22,
  });
  t.equal(await refusalOf(take(donor, id, startRecommendation, undefined)), 'transition-not-allowed', 'not before it is accepted');
  t.equal(await refusalOf(take(requester, id, acceptRecommendation, undefined)), 'not-your-own', 'present, but not its owner');
  await take(donor, id, acceptRecommendation, undefined);
  await take(colleague, id, startRecommendation, undefined);
  await take(donor, id, noteProgress, { note: { it: 'Due moduli su quattro.' }, links: [] });
  t.equal(await refusalOf(take(donor, id, reportRecommendationDone, {})), 'evidence-required /evidence');
  await take(donor, id, reportRecommendationDone, evidence);
  t.match(await read(id), { state: 'done', evidence: evidence.evidence, doneByOrganisation: { slug: 'it-ministry-of-interior' } });
  await take(requester, id, confirmRecommendation, undefined);
  t.match(await read(id), { state: 'confirmed', confirmedByOrganisation: { slug: 'ly-gasbcp' }, confirmedAt: String, noteCount: 1 });
  t.strictSame(await eventsOf(id), [
    'recommendation.recorded',
    'recommendation.accepted',
    'recommendation.started',
    'recommendation.progress-noted',
    'recommendation.reported-done',
    'recommendation.confirmed',
  ]);
});

t.test('never the one who reported it: not the person, not a colleague of the same party; a facilitator’s colleague may', async (t) => {
  const id = await recommend(meetingId);
  await take(donor, id, acceptRecommendation, undefined);
  await take(donor, id, reportRecommendationDone, evidence);
  t.equal(await refusalOf(take(donor, id, confirmRecommendation, undefined)), 'recorder-may-not-confirm');
  t.equal(await refusalOf(take(colleague, id, confirmRecommendation, undefined)), 'recorder-may-not-confirm');
  t.notOk((await read(id, colleague)).allowedActions.includes('confirm'));
  t.equal(await refusalOf(take(facilitator, id, confirmRecommendation, undefined)), 'no refusal');

  const own = await recommend(meetingId, { ownerIds: [facilitator.organisationId] });
  await take(facilitator, own, acceptRecommendation, undefined);
  await take(facilitator, own, reportRecommendationDone, evidence);
  t.equal(await refusalOf(take(facilitator, own, confirmRecommendation, undefined)), 'recorder-may-not-confirm');
  t.ok((await read(own, otherFacilitator)).allowedActions.includes('confirm'));
  await take(otherFacilitator, own, confirmRecommendation, undefined);
  await t.rejects(
    superuser`update recommendations set confirmed_by = done_by where id = ${own}`,
    /reporter_does_not_confirm/,
    'the database holds it too',
  );
});

t.test('what is not done after all is reopened by another party, and the report no longer holds', async (t) => {
  const id = await recommend(meetingId);
  await take(donor, id, acceptRecommendation, undefined);
  await take(donor, id, reportRecommendationDone, evidence);
  t.equal(await refusalOf(take(donor, id, reopenRecommendation, 'mistake')), 'not-your-own');
  await take(requester, id, reopenRecommendation, 'two-forms-missing');
  t.match(await read(id), {
    state: 'in-progress',
    evidence: null,
    doneAt: null,
    doneByOrganisation: null,
    stateReason: 'two-forms-missing',
  });
  await take(colleague, id, reportRecommendationDone, evidence);
  await take(facilitator, id, confirmRecommendation, undefined);
  await take(facilitator, id, reopenRecommendation, 'revoked');
  t.match(await read(id), { state: 'in-progress', confirmedAt: null });
});

t.test('an owner or a facilitator rejects it with a reason; it can’t be rejected once it is under way', async (t) => {
  const id = await recommend(meetingId);
  t.equal(await refusalOf(take(requester, id, rejectRecommendation, 'x')), 'not-your-own');
  await take(donor, id, rejectRecommendation, 'no-budget');
  t.match(await read(id), { state: 'rejected', stateReason: 'no-budget', allowedActions: [] });
  const running = await recommend(meetingId);
  await take(donor, running, acceptRecommendation, undefined);
  await take(donor, running, startRecommendation, undefined);
  t.equal(await refusalOf(take(donor, running, rejectRecommendation, 'x')), 'transition-not-allowed');
});

t.test('another recommendation takes its place, one that itself still stands', async (t) => {
  const [old, next] = [await recommend(meetingId), await recommend(meetingId)];
  const supersede = (successorId: typeof old) => refusalOf(take(facilitator, old, supersedeRecommendation, { successorId }));
  t.equal(await supersede(old), 'reference-unknown /successorId', 'not itself');
  t.equal(await supersede(newId<'recommendation'>()), 'reference-unknown /successorId');
  t.equal(await refusalOf(take(donor, old, supersedeRecommendation, { successorId: next })), 'role-not-allowed');
  t.equal(await supersede(next), 'no refusal');
  t.match(await read(old), { state: 'superseded', supersededBy: next });
  t.equal(
    await refusalOf(take(facilitator, next, supersedeRecommendation, { successorId: old })),
    'reference-unknown /successorId',
    'no two take each other’s place',
  );
});

t.test('a facilitator revises words, owners and day; another day says why', async (t) => {
  const id = await recommend(meetingId);
  const eu = await organisationIdOf(world.database, 'eu-dg-mena');
  t.equal(await refusalOf(read(id, strangers.donor)), 'not-found');
  await take(facilitator, id, reviseRecommendation, { recommends: { en: 'Clear them together.' }, ownerIds: [donor.organisationId, eu] });
  t.match(await read(id, strangers.donor), { recommends: { en: 'Clear them together.' }, owners: [{ slug: 'eu-dg-mena' }, {}] });
  t.equal(await refusalOf(take(facilitator, id, reviseRecommendation, { dueOn: '2027-01-15' })), 'reason-required /reason');
  t.equal(await refusalOf(take(facilitator, id, reviseRecommendation, { dueOn: '2026-11-01', reason: 'x' })), 'date-order /dueOn');
  await take(facilitator, id, reviseRecommendation, { dueOn: '2027-01-15', reason: 'meeting-postponed' });
  t.match(await read(id), { dueOn: '2027-01-15', state: 'open', stateReason: null });
  t.equal(await refusalOf(take(donor, id, reviseRecommendation, { dueOn: '2027-02-15', reason: 'x' })), 'role-not-allowed');
  t.equal(
    await refusalOf(take(facilitator, id, reviseRecommendation, { ownerIds: [newId<'organisation'>()] })),
    'reference-unknown /ownerIds/0',
  );
  t.equal(await refusalOf(recommend(meetingId, { dueOn: '2026-11-01' })), 'date-order /dueOn', 'not before its meeting');
});

t.test('its owners and who was at the meeting see it, with its notes; to anybody else it isn’t there', async (t) => {
  const id = await recommend(meetingId, { ownerIds: [strangers.requester.organisationId] });
  await take(facilitator, id, noteProgress, { note: { en: 'Recorded for them.' }, links: [] });
  for (const by of [donor, requester, validator, auditor, strangers.requester]) {
    t.equal((await read(id, by)).latestNote?.note.en, 'Recorded for them.', by.role);
  }
  for (const by of [strangers.donor, administrator]) {
    t.equal(await refusalOf(read(id, by)), 'not-found', by.role);
    t.equal(await refusalOf(as(by, (tx, ctx) => listNotes(tx, ctx, id, { limit: 50 }))), 'not-found', by.role);
  }
  t.equal(await refusalOf(as(strangers.donor, (tx, ctx) => acceptRecommendation(tx, ctx, id, 2))), 'not-found');
  await take(strangers.requester, id, acceptRecommendation, undefined);
  t.equal((await read(id)).state, 'accepted', 'an owner that was not at the meeting takes it on');
});

t.test('auditors and administrators change nothing', async (t) => {
  const id = await recommend(meetingId);
  for (const by of [auditor, administrator]) {
    const { version } = await read(id);
    t.equal(await refusalOf(as(by, (tx, ctx) => acceptRecommendation(tx, ctx, id, version))), 'role-not-allowed');
    t.equal(await refusalOf(as(by, (tx, ctx) => noteProgress(tx, ctx, id, version, { note: { en: 'x' }, links: [] }))), 'role-not-allowed');
  }
});

t.test('the scheduled job says once that its day has passed, and again when another day has', async (t) => {
  await superuser`update recommendations set overdue_since = now() where due_on < '2026-12-20' and state in ('open', 'accepted', 'in-progress')`;
  const id = await recommend(meetingId, { dueOn: '2026-12-10' });
  const done = await recommend(meetingId, { dueOn: '2026-12-10' });
  await take(donor, done, acceptRecommendation, undefined);
  await take(donor, done, reportRecommendationDone, evidence);
  const run = (now: Date) => {
    const ctx = theSystem(now);
    return asActor(world.database.db, ctx, (tx) => markOverdueRecommendations(tx, ctx));
  };
  t.equal(await run(new Date('2026-12-10T21:59:59.000Z')), 0, 'not on its last day');
  t.equal(await run(LATER), 1);
  t.equal(await run(LATER), 0, 'once');
  t.match(await read(id, facilitator, LATER), { overdue: true, overdueSince: LATER.toISOString(), daysToDue: -10 });
  t.match(await read(done, facilitator, LATER), { overdue: false, overdueSince: null });
  await take(facilitator, id, reviseRecommendation, { dueOn: '2026-12-30', reason: 'late' }, LATER);
  t.match(await read(id, facilitator, LATER), { overdue: false, overdueSince: null });
  t.equal(await run(new Date('2027-01-05T09:00:00.000Z')), 1, 'the new day is another promise');
  t.equal((await eventsOf(id)).filter((action) => action === 'recommendation.became-overdue').length, 2);
});

t.test('recommendations are listed by owner, meeting, state and whether they are overdue', async (t) => {
  const own = await held();
  const late = await recommend(own, { dueOn: '2026-11-21' });
  const other = await recommend(own, { ownerIds: [requester.organisationId] });
  const list = async (filters: object, by: Actor = facilitator) =>
    (await as(by, (tx, ctx) => listRecommendations(tx, ctx, { limit: 50, meetingId: own, ...filters }))).items.map(({ id }) => id);
  t.strictSame(await list({}), [other, late], 'newest first');
  t.strictSame(await list({ overdue: true }), [late]);
  t.strictSame(await list({ overdue: false }), [other]);
  t.strictSame(await list({ ownerId: requester.organisationId }), [other]);
  t.strictSame(await list({ state: 'accepted' }), []);
  t.strictSame(await list({}, strangers.donor), []);
  const first = await as(facilitator, (tx, ctx) => listRecommendations(tx, ctx, { limit: 1, meetingId: own }));
  t.strictSame(await list({ cursor: first.next }), [late]);
});

t.test('a stale version is refused, and of two who confirm at once one is', async (t) => {
  const id = await recommend(meetingId);
  await take(donor, id, acceptRecommendation, undefined);
  t.equal(await refusalOf(as(donor, (tx, ctx) => startRecommendation(tx, ctx, id, 1))), 'stale-version');
  await take(donor, id, reportRecommendationDone, evidence);
  const { version } = await read(id);
  const outcomes = await Promise.all(
    [requester, facilitator].map((by) => refusalOf(as(by, (tx, ctx) => confirmRecommendation(tx, ctx, id, version)))),
  );
  t.strictSame(outcomes.sort(), ['no refusal', 'stale-version']);
  t.equal((await eventsOf(id)).filter((action) => action === 'recommendation.confirmed').length, 1);
});

t.test('notes stand for good', async (t) => {
  const id = await recommend(meetingId);
  await take(donor, id, noteProgress, { note: { en: 'One.' }, links: [] });
  await take(facilitator, id, noteProgress, { note: { en: 'Two.' }, links: [] });
  const page = await as(requester, (tx, ctx) => listNotes(tx, ctx, id, { limit: 1 }));
  t.match(page.items, [{ note: { en: 'Two.' }, organisation: { slug: 'unsmil' } }]);
  const next = await as(requester, (tx, ctx) => listNotes(tx, ctx, id, { limit: 1, cursor: page.next ?? '' }));
  t.match(next.items, [{ note: { en: 'One.' }, organisation: { slug: 'it-ministry-of-interior' } }]);
  await t.rejects(superuser`update recommendation_notes set note = '{}'`, /append-only/);
});
