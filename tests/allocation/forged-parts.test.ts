import fc from 'fast-check';
import t from 'tap';
import { StepBounds } from '#src/allocation/exact-bound.ts';
import { readExactPart } from '#src/allocation/exact-part.ts';
import { readExactInstance } from '#src/allocation/exact-instance.ts';
import { allocate, type Allocation, type IntegerPart, type PlannedQuantity, type Proof, verifyAllocation } from '#src/allocation/index.ts';
import { NO_MULTIPLIERS, NoProof } from '#src/allocation/proof.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { allLines, componentsOf, type Lines, tryEveryStep } from './best-of-all.ts';
import { everyPlan } from './every-plan.ts';
import { findLowestBound, multipliersOf, rowsOf } from './lowest-bound.ts';
import { aMixture, isLess, type Mixture, tiersOf, totalsOf } from './mixtures.ts';
import { STATED, restate } from './restate.ts';
import { tryToAllocate } from './try-to-allocate.ts';

const solver = await loadSolver();
const TINY = { needs: 3, offers: 3, pairs: 5, quantity: 3, score: 9 };

/** Which of two parts lines are in, as bits: by their components, and then one line by itself. */
interface Cut {
  readonly masks: readonly number[];
  readonly line: number;
  readonly mask: number | undefined;
}

const aCut: fc.Arbitrary<Cut> = fc.record({
  masks: fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }),
  line: fc.nat(),
  mask: fc.option(fc.nat(3), { nil: undefined }),
});

/** Parts that are merged, split, left out, have a line more or fewer, or share some. */
function cut(mixture: Mixture, { masks, line, mask }: Cut): Lines[] {
  const components = componentsOf(mixture);
  const { needs, offers } = allLines(mixture);
  const place = line % (needs.length + offers.length);
  const maskOf = (id: string, at: number, side: keyof Lines): number =>
    at === place && mask !== undefined ? mask : (masks[components.findIndex((component) => component[side].includes(id))] ?? 0);
  const among = (bit: number): Lines => ({
    needs: needs.filter((id, at) => (maskOf(id, at, 'needs') & bit) > 0),
    offers: offers.filter((id, at) => (maskOf(id, needs.length + at, 'offers') & bit) > 0),
  });
  return [among(1), among(2)].filter(({ needs: some, offers: others }) => some.length + others.length > 0);
}

/** The steps of these lines with proofs of bounds as low as a forger finds; none where nothing can be shown of them. */
function forgeStages(mixture: Mixture, lines: Lines, plan: readonly PlannedQuantity[]): IntegerPart['stages'] {
  const own = plan.filter(({ need }) => lines.needs.includes(need));
  return tryEveryStep(mixture, lines, [own]).map(({ bounds, kept, best }, place) => {
    const tier = tiersOf(mixture)[place];
    const rows = rowsOf(mixture, kept);
    const proof: Proof = { multipliers: multipliersOf(rows, findLowestBound(bounds, rows).by) };
    const name = tier === undefined ? ({ score: true } as const) : { tier: tier === Infinity ? null : tier };
    return { ...name, reached: best, bound: best, proof, solverBound: null };
  });
}

/** What is given in the plan without side conditions, as a certificate tells it. */
function networkOf({ plan, certificate }: Allocation): PlannedQuantity[] {
  const touched = new Set(certificate.parts.flatMap(({ needs }) => needs));
  return [...plan.filter(({ need }) => !touched.has(need)), ...certificate.relaxed];
}

/** Whether two plans give the same to all needs but these. */
function isSameElsewhere(
  { input }: Mixture,
  needs: ReadonlySet<string>,
  one: readonly PlannedQuantity[],
  other: readonly PlannedQuantity[],
): boolean {
  // prettier-ignore
  const given = (plan: readonly PlannedQuantity[], { need, offer }: { readonly need: string; readonly offer: string }) =>
    plan.find((line) => line.need === need && line.offer === offer)?.quantity;
  return input.pairs.every((pair) => needs.has(pair.need) || given(one, pair) === given(other, pair));
}

