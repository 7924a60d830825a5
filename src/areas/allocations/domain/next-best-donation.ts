import { findConditionedLines } from '../../../allocation/conditioned-lines.ts';
import type { AllocationOffer, AllocationSettings } from '../../../allocation/instance.ts';
import { PairMap } from '../../../allocation/pair-map.ts';
import { groupBy } from '../../../kernel/group-by.ts';
import { writtenThousandths } from '../../../kernel/money.ts';
import { areBothProven, compareExactly, type PlannedRun, tellScore } from './compare-plans.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import { donatedItem } from './donation.ts';
import type { PlanLine, StoredResult } from './result.ts';
import { givenBy, PER_UNIT, unitsOf } from './thousandths.ts';

/** A finished run: what it was made from, its plan, and what proves it. */
export interface ProvenRun extends PlannedRun {
  readonly settings: AllocationSettings;
  readonly isProven: boolean;
  readonly certificate: StoredResult['certificate'];
}

/** So much of an item, for these needs. Money as decimal text in euros: the least, rounded down, and the most, rounded up, that it may cost. */
export interface BasketItem {
  readonly itemType: string;
  readonly quantity: number;
  readonly costLow: string;
  readonly costHigh: string;
  readonly needs: readonly { readonly need: string; readonly quantity: number }[];
}

/** First in weight of tiers, then in micro-units of score. */
export interface UnitWorth {
  readonly itemType: string;
  readonly tierWeight: number;
  readonly score: number;
  readonly isExact: boolean;
}

/** What the plan with the donation serves more, or less, than the one without. */
export interface DonationEffect {
  readonly tiers: readonly { readonly tier: number | null; readonly units: number }[];
  readonly score: string;
  readonly needs: readonly { readonly need: string; readonly before: number; readonly after: number }[];
}

export interface NextBestDonation {
  /** Whether no basket does more: the plans with the donation and without it are both proven best. */
  readonly isProven: boolean;
  readonly basket: readonly BasketItem[];
  readonly costLow: string;
  readonly costHigh: string;
  readonly effect: DonationEffect;
  readonly oneMoreUnit: readonly UnitWorth[];
}

/** What the donation of a scenario would best be spent on, and what it brings. `lowCosts`: the least that a unit may cost, in thousandths. */
export function viewDonation(baseline: ProvenRun, scenario: ProvenRun, lowCosts: ReadonlyMap<string, number>): NextBestDonation {
  const bought = countBought(scenario, lowCosts);
  const givenIn = givenBy(scenario.input);
  const sum = (costOf: (item: Bought) => bigint): bigint => bought.reduce((total, item) => total + costOf(item), 0n);
  return {
    isProven: areBothProven(baseline, scenario),
    basket: bought.map(({ itemType, quantity, costLow, costHigh, lines }) => ({
      itemType,
      quantity: unitsOf(quantity),
      costLow: atLeast(costLow),
      costHigh: atMost(costHigh),
      needs: lines.map((line) => ({ need: line.need, quantity: unitsOf(givenIn(line)) })),
    })),
    costLow: atLeast(sum(({ costLow }) => costLow)),
    costHigh: atMost(sum(({ costHigh }) => costHigh)),
    effect: effectOf(baseline, scenario),
    oneMoreUnit: worthOfOneMoreUnit(baseline, scenario),
  };
}

/** What thousandths of units cost, at a thousandth of the currency each: to the cent below, and above. */
const atLeast = (cost: bigint): string => writtenThousandths(cost / BigInt(PER_UNIT), 'EUR', 'down');
const atMost = (cost: bigint): string => writtenThousandths((cost + BigInt(PER_UNIT) - 1n) / BigInt(PER_UNIT), 'EUR', 'up');

/** In thousandths of units, and what those cost and bring. */
interface Bought {
  readonly itemType: string;
  readonly quantity: bigint;
  readonly costLow: bigint;
  readonly costHigh: bigint;
  readonly lines: readonly PlanLine[];
  /** What its units bring where the plan puts them. */
  readonly tierWeight: bigint;
  readonly score: bigint;
}

/** What the plan buys from the donation, most worth first. */
function countBought(scenario: ProvenRun, lowCosts: ReadonlyMap<string, number>): Bought[] {
  const worthOf = worthOfLines(scenario);
  const givenIn = givenBy(scenario.input);
  const planned = groupBy(scenario.plan, ({ offer }) => offer);
  return donatedOffers(scenario)
    .map(({ id, itemType, unitCost = 0 }) => {
      const lines = planned.get(id) ?? [];
      const quantity = lines.reduce((total, line) => total + givenIn(line), 0n);
      const low = Math.min(unitCost, lowCosts.get(itemType) ?? unitCost);
      const worths = lines.map(worthOf);
      return {
        itemType,
        quantity,
        lines,
        costLow: BigInt(low) * quantity,
        costHigh: BigInt(unitCost) * quantity,
        tierWeight: worths.reduce((total, { tierWeight }) => total + tierWeight, 0n),
        score: worths.reduce((total, { score }) => total + score, 0n),
      };
    })
    .filter(({ quantity }) => quantity > 0n)
    .toSorted(byWorth);
}

