import { PairSet } from './pair-map.ts';
import { InexactNumbers } from './transport.ts';

/** What is asked for. `tier` 1 is served before 2, and so on; a need without a tier comes after all that have one. */
export interface AllocationNeed {
  readonly id: string;
  readonly quantity: number;
  readonly tier?: number | undefined;
  /** No offer brings fewer than this, unless that is all that is asked for. */
  readonly lot?: number | undefined;
  /** Served in full or not at all. */
  readonly allOrNothing?: boolean | undefined;
  /** The needs of one group (`fulfilTogether`) are all served in full, or none of them gets anything. */
  readonly group?: string | undefined;
  /** At most so many donors serve it: what comes from many is hard to maintain. */
  readonly donorLimit?: number | undefined;
  readonly recipient?: string | undefined;
  readonly region?: string | undefined;
  readonly unit?: string | undefined;
  readonly area?: string | undefined;
  /** Obstacles that keep it from being served until they are gone. */
  readonly blockedBy?: readonly string[] | undefined;
}

/** What can be given: so many units, or money (`budget`, in whole minor units) that buys at the pairs' unit costs, or both bounds. */
export interface AllocationOffer {
  readonly id: string;
  /** Without it, money alone (a budget, a shared budget) bounds the offer. */
  readonly quantity?: number | undefined;
  /** Every pair gets a whole number of lots. */
  readonly lot?: number | undefined;
  /** No need gets fewer than this of it: the donor's condition, which knows no exception. */
  readonly minimumLot?: number | undefined;
  /** It goes whole or not at all. */
  readonly allOrNothing?: boolean | undefined;
  readonly budget?: number | undefined;
  /** What a unit costs, where the pair says nothing else; in the minor units of the budget. */
  readonly unitCost?: number | undefined;
  /** The shared budget that its units are paid from, beside others. */
  readonly sharedBudget?: string | undefined;
  /** Nothing that costs more than this a unit is bought. */
  readonly unitCeiling?: number | undefined;
  readonly donor?: string | undefined;
  readonly blockedBy?: readonly string[] | undefined;
}

/** An eligible pair, and what one unit given to it is worth, in whole micro-units of score. */
export interface AllocationPair {
  readonly need: string;
  readonly offer: string;
  readonly score: number;
  readonly unitCost?: number | undefined;
}

/** `strict`: no unit of a tier is ever given up for anything below it. `off`: the score alone counts. */
export type TierRule = 'strict' | 'off';

