import type { EngineInput, AllocationNeed, AllocationOffer, AllocationSettings, Grouping, PlannedQuantity } from './instance.ts';

/** What a plan can break. */
export const BREACHES = [
  'unknown-pair',
  'pair-named-twice',
  'quantity-not-whole',
  'obstacle',
  'unit-ceiling',
  'need-exceeded',
  'offer-exceeded',
  'budget-exceeded',
  'lot',
  'minimum-lot',
  'all-or-nothing',
  'group',
  'donor-limit',
  'package',
  'floor',
  'cap',
  'fixed',
] as const;

/** The rule, and the ids of the line, the pair or the condition that it is broken at. */
export interface Breach {
  readonly defect: (typeof BREACHES)[number];
  readonly at: readonly string[];
}

/**
 * The first rule that a plan breaks, of all that the instance and its settings name; null where it obeys. Written from the rules
 * alone, and reckoned exactly however large the numbers: it shares no code with what makes plans. Lines whose units have fewer decimals
 * than others are added up in the steps of those, so that a unit counts as one everywhere. O(pairs).
 */
export function findBreach(input: EngineInput, settings: AllocationSettings, plan: readonly PlannedQuantity[]): Breach | null {
  const lines = new Map<string, Map<string, PlannedQuantity>>();
  const costs = new Map<PlannedQuantity, number>();
  const fault = readLines(input, plan, lines, costs);
  if (fault !== null) return fault;
  const exact = exactly(input);
  const perUnit = exact(1, {});
  const fixed = new Set<PlannedQuantity>();
  for (const { need, offer, quantity } of settings.fixed ?? []) {
    const line = lines.get(need)?.get(offer);
    if ((line?.quantity ?? 0) !== quantity) return { defect: 'fixed', at: [need, offer] };
    if (line !== undefined) fixed.add(line);
  }
  const needs = new Map(input.needs.map((need) => [need.id, { need, lines: [] as PlannedQuantity[] }]));
  const offers = new Map(input.offers.map((offer) => [offer.id, { offer, lines: [] as PlannedQuantity[] }]));
  for (const line of plan) {
    const [asking, giving] = [needs.get(line.need), offers.get(line.offer)];
    if (asking === undefined || giving === undefined) return { defect: 'unknown-pair', at: [line.need, line.offer] };
    asking.lines.push(line);
    giving.lines.push(line);
    const defect = fixed.has(line) ? null : breachOfPair(asking.need, giving.offer, line.quantity, costs.get(line) ?? 0, exact);
    if (defect !== null) return { defect, at: [line.need, line.offer] };
  }
  const exactOf = (line: PlannedQuantity): bigint => exact(line.quantity, needs.get(line.need)?.need ?? {});
  const total = (given: readonly PlannedQuantity[]): bigint => given.reduce((sum, line) => sum + exactOf(line), 0n);
  // What a unit costs, times as many steps as make one.
  const spentOn = (given: readonly PlannedQuantity[]): bigint =>
    given.reduce((sum, line) => sum + exactOf(line) * BigInt(costs.get(line) ?? 0), 0n);
  const paidBy = sumsOf(offers.values(), ({ offer }) => offer.sharedBudget, ({ lines: given }) => spentOn(given)); // prettier-ignore
  for (const { id, budget } of settings.sharedBudgets ?? []) {
    if ((paidBy.get(id) ?? 0n) > BigInt(budget) * perUnit) return { defect: 'budget-exceeded', at: [id] };
  }
  for (const { offer, lines: given } of offers.values()) {
    const held = exact(offer.quantity ?? 0, offer);
    if (offer.quantity !== undefined && total(given) > held) return { defect: 'offer-exceeded', at: [offer.id] };
    if (offer.budget !== undefined && spentOn(given) > BigInt(offer.budget) * perUnit) return { defect: 'budget-exceeded', at: [offer.id] };
    const isParted = offer.allOrNothing === true && total(given) > 0n && total(given) !== held;
    if (isParted) return { defect: 'all-or-nothing', at: [offer.id] };
  }
  const servedIn = new Map([...needs].map(([id, { lines: given }]) => [id, total(given)]));
  const served = (id: string): bigint => servedIn.get(id) ?? 0n;
  for (const { need, lines: given } of needs.values()) {
    const asked = exact(need.quantity, need);
    if (served(need.id) > asked) return { defect: 'need-exceeded', at: [need.id] };
    const isInPart = need.allOrNothing === true && served(need.id) > 0n && served(need.id) < asked;
    if (isInPart) return { defect: 'all-or-nothing', at: [need.id] };
    const donors = given.map(({ offer }) => offers.get(offer)?.offer);
    if (countDonors(donors) > (need.donorLimit ?? settings.donorLimit ?? Infinity)) return { defect: 'donor-limit', at: [need.id] };
  }
  return findBreachTogether(input, settings, { exact, served, given: total(plan), exactOf, plan });
}

/** A number of steps of something, in steps of the line that has the most decimals. */
type Exact = (steps: number, of: { readonly decimals?: number | undefined }) => bigint;

function exactly({ needs, offers }: EngineInput): Exact {
  const most = [...needs, ...offers].reduce((found, { decimals = 0 }) => (decimals > found ? decimals : found), 0);
  const factors = [0, 1, 2, 3].map((decimals) => 10n ** BigInt(Math.max(0, most - decimals)));
  return (steps, { decimals = 0 }) => BigInt(steps) * (factors[decimals] ?? 1n);
}

