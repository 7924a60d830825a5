import fc from 'fast-check';
import t from 'tap';
import { allocate, type Allocation, runAllocation, type Solver, verifyAllocation } from '#src/allocation/index.ts';
import { NO_MULTIPLIERS } from '#src/allocation/proof.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { aMixture, type Mixture } from './mixtures.ts';
import { restate } from './restate.ts';
import { tryToAllocate } from './try-to-allocate.ts';

const solver = await loadSolver();
const SMALL = { needs: 4, offers: 4, pairs: 9, isDense: true, quantity: 6, score: 50 };
const NOTHING = new Float64Array();

/** Gives up at once on every program that `isHard`, with the start that it was given. */
const stoppingAt = (isHard: (rowLeast: Float64Array) => boolean): Solver => ({
  now: () => solver.now(),
  solveInteger: (program, options) =>
    isHard(program.rowLeast) ? { status: 'stopped', values: options.start, bound: Infinity } : solver.solveInteger(program, options),
  openLinear: (program) => {
    if (!isHard(program.rowLeast)) return solver.openLinear(program);
    const solve = () => ({ status: 'stopped' as const, values: NOTHING, prices: NOTHING });
    return { bound: () => undefined, solve, close: () => undefined };
  },
});

const isWithoutGap = ({ certificate }: Allocation): boolean =>
  certificate.parts.every(({ stages }) => stages.every(({ reached, bound }) => reached === bound));

/** The same plan with no proof for one of its steps. */
function unproven(mixture: Mixture, honest: Allocation, part: number, stage: number): Allocation {
  const parts = honest.certificate.parts.with(part, {
    ...(honest.certificate.parts[part] as Allocation['certificate']['parts'][number]),
    stages: (honest.certificate.parts[part]?.stages ?? []).map((one, place) =>
      place === stage ? { ...one, proof: { multipliers: NO_MULTIPLIERS } } : one,
    ),
  });
  return restate(mixture, honest.plan, { ...honest, certificate: { ...honest.certificate, parts } });
}

t.test('one gap anywhere makes a plan unproven, and saying otherwise is found out', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(300), floors: { only: 0.01, first: 0.01, last: 0.01 } }, (met) =>
    fc.property(aMixture(SMALL), (mixture) => {
      const honest = tryToAllocate(mixture, solver);
      if (typeof honest === 'string') return true;
      const { input, settings } = mixture;
      const isRefused = (allocation: Allocation): boolean => verifyAllocation(input, settings, allocation) !== null;
      return honest.certificate.parts.every(({ stages }, part) =>
        stages.every((_, stage) => {
          const gapped = unproven(mixture, honest, part, stage);
          if (isWithoutGap(gapped)) return true;
          if (stages.length === 1) met.only += 1;
          else if (stage === 0) met.first += 1;
          else if (stage === stages.length - 1) met.last += 1;
          return !gapped.isProven && !isRefused(gapped) && isRefused({ ...gapped, isProven: true });
        }),
      );
    }),
  );
});

t.test('where the time is over before anything is looked at, an answer is proven only where no step has a gap', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(300), floors: { proven: 0.1, unproven: 0.1 } }, (met) =>
    fc.property(aMixture(SMALL), (mixture) => {
      const allocation = tryToAllocate(
        { ...mixture, settings: { ...mixture.settings, timeLimit: 1e-9 } },
        stoppingAt(() => true),
      );
      if (typeof allocation === 'string' || allocation.certificate.parts.length === 0) return true;
      met[allocation.isProven ? 'proven' : 'unproven'] += 1;
      const { input, settings } = mixture;
      const other = { ...allocation, isProven: !allocation.isProven };
      return allocation.isProven === isWithoutGap(allocation) && verifyAllocation(input, settings, other) !== null;
    }),
  );
});

