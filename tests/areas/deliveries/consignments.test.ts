import fc from 'fast-check';
import t from 'tap';
import { listDocuments, listPacking, listReceipts } from '#src/areas/deliveries/goods-queries.ts';
import {
  addDeliveryDocument,
  arrangeConsignments,
  describeGoods,
  handOverDelivery,
  moveDelivery,
  receiveDelivery,
  recordPacking,
  releaseFromSeizure,
  reportDiversion,
  reportLoss,
  returnToDonor,
  seizeDelivery,
  shipDelivery,
  withdrawDeliveryDocument,
} from '#src/areas/deliveries/index.ts';
import { acceptedSerials, serialFaults, takenOffFaults } from '#src/areas/deliveries/domain/serials.ts';
import { must } from '#src/kernel/assert.ts';
import type { ConsignmentId, DeliveryId } from '#src/kernel/id.ts';
import { newId } from '#src/platform/ids.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { makeDeliveryWorld, refusalOf } from './delivery-world.ts';

const world = await makeDeliveryWorld(t);
const { as, match, plan, read, people, others, step, move, lineOf, balancesOf } = world;
const { donor, requester, validator, facilitator } = people;

const consignmentsOf = async (id: DeliveryId): Promise<ConsignmentId[]> => (await read(id)).consignments.map((one) => one.id);
const nth = async (id: DeliveryId, index: number): Promise<ConsignmentId> =>
  must((await consignmentsOf(id))[index], `consignment ${index}`);
const moveOne = (name: Parameters<typeof moveDelivery>[2], id: DeliveryId, consignmentId: ConsignmentId) =>
  step(
    name === 'release' ? validator : donor,
    id,
    (tx, ctx, one, version, input: object) => moveDelivery(tx, ctx, name, one, version, input),
    {
      consignmentId,
    },
  );

t.test('one delivery goes in two ships, each at its own pace, and is received when the last has come', async (t) => {
  const agreed = await match(10);
  const id = await plan([{ matchId: agreed.matchId, planned: 10 }]);
  const lineId = await lineOf(id, agreed.matchId);
  const first = await nth(id, 0);
  const arrange = (quantities: number[], by = donor) =>
    refusalOf(
      step(by, id, arrangeConsignments, {
        consignments: quantities.map((planned, index) => ({
          ...(index === 0 ? { id: first } : { conveyance: 'MV Second' }),
          lines: [{ lineId, planned }],
        })),
      }),
    );
  t.equal(await arrange([6, 5]), 'exceeds-match /consignments/1/lines/0/planned');
  t.equal(await arrange([]), 'invalid-field /consignments');
  t.equal(await arrange([6, 4], requester), 'role-not-allowed');
  t.equal(await arrange([6, 4], others.donor), 'not-found');
  t.equal(await arrange([6, 4]), 'no refusal');
  t.match(await read(id), {
    state: 'planned',
    consignments: [{ lines: [{ planned: 6 }] }, { conveyance: 'MV Second', lines: [{ planned: 4 }] }],
  });
  const second = await nth(id, 1);

  await move('pack', id);
  await step(donor, id, shipDelivery, { consignmentId: first, lines: [] });
  t.match(await read(id), { state: 'shipped', consignments: [{ state: 'shipped' }, { state: 'packed' }], lines: [{ shipped: 6 }] });
  t.equal((await read(id)).currentMilestone, 'ready-to-ship', 'the second ship is still to leave');
  await moveOne('arrive', id, first);
  t.equal(
    await refusalOf(plan([{ matchId: agreed.matchId, planned: 1 }])),
    'exceeds-match /lines/0/planned',
    'what waits is still claimed',
  );
  await step(requester, id, receiveDelivery, { lines: [{ lineId, accepted: 6, rejected: 0, lost: 0 }] });
  t.match(await read(id), { state: 'in-transit', consignments: [{ state: 'received' }, { state: 'packed' }] });
  t.equal(await refusalOf(arrange([4])), 'no refusal');
  t.pass('what has left is not arranged again');
  await step(donor, id, shipDelivery, { consignmentId: second, lines: [] });
  t.equal((await read(id)).currentMilestone, 'shipped');
  await moveOne('arrive', id, second);
  await step(requester, id, receiveDelivery, {
    consignmentId: second,
    lines: [{ lineId, accepted: 3, rejected: 1, lost: 0, rejectionReason: 'damaged' }],
  });
  t.match(await read(id), { state: 'partly-received', lines: [{ accepted: 9, rejected: 1, inTransit: 0 }] });
  const { items } = await as(requester, (tx, ctx) => listReceipts(tx, ctx, id, { limit: 10 }));
  t.match(items, [{ lines: [{ accepted: 3, rejected: 1, rejectionReason: 'damaged' }] }, { lines: [{ accepted: 6 }] }]);
  await t.rejects(world.superuser`update receipts set evidence = 'x'`, 'a receipt is never rewritten');
});

