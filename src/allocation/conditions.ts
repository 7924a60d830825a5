import {
  byId,
  type DenseInstance,
  exclusionOf,
  findPair,
  type Grains,
  grainsOf,
  needsOfPairs,
  numbersOf,
  safeProduct,
} from './dense-instance.ts';
import type { EngineInput, AllocationSettings, Grouping } from './instance.ts';
import { type PairOfLines, PairSet } from './pair-map.ts';

/** Needs by their numbers, in shares of what is given or asked. */
export interface DenseFloor {
  readonly id: string;
  readonly needs: readonly number[];
  readonly percent: number;
  readonly of: 'need' | 'support';
}

/** So many grains for these needs, or from these offers, at most. */
export interface DenseCap {
  readonly id: string;
  readonly side: 'needs' | 'offers';
  readonly members: readonly number[];
  readonly quantity: number;
}

/** For each package so many grains of every part. */
export interface DensePackage {
  readonly id: string;
  readonly parts: readonly { readonly need: number; readonly quantity: number }[];
}

/** Money that these offers are paid from together: the budget of one, or a shared budget. */
export interface DenseBudget {
  readonly of: { readonly offer: number } | { readonly sharedBudget: string };
  readonly offers: readonly number[];
  /** Minor units × grains per unit: a grain takes from it what a unit costs. */
  readonly budget: number;
}

/**
 * The side conditions in dense numbers, quantities in grains, without those that can't bind (a cap above all that there is, a lot of
 * one): what is left decides which parts of the instance go to the integer solver.
 */
