import fc from 'fast-check';
import t from 'tap';
import { refuseConfirmation } from '#src/areas/compliance/index.ts';
import { findEntry } from '#src/areas/compliance/queries.ts';
import { findCorrection, listCorrections } from '#src/areas/corrections/queries.ts';
import type { PutRight } from '#src/areas/deliveries/contract-corrections.ts';
import { listDeliveries } from '#src/areas/deliveries/queries.ts';
import { handOverDelivery, performDelivery, putInService } from '#src/areas/deliveries/index.ts';
import { confirmCorrection, refuseCorrection, withdrawCorrection } from '#src/flows/put-right.ts';
import { must } from '#src/kernel/assert.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { dayAfter, FIRST_DAY, makeLateWorld, NAMES, NOTHING, signed } from '#tests/areas/compliance/late-world.ts';
import { refusalOf } from '#tests/areas/deliveries/delivery-world.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';

const world = await makeLateWorld(t);
const {
  STEPS,
  as,
  balancesOf,
  colleague,
  held,
  lapse,
  lineOf,
  match,
  obtain,
  others,
  packedWith,
  plan,
  putRight,
  reachedOn,
  read,
  received,
  ship,
  shipped,
  step,
  superuser,
  waybill,
} = world;
const { donor, validator, facilitator, requester, auditor } = world.people;

t.test(
  'what left while its paper held, and is recorded once that has lapsed, takes evidence and the other side, and bears the mark',
  async (t) => {
    const { agreed, id, consignmentId } = await packedWith({ from: FIRST_DAY, until: dayAfter(3) });
    await lapse(dayAfter(6));
    t.equal(await refusalOf(ship(id, dayAfter(2), dayAfter(6))), 'lapsed-since');
    t.equal(await refusalOf(ship(id, dayAfter(6), dayAfter(6))), 'not-cleared');
    const asked = shipped(consignmentId, dayAfter(2));
    const day = dayAfter(6);
    t.equal(await refusalOf(putRight(donor, id, asked, { day })), 'evidence-required /documentId');
    const elsewhere = await recordDocument(superuser, donor, { type: 'match', id: agreed.matchId });
    t.equal(await refusalOf(putRight(donor, id, asked, { day, documentId: elsewhere })), 'reference-unknown /documentId');
    const documentId = await waybill(id);
    t.equal(
      await refusalOf(putRight(donor, id, shipped(consignmentId, dayAfter(4)), { day, documentId })),
      'not-cleared',
      'the paper did not hold on that day',
    );
    for (const by of [requester, validator]) {
      t.equal(await refusalOf(putRight(by, id, asked, { day, documentId })), 'role-not-allowed', `${by.role} sends nothing off`);
    }

    const refused = await putRight(donor, id, asked, { day, documentId });
    await as(validator, day, (tx, ctx) => refuseCorrection(tx, ctx, refused, 1, 'never seen'));
    const withdrawn = await putRight(donor, id, asked, { day, documentId });
    await as(donor, day, (tx, ctx) => withdrawCorrection(tx, ctx, withdrawn, 1, 'another ship'));
    const late = await putRight(donor, id, asked, { day, documentId });
    t.match(await read(id), { state: 'packed', lines: [{ shipped: 0 }] }, 'nothing has left before the other side agrees');
    const confirm = (by: Person) => refusalOf(as(by, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1)));
    t.equal(await confirm(donor), 'other-hand-required');
    t.equal(await confirm(colleague), 'other-hand-required', 'one organisation is one voice');
    t.equal(await confirm(others.donor), 'not-found');
    t.equal(await confirm(requester), 'role-not-allowed', 'who receives it doesn’t say that it left');
    t.equal(await confirm(facilitator), 'role-not-allowed', 'the mission is no side of it');
    t.equal(await confirm(validator), 'no refusal');
    t.match(await read(id), {
      state: 'shipped',
      currentMilestone: 'shipped',
      lines: [{ shipped: 10 }],
      consignments: [{ state: 'shipped', shippedOn: dayAfter(2), recordedLateOn: day }],
    });
    t.match(await balancesOf(agreed), { match: { shipped: 10 }, needLine: { shipped: 10 } });
    const listed = await as(auditor, day, (tx, ctx) => listCorrections(tx, ctx, { limit: 10, recordedLate: true }));
    t.match(
      listed.items.map(({ state, recordedLate, documentId: shows }) => ({ state, recordedLate, shows })),
      [
        { state: 'in-force', recordedLate: true, shows: documentId },
        { state: 'withdrawn', recordedLate: true, shows: documentId },
        { state: 'refused', recordedLate: true, shows: documentId },
      ],
    );
    const late1 = await as(auditor, day, (tx, ctx) => listDeliveries(tx, ctx, { limit: 200, recordedLate: true }));
    t.ok(late1.items.some((delivery) => delivery.id === id));
    const inTime = await as(auditor, day, (tx, ctx) => listDeliveries(tx, ctx, { limit: 200, recordedLate: false }));
    t.notOk(inTime.items.some((delivery) => delivery.id === id));
  },
);

