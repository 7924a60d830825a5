import fc from 'fast-check';
import t from 'tap';
import { listCorrections } from '#src/areas/corrections/queries.ts';
import type { PutRight } from '#src/areas/deliveries/contract-corrections.ts';
import { listReceipts } from '#src/areas/deliveries/goods-queries.ts';
import {
  handOverDelivery,
  receiveDelivery,
  reportFound,
  reportLoss,
  returnAccepted,
  settleSurplus,
  shipDelivery,
  takeBackStep,
  verifyDelivery,
} from '#src/areas/deliveries/index.ts';
import { readObstacleStatistics } from '#src/areas/outlook/statistics-queries.ts';
import { confirmCorrection, correctDelivery, refuseCorrection, withdrawCorrection } from '#src/flows/put-right.ts';
import { must } from '#src/kernel/assert.ts';
import type { CorrectionId, DeliveryId, ReceiptId } from '#src/kernel/id.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { makeDeliveryWorld, refusalOf } from '#tests/areas/deliveries/delivery-world.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { makePerson } from '#tests/support/people.ts';

const world = await makeDeliveryWorld(t);
const { match, read, step, move, arrived, lineOf, balancesOf, others, superuser } = world;
const { donor, requester, validator, facilitator, auditor } = world.people;
const colleague = await makePerson(world.database, { role: 'donor', organisation: 'it-ministry-of-interior' });

const as = <T>(person: Person, work: (tx: Tx, ctx: ActorContext<Person>) => Promise<T>): Promise<T> =>
  world.as(person, (tx, ctx) => work(tx, { ...ctx, actor: person }));
const correct = async (person: Person, id: DeliveryId, putRight: PutRight): Promise<CorrectionId> => {
  const version = await world.versionOf(id);
  return as(person, (tx, ctx) => correctDelivery(tx, ctx, id, version, { putRight, reason: 'typed-wrong' }));
};
const confirm = (person: Person, id: CorrectionId) => as(person, (tx, ctx) => confirmCorrection(tx, ctx, id, 1));
const receiptOf = async (id: DeliveryId): Promise<ReceiptId> => {
  const { items } = await as(requester, (tx, ctx) => listReceipts(tx, ctx, id, { limit: 10 }));
  return must(items[0], 'a receipt').id;
};
const receive = (id: DeliveryId, lines: Parameters<typeof receiveDelivery>[4]['lines']) => step(requester, id, receiveDelivery, { lines });
const lossesOf = (id: DeliveryId) =>
  superuser<{ state: string }[]>`select state from obstacles where starts_with(cause_key, ${`goods-lost:${id}:`})`.then((rows) =>
    rows.map(({ state }) => state),
  );
const proposedOf = (id: DeliveryId) =>
  superuser<{ quantity: number; state: string }[]>`
    select proposed_holdings.quantity::int as quantity, proposed_holdings.state from proposed_holdings
    join delivery_lines on delivery_lines.id = delivery_line_id where delivery_lines.delivery_id = ${id} order by proposed_holdings.creation_order`.then(
    (rows) => rows.map((row) => ({ ...row })),
  );

