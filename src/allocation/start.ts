import type { Conditions } from './conditions.ts';
import type { DenseInstance } from './dense-instance.ts';
import type { Part } from './parts.ts';
import { WarmSimplex } from './warm-simplex.ts';

/** A group of needs, in the search: as the network likes, served by force, or left out. */
const FREE = 0;
const FORCED = 1;
const DROPPED = 2;
type GroupState = typeof FREE | typeof FORCED | typeof DROPPED;

/** Served to no more than this share, a group is rather left out than forced in: each of these is tried, the best kept. */
const DROPPED_BELOW = [0.5, 0.8, 0.2] as const;

/** How often the search goes through all groups. */
const PASSES = 2;

/**
 * A good plan for a part, to begin with: the network simplex decides which of the lines that are served in full or not at all are
 * worth it (diving), each decision is turned round once to see whether that is better (local search), and what breaks another side
 * condition is taken back. Every step goes on from the last basis. `values`: per pair, what a unit is worth. Fills `quantities`.
 */
export function fillStart(
  instance: DenseInstance,
  conditions: Conditions,
  part: Part,
  values: Float64Array,
  quantities: Float64Array,
): void {
  const dive = Dive.over(instance, conditions, part, values);
  if (dive === null) return;
  dive.search();
  dive.fill(quantities);
}

/**
 * Fills what needs of these tiers get anew, from what the others leave, in the same way. What is tied to the others stays: offers that
 * go whole, packages, and groups.
 */
export function fillLater(
  instance: DenseInstance,
  conditions: Conditions,
  part: Part,
  values: Float64Array,
  tiers: ReadonlySet<number>,
  quantities: Float64Array,
): void {
  const { needOf } = conditions;
  const tied = new Set([...conditions.groups.flat(), ...conditions.packages.flatMap(({ parts }) => parts.map(({ need }) => need))]);
  const whole = new Set(conditions.wholeOffers);
  const isLater = (need: number): boolean => tiers.has(instance.tiers[need] as number) && !tied.has(need);
  const needQuantities = instance.needQuantities.map((asked, need) => (isLater(need) ? asked : 0));
  const offerQuantities = instance.offerQuantities.map((held, offer) => (whole.has(offer) ? 0 : held));
  const kept = new Map<number, number>();
  for (const pair of part.pairs) {
    const quantity = quantities[pair] as number;
    const need = needOf[pair] as number;
    const offer = instance.offers[pair] as number;
    if (quantity === 0 || (isLater(need) && !whole.has(offer))) continue;
    kept.set(pair, quantity);
    if (isLater(need)) needQuantities[need] = (needQuantities[need] as number) - quantity;
    if (!whole.has(offer)) offerQuantities[offer] = (offerQuantities[offer] as number) - quantity;
  }
  for (const pair of part.pairs) quantities[pair] = 0;
  fillStart({ ...instance, needQuantities, offerQuantities }, conditions, part, values, quantities);
  for (const [pair, quantity] of kept) quantities[pair] = (quantities[pair] as number) + quantity;
}

class Dive {
  private readonly simplex: WarmSimplex;
  /** Per pair of the transport, its pair in the instance and what a unit is worth. */
  private readonly pairs: readonly number[];
  private readonly worths: Float64Array;
  /** Groups as nodes of the transport; those that can't be served in full are left out from the beginning. */
  private readonly groups: readonly (readonly number[])[];
  private readonly states: GroupState[];
  private readonly rowStarts: Int32Array;
  private readonly asked: Float64Array;
  private readonly bonus: number;
  private droppedBelow: number = DROPPED_BELOW[0];

  static over(instance: DenseInstance, conditions: Conditions, part: Part, values: Float64Array): Dive | null {
    const needs = part.needs.filter((need) => (instance.needQuantities[need] as number) > 0);
    const offers = part.offers.filter((offer) => (instance.offerQuantities[offer] as number) > 0);
    if (needs.length === 0 || offers.length === 0) return null;
    return new Dive(instance, conditions, part, needs, offers, values);
  }

