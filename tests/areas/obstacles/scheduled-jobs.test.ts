import t from 'tap';
import { confirmNeed, markStaleNeeds, markUnansweredNeeds } from '#src/areas/needs/index.ts';
import {
  causesAreGone,
  closeObstacle,
  commentOnObstacle,
  deriveSeverities,
  dismissObstacle,
  escalateObstacle,
  escalateOverdue,
  markCausesGone,
  raiseFoundObstacles,
  raiseObstacle,
  resolveObstacle,
  reviseObstacle,
  startObstacle,
  triageObstacle,
  waitForAuthority,
} from '#src/areas/obstacles/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { ObstacleId } from '#src/kernel/id.ts';
import { systemActor } from '#src/platform/auth/actor.ts';
import { runScheduledJob, type ScheduledJob } from '#src/platform/jobs/scheduled-jobs.ts';
import { organisationIdOf } from '#tests/support/people.ts';
import { makeObstacleWorld } from './obstacle-world.ts';

const world = await makeObstacleWorld(t);
const { as, match, plan, report, readObstacle, take, inProgress, people, others, eventsOf } = world;
const { donor, facilitator } = people;
const customs = await organisationIdOf(world.database, 'ly-customs-authority');
const system = systemActor('test');
/** The scenario stands on Monday, 23 November 2026. */
const on = (day: string) => new Date(`${day}T09:00:00.000Z`);
const run = (work: ScheduledJob['work'], day: string): Promise<number> =>
  runScheduledJob({ name: 'test', schedule: '* * * * *', work }, { db: world.database.db, clock: { now: () => on(day) } });
const levelOf = async (id: ObstacleId) => (await readObstacle(id)).escalationLevel;
const byCauseKey = async (causeKey: string) =>
  (await world.superuser<{ id: ObstacleId }[]>`select id from obstacles where cause_key = ${causeKey} order by creation_order`).map(
    ({ id }) => id,
  );

/** By when each milestone of a delivery is expected, whatever was planned for it. */
const expect = async (deliveryId: string, dates: Readonly<Record<string, string>>) => {
  await world.superuser`update delivery_milestones set planned_on = null, forecast_on = null where delivery_id = ${deliveryId}`;
  for (const [milestone, day] of Object.entries(dates)) {
    await world.superuser`update delivery_milestones set forecast_on = ${day} where delivery_id = ${deliveryId} and milestone = ${milestone}`;
  }
};

/** Ends what earlier tests have left, so that a run finds what its own test has made. */
const clear = async () => {
  await world.superuser`update obstacles set state = 'not-an-obstacle' where state <> 'duplicate'`;
  await world.superuser`update needs set state = 'withdrawn'`;
  await world.superuser`update deliveries set state = 'lost'`;
};

t.test('an overdue obstacle goes up a level when its term is over, on the working days of whoever has the move', async (t) => {
  await clear();
  const { matchId } = await match(5);
  const italian = await report([{ matchId }], { waitingOnId: donor.organisationId, nextActionOn: '2026-12-03' });
  const libyan = await report([{ matchId }], { waitingOnId: customs, nextActionOn: '2026-12-03' });
  const levels = async () => [await levelOf(italian), await levelOf(libyan)];
  // High: three working days, then five, then ten. 3 December is a Thursday; Italy rests on the 5th, 6th and 8th, Libya on the 4th and 5th.
  t.equal(await run(escalateOverdue, '2026-12-07'), 0);
  t.equal(await run(escalateOverdue, '2026-12-08'), 1);
  t.strictSame(await levels(), [0, 1], 'Sunday, Monday and Tuesday are working days in Libya');
  t.equal(await run(escalateOverdue, '2026-12-09'), 1);
  t.strictSame(await levels(), [1, 1]);
  t.equal(await run(escalateOverdue, '2026-12-09'), 0, 'a second run does nothing');
  t.equal(await run(escalateOverdue, '2026-12-15'), 1);
  t.strictSame(await levels(), [1, 2], 'each level has its own term, counted from the one before');
  await run(escalateOverdue, '2027-03-01');
  await run(escalateOverdue, '2027-06-01');
  t.strictSame(await levels(), [3, 3], 'one level at a run, however late it is');
  t.equal(await run(escalateOverdue, '2028-06-01'), 0, 'there is none above the third');
  t.strictSame((await eventsOf(italian)).slice(1), ['obstacle.escalated', 'obstacle.escalated', 'obstacle.escalated']);
  t.match(await readObstacle(italian), { stateReason: 'overdue', state: 'reported' });
});