t.test('a line in two consignments on their way needs to be told which', async (t) => {
  const { matchId } = await match(4);
  const id = await plan([{ matchId, planned: 4 }]);
  const lineId = await lineOf(id, matchId);
  await step(donor, id, arrangeConsignments, {
    consignments: [{ lines: [{ lineId, planned: 1 }] }, { lines: [{ lineId, planned: 3 }] }],
  });
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  await move('arrive', id);
  const receive = (consignmentId?: ConsignmentId) =>
    refusalOf(
      step(requester, id, receiveDelivery, {
        ...(consignmentId ? { consignmentId } : {}),
        lines: [{ lineId, accepted: 3, rejected: 0, lost: 0 }],
      }),
    );
  t.equal(await receive(), 'invalid-field /consignmentId');
  t.equal(await receive(await nth(id, 0)), 'receipt-does-not-balance /lines/0/accepted');
  t.equal(await receive(await nth(id, 1)), 'no refusal');
});

t.test('a packing list names each crate and piece, and a recipient reads of it what is its own', async (t) => {
  const ours = await match(3);
  const theirs = await match(2, { to: world.otherUnit });
  const id = await plan([
    { matchId: ours.matchId, planned: 3 },
    { matchId: theirs.matchId, planned: 2 },
  ]);
  const [ourLine, theirLine, consignmentId] = [await lineOf(id, ours.matchId), await lineOf(id, theirs.matchId), await nth(id, 0)];
  const pack = (units: Parameters<typeof recordPacking>[4]['units']) => refusalOf(step(donor, id, recordPacking, { consignmentId, units }));
  const crate = (mark: string, contents: Parameters<typeof recordPacking>[4]['units'][number]['contents']) => ({
    mark,
    kind: 'crate' as const,
    contents,
  });
  t.equal(await pack([crate('1', [{ lineId: ourLine, quantity: 4 }])]), 'exceeds-match /units/0/contents/0/quantity');
  t.equal(
    await pack([crate('1', [{ lineId: ourLine, quantity: 1, serials: ['A', 'B'] }])]),
    'invalid-field /units/0/contents/0/serials',
    'more numbers than pieces',
  );
  t.equal(
    await pack([
      crate('1', [{ lineId: ourLine, quantity: 1, serials: ['A'] }]),
      crate('2', [{ lineId: ourLine, quantity: 1, serials: ['A'] }]),
    ]),
    'invalid-field /units/1/contents/0/serials',
    'a number once on a line',
  );
  t.equal(
    await pack([
      crate('1', [
        { lineId: ourLine, quantity: 3, serials: ['A1', 'A2', 'A3'] },
        { lineId: theirLine, quantity: 1, serials: ['SECRET-1'] },
      ]),
      crate('2', [{ lineId: theirLine, quantity: 1, serials: ['SECRET-2'] }]),
    ]),
    'no refusal',
  );
  const seenBy = async (by: typeof donor) => as(by, async (tx, ctx) => (await listPacking(tx, ctx, id, { limit: 10 })).items);
  t.equal((await seenBy(donor)).length, 2);
  const seen = await seenBy(requester);
  t.match(seen, [{ mark: '1', contents: [{ lineId: ourLine, serials: [{ serial: 'A1' }, { serial: 'A2' }, { serial: 'A3' }] }] }]);
  t.equal(seen.length, 1, 'not even the mark of a crate with nothing for it');
  t.notMatch(JSON.stringify(seen), /SECRET/);
  t.equal(await refusalOf(seenBy(others.donor)), 'not-found');

  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  await move('arrive', id);
  const receive = (line: object) =>
    refusalOf(
      step(requester, id, receiveDelivery, {
        lines: [{ lineId: ourLine, accepted: 2, rejected: 1, lost: 0, rejectionReason: 'damaged', ...line }],
      }),
    );
  t.equal(await receive({}), 'receipt-does-not-balance /lines/0/accepted', 'which of the numbered pieces?');
  t.equal(await receive({ rejectedSerials: ['SECRET-1'] }), 'receipt-does-not-balance /lines/0/rejectedSerials', 'not of this line');
  t.equal(await receive({ rejectedSerials: ['A2'] }), 'no refusal');
  t.strictSame(
    (await seenBy(requester)).flatMap(({ contents }) =>
      contents.flatMap(({ serials }) => serials.map(({ serial, outcome }) => [serial, outcome])),
    ),
    [
      ['A1', 'accepted'],
      ['A2', 'rejected'],
      ['A3', 'accepted'],
    ],
  );
});

