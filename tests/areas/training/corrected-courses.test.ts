import t from 'tap';
import { findCorrection } from '#src/areas/corrections/queries.ts';
import { PutRight } from '#src/areas/deliveries/contract-corrections.ts';
import { listReceipts } from '#src/areas/deliveries/goods-queries.ts';
import { handOverDelivery, performDelivery, putInService, receiveDelivery } from '#src/areas/deliveries/index.ts';
import { forecastDelivery } from '#src/areas/outlook/forecast-queries.ts';
import { completedTraining } from '#src/areas/training/index.ts';
import { findTrainingRecord } from '#src/areas/training/queries.ts';
import { withdrawTraining } from '#src/areas/training/verbs/change-record.ts';
import { confirmCorrection, correctDelivery } from '#src/flows/put-right.ts';
import { must } from '#src/kernel/assert.ts';
import type { DeliveryId, TrainingRecordId } from '#src/kernel/id.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { makeDeliveryWorld } from '#tests/areas/deliveries/delivery-world.ts';

const NOW = new Date('2027-01-20T09:00:00.000Z');
const COURSE = 'course-first-responder';
const GIVEN = 4;
const COMPLETED = '2026-12-18';
const world = await makeDeliveryWorld(t);
const { donor, requester, facilitator, validator } = world.people;
const as = <T>(person: Person, work: (tx: Tx, ctx: ActorContext<Person>) => Promise<T>): Promise<T> =>
  world.as(person, (tx, ctx) => work(tx, { ...ctx, actor: person }), NOW);

interface Held {
  readonly id: DeliveryId;
  readonly lineId: string;
}

const receiptLine = (lineId: string, accepted: number) => ({
  lineId,
  accepted,
  rejected: GIVEN - accepted,
  ...(accepted < GIVEN ? { rejectionReason: 'damaged' as const } : {}),
});

/** A course of eight seats that is good for a year, given four times: received so often, and completed on a day. */
async function held(accepted: number, on = COMPLETED): Promise<Held> {
  const agreed = await world.match(GIVEN, { item: COURSE });
  await world.superuser`
    update offer_lines set course = '{"seats": 8, "startsOn": null, "endsOn": null, "prerequisites": [], "certificateMonths": 12}'
    where id = (select offer_line_id from matches where id = ${agreed.matchId})`;
  const plan = { kind: 'training', transportMode: 'none', incoterm: undefined } as const;
  const id = await world.plan([{ matchId: agreed.matchId, planned: GIVEN }], plan);
  await world.step(donor, id, performDelivery, { on: '2026-12-03', lines: [] }, NOW);
  const lineId = await world.lineOf(id, agreed.matchId);
  const received = { on: '2026-12-12', lines: [{ ...receiptLine(lineId, accepted), lineId, lost: 0 }] };
  await world.step(requester, id, receiveDelivery, received, NOW);
  await world.endObstacles();
  const signed = { handedOverOn: '2026-12-16', handedOverBy: 'For the donor', takenOverBy: 'For the unit', document: 'certificate 12' };
  await world.step(requester, id, handOverDelivery, signed, NOW);
  if (accepted > 0) await world.step(requester, id, putInService, { on }, NOW);
  return { id, lineId };
}

async function putRight(id: DeliveryId, [whose, other]: readonly [Person, Person], said: object): Promise<void> {
  const version = await world.versionOf(id);
  const correction = await as(whose, (tx, ctx) =>
    correctDelivery(tx, ctx, id, version, { putRight: PutRight.parse(said), reason: 'typed-wrong' }),
  );
  const { state } = await as(whose, (tx, ctx) => findCorrection(tx, ctx, correction));
  if (state === 'proposed') await as(other, (tx, ctx) => confirmCorrection(tx, ctx, correction, 1));
}

async function receivedAfterAll({ id, lineId }: Held, accepted: number): Promise<void> {
  const { items } = await as(requester, (tx, ctx) => listReceipts(tx, ctx, id, { limit: 10 }));
  const receiptId = must(items[0], 'a receipt').id;
  await putRight(id, [requester, donor], { kind: 'receipt', receiptId, lines: [receiptLine(lineId, accepted)] });
}

const idsOf = async ({ lineId }: Held): Promise<TrainingRecordId[]> =>
  (
    await world.superuser<
      { id: TrainingRecordId }[]
    >`select id from training_records where delivery_line_id = ${lineId} order by creation_order`
  ).map(({ id }) => id);