t.test('a move ahead stops it without taking a level back, and the next term counts from the new day', async (t) => {
  await clear();
  const id = await inProgress({ waitingOnId: donor.organisationId, nextActionOn: '2026-11-24' });
  t.equal(await run(escalateOverdue, '2026-11-27'), 1);
  await take(donor, id, reviseObstacle, { nextActionOn: '2026-12-10' }, on('2026-11-30'));
  t.equal(await run(escalateOverdue, '2026-12-16'), 0);
  t.equal(await levelOf(id), 1);
  t.equal(await run(escalateOverdue, '2026-12-17'), 1, 'five working days after the 10th');
});

t.test('by severity, in waiting for an authority too, but not once it is resolved', async (t) => {
  await clear();
  const { matchId } = await match(5);
  const critical = await report([{ matchId }], {
    severity: 'critical',
    severityReason: 'x',
    waitingOnId: donor.organisationId,
    nextActionOn: '2026-11-24',
  });
  const low = await report([{ matchId }], {
    severity: 'low',
    severityReason: 'x',
    waitingOnId: donor.organisationId,
    nextActionOn: '2026-11-24',
  });
  t.equal(await run(escalateOverdue, '2026-11-25'), 1);
  t.strictSame([await levelOf(critical), await levelOf(low)], [1, 0]);
  const waiting = await inProgress();
  await take(donor, waiting, waitForAuthority, { authorityId: customs, externalReference: 'NV-1', expectedOn: '2026-11-24' });
  const resolved = await inProgress({ nextActionOn: '2026-11-24' });
  await take(donor, resolved, resolveObstacle, { evidence: 'form' });
  await run(escalateOverdue, '2026-12-01');
  t.strictSame([await levelOf(waiting), await levelOf(resolved)], [1, 0]);
  await take(facilitator, waiting, escalateObstacle, 'by-hand', on('2026-12-02'));
  t.equal(await levelOf(waiting), 2);
  await run(escalateOverdue, '2026-12-02');
  t.equal(await levelOf(waiting), 2, 'by hand, the term of the next level begins as well');
});

t.test('killed at any point and run again, or run twice at once, it has one effect', async (t) => {
  await clear();
  const { matchId } = await match(5);
  const ids: ObstacleId[] = [];
  for (let count = 0; count < 6; count += 1) {
    ids.push(await report([{ matchId }], { waitingOnId: donor.organisationId, nextActionOn: '2026-11-24' }));
  }
  await t.rejects(
    as(
      system,
      async (tx, ctx) => {
        await escalateOverdue(tx, ctx);
        throw new Error('killed');
      },
      on('2026-11-30'),
    ),
    /killed/,
  );
  for (const id of ids) t.equal(await levelOf(id), 0);
  const handled = await Promise.all([
    run(escalateOverdue, '2026-11-30'),
    run(escalateOverdue, '2026-11-30'),
    run(escalateOverdue, '2026-11-30'),
  ]);
  t.equal(
    handled.reduce((sum, one) => sum + one, 0),
    ids.length,
  );
  for (const id of ids) {
    t.equal(await levelOf(id), 1);
    t.strictSame(await eventsOf(id), ['obstacle.reported', 'obstacle.escalated']);
  }
});

