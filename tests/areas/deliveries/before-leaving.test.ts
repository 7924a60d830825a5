import t from 'tap';
import {
  arrangeConsignments,
  cancelDelivery,
  receiveDelivery,
  recordPacking,
  reinstateDelivery,
  reviseDelivery,
  shipDelivery,
} from '#src/areas/deliveries/index.ts';
import type { ReviseDelivery } from '#src/areas/deliveries/contract.ts';
import { cancelMatch } from '#src/areas/matches/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { ConsignmentId, DeliveryId } from '#src/kernel/id.ts';
import { makeDeliveryWorld, refusalOf } from './delivery-world.ts';

const world = await makeDeliveryWorld(t);
const { match, plan, read, people, others, step, move, clear, lineOf } = world;
const { donor, requester, facilitator } = people;

const consignment = async (id: DeliveryId, index: number): Promise<ConsignmentId> =>
  must((await read(id)).consignments[index], `consignment ${index}`).id;
const revise = (id: DeliveryId, input: ReviseDelivery, by = donor) => refusalOf(step(by, id, reviseDelivery, input));
const cancel = (id: DeliveryId, input: { consignmentId?: ConsignmentId } = {}, by = donor) =>
  refusalOf(step(by, id, cancelDelivery, { reason: 'no-longer-needed', ...input }));
const reinstate = (id: DeliveryId, input: { consignmentId?: ConsignmentId } = {}) => refusalOf(step(donor, id, reinstateDelivery, input));

t.test('what was left out of all consignments comes back by being arranged again', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 10 }]);
  const lineId = await lineOf(id, matchId);
  const arrange = (...loads: number[]) =>
    refusalOf(step(donor, id, arrangeConsignments, { consignments: loads.map((planned) => ({ lines: [{ lineId, planned }] })) }));
  t.equal(await arrange(4), 'no refusal');
  t.equal(await arrange(4, 6), 'no refusal', 'and back');
  t.equal(await arrange(4, 7), 'exceeds-match /consignments/1/lines/0/planned', 'no more than was planned');
  t.equal(await arrange(4), 'no refusal');
  const other = await plan([{ matchId, planned: 5 }]);
  t.equal(await arrange(4, 2), 'exceeds-match /consignments/1/lines/0/planned', 'another delivery carries five of it now');
  t.equal(await cancel(other), 'no refusal');
  t.equal(await arrange(4, 6), 'no refusal', 'what was cancelled is free again');

  await move('pack', id);
  await step(donor, id, shipDelivery, { consignmentId: await consignment(id, 0), lines: [] });
  t.equal(await arrange(), 'no refusal', 'the rest is left out');
  t.match(await read(id), { state: 'shipped', lines: [{ planned: 10, shipped: 4 }] });
  t.equal(await arrange(6), 'no refusal', 'and comes back although nothing waited');
  t.match(await read(id), { consignments: [{ state: 'shipped' }, { state: 'planned', lines: [{ planned: 6 }] }] });
  t.ok(await clear(id), 'and is cleared, though the delivery is on its way');
  await move('pack', id);
  t.match(await read(id), { consignments: [{ state: 'shipped' }, { state: 'packed' }] });
});

t.test('a donor cancels what has not left, with a reason, and takes that back while the match holds', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 6 }]);
  await move('pack', id);
  t.equal(await cancel(id, {}, requester), 'role-not-allowed');
  t.equal(await cancel(id, {}, others.donor), 'not-found');
  t.equal(await cancel(id), 'no refusal');
  t.match(await read(id), { state: 'cancelled', eta: null, lateDays: 0, consignments: [{ state: 'cancelled' }] });
  t.strictSame((await read(id, donor)).allowedActions, ['reinstate']);
  t.match((await world.eventsOf(id)).at(-1), 'delivery.cancelled');
  t.equal((await read(id, requester)).state, 'cancelled', 'the recipient sees it too');
  t.equal(await refusalOf(move('pack', id)), 'transition-not-allowed');
  t.notOk(await clear(id));
  const other = await plan([{ matchId, planned: 7 }]);
  t.equal(await reinstate(id), 'exceeds-match /consignmentId', 'seven of ten are claimed meanwhile');
  t.equal(await cancel(other), 'no refusal');
  t.equal(await reinstate(id), 'no refusal');
  t.match(await read(id), { state: 'planned', consignments: [{ state: 'planned' }], lines: [{ planned: 6 }] });
  t.ok((await read(id)).eta, 'it is expected again');
  t.equal((await read(id)).currentMilestone, null, 'and not ready to ship until it is packed again');
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  t.equal(await cancel(id), 'transition-not-allowed', 'what has left goes on');
});

