import fc from 'fast-check';
import t from 'tap';
import {
  allocate,
  type Allocation,
  type AllocationInput,
  type AllocationNeed,
  type AllocationOffer,
  type AllocationSettings,
  explain,
  formatReasons,
  ImpossibleConditions,
  type MarginalWorth,
  type OfferCause,
  type NeedCause,
  runAllocation,
  type Solver,
  UnfinishedSearch,
} from '#src/allocation/index.ts';
import { LANGUAGES } from '#src/kernel/language.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';
import { NO_MULTIPLIERS } from '#src/allocation/proof.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { grainsIn } from './grains.ts';
import { aLargeMixture } from './large-mixtures.ts';
import { aMixture, type Mixture } from './mixtures.ts';
import { tryToAllocate } from './try-to-allocate.ts';

const solver = await loadSolver();

const run = (
  input: AllocationInput,
  settings: Partial<AllocationSettings> = {},
  excluded: Parameters<typeof runAllocation>[0]['excluded'] = [],
) => runAllocation({ input, settings: { tiers: 'off', ...settings }, excluded }, { solver });

const needCause = (result: ReturnType<typeof run>, id: string): NeedCause | undefined =>
  result.reasons.needs.find(({ need }) => need === id)?.cause;
const offerCause = (result: ReturnType<typeof run>, id: string): OfferCause | undefined =>
  result.reasons.offers.find(({ offer }) => offer === id)?.cause;

t.test('a need that lost says to whom, from which offer, and by how much', async (t) => {
  const result = run({
    needs: [
      { id: 'airport', quantity: 4 },
      { id: 'coast', quantity: 3 },
    ],
    offers: [{ id: 'radios', quantity: 5 }],
    pairs: [
      { need: 'airport', offer: 'radios', score: 700 },
      { need: 'coast', offer: 'radios', score: 400 },
    ],
  });
  t.strictSame(needCause(result, 'airport'), { code: 'served' });
  t.strictSame(needCause(result, 'coast'), {
    code: 'outbid',
    offer: 'radios',
    shortBy: { tierWeight: 0, score: 0 },
    rivals: [{ need: 'airport', offer: 'radios', quantity: 4, tier: null, score: 700 }],
  });
  t.strictSame(result.reasons.needs[0]?.oneMoreUnit, { tierWeight: 0, score: 300, isExact: true });
  t.strictSame(result.reasons.offers[0]?.oneMoreUnit, { tierWeight: 0, score: 400, isExact: true });
});

t.test('a need without an eligible offer counts the rules that removed its offers', async (t) => {
  const input = { needs: [{ id: 'post', quantity: 2 }, { id: 'far', quantity: 1 }], offers: [{ id: 'radios', quantity: 5 }], pairs: [] }; // prettier-ignore
  const excluded = [
    { need: 'post', offer: 'radios', rule: 'region' },
    { need: 'post', offer: 'others', rule: 'time-window' },
    { need: 'post', offer: 'more', rule: 'region' },
  ];
  const result = run(input, {}, excluded);
  const rules = [
    { rule: 'region', count: 2 },
    { rule: 'time-window', count: 1 },
  ];
  t.strictSame(needCause(result, 'post'), { code: 'no-eligible-offer', rules });
  t.strictSame(needCause(result, 'far'), { code: 'no-eligible-offer', rules: [] });
  t.strictSame(offerCause(result, 'radios'), { code: 'no-eligible-need', rules: [{ rule: 'region', count: 1 }] });
  t.equal(result.reasons.excluded.length, 3);
});

t.test('an obstacle is a rule that removes what it blocks', async (t) => {
  const result = run({
    needs: [{ id: 'post', quantity: 2, blockedBy: ['O-1'] }],
    offers: [{ id: 'radios', quantity: 5 }],
    pairs: [{ need: 'post', offer: 'radios', score: 1 }],
  });
  t.strictSame(needCause(result, 'post'), { code: 'no-eligible-offer', rules: [{ rule: 'obstacle', count: 1 }] });
});

