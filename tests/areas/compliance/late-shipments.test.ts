import fc from 'fast-check';
import t from 'tap';
import { expireEntries, recordEntry, refuseConfirmation } from '#src/areas/compliance/index.ts';
import { findEntry, listEntries } from '#src/areas/compliance/queries.ts';
import { listCorrections } from '#src/areas/corrections/queries.ts';
import type { PutRight } from '#src/areas/deliveries/contract-corrections.ts';
import { listDeliveries } from '#src/areas/deliveries/queries.ts';
import { shipDelivery } from '#src/areas/deliveries/index.ts';
import { confirmEntry } from '#src/flows/pass-the-gate.ts';
import { confirmCorrection, correctDelivery, refuseCorrection, withdrawCorrection } from '#src/flows/put-right.ts';
import { must } from '#src/kernel/assert.ts';
import { addDays, type CalendarDate } from '#src/kernel/calendar-date.ts';
import type { ComplianceEntryId, CorrectionId, DeliveryId, DocumentId } from '#src/kernel/id.ts';
import { type ActorContext, type Person, systemActor } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { makeDeliveryWorld, refusalOf } from '#tests/areas/deliveries/delivery-world.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { makePerson } from '#tests/support/people.ts';

const world = await makeDeliveryWorld(t);
const { match, plan, read, step, move, superuser, others, balancesOf } = world;
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
async function packedWith({ from, until }: Span) {
  const agreed = await match(10);
  const id = await plan([{ matchId: agreed.matchId, planned: 10 }]);
  await move('pack', id);
  const { items } = await as(facilitator, FIRST_DAY, (tx, ctx) => listEntries(tx, ctx, { deliveryId: id, limit: 200 }));
  const entryId = must(
    items.find(({ regime }) => regime === 'ly-customs-exemption'),
    'an exemption is asked for',
  ).id;
  await superuser`update compliance_entries set state = 'required', reason = null, confirmed_at = null where id = ${entryId}`;
  await obtain(entryId, { from, until }, FIRST_DAY);
  return { agreed, id, entryId, consignmentId: must((await read(id)).consignments[0], 'a consignment').id };
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
  const { id, consignmentId } = await packedWith({ from: dayAfter(1), until: dayAfter(3) });
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
  await world.as(system, expireEntries, at(dayAfter(6)));
  await t.rejects(superuser`update deliveries set state = 'shipped' where id = ${id}`, /gate/u);
});

t.test(
  'over validity, days named and days of recording: it leaves at once, with the other side, or not at all, as the days say',
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
    await holdAndMeet(t, { numRuns: asOften(24), floors: { 'at once': 1 / 25, late: 1 / 25, never: 1 / 25 } }, (met) =>
      fc.asyncProperty(days, async ({ from, length, named, waited, isTimed, isRenewed, shows }) => {
        const recorded = named + waited;
        const { id, entryId, consignmentId } = await packedWith({ from: dayAfter(from), until: dayAfter(from + length) });
        const [on, day] = [dayAfter(named), dayAfter(recorded)];
        const hasRunOut = isTimed && from + length < recorded;
        if (isTimed) await world.as(system, expireEntries, at(day));
        if (hasRunOut && isRenewed) await obtain(entryId, { from: day, until: null }, day);
        const isHeld = (offset: number) => (from <= offset && offset <= from + length) || (hasRunOut && isRenewed && offset >= recorded);
        const asked = shipped(consignmentId, on);
        const documentId = shows ? await waybill(id) : undefined;
        const propose = () => putRight(donor, id, asked, { day, ...(documentId === undefined ? {} : { documentId }) });
        const marked = async () => (await read(id)).consignments.map(({ shippedOn, recordedLateOn }) => ({ shippedOn, recordedLateOn }));
        if (named > recorded) {
          t.equal(await refusalOf(ship(id, on, day)), 'date-order /on');
          t.equal(await refusalOf(propose()), 'date-order /putRight/shippedOn');
        } else if (!isHeld(named)) {
          t.equal(await refusalOf(ship(id, on, day)), 'not-cleared');
          t.equal(await refusalOf(propose()), 'not-cleared');
          met.never += 1;
        } else if (isHeld(recorded)) {
          t.equal(await refusalOf(propose()), 'reference-unknown /putRight/consignmentId', 'what may be recorded now needs no other side');
          await ship(id, on, day);
          t.strictSame(await marked(), [{ shippedOn: on, recordedLateOn: null }]);
          met['at once'] += 1;
          return;
        } else {
          t.equal(await refusalOf(ship(id, on, day)), 'lapsed-since');
          if (shows) {
            const late = await propose();
            t.strictSame(await marked(), [{ shippedOn: null, recordedLateOn: null }]);
            await as(validator, day, (tx, ctx) => confirmCorrection(tx, ctx, late, 1));
            t.strictSame(await marked(), [{ shippedOn: on, recordedLateOn: day }]);
            met.late += 1;
            return;
          }
          t.equal(await refusalOf(propose()), 'evidence-required /documentId');
        }
        t.equal((await read(id)).state, 'packed');
      }),
    );
  },
);