t.test('fewer pieces than the packing list has numbers for don’t leave until it is corrected', async (t) => {
  const { matchId } = await match(3);
  const id = await plan([{ matchId, planned: 3 }]);
  const [lineId, consignmentId] = [await lineOf(id, matchId), await nth(id, 0)];
  const pack = (serials: string[]) =>
    step(donor, id, recordPacking, {
      consignmentId,
      units: [{ mark: '1', kind: 'crate', contents: [{ lineId, quantity: serials.length, serials }] }],
    });
  await pack(['C1', 'C2', 'C3']);
  await move('pack', id);
  const ship = () => refusalOf(step(donor, id, shipDelivery, { lines: [{ lineId, shipped: 2 }] }));
  t.equal(await ship(), 'invalid-field /lines/0/shipped');
  await pack(['C1', 'C3']);
  t.equal(await ship(), 'no refusal');
});

t.test('goods are described for customs and their papers entered, by those who have them', async (t) => {
  const { matchId } = await match(3);
  const id = await plan([{ matchId, planned: 3 }], { namedPlace: 'Tripoli, free zone' });
  const lineId = await lineOf(id, matchId);
  const described = {
    hs: { code: '8525.60', edition: '2022' },
    originCountry: 'IT',
    customsValue: { amount: '1234.500', currency: 'LYD' },
    netWeightKg: '10.5',
    grossWeightKg: '12',
  };
  await step(donor, id, describeGoods, { lines: [{ lineId, ...described }] });
  t.match((await read(id, requester)).lines[0], { ...described, netWeightKg: '10.500', grossWeightKg: '12.000' });
  const weigh = (weights: object) => refusalOf(step(donor, id, describeGoods, { lines: [{ lineId, ...weights }] }));
  t.equal(await weigh({ netWeightKg: '12.001' }), 'invalid-field /lines/0/netWeightKg', 'more than it weighs with its packing');
  t.equal(await weigh({ grossWeightKg: '10.499' }), 'invalid-field /lines/0/grossWeightKg');
  t.equal(await weigh({ netWeightKg: '20', grossWeightKg: '19' }), 'invalid-field /lines/0/grossWeightKg');
  t.equal(await weigh({ netWeightKg: '12' }), 'no refusal');
  t.equal(await weigh({ netWeightKg: '20', grossWeightKg: '20.000' }), 'no refusal');
  t.equal(await refusalOf(step(requester, id, describeGoods, { lines: [{ lineId }] })), 'role-not-allowed');
  const enter = (by: typeof donor, type: 'cmr' | 'customs-declaration') =>
    refusalOf(step(by, id, addDeliveryDocument, { type, number: '77' }));
  t.equal(await enter(validator, 'cmr'), 'not-your-own /type');
  t.equal(await enter(validator, 'customs-declaration'), 'no refusal');
  t.equal(await enter(donor, 'cmr'), 'no refusal');
  t.equal(await enter(donor, 'cmr'), 'already-recorded /number');
  t.equal((await read(id, donor)).namedPlace, 'Tripoli, free zone');

  const papers = async () => (await as(donor, (tx, ctx) => listDocuments(tx, ctx, id, { limit: 10 }))).items;
  const idOf = async (type: string) =>
    must(
      (await papers()).find((paper) => paper.type === type),
      type,
    ).id;
  const withdraw = async (by: typeof donor, deliveryDocumentId: Awaited<ReturnType<typeof idOf>>) =>
    refusalOf(step(by, id, withdrawDeliveryDocument, { deliveryDocumentId, reason: 'Two digits were exchanged.' }));
  const [cmr, declaration] = [await idOf('cmr'), await idOf('customs-declaration')];
  t.equal(await withdraw(requester, cmr), 'role-not-allowed');
  t.equal(await withdraw(validator, cmr), 'not-your-own /deliveryDocumentId');
  t.equal(await withdraw(validator, declaration), 'no refusal', 'a wrong one is taken back');
  t.equal(await withdraw(validator, declaration), 'reference-unknown /deliveryDocumentId', 'once');
  t.equal(await enter(validator, 'customs-declaration'), 'no refusal', 'and its number is free again');
  t.strictSame(
    (await papers()).map(({ type, withdrawalReason }) => [type, withdrawalReason]),
    [
      ['customs-declaration', null],
      ['cmr', null],
      ['customs-declaration', 'Two digits were exchanged.'],
    ],
  );
  const unattached = newId<'document'>();
  t.equal(
    await refusalOf(step(donor, id, addDeliveryDocument, { type: 'air-waybill', number: '1', documentId: unattached })),
    'reference-unknown /documentId',
  );
});

