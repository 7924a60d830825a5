import type {
  AllocationInput,
  AllocationNeed,
  AllocationOffer,
  AllocationPair,
  AllocationSettings,
  Cap,
  Floor,
  Grouping,
  Package,
  SharedBudget,
} from './instance.ts';

/** A pair that may hold something: 0, or whole lots from `least` to `most`; or just what is fixed. */
export interface ExactPair {
  readonly need: ExactNeed;
  readonly offer: ExactOffer;
  readonly score: bigint;
  /** What a unit takes from the offer's budget and shared budget. */
  readonly cost: bigint;
  readonly lot: bigint;
  readonly least: bigint;
  readonly most: bigint;
  readonly fixed: bigint | null;
}

export class ExactNeed {
  readonly line: AllocationNeed;
  readonly quantity: bigint;
  readonly pairs: ExactPair[] = [];
  /** Served in full or not at all, together with all needs of the tie; null where it may be served in part. */
  readonly tie: ExactTie | null;
  readonly donorLimit: number | null;
  private byOffer: ReadonlyMap<ExactOffer, ExactPair> | null = null;

  constructor(line: AllocationNeed, tie: ExactTie | null, donorLimit: number | null) {
    this.line = line;
    this.quantity = BigInt(line.quantity);
    this.tie = tie;
    this.donorLimit = donorLimit;
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
  readonly pairs: ExactPair[];
  /** Offers without a donor are donors of their own. */
  readonly donor: object;
  /** Null where nothing bounds it but its money. */
  readonly held: bigint | null;
  /** Goes whole or not at all. */
  readonly isWhole: boolean;
}

/**
 * An instance as its rules say it, in exact whole numbers: read from the file alone, with nothing of what makes plans, so that both
 * can't be wrong in the same way.
 */
export interface ExactInstance {
  readonly input: AllocationInput;
  readonly settings: AllocationSettings;
  readonly needs: ReadonlyMap<string, ExactNeed>;
  readonly offers: ReadonlyMap<string, ExactOffer>;
  readonly floors: ReadonlyMap<string, Floor>;
  readonly caps: ReadonlyMap<string, Cap>;
  /** Of each package, its parts by their needs. */
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, Package['parts'][number]>>;
  readonly sharedBudgets: ReadonlyMap<string, SharedBudget>;
  /** The needs of a region, unit, recipient or area. */
  membersOf(floor: Pick<Floor, 'by' | 'value'>): readonly ExactNeed[];
}

/** Reads an instance that its border has checked: known ids, no pair twice, safe whole numbers. O(pairs). */
export function readExactInstance(input: AllocationInput, settings: AllocationSettings): ExactInstance {
  const ties = new Map<string, ExactTie>();
  const needs = new Map<string, ExactNeed>();
  for (const line of input.needs) {
    const tie = tieOf(line, ties);
    const donorLimit = line.donorLimit ?? settings.donorLimit ?? null;
    const need = new ExactNeed(line, tie, donorLimit);
    tie?.needs.push(need);
    needs.set(line.id, need);
  }
  const lines = new Map(input.offers.map((line) => [line.id, line]));
  const fixed = readFixed(settings);
  const sharedBudgets = byId(settings.sharedBudgets);
  const usable = new Map<string, AllocationPair[]>(input.offers.map(({ id }) => [id, []]));
  for (const pair of input.pairs) {
    const need = needs.get(pair.need)?.line;
    const offer = lines.get(pair.offer);
    if (need === undefined || offer === undefined) continue;
    if (mayHold(need, offer, pair) || fixed.get(pair.need)?.has(pair.offer)) usable.get(pair.offer)?.push(pair);
  }
  const donors = new Map<string, object>();
  const offers = new Map<string, ExactOffer>();
  for (const line of input.offers) {
    const pairs = usable.get(line.id) ?? [];
    const money = leastOf(line.budget, line.sharedBudget === undefined ? undefined : sharedBudgets.get(line.sharedBudget)?.budget);
    const offer: ExactOffer = {
      line,
      pairs: [],
      donor: donorOf(line, donors),
      held: heldBy(line, money, pairs, needs),
      isWhole: line.allOrNothing === true,
    };
    offers.set(line.id, offer);
    const terms = { lot: whole(line.lot ?? 1), minimumLot: line.minimumLot ?? 1, quantity: whole(line.quantity ?? 0), money };
    for (const pair of pairs) {
      const need = needs.get(pair.need) as ExactNeed;
      const exact = readPair(pair, need, offer, terms, fixed.get(pair.need)?.get(pair.offer));
      need.pairs.push(exact);
      offer.pairs.push(exact);
    }
  }
  const { floors, caps, packages } = settings;
  const members = new Map<Grouping, ReadonlyMap<string, readonly ExactNeed[]>>();
  const membersOf = ({ by, value }: Pick<Floor, 'by' | 'value'>): readonly ExactNeed[] => {
    const known = members.get(by) ?? groupsOf(needs.values(), ({ line }) => line[by]);
    members.set(by, known);
    return known.get(value) ?? [];
  };
  const partsOf = new Map((packages ?? []).map(({ id, parts }) => [id, new Map(parts.map((part) => [part.need, part]))]));
  return { input, settings, needs, offers, floors: byId(floors), caps: byId(caps), packages: partsOf, sharedBudgets, membersOf };
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

const costOf = (pair: AllocationPair, offer: AllocationOffer): number => pair.unitCost ?? offer.unitCost ?? 0;

function mayHold(need: AllocationNeed, offer: AllocationOffer, pair: AllocationPair): boolean {
  if ((need.blockedBy ?? []).length > 0 || (offer.blockedBy ?? []).length > 0) return false;
  return offer.unitCeiling === undefined || costOf(pair, offer) <= offer.unitCeiling;
}

function donorOf({ donor }: AllocationOffer, donors: Map<string, object>): object {
  if (donor === undefined) return {};
  const known = donors.get(donor) ?? {};
  donors.set(donor, known);
  return known;
}

const leastOf = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

/** No more than it has, nor than its money buys of the cheapest, nor, where that costs nothing, than all that is asked of it. */
function heldBy(
  offer: AllocationOffer,
  money: number | undefined,
  pairs: readonly AllocationPair[],
  needs: ReadonlyMap<string, ExactNeed>,
): bigint | null {
  const quantity = offer.quantity === undefined ? null : BigInt(offer.quantity);
  if (money === undefined || pairs.length === 0) return quantity;
  const cheapest = pairs.reduce((least, pair) => Math.min(least, costOf(pair, offer)), Infinity);
  const affordable =
    cheapest === 0 ? pairs.reduce((sum, { need }) => sum + (needs.get(need)?.quantity ?? 0n), 0n) : BigInt(money) / BigInt(cheapest);
  return quantity === null || affordable < quantity ? affordable : quantity;
}

/** Most pairs share their numbers with others: each number made anew is time and memory. */
const whole = (number: number): bigint => (number === 0 ? 0n : number === 1 ? 1n : BigInt(number));

/** There are hundreds of thousands of pairs: with a spread in place of the fields it takes nine times as long. */
function readPair(pair: AllocationPair, need: ExactNeed, offer: ExactOffer, terms: OfferTerms, fixed: number | undefined): ExactPair {
  const cost = costOf(pair, offer.line);
  const score = whole(pair.score);
  if (fixed !== undefined) return { need, offer, score, cost: whole(cost), lot: 1n, least: 0n, most: whole(fixed), fixed: whole(fixed) };
  const { lot, minimumLot, quantity, money } = terms;
  const asked = need.line.quantity;
  const fewest = whole(Math.max(1, Math.min(need.line.lot ?? 1, asked), minimumLot));
  const least = lot === 1n ? fewest : roundUp(fewest, lot);
  const affordable = money === undefined || cost === 0 ? Infinity : Math.floor(money / cost);
  const room = Math.min(asked, offer.line.quantity ?? Infinity, affordable);
  const units = room === asked ? need.quantity : room === offer.line.quantity ? quantity : whole(room);
  const most = lot === 1n ? units : units - (units % lot);
  return { need, offer, score, cost: whole(cost), lot, least, most: most < least ? 0n : most, fixed: null };
}

/** What an offer says of all its pairs. */
interface OfferTerms {
  readonly lot: bigint;
  readonly minimumLot: number;
  /** 0 where it says none. */
  readonly quantity: bigint;
  readonly money: number | undefined;
}

export const roundUp = (quantity: bigint, lot: bigint): bigint => ((quantity + lot - 1n) / lot) * lot;