export const GROUPINGS = ['region', 'unit', 'recipient', 'area'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/**
 * A guaranteed share. `need`: so many percent of what these needs ask for are served; `support`: so many percent of all units that
 * are given go to them.
 */
export interface Floor {
  readonly id: string;
  readonly by: Grouping;
  readonly value: string;
  readonly percent: number;
  readonly of: 'need' | 'support';
}

/** At most so many units from one donor, or to one recipient. */
export interface Cap {
  readonly id: string;
  readonly by: 'donor' | 'recipient';
  readonly value: string;
  readonly quantity: number;
}

/** Given in whole packages only: for each of them so many units of every part. */
export interface Package {
  readonly id: string;
  readonly parts: readonly { readonly need: string; readonly quantity: number }[];
}

/** Money that several offers are paid from together, in whole minor units. */
export interface SharedBudget {
  readonly id: string;
  readonly budget: number;
}

/** A pair that stays as it is, whatever its lots. */
export interface FixedLine {
  readonly need: string;
  readonly offer: string;
  readonly quantity: number;
}

export interface AllocationSettings {
  readonly tiers: TierRule;
  readonly floors?: readonly Floor[] | undefined;
  readonly caps?: readonly Cap[] | undefined;
  readonly packages?: readonly Package[] | undefined;
  readonly sharedBudgets?: readonly SharedBudget[] | undefined;
  readonly fixed?: readonly FixedLine[] | undefined;
  /** For every need that sets no limit of its own. */
  readonly donorLimit?: number | undefined;
  /** Seconds that plan and proof may take under side conditions; without it, until they are proven or the cases run out. */
  readonly timeLimit?: number | undefined;
}

export interface AllocationInput {
  readonly needs: readonly AllocationNeed[];
  readonly offers: readonly AllocationOffer[];
  readonly pairs: readonly AllocationPair[];
}

/** So many units of an offer to a need. */
export interface PlannedQuantity {
  readonly need: string;
  readonly offer: string;
  readonly quantity: number;
}

/**
 * An instance in dense numbers, in an order of its own: needs and offers by id, pairs by need and then offer. The order in which
 * things were named is gone, so it can't show in the plan.
 */
export interface DenseInstance {
  readonly needIds: readonly string[];
  readonly offerIds: readonly string[];
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

/** Per pair, what a plan gives; null where it names a pair that is not in the instance, or one twice. */
export function quantitiesOf(instance: DenseInstance, plan: readonly PlannedQuantity[]): Float64Array | null {
  const quantities = new Float64Array(instance.offers.length);
  const needs = numbersOf(instance.needIds);
  const offers = numbersOf(instance.offerIds);
  for (const { need, offer, quantity } of plan) {
    const pair = findPair(instance, needs.get(need), offers.get(offer));
    if (pair === null || quantities[pair] !== 0) return null;
    quantities[pair] = quantity;
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
 * Expects what the border has checked: known ids, no pair twice, safe whole numbers. Throws
 * {@link InexactNumbers} where what free offers could give is beyond that. Pairs that can't hold anything (a blocked line, a
 * unit cost above the ceiling) are left out unless they are fixed; an offer of money holds as many units as its budget buys of the cheapest.
 */
export function densify(
  input: AllocationInput,
  { fixed = [], sharedBudgets = [] }: Pick<AllocationSettings, 'fixed' | 'sharedBudgets'> = {},
): DenseInstance {
  const needs = input.needs.toSorted(byId);
  const offers = input.offers.toSorted(byId);
  const needNumbers = numbersOf(needs.map(({ id }) => id));
  const offerNumbers = numbersOf(offers.map(({ id }) => id));
  const stays = new PairSet(fixed);
  const pairs = input.pairs
    .map((pair) => ({
      need: numberIn(needNumbers, pair.need),
      offer: numberIn(offerNumbers, pair.offer),
      score: pair.score,
      unitCost: pair.unitCost,
      stays: stays.has(pair),
    }))
    .filter(
      (pair) =>
        pair.stays || exclusionOf(needs[pair.need] as AllocationNeed, offers[pair.offer] as AllocationOffer, pair.unitCost) === null,
    )
    .toSorted((a, b) => a.need - b.need || a.offer - b.offer);
  const rowStarts = new Int32Array(needs.length + 1);
  for (const { need } of pairs) rowStarts[need + 1] = (rowStarts[need + 1] as number) + 1;
  for (let need = 0; need < needs.length; need += 1) rowStarts[need + 1] = (rowStarts[need + 1] as number) + (rowStarts[need] as number);
  const hasMoney = offers.some(({ budget, sharedBudget }) => budget !== undefined || sharedBudget !== undefined);
  const costs = hasMoney ? Float64Array.from(pairs, ({ offer, unitCost }) => unitCost ?? offers[offer]?.unitCost ?? 0) : null;
  const needQuantities = Float64Array.from(needs, ({ quantity }) => quantity);
  const numbers = Int32Array.from(pairs, ({ offer }) => offer);
  const instance = {
    needIds: needs.map(({ id }) => id),
    offerIds: offers.map(({ id }) => id),
    needQuantities,
    offerQuantities: Float64Array.from(offers, ({ quantity }) => quantity ?? Infinity),
    tiers: Int32Array.from(needs, ({ tier }) => tier ?? 0),
    rowStarts,
    offers: numbers,
    scores: Float64Array.from(pairs, ({ score }) => score),
    costs,
  };
  const budgetOf = new Map(sharedBudgets.map(({ id, budget }) => [id, budget]));
  const money = offers.map(({ budget, sharedBudget }) =>
    leastOf(budget, sharedBudget === undefined ? undefined : budgetOf.get(sharedBudget)),
  );
  if (costs !== null) boundByMoney(instance, costs, money);
  return instance;
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

/** No offer holds more than its money buys of the cheapest, nor, where a unit costs nothing, than all that its needs ask for. */
function boundByMoney(instance: DenseInstance, costs: Float64Array, money: readonly (number | undefined)[]): void {
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
    if (affordable !== Infinity && !Number.isSafeInteger(affordable)) throw new InexactNumbers();
    instance.offerQuantities[offer] = Math.min(instance.offerQuantities[offer] as number, affordable);
  }
}

function numberIn(numbers: ReadonlyMap<string, number>, id: string): number {
  const number = numbers.get(id);
  if (number === undefined) throw new Error(`${id} is named, but is not in the instance`);
  return number;
}

/** By code unit, the same on every machine and in every locale. */
export const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
