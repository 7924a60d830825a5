import t from 'tap';
import type { PutRight } from '#src/areas/deliveries/contract-corrections.ts';
import { listReceipts } from '#src/areas/deliveries/goods-queries.ts';
import {
  arrangeConsignments,
  moveDelivery,
  receiveDelivery,
  releaseFromSeizure,
  reportFound,
  reportLoss,
  seizeDelivery,
  shipDelivery,
} from '#src/areas/deliveries/index.ts';
import { confirmCorrection, correctDelivery } from '#src/flows/put-right.ts';
import { must } from '#src/kernel/assert.ts';
import type { ConsignmentId, CorrectionId, DeliveryId } from '#src/kernel/id.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { makeDeliveryWorld, refusalOf } from './delivery-world.ts';

const world = await makeDeliveryWorld(t);
const { match, plan, read, step, move, lineOf, receive } = world;
const { donor, requester, validator, facilitator } = world.people;

const as = <T>(person: Person, work: (tx: Tx, ctx: ActorContext<Person>) => Promise<T>): Promise<T> =>
  world.as(person, (tx, ctx) => work(tx, { ...ctx, actor: person }));
const correct = async (person: Person, id: DeliveryId, putRight: PutRight): Promise<CorrectionId> => {
  const version = await world.versionOf(id);
  return as(person, (tx, ctx) => correctDelivery(tx, ctx, id, version, { putRight, reason: 'typed-wrong' }));
};
const confirm = (person: Person, id: CorrectionId) => as(person, (tx, ctx) => confirmCorrection(tx, ctx, id, 1));
const receiptOf = async (id: DeliveryId) => {
  const { items } = await as(requester, (tx, ctx) => listReceipts(tx, ctx, id, { limit: 10 }));
  return must(items[0], 'a receipt').id;
};

type Move = Parameters<typeof moveDelivery>[2];
const moveOne = (name: Move, id: DeliveryId, consignmentId: ConsignmentId) =>
  step(
    name === 'release' ? validator : donor,
    id,
    (tx, ctx, one, version, input: object) => moveDelivery(tx, ctx, name, one, version, input),
    { consignmentId },
  );
const lose = async (id: DeliveryId, consignmentId?: ConsignmentId) => {
  await step(donor, id, reportLoss, { reason: 'missing', consignmentId, lines: [] });
  await world.endObstacles();
};
const find = async (id: DeliveryId, consignmentId?: ConsignmentId) => {
  const lost = (await read(id)).consignments
    .filter((one) => consignmentId === undefined || one.id === consignmentId)
    .flatMap(({ lines }) => lines)
    .filter((line) => line.lost > 0);
  await step(donor, id, reportFound, {
    becomes: 'on-its-way',
    reason: 'found-again',
    consignmentId,
    lines: lost.map((line) => ({ lineId: line.lineId, quantity: line.lost })),
  });
};
const dayOf = async (id: DeliveryId, milestone: string) =>
  (await read(id)).milestones.find((one) => one.milestone === milestone)?.actualOn ?? null;
const daysOf = async (id: DeliveryId) => (await read(id)).milestones.map(({ milestone, actualOn }) => [milestone, actualOn]);

/** A delivery of five that has left, and taken these steps since. */
async function leftAnd(...moves: readonly (Move | 'seize')[]): Promise<DeliveryId> {
  const { matchId } = await match(5);
  const id = await plan([{ matchId, planned: 5 }]);
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  for (const name of moves) {
    if (name === 'seize') await step(donor, id, seizeDelivery, { reason: 'under-investigation' });
    else await move(name, id);
    await world.endObstacles();
  }
  return id;
}

const WAYS: readonly (readonly (Move | 'seize')[])[] = [
  [],
  ['arrive'],
  ['arrive', 'enter-customs'],
  ['arrive', 'enter-customs', 'release'],
  ['arrive', 'enter-customs', 'release', 'move-inland'],
  ['arrive', 'seize'],
  ['arrive', 'enter-customs', 'release', 'seize'],
  ['seize'],
];

for (const way of WAYS) {
  t.test(`what is lost after ${['ship', ...way].join(', ')} and found stands where it stood, with its days`, async (t) => {
    const id = await leftAnd(...way);
    const before = await read(id);
    const days = await daysOf(id);
    await lose(id);
    t.match(await read(id), { state: 'lost', consignments: [{ state: 'lost' }] });
    await find(id);
    const after = await read(id);
    t.equal(after.state, before.state);
    const { state, arrivedOn, shippedOn, endedOn } = must(before.consignments[0], 'a consignment');
    t.match(after.consignments, [{ state, arrivedOn, shippedOn, endedOn, lines: [{ lost: 0, inTransit: 5 }] }]);
    t.strictSame(await daysOf(id), days, 'what had happened has happened');
    await lose(id);
    await find(id);
    t.equal((await read(id)).state, before.state, 'however often');
  });
}

