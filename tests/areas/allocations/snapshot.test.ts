import fc from 'fast-check';
import t from 'tap';
import { runEngine } from '#src/areas/allocations/engine.ts';
import { indexOffers, ruleAtGate } from '#src/areas/allocations/domain/near-offers.ts';
import { describePair, takeSnapshot, type Snapshot } from '#src/areas/allocations/domain/instance.ts';
import type { Facts, NeedSide, OfferSide } from '#src/areas/allocations/domain/facts.ts';
import { canonicalJson } from '#src/kernel/canonical-json.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type { NeedId, NeedLineId, OfferId, OfferLineId } from '#src/kernel/id.ts';
import { SCORE_WEIGHTS } from '#src/areas/matching/domain/score.ts';
import { asOften } from '#tests/support/effort.ts';
import { aContext, anItem, aNeed, anOffer, someMoney, TODAY } from '../matching/build-facts.ts';

const REGIONS = ['fezzan', 'tripolitania', 'cyrenaica'];

const needSide = (changes: Parameters<typeof aNeed>[0], more: Partial<NeedSide> = {}): NeedSide => ({
  facts: aNeed({ acceptedSubstitutes: [], ...changes }),
  fulfilTogether: false,
  unit: null,
  blockedBy: [],
  ...more,
});
const offerSide = (facts: OfferSide['facts'], donor = 'donor'): OfferSide => ({ facts, donor });