t.test('what held can be proven also once the paper is asked for anew; one that was refused since lets nothing pass', async (t) => {
  const one = await packedWith({ from: FIRST_DAY, until: dayAfter(3) });
  const day = dayAfter(6);
  await lapse(day);
  await obtain(one.entryId, { from: dayAfter(9), until: null }, day);
  t.equal(await refusalOf(ship(one.id, dayAfter(2), day)), 'lapsed-since', 'the new one is not valid yet, the old one was');
  const documentId = await waybill(one.id);
  const late = await putRight(donor, one.id, shipped(one.consignmentId, dayAfter(2)), { day, documentId });
  await as(validator, dayAfter(20), (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
  t.match(await read(one.id), { state: 'shipped', consignments: [{ recordedLateOn: dayAfter(20) }] });

  const other = await packedWith({ from: FIRST_DAY, until: dayAfter(3) });
  const proposed = await putRight(donor, other.id, shipped(other.consignmentId, dayAfter(2)), { day, documentId: await waybill(other.id) });
  await superuser`update compliance_entries set confirmed_at = null, confirmed_by = null, confirmed_by_organisation = null where id = ${other.entryId}`;
  const { version } = await as(facilitator, day, (tx, ctx) => findEntry(tx, ctx, other.entryId));
  await as(facilitator, day, (tx, ctx) => refuseConfirmation(tx, ctx, other.entryId, version, { reason: 'forged' }));
  t.equal(
    await refusalOf(as(validator, day, (tx, ctx) => confirmCorrection(tx, ctx, proposed, 1))),
    'not-cleared',
    'a paper that was found wrong meanwhile was none',
  );
});

t.test('a correction of a day or of more that left is held to the same: never to a day on which the paper did not hold', async (t) => {
  const { id, entryId, consignmentId } = await packedWith({ from: dayAfter(1), until: dayAfter(3) });
  await ship(id, dayAfter(2), dayAfter(2));
  const day = dayAfter(6);
  const documentId = await waybill(id);
  t.equal(await refusalOf(putRight(donor, id, shipped(consignmentId, FIRST_DAY), { day, documentId })), 'not-cleared', 'not yet valid');
  t.equal(await refusalOf(putRight(donor, id, shipped(consignmentId, dayAfter(4)), { day, documentId })), 'not-cleared', 'no longer valid');
  t.equal(await refusalOf(putRight(donor, id, shipped(consignmentId, dayAfter(3)), { day })), 'evidence-required /documentId');
  const milestone = { kind: 'milestone', milestone: 'shipped', evidence: 'waybill 7' } as const;
  t.equal(await refusalOf(putRight(donor, id, { ...milestone, actualOn: dayAfter(4) }, { day, documentId })), 'not-cleared');
  t.equal(await refusalOf(putRight(donor, id, { ...milestone, actualOn: dayAfter(3) }, { day })), 'evidence-required /documentId');
  const shown = await putRight(donor, id, { ...milestone, actualOn: dayAfter(2) }, { day });
  t.match(
    await as(donor, day, (tx, ctx) => findCorrection(tx, ctx, shown)),
    { recordedLate: false },
    'what is shown otherwise of the same day passes no gate',
  );
  await as(validator, day, (tx, ctx) => confirmCorrection(tx, ctx, shown, 1));
  t.match((await read(id)).consignments, [{ shippedOn: dayAfter(2), recordedLateOn: null }]);
  const late = await putRight(donor, id, shipped(consignmentId, dayAfter(3)), { day, documentId });
  t.match((await read(id)).consignments, [{ shippedOn: dayAfter(2), recordedLateOn: null }]);
  await as(validator, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
  t.match((await read(id)).consignments, [{ shippedOn: dayAfter(3), recordedLateOn: day }]);
  await superuser`update compliance_entries set valid_until = null where id = ${entryId}`;
  const other = await putRight(donor, id, shipped(consignmentId, dayAfter(5)), { day });
  t.equal((await as(donor, day, (tx, ctx) => findCorrection(tx, ctx, other))).state, 'in-force', 'what still holds needs no other side');
  t.match((await read(id)).consignments, [{ shippedOn: dayAfter(5), recordedLateOn: null }], 'and the mark was the other day’s');
});

t.test('that less had left passes no gate; that more had left does', async (t) => {
  const { id, consignmentId } = await packedWith({ from: dayAfter(1), until: dayAfter(3) });
  await ship(id, dayAfter(2), dayAfter(2));
  const day = dayAfter(6);
  const documentId = await waybill(id);
  const { id: lineId } = must((await read(id)).lines[0], 'a line');
  const left = (pieces: number): PutRight => ({ kind: 'shipment', consignmentId, lines: [{ lineId, shipped: pieces }] });
  t.equal(await refusalOf(putRight(donor, id, left(8), { day })), 'no refusal', 'that less had left passes no gate');
  t.equal(await refusalOf(putRight(donor, id, left(9), { day })), 'evidence-required /documentId', 'that more had left does');
  t.equal(await refusalOf(putRight(donor, id, left(9), { day, documentId })), 'no refusal');
});

t.test('the database holds it too: nothing is marked as recorded late that another side has not agreed to', async (t) => {
  const { id } = await packedWith({ from: FIRST_DAY, until: dayAfter(3) });
  await t.rejects(
    superuser`update consignments set state = 'shipped', shipped_on = ${dayAfter(1)}, recorded_late_on = ${dayAfter(6)} where delivery_id = ${id}`,
    /other side/u,
  );
  const { id: used } = await STEPS['put-in-service'].ready();
  await step(requester, used, putInService, {});
  await t.rejects(superuser`update consignments set release_recorded_late_on = ${dayAfter(6)} where delivery_id = ${used}`, /other side/u);
  await t.rejects(superuser`update deliveries set handover_recorded_late_on = ${dayAfter(6)} where id = ${used}`, /other side/u);
  await t.rejects(
    superuser`update delivery_lines set in_service_recorded_late_on = ${dayAfter(6)} where delivery_id = ${used}`,
    /other side/u,
  );
  await lapse(dayAfter(6));
  await t.rejects(superuser`update deliveries set state = 'shipped' where id = ${id}`, /gate/u);

  // What was agreed to is the day, so that no other is put in its place.
  for (const [name, change] of [
    ['ship', (of: string) => superuser`update consignments set shipped_on = ${dayAfter(1)} where delivery_id = ${of}`],
    ['hand-over', (of: string) => superuser`update deliveries set handed_over_on = ${dayAfter(1)} where id = ${of}`],
  ] as const) {
    const { takes, agrees, ready, say, neededFor } = STEPS[name];
    const { id: late } = await ready();
    await held(late, neededFor, { from: FIRST_DAY, until: dayAfter(3) });
    const documentId = await recordDocument(superuser, takes, { type: 'delivery', id: late });
    const correction = await putRight(takes, late, await say(late, dayAfter(2)), { day: dayAfter(6), documentId });
    await as(agrees, dayAfter(6), (tx, ctx) => confirmCorrection(tx, ctx, correction, 1));
    await t.rejects(change(late), /other side/u);
  }
});

for (const name of NAMES) {
  const { takes, agrees, mayNot, neededFor, ready, take, say, told } = STEPS[name];

  t.test(
    `${name}: recorded once its paper has lapsed, it takes evidence and the other side, bears the mark, and is shown to the auditor`,
    async (t) => {
      const { id, stood } = await ready();
      await held(id, neededFor, { from: FIRST_DAY, until: dayAfter(3) });
      const [on, day] = [dayAfter(2), dayAfter(6)];
      await lapse(day);
      t.equal(await refusalOf(take(id, on, day)), 'lapsed-since');
      const asked = await say(id, on);
      for (const by of [donor, validator, requester, facilitator].filter((one) => one !== takes)) {
        t.equal(await refusalOf(putRight(by, id, asked, { day })), 'role-not-allowed', `${by.role} doesn’t take it`);
      }
      t.equal(await refusalOf(putRight(takes, id, asked, { day })), 'evidence-required /documentId');
      const documentId = await recordDocument(superuser, takes, { type: 'delivery', id });
      t.equal(
        await refusalOf(putRight(takes, id, await say(id, dayAfter(4)), { day, documentId })),
        'not-cleared',
        'it had lapsed by then',
      );
      const late = await putRight(takes, id, asked, { day, documentId });
      t.strictSame(await told(id), NOTHING, 'nothing is on record before the other side agrees');
      t.equal((await read(id)).state, stood);
      const confirm = (by: Person) => as(by, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
      for (const [by, refusal] of [...mayNot, [facilitator, 'role-not-allowed'], [others.donor, 'not-found']] as const) {
        t.equal(await refusalOf(confirm(by)), refusal, by.role);
      }
      const shown = await as(agrees, day, (tx, ctx) => findCorrection(tx, ctx, late));
      t.match(shown, { recordedLate: true, needsOtherSide: true, allowedActions: ['confirm', 'refuse'] });
      await confirm(agrees);
      t.strictSame(await told(id), { on, recordedLateOn: day });
      t.equal(await refusalOf(take(id, on, day)), 'transition-not-allowed', 'it is taken');
      const listed = await as(auditor, day, (tx, ctx) => listCorrections(tx, ctx, { limit: 10, deliveryId: id, recordedLate: true }));
      t.match(listed.items, [{ id: late, state: 'in-force', before: { kind: asked.kind }, after: asked, documentId }]);
      const deliveries = async (recordedLate: boolean) =>
        (await as(auditor, day, (tx, ctx) => listDeliveries(tx, ctx, { limit: 200, recordedLate }))).items.map((delivery) => delivery.id);
      t.ok((await deliveries(true)).includes(id));
      t.notOk((await deliveries(false)).includes(id));
    },
  );

  t.test(
    `${name}: over validity, days named and days of recording, at once, with the other side, or not at all, as the days say`,
    async (t) => {
      // Papers that hold for a few days about the day that is named, which is recorded a few days later.
      const days = fc.record({
        from: fc.integer({ min: -2, max: 6 }),
        length: fc.nat({ max: 6 }),
        named: fc.nat({ max: 8 }),
        waited: fc.integer({ min: -1, max: 7 }),
        isTimed: fc.boolean(),
        isRenewed: fc.boolean(),
        shows: fc.constantFrom(true, true, true, false),
      });
      const { at: pointers } = STEPS[name];
      await holdAndMeet(t, { numRuns: asOften(24), floors: { 'at once': 1 / 25, late: 1 / 25, never: 1 / 25 } }, (met) =>
        fc.asyncProperty(days, async ({ from, length, named, waited, isTimed, isRenewed, shows }) => {
          const recorded = named + waited;
          const { id, stood } = await ready();
          const entryId = await held(id, neededFor, { from: dayAfter(from), until: dayAfter(from + length) });
          const [on, day] = [dayAfter(named), dayAfter(recorded)];
          const hasRunOut = isTimed && from + length < recorded;
          if (isTimed) await lapse(day);
          if (hasRunOut && isRenewed) await obtain(entryId, { from: day, until: null }, day);
          const isHeld = (offset: number) => (from <= offset && offset <= from + length) || (hasRunOut && isRenewed && offset >= recorded);
          const asked = await say(id, on);
          const documentId = shows ? await recordDocument(superuser, takes, { type: 'delivery', id }) : undefined;
          const propose = () => putRight(takes, id, asked, { day, ...(documentId === undefined ? {} : { documentId }) });
          if (named > recorded) {
            t.equal(await refusalOf(take(id, on, day)), `date-order ${pointers.step}`);
            t.equal(await refusalOf(propose()), `date-order ${pointers.correction}`);
          } else if (!isHeld(named)) {
            t.equal(await refusalOf(take(id, on, day)), 'not-cleared');
            t.equal(await refusalOf(propose()), 'not-cleared');
            met.never += 1;
          } else if (isHeld(recorded)) {
            t.equal(await refusalOf(propose()), `reference-unknown ${pointers.needless}`, 'what may be recorded now needs no other side');
            await take(id, on, day);
            t.strictSame(await told(id), { on, recordedLateOn: null });
            met['at once'] += 1;
            return;
          } else {
            t.equal(await refusalOf(take(id, on, day)), 'lapsed-since');
            if (shows) {
              const late = await propose();
              t.strictSame(await told(id), NOTHING);
              await as(agrees, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
              t.strictSame(await told(id), { on, recordedLateOn: day });
              met.late += 1;
              return;
            }
            t.equal(await refusalOf(propose()), 'evidence-required /documentId');
          }
          t.strictSame(await told(id), NOTHING);
          t.equal((await read(id)).state, stood);
        }),
      );
    },
  );
}

t.test('a handover that nobody recorded is told whole, and plans the checks as one that was recorded in time', async (t) => {
  const id = await received();
  await held(id, 'hand-over', { from: FIRST_DAY, until: dayAfter(3) });
  const day = dayAfter(6);
  const documentId = await recordDocument(superuser, requester, { type: 'delivery', id });
  const half: PutRight = { kind: 'handover', handedOverOn: dayAfter(1), takenOverBy: 'For the unit' };
  t.equal(await refusalOf(putRight(requester, id, half, { day, documentId })), 'invalid-field /putRight/handedOverBy');
  const late = await putRight(requester, id, { ...half, ...signed }, { day, documentId });
  await as(donor, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
  const { handover, verifications } = await read(id);
  t.match(handover, { ...signed, handedOverOn: dayAfter(1), recordedLateOn: day });
  t.strictSame(
    verifications.map(({ dueOn }) => dueOn),
    [30, 180, 365].map((days) => dayAfter(1 + days)),
  );
});

t.test('a course that was completed while its paper held is on record as completed on that day, once that is recorded late', async (t) => {
  const agreed = await match(12, { item: 'course-offroad-driving' });
  const id = await plan([{ matchId: agreed.matchId, planned: 12 }], { kind: 'training', transportMode: 'none' });
  await step(donor, id, performDelivery, { lines: [] });
  await world.receive(id, [{ lineId: await lineOf(id, agreed.matchId), accepted: 12 }]);
  await step(requester, id, handOverDelivery, { handedOverOn: FIRST_DAY, ...signed });
  await held(id, 'put-in-service', { from: FIRST_DAY, until: dayAfter(3) }, 'eu-dual-use-annex-i');
  const day = dayAfter(6);
  const documentId = await recordDocument(superuser, requester, { type: 'delivery', id });
  const late = await putRight(requester, id, { kind: 'use', inServiceOn: dayAfter(2) }, { day, documentId });
  await as(donor, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
  t.equal(await reachedOn(id, 'training-completed'), dayAfter(2));
  t.match((await read(id)).lines, [{ inService: 12, inServiceRecordedLateOn: day }]);
  const records = await superuser`
    select completed_on, state from training_records where delivery_line_id = ${await lineOf(id, agreed.matchId)}`;
  t.match(records, [{ completed_on: dayAfter(2), state: 'confirmed' }]);
});

t.test(
  'the day of a handover is the place’s: it is handed over today there while it is still yesterday with the donor, and its papers hold',
  async (t) => {
    const { id } = await STEPS['hand-over'].ready();
    const entryId = await held(id, 'hand-over', { from: FIRST_DAY, until: dayAfter(2) });
    await superuser`update compliance_entries set issued_by = 'it-ministry-of-interior' where id = ${entryId}`;
    // Half past midnight in Libya, half past eleven in the evening in Rome, where the paper is from: its last day isn’t over.
    const moment = new Date('2026-11-25T22:30:00.000Z');
    await step(requester, id, handOverDelivery, { handedOverOn: dayAfter(3), ...signed }, moment);
    t.match((await read(id)).handover, { handedOverOn: dayAfter(3), recordedLateOn: null });
  },
);
