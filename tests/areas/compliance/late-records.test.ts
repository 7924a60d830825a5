import fc from 'fast-check';
import t from 'tap';
import { expireEntries, recordEntry, refuseConfirmation } from '#src/areas/compliance/index.ts';
import { findEntry, listEntries } from '#src/areas/compliance/queries.ts';
import type { Gate } from '#src/areas/compliance/domain/gate.ts';
import { findCorrection, listCorrections } from '#src/areas/corrections/queries.ts';
import type { PutRight } from '#src/areas/deliveries/contract-corrections.ts';
import { listDeliveries } from '#src/areas/deliveries/queries.ts';
import { handOverDelivery, moveDelivery, putInService, receiveDelivery, shipDelivery } from '#src/areas/deliveries/index.ts';
import { arrangeConsignments } from '#src/areas/deliveries/verbs/arrange-consignments.ts';
import { confirmEntry } from '#src/flows/pass-the-gate.ts';
import { confirmCorrection, correctDelivery, refuseCorrection, withdrawCorrection } from '#src/flows/put-right.ts';
import { must } from '#src/kernel/assert.ts';
import { addDays, type CalendarDate } from '#src/kernel/calendar-date.ts';
import type { ComplianceEntryId, ConsignmentId, CorrectionId, DeliveryId, DocumentId } from '#src/kernel/id.ts';
import { type ActorContext, type Person, systemActor } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { makeDeliveryWorld, refusalOf } from '#tests/areas/deliveries/delivery-world.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { makePerson } from '#tests/support/people.ts';

const world = await makeDeliveryWorld(t);
const { match, plan, read, step, move, superuser, others, balancesOf, lineOf, otherUnit } = world;
const { donor, validator, facilitator, requester, auditor } = world.people;
const colleague = await makePerson(world.database, { role: 'donor', organisation: 'it-ministry-of-interior' });
const system = systemActor('test');

const FIRST_DAY: CalendarDate = '2026-11-23';
const dayAfter = (days: number): CalendarDate => addDays(FIRST_DAY, days);
const at = (day: CalendarDate) => new Date(`${day}T09:00:00.000Z`);
const as = <T>(person: Person, day: CalendarDate, work: (tx: Tx, ctx: ActorContext<Person>) => Promise<T>): Promise<T> =>
  world.as(person, (tx, ctx) => work(tx, { ...ctx, actor: person }), at(day));

