import t from 'tap';
import { allocate, type Allocation, type AllocationInput, type AllocationSettings, verifyAllocation } from '#src/allocation/index.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';
import { everyPlan } from './every-plan.ts';
import { totalsOf } from './mixtures.ts';
import { restate, type Stated } from './restate.ts';

const solver = await loadSolver();

t.test('ids that read alike when they are put together are two pairs: 60, and not 20', async (t) => {
  const input = {
    needs: [
      { id: 'a', quantity: 5, tier: 1 },
      { id: 'a b', quantity: 5, tier: 1 },
    ],
    offers: [
      { id: 'b c', quantity: 5, blockedBy: ['x'] },
      { id: 'c', quantity: 5, lot: 2 },
    ],
    pairs: [
      { need: 'a', offer: 'b c', score: 10 },
      { need: 'a b', offer: 'c', score: 10 },
    ],
  };
  const settings = { tiers: 'strict', fixed: [{ need: 'a', offer: 'b c', quantity: 2 }] } as const;
  const allocation = allocate(input, settings, { solver });
  t.match(allocation, {
    isProven: true,
    objective: 60n,
    plan: [
      { need: 'a', offer: 'b c', quantity: 2 },
      { need: 'a b', offer: 'c', quantity: 4 },
    ],
  });
  t.equal(verifyAllocation(input, settings, allocation), null);
});

t.test('a fixed line is itself and no other that reads alike, whichever of them is blocked', async (t) => {
  const alike = [
    { need: 'a', offer: 'b c' },
    { need: 'a b', offer: 'c' },
  ];
  const pairs = [...alike.map((pair) => ({ ...pair, score: 10 })), { need: 'a b', offer: 'b c', score: 1 }];
  for (const stays of alike) {
    for (const blocked of [[], ['b c'], ['c'], ['b c', 'c']]) {
      const input = {
        needs: ['a', 'a b'].map((id) => ({ id, quantity: 5 })),
        offers: ['b c', 'c'].map((id) => ({ id, quantity: 5, blockedBy: blocked.includes(id) ? ['paper'] : [] })),
        pairs,
      };
      const settings = { tiers: 'off', fixed: [{ ...stays, quantity: 2 }] } as const;
      const allocation = allocate(input, settings, { solver });
      const scores = everyPlan({ input, settings }).map((plan) => totalsOf({ input, settings }, plan)[0] ?? 0);
      const what = `${stays.need} and ${stays.offer} with ${blocked.join(' and ') || 'nothing'} blocked`;
      t.equal(allocation.objective, BigInt(Math.max(...scores)), what);
      t.ok(allocation.isProven, what);
      t.equal(verifyAllocation(input, settings, allocation), null, what);
    }
  }
});

const MILLION = 1_000_000;
/** Millions asked for, tier, region. */
const ASKED: readonly (readonly [millions: number, tier: number | undefined, region: string])[] = [
  [4, 2, 'r1'],
  [12, 1, 'r0'],
  [4, undefined, 'r2'],
  [1, 2, 'r0'],
  [7, 1, 'r2'],
  [10, 2, 'r0'],
  [5, undefined, 'r0'],
  [4, undefined, 'r1'],
  [10, undefined, 'r0'],
];
const MILLIONS_HELD = [11, 3, 9, 10, 6, 11, 0];
/** Per need, the scores of the offers. */
const SCORES: readonly Readonly<Record<number, number>>[] = [
  { 0: 776, 5: 30, 6: 267 },
  { 1: 321, 2: 176, 3: 870, 4: -35 },
  { 0: 840, 1: 195, 2: 850, 3: 940, 5: 7, 6: 701 },
  { 0: 293, 1: 127, 4: -28, 5: 318, 6: 545 },
  { 0: -29, 1: 528, 2: 718, 3: 247, 4: 105, 5: 647 },
  { 1: -3, 2: 488, 4: 0 },
  { 1: 447, 2: 845, 4: 282, 5: 206, 6: 432 },
  { 0: 373, 2: 874, 3: 723, 5: 863, 6: 882 },
  { 1: 883, 2: 971, 3: -43, 4: 876, 6: 689 },
];
/** Units of tier 1, of tier 2 and of what has none, and the score, of a plan that obeys the floor. */
const KNOWN = [19_000_000n, 4_586_206n, 4_000_000n, 21_225_620_262n];

