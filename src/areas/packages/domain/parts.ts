import { must } from '../../../kernel/assert.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import { type Steps, steps } from '../../../kernel/quantity.ts';
import { add, type Fraction, roundUp, shareOf, ZERO } from './fraction.ts';

export const CRITICALITIES = ['main', 'required', 'recommended'] as const;
export type Criticality = (typeof CRITICALITIES)[number];

/** `quantity` steps of `needs` for every `per` steps of `item`: what the catalogue says of whole units (catalogue.json). */
export interface Dependency {
  readonly item: string;
  readonly needs: string;
  /** training, spares, power …: the catalogue's own word. */
  readonly type: string;
  readonly quantity: number;
  readonly per: number;
  readonly criticality: 'required' | 'recommended';
}

/** One item of a package: what the capability is made of besides the main item, and the main item itself. */
export interface Part {
  readonly itemType: string;
  readonly quantity: Steps;
  readonly criticality: Criticality;
  /** As what it is needed: training, spares …; empty for the main item. */
  readonly dependencyTypes: readonly string[];
  /** The parts that need it. */
  readonly neededFor: readonly string[];
}

/**
 * All that so much of the main item needs, by the catalogue's dependencies and theirs in turn.
 *
 * - What several parts need is added up exactly and rounded up to a step once: two courses for a third of their seats each are one course.
 * - What is needed of a part follows from its rounded quantity: half a repeater still stands on one mast.
 * - A part is required where a chain of required dependencies leads to it, else recommended. A recommended one may be left out
 *   (`without`), with what it alone would need; a required one may not.
 * - A dependency that leads back to something it is itself needed for asks for nothing more. Dependencies are taken in the order
 *   of their distance from the main item, then by name, so that no order of the input shows.
 *
 * The main item comes first, and every part after those that need it.
 */
export function deriveParts(
  main: { readonly itemType: string; readonly quantity: Steps },
  dependencies: readonly Dependency[],
  without: readonly string[] = [],
): Part[] {
  const wanted = dependencies.filter(({ needs, criticality }) => criticality === 'required' || !without.includes(needs));
  const kept = withoutCycles(main.itemType, wanted);
  const isRequired = reachableFrom(
    main.itemType,
    kept.filter(({ criticality }) => criticality === 'required'),
  );
  const quantities = new Map<string, Steps>([[main.itemType, main.quantity]]);
  const parts: Part[] = [{ ...main, criticality: 'main', dependencyTypes: [], neededFor: [] }];
  for (const itemType of inOrder(main.itemType, kept)) {
    if (itemType === main.itemType) continue;
    const asking = kept.filter(({ needs }) => needs === itemType);
    const share = asking.reduce<Fraction>(
      (sum, one) => add(sum, shareOf(must(quantities.get(one.item), 'parts come after what needs them'), one)),
      ZERO,
    );
    const quantity = steps(roundUp(share));
    quantities.set(itemType, quantity);
    parts.push({
      itemType,
      quantity,
      criticality: isRequired.has(itemType) ? 'required' : 'recommended',
      dependencyTypes: sorted(asking.map(({ type }) => type)),
      neededFor: sorted(asking.map(({ item }) => item)),
    });
  }
  return parts;
}

const sorted = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

/** The dependencies that can be reached, without those that would close a circle. */
function withoutCycles(main: string, dependencies: readonly Dependency[]): Dependency[] {
  const distance = distancesFrom(main, dependencies);
  const reachable = dependencies
    .filter(({ item }) => distance.has(item))
    .toSorted(
      (a, b) =>
        must(distance.get(a.item), a.item) - must(distance.get(b.item), b.item) ||
        compareText(a.item, b.item) ||
        compareText(a.needs, b.needs) ||
        compareText(a.type, b.type),
    );
  const kept: Dependency[] = [];
  for (const dependency of reachable) if (!reachableFrom(dependency.needs, kept).has(dependency.item)) kept.push(dependency);
  return kept;
}

/** By breadth first search: how many steps lead from the main item to each. */
function distancesFrom(main: string, dependencies: readonly Dependency[]): Map<string, number> {
  const distance = new Map([[main, 0]]);
  const queue = [main];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
    for (const { item: from, needs } of dependencies) {
      if (from !== item || distance.has(needs)) continue;
      distance.set(needs, must(distance.get(item), item) + 1);
      queue.push(needs);
    }
  }
  return distance;
}

/** An item and all that it leads to. */
const reachableFrom = (item: string, dependencies: readonly Dependency[]): ReadonlySet<string> =>
  new Set(distancesFrom(item, dependencies).keys());

/** Each item after all that need it; of several that could be next, the first by name (Kahn's algorithm). */
function inOrder(main: string, kept: readonly Dependency[]): string[] {
  const items = [...reachableFrom(main, kept)];
  const order: string[] = [];
  while (order.length < items.length) {
    const ready = items.filter(
      (item) => !order.includes(item) && kept.every((one) => one.needs !== item || !items.includes(one.item) || order.includes(one.item)),
    );
    order.push(must(ready.toSorted(compareText)[0], 'without circles one is always next'));
  }
  return order;
}