function worthOfLines({ input, certificate }: ProvenRun): (line: PlanLine) => { readonly tierWeight: bigint; readonly score: bigint } {
  const weights = weightsOfNeeds(input.needs, certificate);
  const givenIn = givenBy(input);
  const scores = new PairMap(input.pairs.filter(({ offer }) => donatedItem(offer) !== null).map((pair) => [pair, pair.score]));
  return (line) => ({
    tierWeight: BigInt(weights.get(line.need) ?? 0) * givenIn(line),
    score: BigInt(scores.get(line) ?? 0) * givenIn(line),
  });
}

function effectOf(baseline: PlannedRun, scenario: PlannedRun): DonationEffect {
  const { total, byTier, needs } = compareExactly(baseline, scenario);
  return {
    tiers: byTier.map(({ key, before, after }) => ({
      tier: key === null ? null : Number(key),
      units: unitsOf(after.units - before.units),
    })),
    score: tellScore(total.after.score - total.before.score),
    needs: needs.flatMap(({ key, before, after }) =>
      key === null || before.units === after.units ? [] : [{ need: key, before: unitsOf(before.units), after: unitsOf(after.units) }],
    ),
  };
}

/**
 * What one more unit of each item would be worth to the plan without the donation, most worth first. A need's price is what the
 * plan loses with one of the units that it asks for; so a unit brings, at the need that gains most by it, what it is worth there
 * less that price, and never less than nothing. That is exact where prices alone prove the plan: where a side condition touches
 * what the unit could go to, or the donor who brings it, it may be worth more or less; and where a unit has several steps, only the first
 * of them is surely worth as much.
 */
export function worthOfOneMoreUnit(baseline: ProvenRun, scenario: PlannedRun): UnitWorth[] {
  const gains = gainsAtNeeds(baseline);
  const mayBind = readConditionsOfOneMore(baseline);
  const blocked = new Set(scenario.input.needs.flatMap(({ id, blockedBy = [] }) => (blockedBy.length > 0 ? [id] : [])));
  const usable = scenario.input.pairs.filter(({ need, offer }) => donatedItem(offer) !== null && gains.has(need) && !blocked.has(need));
  const pairs = groupBy(usable, ({ offer }) => offer);
  return donatedOffers(scenario)
    .map(({ id, itemType, donor }): UnitWorth => {
      const reachable = pairs.get(id) ?? [];
      const isExact = !mayBind.ofDonor(donor) && !reachable.some(({ need }) => mayBind.ofNeed(need));
      const worths = reachable.map(({ need, score }) => gains.get(need)?.(score) ?? NOTHING);
      const best = worths.reduce((most, worth) => (isMore(worth, most) ? worth : most), NOTHING);
      return { itemType, ...best, isExact };
    })
    .toSorted(byWorth);
}

/** Whether a side condition may bind once another donor brings a unit, or it goes to its need in several steps. */
function readConditionsOfOneMore({ input, settings }: ProvenRun) {
  const { needs } = findConditionedLines(input, settings);
  const inSteps = new Set(input.needs.flatMap(({ id, decimals = 0 }) => (decimals > 0 ? [id] : [])));
  const limited = new Set(input.needs.flatMap(({ id, donorLimit = settings.donorLimit }) => (donorLimit === undefined ? [] : [id])));
  return {
    ofNeed: (id: string): boolean => needs.has(id) || limited.has(id) || inSteps.has(id),
    ofDonor: (donor: string | undefined): boolean => (settings.caps ?? []).some(({ by, value }) => by === 'donor' && value === donor),
  };
}

interface Worth {
  readonly tierWeight: number;
  readonly score: number;
}

const NOTHING: Worth = { tierWeight: 0, score: 0 };

const isMore = (one: Worth, other: Worth): boolean =>
  one.tierWeight > other.tierWeight || (one.tierWeight === other.tierWeight && one.score > other.score);

/** Per need that asks for something, what one unit of a score would bring the plan there. */
function gainsAtNeeds({ input, certificate }: ProvenRun): Map<string, (score: number) => Worth> {
  const prices = new Map(certificate.needs.map((price) => [price.id, price]));
  const asking = input.needs.filter(({ quantity }) => quantity > 0);
  return new Map(
    [...weightsOfNeeds(asking, certificate)].map(([id, weight]) => {
      const price = prices.get(id) ?? NOTHING;
      return [id, (score: number): Worth => ({ tierWeight: weight - price.tierWeight, score: score - price.score })];
    }),
  );
}

function weightsOfNeeds(needs: PlannedRun['input']['needs'], { tierWeights }: ProvenRun['certificate']): Map<string, number> {
  const weights = new Map(tierWeights.map(({ tier, weight }) => [tier, weight]));
  return new Map(needs.map(({ id, tier }) => [id, weights.get(tier ?? null) ?? 0]));
}

const donatedOffers = ({ input }: PlannedRun): (AllocationOffer & { readonly itemType: string })[] =>
  input.offers.flatMap((offer) => {
    const itemType = donatedItem(offer.id);
    return itemType === null ? [] : [{ ...offer, itemType }];
  });

interface Valued<Amount> {
  readonly itemType: string;
  readonly tierWeight: Amount;
  readonly score: Amount;
}

/** Most worth first, ties by the item's slug. */
const byWorth = <Amount extends number | bigint>(a: Valued<Amount>, b: Valued<Amount>): number =>
  descending(a.tierWeight, b.tierWeight) || descending(a.score, b.score) || compareText(a.itemType, b.itemType);

const descending = <Amount extends number | bigint>(a: Amount, b: Amount): number => (a > b ? -1 : a < b ? 1 : 0);
