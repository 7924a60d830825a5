import t from 'tap';
import { arrangeConsignments, moveDelivery, receiveDelivery, shipDelivery } from '#src/areas/deliveries/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { CalendarDate } from '#src/kernel/calendar-date.ts';
import type { ConsignmentId, DeliveryId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { refusalOf } from '#tests/areas/deliveries/delivery-world.ts';
import { at, dayAfter, FIRST_DAY, makeLateWorld } from './late-world.ts';

const world = await makeLateWorld(t);
const { match, plan, read, step, move, superuser } = world;
const { donor, requester, validator } = world.people;
const PAPER = 'ly-customs-exemption';

/** What the gate says is missing; null where it lets pass. */
async function missing(attempt: Promise<unknown>): Promise<unknown> {
  try {
    await attempt;
    return null;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not-cleared') throw error;
    const { step: asked, missing: named } = error.details.facts ?? {};
    return { step: asked, missing: named };
  }
}

async function arrived(): Promise<DeliveryId> {
  const { matchId } = await match(5);
  const id = await plan([{ matchId, planned: 5 }]);
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  await move('arrive', id);
  return id;
}
/** A paper that customs asks for before it releases, and nobody has. */
const ask = (id: DeliveryId) => superuser`
  update compliance_entries set state = 'required', needed_for = 'release', reason = null, outcome = null, confirmed_at = null
  where delivery_id = ${id} and regime = ${PAPER}`;

const inland = (id: DeliveryId, on?: CalendarDate, day: CalendarDate = FIRST_DAY, consignmentId?: ConsignmentId) =>
  step(
    donor,
    id,
    (tx, ctx, one, version, input: object) => moveDelivery(tx, ctx, 'move-inland', one, version, input),
    { on, consignmentId },
    at(day),
  );
const receive = async (id: DeliveryId, on?: CalendarDate, day: CalendarDate = FIRST_DAY) => {
  const lineId = must((await read(id)).lines[0], 'a line').id;
  await step(requester, id, receiveDelivery, { on, lines: [{ lineId, accepted: 5, rejected: 0, lost: 0 }] }, at(day));
};
const WAYS = [
  ['move-inland', donor, inland],
  ['receive', requester, receive],
] as const satisfies readonly (readonly [string, Person, typeof inland])[];

for (const [action, person, take] of WAYS) {
  t.test(`${action}: what has arrived doesn’t pass by customs while a paper for its release is missing`, async (t) => {
    const id = await arrived();
    t.ok((await read(id, person)).allowedActions.includes(action), 'customs may be skipped where none stands in the way');
    await ask(id);
    const atCustoms = await arrived();
    await ask(atCustoms);
    await move('enter-customs', atCustoms);
    const refused = await missing(move('release', atCustoms));
    t.strictSame(refused, { step: 'release', missing: [`${PAPER}: required`] });
    t.strictSame(await missing(take(id)), refused, 'as its release is');
    t.equal((await read(id)).state, 'arrived');
    const { allowedActions, notAllowedNow } = await read(id, person);
    t.notOk(allowedActions.includes(action));
    t.match(
      notAllowedNow.find((one) => one.action === action),
      { code: 'not-cleared', facts: { step: 'release', missing: [`${PAPER}: required`] } },
    );

    const entryId = must(
      (await superuser<{ id: string }[]>`select id from compliance_entries where delivery_id = ${id} and regime = ${PAPER}`)[0],
      'the entry',
    ).id;
    await world.obtain(entryId as never, { from: dayAfter(2), until: dayAfter(4) }, dayAfter(2));
    t.ok(await missing(take(id, dayAfter(1), dayAfter(2))), 'not valid on the day on which it is said to have been');
    await world.lapse(dayAfter(6));
    t.equal(await refusalOf(take(id, dayAfter(3), dayAfter(6))), 'lapsed-since', 'nor by a day that has passed');
    await superuser`update compliance_entries set state = 'obtained' where id = ${entryId}`;
    t.equal(await missing(take(id, dayAfter(2), dayAfter(3))), null);
  });

  t.test(`${action}: what customs has released asks for no paper again`, async (t) => {
    const id = await arrived();
    await move('enter-customs', id);
    await move('release', id);
    await ask(id);
    t.ok((await read(id, person)).allowedActions.includes(action));
    t.equal(await missing(take(id)), null);
  });
}

t.test('of two ships the one that was released goes on and is received while the other waits for its paper', async (t) => {
  const { matchId } = await match(5);
  const id = await plan([{ matchId, planned: 5 }]);
  const lineId = must((await read(id)).lines[0], 'a line').id;
  await step(donor, id, arrangeConsignments, {
    consignments: [{ lines: [{ lineId, planned: 2 }] }, { lines: [{ lineId, planned: 3 }] }],
  });
  await move('pack', id);
  await step(donor, id, shipDelivery, { lines: [] });
  await move('arrive', id);
  const [first, second] = (await read(id)).consignments.map((one) => one.id);
  const [released, waiting] = [must(first, 'the first'), must(second, 'the second')];
  await step(donor, id, (tx, ctx, one, version, input: object) => moveDelivery(tx, ctx, 'enter-customs', one, version, input), {
    consignmentId: released,
  });
  await move('release', id, validator);
  await ask(id);
  for (const [action, person] of WAYS) t.ok((await read(id, person)).allowedActions.includes(action), 'one of them may');
  t.ok(await missing(inland(id)), 'all that stand there');
  t.ok(await missing(inland(id, undefined, FIRST_DAY, waiting)));
  const take = (consignmentId: ConsignmentId, accepted: number) =>
    missing(step(requester, id, receiveDelivery, { consignmentId, lines: [{ lineId, accepted, rejected: 0, lost: 0 }] }));
  t.ok(await take(waiting, 3));
  t.equal(await missing(inland(id, undefined, FIRST_DAY, released)), null);
  t.equal(await take(released, 2), null);
  for (const [action, person] of WAYS) t.notOk((await read(id, person)).allowedActions.includes(action), 'what is left may not');
});
