import type { Conditions } from './conditions.ts';
import { DisjointSets } from './disjoint-sets.ts';
import { type ExactPart, readExactPart } from './exact-part.ts';
import type { ExactInstance } from './exact-instance.ts';
import type { DenseInstance } from './dense-instance.ts';

/** Lines that pairs or side conditions join to each other and to nothing else, by their numbers in the instance. */
export interface Part {
  readonly needs: readonly number[];
  readonly offers: readonly number[];
  readonly pairs: readonly number[];
}

/** The parts of an instance that a side condition touches; the rest is proven best by its prices alone. */
export function findTouchedParts(instance: DenseInstance, conditions: Conditions): Part[] {
  const needCount = instance.needIds.length;
  const { needOf } = conditions;
  const joined = new DisjointSets(needCount + instance.offerIds.length);
  const touched = new Set<number>();
  const glue = (nodes: readonly number[]): void => {
    nodes.forEach((node) => {
      touched.add(node);
      joined.join(nodes[0] as number, node);
    });
  };

  for (const [pair, offer] of instance.offers.entries()) {
    const need = needOf[pair] as number;
    joined.join(need, needCount + offer);
    // In the steps of both its ends everything comes out of the network whole, as all its ends hold multiples of them.
    const step = instance.needSteps[need] as number;
    const isOfOneStep = step === instance.offerSteps[offer] && step === conditions.lotOf(pair);
    const isFree = isOfOneStep && conditions.leastOf(pair) <= step && conditions.fixedOf(pair) < 0;
    if (!isFree) touched.add(need);
  }
  for (const group of conditions.groups) glue(group);
  for (const offer of conditions.wholeOffers) touched.add(needCount + offer);
  for (const need of conditions.donorLimits.keys()) touched.add(need);
  for (const { parts } of conditions.packages) glue(parts.map(({ need }) => need));
  for (const { offers } of conditions.budgets) glue(offers.map((offer) => needCount + offer));
  for (const { side, members } of conditions.caps) glue(side === 'needs' ? members : members.map((offer) => needCount + offer));
  for (const { needs, of } of conditions.floors) glue(of === 'need' ? needs : [...instance.needIds.keys()]);

  if (touched.size === 0) return [];
  const leaders = new Set([...touched].map((node) => joined.leaderOf(node)));
  const parts = new Map<number, { needs: number[]; offers: number[]; pairs: number[] }>(
    [...leaders].map((leader) => [leader, { needs: [], offers: [], pairs: [] }]),
  );
  for (const need of instance.needIds.keys()) parts.get(joined.leaderOf(need))?.needs.push(need);
  for (const offer of instance.offerIds.keys()) parts.get(joined.leaderOf(needCount + offer))?.offers.push(offer);
  for (const pair of instance.offers.keys()) parts.get(joined.leaderOf(needOf[pair] as number))?.pairs.push(pair);
  // Lines without a pair get nothing whatever holds, unless a share is guaranteed to them.
  const guaranteed = new Set(conditions.floors.flatMap(({ needs, of }) => (of === 'need' ? needs : [])));
  const matters = ({ needs, pairs }: Part): boolean => pairs.length > 0 || needs.some((need) => guaranteed.has(need));
  return [...parts.values()].filter(matters).toSorted((a, b) => (a.needs[0] ?? Infinity) - (b.needs[0] ?? Infinity));
}

/** The same lines for their bounds. */
export function exactPartOf({ needIds, offerIds }: DenseInstance, exact: ExactInstance, { needs, offers }: Part): ExactPart {
  return readExactPart(
    exact,
    needs.map((need) => needIds[need] as string),
    offers.map((offer) => offerIds[offer] as string),
  );
}
