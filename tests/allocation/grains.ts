import type { AllocationInput } from '#src/allocation/index.ts';

/** How many of the finest steps of an instance a step of a line (or of a cap) is: what quantities of several lines are added up in. */
export function grainsIn({ needs, offers }: AllocationInput): (of: { readonly decimals?: number | undefined }) => number {
  const finest = Math.max(0, ...[...needs, ...offers].map(({ decimals = 0 }) => decimals));
  return ({ decimals = 0 }) => Number(`1e${finest - decimals}`);
}

/** The same for what a plan gives to a need. */
export function grainsOfNeeds(input: AllocationInput): (need: string) => number {
  const grains = grainsIn(input);
  const steps = new Map(input.needs.map((need) => [need.id, grains(need)]));
  return (need) => steps.get(need) ?? 1;
}
