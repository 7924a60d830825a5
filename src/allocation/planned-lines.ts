import { must } from '../kernel/assert.ts';
import { type Conditions, readConditions } from './conditions.ts';
import {
  type AllocationInput,
  type AllocationSettings,
  byId,
  type DenseInstance,
  densify,
  type PlannedQuantity,
  quantitiesOf,
} from './instance.ts';

/** The lines of an instance with what a plan gives, by their numbers. */
export class PlannedLines {
  readonly instance: DenseInstance;
  readonly conditions: Conditions;
  /** Per pair. */
  readonly quantities: Float64Array;
  readonly needOf: Int32Array;
  /** Per need, and per offer: its units, and its money. */
  readonly served: Float64Array;
  readonly given: Float64Array;
  readonly spent: Float64Array;
  readonly pairsOfOffer: readonly (readonly number[])[];
  /** Per offer, the money that it is paid from: its own, or a shared budget's, with what is spent of it by all. */
  private readonly money: readonly (readonly { readonly budget: number; readonly spent: number }[])[];

  constructor(input: AllocationInput, settings: AllocationSettings, plan: readonly PlannedQuantity[]) {
    this.instance = densify(input, settings);
    this.conditions = readConditions(input, settings, this.instance);
    this.needOf = this.conditions.needOf;
    const { needIds, offerIds, offers, costs } = this.instance;
    this.quantities = must(quantitiesOf(this.instance, plan), 'the plan is one of this instance');
    this.served = new Float64Array(needIds.length);
    this.given = new Float64Array(offerIds.length);
    this.spent = new Float64Array(offerIds.length);
    const pairsOfOffer: number[][] = offerIds.map(() => []);
    for (const [pair, offer] of offers.entries()) {
      const quantity = this.quantities[pair] as number;
      const need = this.needOf[pair] as number;
      pairsOfOffer[offer]?.push(pair);
      this.served[need] = (this.served[need] as number) + quantity;
      this.given[offer] = (this.given[offer] as number) + quantity;
      this.spent[offer] = (this.spent[offer] as number) + quantity * (costs?.[pair] ?? 0);
    }
    this.pairsOfOffer = pairsOfOffer;
    this.money = this.readMoney(input, settings);
  }

  private readMoney(input: AllocationInput, { sharedBudgets = [] }: AllocationSettings) {
    const offers = input.offers.toSorted(byId);
    const budgetOf = new Map(sharedBudgets.map(({ id, budget }) => [id, budget]));
    const spentFrom = new Map<string, number>();
    for (const [offer, { sharedBudget }] of offers.entries()) {
      if (sharedBudget !== undefined) spentFrom.set(sharedBudget, (spentFrom.get(sharedBudget) ?? 0) + (this.spent[offer] as number));
    }
    return offers.map(({ budget, sharedBudget }, offer) => {
      const own = budget === undefined ? [] : [{ budget, spent: this.spent[offer] as number }];
      const shared = sharedBudget === undefined ? undefined : budgetOf.get(sharedBudget);
      return shared === undefined || sharedBudget === undefined
        ? own
        : [...own, { budget: shared, spent: spentFrom.get(sharedBudget) ?? 0 }];
    });
  }

  /** The least that an offer's money was in all; null where none bounds it. */
  moneyOf(offer: number): number | null {
    const budgets = (this.money[offer] ?? []).map(({ budget }) => budget);
    return budgets.length === 0 ? null : Math.min(...budgets);
  }

  /** What is left of the money of an offer; null where none bounds it. */
  moneyLeft(offer: number): number | null {
    const left = (this.money[offer] ?? []).map(({ budget, spent }) => budget - spent);
    return left.length === 0 ? null : Math.min(...left);
  }

  /** How many units of a pair the money that is left pays for. */
  affordable(pair: number): number {
    const left = this.moneyLeft(this.instance.offers[pair] as number);
    const cost = this.instance.costs?.[pair] ?? 0;
    return left === null || cost === 0 ? Infinity : Math.floor(left / cost);
  }

  pairsOfNeed(need: number): number[] {
    const { rowStarts } = this.instance;
    const start = rowStarts[need] as number;
    return Array.from({ length: (rowStarts[need + 1] as number) - start }, (_, index) => start + index);
  }

  leftOf(offer: number): number {
    return (this.instance.offerQuantities[offer] as number) - (this.given[offer] as number);
  }

  openOf(need: number): number {
    return (this.instance.needQuantities[need] as number) - (this.served[need] as number);
  }
}
