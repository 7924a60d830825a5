import type { EngineInput, AllocationNeed, AllocationOffer, AllocationSettings, Cap, Floor, Grouping } from './instance.ts';
import { gcd } from './exact-numbers.ts';
import { ExactPairs } from './exact-pairs.ts';

/** A pair that may hold something, in grains: 0, or whole lots from `least` to `most`; or just what is fixed. */
export interface ExactPair {
  readonly need: ExactNeed;
  readonly offer: ExactOffer;
  /** What a unit is worth: a grain, in micro-units × grains per unit. */
  readonly score: bigint;
  /** What a unit takes from the offer's budget and shared budget: a grain, in minor units × grains per unit. */
  readonly cost: bigint;
  readonly lot: bigint;
  readonly least: bigint;
  readonly most: bigint;
  readonly fixed: bigint | null;
}

/** Its pairs are made when they are asked for: of millions, only those in parts are. */
export class ExactNeed {
  readonly line: AllocationNeed;
  /** Its place among the needs. */
  readonly number: number;
  /** How many grains its step is. */
  readonly step: bigint;
  readonly quantity: bigint;
  /** Served in full or not at all, together with all needs of the tie; null where it may be served in part. */
  readonly tie: ExactTie | null;
  readonly donorLimit: number | null;
  private readonly makePairs: (need: ExactNeed) => readonly ExactPair[];
  private made: readonly ExactPair[] | null = null;
  private byOffer: ReadonlyMap<ExactOffer, ExactPair> | null = null;

  constructor(
    line: AllocationNeed,
    { number, step, tie, donorLimit }: Pick<ExactNeed, 'number' | 'step' | 'tie' | 'donorLimit'>,
    makePairs: (need: ExactNeed) => readonly ExactPair[],
  ) {
    this.line = line;
    this.number = number;
    this.step = step;
    this.quantity = BigInt(line.quantity) * step;
    this.tie = tie;
    this.donorLimit = donorLimit;
    this.makePairs = makePairs;
  }

  get pairs(): readonly ExactPair[] {
    this.made ??= this.makePairs(this);
    return this.made;
  }

  /** Its pair with an offer of a whole instance. All pairs are looked through once. */
  pairWith(offer: ExactOffer | undefined): ExactPair | undefined {
    this.byOffer ??= new Map(this.pairs.map((pair) => [pair.offer, pair]));
    return offer === undefined ? undefined : this.byOffer.get(offer);
  }
}

export interface ExactTie {
  readonly needs: ExactNeed[];
}

export interface ExactOffer {
  readonly line: AllocationOffer;
  /** Its place among the offers. */
  readonly number: number;
  /** Made when they are asked for. */
  readonly pairs: readonly ExactPair[];
  /** Offers without a donor are donors of their own. */
  readonly donor: object;
  /** Null where nothing bounds it but its money. */
  readonly held: bigint | null;
  /** In minor units × grains per unit; null where it has none of its own. */
  readonly budget: bigint | null;
  /** Goes whole or not at all. */
  readonly isWhole: boolean;
}

/** A cap in grains. */
export interface ExactCap extends Pick<Cap, 'by' | 'value'> {
  readonly most: bigint;
}

/** Money that several offers are paid from, in minor units × grains per unit. */
export interface ExactMoney {
  readonly budget: bigint;
}

/** How many grains of a need each package has. */
export interface ExactPackagePart {
  readonly need: string;
  readonly quantity: bigint;
}

/**
 * An instance as its rules say it, in exact whole numbers: read from the file alone, with nothing of what makes plans, so that both
 * can't be wrong in the same way. Quantities are in grains, the finest step that some line has.
 */
export interface ExactInstance {
  readonly input: EngineInput;
  readonly settings: AllocationSettings;
  readonly needs: ReadonlyMap<string, ExactNeed>;
  readonly offers: ReadonlyMap<string, ExactOffer>;
  /** All pairs, by the numbers of their lines. */
  readonly pairs: ExactPairs;
  readonly floors: ReadonlyMap<string, Floor>;
  readonly caps: ReadonlyMap<string, ExactCap>;
  /** Of each package, its parts by their needs. */
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, ExactPackagePart>>;
  readonly sharedBudgets: ReadonlyMap<string, ExactMoney>;
  /** The needs of a region, unit, recipient or area. */
  membersOf(floor: Pick<Floor, 'by' | 'value'>): readonly ExactNeed[];
}

