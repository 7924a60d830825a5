import type { Conditions, DenseBudget, DenseCap } from './conditions.ts';
import type { DenseInstance } from './dense-instance.ts';
import type { Part } from './parts.ts';

/**
 * Makes a plan obey the side conditions: takes back what breaks one, until none is broken (quantities only fall, so this ends), and
 * gives what is left over to whom it may still go, the most valuable first. What is fixed is set first and stays; floors can be missed,
 * which the reader finds out. `values`: per pair, what a unit is worth.
 */
export function repairPlan(
  instance: DenseInstance,
  conditions: Conditions,
  part: Part,
  values: Float64Array,
  quantities: Float64Array,
): void {
  const repair = new Repair(instance, conditions, part, values, quantities);
  repair.setFixed();
  repair.takeBack();
  repair.giveOut();
  repair.takeBack();
}

/** Gives what a plan that obeys the side conditions leaves over to whom it may still go, the most valuable first. */
export function giveOut(instance: DenseInstance, conditions: Conditions, part: Part, values: Float64Array, quantities: Float64Array): void {
  new Repair(instance, conditions, part, values, quantities).giveOut();
}

class Repair {
  private readonly instance: DenseInstance;
  private readonly conditions: Conditions;
  private readonly part: Part;
  private readonly values: Float64Array;
  private readonly quantities: Float64Array;
  private readonly needOf: Int32Array;
  private readonly pairsOfNeed = new Map<number, number[]>();
  private readonly pairsOfOffer = new Map<number, number[]>();
  private changed = false;

  constructor(instance: DenseInstance, conditions: Conditions, part: Part, values: Float64Array, quantities: Float64Array) {
    this.instance = instance;
    this.conditions = conditions;
    this.part = part;
    this.values = values;
    this.quantities = quantities;
    this.needOf = conditions.needOf;
    for (const need of part.needs) this.pairsOfNeed.set(need, []);
    for (const offer of part.offers) this.pairsOfOffer.set(offer, []);
    for (const pair of part.pairs) {
      this.pairsOfNeed.get(this.needOf[pair] as number)?.push(pair);
      this.pairsOfOffer.get(instance.offers[pair] as number)?.push(pair);
    }
  }

  setFixed(): void {
    for (const pair of this.part.pairs) if (this.isFixed(pair)) this.quantities[pair] = this.conditions.fixedOf(pair);
  }

  takeBack(): void {
    let goesOn = true;
    while (goesOn) goesOn = this.takeBackOnce();
  }

  /**
   * Pair by pair, as much more as both lines, the money, the caps and the donors let through. Needs that are served in full or not at all
   * get it where it is enough; what belongs to a package, or must go whole, is left as it is.
   */
  giveOut(): void {
    const ties = this.readTies();
    const byValue = this.part.pairs.toSorted((a, b) => (this.values[b] as number) - (this.values[a] as number) || a - b);
    for (const group of this.conditions.groups) {
      if (this.pairsOfNeed.has(group[0] as number)) this.serveGroup(group, ties);
    }
    for (const pair of byValue) if (!ties.tied.has(this.needOf[pair] as number)) this.giveMore(pair, ties);
  }