const ONE_PAIR = {
  needs: [{ id: 'n', quantity: 5 }],
  offers: [{ id: 'o', quantity: 9, donor: 'italy' }],
  pairs: [{ need: 'n', offer: 'o', score: 10, unitCost: 3 }],
};

for (const [name, input, settings, code] of [
  ['a lot', { ...ONE_PAIR, offers: [{ id: 'o', quantity: 9, lot: 3 }] }, {}, 'lot'],
  ['a minimum lot', { ...ONE_PAIR, offers: [{ id: 'o', quantity: 9, minimumLot: 6 }] }, {}, 'lot'],
  ['a cap', ONE_PAIR, { caps: [{ id: 'c', by: 'donor', value: 'italy', quantity: 2 }] }, 'cap'],
  ['a fixed line', ONE_PAIR, { fixed: [{ need: 'n', offer: 'o', quantity: 1 }] }, 'fixed'],
  ['an offer that goes whole', { ...ONE_PAIR, offers: [{ id: 'o', quantity: 9, allOrNothing: true }] }, {}, 'offer-all-or-nothing'],
  ['all or nothing', { ...ONE_PAIR, needs: [{ id: 'n', quantity: 10, allOrNothing: true }] }, {}, 'all-or-nothing'],
  [
    'a group',
    { ...ONE_PAIR, needs: [{ id: 'n', quantity: 5, group: 'g' }, { id: 'other', quantity: 1, group: 'g' }] }, // prettier-ignore
    {},
    'group',
  ],
  [
    'a package',
    { ...ONE_PAIR, needs: [{ id: 'n', quantity: 5 }, { id: 'other', quantity: 1 }] }, // prettier-ignore
    { packages: [{ id: 'p', parts: [{ need: 'n', quantity: 1 }, { need: 'other', quantity: 1 }] }] }, // prettier-ignore
    'package',
  ],
  ['a shared budget', { ...ONE_PAIR, offers: [{ id: 'o', sharedBudget: 'p' }, { id: 'p', sharedBudget: 'p' }], pairs: [...ONE_PAIR.pairs, { need: 'n', offer: 'p', score: 9, unitCost: 2 }] }, { sharedBudgets: [{ id: 'p', budget: 4 }] }, 'budget'], // prettier-ignore
] as const satisfies readonly (readonly [string, AllocationInput, Partial<AllocationSettings>, string])[]) {
  t.test(`${name} that stops a pair is its reason on both sides`, async (t) => {
    const result = run(input, settings);
    t.equal(needCause(result, 'n')?.code, code);
    if (code !== 'budget') t.equal(offerCause(result, 'o')?.code, code);
  });
}

t.test('money that bought all it could is the reason, and not that nothing is left', async (t) => {
  const result = run({
    needs: [{ id: 'n', quantity: 5 }],
    offers: [{ id: 'fund', budget: 100 }],
    pairs: [{ need: 'n', offer: 'fund', score: 6, unitCost: 40 }],
  });
  t.strictSame(needCause(result, 'n'), { code: 'budget', offer: 'fund', left: 0, limit: 100 });
  t.strictSame(offerCause(result, 'fund'), { code: 'budget', need: 'n', left: 3, limit: 100 });
});

/** An allocation of this one line whose bound says that more might be possible. */
const unfinished = (quantity: number): Allocation => ({
  plan: quantity === 0 ? [] : [{ need: 'n', offer: 'o', quantity }],
  objective: BigInt(5 * quantity),
  tiers: [],
  isProven: false,
  certificate: {
    tierRule: 'off',
    tierWeights: [],
    needs: [],
    offers: [],
    parts: [
      {
        needs: ['n'],
        offers: ['o'],
        stages: [{ score: true, reached: BigInt(5 * quantity), bound: 15n, proof: { multipliers: NO_MULTIPLIERS }, solverBound: null }],
      },
    ],
    relaxed: [],
  },
});

