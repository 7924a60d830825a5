import fc from 'fast-check';
import t from 'tap';
import { allocate } from '#src/allocation/index.ts';
import type { AllocationInput, AllocationSettings, TierRule } from '#src/allocation/instance.ts';
import { applyScenario, type Surroundings } from '#src/areas/allocations/domain/apply-scenario.ts';
import { sharedBudgetsOf } from '#src/areas/allocations/domain/donation.ts';
import type { Facts, NeedSide } from '#src/areas/allocations/domain/facts.ts';
import { takeSnapshot } from '#src/areas/allocations/domain/instance.ts';
import { type ProvenRun, viewDonation, worthOfOneMoreUnit } from '#src/areas/allocations/domain/next-best-donation.ts';
import type { Donation } from '#src/areas/allocations/domain/request.ts';
import type { StoredResult } from '#src/areas/allocations/domain/result.ts';
import { must } from '#src/kernel/assert.ts';
import { canonicalJson } from '#src/kernel/canonical-json.ts';
import type { NeedLineId } from '#src/kernel/id.ts';
import type { Refusal } from '#src/kernel/refusal.ts';
import { asOften } from '#tests/support/effort.ts';
import { aContext, anItem, aNeed, anOffer } from '../matching/build-facts.ts';
import { anInstance } from '../../allocation/instances.ts';

const needSide = (changes: Parameters<typeof aNeed>[0], more: Partial<NeedSide> = {}): NeedSide => ({
  facts: aNeed({ acceptedSubstitutes: [], ...changes }),
  fulfilTogether: false,
  unit: null,
  blockedBy: [],
  ...more,
});

const facts: Facts = {
  needs: [
    needSide({ needLineId: 'pickups' as NeedLineId, acceptedSubstitutes: ['station-wagon'] }),
    needSide({ needLineId: 'quads' as NeedLineId, itemType: 'quad-bike', priority: 'routine', openQuantity: 3 }),
    needSide({ needLineId: 'tents' as NeedLineId, itemType: 'tent', area: 'shelter' }),
    needSide({ needLineId: 'maps' as NeedLineId, itemType: 'map' }),
  ],
  offers: [{ facts: anOffer(), donor: 'italy' }],
  context: aContext(
    anItem('tent', { area: 'shelter' }),
    anItem('map', { unitCost: { low: 0, high: 0, currency: 'EUR' } }),
    anItem('balloon'),
  ),
};
const around: Surroundings = {
  regions: new Set(['fezzan']),
  areas: new Set(['mobility', 'shelter']),
  organisations: new Map([['italy', { isCivilian: false }]]),
  leadTimeDays: 60,
};
const imagine = (donation: Donation): Facts => applyScenario(facts, { donation }, around);
const boughtBy = (donation: Donation): unknown[] =>
  imagine(donation)
    .offers.slice(1)
    .map(({ facts: line }) => line.kind === 'item' && line.itemType);

t.test('a donation may buy what a need asks for or accepts, at a price that the catalogue knows', async (t) => {
  t.same(boughtBy({ amount: '1000000' }), ['pickup', 'quad-bike', 'station-wagon', 'tent'], 'no map: its price is not known; no balloon');
  t.same(boughtBy({ amount: '1000000', areas: ['shelter'] }), ['tent']);
  t.same(boughtBy({ amount: '1000000', itemTypes: ['quad-bike', 'pickup'], areas: ['mobility'] }), ['pickup', 'quad-bike']);
  t.match(imagine({ amount: '100000.5', donor: 'italy', regions: ['fezzan'] }).offers.at(-1), {
    facts: {
      offerLineId: 'new:donation-tent',
      remainingQuantity: 2,
      goodsCondition: 'new',
      leadTimeDays: 60,
      conditions: [{ type: 'region-only', regions: ['fezzan'] }],
    },
    donor: 'italy',
    unitCost: 40_000_000,
    sharedBudget: 'donation',
  });
});

t.test('the engine is told of its lines without a quantity, and of one shared budget', async (t) => {
  const donation: Donation = { amount: '100000.5', donor: 'italy', itemTypes: ['tent'] };
  t.same(sharedBudgetsOf(donation), { sharedBudgets: [{ id: 'donation', budget: 100_000_500 }] });
  t.same(sharedBudgetsOf(undefined), {});
  const steps = takeSnapshot(imagine(donation), { tiers: 'strict', ...sharedBudgetsOf(donation) }, undefined);
  let step = steps.next();
  while (!step.done) step = steps.next();
  t.same(step.value.request.input.offers[0], { id: 'new:donation-tent', unitCost: 40_000_000, sharedBudget: 'donation', donor: 'italy' });
});

