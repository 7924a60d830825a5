import { findBreach, type PlannedQuantity } from '#src/allocation/index.ts';
import type { Mixture } from './mixtures.ts';

/** All plans that obey every rule of a tiny instance. */
export function everyPlan({ input, settings }: Mixture): PlannedQuantity[][] {
  const plans: PlannedQuantity[][] = [];
  const goOn = (index: number, plan: PlannedQuantity[]): void => {
    const pair = input.pairs[index];
    if (pair === undefined) {
      if (findBreach(input, settings, plan) === null) plans.push(plan);
      return;
    }
    const most = input.needs.find(({ id }) => id === pair.need)?.quantity ?? 0;
    for (let quantity = 0; quantity <= most; quantity += 1) {
      goOn(index + 1, quantity === 0 ? plan : [...plan, { need: pair.need, offer: pair.offer, quantity }]);
    }
  };
  goOn(0, []);
  return plans;
}
