import t from 'tap';
import { moveDelivery, receiveDelivery, shipDelivery } from '#src/areas/deliveries/index.ts';
import { addDependency } from '#src/areas/obstacles/index.ts';
import { must } from '#src/kernel/assert.ts';
import { daysLater, makeOutlookWorld } from './outlook-world.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';

const world = await makeOutlookWorld(t);
const { match, plan, report, settle, ranking, without, people, others, superuser, take } = world;

/** Each test begins with nothing open. */
t.beforeEach(async () => {
  await superuser`update obstacles set state = 'not-an-obstacle' where state in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened')`;
});

t.test('an obstacle on a delivery, one on its match and one on its need, by hand', async (t) => {
  // The need's line: 1000 approved, 10 agreed, of which 6 are on a delivery. Radios cost 500 EUR in the middle; tier urgent × 4.
  const { matchId, needId } = await match(10);
  const deliveryId = await plan([{ matchId, planned: 6 }]);
  const onDelivery = await report([{ deliveryId }]);
  const onMatch = await report([{ matchId }], { kind: 'customs-hold' });
  const onNeed = await report([{ needId }], { kind: 'site-not-ready' });
  const [unit] = await superuser<{ cents: string }[]>`
    select (unit_cost_low_eur + unit_cost_high_eur) * 50 as cents from item_types where slug = 'radio-vhf-handheld'`;
  const euros = (quantity: number) => Math.round((Number(unit?.cents) * quantity) / 100);

  const { items } = await ranking(people.facilitator, daysLater(10));
  const of = (id: string) =>
    must(
      items.find((one) => one.id === id),
      'an obstacle of the ranking',
    );
  t.match(of(onDelivery), { held: { things: 1, quantity: 6, weightedQuantity: 24, valueEur: euros(6) }, freedAlone: { quantity: 0 } });
  t.match(of(onMatch), { held: { things: 2, quantity: 10, weightedQuantity: 40, valueEur: euros(10) }, freedAlone: { quantity: 0 } });
  t.match(of(onNeed), { held: { things: 3, quantity: 1000, weightedQuantity: 4000 }, freedAlone: { things: 1, quantity: 990 } });

  // Reference days, working → calendar: 25 → 35 for the exemption, 20 → 28 for customs and for the site.
  t.match(of(onDelivery), { daysLost: 10, expectedDays: 35, expectedDaysFrom: 'reference', records: 0 });
  const six = Math.floor((24 * 10 * 1000) / (35 + 28 + 28));
  const four = Math.floor((16 * 10 * 1000) / (28 + 28));
  const rest = Math.floor((990 * 4 * 10 * 1000) / 28);
  t.strictSame(
    items.map(({ id, index, rank }) => [id, index, rank]),
    [
      [onNeed, six + four + rest, 1],
      [onMatch, six + four, 2],
      [onDelivery, six, 3],
    ],
  );
  t.match(of(onDelivery).things, [
    {
      kind: 'delivery-line',
      deliveryId,
      matchId,
      needId,
      quantity: 6,
      priority: 'urgent',
      weight: 4,
      weightedQuantity: 24,
      daysHeld: 10,
      effortDays: 91,
    },
  ]);
  t.same(
    of(onDelivery).things[0]?.heldTogetherWith.map(({ id }) => id),
    [onMatch, onNeed],
    'held by all three',
  );
  t.match(
    of(onNeed).things.map(({ kind, quantity }) => [kind, quantity]),
    [
      ['need-line', 990],
      ['delivery-line', 6],
      ['match', 4],
    ],
  );
});