t.test('a share of 29 % of millions is not called best where a better plan is known', async (t) => {
  const input: AllocationInput = {
    needs: ASKED.map(([millions, tier, region], need) => ({ id: `n${need}`, quantity: millions * MILLION, tier, region })),
    offers: MILLIONS_HELD.map((millions, offer) => ({ id: `o${offer}`, quantity: millions * MILLION })),
    pairs: SCORES.flatMap((scores, need) =>
      Object.entries(scores).map(([offer, score]) => ({ need: `n${need}`, offer: `o${offer}`, score })),
    ),
  };
  const settings: AllocationSettings = {
    tiers: 'strict',
    floors: [{ id: 'fs', by: 'region', value: 'r1', percent: 29, of: 'support' }],
  };
  const allocation = allocate(input, settings, { solver });
  t.equal(verifyAllocation(input, settings, allocation), null);
  const totals = [...allocation.tiers.map(({ served }) => served), allocation.objective];
  const differing = totals.findIndex((total, place) => total !== KNOWN[place]);
  t.ok(differing < 0 || (totals[differing] as bigint) > (KNOWN[differing] as bigint), `it reaches ${totals.join(', ')}`);
  const stages = allocation.certificate.parts.flatMap((part) => part.stages);
  t.equal(
    allocation.isProven,
    stages.every(({ reached, bound }) => reached === bound),
  );
});

t.test('an empty plan is not proven by saying that no plan is better', async (t) => {
  const input: AllocationInput = {
    needs: [
      { id: 'n1', quantity: 10, tier: 1 },
      { id: 'n2', quantity: 10, tier: 2 },
    ],
    offers: [{ id: 'o1', quantity: 12, donor: 'd' }],
    pairs: [
      { need: 'n1', offer: 'o1', score: 100 },
      { need: 'n2', offer: 'o1', score: 50 },
    ],
  };
  const settings: AllocationSettings = { tiers: 'strict', caps: [{ id: 'c', by: 'donor', value: 'd', quantity: 11 }] };
  const honest = allocate(input, settings, { solver });
  t.match(honest, { isProven: true, objective: 1_050n });
  const empty = (stated: Stated): Allocation => restate({ input, settings }, [], honest, stated);
  for (const lie of ['lowered', 'boasted'] as const) {
    t.ok(empty(lie).isProven);
    t.not(verifyAllocation(input, settings, empty(lie)), null, lie);
  }
  t.notOk(empty('shown').isProven);
  t.equal(verifyAllocation(input, settings, empty('shown')), null, 'with the bounds that its proofs show it is an honest plan');
  t.not(verifyAllocation(input, settings, { ...empty('shown'), isProven: true }), null);
});

t.test(
  'a fixed line in a finer step than its offer’s leaves the rest of the offer in whole ones: 4 units more, and not none',
  async (t) => {
    const input = {
      needs: [
        { id: 'fuel', quantity: 5, tier: 1, decimals: 3 },
        { id: 'cans', quantity: 5, tier: 1, allOrNothing: true },
        { id: 'kit', quantity: 4, group: 'kit' },
      ],
      // What it buys costs nothing, so that all that is asked of it, 9.005 units, bounds it.
      offers: [{ id: 'offer', quantity: 12, budget: 10 }],
      pairs: ['fuel', 'cans', 'kit'].map((need) => ({ need, offer: 'offer', score: 0, unitCost: 0 })),
    } as const;
    const settings = { tiers: 'strict', fixed: [{ need: 'fuel', offer: 'offer', quantity: 1 }] } as const;
    const allocation = allocate(input, settings, { solver });
    t.match(allocation, {
      isProven: true,
      plan: [
        { need: 'cans', offer: 'offer', quantity: 5 },
        { need: 'fuel', offer: 'offer', quantity: 1 },
        { need: 'kit', offer: 'offer', quantity: 4 },
      ],
    });
    t.equal(verifyAllocation(input, settings, allocation), null);
  },
);
