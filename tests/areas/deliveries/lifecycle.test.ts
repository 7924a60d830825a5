import t from 'tap';
import {
  handOverDelivery,
  performDelivery,
  putInService,
  receiveDelivery,
  recordMilestone,
  reportLoss,
  returnToDonor,
  shipDelivery,
  verifyDelivery,
} from '#src/areas/deliveries/index.ts';
import { reportObstacle } from '#src/areas/obstacles/index.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { makeDeliveryWorld, refusalOf } from './delivery-world.ts';

const world = await makeDeliveryWorld(t);
const { as, match, plan, read, people, others, step, move, receive, lineOf, arrived, handedOver, balancesOf, eventsOf } = world;
const { donor, requester, validator, facilitator } = people;
const document = { handedOverOn: '2026-11-23', handedOverBy: 'A', takenOverBy: 'B', document: 'handover-certificate 1' };
const laterOn = (day: string) => new Date(`${day}T09:00:00.000Z`);

t.test('goods go from plan to verification, each step by the one it belongs to', async (t) => {
  const agreed = await match(10, { state: 'ready-to-ship' });
  const id = await plan([{ matchId: agreed.matchId, planned: 10 }]);
  t.equal(await refusalOf(move('pack', id, requester)), 'role-not-allowed');
  t.equal(await refusalOf(step(donor, id, shipDelivery, { lines: [] })), 'transition-not-allowed', 'not before it is packed');
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [], evidence: 'bill-of-lading 7' });
  t.match(await balancesOf(agreed), { match: { state: 'in-delivery', shipped: 10 }, needLine: { shipped: 10 } });
  await move('arrive', id);
  await move('enter-customs', id);
  t.equal(await refusalOf(move('release', id, donor)), 'role-not-allowed');
  await move('release', id);
  await move('move-inland', id);
  t.equal((await read(id)).currentMilestone, 'customs-cleared');

  const lineId = await lineOf(id, agreed.matchId);
  t.equal(await refusalOf(receive(id, [{ lineId, accepted: 11 }])), 'receipt-does-not-balance /lines/0/accepted');
  t.equal(await refusalOf(receive(id, [{ lineId, accepted: 8, rejected: 2 }])), 'reason-required /lines/0/rejectionReason');
  await receive(id, [{ lineId, accepted: 8, rejected: 2, rejectionReason: 'damaged' }]);
  t.match(await read(id, requester), {
    state: 'partly-received',
    currentMilestone: 'inland-delivered',
    allowedActions: ['hand-over', 'return-accepted'],
  });
  t.match(
    await balancesOf(agreed),
    { match: { accepted: 8, failed: 2 }, needLine: { accepted: 8, failed: 2 } },
    'what failed re-opens the need at once',
  );

  await step(requester, id, handOverDelivery, document);
  await step(requester, id, putInService, {});
  t.equal(await refusalOf(step(requester, id, putInService, {})), 'transition-not-allowed', 'all of it is in service already');
  t.match(await balancesOf(agreed), { match: { in_service: 8, verified: 0 } });
  t.equal(await refusalOf(step(requester, id, verifyDelivery, { inUse: true })), 'receiver-may-not-verify');
  t.equal(await refusalOf(step(validator, id, verifyDelivery, { inUse: true })), 'role-not-allowed');
  await step(donor, id, verifyDelivery, { inUse: true, finding: { en: 'In use' } });
  t.match(await balancesOf(agreed), { match: { state: 'completed', verified: 8 }, needLine: { verified: 8 } });
  t.match(await read(id, donor), { state: 'verified', currentMilestone: 'in-service', handover: document });
  t.strictSame(await eventsOf(id), [
    'delivery.planned',
    'delivery.cleared',
    'delivery.packed',
    'delivery.shipped',
    'delivery.arrived',
    'delivery.entered-customs',
    'delivery.released',
    'delivery.moved-inland',
    'delivery.received',
    'delivery.handed-over',
    'delivery.put-in-service',
    'delivery.verified',
  ]);
  t.strictSame(await eventsOf(agreed.matchId), ['match.delivery-started', 'match.completed']);
});