t.test(
  'what was cancelled comes back whole or not at all: not once one of its matches has ended, whose lines its donor reads no more',
  async (t) => {
    const [one, two] = [await match(10), await match(5, { to: world.otherUnit })];
    const id = await plan([
      { matchId: one.matchId, planned: 6 },
      { matchId: two.matchId, planned: 5 },
    ]);
    t.equal(await cancel(id), 'no refusal');
    await world.as(people.validator, (tx, ctx) => cancelMatch(tx, ctx, one.matchId, 1, 'budget-changed'));
    t.equal(await reinstate(id), 'transition-not-allowed /consignmentId');
    t.equal((await read(id)).state, 'cancelled');
  },
);

t.test('of a delivery that has left in part the rest is cancelled, and it has come once the first part has', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 10 }]);
  const lineId = await lineOf(id, matchId);
  await step(donor, id, arrangeConsignments, { consignments: [{ lines: [{ lineId, planned: 6 }] }, { lines: [{ lineId, planned: 4 }] }] });
  await move('pack', id);
  const [first, second] = [await consignment(id, 0), await consignment(id, 1)];
  await step(donor, id, shipDelivery, { consignmentId: first, lines: [] });
  t.equal(await cancel(id, { consignmentId: first }), 'transition-not-allowed');
  t.equal(await cancel(id, { consignmentId: second }), 'no refusal');
  t.match((await world.eventsOf(id)).at(-1), 'delivery.consignments-cancelled');
  t.match(await read(id), { state: 'shipped', currentMilestone: 'shipped', consignments: [{ state: 'shipped' }, { state: 'cancelled' }] });
  await plan([{ matchId, planned: 4 }]);
  t.equal(await reinstate(id), 'exceeds-match /consignmentId');
  await move('arrive', id);
  await step(requester, id, receiveDelivery, { lines: [{ lineId, accepted: 6, rejected: 0, lost: 0 }] });
  t.match(await read(id), { state: 'partly-received' });
});

t.test('the last that was to come is cancelled after the others have come', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 10 }]);
  const lineId = await lineOf(id, matchId);
  await step(donor, id, arrangeConsignments, { consignments: [{ lines: [{ lineId, planned: 6 }] }, { lines: [{ lineId, planned: 4 }] }] });
  await move('pack', id);
  await step(donor, id, shipDelivery, { consignmentId: await consignment(id, 0), lines: [] });
  await move('arrive', id);
  await step(requester, id, receiveDelivery, { lines: [{ lineId, accepted: 6, rejected: 0, lost: 0 }] });
  t.equal(await cancel(id), 'no refusal');
  t.match(await read(id), { state: 'partly-received', currentMilestone: 'inland-delivered' });
});