t.test('what a donation names and isn’t there, or a key that its lines have, is refused with its place', async (t) => {
  const donation = { amount: '1', donor: 'nobody', regions: ['atlantis'], areas: ['alchemy'], itemTypes: ['unicorn'] };
  const addOffers = [{ key: 'donation-pickup', itemType: 'pickup', quantity: 1 }];
  try {
    applyScenario(facts, { donation, addOffers }, around);
    t.fail('refused');
  } catch (error) {
    t.same(must((error as Refusal).details.fields, 'fields'), [
      { pointer: '/scenario/donation/donor', code: 'reference-unknown' },
      { pointer: '/scenario/donation/regions/0', code: 'reference-unknown' },
      { pointer: '/scenario/donation/areas/0', code: 'reference-unknown' },
      { pointer: '/scenario/donation/itemTypes/0', code: 'reference-unknown' },
      { pointer: '/scenario/addOffers/0/key', code: 'named-twice' },
    ]);
  }
});

const stored = (value: object): unknown => JSON.parse(canonicalJson(value));

/** A run as it is read from its record. */
function solve(input: AllocationInput, tiers: TierRule = 'strict'): ProvenRun {
  const { plan, isProven, certificate } = allocate(input, { tiers });
  return { input, settings: { tiers }, plan, isProven, certificate: stored(certificate) as StoredResult['certificate'] };
}

t.test('the basket says what is bought for whom at what cost, most worth first, and what it changes', async (t) => {
  const needs = [
    { id: 'n1', quantity: 4, tier: 1 },
    { id: 'n2', quantity: 9, tier: 2 },
  ];
  const given = [{ id: 'o1', quantity: 1 }];
  const baseline = solve({ needs, offers: given, pairs: [{ need: 'n1', offer: 'o1', score: 10 }] });
  const input = {
    needs,
    offers: [
      ...given,
      { id: 'new:donation-radio', unitCost: 1_500, sharedBudget: 'donation' },
      { id: 'new:donation-tent', unitCost: 7, sharedBudget: 'donation' },
      { id: 'new:donation-boat', unitCost: 9, sharedBudget: 'donation' },
    ],
    pairs: [
      ...baseline.input.pairs,
      { need: 'n1', offer: 'new:donation-radio', score: 5 },
      { need: 'n2', offer: 'new:donation-tent', score: 90 },
    ],
  };
  const plan = [
    ...baseline.plan,
    { need: 'n1', offer: 'new:donation-radio', quantity: 3 },
    { need: 'n2', offer: 'new:donation-tent', quantity: 3 },
  ];
  const view = viewDonation(baseline, { ...baseline, input, plan }, new Map([['radio', 1_000]]));
  t.same(view.basket, [
    { itemType: 'radio', quantity: 3, costLow: '3.00', costHigh: '4.50', needs: [{ need: 'n1', quantity: 3 }] },
    { itemType: 'tent', quantity: 3, costLow: '0.02', costHigh: '0.03', needs: [{ need: 'n2', quantity: 3 }] },
  ]);
  t.equal(view.costLow, '3.02', 'to the cent below');
  t.equal(view.costHigh, '4.53', 'and above');
  t.same(view.effect, {
    tiers: [
      { tier: 1, units: 3 },
      { tier: 2, units: 3 },
    ],
    score: '285',
    needs: [
      { need: 'n1', before: 1, after: 4 },
      { need: 'n2', before: 0, after: 3 },
    ],
  });
  t.same(view.oneMoreUnit, [
    { itemType: 'radio', tierWeight: 2, score: 5, isExact: true },
    { itemType: 'tent', tierWeight: 1, score: 90, isExact: true },
    { itemType: 'boat', tierWeight: 0, score: 0, isExact: true },
  ]);
});