t.test('a delivery that two obstacles block is freed by the last; what-if is what comes true', async (t) => {
  const { matchId } = await match(8);
  const deliveryId = await plan([{ matchId, planned: 8 }]);
  const first = await report([{ deliveryId }]);
  const second = await report([{ deliveryId }], { kind: 'customs-hold' });
  const elsewhere = await report([{ matchId: (await match(3)).matchId }]);
  t.match((await without([first])).freed, { things: 0, quantity: 0 });
  t.match(await without([first, second]), {
    freed: { things: 1, quantity: 8 },
    freedQuantities: [{ deliveryId, quantity: 8 }],
    items: [{ id: elsewhere }],
  });

  const { items: expected } = await without([first], people.facilitator, daysLater(3));
  await settle(first);
  t.strictSame((await ranking(people.facilitator, daysLater(3))).items, expected, 'the ranking after it was really closed');
  t.match(expected.find(({ id }) => id === second)?.freedAlone, { quantity: 8 });
  t.equal(await refusalOf(without([first])), 'reference-unknown query/resolved/0', 'it is not open any more');
});

t.test('one that names the same thing in three ways holds it once', async (t) => {
  const { matchId, needId } = await match(5);
  const deliveryId = await plan([{ matchId, planned: 5 }]);
  await report([{ deliveryId }, { matchId }, { needId }]);
  t.match((await ranking()).items, [{ held: { quantity: 1000, things: 2 }, freedAlone: { quantity: 1000 } }]);
});

t.test('one that doesn’t block holds nothing, and comes last', async (t) => {
  const { matchId } = await match(5);
  const idle = await report([{ matchId }], { blocking: false });
  const blocking = await report([{ matchId }]);
  t.match((await ranking()).items, [
    { id: blocking, held: { quantity: 5 }, freedAlone: { quantity: 5 } },
    { id: idle, held: { quantity: 0 }, index: 0, things: [] },
  ]);
});

t.test('what has arrived is held only by what stands between arrival and use', async (t) => {
  const { matchId } = await match(5);
  const deliveryId = await plan([{ matchId, planned: 5 }]);
  const clearance = await report([{ deliveryId }], { kind: 'cargo-tracking-note-missing', blocking: false });
  await world.move('pack', deliveryId);
  await world.step(people.donor, deliveryId, shipDelivery, { lines: [] });
  await world.step(
    people.donor,
    deliveryId,
    (tx, ctx, id, version, input: object) => moveDelivery(tx, ctx, 'arrive', id, version, input),
    {},
  );
  const lineId = await world.lineOf(deliveryId, matchId);
  await world.step(people.requester, deliveryId, receiveDelivery, { lines: [{ lineId, accepted: 5, rejected: 0, lost: 0 }] });
  await superuser`update obstacles set blocking = true where id = ${clearance}`;
  const permit = await report([{ deliveryId }], { kind: 'spectrum-licence-missing' });
  const { items } = await ranking();
  t.match(
    items.find(({ id }) => id === permit),
    { held: { quantity: 5 }, things: [{ kind: 'arrived', quantity: 5 }] },
  );
  t.match(
    items.find(({ id }) => id === clearance),
    { held: { quantity: 0 } },
  );
});

t.test('a proposal that an obstacle names is its share of what nobody has promised', async (t) => {
  const { matchId, needId } = await match(7, { state: 'proposed' });
  const onProposal = await report([{ matchId }], {}, people.facilitator);
  const onNeed = await report([{ needId }], {}, people.facilitator);
  const { items } = await ranking();
  t.match(
    items.find(({ id }) => id === onProposal),
    { held: { quantity: 7 }, freedAlone: { quantity: 0 } },
  );
  t.match(
    items.find(({ id }) => id === onNeed),
    { held: { quantity: 1000 }, freedAlone: { quantity: 993 } },
  );
});

