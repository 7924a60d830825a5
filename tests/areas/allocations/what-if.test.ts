import t from 'tap';
import { applyScenario, type Surroundings } from '#src/areas/allocations/domain/apply-scenario.ts';
import { changedInputs } from '#src/areas/allocations/domain/changed-inputs.ts';
import { comparePlans } from '#src/areas/allocations/domain/compare-plans.ts';
import type { Facts } from '#src/areas/allocations/domain/facts.ts';
import type { Scenario } from '#src/areas/allocations/domain/request.ts';
import { areWhole, scoreBy } from '#src/areas/allocations/domain/rescore.ts';
import { SCORE_WEIGHTS } from '#src/areas/matching/domain/score.ts';
import { canonicalJson } from '#src/kernel/canonical-json.ts';
import type { NeedLineId, OfferLineId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { aContext, anItem, aNeed, anOffer, someMoney } from '../matching/build-facts.ts';

const facts: Facts = {
  needs: [
    { facts: aNeed({ needLineId: 'n1' as NeedLineId }), fulfilTogether: false, unit: null, blockedBy: ['customs', 'licence'] },
    { facts: aNeed({ needLineId: 'n2' as NeedLineId }), fulfilTogether: false, unit: null, blockedBy: [] },
  ],
  offers: [
    { facts: anOffer({ offerLineId: 'o1' as OfferLineId }), donor: 'italy' },
    { facts: someMoney({ offerLineId: 'o2' as OfferLineId }), donor: 'union' },
  ],
  context: aContext(),
};
const around: Surroundings = {
  regions: new Set(['fezzan']),
  areas: new Set(['mobility']),
  organisations: new Map([['police', { isCivilian: true }]]),
  leadTimeDays: 60,
};
const apply = (scenario: Scenario): Facts => applyScenario(facts, scenario, around);

t.test('no difference changes nothing', async (t) => {
  t.same(apply({}), facts);
});

t.test('lines are withdrawn and changed, and obstacles dropped', async (t) => {
  const imagined = apply({
    withdrawNeeds: ['n2'],
    changeNeeds: [{ id: 'n1', quantity: 4, priority: 'critical' }],
    changeOffers: [
      { id: 'o1', quantity: 99 },
      { id: 'o2', amount: '12.5' },
    ],
    dropObstacles: ['customs'],
  });
  t.match(imagined.needs, [{ facts: { needLineId: 'n1', openQuantity: 4, priority: 'critical' }, blockedBy: ['licence'] }]);
  t.equal(imagined.needs.length, 1);
  t.match(imagined.offers, [{ facts: { remainingQuantity: 99 } }, { facts: { ceilingRemaining: 12_500 } }]);
  t.equal(facts.needs[0]?.facts.openQuantity, 10, 'the facts themselves stay');
});

t.test('added lines have ids of their own and the duration of the reference journey', async (t) => {
  const { needs, offers } = apply({
    addNeeds: [
      { key: 'more', itemType: 'pickup', quantity: 7, priority: 'urgent', region: 'fezzan', recipient: 'police', neededBy: '2027-06-01' },
    ],
    addOffers: [{ key: 'more', itemType: 'pickup', quantity: 5, regions: ['fezzan'] }],
  });
  t.match(needs.at(-1), { facts: { needLineId: 'new:more', openQuantity: 7, area: 'mobility', civilianRecipient: true } });
  t.match(offers.at(-1), {
    facts: { offerLineId: 'new:more', remainingQuantity: 5, leadTimeDays: 60, conditions: [{ type: 'region-only', regions: ['fezzan'] }] },
    donor: null,
  });
});

t.test('what is not there, or is named twice, is refused with its place', async (t) => {
  const scenario: Scenario = {
    withdrawOffers: ['o3'],
    changeOffers: [{ id: 'o2', quantity: 3 }],
    addOffers: [
      { key: 'a', itemType: 'pickup', quantity: 1 },
      { key: 'a', itemType: 'balloon', quantity: 1 },
    ],
  };
  try {
    apply(scenario);
    t.fail('refused');
  } catch (error) {
    t.ok(error instanceof Refusal);
    t.same((error as Refusal).details.fields, [
      { pointer: '/scenario/withdrawOffers/0', code: 'reference-unknown' },
      { pointer: '/scenario/changeOffers/0/quantity', code: 'reference-unknown' },
      { pointer: '/scenario/addOffers/1/itemType', code: 'reference-unknown' },
      { pointer: '/scenario/addOffers/1/key', code: 'named-twice' },
    ]);
  }
});

t.test('plans are compared by tier, area, region, donor and line', async (t) => {
  const input = {
    needs: [
      { id: 'n1', quantity: 10, tier: 1, area: 'mobility', region: 'fezzan' },
      { id: 'n2', quantity: 10, tier: 2, area: 'mobility', region: 'tripolitania' },
    ],
    offers: [
      { id: 'o1', quantity: 5, donor: 'italy' },
      { id: 'o2', quantity: 5 },
    ],
    pairs: [
      { need: 'n1', offer: 'o1', score: 10 },
      { need: 'n2', offer: 'o1', score: 20 },
      { need: 'n2', offer: 'o2', score: 30 },
    ],
  };
  const line = (need: string, offer: string, quantity: number) => ({ need, offer, quantity });
  const comparison = comparePlans(
    { input, plan: [line('n1', 'o1', 5), line('n2', 'o2', 2)] },
    { input, plan: [line('n1', 'o1', 3), line('n2', 'o1', 2), line('n2', 'o2', 2)] },
  );
  const served = (units: number, score: string) => ({ units, score });
  t.same(comparison.total, { key: null, before: served(7, '110'), after: served(7, '130') });
  t.same(comparison.byTier, [
    { key: '1', before: served(5, '50'), after: served(3, '30') },
    { key: '2', before: served(2, '60'), after: served(4, '100') },
  ]);
  t.same(
    comparison.byDonor.map(({ key }) => key),
    ['italy', null],
  );
  t.same(
    comparison.needs.map(({ key }) => key),
    ['n1', 'n2'],
  );
  t.same(
    comparison.offers.map(({ key }) => key),
    ['o1'],
    'lines that give as before are left out',
  );
  t.same(comparePlans({ input, plan: [] }, { input, plan: [] }).total, { key: null, before: served(0, '0'), after: served(0, '0') });
});

t.test('plans of units with decimals are compared without the noise of binary fractions', async (t) => {
  const input = {
    needs: [
      { id: 'water', decimals: 1 as const, quantity: 10 },
      { id: 'fuel', decimals: 3 as const, quantity: 1_000 },
    ],
    offers: [{ id: 'o', quantity: 9 }],
    pairs: [
      { need: 'water', offer: 'o', score: 5 },
      { need: 'fuel', offer: 'o', score: 7 },
    ],
  };
  const plan = (water: number, fuel: number) => ({
    input,
    plan: [
      { need: 'water', offer: 'o', quantity: water },
      { need: 'fuel', offer: 'o', quantity: fuel },
    ],
  });
  const { total, needs } = comparePlans(plan(1, 200), plan(2, 200));
  t.same(total, { key: null, before: { units: 0.3, score: '1.9' }, after: { units: 0.4, score: '2.4' } });
  t.same(
    needs.map(({ key }) => key),
    ['water'],
  );
});

t.test('quantities of a scenario are read to the step of their unit, and refused where they have more decimals', async (t) => {
  const inTenths: Facts = {
    ...facts,
    needs: facts.needs.map((need) => ({ ...need, facts: { ...need.facts, decimals: 1 } })),
    context: aContext(anItem('water', { decimals: 3 })),
  };
  const water = { key: 'more', itemType: 'water' };
  const { needs, offers } = applyScenario(
    inTenths,
    { changeNeeds: [{ id: 'n1', quantity: 4.5 }], addOffers: [{ ...water, quantity: 2.125, lotSize: 0.5 }] },
    around,
  );
  t.match(needs[0], { facts: { openQuantity: 45 } });
  t.match(offers.at(-1), { facts: { remainingQuantity: 2_125, lotSize: 500, decimals: 3 } });
  const refused = (scenario: Scenario): unknown => {
    try {
      return applyScenario(inTenths, scenario, around);
    } catch (error) {
      return (error as Refusal).details.fields;
    }
  };
  const fault = (pointer: string, limit: string) => [{ pointer: `/scenario/${pointer}`, code: 'too-many-decimals', limit }];
  t.same(refused({ changeNeeds: [{ id: 'n2' }, { id: 'n1', quantity: 4.25 }] }), fault('changeNeeds/1/quantity', '1'));
  t.same(refused({ changeOffers: [{ id: 'o1', quantity: 0.5 }] }), fault('changeOffers/0/quantity', '0'));
  t.same(refused({ addOffers: [{ ...water, quantity: 1, lotSize: 0.0005 }] }), fault('addOffers/0/lotSize', '3'));
});

t.test('what has changed since is told field by field', async (t) => {
  const then = {
    need: { id: 'n', quantity: 5, blockedBy: ['b'] },
    offer: { id: 'o', quantity: 3 },
    pair: { need: 'n', offer: 'o', score: 7 },
  };
  t.same(changedInputs(then, then), []);
  t.same(changedInputs(then, { ...then, need: { id: 'n', quantity: 4 } }), [
    { field: 'need.blockedBy', before: ['b'], now: null },
    { field: 'need.quantity', before: 5, now: 4 },
  ]);
  t.same(changedInputs(then, { ...then, offer: null, pair: { need: 'n', offer: 'o', rule: 'state' } }), [
    { field: 'offer.isThere', before: true, now: false },
    { field: 'pair.rule', before: null, now: 'state' },
    { field: 'pair.score', before: 7, now: null },
  ]);
});

t.test('own weights sum to one, and a score by the weights of the house is the score of the house', async (t) => {
  t.ok(areWhole(SCORE_WEIGHTS));
  t.notOk(areWhole({ ...SCORE_WEIGHTS, tier: 0 }));
  const parts = [
    { part: 'tier', weight: 250_000, input: 333_333, points: 83_333 },
    { part: 'fit', weight: 300_000, input: 500_000, points: 150_000 },
  ] as const;
  t.equal(scoreBy(undefined, parts), 233_333);
  t.equal(scoreBy(SCORE_WEIGHTS, parts), 233_333);
  t.equal(scoreBy({ ...SCORE_WEIGHTS, tier: 0, fit: 550_000 }, parts), 275_000);
});

t.test('canonical JSON has one text for one value', async (t) => {
  t.equal(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined, A: 2n }), '{"A":"2","b":[1,{"c":"x","d":null}]}');
  t.equal(canonicalJson({ y: 1, x: 2 }), canonicalJson({ x: 2, y: 1 }));
});
