import { type Decimals, stepsPerUnit } from '../kernel/quantity.ts';
import { PairSet } from './pair-map.ts';
import { type PlacedPairs, placePairs } from './place-pairs.ts';
import { InexactNumbers } from './transport.ts';
import type { AllocationNeed, AllocationOffer, AllocationSettings, AllocationInput, EngineInput, PlannedQuantity } from './instance.ts';

/**
 * An instance in dense numbers, in an order of its own: needs and offers by id, pairs by need and then offer. The order in which
 * things were named is gone, so it can't show in the plan.
 *
 * All quantities are whole **grains**: the finest step that some line has. A whole unit of anything is as many grains, so that units of
 * several lines add up exactly; a coarser line holds and takes multiples of its step. Where no line has decimals a grain is a unit.
 */
export interface DenseInstance {
  readonly needIds: readonly string[];
  readonly offerIds: readonly string[];
  readonly grainsPerUnit: number;
  /** Per need, and per offer, how many grains its step is; of money alone, that of the finest need that it may buy for. */
  readonly needSteps: Int32Array;
  readonly offerSteps: Int32Array;
  readonly needQuantities: Float64Array;
  readonly offerQuantities: Float64Array;
  /** Per need; 0 where it has none. */
  readonly tiers: Int32Array;
  /** The pairs of need i stand at `rowStarts[i]` … `rowStarts[i + 1] − 1`. */
  readonly rowStarts: Int32Array;
  /** Per pair, the number of its offer. */
  readonly offers: Int32Array;
  /** Per pair, in whole micro-units. */
  readonly scores: Float64Array;
  /** Per pair, what a unit takes from the offer's budget; null where no offer has one. */
  readonly costs: Float64Array | null;
}

/** The tiers that there are, from the highest on; 0, without a tier, last. */
export const tiersOf = ({ tiers }: Pick<DenseInstance, 'tiers'>): number[] =>
  [...new Set(tiers)].toSorted((a, b) => (a || Infinity) - (b || Infinity));

/** A tier as it is named outside: null for needs without one. */
export const nameOfTier = (tier: number): number | null => (tier === 0 ? null : tier);

export const numbersOf = (ids: readonly string[]): ReadonlyMap<string, number> => new Map(ids.map((id, number) => [id, number]));

/** The pair of a need and an offer; null where there is none. */
export function findPair({ rowStarts, offers }: DenseInstance, need: number | undefined, offer: number | undefined): number | null {
  if (need === undefined || offer === undefined) return null;
  const place = offers.subarray(rowStarts[need], rowStarts[need + 1]).indexOf(offer);
  return place < 0 ? null : (rowStarts[need] ?? 0) + place;
}

/** Per pair, what a plan gives, in grains; null where it names a pair that is not in the instance, or one twice. */
export function quantitiesOf(instance: DenseInstance, plan: readonly PlannedQuantity[]): Float64Array | null {
  const quantities = new Float64Array(instance.offers.length);
  const needs = numbersOf(instance.needIds);
  const offers = numbersOf(instance.offerIds);
  for (const { need, offer, quantity } of plan) {
    const pair = findPair(instance, needs.get(need), offers.get(offer));
    if (pair === null || quantities[pair] !== 0) return null;
    quantities[pair] = quantity * (instance.needSteps[needs.get(need) as number] as number);
  }
  return quantities;
}

/** The need of each pair. */
export function needsOfPairs({ rowStarts, offers }: Pick<DenseInstance, 'rowStarts' | 'offers'>): Int32Array {
  const needs = new Int32Array(offers.length);
  for (let need = 0; need + 1 < rowStarts.length; need += 1) needs.fill(need, rowStarts[need], rowStarts[need + 1]);
  return needs;
}

/**
 * Expects what the border has checked: known ids, no pair twice, safe whole numbers. Throws {@link InexactNumbers} where
 * quantities or money in grains, or what free offers could give, are beyond that. Pairs that can't hold anything (a blocked line, a
 * unit cost above the ceiling) are left out unless they are fixed; an offer of money holds as many units as its budget buys of the cheapest.
 */
export function densify(
  input: EngineInput,
  { fixed = [], sharedBudgets = [] }: Pick<AllocationSettings, 'fixed' | 'sharedBudgets'> = {},
): DenseInstance {
  const needs = input.needs.toSorted(byId);
  const offers = input.offers.toSorted(byId);
  const needNumbers = numbersOf(needs.map(({ id }) => id));
  const offerNumbers = numbersOf(offers.map(({ id }) => id));
  const stays = new PairSet(fixed);
  const hasMoney = offers.some(({ budget, sharedBudget }) => budget !== undefined || sharedBudget !== undefined);
  const placed = placePairs(input.pairs, {
    needCount: needs.length,
    numberOfNeed: (id) => numberIn(needNumbers, id),
    numberOfOffer: (id) => numberIn(offerNumbers, id),
    isLeftOut: (pair, need, offer) =>
      exclusionOf(needs[need] as AllocationNeed, offers[offer] as AllocationOffer, pair.unitCost) !== null && !stays.has(pair),
    costOf: hasMoney ? ({ unitCost }, offer) => unitCost ?? offers[offer]?.unitCost ?? 0 : null,
  });
  const grains = grainsOf(input);
  const needSteps = Int32Array.from(needs, grains.perStep);
  const instance = {
    needIds: needs.map(({ id }) => id),
    offerIds: offers.map(({ id }) => id),
    grainsPerUnit: grains.perUnit,
    needSteps,
    offerSteps: stepsOfOffers(offers, needSteps, placed, grains),
    needQuantities: Float64Array.from(needs, ({ quantity }, need) => safeProduct(quantity, needSteps[need] as number)),
    offerQuantities: Float64Array.from(offers, (offer) =>
      offer.quantity === undefined ? Infinity : safeProduct(offer.quantity, grains.perStep(offer)),
    ),
    tiers: Int32Array.from(needs, ({ tier }) => tier ?? 0),
    ...placed,
  };
  const budgetOf = new Map(sharedBudgets.map(({ id, budget }) => [id, budget]));
  const money = offers.map(({ budget, sharedBudget }) => {
    const least = leastOf(budget, sharedBudget === undefined ? undefined : budgetOf.get(sharedBudget));
    return least === undefined ? undefined : safeProduct(least, grains.perUnit);
  });
  if (placed.costs !== null) {
    // A fixed line is in steps of its need, whatever those of its offer.
    const movesBy = instance.offerSteps.slice();
    for (const { need, offer } of fixed) {
      const number = numberIn(offerNumbers, offer);
      movesBy[number] = Math.min(movesBy[number] as number, needSteps[numberIn(needNumbers, need)] as number);
    }
    boundByMoney(instance, placed.costs, money, movesBy);
  }
  return instance;
}

