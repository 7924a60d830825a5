import type { ExactPart } from './exact-part.ts';
import { type ExactInstance, type ExactNeed, type ExactOffer, type ExactPair, groupsOf } from './exact-instance.ts';
import { floorOf, gcd } from './exact-numbers.ts';
import { type Multiplier, type Multipliers, NoProof } from './proof.ts';

type Term = readonly [coefficient: bigint, pair: ExactPair];

/** What multipliers make of the rows of a part. */
export interface Weighed {
  /** The sum of multiplier × what the row allows, over all rows that allow something by themselves. */
  readonly total: bigint;
  /** What the rows take of a unit of a pair. */
  takenBy(pair: ExactPair): bigint;
  /** Of needs and offers that go whole or not at all: what a unit is worth to them where they go. */
  tieOf(need: ExactNeed): bigint;
  wholeOf(offer: ExactOffer): bigint;
  /** Per package, what each one given is worth. */
  readonly packages: ReadonlyMap<string, bigint>;
}

/** The rows of all conditions that hold among the lines of a part, whatever the lines outside of it do. */
export class ExactRows {
  private readonly instance: ExactInstance;
  private readonly part: ExactPart;
  private readonly kept: ReadonlyMap<number | null, bigint>;
  /** What a row allows, worked out once. */
  private readonly allowed = new Map<object, bigint>();
  private readonly byDonor: ReadonlyMap<string, readonly ExactOffer[]>;
  private readonly bySharedBudget: ReadonlyMap<string, readonly ExactOffer[]>;
  private readonly byTier: ReadonlyMap<number | null, readonly ExactNeed[]>;
  private readonly byRecipient: ReadonlyMap<string, readonly ExactNeed[]>;

  constructor(instance: ExactInstance, part: ExactPart, kept: ReadonlyMap<number | null, bigint>) {
    this.instance = instance;
    this.part = part;
    this.kept = kept;
    this.byDonor = groupsOf(part.offers, ({ line }) => line.donor);
    this.bySharedBudget = groupsOf(part.offers, ({ line }) => line.sharedBudget);
    this.byTier = groupsOf(part.needs, ({ line }) => line.tier ?? null);
    this.byRecipient = groupsOf(part.needs, ({ line }) => line.recipient);
  }

  weigh(multipliers: Multipliers): Weighed {
    if (multipliers.denominator <= 0n) throw new NoProof('wrong-denominator');
    const sums = new Sums();
    for (const { id, by } of once(multipliers.needs)) this.weighNeed(sums, this.needOf(id), by);
    for (const { id, by } of once(multipliers.offers)) this.weighOffer(sums, this.offerOf(id), by);
    for (const { id, by } of once(multipliers.budgets)) this.weighBudget(sums, this.offerOf(id), by);
    for (const { id, by } of once(multipliers.sharedBudgets)) this.weighSharedBudget(sums, id, by);
    for (const { id, by } of once(multipliers.caps)) this.weighCap(sums, id, by);
    for (const { id, by } of once(multipliers.floors)) this.weighFloor(sums, id, by);
    this.weighPackages(sums, multipliers);
    this.weighTiers(sums, multipliers);
    return sums;
  }

  private weighNeed(sums: Sums, need: ExactNeed, by: bigint): void {
    add(sums.ofNeeds, need, by);
    if (need.tie !== null) {
      sums.ties.set(need, by);
      return;
    }
    sums.total += notNegative(by) * this.most(need, () => need.quantity, () => unitsOf(need.pairs)); // prettier-ignore
  }

  private weighOffer(sums: Sums, offer: ExactOffer, by: bigint): void {
    add(sums.ofOffers, offer, by);
    if (offer.isWhole) {
      sums.wholes.set(offer, by);
      return;
    }
    const { held } = offer;
    if (held === null) throw new NoProof('no-such-row');
    sums.total += notNegative(by) * this.most(offer, () => held, () => unitsOf(offer.pairs)); // prettier-ignore
  }

  private weighBudget(sums: Sums, offer: ExactOffer, by: bigint): void {
    const { budget } = offer;
    if (budget === null) throw new NoProof('no-such-row');
    add(sums.ofCosts, offer, by);
    sums.total += notNegative(by) * this.most(offer.line, () => budget, () => costsOf(offer.pairs)); // prettier-ignore
  }

  private weighSharedBudget(sums: Sums, id: string, by: bigint): void {
    const sharedBudget = this.instance.sharedBudgets.get(id);
    if (sharedBudget === undefined) throw new NoProof('no-such-row');
    const paid = this.bySharedBudget.get(id) ?? [];
    for (const offer of paid) add(sums.ofCosts, offer, by);
    sums.total += notNegative(by) * this.most(sharedBudget, () => sharedBudget.budget, () => paid.flatMap(({ pairs }) => costsOf(pairs))); // prettier-ignore
  }

  private weighCap(sums: Sums, id: string, by: bigint): void {
    const cap = this.instance.caps.get(id);
    if (cap === undefined) throw new NoProof('no-such-row');
    const allowed = (lines: readonly { readonly pairs: readonly ExactPair[] }[]): bigint =>
      this.most(cap, () => cap.most, () => lines.flatMap(({ pairs }) => unitsOf(pairs))); // prettier-ignore
    notNegative(by);
    if (cap.by === 'donor') {
      const offers = this.byDonor.get(cap.value) ?? [];
      for (const offer of offers) add(sums.ofOffers, offer, by);
      sums.total += by * allowed(offers);
      return;
    }
    const needs = this.byRecipient.get(cap.value) ?? [];
    for (const need of needs) add(sums.ofNeeds, need, by);
    sums.total += by * allowed(needs);
  }

