import { type DenseInstance, tiersOf } from './dense-instance.ts';
import type { TierRule } from './instance.ts';

/**
 * Strict tiers in one objective. A unit given to a need counts its tier's weight first and its score second: value = weight ×
 * `unitWorth` + score. The lowest tier weighs 1, the next 2, and so on.
 *
 * Why this is exact. The units that can be served together form a polymatroid (they are the flows out of the offers), and on
 * a polymatroid whoever maximises with falling weights maximises the units of the first tier, of the first two together, and so
 * on, whatever the weights are (J. Edmonds, Submodular functions, matroids, and certain polyhedra, 1970). And scores never buy a
 * unit: two plans differ by simple cycles and paths, of which each has at most 2 (m + 1) pairs, m being the smaller side; a
 * `unitWorth` beyond what that many scores add up to outweighs them.
 */
export interface Worth {
  /** Per need: how many times `unitWorth` one of its units counts. All 0 where tiers are off. */
  readonly weights: Float64Array;
  readonly unitWorth: number;
}

export function worthOf(instance: DenseInstance, rule: TierRule): Worth {
  const { tiers, scores, needIds, offerIds } = instance;
  const ranks = tiersOf(instance).toReversed();
  const hasTiers = rule === 'strict' && ranks.some((tier) => tier > 0);
  if (!hasTiers) return { weights: new Float64Array(tiers.length), unitWorth: 0 };
  let greatest = 0;
  for (const score of scores) greatest = Math.max(greatest, Math.abs(score));
  // Twice what proof asks for, so that the two parts of a price can be told apart again.
  const unitWorth = 4 * (Math.min(needIds.length, offerIds.length) + 2) * greatest + 1;
  const weightOf = new Map(ranks.map((tier, index) => [tier, index + 1]));
  return { weights: Float64Array.from(tiers, (tier) => weightOf.get(tier) ?? 0), unitWorth };
}

/** A price in its two parts: whole units of tier weight, and score. */
export function splitPrice(price: number, unitWorth: number): { units: number; score: number } {
  if (unitWorth === 0) return { units: 0, score: price };
  const units = Math.round(price / unitWorth);
  return { units, score: price - units * unitWorth };
}
