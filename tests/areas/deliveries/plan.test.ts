import t from 'tap';
import { planDelivery, recordMilestone } from '#src/areas/deliveries/index.ts';
import { findDelivery, listDeliveries } from '#src/areas/deliveries/queries.ts';
import { must } from '#src/kernel/assert.ts';
import { newId } from '#src/platform/ids.ts';
import { makeDeliveryWorld, refusalOf } from './delivery-world.ts';

const world = await makeDeliveryWorld(t);
const { as, match, plan, read, people, others, step } = world;
const DAY = new Date('2026-11-23T09:00:00.000Z');

t.test('a donor plans its agreed matches; the delivery has every milestone of its kind', async (t) => {
  const agreed = await match(10);
  const id = await plan([{ matchId: agreed.matchId, planned: 6 }], { milestones: [{ milestone: 'shipped', plannedOn: '2027-01-15' }] });
  const delivery = await read(id, people.donor);
  t.match(delivery, { state: 'planned', kind: 'goods', currentMilestone: null });
  t.strictSame(delivery.allowedActions, [
    'record-milestone',
    'revise-eta',
    'arrange',
    'record-packing',
    'describe-goods',
    'add-document',
    'withdraw-document',
    'revise',
    'cancel',
  ]);
  t.match(delivery.consignments, [{ position: 1, state: 'planned', lines: [{ planned: 6 }] }]);
  t.match(delivery.lines, [{ hs: { edition: /2022/ } }], 'the catalogue knows its HS code');
  t.match(delivery.lines, [{ matchId: agreed.matchId, planned: 6, shipped: 0, inTransit: 0 }]);
  t.equal(delivery.milestones.length, 18);
  t.equal(delivery.milestones.find(({ milestone }) => milestone === 'shipped')?.plannedOn, '2027-01-15');
  t.strictSame(await world.eventsOf(id), ['delivery.planned']);

  const asCourse = plan([{ matchId: agreed.matchId, planned: 1 }], { kind: 'training', transportMode: 'none' });
  t.equal(await refusalOf(asCourse), 'delivery-kind-mismatch /lines/0/matchId', 'goods called a course would pass no customs');
  const drivers = await match(4, { item: 'course-offroad-driving' });
  const asGoods = plan([{ matchId: drivers.matchId, planned: 1 }]);
  t.equal(await refusalOf(asGoods), 'delivery-kind-mismatch /lines/0/matchId');
  const course = await plan([{ matchId: drivers.matchId, planned: 1 }], { kind: 'training', transportMode: 'none' });
  t.notOk(
    (await read(course)).milestones.some(({ milestone }) => milestone === 'shipped'),
    'a course isn’t shipped',
  );
});

t.test('no more is planned of a match than was agreed, over all deliveries', async (t) => {
  const { matchId } = await match(10);
  await plan([{ matchId, planned: 6 }]);
  t.equal(await refusalOf(plan([{ matchId, planned: 5 }])), 'exceeds-match /lines/0/planned');
  await plan([{ matchId, planned: 4 }]);
  t.equal(await refusalOf(plan([{ matchId, planned: 1 }])), 'exceeds-match /lines/0/planned');
});

t.test('of two plans at once for the last of a match one is refused', async (t) => {
  const { matchId } = await match(10);
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => refusalOf(plan([{ matchId, planned: 4 }]))));
  t.strictSame(
    outcomes.filter((outcome) => outcome !== 'no refusal'),
    Array(2).fill('exceeds-match /lines/0/planned'),
  );
});

t.test('only a donor plans, and only what is its own and agreed', async (t) => {
  const agreed = await match(10);
  const foreign = await match(10, { by: others.donor });
  const reserved = await match(10, { state: 'reserved' });
  const line = { matchId: agreed.matchId, planned: 1 };
  t.equal(await refusalOf(plan([line], {}, people.facilitator)), 'role-not-allowed');
  t.equal(await refusalOf(plan([{ matchId: foreign.matchId, planned: 1 }])), 'reference-unknown /lines/0/matchId');
  t.equal(await refusalOf(plan([line, { matchId: reserved.matchId, planned: 1 }])), 'transition-not-allowed /lines/1/matchId');
  t.equal(await refusalOf(plan([line, line])), 'invalid-field /lines/1/matchId');
  t.equal(await refusalOf(plan([line], { portOfEntry: 'nowhere' })), 'reference-unknown /portOfEntry');
  t.equal(
    await refusalOf(plan([line], { milestones: [{ milestone: 'nothing', plannedOn: '2027-01-01' }] })),
    'reference-unknown /milestones/0/milestone',
  );
});

