import {
  type AllocationInput,
  type AllocationSettings,
  byId,
  type DenseInstance,
  exclusionOf,
  findPair,
  type Grouping,
  needsOfPairs,
  numbersOf,
} from './instance.ts';
import { PairSet } from './pair-map.ts';

/** Needs by their numbers, in shares of what is given or asked. */
export interface DenseFloor {
  readonly id: string;
  readonly needs: readonly number[];
  readonly percent: number;
  readonly of: 'need' | 'support';
}

/** The units of these needs, or of these offers, at most. */
export interface DenseCap {
  readonly id: string;
  readonly side: 'needs' | 'offers';
  readonly members: readonly number[];
  readonly quantity: number;
}

/** For each package so many units of every part. */
export interface DensePackage {
  readonly id: string;
  readonly parts: readonly { readonly need: number; readonly quantity: number }[];
}

/** Money that these offers are paid from together: the budget of one, or a shared budget. */
export interface DenseBudget {
  readonly of: { readonly offer: number } | { readonly sharedBudget: string };
  readonly offers: readonly number[];
  readonly budget: number;
}

/**
 * The side conditions in dense numbers, without those that can't bind (a cap above all that there is, a lot of one): what is left
 * decides which parts of the instance go to the integer solver.
 */
export interface Conditions {
  /** Per pair, its need. */
  readonly needOf: Int32Array;
  /** Per pair: what it holds is 0, or whole lots between `least` and `most`; `fixed` where it is settled (else −1). */
  readonly lots: Float64Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly fixed: Float64Array;
  /** Needs that are all served in full or not at all. */
  readonly groups: readonly (readonly number[])[];
  /** Offers that go whole or not at all. */
  readonly wholeOffers: readonly number[];
  /** Per need, where more donors could serve it than may. */
  readonly donorLimits: ReadonlyMap<number, number>;
  /** Per offer, a number of its donor; offers without one are donors of their own. */
  readonly donors: Int32Array;
  readonly packages: readonly DensePackage[];
  readonly budgets: readonly DenseBudget[];
  readonly floors: readonly DenseFloor[];
  readonly caps: readonly DenseCap[];
}

/** The fewest units with which a floor of what needs ask for is kept: exactly, however much they ask for. */
export function leastOfFloor({ needQuantities }: Pick<DenseInstance, 'needQuantities'>, { needs, percent }: DenseFloor): number {
  const asked = needs.reduce((sum, need) => sum + BigInt(needQuantities[need] as number), 0n);
  return Number((asked * BigInt(percent) + 99n) / 100n);
}

/** Reads the side conditions of an instance that `densify` made of the same input. */
export function readConditions(input: AllocationInput, settings: AllocationSettings, instance: DenseInstance): Conditions {
  const needs = input.needs.toSorted(byId);
  const offers = input.offers.toSorted(byId);
  const needOf = needsOfPairs(instance);
  const numbers = { need: numbersOf(instance.needIds), offer: numbersOf(instance.offerIds) };

  const lots = Float64Array.from(instance.offers, (offer) => offers[offer]?.lot ?? 1);
  const excluded = excludedPairs(input, settings);
  const most = Float64Array.from(instance.offers, (offer, pair) => {
    const need = needOf[pair] as number;
    if (excluded.has({ need: instance.needIds[need] as string, offer: instance.offerIds[offer] as string })) return 0;
    return mostOf(instance, moneyOf(offers[offer], settings), need, pair);
  });
  const least = Float64Array.from(instance.offers, (offer, pair) => {
    const need = needs[needOf[pair] as number];
    const ofNeed = Math.min(need?.lot ?? 1, need?.quantity ?? 1);
    return roundUp(Math.max(1, ofNeed, offers[offer]?.minimumLot ?? 1), lots[pair] as number);
  });
  most.forEach((quantity, pair) => (most[pair] = quantity - (quantity % (lots[pair] as number))));
  const fixed = new Float64Array(instance.offers.length).fill(-1);
  for (const { need, offer, quantity } of settings.fixed ?? []) {
    const pair = findPair(instance, numbers.need.get(need), numbers.offer.get(offer));
    if (pair !== null) fixed[pair] = quantity;
  }
  const donors = donorNumbers(offers);
  return {
    needOf,
    lots,
    least,
    most,
    fixed,
    groups: readGroups(needs),
    wholeOffers: offers.flatMap(({ allOrNothing }, offer) => (allOrNothing && (instance.offerQuantities[offer] ?? 0) > 1 ? [offer] : [])),
    donorLimits: readDonorLimits(needs, settings.donorLimit, instance, donors),
    donors,
    packages: (settings.packages ?? []).map(({ id, parts }) => ({
      id,
      parts: parts.map(({ need, quantity }) => ({ need: numbers.need.get(need) ?? 0, quantity })),
    })),
    budgets: readBudgets(offers, settings, instance),
    floors: (settings.floors ?? [])
      .filter(({ percent }) => percent > 0)
      .map(({ id, by, value, percent, of }) => ({ id, percent, of, needs: needsWith(needs, by, value) })),
    caps: readCaps(needs, offers, settings, instance),
  };
}