t.test('a basket of litres costs what its steps cost, and is worth what a whole unit is', async (t) => {
  const needs = [
    { id: 'n1', decimals: 1 as const, quantity: 45, tier: 1 },
    { id: 'n2', quantity: 2, tier: 1 },
  ];
  const offers = [
    { id: 'new:donation-fuel', unitCost: 1_503, sharedBudget: 'donation' },
    { id: 'new:donation-tent', unitCost: 7, sharedBudget: 'donation' },
  ];
  const pairs = [
    { need: 'n1', offer: 'new:donation-fuel', score: 5 },
    { need: 'n2', offer: 'new:donation-tent', score: 90 },
  ];
  const baseline = solve({ needs, offers: [], pairs: [] });
  const plan = [
    { need: 'n1', offer: 'new:donation-fuel', quantity: 31 },
    { need: 'n2', offer: 'new:donation-tent', quantity: 2 },
  ];
  const view = viewDonation(baseline, { ...baseline, input: { needs, offers, pairs }, plan }, new Map([['fuel', 1_001]]));
  t.match(view.basket, [
    { itemType: 'fuel', quantity: 3.1, costLow: '3.10', costHigh: '4.66', needs: [{ need: 'n1', quantity: 3.1 }] },
    { itemType: 'tent', quantity: 2, costLow: '0.01', costHigh: '0.02' },
  ]);
  t.match(view, { costLow: '3.11', costHigh: '4.68' });
  t.same(view.effect.tiers, [{ tier: 1, units: 5.1 }]);
  t.equal(view.effect.score, '195.5');
  t.match(view.oneMoreUnit, [
    { itemType: 'tent', score: 90, isExact: true },
    { itemType: 'fuel', score: 5, isExact: false },
  ]);
});

t.test('one more unit is worth nothing where all are served, and is no exact worth where side conditions reach', async (t) => {
  const needs = [
    { id: 'full', quantity: 1 },
    { id: 'stuck', quantity: 5, blockedBy: ['customs'] },
    { id: 'new:added', quantity: 5 },
  ];
  const baseline = solve({ needs: needs.slice(0, 2), offers: [{ id: 'o', quantity: 1 }], pairs: [{ need: 'full', offer: 'o', score: 9 }] });
  const pairs = needs.map(({ id }) => ({ need: id, offer: 'new:donation-radio', score: 9 }));
  const scenario = { input: { needs, offers: [{ id: 'new:donation-radio', sharedBudget: 'donation' }], pairs }, plan: [] };
  t.same(worthOfOneMoreUnit(baseline, scenario), [{ itemType: 'radio', tierWeight: 0, score: 0, isExact: true }]);
  const given = (donor: string) => ({ ...scenario, input: { ...scenario.input, offers: scenario.input.offers.map((offer) => ({ ...offer, donor })) } }); // prettier-ignore
  const isExact = (settings: Partial<AllocationSettings>, donor = 'italy') =>
    worthOfOneMoreUnit({ ...baseline, settings: { tiers: 'strict', ...settings } }, given(donor)).map((worth) => worth.isExact);
  const cap = { id: 'c', by: 'donor', value: 'italy', quantity: 9 } as const;
  t.same(isExact({}), [true]);
  t.same(isExact({ caps: [cap] }), [false]);
  t.same(isExact({ caps: [cap] }, 'malta'), [true]);
  t.same(isExact({ donorLimit: 1 }), [false]);
  t.same(isExact({ fixed: [{ need: 'full', offer: 'o', quantity: 1 }] }), [false]);
});

t.test('what one more unit is worth is what the plan gains when it is solved with that unit', async () => {
  const worlds = fc
    .tuple(
      anInstance({ lines: 6, pairs: 18, quantity: 4, score: 50 }),
      fc.array(fc.option(fc.nat(60), { nil: null }), { minLength: 6, maxLength: 6 }),
    )
    .map(([input, scores]) => {
      const pairs = input.needs.flatMap(({ id }, place) => {
        const score = scores[place] ?? null;
        return score === null ? [] : [{ need: id, offer: 'new:donation-radio', score }];
      });
      const offers = [...input.offers, { id: 'new:donation-radio', quantity: 1 }];
      return { input, more: { needs: input.needs, offers, pairs: [...input.pairs, ...pairs] } };
    });
  fc.assert(
    fc.property(worlds, fc.constantFrom<TierRule>('strict', 'off'), ({ input, more }, tiers) => {
      const baseline = solve(input, tiers);
      const [before, after] = [allocate(input, { tiers }), allocate(more, { tiers })];
      const weights = new Map(baseline.certificate.tierWeights.map(({ tier, weight }) => [tier, weight]));
      const weigh = (run: typeof before) => run.tiers.reduce((sum, { tier, served }) => sum + Number(served) * (weights.get(tier) ?? 0), 0);
      const [worth] = worthOfOneMoreUnit(baseline, { input: more, plan: [] });
      const gained = { tierWeight: weigh(after) - weigh(before), score: Number(after.objective - before.objective) };
      return canonicalJson(worth) === canonicalJson({ itemType: 'radio', ...gained, isExact: true });
    }),
    { numRuns: asOften(2_000) },
  );
});