/** Nobody can serve these. There are so many that a proof depends on the solver. */
const others = Array.from({ length: 100 }, (_, index) => ({ id: `other ${index}`, quantity: 100, allOrNothing: true, region: 'east' }));

/** Both of the north together fill the offer; without a floor the south looks worth more than it can get. */
const input = {
  needs: [
    ...others,
    { id: 'a', quantity: 4, allOrNothing: true, region: 'north' },
    { id: 'b', quantity: 4, allOrNothing: true, region: 'north' },
    { id: 'c', quantity: 6, allOrNothing: true, region: 'south' },
  ],
  offers: [{ id: 'o', quantity: 8 }],
  pairs: [
    { need: 'a', offer: 'o', score: 10 },
    { need: 'b', offer: 'o', score: 10 },
    { need: 'c', offer: 'o', score: 12 },
    ...others.map(({ id }) => ({ need: id, offer: 'o', score: 1 })),
  ],
};
const settings = { tiers: 'off', floors: [{ id: 'north', by: 'region', value: 'north', of: 'need', percent: 100 }] } as const;
const priceWith = (having: Solver) => runAllocation({ input, settings, excluded: [] }, { solver: having });
/** The row of the floor asks for at least 8 units. */
const isUnderFloor = (rowLeast: Float64Array): boolean => rowLeast.includes(8);

t.test('what a floor costs is proven where both plans are', async (t) => {
  t.match(priceWith(solver), { isProven: true, floorPrices: [{ id: 'north', score: 0n, isProven: true }] });
});

t.test('what a floor costs is not proven where the plan without it isn’t', async (t) => {
  const result = priceWith(stoppingAt((rowLeast) => !isUnderFloor(rowLeast)));
  t.match(result, { isProven: true, floorPrices: [{ id: 'north', isProven: false }] });
  t.notOk(allocate(input, { tiers: 'off' }, { solver: stoppingAt(() => true) }).isProven);
});

t.test('what a floor costs is not proven where the plan with it isn’t', async (t) => {
  const inPart = { ...input, needs: input.needs.map(({ id, quantity, region }) => ({ id, quantity, region })) };
  const scored = { ...inPart, pairs: inPart.pairs.map((pair) => ({ ...pair, score: pair.need === 'c' ? 12 : 1 })) };
  const silent: Solver = {
    ...stoppingAt(() => true),
    solveInteger: (program, options) => ({ ...solver.solveInteger(program, options), status: 'stopped', bound: Infinity }),
  };
  const result = runAllocation({ input: scored, settings, excluded: [] }, { solver: silent });
  t.match(result, { objective: 8n, isProven: false, floorPrices: [{ id: 'north', score: 66n, isProven: false }] });
  t.match(allocate(scored, { tiers: 'off' }), { objective: 74n, isProven: true });
});

t.test('a gap of the last of several parts counts like any other', async (t) => {
  const twice = (suffix: string) => ({
    needs: input.needs.map((need) => ({ ...need, id: need.id + suffix })),
    offers: input.offers.map((offer) => ({ ...offer, id: offer.id + suffix })),
    pairs: input.pairs.map((pair) => ({ ...pair, need: pair.need + suffix, offer: pair.offer + suffix })),
  });
  const [one, other] = [twice('1'), twice('2')];
  const mixture: Mixture = {
    input: { needs: [...one.needs, ...other.needs], offers: [...one.offers, ...other.offers], pairs: [...one.pairs, ...other.pairs] },
    settings: { tiers: 'off' },
  };
  const honest = allocate(mixture.input, mixture.settings, { solver });
  t.equal(honest.certificate.parts.length, 2);
  t.ok(honest.isProven);
  for (const part of [0, 1]) {
    const gapped = unproven(mixture, honest, part, 0);
    t.notOk(gapped.isProven);
    t.equal(verifyAllocation(mixture.input, mixture.settings, gapped), null);
    t.not(verifyAllocation(mixture.input, mixture.settings, { ...gapped, isProven: true }), null);
  }
});
