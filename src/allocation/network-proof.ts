import { type DenseInstance, nameOfTier } from './dense-instance.ts';
import type { Part } from './parts.ts';
import { type Multiplier, type Multipliers, NO_MULTIPLIERS } from './proof.ts';
import { type DenseSolution, solveTransport, toTransport } from './solve.ts';

/**
 * The prices of the network as multipliers: what no plan of a part exceeds even without its side conditions. For the score they are the
 * prices of the plan without side conditions; for a tier, those of the plan that serves the most units of all tiers up to it.
 */
export function multipliersOfNetwork(
  instance: DenseInstance,
  solution: DenseSolution,
  part: Part,
  of: number | 'score',
  earlier: readonly number[],
): Multipliers {
  const { prices, worthOf } = of === 'score' ? readPrices(solution) : priceUnits(instance, part, new Set([...earlier, of]));
  const { needIds, offerIds, tiers } = instance;
  const weightOf = new Map(part.needs.map((need) => [tiers[need] as number, worthOf(need)]));
  const named = (nodes: readonly number[], ids: readonly string[], first: number): Multiplier[] =>
    nodes.flatMap((node) => {
      const by = BigInt(prices[first + node] as number);
      return by === 0n ? [] : [{ id: ids[node] as string, by }];
    });
  return {
    ...NO_MULTIPLIERS,
    needs: named(part.needs, needIds, 0),
    offers: named(part.offers, offerIds, needIds.length),
    tiers: earlier.flatMap((tier) => {
      const by = BigInt(weightOf.get(tier) ?? 0);
      return by === 0n ? [] : [{ tier: nameOfTier(tier), by }];
    }),
  };
}

interface Prices {
  /** Per node: needs, then offers. */
  readonly prices: Float64Array;
  /** What a unit that a need is given counts for beside its score. */
  readonly worthOf: (need: number) => number;
}

function readPrices({ unitPrices, scorePrices, weights, unitWorth }: DenseSolution): Prices {
  return {
    prices: unitPrices.map((units, node) => units * unitWorth + (scorePrices[node] as number)),
    worthOf: (need) => (weights[need] as number) * unitWorth,
  };
}

function priceUnits(instance: DenseInstance, part: Part, tiers: ReadonlySet<number>): Prices {
  const isIn = new Set(part.needs);
  const needQuantities = instance.needQuantities.map((asked, need) => (isIn.has(need) ? asked : 0));
  const counts = Float64Array.from(needQuantities, (_, need) => (isIn.has(need) && tiers.has(instance.tiers[need] as number) ? 1 : 0));
  const scores = new Float64Array(instance.scores.length);
  const { transport, nodes } = toTransport({ ...instance, needQuantities, scores }, counts, 1);
  const solved = solveTransport(transport);
  const prices = new Float64Array(instance.needIds.length + instance.offerIds.length);
  nodes.forEach((node, place) => (prices[node] = solved.prices[place] as number));
  return { prices, worthOf: (need) => counts[need] as number };
}
