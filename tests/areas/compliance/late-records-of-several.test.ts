import t from 'tap';
import { findCorrection } from '#src/areas/corrections/queries.ts';
import type { PutRight } from '#src/areas/deliveries/contract-corrections.ts';
import { handOverDelivery, moveDelivery, putInService, shipDelivery } from '#src/areas/deliveries/index.ts';
import { arrangeConsignments } from '#src/areas/deliveries/verbs/arrange-consignments.ts';
import { confirmCorrection } from '#src/flows/put-right.ts';
import { must } from '#src/kernel/assert.ts';
import type { CalendarDate } from '#src/kernel/calendar-date.ts';
import type { ConsignmentId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { at, dayAfter, FIRST_DAY, makeLateWorld, signed } from '#tests/areas/compliance/late-world.ts';
import { refusalOf } from '#tests/areas/deliveries/delivery-world.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { makeUnit } from '#tests/support/people.ts';

const world = await makeLateWorld(t);
const {
  as,
  balancesOf,
  held,
  lapse,
  lineOf,
  match,
  move,
  obtain,
  others,
  otherUnit,
  plan,
  putRight,
  reachedOn,
  read,
  release,
  shipped,
  step,
  superuser,
} = world;
const { donor, validator, requester, facilitator } = world.people;
const sister = await makeUnit(world.database, { organisation: 'ly-gasbcp' });

/** A delivery in two ships, both packed. */
async function inTwoShips() {
  const agreed = await match(10);
  const id = await plan([{ matchId: agreed.matchId, planned: 10 }]);
  const lineId = await lineOf(id, agreed.matchId);
  await step(donor, id, arrangeConsignments, { consignments: [{ lines: [{ lineId, planned: 6 }] }, { lines: [{ lineId, planned: 4 }] }] });
  await move('pack', id);
  const [first, second] = (await read(id)).consignments.map((one) => one.id);
  return { id, first: must(first, 'a ship'), second: must(second, 'another') };
}

/** The same, with both at customs since a day. */
async function twoAtCustoms(arrivedOn: CalendarDate = FIRST_DAY) {
  const ships = await inTwoShips();
  await step(donor, ships.id, shipDelivery, { lines: [] });
  for (const name of ['arrive', 'enter-customs'] as const) {
    await step(
      donor,
      ships.id,
      (tx, ctx, id, version, input: object) => moveDelivery(tx, ctx, name, id, version, input),
      { on: arrivedOn },
      at(arrivedOn),
    );
  }
  return ships;
}

t.test('of two ships that customs had released, the one that was recorded late bears the mark, and keeps it', async (t) => {
  const { id, first, second } = await twoAtCustoms();
  const entryId = await held(id, 'release', { from: FIRST_DAY, until: dayAfter(3) });
  const day = dayAfter(6);
  const documentId = await recordDocument(superuser, validator, { type: 'delivery', id });
  const asked: PutRight = { kind: 'release', consignmentId: first, releasedOn: dayAfter(2) };
  const late = await putRight(validator, id, asked, { day, documentId });
  await as(donor, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
  t.equal(await reachedOn(id, 'customs-cleared'), null, 'the other is still there');
  await lapse(day);
  await obtain(entryId, { from: day, until: null }, day);
  await release(id, day, day, second);
  const marks = [
    { state: 'released', releaseRecordedLateOn: day },
    { state: 'released', releaseRecordedLateOn: null },
  ];
  t.match((await read(id)).consignments, marks);
  t.equal(await reachedOn(id, 'customs-cleared'), day);

  const otherDay: PutRight = { kind: 'milestone', milestone: 'customs-cleared', actualOn: dayAfter(7), evidence: 'gate pass 5' };
  const correction = await putRight(facilitator, id, otherDay, { day: dayAfter(8) });
  await as(donor, dayAfter(8), (tx, ctx) => confirmCorrection(tx, ctx, correction, 1));
  t.equal(await reachedOn(id, 'customs-cleared'), dayAfter(7));
  t.match((await read(id)).consignments, marks, 'the day that was put right is the last ship’s');
});

t.test('what a ship that waits still needs runs out and is obtained anew, though another has left with it', async (t) => {
  const { id, first, second } = await inTwoShips();
  const entryId = await held(id, 'clear', { from: FIRST_DAY, until: dayAfter(3) });
  const sail = (consignmentId: ConsignmentId, on: CalendarDate, day: CalendarDate) =>
    step(donor, id, shipDelivery, { consignmentId, on, lines: [] }, at(day));
  await sail(first, dayAfter(1), dayAfter(1));
  const day = dayAfter(6);
  await lapse(day);
  t.equal(await refusalOf(sail(second, day, day)), 'not-cleared');
  t.equal(await refusalOf(sail(second, dayAfter(2), day)), 'lapsed-since');
  await obtain(entryId, { from: dayAfter(9), until: null }, day);
  const documentId = await recordDocument(superuser, donor, { type: 'delivery', id });
  const late = await putRight(donor, id, shipped(second, dayAfter(2)), { day, documentId });
  await as(validator, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
  t.match((await read(id)).consignments, [
    { shippedOn: dayAfter(1), recordedLateOn: null },
    { shippedOn: dayAfter(2), recordedLateOn: day },
  ]);
});

t.test('customs had released no ship before it came, also where another came later', async (t) => {
  const { id, first } = await twoAtCustoms(dayAfter(1));
  await held(id, 'release', { from: FIRST_DAY, until: dayAfter(3) });
  const documentId = await recordDocument(superuser, validator, { type: 'delivery', id });
  const on = (releasedOn: CalendarDate) =>
    putRight(validator, id, { kind: 'release', consignmentId: first, releasedOn }, { day: dayAfter(6), documentId });
  t.equal(await refusalOf(on(FIRST_DAY)), 'date-order /putRight/releasedOn');
  t.equal(await refusalOf(on(dayAfter(1))), 'no refusal');
});

t.test('two lines of one recipient came into use together, in whatever order they were planned', async (t) => {
  const [older, newer] = [await match(10), await match(10)];
  for (const order of [
    [older, newer],
    [newer, older],
  ]) {
    const id = await world.handedOver(order.map(({ matchId }) => ({ matchId, planned: 5 })));
    await held(id, 'put-in-service', { from: FIRST_DAY, until: dayAfter(3) });
    const day = dayAfter(6);
    const documentId = await recordDocument(superuser, requester, { type: 'delivery', id });
    const late = await putRight(requester, id, { kind: 'use', inServiceOn: dayAfter(2) }, { day, documentId });
    await as(donor, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
    t.match((await read(id)).lines, [
      { inService: 5, inServiceRecordedLateOn: day },
      { inService: 5, inServiceRecordedLateOn: day },
    ]);
    t.equal(await reachedOn(id, 'in-service'), dayAfter(2));
  }
});

/** A delivery for two units of one organisation and for one of another, signed for on a day. */
async function handedOverToThree(handedOverOn: CalendarDate) {
  const agreed = [await match(10), await match(10, { to: sister }), await match(10, { to: otherUnit })];
  const id = await world.arrived(agreed.map(({ matchId }) => ({ matchId, planned: 10 })));
  for (const [index, { matchId }] of agreed.entries()) {
    await world.receive(id, [{ lineId: await lineOf(id, matchId), accepted: 10 }], index < 2 ? requester : others.requester);
  }
  await step(requester, id, handOverDelivery, { handedOverOn, ...signed }, at(handedOverOn));
  return id;
}

t.test('nobody of another organisation reads what came into use late, also where two units of one say so together', async (t) => {
  const id = await handedOverToThree(FIRST_DAY);
  await held(id, 'put-in-service', { from: FIRST_DAY, until: dayAfter(3) });
  const day = dayAfter(6);
  const documentId = await recordDocument(superuser, requester, { type: 'delivery', id });
  const late = await putRight(requester, id, { kind: 'use', inServiceOn: dayAfter(2) }, { day, documentId });
  const find = (by: Person) => refusalOf(as(by, day, (tx, ctx) => findCorrection(tx, ctx, late)));
  t.equal(await find(others.requester), 'not-found');
  for (const by of [requester, validator, donor, facilitator]) t.equal(await find(by), 'no refusal', by.role);
  await as(donor, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
  t.match(
    (await read(id)).lines.map(({ inService, inServiceRecordedLateOn }) => ({ inService, inServiceRecordedLateOn })),
    [
      { inService: 10, inServiceRecordedLateOn: day },
      { inService: 10, inServiceRecordedLateOn: day },
      { inService: 0, inServiceRecordedLateOn: null },
    ],
  );
});

t.test('nobody used it before it was handed over, also where others don’t use theirs yet', async (t) => {
  const id = await handedOverToThree(dayAfter(1));
  await held(id, 'put-in-service', { from: FIRST_DAY, until: dayAfter(3) });
  t.equal(await refusalOf(step(requester, id, putInService, { on: FIRST_DAY }, at(dayAfter(2)))), 'date-order /on');
  const documentId = await recordDocument(superuser, requester, { type: 'delivery', id });
  const asked: PutRight = { kind: 'use', inServiceOn: FIRST_DAY };
  t.equal(await refusalOf(putRight(requester, id, asked, { day: dayAfter(6), documentId })), 'date-order /putRight/inServiceOn');
});

t.test('of two recipients, the one whose use was recorded late bears the mark, and the other reads nothing of it', async (t) => {
  const [mine, theirs] = [await match(10), await match(10, { to: otherUnit })];
  const id = await world.arrived([
    { matchId: mine.matchId, planned: 10 },
    { matchId: theirs.matchId, planned: 10 },
  ]);
  await world.receive(id, [{ lineId: await lineOf(id, mine.matchId), accepted: 10 }]);
  await world.receive(id, [{ lineId: await lineOf(id, theirs.matchId), accepted: 10 }], others.requester);
  await step(requester, id, handOverDelivery, { handedOverOn: FIRST_DAY, ...signed });
  const entryId = await held(id, 'put-in-service', { from: FIRST_DAY, until: dayAfter(3) });
  const day = dayAfter(6);
  const documentId = await recordDocument(superuser, requester, { type: 'delivery', id });
  const late = await putRight(requester, id, { kind: 'use', inServiceOn: dayAfter(2) }, { day, documentId });
  t.equal(await refusalOf(as(others.requester, day, (tx, ctx) => findCorrection(tx, ctx, late))), 'not-found');
  await as(donor, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
  t.equal(await reachedOn(id, 'in-service'), null, 'the other unit doesn’t use its own yet');
  await lapse(day);
  await obtain(entryId, { from: day, until: null }, day);
  await step(others.requester, id, putInService, { on: day }, at(day));
  t.equal(await reachedOn(id, 'in-service'), day);
  const lineOfMine = await lineOf(id, mine.matchId);
  for (const line of (await read(id)).lines) t.equal(line.inServiceRecordedLateOn, line.id === lineOfMine ? day : null);
  t.match(await balancesOf(mine), { match: { in_service: 10 } });
});
