import fc from 'fast-check';
import t from 'tap';
import { allocate, InexactNumbers, verifyCertificate } from '#src/allocation/index.ts';
import { splitComponents } from '#src/allocation/components.ts';
import type { AllocationInput } from '#src/allocation/instance.ts';
import { NetworkSimplex } from '#src/allocation/network-simplex.ts';
import type { Transport } from '#src/allocation/transport.ts';
import { asOften } from '#tests/support/effort.ts';
import { anInstance, reached, solved } from './instances.ts';

const SOME = { lines: 15, pairs: 60, quantity: 40, score: 1_000 };

/** A full table of costs as an instance: the worth of a unit is a constant less its cost, so the most worth is the least cost. */
function costTable(costs: readonly (readonly number[])[], supply: readonly number[], demand: readonly number[]): AllocationInput {
  const constant = Math.max(...costs.flat()) + 1;
  return {
    needs: demand.map((quantity, need) => ({ id: `n${need}`, quantity })),
    offers: supply.map((quantity, offer) => ({ id: `o${offer}`, quantity })),
    pairs: costs.flatMap((row, offer) => row.map((cost, need) => ({ need: `n${need}`, offer: `o${offer}`, score: constant - cost }))),
  };
}

function costOf(costs: readonly (readonly number[])[], supply: readonly number[], demand: readonly number[]): number {
  const { instance, solution, claim } = solved(costTable(costs, supply, demand), 'off');
  if (verifyCertificate(claim) !== null) throw new Error('the certificate is refused');
  let cost = 0;
  for (let need = 0; need < instance.needIds.length; need += 1) {
    for (let pair = instance.rowStarts[need] ?? 0; pair < (instance.rowStarts[need + 1] ?? 0); pair += 1) {
      const offer = Number(instance.offerIds[instance.offers[pair] ?? 0]?.slice(1));
      cost += (solution.quantities[pair] ?? 0) * (costs[offer]?.[Number(instance.needIds[need]?.slice(1))] ?? 0);
    }
  }
  return cost;
}

t.test('textbook problems reach their known optima', async (t) => {
  const assignment = [
    [82, 83, 69, 92],
    [77, 37, 49, 92],
    [11, 69, 5, 86],
    [8, 9, 98, 23],
  ];
  t.equal(costOf(assignment, [1, 1, 1, 1], [1, 1, 1, 1]), 140, 'the four by four assignment of the Hungarian method');
  const powerStations = [
    [8, 6, 10, 9],
    [9, 12, 13, 7],
    [14, 9, 16, 5],
  ];
  t.equal(costOf(powerStations, [35, 50, 40], [45, 20, 30, 30]), 1020, 'three power stations and four cities (Winston)');
  const northWest = [
    [19, 30, 50, 10],
    [70, 30, 40, 60],
    [40, 8, 70, 20],
  ];
  t.equal(costOf(northWest, [7, 9, 18], [5, 8, 7, 14]), 743, 'the transport that Vogel’s method comes close to');
});

t.test('empty, hopeless, huge and equal instances have a proven plan', async (t) => {
  const cases: Record<string, [AllocationInput, bigint[]]> = {
    nothing: [{ needs: [], offers: [], pairs: [] }, [0n]],
    'no pair': [{ needs: [{ id: 'a', quantity: 3, tier: 1 }], offers: [{ id: 'x', quantity: 3 }], pairs: [] }, [0n, 0n]],
    'nothing is worth anything': [
      { needs: [{ id: 'a', quantity: 3 }], offers: [{ id: 'x', quantity: 3 }], pairs: [{ need: 'a', offer: 'x', score: 0 }] },
      [0n],
    ],
    'only empty lines': [
      { needs: [{ id: 'a', quantity: 0 }], offers: [{ id: 'x', quantity: 0 }], pairs: [{ need: 'a', offer: 'x', score: 9 }] },
      [0n],
    ],
    'a thousand million at a million each, twice': [
      {
        needs: [
          { id: 'a', quantity: 1e9, tier: 1 },
          { id: 'b', quantity: 1e9, tier: 2 },
        ],
        offers: [{ id: 'x', quantity: 1e9 + 1 }],
        pairs: [
          { need: 'a', offer: 'x', score: 1 },
          { need: 'b', offer: 'x', score: 1e6 },
        ],
      },
      [1_000_000_000n, 1n, 1_001_000_000n],
    ],
  };
  for (const [name, [input, expected]] of Object.entries(cases)) {
    const { instance, solution, claim } = solved(input);
    t.strictSame(reached(instance, solution, 'strict'), expected, name);
    t.equal(verifyCertificate(claim), null);
  }
  const equal = { needs: line('n', 20), offers: line('o', 20), pairs: everyPair(20, 7) };
  t.strictSame(reached(solved(equal).instance, solved(equal).solution, 'strict'), [20n * 5n * 7n]);
});