/** Reads an instance that its border has checked: known ids, no pair twice, safe whole numbers. O(pairs). */
export function readExactInstance(input: EngineInput, settings: AllocationSettings): ExactInstance {
  const finest = [...input.needs, ...input.offers].reduce((most, { decimals = 0 }) => Math.max(most, decimals), 0);
  const stepOf = ({ decimals = 0 }: { readonly decimals?: number | undefined }): bigint => 10n ** BigInt(finest - decimals);
  const perUnit = 10n ** BigInt(finest);
  const sharedBudgets = new Map((settings.sharedBudgets ?? []).map(({ id, budget }) => [id, { budget: BigInt(budget) * perUnit }]));
  const fixed = readFixed(settings);
  const pairs = readPairs(input, fixed);
  const ties = new Map<string, ExactTie>();
  const makePairs = (need: ExactNeed): ExactPair[] =>
    Array.from(pairs.offers.subarray(pairs.starts[need.number], pairs.starts[need.number + 1]), (offer, place) => {
      const [line, terms] = lines[offer] as (typeof lines)[number];
      const pair = (pairs.starts[need.number] as number) + place;
      const numbers = { score: pairs.scores[pair] as number, cost: pairs.costs?.[pair] ?? 0 };
      return readPair(numbers, need, line, terms, fixed.get(need.line.id)?.get(line.line.id));
    });
  const needs = new Map<string, ExactNeed>();
  for (const [number, line] of input.needs.entries()) {
    const tie = tieOf(line, ties);
    const donorLimit = line.donorLimit ?? settings.donorLimit ?? null;
    const need = new ExactNeed(line, { number, step: stepOf(line), tie, donorLimit }, makePairs);
    tie?.needs.push(need);
    needs.set(line.id, need);
  }
  const inOrder = [...needs.values()];
  const asking = readAsking(input, pairs, inOrder);
  const settledSteps = readSettledSteps(settings, needs);
  const donors = new Map<string, object>();
  const lines = input.offers.map((line, number): readonly [ExactOffer, OfferTerms] => {
    const budget = line.budget === undefined ? null : BigInt(line.budget) * perUnit;
    const shared = line.sharedBudget === undefined ? undefined : sharedBudgets.get(line.sharedBudget);
    const money = leastOf(budget, shared?.budget ?? null);
    const step = stepOf(line);
    let made: readonly ExactPair[] | null = null;
    const pairsOf = (): readonly ExactPair[] =>
      Array.from(pairs.ofOffer(number), (pair) => {
        const need = inOrder[pairs.needOf(pair)] as ExactNeed;
        return need.pairs[pair - (pairs.starts[need.number] as number)] as ExactPair;
      });
    const offer: ExactOffer = {
      line,
      number,
      get pairs() {
        made ??= pairsOf();
        return made;
      },
      donor: donorOf(line, donors),
      held: heldBy(line, { step, settled: settledSteps.get(line.id) ?? step, money, asking: asking[number] ?? null }),
      budget,
      isWhole: line.allOrNothing === true,
    };
    const terms = {
      lot: line.lot === undefined ? (line.quantity === undefined ? 1n : step) : BigInt(line.lot) * step,
      minimumLot: BigInt(line.minimumLot ?? 0) * step,
      quantity: line.quantity === undefined ? null : BigInt(line.quantity) * step,
      money,
    };
    return [offer, terms];
  });
  const offers = new Map(lines.map(([offer]) => [offer.line.id, offer]));
  const { floors } = settings;
  const caps = new Map((settings.caps ?? []).map((cap) => [cap.id, { ...cap, most: BigInt(cap.quantity) * stepOf(cap) }]));
  const members = new Map<Grouping, ReadonlyMap<string, readonly ExactNeed[]>>();
  const membersOf = ({ by, value }: Pick<Floor, 'by' | 'value'>): readonly ExactNeed[] => {
    const known = members.get(by) ?? groupsOf(needs.values(), ({ line }) => line[by]);
    members.set(by, known);
    return known.get(value) ?? [];
  };
  const partOf = ({ need, quantity }: ExactPackagePart | { need: string; quantity: number }): ExactPackagePart => ({
    need,
    quantity: BigInt(quantity) * (needs.get(need)?.step ?? 1n),
  });
  const packages = new Map((settings.packages ?? []).map(({ id, parts }) => [id, new Map(parts.map((part) => [part.need, partOf(part)]))]));
  return { input, settings, needs, offers, pairs, floors: byId(floors), caps, packages, sharedBudgets, membersOf };
}