t.test('the check due at half a year shows end use; one that finds it unused verifies nothing', async (t) => {
  const agreed = await match(4);
  const id = await handedOver([{ matchId: agreed.matchId, planned: 4 }]);
  t.strictSame(
    (await read(id)).verifications.map(({ dueOn }) => dueOn),
    ['2026-12-23', '2027-05-22', '2027-11-23'],
  );
  t.equal(await refusalOf(step(facilitator, id, verifyDelivery, { inUse: false })), 'reason-required /finding');
  await step(facilitator, id, verifyDelivery, { inUse: false, finding: { en: 'Still in its crates' } });
  t.match(
    await read(id),
    { state: 'handed-over', verifications: [{ verifiedOn: '2026-11-23', inUse: false }, { verifiedOn: null }, {}, {}] },
    'a visit before its day doesn’t use up the check',
  );
  t.equal(await refusalOf(step(donor, id, verifyDelivery, { inUse: true })), 'no refusal', 'so it is made once it is in use');
  t.equal(await refusalOf(step(donor, id, verifyDelivery, { inUse: true })), 'transition-not-allowed', 'the next is not due');
  await step(donor, id, verifyDelivery, { inUse: true }, laterOn('2027-06-01'));
  t.match(await read(id), { state: 'verified', currentMilestone: 'end-use-verified' });
  t.match(await balancesOf(agreed), { match: { verified: 4, state: 'completed' } });
  await step(donor, id, verifyDelivery, { inUse: true }, laterOn('2027-11-24'));
  t.ok((await read(id)).verifications.every(({ verifiedOn }) => verifiedOn !== null));
});

t.test('who signed the receipt doesn’t verify, whatever their role has become', async (t) => {
  const { matchId } = await match(4);
  const id = await handedOver([{ matchId, planned: 4 }]);
  const promoted = { ...facilitator, userId: requester.userId };
  t.equal(await refusalOf(step(promoted, id, verifyDelivery, { inUse: true })), 'receiver-may-not-verify');
});

t.test('two recipients each receive their own lines; the delivery is received with the last', async (t) => {
  const ours = await match(5);
  const theirs = await match(7, { to: world.otherUnit });
  const id = await arrived([
    { matchId: ours.matchId, planned: 5 },
    { matchId: theirs.matchId, planned: 7 },
  ]);
  const [ourLine, theirLine] = [await lineOf(id, ours.matchId), await lineOf(id, theirs.matchId)];
  t.equal(await refusalOf(receive(id, [{ lineId: theirLine, accepted: 7 }])), 'reference-unknown /lines/0/lineId');
  await receive(id, [{ lineId: ourLine, accepted: 5 }]);
  t.match(await read(id), { state: 'arrived', currentMilestone: 'arrived-port-of-entry' });
  t.equal(
    await refusalOf(receive(id, [{ lineId: ourLine, accepted: 5 }])),
    'receipt-does-not-balance /lines/0/accepted',
    'once received is received',
  );
  await receive(id, [{ lineId: theirLine, accepted: 7 }], others.requester);
  t.match(await read(id), { state: 'received', currentMilestone: 'inland-delivered' });

  await step(requester, id, handOverDelivery, document);
  await step(requester, id, putInService, {});
  t.equal((await read(id)).currentMilestone, 'handover-accepted', 'the other unit doesn’t use it yet');
  await step(others.requester, id, putInService, {});
  t.equal((await read(id)).currentMilestone, 'in-service');
});

t.test('a requester of one unit receives that unit’s lines alone', async (t) => {
  const { matchId } = await match(5);
  const id = await arrived([{ matchId, planned: 5 }]);
  const elsewhere = { ...requester, unitId: world.otherUnit.id };
  t.equal(await refusalOf(as(elsewhere, (tx, ctx) => receiveDelivery(tx, ctx, id, 4, { lines: [] }))), 'not-found');
});