t.test('a party sees its own obstacles over its own things, and of the others only that they are there', async (t) => {
  const ours = await match(4);
  const theirs = await match(9, { by: others.donor });
  const both = await report([{ matchId: ours.matchId }, { matchId: theirs.matchId }], {}, people.facilitator);
  const hidden = await report([{ needId: ours.needId }], {}, people.facilitator);
  await superuser`delete from obstacle_parties where obstacle_id = ${hidden}`;

  const [seen, ...more] = (await ranking(people.donor)).items;
  t.equal(more.length, 0, 'the one that involves it');
  t.match(seen, { id: both, held: { things: 1, quantity: 4 }, freedAlone: { quantity: 0 }, heldTogetherWith: [] });
  t.match(seen?.things, [{ matchId: ours.matchId, quantity: 4, heldTogetherWith: [], heldByOthers: true }]);
  t.match((await without([both], people.donor)).freed, { quantity: 0 }, 'and it frees nothing alone');
  t.match((await ranking(others.donor)).items, [{ id: both, held: { quantity: 9 }, freedAlone: { quantity: 9 } }]);
  t.strictSame((await ranking(others.requester)).items, [], 'nothing for who is not involved');
  t.equal(await refusalOf(without([hidden], people.donor)), 'reference-unknown query/resolved/0');

  const onNeed = await report([{ needId: ours.needId }]);
  const donors = (await ranking(people.donor)).items.find(({ id }) => id === onNeed);
  t.match(donors, { held: { things: 1, quantity: 4 } }, 'what is left of the line would tell what others give');
  const recipients = (await ranking(people.requester)).items.find(({ id }) => id === onNeed);
  t.match(recipients, { held: { quantity: 1000 } });
});

t.test('what can’t be resolved before another stands after it, and says so; what-if plays nothing that can’t happen', async (t) => {
  const [small, large] = [await match(1), await match(90)];
  const first = await report([{ matchId: small.matchId }], { kind: 'site-not-ready' });
  const second = await report([{ matchId: large.matchId }]);
  t.match(
    (await ranking()).items.map(({ id }) => id),
    [second, first],
    'the greater burden, as long as nothing waits',
  );
  await take(people.facilitator, second, addDependency, { dependsOnId: first });

  const { items } = await ranking();
  t.match(items, [
    {
      id: first,
      held: { quantity: 1 },
      freedAlone: { quantity: 1 },
      heldThroughOthers: { quantity: 90 },
      waitsFor: [],
      waitedForBy: [{ id: second }],
    },
    {
      id: second,
      held: { quantity: 90 },
      freedAlone: { quantity: 0 },
      heldThroughOthers: { quantity: 0 },
      waitsFor: [{ id: first }],
      waitedForBy: [],
    },
  ]);
  t.match(items[1]?.things, [{ effortDays: 28 + 35 }]);
  t.equal(await refusalOf(without([second])), 'depends-on-open-obstacle');
  t.match(await without([first]), { freed: { quantity: 1 }, items: [{ id: second, waitsFor: [], freedAlone: { quantity: 90 } }] });
  t.match(await without([first, second]), { freed: { quantity: 91 }, items: [] });

  await superuser`delete from obstacle_parties where obstacle_id = ${first}`;
  await superuser`update obstacles set reported_by = null, reported_by_organisation = null where id = ${first}`;
  const [seen, ...more] = (await ranking(people.donor)).items;
  t.equal(more.length, 0);
  t.match(seen, { id: second, waitsFor: [], freedAlone: { quantity: 0 }, things: [{ heldByOthers: true, effortDays: 35 }] });
  t.equal(await refusalOf(without([second], people.donor)), 'depends-on-open-obstacle', 'as resolving it would be refused');
});

t.test('pages follow each other in the order of the ranks', async (t) => {
  const { matchId } = await match(5);
  for (const kind of ['customs-hold', 'site-not-ready', 'visa-pending', 'duty-exemption-pending', 'no-transport']) {
    await report([{ matchId }], { kind });
  }
  const { items: whole } = await ranking();
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof ranking>> = await ranking(people.auditor, undefined, {
      limit: 2,
      ...(cursor === null ? {} : { cursor }),
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== null);
  t.strictSame(
    seen,
    whole.map(({ id }) => id),
  );
  t.strictSame(
    whole.map(({ rank }) => rank),
    [1, 2, 3, 4, 5],
  );
});