const byId = <Named extends { readonly id: string }>(list: readonly Named[] = []): ReadonlyMap<string, Named> =>
  new Map(list.map((one) => [one.id, one]));

/** Things by what they name; those that name nothing are in no group. */
export function groupsOf<Thing, Name>(things: Iterable<Thing>, nameOf: (thing: Thing) => Name | undefined): Map<Name, Thing[]> {
  const groups = new Map<Name, Thing[]>();
  for (const thing of things) {
    const name = nameOf(thing);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [thing]);
    else group.push(thing);
  }
  return groups;
}

function tieOf({ group, allOrNothing }: AllocationNeed, ties: Map<string, ExactTie>): ExactTie | null {
  if (group === undefined) return allOrNothing === true ? { needs: [] } : null;
  const tie = ties.get(group) ?? { needs: [] };
  ties.set(group, tie);
  return tie;
}

function readFixed({ fixed = [] }: AllocationSettings): Map<string, Map<string, number>> {
  const byNeed = new Map<string, Map<string, number>>();
  for (const { need, offer, quantity } of fixed) byNeed.set(need, (byNeed.get(need) ?? new Map<string, number>()).set(offer, quantity));
  return byNeed;
}

/** The pairs that may hold something, or that are fixed. */
function readPairs(input: EngineInput, fixed: ReadonlyMap<string, ReadonlyMap<string, number>>): ExactPairs {
  const needNumbers = new Map(input.needs.map(({ id }, number) => [id, number]));
  const offerNumbers = new Map(input.offers.map(({ id }, number) => [id, number]));
  const isBlocked = ({ blockedBy = [] }: AllocationNeed | AllocationOffer): boolean => blockedBy.length > 0;
  const [blockedNeeds, blockedOffers] = [input.needs.map(isBlocked), input.offers.map(isBlocked)];
  const costOf = ({ unitCost }: { unitCost?: number | undefined }, offer: number): number => unitCost ?? input.offers[offer]?.unitCost ?? 0;
  const hasMoney = input.offers.some(({ budget, sharedBudget }) => budget !== undefined || sharedBudget !== undefined);
  return new ExactPairs(input.pairs, {
    needCount: input.needs.length,
    offerCount: input.offers.length,
    costOf: hasMoney ? costOf : null,
    read: (pair) => {
      const [need, offer] = [needNumbers.get(pair.need), offerNumbers.get(pair.offer)];
      if (need === undefined || offer === undefined) return null;
      const ceiling = input.offers[offer]?.unitCeiling;
      const isTooDear = ceiling !== undefined && costOf(pair, offer) > ceiling;
      const mayHold = !isTooDear && blockedNeeds[need] !== true && blockedOffers[offer] !== true;
      return mayHold || fixed.get(pair.need)?.has(pair.offer) === true ? [need, offer] : null;
    },
  });
}

/** What needs ask of an offer of money. */
interface Asking {
  cheapest: number;
  /** In grains, by all of them. */
  asked: bigint;
  /** The step of the finest. */
  finest: bigint;
}