t.test('less may ship than was planned, and the rest may be planned again', async (t) => {
  const agreed = await match(10);
  const id = await plan([{ matchId: agreed.matchId, planned: 10 }]);
  const lineId = await lineOf(id, agreed.matchId);
  await move('pack', id);
  t.equal(await refusalOf(step(donor, id, shipDelivery, { lines: [{ lineId, shipped: 11 }] })), 'exceeds-match /lines/0/shipped');
  t.equal(await refusalOf(step(donor, id, shipDelivery, { lines: [{ lineId, shipped: 0 }] })), 'exceeds-match /lines');
  await step(donor, id, shipDelivery, { lines: [{ lineId, shipped: 6 }] });
  t.equal((await balancesOf(agreed)).match.shipped, 6);
  await move('arrive', id);
  await receive(id, [{ lineId, accepted: 6 }]);
  t.equal((await read(id)).state, 'partly-received', 'short of the plan');
  const second = await plan([{ matchId: agreed.matchId, planned: 4 }]);
  t.ok(second);
});

t.test('a line whose match was cancelled stays behind', async (t) => {
  const kept = await match(5);
  const cancelled = await match(5);
  const id = await plan([
    { matchId: kept.matchId, planned: 5 },
    { matchId: cancelled.matchId, planned: 5 },
  ]);
  await world.superuser`update matches set state = 'cancelled', end_reason = 'other' where id = ${cancelled.matchId}`;
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  t.strictSame(
    (await read(id)).lines.map(({ shipped }) => shipped),
    [5, 0],
  );
});

t.test('a part is lost and the rest goes on; all of it lost or returned ends the delivery', async (t) => {
  const agreed = await match(10);
  const id = await arrived([{ matchId: agreed.matchId, planned: 10 }]);
  const lineId = await lineOf(id, agreed.matchId);
  t.equal(
    await refusalOf(step(donor, id, reportLoss, { reason: 'stolen', lines: [{ lineId, quantity: 11 }] })),
    'receipt-does-not-balance /lines/0/quantity',
  );
  t.equal(await refusalOf(step(requester, id, reportLoss, { reason: 'stolen', lines: [] })), 'role-not-allowed');
  await step(facilitator, id, reportLoss, { reason: 'stolen', lines: [{ lineId, quantity: 3 }] });
  t.match(await read(id), { state: 'arrived', lines: [{ lost: 3, inTransit: 7 }] });
  t.equal((await balancesOf(agreed)).needLine.failed, 3);
  t.equal(await refusalOf(receive(id, [{ lineId, accepted: 7 }])), 'blocked-by-obstacle', 'a loss freezes what is on its way');
  await world.endObstacles();
  await receive(id, [{ lineId, accepted: 7 }]);
  t.equal((await read(id)).state, 'partly-received');

  const lost = await arrived([{ matchId: (await match(2)).matchId, planned: 2 }]);
  await step(donor, lost, reportLoss, { reason: 'sunk', lines: [] });
  t.match(await read(lost), { state: 'lost', allowedActions: [] });
  t.equal(await refusalOf(step(donor, lost, recordMilestone, { milestone: 'pledged', actualOn: '2026-01-01' })), 'transition-not-allowed');
  await world.endObstacles();
  const returned = await arrived([{ matchId: (await match(2)).matchId, planned: 2 }]);
  await step(donor, returned, returnToDonor, { reason: 'refused-entry', lines: [] });
  t.match(await read(returned), { state: 'returned', lines: [{ returned: 2, inTransit: 0 }] });
});

