import { add, type Fraction, roundUp, shareOf, ZERO } from './fraction.ts';
import type { Dependency } from './parts.ts';

/** What a unit last counted of an item, and what of it had come through its packages. */
export interface Held {
  readonly serviceable: number;
  readonly repairable: number;
  readonly arrived: number;
}

/**
 * What a unit holds of an item beyond what its other equipment needs, never below zero:
 *
 * serviceable − what came through packages − what its equipment needs of it by the catalogue.
 *
 * - Equipment is what can work or be repaired, so that the spares of a vehicle in the workshop stay its own. What came through
 *   packages is left out of it: a package brings its own spares.
 * - What came through packages is taken off whether or not the unit has counted it by now, so that nothing is counted twice; until
 *   it has, its own stock is understated by so much, never overstated.
 */
export function spareStock(itemType: string, holdings: ReadonlyMap<string, Held>, dependencies: readonly Dependency[]): number {
  const held = holdings.get(itemType);
  if (held === undefined) return 0;
  const own = held.serviceable - held.arrived;
  const needed = dependencies
    .filter((one) => one.needs === itemType && one.item !== itemType)
    .reduce<Fraction>((sum, one) => add(sum, shareOf(ownEquipment(holdings.get(one.item)), one)), ZERO);
  return Math.max(0, own - roundUp(needed));
}

const ownEquipment = (held: Held | undefined): number =>
  held === undefined ? 0 : Math.max(0, held.serviceable + held.repairable - held.arrived);

/** What packages of one unit need of its stock, in the order in which they were assembled. */
export interface StockDemand<Key> {
  readonly key: Key;
  readonly needed: number;
}

/** Stock that several packages of a unit need goes to the one assembled first, and what it leaves to the next. */
export function shareStock<Key>(stock: number, demands: readonly StockDemand<Key>[]): Map<Key, number> {
  let left = stock;
  return new Map(
    demands.map(({ key, needed }) => {
      const given = Math.min(left, needed);
      left -= given;
      return [key, given] as const;
    }),
  );
}