t.test('an ETA that passes opens an obstacle that blocks nothing; one that is met or moved offers it for closing', async (t) => {
  await clear();
  const { matchId } = await match(5);
  const deliveryId = await plan([{ matchId, planned: 5 }]);
  await expect(deliveryId, { 'production-completed': '2026-12-01', 'arrived-port-of-entry': '2026-12-20' });
  t.equal(await run(raiseFoundObstacles, '2026-12-01'), 0, 'the day itself is still time');
  t.equal(await run(raiseFoundObstacles, '2026-12-02'), 1);
  t.equal(await run(raiseFoundObstacles, '2026-12-25'), 0, 'one obstacle per delivery, however much is late');
  const [id] = (await byCauseKey(`eta-passed:${deliveryId}`)) as [ObstacleId];
  t.match(await readObstacle(id, donor), {
    kind: 'production-delay',
    blocksMilestone: 'production-completed',
    blocking: false,
    raisedBySystem: true,
    causeGone: false,
    blocks: [{ deliveryId }],
    detail: { en: /1 December 2026/, ar: String, it: String, fr: String },
  });
  await expect(deliveryId, { 'production-completed': '2027-01-15', 'arrived-port-of-entry': '2026-12-20' });
  t.equal(await run(markCausesGone, '2026-12-03'), 1);
  t.equal(await run(markCausesGone, '2026-12-03'), 0);
  t.match(await readObstacle(id), { causeGone: true, state: 'reported' }, 'people close it');
  t.equal(await run(markCausesGone, '2026-12-21'), 1, 'the arrival is late by then');
  t.equal((await readObstacle(id)).causeGone, false);
  await take(facilitator, id, dismissObstacle, 'known', on('2026-12-22'));
  t.equal(await run(raiseFoundObstacles, '2026-12-23'), 1, 'the later date passed after that obstacle was opened');
  const [, second] = await byCauseKey(`eta-passed:${deliveryId}`);
  t.match(await readObstacle(must(second, 'a second one')), { kind: 'status-unknown', blocksMilestone: 'arrived-port-of-entry' });
  await take(facilitator, must(second, 'a second one'), dismissObstacle, 'known', on('2026-12-23'));
  t.equal(await run(raiseFoundObstacles, '2026-12-24'), 0, 'what people dismissed stays dismissed');
});

t.test('a milestone that was passed over is not asked about; a later one is', async (t) => {
  await clear();
  const { matchId } = await match(5);
  const deliveryId = await plan([{ matchId, planned: 5 }]);
  await expect(deliveryId, { 'recipient-ready': '2026-12-01', 'ready-to-ship': '2026-12-10' });
  await world.superuser`update delivery_milestones set actual_on = '2026-12-02' where delivery_id = ${deliveryId} and milestone = 'production-completed'`;
  await world.superuser`update delivery_milestones set actual_on = '2026-12-02' where delivery_id = ${deliveryId} and milestone = 'recipient-ready'`;
  t.equal(await run(raiseFoundObstacles, '2026-12-05'), 0);
  t.equal(await run(raiseFoundObstacles, '2026-12-11'), 1);
});

t.test(
  'a need that nobody answered, and one that went stale, open theirs; an answer or a confirmation offers them for closing',
  async (t) => {
    await clear();
    const { needId, matchId } = await match(5);
    await world.superuser`update matches set state = 'declined' where id = ${matchId}`;
    await world.superuser`update needs set respond_by = '2026-12-01', confirmed_at = '2026-11-20T09:00:00Z' where id = ${needId}`;
    await run(markUnansweredNeeds, '2026-12-02');
    t.equal(await run(raiseFoundObstacles, '2026-12-02'), 1);
    await run(markStaleNeeds, '2027-01-19');
    t.equal(await run(raiseFoundObstacles, '2027-01-19'), 1);
    t.equal(await run(raiseFoundObstacles, '2027-01-20'), 0);
    const [unanswered] = await byCauseKey(`need-unanswered:${needId}`);
    const [stale] = await byCauseKey(`need-stale:${needId}`);
    for (const id of [unanswered, stale]) {
      t.match(await readObstacle(must(id, 'it was opened'), people.requester), {
        kind: 'status-unknown',
        blocks: [{ needId }],
        owner: { slug: 'unsmil' },
        causeGone: false,
      });
    }
    const [need] = await world.superuser<{ version: number }[]>`select version from needs where id = ${needId}`;
    await as(people.requester, (tx, ctx) => confirmNeed(tx, ctx, needId, must(need, 'the need').version), on('2027-01-21'));
    await world.superuser`update matches set state = 'proposed' where id = ${matchId}`;
    t.equal(await run(markCausesGone, '2027-01-21'), 2);
    for (const id of [unanswered, stale]) t.equal((await readObstacle(must(id, 'it was opened'))).causeGone, true);
  },
);