t.test('rejection, loss and return each re-open the need by that quantity, in the same moment', async (t) => {
  const lossless = { rejected: 0, lost: 0, accepted: 0 };
  for (const [fail, quantity] of [
    [
      async (id: DeliveryId, lineId: string) =>
        step(requester, id, receiveDelivery, {
          lines: [{ ...lossless, lineId: lineId as never, rejected: 5, rejectionReason: 'wrong-goods' }],
        }),
      5,
    ],
    [
      async (id: DeliveryId, lineId: string) =>
        step(requester, id, receiveDelivery, {
          lines: [{ ...lossless, lineId: lineId as never, accepted: 3, lost: 2, lossReason: 'missing' }],
        }),
      2,
    ],
    [async (id: DeliveryId) => step(donor, id, reportLoss, { reason: 'sunk', lines: [] }), 5],
    [async (id: DeliveryId) => step(donor, id, returnToDonor, { reason: 'recalled', lines: [] }), 5],
  ] as const) {
    const agreed = await match(5);
    const id = await world.arrived([{ matchId: agreed.matchId, planned: 5 }]);
    const before = (await balancesOf(agreed)).needLine.failed;
    await fail(id, await lineOf(id, agreed.matchId));
    t.equal((await balancesOf(agreed)).needLine.failed - before, quantity);
    await world.endObstacles();
  }
  const agreed = await match(5);
  const id = await world.arrived([{ matchId: agreed.matchId, planned: 5 }]);
  const lineId = await lineOf(id, agreed.matchId);
  t.equal(
    await refusalOf(step(requester, id, receiveDelivery, { lines: [{ lineId, accepted: 4, rejected: 0, lost: 1 }] })),
    'reason-required /lines/0/lossReason',
  );
});

