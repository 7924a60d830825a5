import { isProvenPart } from './allocate.ts';
import type { Allocation } from './answer.ts';
import { type ConditionedLines, conditionedLinesOf } from './conditioned-lines.ts';
import { byId, type DenseInstance, exclusionOf } from './dense-instance.ts';
import type { EngineInput, AllocationSettings } from './instance.ts';
import { PlannedLines } from './planned-lines.ts';
import type {
  ExcludedPair,
  MarginalWorth,
  NeedCause,
  NeedReason,
  OfferCause,
  OfferReason,
  Reasons,
  Rival,
  RuleCount,
  Stop,
  Worth,
} from './reasons.ts';
import { Stops } from './stops.ts';
import { WarmAllocation } from './warm-allocation.ts';

/** Asking exactly what one more unit would add takes a re-solve per need: with more priced needs than this, the bound is given. */
const MOST_EXACT = 1_000;

/** So many rivals are named: those that hold most. */
const MOST_RIVALS = 5;

/**
 * Why every line got what it got, from the plan and its prices: what a need lost to, which rule removed its offers, which side
 * condition stopped what was left. `excluded`: the pairs that the instance does not have, with the rule that removed each.
 */
export function explain(
  input: EngineInput,
  settings: AllocationSettings,
  allocation: Allocation,
  excluded: readonly ExcludedPair[],
): Reasons {
  return new Explanation(input, settings, allocation, excluded).read();
}

class Explanation {
  private readonly lines: PlannedLines;
  private readonly instance: DenseInstance;
  private readonly stops: Stops;
  private readonly settings: AllocationSettings;
  private readonly excluded: readonly ExcludedPair[];
  private readonly prices: { readonly needs: ReadonlyMap<string, Worth>; readonly offers: ReadonlyMap<string, Worth> };
  private readonly weights: ReadonlyMap<number, number>;
  private readonly conditioned: ConditionedLines;
  private warm: WarmAllocation | null = null;
  private readonly holders = new Map<number, readonly Rival[]>();

  constructor(input: EngineInput, settings: AllocationSettings, allocation: Allocation, excluded: readonly ExcludedPair[]) {
    this.settings = settings;
    this.lines = new PlannedLines(input, settings, allocation.plan);
    this.instance = this.lines.instance;
    this.excluded = [...excluded, ...excludedByInput(input, this.instance)].toSorted(
      (a, b) => byId({ id: a.need }, { id: b.need }) || byId({ id: a.offer }, { id: b.offer }),
    );
    const { certificate } = allocation;
    const byLine = (prices: typeof certificate.needs): Map<string, Worth> => new Map(prices.map(({ id, ...worth }) => [id, worth]));
    this.prices = { needs: byLine(certificate.needs), offers: byLine(certificate.offers) };
    this.weights = new Map(certificate.tierWeights.map(({ tier, weight }) => [tier ?? 0, weight]));
    this.conditioned = conditionedLinesOf(input, settings, this.lines);
    this.stops = new Stops(this.lines, new Set(certificate.parts.flatMap((part) => (isProvenPart(part) ? [] : part.needs))));
  }

  read(): Reasons {
    const { needIds, offerIds, offers, needQuantities } = this.instance;
    const rulesOfNeed = countRules(this.excluded, ({ need }) => need);
    const rulesOfOffer = countRules(this.excluded, ({ offer }) => offer);
    return {
      needs: needIds.map((id, need): NeedReason => {
        const pairs = this.lines.pairsOfNeed(need);
        return {
          need: id,
          asked: this.lines.toUnits(needQuantities[need] as number),
          served: this.lines.toUnits(this.lines.served[need] as number),
          from: pairs.flatMap((pair) => {
            const quantity = this.lines.toUnits(this.lines.quantities[pair] as number);
            return quantity > 0 ? [{ offer: offerIds[offers[pair] as number] as string, quantity }] : [];
          }),
          cause: this.causeOfNeed(need, pairs, rulesOfNeed.get(id) ?? []),
          oneMoreUnit: this.marginOfNeed(id, need, pairs),
        };
      }),
      offers: offerIds.map((id, offer): OfferReason => ({
        offer: id,
        given: this.lines.toUnits(this.lines.given[offer] as number),
        left: this.lines.toUnits(this.lines.leftOf(offer)),
        to: this.lines.pairsOfOffer(offer).flatMap((pair) => {
          const quantity = this.lines.toUnits(this.lines.quantities[pair] as number);
          return quantity > 0 ? [{ need: needIds[this.lines.needOf[pair] as number] as string, quantity }] : [];
        }),
        cause: this.causeOfOffer(offer, rulesOfOffer.get(id) ?? []),
        oneMoreUnit: this.marginOfOffer(id, offer),
      })),
      excluded: this.excluded,
    };
  }