  /** Whether anything was taken back. */
  private takeBackOnce(): boolean {
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
    for (const { offers, budget } of conditions.budgets) {
      const pairs = offers.flatMap((offer) => this.pairsOfOffer.get(offer) ?? []);
      this.reduceCost(pairs, budget);
    }
    for (const [need, limit] of conditions.donorLimits) this.keepLargestDonors(this.pairsOfNeed.get(need) ?? [], limit);
    for (const pair of this.part.pairs) this.keepWholeLots(pair);
    for (const { parts } of conditions.packages) this.keepWholePackages(parts);
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

  /** All lines of a group in full, or as they were. */
  private serveGroup(group: readonly number[], ties: Ties): void {
    const pairsOfGroup = group.flatMap((need) => this.pairsOfNeed.get(need) ?? []);
    const before = pairsOfGroup.map((pair) => this.quantities[pair] as number);
    for (const need of group) {
      const pairs = (this.pairsOfNeed.get(need) ?? []).toSorted((a, b) => (this.values[b] as number) - (this.values[a] as number) || a - b);
      for (const pair of pairs) this.giveMore(pair, ties);
      if (this.sum(pairs) === this.instance.needQuantities[need]) continue;
      pairsOfGroup.forEach((pair, place) => (this.quantities[pair] = before[place] as number));
      return;
    }
  }

  private giveMore(pair: number, ties: Ties): void {
    const need = this.needOf[pair] as number;
    const offer = this.instance.offers[pair] as number;
    if (this.isFixed(pair) || ties.whole.has(offer) || (this.values[pair] as number) < 0 || !this.mayGive(need, offer)) return;
    const { conditions, instance } = this;
    const room = [
      (instance.needQuantities[need] as number) - this.sum(this.pairsOfNeed.get(need) ?? []),
      (instance.offerQuantities[offer] as number) - this.sum(this.pairsOfOffer.get(offer) ?? []),
      conditions.mostOf(pair) - (this.quantities[pair] as number),
      ...this.roomOfMoney(pair, ties.budgets.get(offer) ?? []),
      ...[...(ties.caps.needs.get(need) ?? []), ...(ties.caps.offers.get(offer) ?? [])].map((cap) => cap.quantity - this.sumOfCap(cap)),
    ];
    const lot = conditions.lotOf(pair);
    const most = Math.min(...room);
    const given = most - (most % lot);
    if (given <= 0 || (this.quantities[pair] as number) + given < conditions.leastOf(pair)) return;
    this.quantities[pair] = (this.quantities[pair] as number) + given;
  }

  private sumOfCap({ side, members }: DenseCap): number {
    const pairsOf = side === 'needs' ? this.pairsOfNeed : this.pairsOfOffer;
    return members.reduce((sum, member) => sum + this.sum(pairsOf.get(member) ?? []), 0);
  }

  private roomOfMoney(pair: number, budgets: readonly DenseBudget[]): number[] {
    const costs = this.instance.costs;
    const cost = costs?.[pair] ?? 0;
    if (costs === null || cost === 0) return [];
    return budgets.map(({ offers, budget }) => {
      const pairs = offers.flatMap((offer) => this.pairsOfOffer.get(offer) ?? []);
      const spent = pairs.reduce((sum, other) => sum + (this.quantities[other] as number) * (costs[other] as number), 0);
      return Math.floor((budget - spent) / cost);
    });
  }

  private mayGive(need: number, offer: number): boolean {
    const limit = this.conditions.donorLimits.get(need);
    if (limit === undefined) return true;
    const { donors } = this.conditions;
    const donor = donors[offer] as number;
    const current = new Set<number>();
    for (const pair of this.pairsOfNeed.get(need) ?? []) if ((this.quantities[pair] as number) > 0) current.add(this.donorOf(pair));
    return current.has(donor) || current.size < limit;
  }

  private readTies(): Ties {
    const { groups, packages, wholeOffers, budgets, caps } = this.conditions;
    const byMember = <Condition>(conditions: readonly Condition[], membersOf: (condition: Condition) => readonly number[]) => {
      const found = new Map<number, Condition[]>();
      for (const condition of conditions) {
        for (const member of membersOf(condition)) found.set(member, [...(found.get(member) ?? []), condition]);
      }
      return found;
    };
    return {
      tied: new Set([...groups.flat(), ...packages.flatMap(({ parts }) => parts.map(({ need }) => need))]),
      whole: new Set(wholeOffers),
      budgets: byMember(budgets, ({ offers }) => offers),
      caps: {
        needs: byMember(
          caps.filter(({ side }) => side === 'needs'),
          ({ members }) => members,
        ),
        offers: byMember(
          caps.filter(({ side }) => side === 'offers'),
          ({ members }) => members,
        ),
      },
    };
  }

  private isFixed(pair: number): boolean {
    return this.conditions.fixedOf(pair) >= 0;
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
    const { values } = this;
    return pairs
      .filter((pair) => !this.isFixed(pair) && (this.quantities[pair] as number) > 0)
      .toSorted((a, b) => (values[a] as number) - (values[b] as number) || a - b);
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
    const inLots = quantity - (quantity % this.conditions.lotOf(pair));
    this.take(pair, quantity - (inLots < this.conditions.leastOf(pair) ? 0 : inLots));
  }

  private keepWholePackages(parts: readonly { readonly need: number; readonly quantity: number }[]): void {
    const complete = Math.min(...parts.map(({ need, quantity }) => Math.floor(this.sum(this.pairsOfNeed.get(need) ?? []) / quantity)));
    for (const { need, quantity } of parts) this.reduceTo(this.pairsOfNeed.get(need) ?? [], complete * quantity);
  }
}

/** Which conditions a line is under, found once for all pairs. */
interface Ties {
  /** Needs of a group or a package. */
  readonly tied: ReadonlySet<number>;
  readonly whole: ReadonlySet<number>;
  readonly budgets: ReadonlyMap<number, readonly DenseBudget[]>;
  readonly caps: { readonly needs: ReadonlyMap<number, readonly DenseCap[]>; readonly offers: ReadonlyMap<number, readonly DenseCap[]> };
}
