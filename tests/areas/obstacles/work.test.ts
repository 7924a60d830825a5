import t from 'tap';
import {
  addDependency,
  assignAction,
  closeObstacle,
  commentOnObstacle,
  correctSeverity,
  dismissObstacle,
  finishAction,
  finishStep,
  holdBack,
  letGo,
  markDuplicate,
  obstaclesBlocking,
  reopenObstacle,
  resolveObstacle,
  triageObstacle,
  waitForAuthority,
} from '#src/areas/obstacles/index.ts';
import { listComments } from '#src/areas/obstacles/part-queries.ts';
import { must } from '#src/kernel/assert.ts';
import type { ObstacleActionId, ObstacleId } from '#src/kernel/id.ts';
import type { Actor } from '#src/platform/auth/actor.ts';
import { newId } from '#src/platform/ids.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { makePerson, organisationIdOf, REFERENCE_INSTANT } from '#tests/support/people.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { as, match, plan, report, readObstacle, take, inProgress, people, others, eventsOf } = world;
const { donor, requester, facilitator, auditor } = people;
const colleague = await makePerson(world.database, { role: 'donor', organisation: 'it-ministry-of-interior' });
const customs = await organisationIdOf(world.database, 'ly-customs-authority');
const on = (days: number) => new Date(REFERENCE_INSTANT.getTime() + days * 86_400_000);

const finish = (by: Actor, id: ObstacleId, position: number, input: Parameters<typeof finishStep>[5], now = REFERENCE_INSTANT) =>
  take(by, id, (tx, ctx, obstacle, version, body: typeof input) => finishStep(tx, ctx, obstacle, version, position, body), input, now);
const end = (by: Actor, id: ObstacleId, action: ObstacleActionId, input: Parameters<typeof finishAction>[5]) =>
  take(by, id, (tx, ctx, obstacle, version, body: typeof input) => finishAction(tx, ctx, obstacle, version, action, body), input);
const commentsOf = async (by: Actor, id: ObstacleId) =>
  (await as(by, (tx, ctx) => listComments(tx, ctx, id, { limit: 50 }))).items.map(({ text }) => text.en);
const say = (by: Actor, id: ObstacleId, en: string) => as(by, (tx, ctx) => commentOnObstacle(tx, ctx, id, { text: { en } }));

t.test('one obstacle holds back three deliveries of two donors at once, added later and taken off again', async (t) => {
  const ours = await match(5);
  const theirs = await match(5, { to: world.otherUnit, by: others.donor });
  const first = await plan([{ matchId: ours.matchId, planned: 2 }]);
  const second = await plan([{ matchId: ours.matchId, planned: 3 }]);
  const third = await plan([{ matchId: theirs.matchId, planned: 5 }], {}, others.donor);
  const id = await report([{ deliveryId: first }]);
  const held = async (deliveryId: typeof first) =>
    (await as(facilitator, (tx, ctx) => obstaclesBlocking(tx, ctx, { deliveryId }, 'customs-cleared'))).map((one) => one.id);

  t.equal(await refusalOf(take(donor, id, holdBack, { blocks: [{ deliveryId: third }] })), 'reference-unknown /blocks/0/deliveryId');
  await take(donor, id, holdBack, { blocks: [{ deliveryId: first }, { deliveryId: second }] });
  t.equal(await refusalOf(readObstacle(id, others.donor)), 'not-found');
  await take(facilitator, id, holdBack, { blocks: [{ deliveryId: third }] });
  for (const delivery of [first, second, third]) t.strictSame(await held(delivery), [id]);
  t.equal((await readObstacle(id)).blocks.length, 3, 'each once');
  t.equal((await readObstacle(id, others.donor)).blocks.length, 1, 'the other donor is involved now, and sees its own');

  t.equal(await refusalOf(take(donor, id, letGo, { blocks: [{ deliveryId: second }], reason: 'x' })), 'role-not-allowed');
  t.equal(
    await refusalOf(take(facilitator, id, letGo, { blocks: [{ matchId: ours.matchId }], reason: 'x' })),
    'reference-unknown /blocks/0/matchId',
  );
  t.equal(
    await refusalOf(take(facilitator, id, letGo, { blocks: [first, second, third].map((deliveryId) => ({ deliveryId })), reason: 'x' })),
    'last-blocked-thing /blocks',
  );
  await take(facilitator, id, letGo, { blocks: [{ deliveryId: third }], reason: 'another-port' });
  t.strictSame(await held(third), [], 'what was taken off goes on');
  t.strictSame(await held(second), [id]);
  t.ok(await readObstacle(id, others.donor), 'what somebody has read stays known to them');
  t.strictSame(await eventsOf(id), ['obstacle.reported', 'obstacle.holds-back-more', 'obstacle.holds-back-more', 'obstacle.let-go']);
  await take(facilitator, id, dismissObstacle, 'over');
  t.equal(await refusalOf(take(donor, id, holdBack, { blocks: [{ deliveryId: first }] })), 'transition-not-allowed');
});