  /**
   * One more asked for adds at most the price of the need; exactly how much is found by asking for it. Null where side conditions touch
   * the line: one unit more can make a lot or a group full, and then no price bounds what it brings. Null, too, where money buys for
   * nothing: it then gives as much as is asked for, so that one more asked for is one more given. Of a unit in several steps the price is
   * what the first of them adds, and no later one adds more.
   */
  private marginOfNeed(id: string, need: number, pairs: readonly number[]): MarginalWorth | null {
    if (this.conditioned.needs.has(id) || pairs.some((pair) => this.isFree(pair))) return null;
    const price = this.prices.needs.get(id);
    if (price === undefined) return { tierWeight: 0, score: 0, isExact: true };
    const isOneStep = this.instance.needSteps[need] === this.instance.grainsPerUnit;
    if (!isOneStep || this.prices.needs.size > MOST_EXACT) return { ...price, isExact: false };
    this.warm ??= new WarmAllocation(this.instance, this.settings.tiers);
    const gain = this.warm.gainOfOneMore(need);
    return gain === null ? { ...price, isExact: false } : { tierWeight: gain.units, score: gain.score, isExact: true };
  }

  private isFree(pair: number): boolean {
    return this.lines.moneyLeft(this.instance.offers[pair] as number) !== null && this.instance.costs?.[pair] === 0;
  }

  /**
   * Exactly the price of the offer, or no more than it where a unit has several steps. Null where side conditions touch it, and for
   * money, which is not counted in units.
   */
  private marginOfOffer(id: string, offer: number): MarginalWorth | null {
    if (this.conditioned.offers.has(id) || this.lines.moneyLeft(offer) !== null) return null;
    const price = this.prices.offers.get(id);
    if (price === undefined) return { tierWeight: 0, score: 0, isExact: true };
    return { ...price, isExact: this.instance.offerSteps[offer] === this.instance.grainsPerUnit };
  }

  private causeOfNeed(need: number, pairs: readonly number[], rules: readonly RuleCount[]): NeedCause {
    if (this.instance.needQuantities[need] === 0) return { code: 'nothing-asked' };
    if (this.lines.openOf(need) === 0) return { code: 'served' };
    if (pairs.length === 0) return { code: 'no-eligible-offer', rules };
    const stop = this.firstStop(pairs, (pair) => this.lines.leftOf(this.instance.offers[pair] as number));
    if (stop !== null) {
      const { pair, ...rest } = stop;
      return { ...rest, offer: this.instance.offerIds[this.instance.offers[pair] as number] as string };
    }
    return this.outbid(need, pairs) ?? this.spentUp(pairs) ?? { code: 'supply-used-up', rules };
  }

  private causeOfOffer(offer: number, rules: readonly RuleCount[]): OfferCause {
    const pairs = this.lines.pairsOfOffer(offer);
    const ofMoney = this.causeOfMoney(offer, pairs, rules);
    if (ofMoney !== null) return ofMoney;
    if (this.instance.offerQuantities[offer] === 0) return { code: 'nothing-offered' };
    if (this.lines.leftOf(offer) === 0) return { code: 'given' };
    if (pairs.length === 0) return { code: 'no-eligible-need', rules };
    const stop = this.firstStop(pairs, (pair) => this.lines.openOf(this.lines.needOf[pair] as number));
    if (stop === null) return { code: 'needs-served', count: pairs.length };
    const { pair, ...rest } = stop;
    return { ...rest, need: this.instance.needIds[this.lines.needOf[pair] as number] as string };
  }

  /** Money that is left where no unit is: nobody may have of it, everybody has all, or a unit costs more than it is. */
  private causeOfMoney(offer: number, pairs: readonly number[], rules: readonly RuleCount[]): OfferCause | null {
    if (this.lines.leftOf(offer) > 0 || (this.lines.moneyLeft(offer) ?? 0) === 0) return null;
    if (pairs.length === 0) return { code: 'no-eligible-need', rules };
    const open = pairs.find((pair) => this.lines.openOf(this.lines.needOf[pair] as number) > 0);
    if (open === undefined) return { code: 'needs-served', count: pairs.length };
    if (this.lines.affordable(open) > 0) return null;
    const need = this.lines.needOf[open] as number;
    const left = this.lines.toUnits(this.lines.openOf(need));
    return { code: 'budget', need: this.instance.needIds[need] as string, left, limit: this.lines.moneyOf(offer) };
  }

  /** Of the pairs with something left on the other side, the one with most left, and what stops it. */
  private firstStop(
    pairs: readonly number[],
    leftOn: (pair: number) => number,
  ): { pair: number; code: Stop; left: number; limit: number | null } | null {
    let found: number | null = null;
    for (const pair of pairs) if (leftOn(pair) > (found === null ? 0 : leftOn(found))) found = pair;
    if (found === null) return null;
    const left = Math.min(leftOn(found), this.lines.affordable(found));
    return { pair: found, left: this.lines.toUnits(left), ...this.stops.at(found) };
  }