t.test('where the search was not ended, that is the reason, and no judgement of the plan', async (t) => {
  const input = {
    needs: [{ id: 'n', quantity: 3 }],
    offers: [{ id: 'o', quantity: 4 }],
    pairs: [{ need: 'n', offer: 'o', score: 5 }],
  };
  const whole = { ...input, needs: [{ id: 'n', quantity: 3, allOrNothing: true }] };
  const goesWhole = { ...input, offers: [{ id: 'o', quantity: 4, allOrNothing: true }] };
  const floor = { tiers: 'off', floors: [{ id: 'f', by: 'region', value: 'south', percent: 10, of: 'support' }] } as const;
  for (const [conditioned, settings, quantity] of [
    [input, floor, 1],
    [whole, { tiers: 'off' }, 0],
    [goesWhole, { tiers: 'off' }, 0],
  ] as const) {
    // prettier-ignore
    const { needs, offers } = explain(conditioned, settings, unfinished(quantity), []);
    t.strictSame(needs[0]?.cause, { code: 'unfinished', offer: 'o', left: 4 - quantity, limit: null });
    t.strictSame(offers[0]?.cause, { code: 'unfinished', need: 'n', left: 3 - quantity, limit: null });
  }
});

t.test('a share of all support is the reason where one more unit would break it, and only there', async (t) => {
  const input = {
    needs: [
      { id: 'north', quantity: 9, region: 'north' },
      { id: 'south', quantity: 2, region: 'south' },
    ],
    offers: [{ id: 'radios', quantity: 20 }],
    pairs: [
      { need: 'north', offer: 'radios', score: 5 },
      { need: 'south', offer: 'radios', score: 5 },
    ],
  };
  const floor = { id: 'f', by: 'region', value: 'south', of: 'support' } as const;
  const bound = run(input, { floors: [{ ...floor, percent: 25 }] });
  t.strictSame(needCause(bound, 'north'), { code: 'floor', offer: 'radios', left: 12, limit: null });
  const unwanted = { ...input, pairs: input.pairs.map((pair) => ({ ...pair, score: pair.need === 'north' ? -1 : 5 })) };
  const free = run(unwanted, { floors: [{ ...floor, percent: 25 }] });
  t.strictSame(needCause(free, 'north'), { code: 'not-worth-it', offer: 'radios', left: 18, limit: null });
});

t.test('rivals are those of the offer that is named, and a cap, a lot and money say what they leave', async (t) => {
  const rival = run({
    needs: [
      { id: 'n0', quantity: 10, tier: 1 },
      { id: 'n1', quantity: 1 },
    ],
    offers: [
      { id: 'o0', quantity: 9 },
      { id: 'o1', quantity: 1 },
    ],
    pairs: [
      { need: 'n0', offer: 'o0', score: 5 },
      { need: 'n0', offer: 'o1', score: 5 },
      { need: 'n1', offer: 'o1', score: 5 },
    ],
  });
  t.match(needCause(rival, 'n1'), { code: 'outbid', offer: 'o1', rivals: [{ need: 'n0', offer: 'o1', quantity: 1 }] });
  const money = run(
    {
      needs: [{ id: 'n', quantity: 9 }],
      offers: [{ id: 'o', budget: 20 }],
      pairs: [{ need: 'n', offer: 'o', score: 5, unitCost: 4 }],
    },
    { caps: [{ id: 'c', by: 'recipient', value: 'guards', quantity: 3 }] },
  );
  t.match(needCause(money, 'n'), { code: 'budget', left: 0, limit: 20 });
  const free = run({
    needs: [{ id: 'n', quantity: 2 }],
    offers: [{ id: 'o', budget: 2 }],
    pairs: [{ need: 'n', offer: 'o', score: 5, unitCost: 0 }],
  });
  t.strictSame(offerCause(free, 'o'), { code: 'needs-served', count: 1 });
});