t.test(
  'a loss typed by mistake freezes what is on its way; the correction takes the other side, and ends what it had opened',
  async (t) => {
    const agreed = await match(10);
    const id = await arrived([{ matchId: agreed.matchId, planned: 10 }]);
    const lineId = await lineOf(id, agreed.matchId);
    await receive(id, [{ lineId, accepted: 9, rejected: 0, lost: 1, lossReason: 'missing' }]);
    t.strictSame(await lossesOf(id), ['reported']);
    const theirs = await match(3, { by: others.donor });
    const frozen = await world.plan([{ matchId: theirs.matchId, planned: 3 }], {}, others.donor);

    const putRight = { kind: 'receipt' as const, receiptId: await receiptOf(id), lines: [{ lineId, accepted: 10, lost: 0 }] };
    t.equal(await refusalOf(correct(donor, id, putRight)), 'role-not-allowed');
    const correction = await correct(requester, id, putRight);
    t.match(await balancesOf(agreed), { match: { accepted: 9, failed: 1 } }, 'nothing changes before the other side has agreed');
    t.equal(await refusalOf(confirm(requester, correction)), 'other-hand-required');
    t.equal(await refusalOf(confirm(validator, correction)), 'other-hand-required', 'who stands on the same side is the same side');
    t.equal(await refusalOf(confirm(others.donor, correction)), 'not-found');
    await confirm(donor, correction);
    t.match(await read(id), { state: 'received', lines: [{ accepted: 10, lost: 0 }] });
    t.match(await balancesOf(agreed), { match: { accepted: 10, failed: 0 }, needLine: { accepted: 10, failed: 0 } });
    t.strictSame(await lossesOf(id), ['not-an-obstacle']);
    t.strictSame(await proposedOf(id), [
      { quantity: 9, state: 'proposed' },
      { quantity: 1, state: 'proposed' },
    ]);
    t.ok(frozen);
    const { items } = await as(auditor, (tx, ctx) => listCorrections(tx, ctx, { limit: 10, deliveryId: id }));
    t.match(items, [
      {
        state: 'in-force',
        before: { lines: [{ accepted: 9, lost: 1 }] },
        after: { lines: [{ accepted: 10, lost: 0 }] },
        reason: 'typed-wrong',
      },
    ]);
    t.match((await as(requester, (tx, ctx) => listReceipts(tx, ctx, id, { limit: 10 }))).items, [
      { corrections: 1, lines: [{ accepted: 10, lost: 0 }] },
    ]);
  },
);

t.test('what people had ended by hand of a mistaken loss counts in no statistics once that is put right', async (t) => {
  const counted = () => as(facilitator, (tx, ctx) => readObstacleStatistics(tx, ctx, {}));
  const before = await counted();
  const agreed = await match(10);
  const id = await arrived([{ matchId: agreed.matchId, planned: 10 }]);
  const lineId = await lineOf(id, agreed.matchId);
  await receive(id, [{ lineId, accepted: 9, rejected: 0, lost: 1, lossReason: 'missing' }]);
  await superuser`update obstacles set state = 'closed', evidence = 'Looked for, and let go', closed_at = reported_at
    where starts_with(cause_key, ${`goods-lost:${id}:`})`;
  t.notSame(await counted(), before);
  const putRight = { kind: 'receipt' as const, receiptId: await receiptOf(id), lines: [{ lineId, accepted: 10, lost: 0 }] };
  await confirm(donor, await correct(requester, id, putRight));
  t.strictSame(await lossesOf(id), ['closed'], 'as they ended it');
  t.strictSame(await counted(), before);
});

