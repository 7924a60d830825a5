import t from 'tap';
import type { DeliveryId, DeliveryLineId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { recordPacking } from '#src/areas/deliveries/verbs/record-packing.ts';
import { receiveDelivery, shipDelivery } from '#src/areas/deliveries/index.ts';
import { returnToDonor, reportLoss } from '#src/areas/deliveries/verbs/lose-delivery.ts';
import { addDeliveryDocument } from '#src/areas/deliveries/verbs/describe-goods.ts';
import { makeDeliveryWorld, refusalOf } from './delivery-world.ts';

const world = await makeDeliveryWorld(t);
const { match, plan, step, move, read, people, others, superuser } = world;
const { donor, requester } = people;

/** One number as it is typed, printed, scanned and sent on. */
const SPELLINGS = [
  'sn1-007',
  'SN1-007',
  ' SN1-007 ',
  '\u200FSN1-007\u200E',
  'ＳＮ１－００７',
  'SN١-٠٠٧',
  'SN۱-۰۰۷',
  'SN1‑007',
  'S\u00ADN1\u2060-007',
  'Sn1–007',
];
/** Others that look like it. */
const OTHERS = ['SN1007', 'SN1-7', 'SN10-07', 'SN1 -007', 'SN1-0070'];

interface Packed {
  readonly id: DeliveryId;
  readonly lineId: DeliveryLineId;
  readonly pack: (...serials: string[]) => Promise<void>;
}

/** A delivery of so many radios, not yet packed. */
async function planned(quantity: number, by = donor): Promise<Packed> {
  const { matchId } = await match(quantity, { by });
  const id = await plan([{ matchId, planned: quantity }], {}, by);
  const { lines, consignments } = await read(id);
  const lineId = lines[0]?.id as DeliveryLineId;
  const consignmentId = consignments[0]?.id as never;
  const pack = (...serials: string[]) =>
    step(by, id, recordPacking, { consignmentId, units: [{ mark: '1', kind: 'crate', contents: [{ lineId, quantity, serials }] }] });
  return { id, lineId, pack: (...serials) => pack(...serials) };
}

/** Packs and sends it, as far as the door of the unit. */
async function send({ id, pack }: Packed, ...serials: string[]): Promise<void> {
  await pack(...serials);
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  await move('arrive', id);
}

t.test('a piece that was accepted can’t be packed again, in whatever spelling, and the delivery that has it is named', async (t) => {
  const first = await planned(1);
  await send(first, 'SN1-007');
  await step(requester, first.id, receiveDelivery, { lines: [{ lineId: first.lineId, accepted: 1, rejected: 0, lost: 0 }] });
  const { reference } = await read(first.id);
  const second = await planned(1);
  for (const spelling of SPELLINGS) {
    const refusal = await second.pack(spelling).then(
      () => null,
      (error: unknown) => error,
    );
    t.ok(refusal instanceof Refusal, JSON.stringify(spelling));
    if (!(refusal instanceof Refusal)) continue;
    t.equal(refusal.code, 'piece-given-already');
    t.strictSame(refusal.details, {
      fields: [{ pointer: '/units/0/contents/0/serials', code: 'piece-given-already' }],
      facts: { serial: 'SN1-007', delivery: reference, outcome: 'accepted' },
    });
  }
  for (const other of OTHERS) t.equal(await refusalOf(second.pack(other)), 'no refusal', other);
});

t.test('nor one that is on its way, but it can where the number was taken off that list', async (t) => {
  const [first, second] = [await planned(1), await planned(1)];
  await first.pack('W-1');
  t.equal(await refusalOf(second.pack('w‑١')), 'piece-given-already /units/0/contents/0/serials');
  await first.pack('W-2');
  t.equal(await refusalOf(second.pack('w‑١')), 'no refusal');
  const { consignments } = await read(second.id);
  t.match(consignments.length, 1);
});

t.test('a piece that was rejected, returned or lost can be packed again', async (t) => {
  const rejected = await planned(1);
  await send(rejected, 'R-1');
  await step(requester, rejected.id, receiveDelivery, {
    lines: [{ lineId: rejected.lineId, accepted: 0, rejected: 1, lost: 0, rejectionReason: 'damaged', rejectedSerials: ['r-١'] }],
  });
  const returned = await planned(1);
  await send(returned, 'R-2');
  await step(donor, returned.id, returnToDonor, {
    reason: 'refused-entry',
    lines: [{ lineId: returned.lineId, quantity: 1, serials: ['\u200er-2'] }],
  });
  const lost = await planned(1);
  await send(lost, 'R-3');
  await step(donor, lost.id, reportLoss, { reason: 'stolen', lines: [{ lineId: lost.lineId, quantity: 1, serials: ['Ｒ-3'] }] });
  const again = await planned(3);
  t.equal(await refusalOf(again.pack('R-1', 'R-2', 'R-3')), 'no refusal');
});

t.test('one packing list names a piece once, in whatever spelling', async (t) => {
  const delivery = await planned(2);
  for (const spelling of SPELLINGS) {
    const longer = `${spelling.trim()}X`;
    t.equal(await refusalOf(delivery.pack(longer, 'sn1-007x')), 'invalid-field /units/0/contents/0/serials', longer);
  }
});

t.test('another donor’s numbers are its own: refusing them would tell what others give', async (t) => {
  const first = await planned(1);
  await first.pack('D-1');
  const theirs = await planned(1, others.donor);
  t.equal(await refusalOf(theirs.pack('D-1')), 'no refusal');
});

t.test('the database refuses a piece that is packed twice by whoever writes it', async (t) => {
  const [first, second] = [await planned(1), await planned(1)];
  await first.pack('DB-1');
  await second.pack('DB-2');
  await t.rejects(superuser`update serial_numbers set serial = ' db-١' where serial = 'DB-2'`, /piece_is_given_once/);
  await superuser`update serial_numbers set outcome = 'rejected' where serial = 'DB-1'`;
  await t.resolves(superuser`update serial_numbers set serial = ' db-١' where serial = 'DB-2'`);
  await t.rejects(superuser`update serial_numbers set outcome = 'under-way' where serial = 'DB-1'`, /piece_is_given_once/);
});

t.test('a paper is entered once under its number, and a crate bears its mark once, in whatever spelling', async (t) => {
  const { id, lineId } = await planned(2);
  const enter = (number: string) => refusalOf(step(donor, id, addDeliveryDocument, { type: 'bill-of-lading', number }));
  t.equal(await enter('MEDU 4471-822'), 'no refusal');
  for (const number of ['medu 4471-822', 'MEDU\u00A0٤٤٧١‑822', '\u200FMEDU 4471-822 ']) {
    t.equal(await enter(number), 'already-recorded /number', number);
  }
  t.equal(await enter('MEDU 4471822'), 'no refusal');
  const { consignments } = await read(id);
  const crate = (mark: string) => ({ mark, kind: 'crate' as const, contents: [{ lineId, quantity: 1 }] });
  t.equal(
    await refusalOf(step(donor, id, recordPacking, { consignmentId: consignments[0]?.id as never, units: [crate('a/1'), crate('A/١')] })),
    'invalid-field /units/1/mark',
  );
});