t.test('the severity follows from what is held back, and is another only with a reason', async (t) => {
  const small = await match(1);
  const id = await report([{ matchId: small.matchId }], { kind: 'visa-pending', blocking: true });
  t.match(await readObstacle(id), { severity: 'low', severityReason: null });
  const large = await match(900);
  await take(donor, id, holdBack, { blocks: [{ matchId: large.matchId }] });
  t.match(await readObstacle(id), { severity: 'high', severityReason: null }, '900 radios of an urgent need');
  t.equal(await refusalOf(take(donor, id, correctSeverity, { severity: 'critical', reason: 'x' })), 'role-not-allowed');
  await take(facilitator, id, correctSeverity, { severity: 'critical', reason: 'The season begins.' });
  t.match(await readObstacle(id), { severity: 'critical', severityReason: 'The season begins.' });
  await take(facilitator, id, letGo, { blocks: [{ matchId: large.matchId }], reason: 'x' });
  t.equal((await readObstacle(id)).severity, 'critical', 'a correction stands');
  t.equal(
    await refusalOf(take(facilitator, id, triageObstacle, { severity: 'low' })),
    'no refusal',
    'the one that follows needs no reason',
  );
  t.match(await readObstacle(id), { severity: 'low', severityReason: null });
  t.equal(await refusalOf(take(facilitator, id, triageObstacle, { severity: 'medium' })), 'reason-required /severityReason');
  await take(facilitator, id, triageObstacle, { severity: 'medium', severityReason: 'x' });
  await take(facilitator, id, triageObstacle, {});
  t.equal((await readObstacle(id)).severity, 'medium');
  await take(facilitator, id, correctSeverity, { severity: null, reason: 'not-so' });
  t.match(await readObstacle(id), { severity: 'low', severityReason: null });
  await take(facilitator, id, triageObstacle, { blocking: false });
  t.equal((await readObstacle(id)).blocking, false);
});

t.test('the playbook is ticked off: the next step is the next action, its term counts from then', async (t) => {
  const id = await inProgress();
  const { steps = [], nextAction } = await readObstacle(id, donor);
  t.strictSame(
    steps.map(({ step }) => step),
    ['send-note-verbale', 'follow-up-exemption', 'escalate-focal-points', 'verify-resolution'],
  );
  t.strictSame(nextAction, steps[0]?.names);
  t.equal(await refusalOf(finish(requester, id, 1, { outcome: 'done' })), 'not-your-own');
  t.equal(await refusalOf(finish(donor, id, 9, { outcome: 'done' })), 'not-found');
  await finish(donor, id, 1, { outcome: 'done', note: 'NV-118' }, on(2));
  const after = await readObstacle(id);
  t.match(after, { nextAction: steps[1]?.names, nextActionOn: after.steps?.[1]?.dueOn });
  t.match(after.steps?.[0], { state: 'done', note: 'NV-118' });
  t.equal(await refusalOf(finish(donor, id, 1, { outcome: 'done' })), 'transition-not-allowed');
  t.equal(await refusalOf(finish(donor, id, 3, { outcome: 'skipped' })), 'reason-required /note');
  await finish(colleague, id, 3, { outcome: 'skipped', note: 'no-need' });
  t.equal(await refusalOf(finish(facilitator, id, 4, { outcome: 'done' })), 'transition-not-allowed', 'closing verifies, and nobody else');
  await take(donor, id, waitForAuthority, { authorityId: customs, externalReference: 'NV-118', expectedOn: '2026-12-20' });
  await finish(donor, id, 2, { outcome: 'done' });
  t.equal((await readObstacle(id)).nextActionOn, '2026-12-20', 'the authority’s answer is still what happens next');
  await take(donor, id, resolveObstacle, { evidence: 'form' });
  await take(requester, id, closeObstacle, {});
  t.equal((await readObstacle(id)).steps?.[3]?.state, 'done');
  await take(requester, id, reopenObstacle, { reason: 'back' }, on(3));
  t.equal((await readObstacle(id)).steps?.[3]?.state, 'open');
});