t.test('before both have signed, a receipt is put right by whom it was typed, at once; afterwards it takes the other side', async (t) => {
  const agreed = await match(8);
  const id = await arrived([{ matchId: agreed.matchId, planned: 8 }]);
  const lineId = await lineOf(id, agreed.matchId);
  await receive(id, [{ lineId, accepted: 8, rejected: 0, lost: 0 }]);
  const receiptId = await receiptOf(id);
  t.equal(
    await refusalOf(correct(requester, id, { kind: 'receipt', receiptId, lines: [{ lineId, accepted: 8 }] })),
    'invalid-field /putRight',
  );
  t.equal(
    await refusalOf(correct(requester, id, { kind: 'receipt', receiptId, lines: [{ lineId, accepted: 9 }] })),
    'receipt-does-not-balance /putRight/lines/0/accepted',
  );
  await correct(requester, id, { kind: 'receipt', receiptId, lines: [{ lineId, accepted: 5 }] });
  t.match(await read(id), { state: 'arrived', lines: [{ accepted: 5, inTransit: 3 }] }, 'three are still to come');
  t.strictSame(await proposedOf(id), [{ quantity: 5, state: 'proposed' }]);
  await receive(id, [{ lineId, accepted: 3, rejected: 0, lost: 0 }]);
  t.match(await read(id), { state: 'received', lines: [{ accepted: 8 }] });
  await step(requester, id, handOverDelivery, {
    handedOverOn: '2026-11-23',
    handedOverBy: 'A',
    takenOverBy: 'B',
    document: 'certificate 1',
  });
  const late = await correct(requester, id, {
    kind: 'receipt',
    receiptId,
    lines: [{ lineId, accepted: 4, rejected: 1, rejectionReason: 'damaged' }],
  });
  t.match(await balancesOf(agreed), { match: { accepted: 8 } });
  await as(donor, (tx, ctx) => refuseCorrection(tx, ctx, late, 1, 'not so'));
  t.equal(await refusalOf(confirm(donor, late)), 'stale-version');
  const again = await correct(requester, id, {
    kind: 'receipt',
    receiptId,
    lines: [{ lineId, accepted: 4, rejected: 1, rejectionReason: 'damaged' }],
  });
  await confirm(facilitator, again);
  t.match(await read(id), { state: 'handed-over', lines: [{ accepted: 7, rejected: 1 }] });
  t.match(await balancesOf(agreed), { match: { accepted: 7, failed: 1 } });
  const taken = await correct(requester, id, { kind: 'receipt', receiptId, receivedOn: '2026-11-22' });
  await as(requester, (tx, ctx) => withdrawCorrection(tx, ctx, taken, 1, 'it was right'));
  await t.rejects(superuser`update corrections set reason = 'x' where id = ${taken}`, 'what is said stays said');
  await t.rejects(superuser`delete from corrections where id = ${taken}`);
});

t.test('two lines of a receipt are put right together, in whatever order they are told', async (t) => {
  const [one, other] = [await match(8), await match(8)];
  const id = await world.handedOver([one, other].map(({ matchId }) => ({ matchId, planned: 8 })));
  const receiptId = await receiptOf(id);
  const lines = [await lineOf(id, one.matchId), await lineOf(id, other.matchId)];
  for (const [index, order] of [lines, lines.toReversed()].entries()) {
    const rejected = index + 1;
    const told = order.map((lineId) => ({ lineId, accepted: 8 - rejected, rejected, rejectionReason: 'damaged' as const }));
    await confirm(donor, await correct(requester, id, { kind: 'receipt', receiptId, lines: told }));
    t.match((await read(id)).lines, [{ rejected }, { rejected }]);
  }
});

t.test('whatever was typed wrong of a receipt, the balances end as if it had been right from the beginning', async (t) => {
  const part = fc.nat({ max: 6 });
  const receipt = fc.record({ accepted: part, rejected: part, lost: part, surplus: fc.nat({ max: 2 }) });
  await holdAndMeet(t, { numRuns: asOften(25), floors: { corrected: 1 / 10 } }, (met) =>
    fc.asyncProperty(receipt, receipt, async (wrong, right) => {
      const shipped = 6;
      const whole = ({ accepted, rejected, lost, surplus }: typeof wrong) => {
        const said = accepted + rejected + lost;
        return said > 0 && said <= shipped && (surplus === 0 || said === shipped);
      };
      fc.pre(whole(wrong) && whole(right));
      const reasons = { rejectionReason: 'damaged', lossReason: 'missing' } as const;
      const outcome = async (first: typeof wrong, then: typeof wrong | null) => {
        const agreed = await match(shipped);
        const id = await arrived([{ matchId: agreed.matchId, planned: shipped }]);
        const lineId = await lineOf(id, agreed.matchId);
        await receive(id, [{ lineId, ...first, ...reasons }]);
        if (then !== null && JSON.stringify(then) !== JSON.stringify(first)) {
          const made = await correct(requester, id, {
            kind: 'receipt',
            receiptId: await receiptOf(id),
            lines: [{ lineId, ...then, ...reasons }],
          });
          if (then.lost < first.lost) await confirm(donor, made);
          met.corrected += 1;
        }
        const { state, lines, consignments } = await read(id);
        const held = (await proposedOf(id)).filter((one) => one.state === 'proposed').reduce((sum, { quantity }) => sum + quantity, 0);
        const open = (await lossesOf(id)).filter((one) => one === 'reported').length > 0;
        await world.endObstacles();
        return {
          state,
          lines: lines.map(({ accepted, rejected, lost, inTransit }) => ({ accepted, rejected, lost, inTransit })),
          surplus: consignments.map((one) => one.lines.map((line) => line.surplus)),
          books: await balancesOf(agreed),
          held,
          open,
        };
      };
      t.strictSame(await outcome(wrong, right), await outcome(right, null));
    }),
  );
});