/** What stands on record of it, for its unit and its donor, and what follows from it. */
async function toldOf(one: Held) {
  const records = [];
  for (const id of await idsOf(one)) {
    const { state, courses, seats, completedOn, validUntil, counts } = await as(requester, (tx, ctx) => findTrainingRecord(tx, ctx, id));
    if (state !== 'withdrawn') records.push({ state, courses, seats, completedOn, validUntil, counts });
  }
  const { milestones, lines, currentMilestone } = await world.read(one.id);
  const { p50On, p80On } = await as(facilitator, (tx, ctx) => forecastDelivery(tx, ctx, one.id, { seed: 1 }));
  return {
    records,
    currentMilestone,
    completedOn: milestones.find(({ milestone }) => milestone === 'training-completed')?.actualOn,
    inService: lines.map(({ inService }) => inService),
    forecast: { p50On, p80On },
  };
}

t.test('fewer were held than the receipt had said, or more: the record says how many, and how many people', async (t) => {
  for (const [wrong, right] of [
    [4, 3],
    [2, 4],
  ] as const) {
    const slipped = await held(wrong);
    await receivedAfterAll(slipped, right);
    const told = await toldOf(slipped);
    t.match(told.records, [
      { state: 'confirmed', courses: right, seats: 8 * right, completedOn: COMPLETED, validUntil: '2027-12-18', counts: true },
    ]);
    t.strictSame(told, await toldOf(await held(right)), 'as if it had been right from the beginning');
    const [id] = await idsOf(slipped);
    t.strictSame(await world.eventsOf(String(id)), ['training.completed', 'training.corrected']);
    const [event] =
      await world.superuser`select before, after from events where subject_id = ${String(id)} and action = 'training.corrected'`;
    t.match(
      event,
      { before: { courses: wrong, seats: 8 * wrong }, after: { courses: right, seats: 8 * right } },
      'and its history both figures',
    );
  }
});

t.test('none was received after all: none is on record, and it was never completed; received again, it is', async (t) => {
  const slipped = await held(4);
  const counted = () => as(validator, async (tx) => (await completedTraining(tx, [world.unit.id])).get(world.unit.id) ?? []);
  const before = (await counted()).length;
  await receivedAfterAll(slipped, 0);
  t.equal((await counted()).length, before - 1, 'and counts for no condition');
  t.strictSame(await toldOf(slipped), await toldOf(await held(0)));
  const [id] = await idsOf(slipped);
  t.strictSame(await world.eventsOf(String(id)), ['training.completed', 'training.withdrawn']);
  await receivedAfterAll(slipped, 2);
  await world.step(requester, slipped.id, putInService, { on: COMPLETED }, NOW);
  t.strictSame(await toldOf(slipped), await toldOf(await held(2)));
});

t.test('it was completed on another day: so says the record, and until when its certificate holds', async (t) => {
  const slipped = await held(3, '2026-12-17');
  await putRight(slipped.id, [donor, validator], {
    kind: 'milestone',
    milestone: 'training-completed',
    actualOn: COMPLETED,
    evidence: 'list 4',
  });
  const right = await toldOf(await held(3));
  t.strictSame(await toldOf(slipped), right);
  const [id] = await idsOf(slipped);
  t.strictSame(await world.eventsOf(String(id)), ['training.completed', 'training.corrected']);
  t.match(await as(donor, (tx, ctx) => findTrainingRecord(tx, ctx, must(id, 'a record'))), { completedOn: COMPLETED, version: 2 });
});

t.test('a record that a person has withdrawn stays so, whatever is put right of its delivery', async (t) => {
  const one = await held(4);
  const [id] = await idsOf(one);
  await as(facilitator, (tx, ctx) => withdrawTraining(tx, ctx, must(id, 'a record'), 1, 'entered-for-a-test'));
  await receivedAfterAll(one, 3);
  t.strictSame((await toldOf(one)).records, []);
});

t.test('nobody else changes what a record of a delivery says, and no record by hand is changed at all', async (t) => {
  await t.rejects(world.superuser`update training_records set courses = 9`, /keeps what it says/);
  const byHand = world.as(
    facilitator,
    (tx) => tx.execute(`update training_records set courses = courses + 1 where delivery_line_id is not null`),
    NOW,
  );
  await t.rejects(byHand, { cause: { message: /keeps what it says/ } });
});