function take(facts: Facts, weights?: typeof SCORE_WEIGHTS): Snapshot {
  const steps = takeSnapshot(facts, { tiers: 'strict' }, weights);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

t.test('ten thousand need lines and ten thousand offer lines are joined without visiting all pairs', async (t) => {
  const items = Array.from({ length: 250 }, (_, number) => `item-${number}`);
  const itemOf = (number: number): string => items[number % items.length] ?? '';
  const regionOf = (number: number): string => REGIONS[number % REGIONS.length] ?? '';
  const needs = Array.from({ length: 10_000 }, (_, number) =>
    needSide({
      needLineId: `need-${String(number).padStart(5, '0')}` as NeedLineId,
      needId: `of-${number}` as NeedId,
      itemType: itemOf(number),
      region: regionOf(number >> 3),
      neededBy: addDays(TODAY, number % 4 === 0 ? 20 : 200),
    }),
  );
  const offers = Array.from({ length: 10_000 }, (_, number) =>
    offerSide(
      anOffer({
        offerLineId: `offer-${String(number).padStart(5, '0')}` as OfferLineId,
        offerId: `of-${number}` as OfferId,
        itemType: itemOf(number * 7),
        conditions: number % 2 === 0 ? [] : [{ type: 'region-only', regions: [regionOf(number)] }],
      }),
    ),
  );
  const context = aContext(...items.map((slug) => anItem(slug)));
  const { size, request } = take({ needs, offers, context });
  t.equal(size.pairs + size.excluded, 10_000 * 40, 'each need meets the forty offers of its item');
  t.equal(request.input.pairs.length, size.pairs);
  t.equal(size.judged, size.pairs, 'and what region or window exclude is not judged');
  t.ok(size.judged < 10_000 * 40, `${size.judged} of 100 000 000 pairs judged`);
});

const world: fc.Arbitrary<Facts> = fc
  .record({
    needs: fc.array(
      fc.record({
        itemType: fc.constantFrom('pickup', 'station-wagon', 'quad-bike'),
        acceptedSubstitutes: fc.subarray(['station-wagon', 'quad-bike', 'pickup']),
        region: fc.constantFrom(...REGIONS),
        neededBy: fc.constantFrom(null, addDays(TODAY, 10), addDays(TODAY, 40), addDays(TODAY, 200)),
        area: fc.constantFrom('mobility', 'shelter'),
      }),
      { maxLength: 5 },
    ),
    goods: fc.array(
      fc.record({
        itemType: fc.constantFrom('pickup', 'station-wagon', 'quad-bike'),
        remainingQuantity: fc.integer({ min: 1, max: 9 }),
        lotSize: fc.integer({ min: 1, max: 4 }),
        validUntil: fc.constantFrom('2026-11-01', '2027-12-31'),
        conditions: fc.constantFrom(
          [],
          [{ type: 'region-only' as const, regions: ['fezzan'] }],
          [{ type: 'latest-handover' as const, date: addDays(TODAY, 5) }],
        ),
      }),
      { maxLength: 5 },
    ),
    money: fc.array(
      fc.record({
        mayBuyAreas: fc.subarray(['mobility', 'shelter']),
        mayBuyItemTypes: fc.subarray(['pickup', 'quad-bike']),
        ceilingRemaining: fc.integer({ min: 1, max: 200_000_000 }),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ needs, goods, money }) => ({
    needs: needs.map((need, number) => needSide({ ...need, needLineId: `need-${number}` as NeedLineId })),
    offers: [
      ...goods.map((line, number) => offerSide(anOffer({ ...line, offerLineId: `goods-${number}` as OfferLineId }))),
      ...money.map((line, number) => offerSide(someMoney({ ...line, offerLineId: `money-${number}` as OfferLineId }))),
    ],
    context: aContext(),
  }));

t.test('the join finds exactly the pairs that judging every pair finds', async (t) => {
  fc.assert(
    fc.property(world, ({ needs, offers, context }) => {
      const { request, size } = take({ needs, offers, context });
      const all = needs.flatMap((need) => offers.map((offer) => describePair(need, offer, context, undefined)));
      const eligible = all.filter((pair) => !('rule' in pair));
      const byText = (list: readonly unknown[]): string[] => list.map(canonicalJson).toSorted();
      t.same(byText(request.input.pairs), byText(eligible));
      const joined = all.filter((pair) => 'rule' in pair && pair.rule !== 'item').length;
      if (request.excluded.length !== joined) throw new Error(`${request.excluded.length} excluded of ${joined}`);
      return size.judged <= all.length;
    }),
    { numRuns: asOften(500) },
  );
});

t.test('a pair kept back at the gate is one that the rules exclude too', async () => {
  fc.assert(
    fc.property(world, ({ needs, offers, context }) => {
      const index = indexOffers(offers, context.today);
      return needs.every((need) =>
        index
          .near(need)
          .every((gate) => ruleAtGate(gate, need.facts) === null || 'rule' in describePair(need, gate.offer, context, undefined)),
      );
    }),
    { numRuns: asOften(500) },
  );
});

t.test('the order in which lines are read does not show, and the weights of the house are the default', async () => {
  fc.assert(
    fc.property(world, (facts) => {
      const turned: Facts = { ...facts, needs: facts.needs.toReversed(), offers: facts.offers.toReversed() };
      const text = canonicalJson(take(facts).request);
      return canonicalJson(take(turned).request) === text && canonicalJson(take(facts, SCORE_WEIGHTS).request) === text;
    }),
    { numRuns: asOften(300) },
  );
});

t.test('the instance tells the engine of lots, groups, obstacles and money', async (t) => {
  const need = needSide({ minimumLot: 3, priority: 'critical' }, { fulfilTogether: true, blockedBy: ['b', 'a'] });
  const goods = offerSide(anOffer({ lotSize: 2, conditions: [{ type: 'minimum-lot', quantity: 4 }] }));
  const money = offerSide(someMoney({ offerLineId: 'money' as OfferLineId }), 'treasury');
  const { input } = take({ needs: [need], offers: [goods, money], context: aContext() }).request;
  t.match(input.needs, [{ quantity: 10, tier: 1, lot: 3, group: 'need-1', recipient: 'desert-patrols', blockedBy: ['a', 'b'] }]);
  t.match(input.offers, [
    { id: 'money', budget: 100_000_000, donor: 'treasury' },
    { quantity: 6, lot: 2, minimumLot: 4 },
  ]);
  t.notOk('quantity' in (input.offers[0] ?? {}));
  t.match(
    input.pairs.find((pair) => pair.offer === 'money'),
    undefined,
    'money that buys fewer than the need takes at least is excluded',
  );
});

t.test('the engine is told of every step that is open, and of how many decimals each unit has', async (t) => {
  const fuel = { decimals: 3, itemType: 'pickup' } as const;
  const need = needSide({ ...fuel, needLineId: 'fuel' as NeedLineId, openQuantity: 12_500, minimumLot: 1_250 });
  const together = needSide(
    { ...fuel, needLineId: 'whole' as NeedLineId, needId: 'need-2' as NeedId, openQuantity: 2_500 },
    { fulfilTogether: true },
  );
  const conditions = [{ type: 'minimum-lot' as const, quantity: 1.5 }];
  const goods = offerSide(anOffer({ ...fuel, remainingQuantity: 40_750, lotSize: 500, conditions }));
  const money = offerSide(someMoney({ offerLineId: 'money' as OfferLineId, conditions }));
  const { input, excluded } = take({ needs: [need, together], offers: [goods, money], context: aContext() }).request;
  t.match(input.needs, [
    { id: 'fuel', decimals: 3, quantity: 12.5, lot: 1.25 },
    { id: 'whole', decimals: 3, quantity: 2.5, lot: undefined },
  ]);
  t.strictSame(
    input.offers.map(({ decimals, quantity, lot, minimumLot }) => ({ decimals, quantity, lot, minimumLot })),
    [
      { decimals: 1, quantity: undefined, lot: undefined, minimumLot: 1.5 },
      { decimals: 3, quantity: 40.75, lot: 0.5, minimumLot: 1.5 },
    ],
  );
  t.strictSame(excluded, [], 'what is served in full or not at all may ask for part of a unit');
});

t.test('a need below a unit gets what it asks for, and the answer tells it so', async (t) => {
  const fuel = { decimals: 3, itemType: 'pickup' } as const;
  const need = needSide({ ...fuel, needLineId: 'fuel' as NeedLineId, openQuantity: 750 }, { fulfilTogether: true });
  const goods = offerSide(anOffer({ ...fuel, remainingQuantity: 40_750, lotSize: 250 }));
  const { request } = take({ needs: [need], offers: [goods], context: aContext() });
  const { result, totals } = await runEngine(request, () => undefined);
  t.match(JSON.parse(result), { plan: [{ need: 'fuel', quantity: 0.75 }], reasons: { needs: [{ asked: 0.75, served: 0.75 }] } });
  t.match(totals, { isProven: true, tiers: [{ asked: '0.75', served: '0.75' }] });
});