/** Per offer that money bounds and that has pairs. */
function readAsking({ offers }: EngineInput, pairs: ExactPairs, needs: readonly ExactNeed[]): (Asking | undefined)[] {
  const asking: (Asking | undefined)[] = offers.map(() => undefined);
  const { costs } = pairs;
  if (costs === null) return asking;
  const isMoney = offers.map(({ budget, sharedBudget }) => budget !== undefined || sharedBudget !== undefined);
  for (const { number, quantity, step } of needs) {
    for (let pair = pairs.starts[number] as number; pair < (pairs.starts[number + 1] as number); pair += 1) {
      const offer = pairs.offers[pair] as number;
      if (isMoney[offer] !== true) continue;
      const one = (asking[offer] ??= { cheapest: Infinity, asked: 0n, finest: step });
      one.cheapest = Math.min(one.cheapest, costs[pair] as number);
      one.asked += quantity;
      if (step < one.finest) one.finest = step;
    }
  }
  return asking;
}

function donorOf({ donor }: AllocationOffer, donors: Map<string, object>): object {
  if (donor === undefined) return {};
  const known = donors.get(donor) ?? {};
  donors.set(donor, known);
  return known;
}

const leastOf = (one: bigint | null, other: bigint | null): bigint | null =>
  one === null || other === null ? (one ?? other) : one < other ? one : other;

/** Of each offer with fixed lines, the step of the finest need that one is for: they are in steps of that, whatever the offer's own. */
function readSettledSteps({ fixed = [] }: AllocationSettings, needs: ReadonlyMap<string, ExactNeed>): Map<string, bigint> {
  const steps = new Map<string, bigint>();
  for (const { need, offer } of fixed) {
    const step = needs.get(need)?.step ?? 1n;
    steps.set(offer, least(step, steps.get(offer) ?? step));
  }
  return steps;
}

/** What bounds what an offer holds. */
interface Holding {
  readonly step: bigint;
  /** That of its finest fixed line. */
  readonly settled: bigint;
  readonly money: bigint | null;
  readonly asking: Asking | null;
}

/**
 * No more than it has, nor than its money buys of the cheapest, nor, where that costs nothing, than all that is asked of it; whole steps,
 * of money those of the finest need.
 */
function heldBy(offer: AllocationOffer, { step, settled, money, asking }: Holding): bigint | null {
  const quantity = offer.quantity === undefined ? null : BigInt(offer.quantity) * step;
  if (money === null || asking === null) return quantity;
  const affordable = asking.cheapest === 0 ? asking.asked : money / BigInt(asking.cheapest);
  const inSteps = affordable - (affordable % (quantity === null ? asking.finest : least(step, settled)));
  return quantity === null || inSteps < quantity ? inSteps : quantity;
}

/** Most pairs share their numbers with others: each number made anew is time and memory. */
const whole = (number: number): bigint => (number === 0 ? 0n : number === 1 ? 1n : BigInt(number));

/** There are hundreds of thousands of pairs: with a spread in place of the fields it takes nine times as long. */
function readPair(
  numbers: { readonly score: number; readonly cost: number },
  need: ExactNeed,
  offer: ExactOffer,
  terms: OfferTerms,
  fixed: number | undefined,
): ExactPair {
  const cost = whole(numbers.cost);
  const score = whole(numbers.score);
  if (fixed !== undefined) {
    const settled = whole(fixed) * need.step;
    return { need, offer, score, cost, lot: 1n, least: 0n, most: settled, fixed: settled };
  }
  const lot = terms.lot % need.step === 0n ? terms.lot : (terms.lot / gcd(terms.lot, need.step)) * need.step;
  const ofNeed = least(need.line.lot === undefined ? need.step : BigInt(need.line.lot) * need.step, need.quantity);
  const fewest = roundUp(most(most(need.step, ofNeed), terms.minimumLot), lot);
  const held = terms.quantity === null ? need.quantity : least(need.quantity, terms.quantity);
  const room = terms.money === null || cost === 0n ? held : least(held, terms.money / cost);
  const inLots = room - (room % lot);
  return { need, offer, score, cost, lot, least: fewest, most: inLots < fewest ? 0n : inLots, fixed: null };
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const most = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** What an offer says of all its pairs. */
interface OfferTerms {
  readonly lot: bigint;
  readonly minimumLot: bigint;
  readonly quantity: bigint | null;
  readonly money: bigint | null;
}

export const roundUp = (quantity: bigint, lot: bigint): bigint => ((quantity + lot - 1n) / lot) * lot;