function mostOf(
  { needQuantities, offerQuantities, offers, costs }: DenseInstance,
  budget: number | undefined,
  need: number,
  pair: number,
): number {
  const cost = costs?.[pair] ?? 0;
  const affordable = budget === undefined || cost === 0 ? Infinity : Math.floor(budget / cost);
  return Math.min(needQuantities[need] as number, offerQuantities[offers[pair] as number] as number, affordable);
}

/** Pairs that are here because they are fixed: without that they would hold nothing. */
function excludedPairs({ needs, offers, pairs }: AllocationInput, { fixed = [] }: AllocationSettings): PairSet {
  const excluded = new PairSet();
  if (fixed.length === 0) return excluded;
  const stays = new PairSet(fixed);
  const needOf = new Map(needs.map((need) => [need.id, need]));
  const offerOf = new Map(offers.map((offer) => [offer.id, offer]));
  for (const pair of pairs) {
    const [need, offer] = [needOf.get(pair.need), offerOf.get(pair.offer)];
    if (stays.has(pair) && need && offer && exclusionOf(need, offer, pair.unitCost) !== null) excluded.add(pair);
  }
  return excluded;
}

const roundUp = (quantity: number, lot: number): number => Math.ceil(quantity / lot) * lot;

type SortedNeeds = AllocationInput['needs'];
type SortedOffers = AllocationInput['offers'];

function readGroups(needs: SortedNeeds): number[][] {
  const together = new Map<string, number[]>();
  const alone: number[][] = [];
  for (const [need, { group, allOrNothing, quantity }] of needs.entries()) {
    if (group !== undefined) together.set(group, [...(together.get(group) ?? []), need]);
    else if (allOrNothing && quantity > 1) alone.push([need]);
  }
  return [...together.values(), ...alone];
}

function donorNumbers(offers: SortedOffers): Int32Array {
  const numbers = new Map<string, number>();
  let next = 0;
  return Int32Array.from(offers, ({ donor }) => {
    const known = donor === undefined ? undefined : numbers.get(donor);
    if (known !== undefined) return known;
    const number = next;
    next += 1;
    if (donor !== undefined) numbers.set(donor, number);
    return number;
  });
}

function readDonorLimits(
  needs: SortedNeeds,
  general: number | undefined,
  { rowStarts, offers }: DenseInstance,
  donors: Int32Array,
): Map<number, number> {
  const limits = new Map<number, number>();
  for (const [need, { donorLimit = general }] of needs.entries()) {
    if (donorLimit === undefined) continue;
    const possible = new Set([...offers.subarray(rowStarts[need], rowStarts[need + 1])].map((offer) => donors[offer]));
    if (possible.size > donorLimit) limits.set(need, donorLimit);
  }
  return limits;
}

/** All that could be spent on an offer, by its own budget and by its shared budget. */
function moneyOf(offer: SortedOffers[number] | undefined, { sharedBudgets = [] }: AllocationSettings): number | undefined {
  const budgets = [offer?.budget, sharedBudgets.find(({ id }) => id === offer?.sharedBudget)?.budget].filter(
    (budget) => budget !== undefined,
  );
  return budgets.length === 0 ? undefined : Math.min(...budgets);
}

/** A budget of one offer from which every unit takes the same is a quantity, which the offer holds already. */
function readBudgets(offers: SortedOffers, { sharedBudgets = [] }: AllocationSettings, instance: DenseInstance): DenseBudget[] {
  const costs = new Map<number, Set<number>>();
  for (const [pair, offer] of instance.offers.entries()) costs.set(offer, (costs.get(offer) ?? new Set()).add(instance.costs?.[pair] ?? 0));
  const own = offers.flatMap(({ budget }, offer) => (budget === undefined ? [] : [{ of: { offer }, offers: [offer], budget }]));
  const shared = sharedBudgets.map(({ id, budget }) => ({
    of: { sharedBudget: id },
    offers: offers.flatMap(({ sharedBudget }, offer) => (sharedBudget === id && costs.has(offer) ? [offer] : [])),
    budget,
  }));
  return [...own, ...shared].filter(({ offers: [first = -1, ...others] }) => others.length > 0 || (costs.get(first)?.size ?? 0) > 1);
}

const needsWith = (needs: SortedNeeds, by: Grouping, value: string): number[] =>
  needs.flatMap((need, number) => (need[by] === value ? [number] : []));

function readCaps(needs: SortedNeeds, offers: SortedOffers, settings: AllocationSettings, instance: DenseInstance): DenseCap[] {
  return (settings.caps ?? []).flatMap(({ id, by, value, quantity }) => {
    const side = by === 'donor' ? 'offers' : 'needs';
    const members =
      by === 'donor' ? offers.flatMap(({ donor }, offer) => (donor === value ? [offer] : [])) : needsWith(needs, 'recipient', value);
    const held = side === 'offers' ? instance.offerQuantities : instance.needQuantities;
    const all = members.reduce((sum, member) => sum + (held[member] as number), 0);
    return all <= quantity ? [] : [{ id, side, members, quantity } as const];
  });
}
