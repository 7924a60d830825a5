import fc from 'fast-check';
import t from 'tap';
import { readExactPart } from '#src/allocation/exact-part.ts';
import { readExactInstance } from '#src/allocation/exact-instance.ts';
import { NoProof } from '#src/allocation/proof.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { allLines, componentsOf, tryEveryStep } from './best-of-all.ts';
import { everyPlan } from './every-plan.ts';
import { boundWith, findLowestBound, KINDS, multipliersOf, rowsOf } from './lowest-bound.ts';
import { aMixture, type Mixture } from './mixtures.ts';
import { aScarceMixture } from './scarce-mixtures.ts';

const RUNS = 50;
const TINY = { needs: 3, offers: 3, pairs: 5, quantity: 3, score: 9 };

const pick = <Item>(items: readonly Item[], place: number): Item => items[place % items.length] as Item;

for (const kind of KINDS) {
  t.test(`whoever wants a bound too low finds none, also where it is as low as can be: ${kind}`, async (t) => {
    const floors = { steps: 0, within: 1 / 4, weighed: 0, negative: 1, refused: 0 };
    await holdAndMeet(t, { numRuns: RUNS, floors }, (met) =>
      fc.property(aScarceMixture(kind), fc.nat(), fc.constantFrom(0, 1), (mixture, place, fewer) => {
        const plans = everyPlan(mixture);
        if (plans.length === 0) return true;
        const { bounds, kept, best } = pick(tryEveryStep(mixture, allLines(mixture), plans, fewer), kind === 'tiers' ? 2 : place);
        const rows = rowsOf(mixture, kept);
        const lowest = findLowestBound(bounds, rows);
        if (lowest.bound === null || lowest.bound < best) return false;
        met.steps += 1;
        if (lowest.bound <= best + 1n) met.within += 1;
        if (lowest.bound <= best + 1n && rows.some((row, at) => row.kind === kind && lowest.by[at] !== 0n)) met.weighed += 1;
        return rows.every((row, at) => {
          if (row.kind !== kind) return true;
          return [1n, 7n, 60n, 600n].every((size) =>
            [lowest.by, rows.map(() => 0n)].every((others) => {
              const shown = boundWith(bounds, multipliersOf(rows, others.with(at, -size)));
              met.negative += 1;
              if (shown === 'no proof') met.refused += 1;
              return shown === 'no proof' || (shown !== null && shown >= best);
            }),
          );
        });
      }),
    );
  });
}

/** With a guaranteed share, whatever else holds. */
const withFloor = (mixtures: fc.Arbitrary<Mixture>): fc.Arbitrary<Mixture> =>
  fc
    .record({
      mixture: mixtures,
      of: fc.constantFrom('need' as const, 'support' as const),
      percent: fc.constantFrom(20, 30, 60),
      at: fc.nat(),
    })
    .map(({ mixture: { input, settings }, of, percent, at }) => {
      const value = pick(input.needs, at).region ?? '';
      return { input, settings: { ...settings, floors: [{ id: 'floor', by: 'region' as const, value, of, percent }] } };
    });

t.test(
  'of lines that pairs join to no others no plan exceeds a bound, and floors that speak of others too are no rows of it',
  async (t) => {
    const floors = { parts: 0, refused: 1 / 12, within: 1 / 12 };
    await holdAndMeet(t, { numRuns: asOften(600), floors }, (met) =>
      fc.property(withFloor(aMixture(TINY)), fc.nat(), fc.nat(), (mixture, which, place) => {
        const plans = everyPlan(mixture);
        const components = componentsOf(mixture);
        if (plans.length === 0 || components.length < 2) return true;
        const chosen = components.filter((_, at) => ((which >> at) & 1) === 1);
        const lines = { needs: chosen.flatMap(({ needs }) => needs), offers: chosen.flatMap(({ offers }) => offers) };
        const { bounds, kept, best } = pick(tryEveryStep(mixture, lines, plans), place);
        const rows = rowsOf(mixture, kept);
        const floor = rows.findIndex(({ kind }) => kind === 'floors of need' || kind === 'floors of support');
        if (boundWith(bounds, multipliersOf(rows, rows.map((_, at) => (at === floor ? 1n : 0n)))) === 'no proof') met.refused += 1; // prettier-ignore
        const { bound } = findLowestBound(bounds, rows);
        met.parts += 1;
        if (bound !== null && bound <= best + 1n) met.within += 1;
        return bound !== null && bound >= best;
      }),
    );
  },
);

/** Whether a pair may hold anything, so that it joins its lines. */
function joins({ input, settings }: Mixture, { need, offer, unitCost }: Mixture['input']['pairs'][number]): boolean {
  if (settings.fixed?.some((line) => line.need === need && line.offer === offer)) return true;
  const asking = input.needs.find(({ id }) => id === need);
  const giving = input.offers.find(({ id }) => id === offer);
  const isBlocked = (asking?.blockedBy ?? []).length + (giving?.blockedBy ?? []).length > 0;
  return !isBlocked && (unitCost ?? 0) <= (giving?.unitCeiling ?? Infinity);
}

t.test('lines are a part only where no pair joins one of them to one that is left out', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(200), floors: { whole: 2.5, torn: 2.5 } }, (met) =>
    fc.property(aMixture(TINY), (mixture) => {
      const instance = readExactInstance(mixture.input, mixture.settings);
      const all = allLines(mixture);
      const pairs = mixture.input.pairs.filter((pair) => joins(mixture, pair));
      const subsets = Array.from({ length: 2 ** (all.needs.length + all.offers.length) }, (_, which) => ({
        needs: all.needs.filter((__, at) => ((which >> at) & 1) === 1),
        offers: all.offers.filter((__, at) => ((which >> (all.needs.length + at)) & 1) === 1),
      }));
      return subsets.every(({ needs, offers }) => {
        const isWhole = pairs.every(({ need, offer }) => needs.includes(need) === offers.includes(offer));
        met[isWhole ? 'whole' : 'torn'] += 1;
        try {
          readExactPart(instance, needs, offers);
          return isWhole;
        } catch (error) {
          return !isWhole && error instanceof NoProof && error.reason === 'torn-part';
        }
      });
    }),
  );
});
