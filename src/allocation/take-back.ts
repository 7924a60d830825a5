import type { Conditions } from './conditions.ts';
import { type DenseInstance, needsOfPairs } from './instance.ts';
import type { Part } from './parts.ts';

/**
 * Takes back from a plan what breaks a side condition, until none is broken: quantities only fall, so this ends. What is fixed is
 * set first and stays; floors can be missed by it, which its reader finds out.
 */
export function takeBack(instance: DenseInstance, conditions: Conditions, part: Part, quantities: Float64Array): void {
  const repair = new Repair(instance, conditions, part, quantities);
  repair.setFixed();
  while (repair.takeBackOnce());
}

class Repair {
  private readonly instance: DenseInstance;
  private readonly conditions: Conditions;
  private readonly part: Part;
  private readonly quantities: Float64Array;
  private readonly needOf: Int32Array;
  private readonly pairsOfNeed = new Map<number, number[]>();
  private readonly pairsOfOffer = new Map<number, number[]>();
  private changed = false;

  constructor(instance: DenseInstance, conditions: Conditions, part: Part, quantities: Float64Array) {
    this.instance = instance;
    this.conditions = conditions;
    this.part = part;
    this.quantities = quantities;
    this.needOf = needsOfPairs(instance);
    for (const need of part.needs) this.pairsOfNeed.set(need, []);
    for (const offer of part.offers) this.pairsOfOffer.set(offer, []);
    for (const pair of part.pairs) {
      this.pairsOfNeed.get(this.needOf[pair] as number)?.push(pair);
      this.pairsOfOffer.get(instance.offers[pair] as number)?.push(pair);
    }
  }

  setFixed(): void {
    for (const pair of this.part.pairs) if (this.isFixed(pair)) this.quantities[pair] = this.conditions.fixed[pair] as number;
  }

  /** Whether anything was taken back. */
  takeBackOnce(): boolean {
    this.changed = false;
    const { conditions, instance } = this;
    for (const [need, pairs] of this.pairsOfNeed) this.reduceTo(pairs, instance.needQuantities[need] as number);
    for (const [offer, pairs] of this.pairsOfOffer) this.reduceTo(pairs, instance.offerQuantities[offer] as number);
    for (const { side, members, quantity } of conditions.caps) {
      const pairsOf = side === 'needs' ? this.pairsOfNeed : this.pairsOfOffer;
      this.reduceTo(
        members.flatMap((member) => pairsOf.get(member) ?? []),
        quantity,
      );
    }
    for (const [offer, budget] of conditions.budgets) this.reduceCost(this.pairsOfOffer.get(offer) ?? [], budget);
    for (const [need, limit] of conditions.donorLimits) this.keepLargestDonors(this.pairsOfNeed.get(need) ?? [], limit);
    for (const pair of this.part.pairs) this.keepWholeLots(pair);
    for (const parts of conditions.packages) this.keepWholePackages(parts);
    for (const offer of conditions.wholeOffers) {
      const pairs = this.pairsOfOffer.get(offer) ?? [];
      if (this.sum(pairs) !== instance.offerQuantities[offer]) this.reduceTo(pairs, 0);
    }
    for (const group of conditions.groups) {
      const isServed = group.every((need) => this.sum(this.pairsOfNeed.get(need) ?? []) === instance.needQuantities[need]);
      if (!isServed) for (const need of group) this.reduceTo(this.pairsOfNeed.get(need) ?? [], 0);
    }
    return this.changed;
  }

  private isFixed(pair: number): boolean {
    return (this.conditions.fixed[pair] as number) >= 0;
  }

  private sum(pairs: readonly number[]): number {
    return pairs.reduce((sum, pair) => sum + (this.quantities[pair] as number), 0);
  }

  private take(pair: number, quantity: number): void {
    if (quantity <= 0) return;
    this.quantities[pair] = (this.quantities[pair] as number) - quantity;
    this.changed = true;
  }

  /** The pairs that can give something back, the least worth first. */
  private spare(pairs: readonly number[]): number[] {
    const { scores } = this.instance;
    return pairs
      .filter((pair) => !this.isFixed(pair) && (this.quantities[pair] as number) > 0)
      .toSorted((a, b) => (scores[a] as number) - (scores[b] as number) || a - b);
  }

  private reduceTo(pairs: readonly number[], most: number): void {
    let excess = this.sum(pairs) - most;
    if (excess <= 0) return;
    for (const pair of this.spare(pairs)) {
      const taken = Math.min(excess, this.quantities[pair] as number);
      this.take(pair, taken);
      excess -= taken;
    }
  }

  private reduceCost(pairs: readonly number[], budget: number): void {
    const costOf = (pair: number): number => this.instance.costs?.[pair] ?? 0;
    let excess = pairs.reduce((sum, pair) => sum + (this.quantities[pair] as number) * costOf(pair), 0) - budget;
    for (const pair of this.spare(pairs)) {
      const cost = costOf(pair);
      if (excess <= 0 || cost === 0) continue;
      const taken = Math.min(Math.ceil(excess / cost), this.quantities[pair] as number);
      this.take(pair, taken);
      excess -= taken * cost;
    }
  }

  private keepLargestDonors(pairs: readonly number[], limit: number): void {
    const given = new Map<number, number>();
    for (const pair of pairs) {
      const quantity = this.isFixed(pair) && (this.quantities[pair] as number) > 0 ? Infinity : (this.quantities[pair] as number);
      const donor = this.donorOf(pair);
      if (quantity > 0) given.set(donor, (given.get(donor) ?? 0) + quantity);
    }
    const kept = new Set(
      [...given]
        .toSorted(([a, most], [b, other]) => (most === other ? a - b : other - most))
        .slice(0, limit)
        .map(([donor]) => donor),
    );
    for (const pair of this.spare(pairs)) if (!kept.has(this.donorOf(pair))) this.take(pair, this.quantities[pair] as number);
  }

  private donorOf(pair: number): number {
    return this.conditions.donors[this.instance.offers[pair] as number] as number;
  }

  private keepWholeLots(pair: number): void {
    if (this.isFixed(pair)) return;
    const quantity = this.quantities[pair] as number;
    const inLots = quantity - (quantity % (this.conditions.lots[pair] as number));
    this.take(pair, quantity - (inLots < (this.conditions.least[pair] as number) ? 0 : inLots));
  }

  private keepWholePackages(parts: readonly { readonly need: number; readonly quantity: number }[]): void {
    const complete = Math.min(...parts.map(({ need, quantity }) => Math.floor(this.sum(this.pairsOfNeed.get(need) ?? []) / quantity)));
    for (const { need, quantity } of parts) this.reduceTo(this.pairsOfNeed.get(need) ?? [], complete * quantity);
  }
}