t.test('a course is performed, attended, completed and verified without ever travelling', async (t) => {
  const agreed = await match(12, { item: 'course-offroad-driving' });
  const id = await plan([{ matchId: agreed.matchId, planned: 12 }], { kind: 'training', transportMode: 'none' });
  t.equal(await refusalOf(move('pack', id)), 'transition-not-allowed');
  await step(donor, id, performDelivery, { lines: [] });
  await receive(id, [{ lineId: await lineOf(id, agreed.matchId), accepted: 12 }]);
  await step(requester, id, handOverDelivery, document);
  await step(requester, id, putInService, { evidence: 'training-record' });
  await step(donor, id, verifyDelivery, { inUse: true });
  t.match(await read(id), { state: 'verified', currentMilestone: 'training-completed' });
  t.equal((await balancesOf(agreed)).match.state, 'completed');
});

t.test('nothing passes a milestone that an obstacle blocks, on the delivery, a match in it or the need behind it', async (t) => {
  const agreed = await match(3);
  const id = await plan([{ matchId: agreed.matchId, planned: 3 }]);
  await move('pack', id);
  const report = (blocks: Parameters<typeof reportObstacle>[2]['blocks'], blocksMilestone: string, by = facilitator) =>
    as(by, (tx, ctx) => reportObstacle(tx, ctx, { kind: 'customs-hold', blocks, blocksMilestone, detail: { en: 'x' } }));
  const end = (obstacle: string) => world.superuser`update obstacles set state = 'not-an-obstacle' where id = ${obstacle}`;
  const ship = () => refusalOf(step(donor, id, shipDelivery, { lines: [] }));

  const onNeed = await report([{ needId: agreed.needId }], 'shipped');
  t.equal(await ship(), 'blocked-by-obstacle');
  await end(onNeed);
  const onMatch = await report([{ matchId: agreed.matchId }], 'contract-signed');
  t.equal(await ship(), 'blocked-by-obstacle', 'an earlier milestone stands in the way of a later one');
  t.equal(
    await refusalOf(step(donor, id, recordMilestone, { milestone: 'production-completed', actualOn: '2026-11-01' })),
    'blocked-by-obstacle',
  );
  t.equal(
    await refusalOf(step(donor, id, recordMilestone, { milestone: 'partnership-agreed', actualOn: '2026-11-01' })),
    'no refusal',
    'an earlier one may be reached',
  );
  await end(onMatch);
  await report([{ deliveryId: id }], 'arrived-port-of-entry');
  t.equal(await ship(), 'no refusal', 'a later one doesn’t');
  t.equal(await refusalOf(move('arrive', id)), 'blocked-by-obstacle');
  t.match((await read(id, requester)).blockedBy, [{ kind: 'customs-hold', blocksMilestone: 'arrived-port-of-entry' }]);
});

t.test('the refusal names the obstacles that the actor may see and only counts the others', async (t) => {
  const ours = await match(3);
  const theirs = await match(3, { to: world.otherUnit });
  const id = await arrived([
    { matchId: ours.matchId, planned: 3 },
    { matchId: theirs.matchId, planned: 3 },
  ]);
  await receive(id, [{ lineId: await lineOf(id, ours.matchId), accepted: 3 }]);
  await receive(id, [{ lineId: await lineOf(id, theirs.matchId), accepted: 3 }], others.requester);
  await as(facilitator, (tx, ctx) =>
    reportObstacle(tx, ctx, { kind: 'hrddp-not-cleared', blocks: [{ needId: theirs.needId }], detail: { en: 'x' } }),
  );
  const factsFor = async (by: typeof requester) => {
    try {
      await step(by, id, handOverDelivery, document);
      return null;
    } catch (error) {
      return error instanceof Refusal ? error.details.facts : error;
    }
  };
  t.strictSame(await factsFor(requester), { milestone: 'handover-accepted', count: 1, obstacles: [] }, 'it is another unit’s need');
  t.match(await factsFor(others.requester), { milestone: 'handover-accepted', count: 1, obstacles: [/^B-/] });
});