t.test('names, days and findings are put right, each by whose word it was and with whom it takes', async (t) => {
  const agreed = await match(4);
  const id = await world.handedOver([{ matchId: agreed.matchId, planned: 4 }]);
  t.equal(await refusalOf(correct(donor, id, { kind: 'handover', takenOverBy: 'C' })), 'role-not-allowed');
  const tooEarly = { kind: 'handover' as const, handedOverOn: '2026-11-20' };
  t.equal(await refusalOf(correct(requester, id, tooEarly)), 'date-order /putRight/handedOverOn', 'before it was received');
  const names = await correct(requester, id, { kind: 'handover', takenOverBy: 'C' });
  t.match((await read(id)).handover, { takenOverBy: 'For the unit' });
  await confirm(colleague, names);
  t.match(await read(id), { handover: { takenOverBy: 'C', handedOverOn: '2026-11-23' }, state: 'handed-over' });

  const arrival = { kind: 'milestone' as const, milestone: 'arrived-port-of-entry', evidence: 'notice of arrival 4' };
  t.equal(
    await refusalOf(correct(donor, id, { ...arrival, actualOn: '2026-11-21' })),
    'date-order /putRight/actualOn',
    'before it was shipped',
  );
  const day = await correct(donor, id, { ...arrival, actualOn: '2026-11-23' });
  t.equal(await refusalOf(confirm(colleague, day)), 'other-hand-required', 'one organisation is one voice');
  await confirm(validator, day);
  t.match(
    (await read(id)).milestones.find(({ milestone }) => milestone === arrival.milestone),
    { evidence: arrival.evidence },
  );

  await step(donor, id, verifyDelivery, { inUse: true });
  const verificationId = must(
    (await read(id)).verifications.find(({ verifiedOn }) => verifiedOn !== null),
    'a check',
  ).id;
  t.equal(await refusalOf(correct(facilitator, id, { kind: 'verification', verificationId, inUse: false })), 'not-your-own');
  t.equal(await refusalOf(correct(donor, id, { kind: 'verification', verificationId, inUse: false })), 'reason-required /putRight/finding');
  t.match(await balancesOf(agreed), { match: { verified: 4, state: 'completed' } });
  await correct(donor, id, { kind: 'verification', verificationId, inUse: false, finding: { en: 'In store' } });
  t.match(await balancesOf(agreed), { match: { verified: 0, state: 'in-delivery' } });
  t.equal((await read(id)).state, 'handed-over');
});