t.test('what is found before it arrived arrives on its own day', async (t) => {
  const id = await leftAnd();
  await lose(id);
  await find(id);
  await step(donor, id, (tx, ctx, one, version, input: { on: '2026-11-23' }) => moveDelivery(tx, ctx, 'arrive', one, version, input), {
    on: '2026-11-23',
  });
  t.match(await read(id), { state: 'arrived', consignments: [{ arrivedOn: '2026-11-23' }] });
  t.equal(await dayOf(id, 'arrived-port-of-entry'), '2026-11-23');
});

t.test('what was seized, lost and found is still seized', async (t) => {
  const id = await leftAnd('arrive', 'seize');
  await lose(id);
  await find(id);
  const lineId = must((await read(id)).lines[0], 'a line').id;
  t.equal(await refusalOf(move('move-inland', id)), 'transition-not-allowed');
  t.equal(await refusalOf(receive(id, [{ lineId, accepted: 5 }])), 'transition-not-allowed');
  await step(validator, id, releaseFromSeizure, { reason: 'papers-in-order' });
  t.equal((await read(id)).state, 'at-customs');
});

t.test('what others had reached together is reached no more once what is found stands behind them', async (t) => {
  const { matchId } = await match(5);
  const id = await plan([{ matchId, planned: 5 }]);
  const lineId = await lineOf(id, matchId);
  await step(donor, id, arrangeConsignments, {
    consignments: [{ lines: [{ lineId, planned: 2 }] }, { lines: [{ lineId, planned: 3 }] }],
  });
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  const [first, second] = (await read(id)).consignments.map((one) => one.id);
  const [came, missed] = [must(first, 'the first'), must(second, 'the second')];
  await lose(id, missed);
  for (const name of ['arrive', 'enter-customs', 'release'] as const) await moveOne(name, id, came);
  await step(requester, id, receiveDelivery, { consignmentId: came, lines: [{ lineId, accepted: 2, rejected: 0, lost: 0 }] });
  for (const milestone of ['arrived-port-of-entry', 'customs-cleared', 'inland-delivered']) t.ok(await dayOf(id, milestone), milestone);

  await find(id, missed);
  t.match(await read(id), {
    state: 'in-transit',
    consignments: [
      { state: 'received', arrivedOn: '2026-11-23', endedOn: '2026-11-23' },
      { state: 'shipped', arrivedOn: null, endedOn: null },
    ],
  });
  for (const milestone of ['arrived-port-of-entry', 'customs-cleared', 'inland-delivered']) {
    t.equal(await dayOf(id, milestone), null, milestone);
  }
  t.ok(await dayOf(id, 'shipped'), 'both have left');
  for (const name of ['arrive', 'enter-customs', 'release'] as const) await moveOne(name, id, missed);
  for (const milestone of ['arrived-port-of-entry', 'customs-cleared']) t.ok(await dayOf(id, milestone), milestone);
});

t.test('a receipt that says nothing any more leaves the goods where they came from, whatever was typed in between', async (t) => {
  for (const [way, stands] of [
    [['arrive'], 'arrived'],
    [['arrive', 'enter-customs', 'release'], 'released'],
    [['arrive', 'enter-customs', 'release', 'move-inland'], 'in-transit'],
  ] as const) {
    const id = await leftAnd(...way);
    const lineId = must((await read(id)).lines[0], 'a line').id;
    const days = await daysOf(id);
    await receive(id, [{ lineId, lost: 5, lossReason: 'missing' }]);
    await world.endObstacles();
    const receiptId = await receiptOf(id);
    const say = (line: { accepted: number; lost: number }) =>
      correct(requester, id, { kind: 'receipt', receiptId, lines: [{ lineId, ...line }] });
    await confirm(facilitator, await say({ accepted: 5, lost: 0 }));
    t.match(await read(id), { state: 'received', consignments: [{ state: 'received', endedOn: '2026-11-23' }] });
    await say({ accepted: 0, lost: 0 });
    t.match(await read(id), { state: stands, consignments: [{ state: stands, endedOn: null, arrivedOn: '2026-11-23' }] });
    t.strictSame(await daysOf(id), days);
  }
});

t.test('where more had left than was received, the rest stands where the others did', async (t) => {
  const { matchId } = await match(6);
  const id = await plan([{ matchId, planned: 6 }]);
  const lineId = await lineOf(id, matchId);
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [{ lineId, shipped: 5 }] });
  await move('arrive', id);
  await receive(id, [{ lineId, accepted: 5 }]);
  t.ok(await dayOf(id, 'inland-delivered'));
  const consignmentId = must((await read(id)).consignments[0], 'a consignment').id;
  await confirm(requester, await correct(donor, id, { kind: 'shipment', consignmentId, lines: [{ lineId, shipped: 6 }] }));
  t.match(await read(id), { state: 'arrived', lines: [{ accepted: 5, inTransit: 1 }] });
  t.equal(await dayOf(id, 'inland-delivered'), null);
  await receive(id, [{ lineId, accepted: 1 }]);
  t.match(await read(id), { state: 'received' });
});