t.test('a diversion freezes whatever is coming to that end user, of any donor, and nothing else', async (t) => {
  const diverted = await match(5);
  const foreign = await match(5, { by: others.donor });
  const elsewhere = await match(5, { to: world.otherUnit });
  const id = await world.arrived([{ matchId: diverted.matchId, planned: 5 }]);
  const coming = await plan([{ matchId: foreign.matchId, planned: 5 }], {}, others.donor);
  const unconcerned = await plan([{ matchId: elsewhere.matchId, planned: 5 }]);
  const lineId = await lineOf(id, diverted.matchId);
  const input = { reason: 'seen-elsewhere' as const, detail: { en: 'Confidential words' }, lines: [{ lineId, quantity: 2 }] };
  t.equal(await refusalOf(step(requester, id, reportDiversion, input)), 'role-not-allowed');
  t.equal(await refusalOf(step(others.donor, id, reportDiversion, input)), 'not-found');
  await step(validator, id, reportDiversion, input);
  t.match(await read(id), { lines: [{ lost: 2, inTransit: 3 }], blockedBy: [{ kind: 'diversion-or-loss', blocksMilestone: 'pledged' }] });
  t.equal((await balancesOf(diverted)).needLine.failed, 2);
  t.equal(await refusalOf(move('pack', coming, others.donor)), 'blocked-by-obstacle');
  t.equal(await refusalOf(move('move-inland', id)), 'blocked-by-obstacle');
  t.equal(await refusalOf(move('pack', unconcerned)), 'no refusal');
  const told = JSON.stringify((await read(coming, others.donor)).blockedBy);
  t.notMatch(told, /Confidential/);
  const [text] = await world.superuser<{ detail: object }[]>`select detail from obstacles where cause_key like ${`goods-diverted:${id}%`}`;
  t.notMatch(JSON.stringify(text), /Confidential/, 'several donors read it');
  const again = await plan([{ matchId: foreign.matchId, planned: 1 }], {}, others.donor).then(
    () => 'planned',
    () => 'refused',
  );
  t.equal(again, 'refused', 'all of it was planned already');
  await world.endObstacles();
  t.equal(await refusalOf(move('pack', coming, others.donor)), 'no refusal', 'closed: it goes on');
  t.same((await world.eventsOf(id)).at(-1), 'delivery.diversion-reported');
});

t.test('a diversion that is only suspected freezes the end users of the consignment that it names', async (t) => {
  const mine = await match(2);
  const theirs = await match(2, { to: world.otherUnit });
  const id = await plan([
    { matchId: mine.matchId, planned: 2 },
    { matchId: theirs.matchId, planned: 2 },
  ]);
  const consignments = [
    { lines: [{ lineId: await lineOf(id, mine.matchId), planned: 2 }] },
    { lines: [{ lineId: await lineOf(id, theirs.matchId), planned: 2 }] },
  ];
  await step(donor, id, arrangeConsignments, { consignments });
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  const comingToMine = await plan([{ matchId: (await match(1)).matchId, planned: 1 }]);
  const comingToOthers = await plan([{ matchId: (await match(1, { to: world.otherUnit })).matchId, planned: 1 }]);

  const suspect = (consignmentId: ConsignmentId) =>
    refusalOf(step(facilitator, id, reportDiversion, { consignmentId, reason: 'rumoured', detail: { en: 'Heard of' }, lines: [] }));
  t.equal(await suspect(newId<'consignment'>()), 'reference-unknown /consignmentId');
  t.equal(await suspect(await nth(id, 0)), 'no refusal');
  t.equal(await refusalOf(move('pack', comingToMine)), 'blocked-by-obstacle');
  t.equal(await refusalOf(move('pack', comingToOthers)), 'no refusal');
});