t.test('each sees its own: a donor its deliveries, a recipient its lines, an administrator nothing', async (t) => {
  const ours = await match(10);
  const theirs = await match(10, { to: world.otherUnit });
  const id = await plan([
    { matchId: ours.matchId, planned: 5 },
    { matchId: theirs.matchId, planned: 7 },
  ]);
  t.equal((await read(id, people.donor)).lines.length, 2);
  t.strictSame(
    (await read(id, people.requester)).lines.map(({ planned }) => planned),
    [5],
  );
  t.strictSame(
    (await read(id, others.requester)).lines.map(({ planned }) => planned),
    [7],
  );
  t.equal(await refusalOf(read(id, others.donor)), 'not-found');
  t.equal(await refusalOf(read(id, people.administrator)), 'not-found');
  const filters = { limit: 10, matchId: theirs.matchId } as const;
  t.equal((await as(others.requester, (tx, ctx) => listDeliveries(tx, ctx, filters))).items.length, 1);
  t.equal((await as(people.requester, (tx, ctx) => listDeliveries(tx, ctx, filters))).items.length, 0, 'another’s match finds nothing');
});

t.test('a list is paged, newest first, and filtered by where a delivery stands', async (t) => {
  const { matchId } = await match(30);
  const ids = [];
  for (let index = 0; index < 3; index += 1) ids.unshift(await plan([{ matchId, planned: 1 }]));
  const second = must(ids[1], 'three were planned');
  const list = (filters: object) => as(people.donor, (tx, ctx) => listDeliveries(tx, ctx, { limit: 2, matchId, ...filters }));
  const first = await list({});
  t.strictSame(
    first.items.map(({ id }) => id),
    ids.slice(0, 2),
  );
  t.strictSame(
    (await list({ cursor: first.next ?? '' })).items.map(({ id }) => id),
    ids.slice(2),
  );
  await step(people.donor, second, recordMilestone, { milestone: 'funding-committed', omittedBecause: 'other' });
  await step(people.donor, second, recordMilestone, { milestone: 'contract-signed', actualOn: '2026-11-01' });
  await step(people.donor, second, recordMilestone, { milestone: 'pledged', actualOn: '2026-10-01' });
  t.strictSame(
    (await list({ milestone: 'contract-signed' })).items.map(({ id }) => id),
    [second],
  );
  t.strictSame((await list({ milestone: 'pledged' })).items, []);
  t.equal((await list({ state: 'planned', kind: 'goods', unitId: world.unit.id, donorId: people.donor.organisationId })).items.length, 2);
});

t.test('milestones are recorded by their side; a later forecast says why; a step’s own is the step’s', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 5 }], { milestones: [{ milestone: 'production-completed', plannedOn: '2027-01-01' }] });
  const record = (by: typeof people.donor, input: Parameters<typeof recordMilestone>[4]) => refusalOf(step(by, id, recordMilestone, input));
  t.equal(await record(people.donor, { milestone: 'production-completed', forecastOn: '2027-02-01' }), 'reason-required /forecastReason');
  t.equal(
    await record(people.donor, { milestone: 'production-completed', forecastOn: '2027-02-01', forecastReason: 'supplier-late' }),
    'no refusal',
  );
  t.equal(await record(people.donor, { milestone: 'production-completed', forecastOn: '2027-01-20' }), 'no refusal');
  t.equal(await record(people.donor, { milestone: 'recipient-ready', actualOn: '2026-11-20' }), 'not-your-own');
  t.equal(
    await record(people.validator, { milestone: 'recipient-ready', actualOn: '2026-11-20', evidence: 'readiness-checklist' }),
    'no refusal',
  );
  t.equal(await record(people.requester, { milestone: 'recipient-ready', actualOn: '2026-11-20' }), 'role-not-allowed');
  t.equal(await record(people.facilitator, { milestone: 'shipped', actualOn: '2026-11-20' }), 'transition-not-allowed /actualOn');
  t.equal(await record(people.facilitator, { milestone: 'contract-signed', actualOn: '2026-11-24' }), 'date-order /actualOn');
  t.equal(await record(people.facilitator, { milestone: 'recipient-ready', forecastOn: '2026-12-24' }), 'date-order /forecastOn');
  t.equal((await read(id)).currentMilestone, 'recipient-ready');
  t.strictSame(await world.eventsOf(id), [
    'delivery.planned',
    'delivery.cleared',
    'delivery.milestone-revised',
    'delivery.milestone-revised',
    'delivery.milestone-reached',
  ]);
});

t.test('a change needs the version that was read, and a delivery that is there', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 5 }]);
  await world.move('pack', id);
  t.equal(
    await refusalOf(as(people.donor, (tx, ctx) => recordMilestone(tx, ctx, id, 1, { milestone: 'pledged', actualOn: '2026-10-01' }))),
    'stale-version',
  );
  t.equal(await refusalOf(as(people.donor, (tx, ctx) => findDelivery(tx, ctx, newId<'delivery'>()))), 'not-found');
  t.equal(
    await refusalOf(
      as(
        people.auditor,
        (tx, ctx) => planDelivery(tx, ctx, { kind: 'goods', transportMode: 'sea', milestones: [], lines: [{ matchId, planned: 1 }] }),
        DAY,
      ),
    ),
    'role-not-allowed',
  );
});