/** What a paper is held for: from one day to another, both included. */
interface Span {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

/** A packed delivery that lacks nothing but one paper, which is held for a span; made on the first day. */
async function packedWith(span: Span) {
  const agreed = await match(10);
  const id = await plan([{ matchId: agreed.matchId, planned: 10 }]);
  await move('pack', id);
  const entryId = await held(id, 'clear', span);
  return { agreed, id, entryId, consignmentId: must((await read(id)).consignments[0], 'a consignment').id };
}

/** Makes a delivery need one paper for a step, which is held for a span. */
async function held(id: DeliveryId, neededFor: Gate, span: Span): Promise<ComplianceEntryId> {
  const { items } = await as(facilitator, FIRST_DAY, (tx, ctx) => listEntries(tx, ctx, { deliveryId: id, limit: 200 }));
  const entryId = must(
    items.find(({ regime }) => regime === 'ly-customs-exemption'),
    'an exemption is asked for',
  ).id;
  await superuser`
    update compliance_entries set state = 'required', needed_for = ${neededFor}, reason = null, confirmed_at = null where id = ${entryId}`;
  await obtain(entryId, span, FIRST_DAY);
  return entryId;
}

async function obtain(entryId: ComplianceEntryId, { from, until }: { from: CalendarDate; until: CalendarDate | null }, day: CalendarDate) {
  const version = async () => (await as(facilitator, day, (tx, ctx) => findEntry(tx, ctx, entryId))).version;
  const first = await version();
  await as(donor, day, (tx, ctx) =>
    recordEntry(tx, ctx, entryId, first, { outcome: 'granted', validFrom: from, validUntil: until ?? undefined }),
  );
  await as(facilitator, day, (tx, ctx) => confirmEntry(tx, ctx, entryId, first + 1));
}

const ship = (id: DeliveryId, on: CalendarDate, day: CalendarDate) => step(donor, id, shipDelivery, { on, lines: [] }, at(day));
async function putRight(
  by: Person,
  id: DeliveryId,
  asked: PutRight,
  { day, documentId }: { readonly day: CalendarDate; readonly documentId?: DocumentId },
): Promise<CorrectionId> {
  const version = await world.versionOf(id);
  return as(by, day, (tx, ctx) => correctDelivery(tx, ctx, id, version, { putRight: asked, reason: 'nobody-said-so', documentId }));
}
const shipped = (consignmentId: string, shippedOn: CalendarDate) =>
  ({ kind: 'shipment', consignmentId: consignmentId as never, shippedOn }) as const satisfies PutRight;
const waybill = (id: DeliveryId) => recordDocument(superuser, donor, { type: 'delivery', id });

/** A step that the gate is asked for: who takes it, who agrees where it is recorded late, and how each of them says so. */
interface GatedStep {
  readonly takes: Person;
  /** Of the other side; and who may not agree, with the refusal. */
  readonly agrees: Person;
  readonly mayNot: readonly (readonly [Person, string])[];
  /** What a paper is needed for that holds it back. */
  readonly neededFor: Gate;
  /** A delivery that is to take it next; on the first day, before the paper is asked for. */
  readonly ready: () => Promise<{ readonly id: DeliveryId; readonly stood: string }>;
  readonly take: (id: DeliveryId, on: CalendarDate, day: CalendarDate) => Promise<void>;
  readonly say: (id: DeliveryId, on: CalendarDate) => Promise<PutRight>;
  /** Where the step, the correction, and the refusal of a correction that isn't needed name the day. */
  readonly at: { readonly step: string; readonly correction: string; readonly needless: string };
  /** The day that is on record, and the mark. */
  readonly told: (id: DeliveryId) => Promise<{ readonly on: CalendarDate | null; readonly recordedLateOn: CalendarDate | null }>;
}

const consignmentOf = async (id: DeliveryId) => must((await read(id)).consignments[0], 'a consignment');
const reachedOn = async (id: DeliveryId, milestone: string) =>
  (await read(id)).milestones.find((one) => one.milestone === milestone)?.actualOn ?? null;
const release = (id: DeliveryId, on: CalendarDate, day: CalendarDate, consignmentId?: ConsignmentId) =>
  step(
    validator,
    id,
    (tx, ctx, delivery, version, input: object) => moveDelivery(tx, ctx, 'release', delivery, version, input),
    { on, consignmentId },
    at(day),
  );
const signed = { handedOverBy: 'For the donor', takenOverBy: 'For the unit', document: 'handover certificate 12' };

const packed = async (): Promise<DeliveryId> => {
  const agreed = await match(10);
  const id = await plan([{ matchId: agreed.matchId, planned: 10 }]);
  await move('pack', id);
  return id;
};
const atCustoms = async (): Promise<DeliveryId> => {
  const id = await packed();
  await step(donor, id, shipDelivery, { lines: [] });
  await move('arrive', id);
  await move('enter-customs', id);
  return id;
};
const received = async (): Promise<DeliveryId> => {
  const id = await atCustoms();
  await move('release', id);
  const { id: lineId } = must((await read(id)).lines[0], 'a line');
  await step(requester, id, receiveDelivery, { lines: [{ lineId, accepted: 10, rejected: 0, lost: 0 }] });
  return id;
};
const handedOver = async (): Promise<DeliveryId> => {
  const id = await received();
  await step(requester, id, handOverDelivery, { handedOverOn: FIRST_DAY, ...signed });
  return id;
};

const recipients = [
  [requester, 'role-not-allowed'],
  [validator, 'other-hand-required'],
] as const;

const STEPS: Readonly<Record<'ship' | 'release' | 'hand-over' | 'put-in-service', GatedStep>> = {
  ship: {
    takes: donor,
    agrees: validator,
    mayNot: [
      [donor, 'other-hand-required'],
      [colleague, 'other-hand-required'],
      [requester, 'role-not-allowed'],
    ],
    neededFor: 'clear',
    ready: async () => ({ id: await packed(), stood: 'packed' }),
    take: (id, on, day) => ship(id, on, day),
    say: async (id, on) => shipped((await consignmentOf(id)).id, on),
    at: { step: '/on', correction: '/putRight/shippedOn', needless: '/putRight/consignmentId' },
    told: async (id) => {
      const { shippedOn, recordedLateOn } = await consignmentOf(id);
      return { on: shippedOn, recordedLateOn };
    },
  },
  release: {
    takes: validator,
    agrees: donor,
    mayNot: recipients,
    neededFor: 'release',
    ready: async () => ({ id: await atCustoms(), stood: 'at-customs' }),
    take: (id, on, day) => release(id, on, day),
    say: async (id, on) => ({ kind: 'release', consignmentId: (await consignmentOf(id)).id, releasedOn: on, evidence: 'gate pass 4' }),
    at: { step: '/on', correction: '/putRight/releasedOn', needless: '/putRight/consignmentId' },
    told: async (id) => ({
      on: await reachedOn(id, 'customs-cleared'),
      recordedLateOn: (await consignmentOf(id)).releaseRecordedLateOn,
    }),
  },
  'hand-over': {
    takes: requester,
    agrees: donor,
    mayNot: recipients,
    neededFor: 'hand-over',
    ready: async () => ({ id: await received(), stood: 'received' }),
    take: (id, on, day) => step(requester, id, handOverDelivery, { handedOverOn: on, ...signed }, at(day)),
    say: (_id, on) => Promise.resolve({ kind: 'handover', handedOverOn: on, ...signed }),
    at: { step: '/handedOverOn', correction: '/putRight/handedOverOn', needless: '/putRight/kind' },
    told: async (id) => {
      const { handover } = await read(id);
      return { on: handover?.handedOverOn ?? null, recordedLateOn: handover?.recordedLateOn ?? null };
    },
  },
  'put-in-service': {
    takes: requester,
    agrees: donor,
    mayNot: recipients,
    neededFor: 'put-in-service',
    ready: async () => ({ id: await handedOver(), stood: 'handed-over' }),
    take: (id, on, day) => step(requester, id, putInService, { on }, at(day)),
    say: (_id, on) => Promise.resolve({ kind: 'use', inServiceOn: on, evidence: 'photographs' }),
    at: { step: '/on', correction: '/putRight/inServiceOn', needless: '/putRight/kind' },
    told: async (id) => ({
      on: await reachedOn(id, 'in-service'),
      recordedLateOn: must((await read(id)).lines[0], 'a line').inServiceRecordedLateOn,
    }),
  },
};
const NAMES = ['ship', 'release', 'hand-over', 'put-in-service'] as const;
const NOTHING = { on: null, recordedLateOn: null };

t.test(
  'what left while its paper held, and is recorded once that has lapsed, takes evidence and the other side, and bears the mark',
  async (t) => {
    const { agreed, id, consignmentId } = await packedWith({ from: FIRST_DAY, until: dayAfter(3) });
    await world.as(system, expireEntries, at(dayAfter(6)));
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
  await world.as(system, expireEntries, at(day));
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
  await world.as(system, expireEntries, at(dayAfter(6)));
  await t.rejects(superuser`update deliveries set state = 'shipped' where id = ${id}`, /gate/u);
});

for (const name of NAMES) {
  const { takes, agrees, mayNot, neededFor, ready, take, say, told } = STEPS[name];

  t.test(
    `${name}: recorded once its paper has lapsed, it takes evidence and the other side, bears the mark, and is shown to the auditor`,
    async (t) => {
      const { id, stood } = await ready();
      await held(id, neededFor, { from: FIRST_DAY, until: dayAfter(3) });
      const [on, day] = [dayAfter(2), dayAfter(6)];
      await world.as(system, expireEntries, at(day));
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
          if (isTimed) await world.as(system, expireEntries, at(day));
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

t.test('of two ships that customs had released, the one that was recorded late bears the mark', async (t) => {
  const agreed = await match(10);
  const id = await plan([{ matchId: agreed.matchId, planned: 10 }]);
  const lineId = await lineOf(id, agreed.matchId);
  await step(donor, id, arrangeConsignments, { consignments: [{ lines: [{ lineId, planned: 6 }] }, { lines: [{ lineId, planned: 4 }] }] });
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  await move('arrive', id);
  await move('enter-customs', id);
  const [first, second] = (await read(id)).consignments.map((one) => one.id);
  const entryId = await held(id, 'release', { from: FIRST_DAY, until: dayAfter(3) });
  const day = dayAfter(6);
  const documentId = await recordDocument(superuser, validator, { type: 'delivery', id });
  const asked: PutRight = { kind: 'release', consignmentId: must(first, 'a ship'), releasedOn: dayAfter(2) };
  const late = await putRight(validator, id, asked, { day, documentId });
  await as(donor, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
  t.equal(await reachedOn(id, 'customs-cleared'), null, 'the other is still there');
  await world.as(system, expireEntries, at(day));
  await obtain(entryId, { from: day, until: null }, day);
  await release(id, day, day, second);
  t.match((await read(id)).consignments, [
    { state: 'released', releaseRecordedLateOn: day },
    { state: 'released', releaseRecordedLateOn: null },
  ]);
  t.equal(await reachedOn(id, 'customs-cleared'), day);
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
  await world.as(system, expireEntries, at(day));
  await obtain(entryId, { from: day, until: null }, day);
  await step(others.requester, id, putInService, { on: day }, at(day));
  t.equal(await reachedOn(id, 'in-service'), day);
  const lineOfMine = await lineOf(id, mine.matchId);
  for (const line of (await read(id)).lines) t.equal(line.inServiceRecordedLateOn, line.id === lineOfMine ? day : null);
  t.match(await balancesOf(mine), { match: { in_service: 10 } });
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