t.test('an action is asked of an organisation or a person, by a day, and done or cancelled with a reason', async (t) => {
  const id = await inProgress();
  const ask = (change: Partial<Parameters<typeof assignAction>[4]> = {}, by: Actor = donor) =>
    take(by, id, assignAction, { task: { en: 'Send the list' }, assigneeId: others.donor.organisationId, dueOn: '2026-12-01', ...change });
  t.equal(await refusalOf(ask({}, requester)), 'not-your-own');
  t.equal(await refusalOf(ask({ dueOn: '2026-11-22' })), 'next-action-required /dueOn');
  t.equal(await refusalOf(ask({ assigneeId: newId<'organisation'>() })), 'reference-unknown /assigneeId');
  t.equal(await refusalOf(ask({ assigneeUserId: colleague.userId })), 'reference-unknown /assigneeUserId', 'of another organisation');
  t.equal(await refusalOf(readObstacle(id, others.donor)), 'not-found');
  await ask();
  await ask({ assigneeId: donor.organisationId, assigneeUserId: colleague.userId });
  const { actions = [] } = await readObstacle(id, others.donor, on(10));
  const [theirs, ours] = [others.donor, donor].map(({ organisationId }) =>
    must(
      actions.find(({ assignee }) => assignee.id === organisationId),
      'an action',
    ),
  ) as [(typeof actions)[number], (typeof actions)[number]];
  t.match(theirs, { state: 'open', overdue: true, assigneeUserId: null });
  t.equal(ours.assigneeUserId, colleague.userId);
  t.equal(await refusalOf(end(requester, id, theirs.id, { outcome: 'done' })), 'not-your-own');
  t.equal(await refusalOf(end(others.donor, id, ours.id, { outcome: 'done' })), 'not-your-own');
  t.equal(await refusalOf(end(others.donor, id, theirs.id, { outcome: 'cancelled' })), 'reason-required /note');
  t.equal(await refusalOf(end(donor, id, newId<'obstacle-action'>(), { outcome: 'done' })), 'not-found');
  await take(facilitator, id, dismissObstacle, 'over').catch(() => undefined);
  await end(others.donor, id, theirs.id, { outcome: 'done' });
  await end(donor, id, ours.id, { outcome: 'cancelled', note: 'done-by-post' });
  t.equal(await refusalOf(end(donor, id, ours.id, { outcome: 'done' })), 'transition-not-allowed');
  t.strictSame(
    (await readObstacle(id)).actions?.map(({ state }) => state),
    ['done', 'cancelled'],
  );
  t.strictSame((await eventsOf(id)).slice(-4), [
    'obstacle.action-assigned',
    'obstacle.action-assigned',
    'obstacle.action-done',
    'obstacle.action-cancelled',
  ]);
});

