import { must } from '../kernel/assert.ts';
import { type Conditions, readConditions } from './conditions.ts';
import { byId, type DenseInstance, densify, quantitiesOf } from './dense-instance.ts';
import type { EngineInput, AllocationSettings, PlannedQuantity } from './instance.ts';

/** The lines of an instance with what a plan gives, by their numbers; in grains. */
export class PlannedLines {
  readonly instance: DenseInstance;
  readonly conditions: Conditions;
  /** Per pair. */
  readonly quantities: Float64Array;
  readonly needOf: Int32Array;
  /** Per need, and per offer: what it gets or gives, and its money in minor units × grains per unit. */
  readonly served: Float64Array;
  readonly given: Float64Array;
  readonly spent: Float64Array;
  /** The pairs of offer i stand at `columnStarts[i]` … in `columnPairs`. */
  private readonly columnStarts: Int32Array;
  private readonly columnPairs: Int32Array;
  /** Per offer, the money that it is paid from: its own, or a shared budget's, with what is spent of it by all. */
  private readonly money: readonly (readonly { readonly budget: number; readonly spent: number }[])[];

  constructor(input: EngineInput, settings: AllocationSettings, plan: readonly PlannedQuantity[]) {
    this.instance = densify(input, settings);
    this.conditions = readConditions(input, settings, this.instance);
    this.needOf = this.conditions.needOf;
    const { needIds, offerIds, offers, costs } = this.instance;
    this.quantities = must(quantitiesOf(this.instance, plan), 'the plan is one of this instance');
    this.served = new Float64Array(needIds.length);
    this.given = new Float64Array(offerIds.length);
    this.spent = new Float64Array(offerIds.length);
    this.columnStarts = new Int32Array(offerIds.length + 1);
    for (const offer of offers) this.columnStarts[offer + 1] = (this.columnStarts[offer + 1] as number) + 1;
    for (let offer = 0; offer < offerIds.length; offer += 1) {
      this.columnStarts[offer + 1] = (this.columnStarts[offer + 1] as number) + (this.columnStarts[offer] as number);
    }
    this.columnPairs = new Int32Array(offers.length);
    const next = this.columnStarts.slice();
    for (const [pair, offer] of offers.entries()) {
      const place = next[offer] as number;
      this.columnPairs[place] = pair;
      next[offer] = place + 1;
      const quantity = this.quantities[pair] as number;
      if (quantity === 0) continue;
      const need = this.needOf[pair] as number;
      this.served[need] = (this.served[need] as number) + quantity;
      this.given[offer] = (this.given[offer] as number) + quantity;
      this.spent[offer] = (this.spent[offer] as number) + quantity * (costs?.[pair] ?? 0);
    }
    this.money = this.readMoney(input, settings);
  }

  private readMoney(input: EngineInput, { sharedBudgets = [] }: AllocationSettings) {
    const offers = input.offers.toSorted(byId);
    const budgetOf = new Map(sharedBudgets.map(({ id, budget }) => [id, budget]));
    const spentFrom = new Map<string, number>();
    for (const [offer, { sharedBudget }] of offers.entries()) {
      if (sharedBudget !== undefined) spentFrom.set(sharedBudget, (spentFrom.get(sharedBudget) ?? 0) + (this.spent[offer] as number));
    }
    return offers.map(({ budget, sharedBudget }, offer) => {
      const { grainsPerUnit } = this.instance;
      const own = budget === undefined ? [] : [{ budget: budget * grainsPerUnit, spent: this.spent[offer] as number }];
      const shared = sharedBudget === undefined ? undefined : budgetOf.get(sharedBudget);
      return shared === undefined || sharedBudget === undefined
        ? own
        : [...own, { budget: shared * grainsPerUnit, spent: spentFrom.get(sharedBudget) ?? 0 }];
    });
  }

  /** The least that an offer's money was in all, in minor units; null where none bounds it. */
  moneyOf(offer: number): number | null {
    const budgets = (this.money[offer] ?? []).map(({ budget }) => budget);
    return budgets.length === 0 ? null : this.toUnits(Math.min(...budgets));
  }

  /** What is left of the money of an offer, in minor units × grains per unit; null where none bounds it. */
  moneyLeft(offer: number): number | null {
    const left = (this.money[offer] ?? []).map(({ budget, spent }) => budget - spent);
    return left.length === 0 ? null : Math.min(...left);
  }

  /** How much of a pair the money that is left pays for, in whole steps of its need. */
  affordable(pair: number): number {
    const left = this.moneyLeft(this.instance.offers[pair] as number);
    const cost = this.instance.costs?.[pair] ?? 0;
    if (left === null || cost === 0) return Infinity;
    const grains = Math.floor(left / cost);
    return grains - (grains % (this.instance.needSteps[this.needOf[pair] as number] as number));
  }

  /** Grains as people are told of them: the nearest double to the decimal number of units. */
  toUnits(grains: number): number {
    return grains / this.instance.grainsPerUnit;
  }

  pairsOfNeed(need: number): number[] {
    const { rowStarts } = this.instance;
    const start = rowStarts[need] as number;
    return Array.from({ length: (rowStarts[need + 1] as number) - start }, (_, index) => start + index);
  }

  pairsOfOffer(offer: number): number[] {
    return Array.from(this.columnPairs.subarray(this.columnStarts[offer], this.columnStarts[offer + 1]));
  }

  leftOf(offer: number): number {
    return (this.instance.offerQuantities[offer] as number) - (this.given[offer] as number);
  }

  openOf(need: number): number {
    return (this.instance.needQuantities[need] as number) - (this.served[need] as number);
  }
}