/** Of what has a quantity its own steps; of money alone those of the finest need that it may buy for. */
function stepsOfOffers(
  offers: readonly AllocationOffer[],
  needSteps: Int32Array,
  { rowStarts, offers: numbers }: PlacedPairs,
  grains: Grains,
): Int32Array {
  const steps = Int32Array.from(offers, (offer) => (offer.quantity === undefined ? 0 : grains.perStep(offer)));
  if (steps.includes(0)) {
    for (const [need, step] of needSteps.entries()) {
      for (let pair = rowStarts[need] as number; pair < (rowStarts[need + 1] as number); pair += 1) {
        const offer = numbers[pair] as number;
        if (offers[offer]?.quantity === undefined) steps[offer] = Math.min(steps[offer] || Infinity, step);
      }
    }
  }
  return steps.map((step) => step || 1);
}

/** How many grains make a unit, and a step of something. */
export interface Grains {
  readonly perUnit: number;
  readonly perStep: (of: { readonly decimals?: Decimals | undefined }) => number;
}

/** The finest step that some line has. */
export function grainsOf({ needs, offers }: Pick<AllocationInput, 'needs' | 'offers'>): Grains {
  let finest: Decimals = 0;
  for (const lines of [needs, offers]) for (const { decimals = 0 } of lines) if (decimals > finest) finest = decimals;
  return { perUnit: stepsPerUnit(finest), perStep: ({ decimals = 0 }) => stepsPerUnit((finest - decimals) as Decimals) };
}

/** Throws {@link InexactNumbers} where it would be rounded. */
export function safeProduct(one: number, other: number): number {
  const product = one * other;
  if (!Number.isSafeInteger(product)) throw new InexactNumbers();
  return product;
}

/** Why a pair of the input can hold nothing at all; null where it can. */
export function exclusionOf(
  need: AllocationNeed,
  offer: AllocationOffer,
  unitCost: number | undefined,
): 'obstacle' | 'unit-ceiling' | null {
  if ((need.blockedBy?.length ?? 0) > 0 || (offer.blockedBy?.length ?? 0) > 0) return 'obstacle';
  const isTooDear = offer.unitCeiling !== undefined && (unitCost ?? offer.unitCost ?? 0) > offer.unitCeiling;
  return isTooDear ? 'unit-ceiling' : null;
}

/** The lesser of two bounds, where there are any. */
const leastOf = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

/**
 * No offer holds more than its money buys of the cheapest, in whole steps, nor, where a unit costs nothing, than all that its needs ask
 * for. `money`: minor units × grains per unit, so that a grain takes from it what a unit costs. `movesBy`: in grains, per offer.
 */
function boundByMoney(instance: DenseInstance, costs: Float64Array, money: readonly (number | undefined)[], movesBy: Int32Array): void {
  const cheapest = new Float64Array(money.length).fill(Infinity);
  const asked = new Float64Array(money.length);
  for (let need = 0; need < instance.needIds.length; need += 1) {
    for (let pair = instance.rowStarts[need] as number; pair < (instance.rowStarts[need + 1] as number); pair += 1) {
      const offer = instance.offers[pair] as number;
      cheapest[offer] = Math.min(cheapest[offer] as number, costs[pair] as number);
      asked[offer] = (asked[offer] as number) + (instance.needQuantities[need] as number);
    }
  }
  for (const [offer, budget] of money.entries()) {
    const cost = cheapest[offer] as number;
    if (budget === undefined) continue;
    const affordable = cost === 0 ? (asked[offer] as number) : Math.floor(budget / cost);
    if (!Number.isSafeInteger(affordable)) throw new InexactNumbers();
    const inSteps = affordable - (affordable % (movesBy[offer] as number));
    instance.offerQuantities[offer] = Math.min(instance.offerQuantities[offer] as number, inSteps);
  }
}

function numberIn(numbers: ReadonlyMap<string, number>, id: string): number {
  const number = numbers.get(id);
  if (number === undefined) throw new Error(`${id} is named, but is not in the instance`);
  return number;
}

/** By code unit, the same on every machine and in every locale. */
export const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
