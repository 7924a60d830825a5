import { type Claim, verifyCertificate } from './certificate.ts';
import { type AllocationInput, type DenseInstance, densify, type TierRule } from './instance.ts';
import { type DenseSolution, solveInstance } from './solve.ts';

export interface PlannedQuantity {
  readonly need: string;
  readonly offer: string;
  readonly quantity: number;
}

/** What one unit more of a line would be worth: first in weight of tiers, then in micro-units of score. */
export interface Price {
  readonly id: string;
  readonly tierWeight: number;
  readonly score: number;
}

/** What proves a plan: the weights of the tiers and the prices of all lines that have one. */
export interface Certificate {
  readonly tierRule: TierRule;
  /** `tier` null: needs without one. Empty where tiers don't count. */
  readonly tierWeights: readonly { readonly tier: number | null; readonly weight: number }[];
  readonly needs: readonly Price[];
  readonly offers: readonly Price[];
}

export interface Allocation {
  /** By need, then offer; only what is given. */
  readonly plan: readonly PlannedQuantity[];
  /** Σ score × quantity, in micro-units. */
  readonly objective: bigint;
  /** Highest first; `tier` null: needs without one. */
  readonly tiers: readonly { readonly tier: number | null; readonly asked: bigint; readonly served: bigint }[];
  readonly certificate: Certificate;
}

/**
 * The best plan for an instance without side conditions: with strict tiers the most units of the first tier, then of the
 * second, and so on, and of all plans that serve these the one with the greatest score. The same instance gives the same plan,
 * in whatever order it is written. Every plan is checked by the independent checker before it is given back.
 */
export function allocate(input: AllocationInput, tierRule: TierRule): Allocation {
  const instance = densify(input);
  const solution = solveInstance(instance, tierRule);
  const claim: Claim = { ...instance, ...solution, tierRule };
  const defect = verifyCertificate(claim);
  if (defect !== null) throw new Error(`the plan is not proven: ${defect.defect} at ${defect.at}`);
  return { ...readPlan(instance, solution), certificate: readCertificate(instance, solution, tierRule) };
}

const tierOf = (instance: DenseInstance, need: number): number | null => instance.tiers[need] || null;

function readPlan(instance: DenseInstance, { quantities }: DenseSolution): Pick<Allocation, 'plan' | 'objective' | 'tiers'> {
  const { needIds, offerIds, needQuantities, rowStarts, offers, scores } = instance;
  const plan: PlannedQuantity[] = [];
  const tiers = new Map<number | null, { asked: bigint; served: bigint }>();
  let objective = 0n;
  for (const [need, id] of needIds.entries()) {
    const tier = tierOf(instance, need);
    const units = tiers.get(tier) ?? { asked: 0n, served: 0n };
    units.asked += BigInt(needQuantities[need] ?? 0);
    for (let pair = rowStarts[need] ?? 0; pair < (rowStarts[need + 1] ?? 0); pair += 1) {
      const quantity = quantities[pair] ?? 0;
      if (quantity === 0) continue;
      plan.push({ need: id, offer: offerIds[offers[pair] ?? 0] ?? '', quantity });
      units.served += BigInt(quantity);
      objective += BigInt(quantity) * BigInt(scores[pair] ?? 0);
    }
    tiers.set(tier, units);
  }
  return {
    plan,
    objective,
    tiers: [...tiers].toSorted(([a], [b]) => (a ?? Infinity) - (b ?? Infinity)).map(([tier, units]) => ({ tier, ...units })),
  };
}

function readCertificate(instance: DenseInstance, solution: DenseSolution, tierRule: TierRule): Certificate {
  const weights = new Map(instance.needIds.map((_, need) => [tierOf(instance, need), solution.weights[need] ?? 0]));
  const prices = (ids: readonly string[], first: number): Price[] =>
    ids.flatMap((id, index) => {
      const tierWeight = solution.unitPrices[first + index] ?? 0;
      const score = solution.scorePrices[first + index] ?? 0;
      return tierWeight === 0 && score === 0 ? [] : [{ id, tierWeight, score }];
    });
  return {
    tierRule,
    tierWeights: [...weights]
      .filter(([, weight]) => weight > 0)
      .toSorted(([, a], [, b]) => b - a)
      .map(([tier, weight]) => ({ tier, weight })),
    needs: prices(instance.needIds, 0),
    offers: prices(instance.offerIds, instance.needIds.length),
  };
}
