import { StepBounds, worthIn } from '#src/allocation/exact-bound.ts';
import { readExactPart } from '#src/allocation/exact-part.ts';
import { readExactInstance } from '#src/allocation/exact-instance.ts';
import type { Allocation, PlannedQuantity } from '#src/allocation/index.ts';
import { NoProof } from '#src/allocation/proof.ts';
import { grainsOfNeeds } from './grains.ts';
import type { Mixture } from './mixtures.ts';

/**
 * `shown`: each bound is what its proof shows. Two lies that let the whole call itself proven: `lowered`: each bound is what the plan
 * reaches; `boasted`: the plan reaches what its proof shows that none exceeds.
 */
export const STATED = ['shown', 'lowered', 'boasted'] as const;
export type Stated = (typeof STATED)[number];

/**
 * A certificate made to fit a plan: all totals as they are, and bounds that its proofs show or that it lies about. Proofs that are none
 * stay as they stand.
 */
export function restate(mixture: Mixture, plan: readonly PlannedQuantity[], forged: Allocation, stated: Stated = 'shown'): Allocation {
  const { input, settings } = mixture;
  const instance = readExactInstance(input, settings);
  const grainsOf = grainsOfNeeds(input);
  const given = ({ need, quantity }: PlannedQuantity): bigint => BigInt(quantity) * BigInt(grainsOf(need));
  const scoreOf = (need: string, offer: string): number =>
    input.pairs.find((pair) => pair.need === need && pair.offer === offer)?.score ?? 0;
  const tierOf = new Map(input.needs.map(({ id, tier }) => [id, tier ?? null]));
  const parts = forged.certificate.parts.map((lines) => {
    try {
      const part = readExactPart(instance, lines.needs, lines.offers);
      const kept = new Map<number | null, bigint>();
      const stages = lines.stages.map((stage) => {
        const objective = 'score' in stage ? { score: true as const } : { tier: stage.tier };
        const step = { objective, kept: new Map(kept) };
        const reached = plan
          .filter(({ need }) => lines.needs.includes(need))
          .reduce((sum, line) => {
            const pair = instance.needs.get(line.need)?.pairs.find(({ offer }) => offer.line.id === line.offer);
            return pair === undefined ? sum : sum + given(line) * worthIn(step, pair);
          }, 0n);
        if ('tier' in objective) kept.set(objective.tier, reached);
        const shown = new StepBounds(instance, part, step).boundBy(stage.proof) ?? reached;
        const bound = stated === 'lowered' ? reached : shown;
        return { ...stage, reached: stated === 'boasted' ? shown : reached, bound, solverBound: null };
      });
      return { ...lines, stages };
    } catch (error) {
      if (error instanceof NoProof) return lines;
      throw error;
    }
  });
  return {
    plan,
    objective: plan.reduce((sum, line) => sum + given(line) * BigInt(scoreOf(line.need, line.offer)), 0n),
    tiers: forged.tiers.map((total) => ({
      ...total,
      served: plan.filter(({ need }) => tierOf.get(need) === total.tier).reduce((sum, line) => sum + given(line), 0n),
    })),
    isProven: parts.every(({ stages }) => stages.every(({ reached, bound }) => reached === bound)),
    certificate: { ...forged.certificate, parts },
  };
}