  /** “No fewer” is “no more” of the opposite. A floor holds among lines of a part only where all that it speaks of is in the part. */
  private weighFloor(sums: Sums, id: string, by: bigint): void {
    const floor = this.instance.floors.get(id);
    if (floor === undefined) throw new NoProof('no-such-row');
    notNegative(by);
    const members = this.instance.membersOf(floor);
    if (floor.of === 'need') {
      if (members.some((need) => !this.part.needs.has(need))) throw new NoProof('no-such-row');
      const asked = members.reduce((sum, { quantity }) => sum + quantity, 0n);
      const least = -floorOf(-asked * BigInt(floor.percent), 100n);
      for (const need of members) add(sums.ofNeeds, need, -by);
      sums.total += by * this.most(floor, () => -least, () => members.flatMap(({ pairs }) => unitsOf(pairs, -1n))); // prettier-ignore
      return;
    }
    const own = new Set(members);
    const coefficientOf = (need: ExactNeed): bigint => BigInt(floor.percent) - (own.has(need) ? 100n : 0n);
    for (const need of this.instance.needs.values()) {
      const { starts } = this.instance.pairs;
      const hasPairs = starts[need.number] !== starts[need.number + 1];
      if (hasPairs && !this.part.needs.has(need)) throw new NoProof('no-such-row');
      if (hasPairs) add(sums.ofNeeds, need, by * coefficientOf(need));
    }
    const terms = (): Term[] => [...this.part.needs].flatMap((need) => unitsOf(need.pairs, coefficientOf(need)));
    sums.total += by * this.most(floor, () => 0n, terms);
  }

  /** As many of every part as packages are given. */
  private weighPackages(sums: Sums, { packages }: Multipliers): void {
    const seen = new Set<object>();
    for (const { id, need, by } of packages) {
      const part = this.instance.packages.get(id)?.get(need);
      if (part === undefined || seen.has(part)) throw new NoProof('no-such-row');
      seen.add(part);
      add(sums.ofNeeds, this.needOf(need), by);
      add(sums.packages, id, by * part.quantity);
    }
  }

  private weighTiers(sums: Sums, { tiers }: Multipliers): void {
    const seen = new Set<number | null>();
    for (const { tier, by } of tiers) {
      const reached = this.kept.get(tier);
      if (reached === undefined || seen.has(tier)) throw new NoProof('no-such-row');
      seen.add(tier);
      notNegative(by);
      const needs = this.byTier.get(tier) ?? [];
      for (const need of needs) add(sums.ofNeeds, need, -by);
      const least = tightened(-reached, needs.flatMap(({ pairs }) => unitsOf(pairs, -1n))); // prettier-ignore
      sums.total += by * least;
    }
  }

  private most(row: object, allowed: () => bigint, terms: () => Term[]): bigint {
    const known = this.allowed.get(row);
    if (known !== undefined) return known;
    const most = tightened(allowed(), terms());
    this.allowed.set(row, most);
    return most;
  }

  private needOf(id: string): ExactNeed {
    const need = this.instance.needs.get(id);
    if (need === undefined || !this.part.needs.has(need)) throw new NoProof('no-such-row');
    return need;
  }

  private offerOf(id: string): ExactOffer {
    const offer = this.instance.offers.get(id);
    if (offer === undefined || !this.part.offers.has(offer)) throw new NoProof('no-such-row');
    return offer;
  }
}

class Sums implements Weighed {
  total = 0n;
  readonly ofNeeds = new Map<ExactNeed, bigint>();
  readonly ofOffers = new Map<ExactOffer, bigint>();
  /** What a unit of an offer's money is worth to its budget and its shared budget. */
  readonly ofCosts = new Map<ExactOffer, bigint>();
  readonly ties = new Map<ExactNeed, bigint>();
  readonly wholes = new Map<ExactOffer, bigint>();
  readonly packages = new Map<string, bigint>();

  takenBy({ need, offer, cost }: ExactPair): bigint {
    const ofMoney = cost === 0n ? 0n : cost * (this.ofCosts.get(offer) ?? 0n);
    return (this.ofNeeds.get(need) ?? 0n) + (this.ofOffers.get(offer) ?? 0n) + ofMoney;
  }

  tieOf(need: ExactNeed): bigint {
    return this.ties.get(need) ?? 0n;
  }

  wholeOf(offer: ExactOffer): bigint {
    return this.wholes.get(offer) ?? 0n;
  }
}

function add<Key>(sums: Map<Key, bigint>, key: Key, by: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + by);
}

const unitsOf = (pairs: readonly ExactPair[], coefficient = 1n): Term[] => pairs.map((pair) => [coefficient, pair]);
const costsOf = (pairs: readonly ExactPair[]): Term[] => pairs.map((pair) => [pair.cost, pair]);

/** Whole lots can't use all that a row allows: it allows no more than they make of it. */
function tightened(most: bigint, terms: readonly Term[]): bigint {
  let stride = 0n;
  let settled = 0n;
  for (const [coefficient, pair] of terms) {
    if (pair.fixed !== null) settled += coefficient * pair.fixed;
    else if (pair.most > 0n) stride = gcd(stride, coefficient * pair.lot);
  }
  return stride === 0n ? most : settled + floorOf(most - settled, stride) * stride;
}

function notNegative(by: bigint): bigint {
  if (by < 0n) throw new NoProof('wrong-sign');
  return by;
}

function once(multipliers: readonly Multiplier[]): readonly Multiplier[] {
  if (new Set(multipliers.map(({ id }) => id)).size !== multipliers.length) throw new NoProof('named-twice');
  return multipliers;
}