t.test(
  'what a receipt doesn’t find is lost: it freezes what else is coming to that unit, and the handover, until it is cleared up',
  async (t) => {
    const one = await match(5);
    const other = await match(5, { by: others.donor });
    const id = await world.arrived([{ matchId: one.matchId, planned: 5 }]);
    const coming = await plan([{ matchId: other.matchId, planned: 5 }], {}, others.donor);
    await world.receive(id, [{ lineId: await lineOf(id, one.matchId), accepted: 4, lost: 1, lossReason: 'missing' }]);
    t.equal((await balancesOf(one)).needLine.failed, 1);
    t.equal(await refusalOf(move('pack', coming, others.donor)), 'blocked-by-obstacle');
    const signed = { handedOverOn: '2026-11-23', handedOverBy: 'A', takenOverBy: 'B', document: 'certificate 1' };
    t.equal(await refusalOf(step(requester, id, handOverDelivery, signed)), 'blocked-by-obstacle');
    await world.endObstacles();
    t.equal(await refusalOf(move('pack', coming, others.donor)), 'no refusal');
    t.equal(await refusalOf(step(requester, id, handOverDelivery, signed)), 'no refusal');
  },
);

t.test('what is seized waits on its authority and comes back to customs', async (t) => {
  const { matchId } = await match(5);
  const id = await world.arrived([{ matchId, planned: 5 }]);
  await step(facilitator, id, seizeDelivery, { reason: 'papers-missing' });
  t.match(await read(id), { state: 'seized', consignments: [{ state: 'seized' }], blockedBy: [{ kind: 'customs-hold' }] });
  t.equal(await refusalOf(step(donor, id, releaseFromSeizure, { reason: 'other' })), 'role-not-allowed');
  await step(validator, id, releaseFromSeizure, { reason: 'papers-in-order' });
  t.equal((await read(id)).state, 'at-customs');
  await world.endObstacles();
  await step(donor, id, seizeDelivery, { reason: 'other' });
  await step(donor, id, returnToDonor, { reason: 'other', lines: [] });
  t.match(await read(id), { state: 'returned', lines: [{ returned: 5 }] });
});

t.test('numbers and quantities agree, whatever is received, lost or returned, by rule', async () => {
  const serials = fc.uniqueArray(fc.integer({ min: 1, max: 9 }).map(String), { maxLength: 6 });
  const amount = fc.nat({ max: 6 });
  fc.assert(
    fc.property(
      serials,
      serials,
      serials,
      serials,
      fc.tuple(amount, amount, amount, amount),
      (underWay, taken, rejected, lost, [a, r, l, left]) => {
        const dealt = {
          accepted: { quantity: a, serials: taken },
          rejected: { quantity: r, serials: rejected },
          lost: { quantity: l, serials: lost },
          left,
        };
        if (serialFaults(underWay, dealt).length > 0) return;
        const accepted = acceptedSerials(underWay, dealt);
        const still = underWay.filter((serial) => ![...accepted, ...rejected, ...lost].includes(serial));
        if (accepted.length + rejected.length + lost.length + still.length !== underWay.length) {
          throw new Error('a piece has vanished or come twice');
        }
        if (accepted.length > a || rejected.length > r || lost.length > l || still.length > left) {
          throw new Error('more pieces than were counted');
        }
        if (takenOffFaults(underWay, a, { quantity: l, serials: lost }, 'lost').length === 0 && underWay.length - lost.length > a) {
          throw new Error('too many left');
        }
      },
    ),
    { numRuns: asOften(5000) },
  );
});