t.test('what was received and not signed for, and a check that nobody made, open theirs after their terms', async (t) => {
  await clear();
  const { matchId } = await match(5);
  const received = await plan([{ matchId, planned: 5 }]);
  await expect(received, {});
  await world.superuser`update delivery_milestones set actual_on = '2026-12-01' where delivery_id = ${received} and milestone = 'inland-delivered'`;
  await world.superuser`update deliveries set state = 'received' where id = ${received}`;
  t.equal(await run(raiseFoundObstacles, '2026-12-07'), 0);
  t.equal(await run(raiseFoundObstacles, '2026-12-08'), 1);
  t.equal((await byCauseKey(`handover-unsigned:${received}`)).length, 1);
  await world.superuser`
    insert into verifications (id, delivery_id, donor_id, due_on, created_at)
    values (gen_random_uuid(), ${received}, ${donor.organisationId}, '2026-12-10', now()), (gen_random_uuid(), ${received}, ${donor.organisationId}, '2026-12-12', now())`;
  t.equal(await run(raiseFoundObstacles, '2026-12-24'), 0);
  t.equal(await run(raiseFoundObstacles, '2026-12-25'), 1);
  await world.superuser`update verifications set verified_on = '2026-12-26', in_use = true where delivery_id = ${received}`;
  t.equal(await run(markCausesGone, '2026-12-26'), 1);
});

t.test('an obstacle that nobody touches for 30 days is asked about, once; a word about it is enough', async (t) => {
  await clear();
  const id = await inProgress({ nextActionOn: '2027-06-01' });
  const untouched = async () => (await byCauseKey(`obstacle-untouched:${id}`)).length;
  await run(raiseFoundObstacles, '2026-12-23');
  t.equal(await untouched(), 0);
  await run(escalateOverdue, '2026-12-24');
  t.equal(await run(raiseFoundObstacles, '2026-12-24'), 1, 'the system’s own doings don’t count');
  const [asked] = await byCauseKey(`obstacle-untouched:${id}`);
  t.match(await readObstacle(must(asked, 'one')), { kind: 'status-unknown', blocks: (await readObstacle(id)).blocks });
  await as(donor, (tx, ctx) => commentOnObstacle(tx, ctx, id, { text: { en: 'Still waiting.' } }), on('2026-12-25'));
  t.equal(await run(markCausesGone, '2026-12-25'), 1);
  t.equal(await run(raiseFoundObstacles, '2027-02-10'), 0, 'the question is still open');
  t.equal(await untouched(), 1);
});

t.test('a severity that nobody has corrected follows what is held back as it changes', async (t) => {
  await clear();
  const large = await match(900);
  const derived = await report([{ matchId: large.matchId }], { kind: 'visa-pending', blocking: true });
  const corrected = await report([{ matchId: large.matchId }], {
    kind: 'visa-pending',
    blocking: true,
    severity: 'critical',
    severityReason: 'x',
  });
  t.equal(await run(deriveSeverities, '2026-11-24'), 0);
  await world.superuser`update matches set state = 'cancelled' where id = ${large.matchId}`;
  t.equal(await run(deriveSeverities, '2026-11-24'), 1);
  t.strictSame([(await readObstacle(derived)).severity, (await readObstacle(corrected)).severity], ['low', 'critical']);
  t.strictSame(await eventsOf(derived), ['obstacle.reported', 'obstacle.severity-derived']);
});

t.test('another area says that its cause is gone', async (t) => {
  await clear();
  const { matchId } = await match(5);
  const causeKey = `licence-expires:${matchId}`;
  const found = { kind: 'export-licence-pending', blocks: [{ matchId }], detail: { en: 'x' }, causeKey };
  const id = must(await as(system, (tx, ctx) => raiseObstacle(tx, ctx, found)), 'new');
  await as(system, (tx, ctx) => causesAreGone(tx, ctx, [causeKey, 'another']));
  t.equal((await readObstacle(id)).causeGone, true);
  await take(facilitator, id, triageObstacle, {});
  await take(facilitator, id, startObstacle, {});
  await take(facilitator, id, resolveObstacle, { evidence: 'licence 2' });
  await take(others.mission, id, closeObstacle, {});
  t.equal((await readObstacle(id)).causeGone, false, 'it is closed: there is nothing to offer');
});