t.test('no other parts than a plan has make a worse one proven', async (t) => {
  type Met = Record<'forged' | 'torn', number>;
  const passes = (mixture: Mixture, honest: Allocation, parts: readonly Lines[], plan: readonly PlannedQuantity[], met: Met): boolean => {
    const touched = new Set(parts.flatMap(({ needs }) => needs));
    try {
      const certificate = {
        ...honest.certificate,
        parts: parts.map((lines) => ({ ...lines, stages: forgeStages(mixture, lines, plan) })),
        relaxed: networkOf(honest).filter(({ need }) => touched.has(need)),
      };
      met.forged += 1;
      return STATED.some((stated) => {
        const forged = restate(mixture, plan, { ...honest, certificate }, stated);
        return forged.isProven && verifyAllocation(mixture.input, mixture.settings, forged) === null;
      });
    } catch (error) {
      if (!(error instanceof NoProof)) throw error;
      met.torn += 1;
      return false;
    }
  };
  await holdAndMeet<keyof Met>(t, { numRuns: asOften(600), floors: { forged: 1 / 12, torn: 1 / 12 } }, (met) =>
    fc.property(aMixture(TINY), fc.array(aCut, { minLength: 5, maxLength: 5 }), fc.nat(), (mixture, cuts, seed) => {
      const honest = tryToAllocate(mixture, solver);
      if (typeof honest === 'string' || honest.certificate.parts.length === 0) return true;
      const best = totalsOf(mixture, honest.plan);
      const worse = everyPlan(mixture).filter((plan) => isLess(totalsOf(mixture, plan), best));
      const network = networkOf(honest);
      return cuts.every((how) => {
        const parts = cut(mixture, how);
        const touched = new Set(parts.flatMap(({ needs }) => needs));
        const fitting = worse.filter((plan) => isSameElsewhere(mixture, touched, plan, network));
        const plan = fitting[seed % Math.max(1, fitting.length)];
        return plan === undefined || !passes(mixture, honest, parts, plan, met);
      });
    }),
  );
});

const TORN: Mixture = {
  input: {
    needs: [
      { id: 'too much', quantity: 5, allOrNothing: true },
      { id: 'enough', quantity: 3 },
    ],
    offers: [{ id: 'o', quantity: 3 }],
    pairs: [
      { need: 'too much', offer: 'o', score: 10 },
      { need: 'enough', offer: 'o', score: 1 },
    ],
  },
  settings: { tiers: 'off' },
};

t.test('a part without an offer of its own, or without another need of its offer, proves nothing', async (t) => {
  const { input, settings } = TORN;
  const honest = allocate(input, settings, { solver });
  t.strictSame(honest.plan, [{ need: 'enough', offer: 'o', quantity: 3 }]);
  // What can't be served in full is worth nothing: that is true, and shows nothing of what else the offer could bring.
  const more: Proof = { multipliers: { ...NO_MULTIPLIERS, needs: [{ id: 'too much', by: -20n }] } };
  const proof: Proof = { split: { need: 'too much' }, less: { multipliers: NO_MULTIPLIERS }, more };
  const nothing = { score: true as const, reached: 0n, bound: 0n, proof, solverBound: null };
  const forged = (offers: readonly string[]): Allocation => ({
    ...honest,
    plan: [],
    objective: 0n,
    tiers: honest.tiers.map((total) => ({ ...total, served: 0n })),
    certificate: {
      ...honest.certificate,
      parts: [{ needs: ['too much'], offers, stages: [nothing] }],
      relaxed: [{ need: 'too much', offer: 'o', quantity: 3 }],
    },
  });
  for (const offers of [[], ['o']]) {
    t.not(verifyAllocation(input, settings, forged(offers)), null);
    t.throws(() => readExactPart(readExactInstance(input, settings), ['too much'], offers), new NoProof('torn-part'));
  }
});

t.test('parts that name a line twice are refused', async (t) => {
  const { input, settings } = TORN;
  const honest = allocate(input, settings, { solver });
  t.equal(verifyAllocation(input, settings, honest), null);
  const [part] = honest.certificate.parts as [IntegerPart];
  const twice = { ...part, needs: [...part.needs, ...part.needs] };
  for (const parts of [[part, part], [twice], [part, { ...part, offers: [] }], [part, { ...part, needs: [], offers: part.offers }]]) {
    t.not(verifyAllocation(input, settings, { ...honest, certificate: { ...honest.certificate, parts } }), null);
  }
});

t.test('a guaranteed share of all support is no row of lines that are only some of all', async (t) => {
  // Half of all must go south; by themselves neither region knows what the other gets.
  const input = {
    needs: [
      { id: 'north', quantity: 4, region: 'north' },
      { id: 'south', quantity: 4, region: 'south' },
    ],
    offers: [
      { id: 'o', quantity: 4 },
      { id: 'p', quantity: 4 },
    ],
    pairs: [
      { need: 'north', offer: 'o', score: 5 },
      { need: 'south', offer: 'p', score: 1 },
    ],
  };
  const settings = { tiers: 'off', floors: [{ id: 'f', by: 'region', value: 'south', of: 'support', percent: 50 }] } as const;
  const instance = readExactInstance(input, settings);
  const multipliers = { ...NO_MULTIPLIERS, floors: [{ id: 'f', by: 1n }] };
  const step = { objective: { score: true as const }, kept: new Map<number | null, bigint>() };
  const boundOf = (needs: string[], offers: string[]) => new StepBounds(instance, readExactPart(instance, needs, offers), step).boundBy({ multipliers }); // prettier-ignore
  t.throws(() => boundOf(['north'], ['o']), new NoProof('no-such-row'));
  t.throws(() => boundOf(['south'], ['p']), new NoProof('no-such-row'));
  t.ok((boundOf(['north', 'south'], ['o', 'p']) ?? 0n) >= 24n);
});