/** Every line must be of an eligible pair, once, and whole; fills in the lines by need and offer, and what a unit of each costs. */
function readLines(
  input: EngineInput,
  plan: readonly PlannedQuantity[],
  lines: Map<string, Map<string, PlannedQuantity>>,
  costs: Map<PlannedQuantity, number>,
): Breach | null {
  for (const line of plan) {
    const ofNeed = lines.get(line.need) ?? new Map<string, PlannedQuantity>();
    const at = [line.need, line.offer];
    if (ofNeed.has(line.offer)) return { defect: 'pair-named-twice', at };
    if (!Number.isSafeInteger(line.quantity) || line.quantity <= 0) return { defect: 'quantity-not-whole', at };
    lines.set(line.need, ofNeed.set(line.offer, line));
  }
  const unitCosts = new Map(input.offers.map(({ id, unitCost }) => [id, unitCost ?? 0]));
  for (const { need, offer, unitCost } of input.pairs) {
    const line = lines.get(need)?.get(offer);
    if (line !== undefined) costs.set(line, unitCost ?? unitCosts.get(offer) ?? 0);
  }
  const unknown = plan.find((line) => !costs.has(line));
  return unknown === undefined ? null : { defect: 'unknown-pair', at: [unknown.need, unknown.offer] };
}

/** An offer without a donor is a donor of its own. */
function countDonors(offers: readonly (AllocationOffer | undefined)[]): number {
  const named = new Set(offers.flatMap((offer) => offer?.donor ?? []));
  return named.size + offers.filter((offer) => offer?.donor === undefined).length;
}

function breachOfPair(need: AllocationNeed, offer: AllocationOffer, quantity: number, cost: number, exact: Exact): Breach['defect'] | null {
  if ((need.blockedBy ?? []).length > 0 || (offer.blockedBy ?? []).length > 0) return 'obstacle';
  if (offer.unitCeiling !== undefined && cost > offer.unitCeiling) return 'unit-ceiling';
  const given = exact(quantity, need);
  // What has a quantity is given in its own steps, money in those of the need.
  const isInLots = offer.lot !== undefined || offer.quantity !== undefined;
  if (isInLots && given % exact(offer.lot ?? 1, offer) !== 0n) return 'lot';
  return quantity < Math.min(need.lot ?? 1, need.quantity) || given < exact(offer.minimumLot ?? 0, offer) ? 'minimum-lot' : null;
}

/** A plan, and what is given in it by whatever counts. */
interface Given {
  readonly exact: Exact;
  readonly plan: readonly PlannedQuantity[];
  readonly exactOf: (line: PlannedQuantity) => bigint;
  readonly served: (need: string) => bigint;
  /** In all. */
  readonly given: bigint;
}

/** What several lines must obey together. */
function findBreachTogether(
  input: EngineInput,
  settings: AllocationSettings,
  { exact, plan, exactOf, served, given }: Given,
): Breach | null {
  const isGroupWhole = new Map<string, { isWhole: boolean; isServed: boolean }>();
  for (const need of input.needs) {
    const { id, group } = need;
    if (group === undefined) continue;
    const { isWhole, isServed } = isGroupWhole.get(group) ?? { isWhole: true, isServed: false };
    const isFull = served(id) === exact(need.quantity, need);
    isGroupWhole.set(group, { isWhole: isWhole && isFull, isServed: isServed || served(id) > 0n });
  }
  for (const [group, { isWhole, isServed }] of isGroupWhole) if (isServed && !isWhole) return { defect: 'group', at: [group] };
  const needs = new Map(settings.packages === undefined ? [] : input.needs.map((need) => [need.id, need]));
  for (const { id, parts } of settings.packages ?? []) {
    const sizes = parts.map(({ need, quantity }) => ({ got: served(need), each: exact(quantity, needs.get(need) ?? {}) }));
    const counts = new Set(sizes.map(({ got, each }) => got / each));
    const isBroken = counts.size > 1 || sizes.some(({ got, each }) => got % each !== 0n);
    if (isBroken) return { defect: 'package', at: [id] };
  }
  const askedIn = once((by: Grouping) => sumsOf(input.needs, (need) => need[by], (need) => exact(need.quantity, need))); // prettier-ignore
  const servedIn = once((by: Grouping) => sumsOf(input.needs, (need) => need[by], ({ id }) => served(id))); // prettier-ignore
  for (const { id, by, value, percent, of } of settings.floors ?? []) {
    const asked = askedIn(by).get(value) ?? 0n;
    const own = servedIn(by).get(value) ?? 0n;
    if (own * 100n < BigInt(percent) * (of === 'need' ? asked : given)) return { defect: 'floor', at: [id] };
  }
  const donors = new Map(input.offers.map(({ id, donor }) => [id, donor]));
  const fromDonors = sumsOf(plan, ({ offer }) => donors.get(offer), exactOf); // prettier-ignore
  for (const cap of settings.caps ?? []) {
    const capped = (cap.by === 'donor' ? fromDonors : servedIn(cap.by)).get(cap.value) ?? 0n;
    if (capped > exact(cap.quantity, cap)) return { defect: 'cap', at: [cap.id] };
  }
  return null;
}

/** Sums by what things name; those that name nothing are in none. */
function sumsOf<Thing>(
  things: Iterable<Thing>,
  nameOf: (thing: Thing) => string | undefined,
  amountOf: (thing: Thing) => bigint,
): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const thing of things) {
    const name = nameOf(thing);
    if (name !== undefined) sums.set(name, (sums.get(name) ?? 0n) + amountOf(thing));
  }
  return sums;
}

/** Works something out once for each of its kinds. */
function once<Kind, Result>(workOut: (kind: Kind) => Result): (kind: Kind) => Result {
  const known = new Map<Kind, Result>();
  return (kind) => {
    const result = known.get(kind) ?? workOut(kind);
    known.set(kind, result);
    return result;
  };
}