t.test('a lot or a cap that would stop a need is its reason, and not who holds what it could not have had', async (t) => {
  const input = {
    needs: [
      { id: 'airport', quantity: 6, recipient: 'guards' },
      { id: 'coast', quantity: 3, recipient: 'customs' },
    ],
    offers: [{ id: 'radios', quantity: 8, lot: 2 }],
    pairs: [
      { need: 'airport', offer: 'radios', score: 7 },
      { need: 'coast', offer: 'radios', score: 5 },
    ],
  };
  t.match(needCause(run(input), 'coast'), { code: 'lot', offer: 'radios', left: 0, limit: 2 });
  const capped = run(
    { ...input, offers: [{ id: 'radios', quantity: 8 }] },
    { caps: [{ id: 'c', by: 'recipient', value: 'customs', quantity: 2 }] },
  );
  t.match(needCause(capped, 'coast'), { code: 'cap', offer: 'radios', left: 0, limit: 2 });
});

t.test('money that is left is not told as given, or as nothing', async (t) => {
  const fund = (budget: number, unitCost: number, isEligible = true) =>
    run(
      {
        needs: [{ id: 'n', quantity: 5 }],
        offers: [{ id: 'fund', budget }],
        pairs: isEligible ? [{ need: 'n', offer: 'fund', score: 1, unitCost }] : [],
      },
      {},
      isEligible ? [] : [{ need: 'n', offer: 'fund', rule: 'specification' }],
    );
  t.match(offerCause(fund(100, 40), 'fund'), { code: 'budget', need: 'n', limit: 100 });
  t.match(offerCause(fund(30, 40), 'fund'), { code: 'budget', need: 'n', limit: 30 });
  t.strictSame(offerCause(fund(100, 40, false), 'fund'), { code: 'no-eligible-need', rules: [{ rule: 'specification', count: 1 }] });
  t.strictSame(offerCause(fund(0, 40), 'fund'), { code: 'nothing-offered' });
  t.strictSame(offerCause(fund(80, 40), 'fund'), { code: 'given' });
});

t.test('shares of support alone always leave a plan', async () => {
  const instances = aLargeMixture(['support-floors', 'budgets', 'sharedBudgets'], 12, 3);
  fc.assert(
    fc.property(instances, (mixture) => typeof tryToAllocate(mixture, solver) !== 'string'),
    { numRuns: asOften(300) },
  );
});

t.test('what one more unit is said to bring is what solving again with it gains', async (t) => {
  type Told = Record<'exact' | 'atMost' | 'untold', number>;
  /** In weight of the tiers first, then in score. */
  const worthOf = ({ tiers, objective, certificate }: Allocation): [bigint, bigint] => {
    const weightOf = new Map(certificate.tierWeights.map(({ tier, weight }) => [tier, BigInt(weight)]));
    return [tiers.reduce((sum, { tier, served }) => sum + served * (weightOf.get(tier) ?? 0n), 0n), objective];
  };
  const isTrue = (mixture: Mixture, before: Allocation, worth: MarginalWorth | null, met: Told): boolean => {
    if (worth === null) {
      met.untold += 1;
      return true;
    }
    const after = allocate(mixture.input, mixture.settings, { solver });
    const [units, score] = worthOf(after).map((value, place) => value - (worthOf(before)[place] ?? 0n)) as [bigint, bigint];
    const perUnit = BigInt(grainsIn(mixture.input)({}));
    const difference = BigInt(worth.tierWeight) * perUnit - units || BigInt(worth.score) * perUnit - score;
    met[worth.isExact ? 'exact' : 'atMost'] += 1;
    return worth.isExact ? difference === 0n : difference >= 0n;
  };
  await holdAndMeet<keyof Told>(t, { numRuns: asOften(400), floors: { exact: 1 / 4, atMost: 0, untold: 1 / 4 } }, (met) =>
    fc.property(aMixture({ needs: 4, offers: 4, pairs: 9, quantity: 6, score: 50 }), (mixture) => {
      const allocation = tryToAllocate(mixture, solver);
      if (typeof allocation === 'string' || !allocation.isProven) return true;
      const { input, settings } = mixture;
      const { needs, offers } = explain(input, settings, allocation, []);
      const more = <Line extends AllocationNeed | AllocationOffer>(lines: readonly Line[], id: string) =>
        lines.map((line) => (line.id === id ? { ...line, quantity: (line.quantity ?? 0) + 10 ** (line.decimals ?? 0) } : line));
      return (
        needs.every(({ need, oneMoreUnit }) =>
          isTrue({ input: { ...input, needs: more(input.needs, need) }, settings }, allocation, oneMoreUnit, met),
        ) &&
        offers.every(
          ({ offer, oneMoreUnit }) =>
            input.offers.find(({ id }) => id === offer)?.quantity === undefined ||
            isTrue({ input: { ...input, offers: more(input.offers, offer) }, settings }, allocation, oneMoreUnit, met),
        )
      );
    }),
  );
});

