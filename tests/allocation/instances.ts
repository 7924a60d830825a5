import fc from 'fast-check';
import type { Claim } from '#src/allocation/certificate.ts';
import { type DenseInstance, densify } from '#src/allocation/dense-instance.ts';
import type { AllocationInput, TierRule } from '#src/allocation/instance.ts';
import { type DenseSolution, solveInstance } from '#src/allocation/solve.ts';
import { inputsWithAwkwardNames } from './awkward-names.ts';

export interface Limits {
  readonly lines: number;
  readonly pairs: number;
  readonly quantity: number;
  readonly score: number;
}

/** Instances of any shape within limits: empty lines, lines without pairs, equal scores and needs without a tier included. */
export const anInstance = (limits: Limits): fc.Arbitrary<AllocationInput> => inputsWithAwkwardNames(aNamedInstance(limits));

const aNamedInstance = ({ lines, pairs, quantity, score }: Limits): fc.Arbitrary<AllocationInput> =>
  fc
    .record({
      needs: fc.array(fc.record({ quantity: fc.nat(quantity), tier: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }) }), {
        maxLength: lines,
      }),
      offers: fc.array(fc.nat(quantity), { maxLength: lines }),
    })
    .chain(({ needs, offers }) => {
      const all = needs.flatMap((_, need) => offers.map((__, offer) => ({ need: `n${need}`, offer: `o${offer}` })));
      return fc
        .record({
          chosen: fc.subarray(all, { maxLength: Math.min(pairs, all.length) }),
          scores: fc.array(fc.integer({ min: 0, max: score }), { minLength: pairs, maxLength: pairs }),
        })
        .map(({ chosen, scores }) => ({
          needs: needs.map((need, index) => ({ id: `n${index}`, ...need })),
          offers: offers.map((held, index) => ({ id: `o${index}`, quantity: held })),
          pairs: chosen.map((pair, index) => ({ ...pair, score: scores[index] ?? 0 })),
        }));
    });

/** What a solution reaches: units by tier, highest first (needs without a tier last), then the score; tiers off: the score alone. */
export function reached(instance: DenseInstance, { quantities }: Pick<DenseSolution, 'quantities'>, rule: TierRule): bigint[] {
  const byTier = new Map<number, bigint>(
    [...new Set(instance.tiers)].toSorted((a, b) => (a || Infinity) - (b || Infinity)).map((tier) => [tier, 0n]),
  );
  let score = 0n;
  for (let need = 0; need < instance.needIds.length; need += 1) {
    const tier = instance.tiers[need] ?? 0;
    for (let pair = instance.rowStarts[need] ?? 0; pair < (instance.rowStarts[need + 1] ?? 0); pair += 1) {
      const given = BigInt(quantities[pair] ?? 0);
      byTier.set(tier, (byTier.get(tier) ?? 0n) + given);
      score += given * BigInt(instance.scores[pair] ?? 0);
    }
  }
  const counts = rule === 'strict' && instance.tiers.some((tier) => tier > 0);
  return counts ? [...byTier.values(), score] : [score];
}

export const claimOf = (instance: DenseInstance, solution: DenseSolution, tierRule: TierRule): Claim => ({
  ...instance,
  ...solution,
  tierRule,
});

export function solved(
  input: AllocationInput,
  rule: TierRule = 'strict',
): { instance: DenseInstance; solution: DenseSolution; claim: Claim } {
  const instance = densify(input);
  const solution = solveInstance(instance, rule);
  return { instance, solution, claim: claimOf(instance, solution, rule) };
}