t.test(
  'a donor changes what it has planned; consignments and plan follow, and the gate is asked again where it would judge otherwise',
  async (t) => {
    const [one, two] = [await match(10), await match(5, { to: world.otherUnit })];
    const id = await plan([{ matchId: one.matchId, planned: 6 }]);
    await move('pack', id);
    t.equal((await read(id)).currentMilestone, 'ready-to-ship');
    t.equal(await revise(id, { note: { en: 'Mind the heat.' } }), 'no refusal');
    t.match(await read(id), { state: 'packed', note: { en: 'Mind the heat.' } }, 'a note is nothing to the gate');
    t.equal(await revise(id, { note: { en: 'Mind the heat.' } }), 'no refusal');
    t.equal((await world.eventsOf(id)).filter((action) => action === 'delivery.revised').length, 1, 'no difference is no change');

    t.equal(await revise(id, { transportMode: 'air', incoterm: 'DAP', namedPlace: 'Tripoli, free zone', portOfEntry: null }), 'no refusal');
    t.match(await read(id), {
      transportMode: 'air',
      incoterm: 'DAP',
      namedPlace: 'Tripoli, free zone',
      consignments: [{ transportMode: 'air' }],
    });
    t.match(
      await read(id),
      { state: 'cleared', currentMilestone: null },
      'by air is another question: it was asked, and is to be packed again',
    );
    t.equal(await revise(id, { transportMode: 'none' }), 'invalid-field /transportMode');
    t.equal(await revise(id, { incotermPlace: 'nowhere', namedPlace: null }), 'reference-unknown /incotermPlace');

    t.equal(
      await revise(id, {
        lines: [
          { matchId: one.matchId, planned: 8 },
          { matchId: two.matchId, planned: 5 },
        ],
      }),
      'no refusal',
    );
    t.match(await read(id), { lines: [{ planned: 8 }, { planned: 5 }], consignments: [{ lines: [{ planned: 8 }, { planned: 5 }] }] });
    t.equal(await revise(id, { lines: [{ matchId: one.matchId, planned: 11 }] }), 'exceeds-match /lines/0/planned');
    t.equal(await revise(id, { lines: [{ matchId: two.matchId, planned: 3 }] }), 'no refusal');
    t.match(await read(id), { lines: [{ planned: 0 }, { planned: 3 }], consignments: [{ lines: [{ planned: 3 }] }] });
    t.equal((await read(id, others.requester)).lines.length, 1);
    t.equal((await read(id, requester)).lines.length, 1, 'whose line was taken out still reads that it was');
    t.equal(await revise(id, { lines: [{ matchId: one.matchId, planned: 2 }] }), 'no refusal', 'it comes back');
    t.match(await read(id), { lines: [{ planned: 2 }, { planned: 0 }], consignments: [{ lines: [{ planned: 2 }] }] });

    t.equal(await revise(id, { milestones: [{ milestone: 'shipped', plannedOn: '2027-03-01' }], omitted: [] }), 'no refusal');
    t.match(
      (await read(id)).milestones.find(({ milestone }) => milestone === 'shipped'),
      { plannedOn: '2027-03-01', isProposed: false },
    );
    for (const by of [requester, facilitator]) t.equal(await revise(id, { note: null }, by), 'role-not-allowed');
    t.equal(await revise(id, { note: null }, others.donor), 'not-found');
    await move('pack', id);
    await step(donor, id, shipDelivery, { lines: [] });
    t.equal(await revise(id, { note: null }), 'transition-not-allowed');
  },
);

t.test('numbered pieces that would stay behind are named; what bears no number is packed again', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 6 }]);
  const lineId = await lineOf(id, matchId);
  const consignmentId = await consignment(id, 0);
  const pack = (serials: string[]) =>
    step(donor, id, recordPacking, {
      consignmentId,
      units: [{ mark: '1', kind: 'crate' as const, contents: [{ lineId, quantity: 6, serials }] }],
    });
  await pack(['A1', 'A2']);
  const attempt = step(donor, id, reviseDelivery, { lines: [{ matchId, planned: 4 }] });
  await t.rejects(attempt, {
    code: 'invalid-field',
    details: { fields: [{ pointer: '/lines/0/planned', code: 'numbered-pieces-in-the-way', limit: 'A1, A2' }] },
  });
  await pack([]);
  t.equal(await revise(id, { lines: [{ matchId, planned: 4 }] }), 'no refusal');
  const [left] = await world.superuser`select count(*)::int as crates from packing_units where delivery_id = ${id}`;
  t.equal(left?.['crates'], 0);
});