  private constructor(
    instance: DenseInstance,
    conditions: Conditions,
    part: Part,
    needs: readonly number[],
    offers: readonly number[],
    values: Float64Array,
  ) {
    const needNode = new Map(needs.map((need, node) => [need, node]));
    const offerNode = new Map(offers.map((offer, place) => [offer, needs.length + place]));
    const { needOf } = conditions;
    this.pairs = part.pairs.filter((pair) => needNode.has(needOf[pair] as number) && offerNode.has(instance.offers[pair] as number));
    this.rowStarts = new Int32Array(needs.length + 1);
    for (const pair of this.pairs) {
      const row = (needNode.get(needOf[pair] as number) as number) + 1;
      this.rowStarts[row] = (this.rowStarts[row] as number) + 1;
    }
    for (let row = 0; row < needs.length; row += 1) {
      this.rowStarts[row + 1] = (this.rowStarts[row + 1] as number) + (this.rowStarts[row] as number);
    }
    this.worths = Float64Array.from(this.pairs, (pair) => values[pair] as number);
    this.asked = Float64Array.from(needs, (need) => instance.needQuantities[need] as number);
    this.simplex = new WarmSimplex({
      needCount: needs.length,
      offerCount: offers.length,
      quantities: Float64Array.from([...this.asked, ...offers.map((offer) => instance.offerQuantities[offer] as number)]),
      rowStarts: this.rowStarts,
      offers: Int32Array.from(this.pairs, (pair) => offerNode.get(instance.offers[pair] as number) as number),
      values: this.worths,
    });
    this.bonus = 4 * this.worths.reduce((most, worth) => Math.max(most, Math.abs(worth)), 0) + 1;
    const groups = conditions.groups.filter((group) => part.needs.includes(group[0] as number));
    this.groups = groups.map((group) => group.flatMap((need) => needNode.get(need) ?? []));
    this.states = this.groups.map(() => FREE);
  }

  /** Dives, then turns each decision round and dives again, and keeps what is better. */
  search(): void {
    let best = -Infinity;
    let kept = [...this.states];
    for (const share of DROPPED_BELOW) {
      kept.forEach((_, group) => this.decide(group, FREE));
      this.droppedBelow = share;
      const worth = this.dive();
      if (worth <= best) continue;
      best = worth;
      kept = [...this.states];
    }
    this.droppedBelow = DROPPED_BELOW[0];
    this.restore(kept);
    for (let pass = 0; pass < PASSES; pass += 1) {
      let improved = false;
      for (const [group, nodes] of this.groups.entries()) {
        this.decide(group, this.isServed(nodes) ? DROPPED : FORCED);
        const worth = this.dive();
        if (worth > best) {
          best = worth;
          kept = [...this.states];
          improved = true;
        } else {
          this.restore(kept);
        }
      }
      if (!improved) return;
    }
  }

  fill(quantities: Float64Array): void {
    this.simplex.quantitiesNow().forEach((quantity, place) => (quantities[this.pairs[place] as number] = quantity));
  }

  /** Decides group after group, the least served first, until none is served in part; answers what the plan is worth. */
  private dive(): number {
    for (;;) {
      this.simplex.reoptimise();
      const undecided = this.leastServed();
      if (undecided === null) return this.worth();
      const { group, share } = undecided;
      this.decide(group, this.states[group] === FORCED || share <= this.droppedBelow ? DROPPED : FORCED);
    }
  }

  /** Of the groups that are served in part: one that should have been in full, or else the one with the smallest share. */
  private leastServed(): { group: number; share: number } | null {
    let found: { group: number; share: number } | null = null;
    for (const [group, nodes] of this.groups.entries()) {
      let served = 0;
      let asked = 0;
      for (const node of nodes) {
        served += this.simplex.usedOf(node);
        asked += this.asked[node] as number;
      }
      if (served === 0 || served === asked) continue;
      if (this.states[group] === FORCED) return { group, share: 0 };
      if (found === null || served / asked < found.share) found = { group, share: served / asked };
    }
    return found;
  }

  private restore(states: readonly GroupState[]): void {
    states.forEach((state, group) => this.decide(group, state));
    this.simplex.reoptimise();
  }

  private isServed(nodes: readonly number[]): boolean {
    return nodes.every((node) => this.simplex.usedOf(node) === this.asked[node]);
  }

  private decide(group: number, state: GroupState): void {
    if (this.states[group] === state) return;
    this.states[group] = state;
    for (const node of this.groups[group] as readonly number[]) {
      for (let pair = this.rowStarts[node] as number; pair < (this.rowStarts[node + 1] as number); pair += 1) {
        const worth = this.worths[pair] as number;
        this.simplex.setValue(pair, state === FREE ? worth : state === FORCED ? worth + this.bonus : -1);
      }
    }
  }

  private worth(): number {
    return this.simplex.roundedWorth(this.worths);
  }
}
