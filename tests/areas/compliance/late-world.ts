import type { Test } from 'tap';
import { expireEntries, recordEntry } from '#src/areas/compliance/index.ts';
import { findEntry, listEntries } from '#src/areas/compliance/queries.ts';
import type { Gate } from '#src/areas/compliance/domain/gate.ts';
import type { PutRight } from '#src/areas/deliveries/contract-corrections.ts';
import { handOverDelivery, moveDelivery, putInService, receiveDelivery, shipDelivery } from '#src/areas/deliveries/index.ts';
import { confirmEntry } from '#src/flows/pass-the-gate.ts';
import { correctDelivery } from '#src/flows/put-right.ts';
import { must } from '#src/kernel/assert.ts';
import { addDays, type CalendarDate } from '#src/kernel/calendar-date.ts';
import type { ComplianceEntryId, ConsignmentId, CorrectionId, DeliveryId, DocumentId } from '#src/kernel/id.ts';
import { type ActorContext, type Person, systemActor } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { makeDeliveryWorld } from '#tests/areas/deliveries/delivery-world.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { makePerson } from '#tests/support/people.ts';

export const FIRST_DAY: CalendarDate = '2026-11-23';
export const dayAfter = (days: number): CalendarDate => addDays(FIRST_DAY, days);
export const at = (day: CalendarDate) => new Date(`${day}T09:00:00.000Z`);

/** What a paper is held for: from one day to another, both included. */
interface Span {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

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

/** The steps that the gate is asked for once a delivery is cleared. */
export const NAMES = ['ship', 'release', 'hand-over', 'put-in-service'] as const;
export const NOTHING = { on: null, recordedLateOn: null };
export const signed = { handedOverBy: 'For the donor', takenOverBy: 'For the unit', document: 'handover certificate 12' };

/** A delivery world in which papers hold for a while and lapse, and what tests of late records do again and again. */
export async function makeLateWorld(t: Pick<Test, 'teardown'>) {
  const world = await makeDeliveryWorld(t);
  const { match, plan, read, step, move, superuser } = world;
  const { donor, validator, facilitator, requester } = world.people;
  const colleague = await makePerson(world.database, { role: 'donor', organisation: 'it-ministry-of-interior' });

  const as = <T>(person: Person, day: CalendarDate, work: (tx: Tx, ctx: ActorContext<Person>) => Promise<T>): Promise<T> =>
    world.as(person, (tx, ctx) => work(tx, { ...ctx, actor: person }), at(day));

  /** A packed delivery that lacks nothing but one paper, which is held for a span; made on the first day. */
  async function packedWith(span: Span) {
    const agreed = await match(10);
    const id = await plan([{ matchId: agreed.matchId, planned: 10 }]);
    await move('pack', id);
    const entryId = await held(id, 'clear', span);
    return { agreed, id, entryId, consignmentId: must((await read(id)).consignments[0], 'a consignment').id };
  }

  /** Makes a delivery need one paper for a step, which is held for a span. */
  async function held(id: DeliveryId, neededFor: Gate, span: Span, regime = 'ly-customs-exemption'): Promise<ComplianceEntryId> {
    const { items } = await as(facilitator, FIRST_DAY, (tx, ctx) => listEntries(tx, ctx, { deliveryId: id, limit: 200 }));
    const entryId = must(
      items.find((entry) => entry.regime === regime),
      'it is on the checklist',
    ).id;
    await superuser`
      update compliance_entries set state = 'required', needed_for = ${neededFor}, reason = null, confirmed_at = null where id = ${entryId}`;
    await obtain(entryId, span, FIRST_DAY);
    return entryId;
  }

  async function obtain(
    entryId: ComplianceEntryId,
    { from, until }: { from: CalendarDate; until: CalendarDate | null },
    day: CalendarDate,
  ) {
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
  /** The timer of a day: what has run out by then is held no more. */
  const lapse = (day: CalendarDate) => world.as(systemActor('test'), expireEntries, at(day));
  const waybill = (id: DeliveryId) => recordDocument(superuser, donor, { type: 'delivery', id });

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

  const STEPS: Readonly<Record<(typeof NAMES)[number], GatedStep>> = {
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
  return {
    ...world,
    STEPS,
    colleague,
    as,
    packedWith,
    held,
    lapse,
    obtain,
    ship,
    release,
    putRight,
    shipped,
    waybill,
    received,
    reachedOn,
  };
}
