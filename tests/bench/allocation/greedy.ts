import type { DenseInstance } from '#src/allocation/dense-instance.ts';

/** What is done by hand: the tiers in their order, in each the best pair first, as much as both sides still have. */
export function greedy(instance: DenseInstance): Float64Array {
  const { needQuantities, offerQuantities, tiers, rowStarts, offers, scores } = instance;
  const needOf = new Int32Array(offers.length);
  for (const need of needQuantities.keys()) needOf.fill(need, rowStarts[need], rowStarts[need + 1]);
  const tierOf = (pair: number): number => tiers[needOf[pair] ?? 0] || Infinity;
  const order = Int32Array.from(offers.keys()).toSorted((a, b) => tierOf(a) - tierOf(b) || (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const open = needQuantities.slice();
  const left = offerQuantities.slice();
  const quantities = new Float64Array(offers.length);
  for (const pair of order) {
    const [need, offer] = [needOf[pair] ?? 0, offers[pair] ?? 0];
    const quantity = Math.min(open[need] ?? 0, left[offer] ?? 0);
    quantities[pair] = quantity;
    open[need] = (open[need] ?? 0) - quantity;
    left[offer] = (left[offer] ?? 0) - quantity;
  }
  return quantities;
}
