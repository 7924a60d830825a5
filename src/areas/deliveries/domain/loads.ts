import { type Steps, steps } from '../../../kernel/quantity.ts';

/** How much of a line a consignment that hasn't left is to carry. */
export interface Load {
  readonly consignmentId: string;
  readonly planned: Steps;
}

/**
 * What the waiting consignments carry of a line, once another quantity of it is planned (`before` is what was). More of it goes into the first
 * that carries it, or the first of all; less is taken out of the last first. What was left out of all of them stays left out.
 */
export function fitLoads(loads: readonly Load[], before: Steps, planned: Steps): Load[] {
  if (planned > before) {
    const more = planned - before;
    const taker = loads.find((load) => load.planned > 0) ?? loads[0];
    return loads.map((load) => (load === taker ? { ...load, planned: steps(load.planned + more) } : load));
  }
  let excess = Math.max(0, loads.reduce<number>((sum, load) => sum + load.planned, 0) - planned);
  return [...loads]
    .reverse()
    .map((load) => {
      const cut = Math.min(load.planned, excess);
      excess -= cut;
      return { ...load, planned: cut === 0 ? load.planned : steps(load.planned - cut) };
    })
    .reverse();
}
