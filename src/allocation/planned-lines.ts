import { must } from '../kernel/assert.ts';
import { type Conditions, readConditions } from './conditions.ts';
import {
  type AllocationInput,
  type AllocationSettings,
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