const line = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}`, quantity: 5 }));
const everyPair = (count: number, score: number) =>
  Array.from({ length: count * count }, (_, index) => ({ need: `n${index % count}`, offer: `o${Math.floor(index / count)}`, score }));

t.test('numbers that would be rounded are refused', async (t) => {
  const input = {
    needs: [{ id: 'a', quantity: 1, tier: 1 }],
    offers: [{ id: 'x', quantity: 1 }],
    pairs: [{ need: 'a', offer: 'x', score: 2 ** 52 }],
  };
  t.throws(() => solved(input), InexactNumbers);
});

t.test('the order in which things are named never shows in the plan', async () => {
  fc.assert(
    fc.property(anInstance(SOME), fc.infiniteStream(fc.nat()), (input, numbers) => {
      const shuffled = {
        needs: shuffle(input.needs, numbers),
        offers: shuffle(input.offers, numbers),
        pairs: shuffle(input.pairs, numbers),
      };
      const [one, other] = [solved(input), solved(shuffled)];
      return (
        one.solution.quantities.every((quantity, pair) => quantity === other.solution.quantities[pair]) &&
        one.solution.scorePrices.every((price, node) => price === other.solution.scorePrices[node])
      );
    }),
    { numRuns: asOften(300) },
  );
});

function shuffle<Item>(items: readonly Item[], numbers: Iterator<number>): Item[] {
  return items
    .map((item) => ({ item, key: Number(numbers.next().value) }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

t.test('more of an offer never lowers what is reached, and its price is what one unit more brings', async () => {
  fc.assert(
    fc.property(anInstance(SOME), fc.nat(), (input, pick) => {
      if (input.offers.length === 0) return true;
      const raised = pick % input.offers.length;
      const before = solved(input, 'off');
      const after = solved(
        {
          ...input,
          offers: input.offers.map((offer, index) => (index === raised ? { ...offer, quantity: (offer.quantity ?? 0) + 1 } : offer)),
        },
        'off',
      );
      const [was = 0n] = reached(before.instance, before.solution, 'off');
      const [is = 0n] = reached(after.instance, after.solution, 'off');
      const number = before.instance.offerIds.indexOf(input.offers[raised]?.id ?? '');
      const price = before.solution.scorePrices[before.instance.needIds.length + number] ?? 0;
      const holdsNothing = before.instance.offerQuantities[number] === 0;
      return is >= was && (holdsNothing ? is - was <= BigInt(price) : is - was === BigInt(price));
    }),
    { numRuns: asOften(1_000) },
  );
});

t.test('a tier is served no less because there are lower ones', async () => {
  fc.assert(
    fc.property(anInstance(SOME), (input) => {
      const whole = solved(input);
      const served = reached(whole.instance, whole.solution, 'strict').slice(0, -1);
      const firstAlone = { ...input, needs: input.needs.map((need) => ({ ...need, quantity: need.tier === 1 ? need.quantity : 0 })) };
      const alone = solved(firstAlone);
      if (!input.needs.some(({ tier }) => tier === 1)) return true;
      return served[0] === reached(alone.instance, alone.solution, 'strict')[0];
    }),
    { numRuns: asOften(1_000) },
  );
});

t.test('solved part by part, a transport is worth as much as solved whole', async () => {
  fc.assert(
    fc.property(anInstance({ ...SOME, pairs: 15 }), (input) => {
      const held = {
        ...input,
        needs: input.needs.map((need) => ({ ...need, quantity: need.quantity + 1 })),
        offers: input.offers.map((offer) => ({ ...offer, quantity: (offer.quantity ?? 0) + 1 })),
      };
      const { instance, solution } = solved(held, 'off');
      const transport: Transport = {
        needCount: instance.needIds.length,
        offerCount: instance.offerIds.length,
        quantities: Float64Array.from([...instance.needQuantities, ...instance.offerQuantities]),
        rowStarts: instance.rowStarts,
        offers: instance.offers.map((offer) => instance.needIds.length + offer),
        values: instance.scores,
      };
      const quantities = new Float64Array(instance.offers.length);
      const parts = splitComponents(transport);
      if (parts === null) return true;
      for (const part of parts) {
        const ofPart = new NetworkSimplex(part.transport).solve();
        for (const [need, start] of part.transport.rowStarts.subarray(0, -1).entries()) {
          const row = ofPart.quantities.subarray(start, part.transport.rowStarts[need + 1]);
          quantities.set(row, instance.rowStarts[part.nodes[need] ?? 0]);
        }
      }
      return reached(instance, { quantities }, 'off')[0] === reached(instance, solution, 'off')[0];
    }),
    { numRuns: asOften(1_000) },
  );
});

t.test('a large instance goes part by part and is proven like any other', async (t) => {
  const count = 400;
  const halves = everyPair(count, 3).map((pair) => ({ ...pair, need: `${pair.need}-1`, offer: `${pair.offer}-1` }));
  const { instance, solution, claim } = solved(
    {
      needs: [...line('n', count), ...line('n', count).map((need) => ({ ...need, id: `${need.id}-1` }))],
      offers: [...line('o', count), ...line('o', count).map((offer) => ({ ...offer, id: `${offer.id}-1` }))],
      pairs: [...everyPair(count, 2), ...halves],
    },
    'off',
  );
  t.equal(instance.offers.length, 2 * count * count);
  t.equal(verifyCertificate(claim), null);
  t.strictSame(reached(instance, solution, 'off'), [BigInt(count * 5 * 5)]);
});

t.test('a plan names its lines, its tiers from the highest, and the prices that prove it', async (t) => {
  const allocation = allocate(
    {
      needs: [
        { id: 'post', quantity: 4, tier: 2 },
        { id: 'airport', quantity: 3, tier: 1 },
        { id: 'later', quantity: 5 },
      ],
      offers: [
        { id: 'radios', quantity: 5 },
        { id: 'spare', quantity: 1 },
      ],
      pairs: [
        { need: 'airport', offer: 'radios', score: 10 },
        { need: 'post', offer: 'radios', score: 500 },
        { need: 'later', offer: 'radios', score: 900 },
        { need: 'later', offer: 'spare', score: 1 },
      ],
    },
    { tiers: 'strict' },
  );
  t.strictSame(allocation, {
    plan: [
      { need: 'airport', offer: 'radios', quantity: 3 },
      { need: 'later', offer: 'spare', quantity: 1 },
      { need: 'post', offer: 'radios', quantity: 2 },
    ],
    objective: 1_031n,
    tiers: [
      { tier: 1, asked: 3n, served: 3n },
      { tier: 2, asked: 4n, served: 2n },
      { tier: null, asked: 5n, served: 1n },
    ],
    isProven: true,
    certificate: {
      tierRule: 'strict',
      tierWeights: [
        { tier: 1, weight: 3 },
        { tier: 2, weight: 2 },
        { tier: null, weight: 1 },
      ],
      needs: [{ id: 'airport', tierWeight: 1, score: -490 }],
      offers: [
        { id: 'radios', tierWeight: 2, score: 500 },
        { id: 'spare', tierWeight: 1, score: 1 },
      ],
      parts: [],
      relaxed: [],
    },
  });
});