t.test('comments are for those involved: written by them, read by them and the auditor, never changed', async (t) => {
  const id = await inProgress();
  await say(donor, id, 'We have sent the form.');
  await say(requester, id, 'It has not come.');
  for (const by of [donor, requester, facilitator, auditor]) {
    t.strictSame(await commentsOf(by, id), ['We have sent the form.', 'It has not come.'], by.role);
  }
  t.equal(await refusalOf(commentsOf(others.donor, id)), 'not-found');
  t.equal(await refusalOf(say(others.donor, id, 'x')), 'not-found');
  t.equal(await refusalOf(say(auditor, id, 'x')), 'role-not-allowed');
  const [said] = await world.superuser<{ after: object }[]>`
    select after from events where subject_id = ${id} and action = 'obstacle.commented' order by creation_order limit 1`;
  t.notMatch(JSON.stringify(said), /form/, 'the event doesn’t repeat it');
  await t.rejects(world.superuser`update obstacle_comments set text = '{"en": "x"}' where obstacle_id = ${id}`);
  const documentId = await recordDocument(world.superuser, donor, { type: 'obstacle', id: await inProgress() });
  const referring = as(donor, (tx, ctx) => commentOnObstacle(tx, ctx, id, { text: { en: 'See the form.' }, documentId }));
  t.equal(await refusalOf(referring), 'reference-unknown /documentId', 'a document attached elsewhere');
  const page = await as(donor, (tx, ctx) => listComments(tx, ctx, id, { limit: 1 }));
  const next = await as(donor, (tx, ctx) => listComments(tx, ctx, id, { limit: 1, cursor: must(page.next, 'another page') }));
  t.match(next.items, [{ organisation: { slug: 'ly-gasbcp' }, author: null, text: { en: 'It has not come.' } }]);
});

t.test('a merge carries things, parties and dependencies over; what was said and asked goes on, for those it was said to', async (t) => {
  const first = await match(5);
  const second = await match(5, { to: world.otherUnit, by: others.donor });
  const original = await report([{ matchId: first.matchId }]);
  const duplicate = await report([{ matchId: second.matchId }], { ownerId: others.donor.organisationId }, others.donor);
  const cause = await report([{ matchId: first.matchId }]);
  await say(others.donor, duplicate, 'Between us.');
  await say(donor, original, 'On the first report.');
  await take(others.donor, duplicate, assignAction, {
    task: { en: 'Ask again' },
    assigneeId: others.requester.organisationId,
    dueOn: '2026-12-01',
  });
  await take(facilitator, duplicate, addDependency, { dependsOnId: cause });
  await take(facilitator, duplicate, markDuplicate, { originalId: original });
  t.strictSame(await commentsOf(others.donor, original), ['Between us.', 'On the first report.']);
  t.strictSame(await commentsOf(donor, original), ['On the first report.'], 'who was not involved in the duplicate doesn’t read it');
  const seen = await readObstacle(original);
  t.match(seen, { duplicates: [{ id: duplicate }], dependsOn: [{ id: cause }], actions: [{ obstacleId: duplicate, state: 'open' }] });
  t.equal(seen.actions?.length, 1);
  t.equal((await readObstacle(original, donor)).actions?.length, 0);
  await end(others.requester, duplicate, must(seen.actions?.[0], 'an action').id, { outcome: 'done' });
  t.equal((await readObstacle(original)).actions?.[0]?.state, 'done');
  t.strictSame(await readObstacle(duplicate).then(({ dependsOn, state }) => [dependsOn, state]), [[], 'duplicate']);
});

t.test('a stale version is refused for every task', async (t) => {
  const id = await inProgress();
  for (const attempt of [
    () => as(facilitator, (tx, ctx) => correctSeverity(tx, ctx, id, 1, { severity: 'low', reason: 'x' })),
    () => as(donor, (tx, ctx) => finishStep(tx, ctx, id, 1, 1, { outcome: 'done' })),
    () => as(donor, (tx, ctx) => holdBack(tx, ctx, id, 1, { blocks: [] })),
    () => as(facilitator, (tx, ctx) => letGo(tx, ctx, id, 1, { blocks: [], reason: 'x' })),
    () => as(facilitator, (tx, ctx) => addDependency(tx, ctx, id, 1, { dependsOnId: id })),
  ]) {
    t.equal(await refusalOf(attempt()), 'stale-version');
  }
});