t.test('conservation per line, consignment and serial holds through random receipts, losses and returns', async (t) => {
  const action = fc.record({
    take: fc.constantFrom('receive' as const, 'lose' as const, 'return' as const),
    which: fc.nat({ max: 1 }),
    failed: fc.nat({ max: 3 }),
    named: fc.nat({ max: 3 }),
  });
  await holdAndMeet(t, { numRuns: 25, floors: { taken: 10 / 25 } }, (met) =>
    fc.asyncProperty(
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      fc.array(action, { maxLength: 4 }),
      async (sizes, actions) => {
        const agreed = await match(sizes[0] + sizes[1]);
        const id = await plan([{ matchId: agreed.matchId, planned: sizes[0] + sizes[1] }]);
        const lineId = await lineOf(id, agreed.matchId);
        await step(donor, id, arrangeConsignments, { consignments: sizes.map((planned) => ({ lines: [{ lineId, planned }] })) });
        const parts = await consignmentsOf(id);
        for (const [index, consignmentId] of parts.entries()) {
          const size = must(sizes[index], 'a size');
          const serials = Array.from({ length: size }, (_, number) => `S${index}-${number}-${id}`);
          await step(donor, id, recordPacking, {
            consignmentId,
            units: [{ mark: '1', kind: 'crate', contents: [{ lineId, quantity: size, serials: serials.slice(0, size - (index % 2)) }] }],
          });
        }
        await move('pack', id);
        await step(donor, id, shipDelivery, { lines: [] });
        await move('arrive', id);
        for (const { take, which, failed, named } of actions) {
          const consignmentId = must(parts[which % parts.length], 'a part');
          const size = must(sizes[which], 'a size');
          const serials = Array.from({ length: Math.min(named, failed) }, (_, number) => `S${which}-${number}-${id}`);
          const outcome =
            take === 'receive'
              ? await refusalOf(
                  step(requester, id, receiveDelivery, {
                    consignmentId,
                    lines: [
                      {
                        lineId,
                        accepted: Math.max(0, size - failed),
                        rejected: Math.min(failed, size),
                        lost: 0,
                        rejectionReason: 'other',
                        rejectedSerials: serials,
                      },
                    ],
                  }),
                )
              : await refusalOf(
                  step(donor, id, (take === 'lose' ? reportLoss : returnToDonor) as typeof reportLoss, {
                    consignmentId,
                    reason: 'other',
                    lines: failed === 0 ? [] : [{ lineId, quantity: failed, serials }],
                  }),
                );
          if (outcome === 'no refusal') met.taken += 1;
          await world.endObstacles();
          const faults = await world.superuser`
          select 'line' from delivery_lines as lines where id = ${lineId} and (shipped, accepted, rejected, lost, returned) <> (
            select sum(shipped)::int, sum(accepted)::int, sum(rejected)::int, sum(lost)::int, sum(returned)::int from consignment_lines where delivery_line_id = lines.id)
          union all
          select 'serials' from consignment_lines as consigned join consignments on consignments.id = consignment_id where consigned.delivery_line_id = ${lineId} and exists (
            select from (select count(*) filter (where outcome = 'under-way') as under_way, count(*) filter (where outcome = 'accepted') as accepted,
              count(*) filter (where outcome = 'rejected') as rejected, count(*) filter (where outcome = 'lost') as lost, count(*) filter (where outcome = 'returned') as returned
              from serial_numbers where serial_numbers.delivery_line_id = consigned.delivery_line_id and serial_numbers.consignment_id = consigned.consignment_id) as pieces
            where pieces.accepted > consigned.accepted or pieces.rejected > consigned.rejected or pieces.lost > consigned.lost or pieces.returned > consigned.returned
              or pieces.under_way > consigned.shipped - consigned.accepted - consigned.rejected - consigned.lost - consigned.returned)
          union all
          select 'need line' from need_lines where id = ${agreed.needLineId} and failed <> (select sum(rejected + lost + returned) from delivery_lines where id = ${lineId})
          union all
          select 'way' from deliveries where id = ${id} and (state in ('received', 'partly-received', 'lost', 'returned')) <> (
            select bool_and(shipped = accepted + rejected + lost + returned) from delivery_lines where delivery_id = deliveries.id)`;
          if (faults.length > 0) throw new Error(`${JSON.stringify(faults)} after ${take} of ${failed}: ${outcome}`);
        }
      },
    ),
  );
});