t.test('a guaranteed share never costs less than nothing, however early the search ends', async () => {
  const hasty: Solver = {
    now: () => solver.now(),
    openLinear: (program) => solver.openLinear(program),
    solveInteger: (program, { start }) =>
      start === null ? solver.solveInteger(program, { start, seconds: 1 }) : { status: 'stopped', values: null, bound: Infinity },
  };
  fc.assert(
    fc.property(aMixture({ needs: 6, offers: 5, pairs: 16, quantity: 9, score: 50 }), (mixture) => {
      if (typeof tryToAllocate(mixture, hasty) === 'string') return true;
      const { floorPrices } = runAllocation({ ...mixture, excluded: [] }, { solver: hasty });
      return floorPrices.every(({ tiers, score }) => {
        const counted =
          mixture.settings.tiers === 'strict' && tiers.some(({ tier }) => tier !== null) ? tiers.map(({ units }) => units) : [];
        return ([...counted, score].find((given) => given !== 0n) ?? 0n) >= 0n;
      });
    }),
    { numRuns: asOften(300) },
  );
});

t.test('a limit of donors is the reason where one more donor could serve', async (t) => {
  const result = run({
    needs: [{ id: 'n', quantity: 5, donorLimit: 1 }],
    offers: [
      { id: 'a', quantity: 3, donor: 'italy' },
      { id: 'b', quantity: 2, donor: 'malta' },
    ],
    pairs: [
      { need: 'n', offer: 'a', score: 1 },
      { need: 'n', offer: 'b', score: 1 },
    ],
  });
  t.strictSame(needCause(result, 'n'), { code: 'donor-limit', offer: 'b', left: 2, limit: 1 });
});

t.test('a guaranteed share costs what the plan without it has more', async (t) => {
  const result = run(
    {
      needs: [
        { id: 'north', quantity: 10, region: 'north', tier: 1 },
        { id: 'south', quantity: 10, region: 'south', tier: 2 },
      ],
      offers: [{ id: 'radios', quantity: 8 }],
      pairs: [
        { need: 'north', offer: 'radios', score: 9 },
        { need: 'south', offer: 'radios', score: 5 },
      ],
    },
    { tiers: 'strict', floors: [{ id: 'south', by: 'region', value: 'south', percent: 20, of: 'need' }] },
  );
  t.strictSame(result.floorPrices, [
    {
      id: 'south',
      tiers: [
        { tier: 1, units: 2n },
        { tier: 2, units: -2n },
      ],
      score: 8n,
      isProven: true,
    },
  ]);
});

t.test('every reason has its words in four languages, with nothing left to fill in', async () => {
  fc.assert(
    fc.property(
      aMixture({ needs: 6, offers: 5, pairs: 16, quantity: 9, score: 50 }),
      fc.constantFrom(...LANGUAGES),
      (mixture, language) => {
        try {
          const { reasons } = runAllocation({ ...mixture, excluded: [{ need: 'n0', offer: 'o9', rule: 'region' }] }, { solver });
          const { needs, offers } = formatReasons(reasons, language, (id) => `«${id}»`);
          return [...needs, ...offers].every(({ text }) => text.length > 5 && !/[{}]|undefined|\bnull\b|NaN|: \./.test(text));
        } catch (error) {
          if (error instanceof ImpossibleConditions || error instanceof UnfinishedSearch) return true;
          throw error;
        }
      },
    ),
    { numRuns: asOften(400) },
  );
});