export interface Conditions {
  /** Per pair, its need. */
  readonly needOf: Int32Array;
  /**
   * What a pair holds is 0, or whole lots from the least to the most; or what is fixed where it is settled (else −1). Without a lot of its
   * offer's, it moves in the least that is a whole number of steps on both sides. Worked out when it is asked for: there may be millions.
   */
  readonly lotOf: (pair: number) => number;
  readonly leastOf: (pair: number) => number;
  readonly mostOf: (pair: number) => number;
  readonly fixedOf: (pair: number) => number;
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

/** The fewest grains with which a floor of what needs ask for is kept: exactly, however much they ask for. */
export function leastOfFloor({ needQuantities }: Pick<DenseInstance, 'needQuantities'>, { needs, percent }: DenseFloor): number {
  const asked = needs.reduce((sum, need) => sum + BigInt(needQuantities[need] as number), 0n);
  return Number((asked * BigInt(percent) + 99n) / 100n);
}

/** Reads the side conditions of an instance that `densify` made of the same input. */
export function readConditions(input: EngineInput, settings: AllocationSettings, instance: DenseInstance): Conditions {
  const needs = input.needs.toSorted(byId);
  const offers = input.offers.toSorted(byId);
  const needOf = needsOfPairs(instance);
  const numbers = { need: numbersOf(instance.needIds), offer: numbersOf(instance.offerIds) };

  const grains = grainsOf(input);
  const donors = donorNumbers(offers);
  return {
    needOf,
    ...readPairs(input, settings, instance, needOf, grains),
    groups: readGroups(needs),
    // A fixed line may give part of a step: only a grain can't be parted.
    wholeOffers: offers.flatMap(({ allOrNothing }, offer) => (allOrNothing && (instance.offerQuantities[offer] ?? 0) > 1 ? [offer] : [])),
    donorLimits: readDonorLimits(needs, settings.donorLimit, instance, donors),
    donors,
    packages: (settings.packages ?? []).map(({ id, parts }) => ({
      id,
      parts: parts.map(({ need: needId, quantity }) => {
        const need = numbers.need.get(needId) ?? 0;
        return { need, quantity: safeProduct(quantity, instance.needSteps[need] as number) };
      }),
    })),
    budgets: readBudgets(offers, settings, instance, grains),
    floors: (settings.floors ?? [])
      .filter(({ percent }) => percent > 0)
      .map(({ id, by, value, percent, of }) => ({ id, percent, of, needs: needsWith(needs, by, value) })),
    caps: readCaps(needs, offers, settings, instance, grains),
  };
}

/** What every pair may hold, from what its lines say. */
function readPairs(
  input: EngineInput,
  settings: AllocationSettings,
  instance: DenseInstance,
  needOf: Int32Array,
  grains: Grains,
): Pick<Conditions, 'lotOf' | 'leastOf' | 'mostOf' | 'fixedOf'> {
  const { needSteps, needQuantities, offerQuantities, costs } = instance;
  const needs = input.needs.toSorted(byId);
  const offers = input.offers.toSorted(byId);
  const lots = Float64Array.from(offers, (offer) => lotOfOffer(offer, grains));
  const leastOfNeeds = Float64Array.from(needs, ({ lot = 1 }, need) => {
    const step = needSteps[need] as number;
    return Math.max(step, Math.min(safeProduct(lot, step), needQuantities[need] as number));
  });
  const leastOfOffers = Float64Array.from(offers, (offer) => safeProduct(offer.minimumLot ?? 0, grains.perStep(offer)));
  const money = Float64Array.from(offers, (offer) => moneyOf(offer, settings, grains) ?? Infinity);
  const { fixed, excluded } = readFixed(input, settings, instance);

  const lotOf = (pair: number): number =>
    leastCommonMultiple(lots[instance.offers[pair] as number] as number, needSteps[needOf[pair] as number] as number);
  const leastOf = (pair: number): number => {
    const [ofNeed, ofOffer] = [leastOfNeeds[needOf[pair] as number] as number, leastOfOffers[instance.offers[pair] as number] as number];
    return roundUp(Math.max(ofNeed, ofOffer), lotOf(pair));
  };
  const mostOf = (pair: number): number => {
    if (excluded.has(pair)) return 0;
    const offer = instance.offers[pair] as number;
    const cost = costs?.[pair] ?? 0;
    const affordable = cost === 0 ? Infinity : Math.floor((money[offer] as number) / cost);
    const most = Math.min(needQuantities[needOf[pair] as number] as number, offerQuantities[offer] as number, affordable);
    return most - (most % lotOf(pair));
  };
  return { lotOf, leastOf, mostOf, fixedOf: (pair) => fixed.get(pair) ?? -1 };
}

/** Pairs with what is fixed for them, and those that are here for nothing else: without it they would hold nothing. */
function readFixed(
  { needs, offers, pairs }: EngineInput,
  { fixed = [] }: AllocationSettings,
  instance: DenseInstance,
): { readonly fixed: ReadonlyMap<number, number>; readonly excluded: ReadonlySet<number> } {
  const quantities = new Map<number, number>();
  const excluded = new Set<number>();
  if (fixed.length === 0) return { fixed: quantities, excluded };
  const numbers = { need: numbersOf(instance.needIds), offer: numbersOf(instance.offerIds) };
  const numberOf = ({ need, offer }: PairOfLines): number | null => findPair(instance, numbers.need.get(need), numbers.offer.get(offer));
  for (const line of fixed) {
    const pair = numberOf(line);
    const step = instance.needSteps[numbers.need.get(line.need) ?? -1] ?? 1;
    if (pair !== null) quantities.set(pair, safeProduct(line.quantity, step));
  }
  const stays = new PairSet(fixed);
  const needOf = new Map(needs.map((need) => [need.id, need]));
  const offerOf = new Map(offers.map((offer) => [offer.id, offer]));
  for (const pair of pairs) {
    if (!stays.has(pair)) continue;
    const [need, offer, number] = [needOf.get(pair.need), offerOf.get(pair.offer), numberOf(pair)];
    if (need && offer && number !== null && exclusionOf(need, offer, pair.unitCost) !== null) excluded.add(number);
  }
  return { fixed: quantities, excluded };
}

const roundUp = (quantity: number, lot: number): number => Math.ceil(quantity / lot) * lot;

/** What an offer gives whole multiples of, in grains; money without a lot of its own is given in the steps of each need. */
function lotOfOffer(offer: SortedOffers[number], grains: Grains): number {
  if (offer.lot !== undefined) return safeProduct(offer.lot, grains.perStep(offer));
  return offer.quantity === undefined ? 1 : grains.perStep(offer);
}

function leastCommonMultiple(one: number, other: number): number {
  if (one % other === 0) return one;
  let [a, b] = [one, other];
  while (b > 0) [a, b] = [b, a % b];
  return safeProduct(one / a, other);
}

type SortedNeeds = EngineInput['needs'];
type SortedOffers = EngineInput['offers'];

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

/** All that could be spent on an offer, by its own budget and by its shared budget: minor units × grains per unit. */
function moneyOf(
  offer: SortedOffers[number] | undefined,
  { sharedBudgets = [] }: AllocationSettings,
  { perUnit }: Grains,
): number | undefined {
  const budgets = [offer?.budget, sharedBudgets.find(({ id }) => id === offer?.sharedBudget)?.budget].filter(
    (budget) => budget !== undefined,
  );
  return budgets.length === 0 ? undefined : safeProduct(Math.min(...budgets), perUnit);
}

/** A budget of one offer from which every unit takes the same is a quantity, which the offer holds already. */
function readBudgets(
  offers: SortedOffers,
  { sharedBudgets = [] }: AllocationSettings,
  instance: DenseInstance,
  { perUnit }: Grains,
): DenseBudget[] {
  if (sharedBudgets.length === 0 && offers.every(({ budget }) => budget === undefined)) return [];
  const costs = new Map<number, Set<number>>();
  for (const [pair, offer] of instance.offers.entries()) costs.set(offer, (costs.get(offer) ?? new Set()).add(instance.costs?.[pair] ?? 0));
  const own = offers.flatMap(({ budget }, offer) => (budget === undefined ? [] : [{ of: { offer }, offers: [offer], budget }]));
  const shared = sharedBudgets.map(({ id, budget }) => ({
    of: { sharedBudget: id },
    offers: offers.flatMap(({ sharedBudget }, offer) => (sharedBudget === id && costs.has(offer) ? [offer] : [])),
    budget,
  }));
  return [...own, ...shared]
    .filter(({ offers: [first = -1, ...others] }) => others.length > 0 || (costs.get(first)?.size ?? 0) > 1)
    .map((money) => ({ ...money, budget: safeProduct(money.budget, perUnit) }));
}

const needsWith = (needs: SortedNeeds, by: Grouping, value: string): number[] =>
  needs.flatMap((need, number) => (need[by] === value ? [number] : []));

function readCaps(
  needs: SortedNeeds,
  offers: SortedOffers,
  settings: AllocationSettings,
  instance: DenseInstance,
  grains: Grains,
): DenseCap[] {
  return (settings.caps ?? []).flatMap(({ id, by, value, ...cap }) => {
    const quantity = safeProduct(cap.quantity, grains.perStep(cap));
    const side = by === 'donor' ? 'offers' : 'needs';
    const members =
      by === 'donor' ? offers.flatMap(({ donor }, offer) => (donor === value ? [offer] : [])) : needsWith(needs, 'recipient', value);
    const held = side === 'offers' ? instance.offerQuantities : instance.needQuantities;
    const all = members.reduce((sum, member) => sum + (held[member] as number), 0);
    return all <= quantity ? [] : [{ id, side, members, quantity } as const];
  });
}
