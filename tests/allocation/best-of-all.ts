import { type Step, StepBounds } from '#src/allocation/exact-bound.ts';
import { type ExactPart, readExactPart } from '#src/allocation/exact-part.ts';
import { readExactInstance } from '#src/allocation/exact-instance.ts';
import type { PlannedQuantity } from '#src/allocation/index.ts';
import { grainsOfNeeds } from './grains.ts';
import { type Mixture, tiersOf } from './mixtures.ts';

/** One step of a part, what could bound it, and the best of all plans there are. */
export interface TriedStep {
  readonly bounds: StepBounds;
  readonly kept: readonly (number | null)[];
  readonly best: bigint;
}

/** Lines of an instance by their ids. */
export interface Lines {
  readonly needs: readonly string[];
  readonly offers: readonly string[];
}

export const allLines = ({ input }: Mixture): Lines => ({
  needs: input.needs.map(({ id }) => id),
  offers: input.offers.map(({ id }) => id),
});

/** Lines that pairs join, whether they can hold anything or not. */
export function componentsOf({ input }: Mixture): Lines[] {
  const components: { needs: string[]; offers: string[] }[] = [
    ...input.needs.map(({ id }) => ({ needs: [id], offers: [] })),
    ...input.offers.map(({ id }) => ({ needs: [], offers: [id] })),
  ];
  for (const { need, offer } of input.pairs) {
    const [one, other] = [components.find(({ needs }) => needs.includes(need)), components.find(({ offers }) => offers.includes(offer))];
    if (one === undefined || other === undefined || one === other) continue;
    one.needs.push(...other.needs);
    one.offers.push(...other.offers);
    components.splice(components.indexOf(other), 1);
  }
  return components;
}

/** Each step of these lines, where each before it keeps the most that all plans reach, or so many units less. */
export function tryEveryStep(
  mixture: Mixture,
  lines: Lines,
  plans: readonly (readonly PlannedQuantity[])[],
  fewer: 0 | 1 = 0,
): TriedStep[] {
  const instance = readExactInstance(mixture.input, mixture.settings);
  const part: ExactPart = readExactPart(instance, lines.needs, lines.offers);
  const kept = new Map<number | null, bigint>();
  let left = plans;
  return [...tiersOf(mixture), 'score' as const].map((of) => {
    const worth = (plan: readonly PlannedQuantity[]): bigint => BigInt(worthOf(mixture, lines, of, plan));
    const objective: Step['objective'] = of === 'score' ? { score: true } : { tier: of === Infinity ? null : of };
    const bounds = new StepBounds(instance, part, { objective, kept: new Map(kept) });
    const best = left.map(worth).reduce((most, one) => (one > most ? one : most));
    const step = { bounds, kept: [...kept.keys()], best };
    const least = best - BigInt(fewer);
    left = left.filter((plan) => worth(plan) >= least);
    if ('tier' in objective) kept.set(objective.tier, least);
    return step;
  });
}

function worthOf({ input }: Mixture, lines: Lines, of: number | 'score', plan: readonly PlannedQuantity[]): number {
  const grainsOf = grainsOfNeeds(input);
  return plan
    .filter(({ need }) => lines.needs.includes(need))
    .reduce((sum, { need, offer, quantity: steps }) => {
      const quantity = steps * grainsOf(need);
      if (of === 'score') return sum + quantity * (input.pairs.find((pair) => pair.need === need && pair.offer === offer)?.score ?? 0);
      return (input.needs.find(({ id }) => id === need)?.tier ?? Infinity) === of ? sum + quantity : sum;
    }, 0);
}