t.test('what has left is put right, and a step that was not taken is taken back', async (t) => {
  const agreed = await match(10);
  const id = await world.plan([{ matchId: agreed.matchId, planned: 10 }]);
  await move('pack', id);
  const lineId = await lineOf(id, agreed.matchId);
  await step(donor, id, shipDelivery, { lines: [{ lineId, shipped: 8 }] });
  const consignmentId = must((await read(id)).consignments[0], 'a consignment').id;
  await correct(donor, id, { kind: 'shipment', consignmentId, lines: [{ lineId, shipped: 10 }] });
  t.match(await balancesOf(agreed), { match: { shipped: 10 }, needLine: { shipped: 10 } });
  await move('arrive', id);
  t.equal(await refusalOf(step(validator, id, takeBackStep, { reason: 'other' })), 'transition-not-allowed', 'by whoever may take it');
  await step(donor, id, takeBackStep, { reason: 'done-by-mistake' });
  t.match(await read(id), { state: 'shipped', currentMilestone: 'shipped', consignments: [{ arrivedOn: null, stoodAt: null }] });
  t.equal(await refusalOf(step(donor, id, takeBackStep, { reason: 'other' })), 'transition-not-allowed', 'one step back');
  await move('arrive', id);
  await receive(id, [{ lineId, accepted: 4, rejected: 0, lost: 0 }]);
  t.equal(await refusalOf(step(donor, id, takeBackStep, { reason: 'other' })), 'transition-not-allowed', 'something rests on it');
  const back = await correct(donor, id, { kind: 'shipment', consignmentId, lines: [{ lineId, shipped: 9 }] });
  t.match(await balancesOf(agreed), { match: { shipped: 10 } }, 'once received, the other side agrees');
  await confirm(requester, back);
  t.match(await read(id), { lines: [{ shipped: 9, accepted: 4, inTransit: 5 }] });
  await receive(id, [{ lineId, accepted: 5, rejected: 0, lost: 0, surplus: 1 }]);
  t.match(await balancesOf(agreed), { match: { accepted: 9 } }, 'what is over counts nowhere');
  t.equal(
    await refusalOf(step(donor, id, settleSurplus, { becomes: 'left', lines: [{ lineId, quantity: 2 }] })),
    'exceeds-surplus /lines/0/quantity',
  );
  await step(donor, id, settleSurplus, { becomes: 'left', lines: [{ lineId, quantity: 1 }] });
  t.match(await proposedOf(id), [{ quantity: 4 }, { quantity: 5 }, { quantity: 1 }]);

  const other = await match(3);
  const unsent = await world.plan([{ matchId: other.matchId, planned: 3 }]);
  await move('pack', unsent);
  await step(donor, unsent, shipDelivery, { lines: [] });
  await step(donor, unsent, takeBackStep, { reason: 'done-by-mistake' });
  t.match(await read(unsent), { state: 'packed', lines: [{ shipped: 0 }] });
  t.match(await balancesOf(other), { match: { shipped: 0, state: 'ready-to-ship' } });
});

t.test('what was lost is found again, and what was accepted goes back', async (t) => {
  const agreed = await match(5);
  const id = await arrived([{ matchId: agreed.matchId, planned: 5 }]);
  const lineId = await lineOf(id, agreed.matchId);
  await step(donor, id, reportLoss, { reason: 'sunk', lines: [{ lineId, quantity: 2 }] });
  await world.endObstacles();
  await step(donor, id, reportFound, { becomes: 'on-its-way', reason: 'found-again', lines: [{ lineId, quantity: 1 }] });
  t.match(await read(id), { lines: [{ lost: 1, inTransit: 4 }] });
  await receive(id, [{ lineId, accepted: 4, rejected: 0, lost: 0 }]);
  t.match(await balancesOf(agreed), { match: { accepted: 4, failed: 1 } });
  await step(facilitator, id, reportFound, { becomes: 'back-to-donor', reason: 'found-again', lines: [{ lineId, quantity: 1 }] });
  t.match(await read(id), { lines: [{ lost: 0, returned: 1 }] });
  await step(requester, id, handOverDelivery, {
    handedOverOn: '2026-11-23',
    handedOverBy: 'A',
    takenOverBy: 'B',
    document: 'certificate 1',
  });
  await step(donor, id, verifyDelivery, { inUse: true });
  t.match(await balancesOf(agreed), { match: { state: 'completed', verified: 4 } });
  await step(requester, id, returnAccepted, { reason: 'does-not-work', lines: [{ lineId, quantity: 3 }] });
  t.match(await read(id), { state: 'verified', lines: [{ accepted: 1, verified: 1, returned: 4 }] });
  t.match(await balancesOf(agreed), { match: { accepted: 1, failed: 4, verified: 1 }, needLine: { failed: 4 } }, 'the need opens again');
  t.match(await proposedOf(id), [{ quantity: 1, state: 'proposed' }]);
});