  /** Money that does not pay for one step more, where nobody else had of it. */
  private spentUp(pairs: readonly number[]): NeedCause | null {
    const money = pairs.find((pair) => this.lines.affordable(pair) <= 0);
    if (money === undefined) return null;
    const offer = this.instance.offers[money] as number;
    return { code: 'budget', offer: this.instance.offerIds[offer] as string, left: 0, limit: this.lines.moneyOf(offer) };
  }

  private outbid(need: number, pairs: readonly number[]): NeedCause | null {
    const { instance } = this;
    const contested = pairs.filter((pair) => this.rivalsFor(pair, need).length > 0);
    if (contested.length === 0) return null;
    const stop = this.stops.ofItsOwn(need, contested);
    if (stop !== null) {
      const { pair, ...rest } = stop;
      return { ...rest, offer: instance.offerIds[instance.offers[pair] as number] as string, left: 0 };
    }
    const ranked = contested
      .map((pair) => ({ pair, shortBy: this.shortfall(pair) }))
      .toSorted((a, b) => a.shortBy.tierWeight - b.shortBy.tierWeight || a.shortBy.score - b.shortBy.score || a.pair - b.pair);
    const [nearest] = ranked as [{ pair: number; shortBy: Worth }, ...{ pair: number; shortBy: Worth }[]];
    return {
      code: 'outbid',
      offer: instance.offerIds[instance.offers[nearest.pair] as number] as string,
      shortBy: this.conditioned.needs.has(instance.needIds[need] as string) ? null : nearest.shortBy,
      rivals: this.rivalsFor(nearest.pair, need),
    };
  }

  /** The needs that hold most of an offer, without this one. */
  private rivalsFor(pair: number, need: number): Rival[] {
    const { instance } = this;
    const offer = instance.offers[pair] as number;
    const id = instance.needIds[need] as string;
    return this.holdersOf(offer)
      .filter((rival) => rival.need !== id)
      .slice(0, MOST_RIVALS);
  }

  /** One more than are named, as one of them may be the need that asks. */
  private holdersOf(offer: number): readonly Rival[] {
    const { instance } = this;
    const known = this.holders.get(offer);
    if (known !== undefined) return known;
    const holders = this.lines
      .pairsOfOffer(offer)
      .filter((pair) => (this.lines.quantities[pair] as number) > 0)
      .map((pair): Rival => {
        const need = this.lines.needOf[pair] as number;
        return {
          need: instance.needIds[need] as string,
          offer: instance.offerIds[offer] as string,
          quantity: this.lines.toUnits(this.lines.quantities[pair] as number),
          tier: instance.tiers[need] || null,
          score: instance.scores[pair] as number,
        };
      })
      .toSorted(byHolding)
      .slice(0, MOST_RIVALS + 1);
    this.holders.set(offer, holders);
    return holders;
  }

  /** What the plan makes of a unit of the offer, less what it would be worth here. */
  private shortfall(pair: number): Worth {
    const { instance } = this;
    const price = this.prices.offers.get(instance.offerIds[instance.offers[pair] as number] as string) ?? { tierWeight: 0, score: 0 };
    const weight = this.weights.get(instance.tiers[this.lines.needOf[pair] as number] as number) ?? 0;
    return { tierWeight: price.tierWeight - weight, score: price.score - (instance.scores[pair] as number) };
  }
}

/** Most first. */
const byHolding = (a: Rival, b: Rival): number =>
  b.quantity - a.quantity || byId({ id: a.need }, { id: b.need }) || byId({ id: a.offer }, { id: b.offer });

/** Pairs of the input that an obstacle or a ceiling keeps from being used. */
function excludedByInput(input: EngineInput, instance: DenseInstance): ExcludedPair[] {
  if (input.pairs.length === instance.offers.length) return [];
  const needs = new Map(input.needs.map((need) => [need.id, need]));
  const offers = new Map(input.offers.map((offer) => [offer.id, offer]));
  const excluded: ExcludedPair[] = [];
  for (const { need, offer, unitCost } of input.pairs) {
    const [asking, giving] = [needs.get(need), offers.get(offer)];
    const rule = asking && giving ? exclusionOf(asking, giving, unitCost) : null;
    if (rule !== null) excluded.push({ need, offer, rule });
  }
  return excluded;
}

function countRules(excluded: readonly ExcludedPair[], lineOf: (pair: ExcludedPair) => string): Map<string, RuleCount[]> {
  const counts = new Map<string, Map<string, number>>();
  for (const pair of excluded) {
    const ofLine = counts.get(lineOf(pair)) ?? new Map<string, number>();
    ofLine.set(pair.rule, (ofLine.get(pair.rule) ?? 0) + 1);
    counts.set(lineOf(pair), ofLine);
  }
  return new Map(
    [...counts].map(([line, rules]) => [
      line,
      [...rules].map(([rule, count]) => ({ rule, count })).toSorted((a, b) => b.count - a.count || byId({ id: a.rule }, { id: b.rule })),
    ]),
  );
}
