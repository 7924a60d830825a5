import type { Allocation, IntegerPart, IntegerStage, Price } from './answer.ts';
import { type Claim, type Defect, verifyCertificate } from './certificate.ts';
import { StepBounds, worthIn } from './exact-bound.ts';
import { readExactPart } from './exact-part.ts';
import { type ExactInstance, type ExactNeed, type ExactOffer, groupsOf, readExactInstance } from './exact-instance.ts';
import { type Breach, findBreach } from './feasibility.ts';
import type { EngineInput, AllocationSettings, PlannedQuantity } from './instance.ts';
import { NoProof, type ProofFault } from './proof.ts';

export type AllocationDefect =
  | Defect
  | Breach['defect']
  | ProofFault
  | 'another-tier-rule'
  | 'unknown-line'
  | 'line-priced-twice'
  | 'wrong-objective'
  | 'wrong-tiers'
  | 'wrong-parts'
  | 'wrong-relaxed'
  | 'wrong-stages'
  | 'wrong-proof';

/** What is wrong, and where: the id of a line or a condition, or those of a need and an offer; empty for the whole. */
export interface AllocationFinding {
  readonly defect: AllocationDefect;
  readonly at: readonly string[];
}

/**
 * Whether somebody's allocation is what it says for this instance, by its certificate. Null where it is, with the objective and the
 * tiers that it states; else the first defect. Nothing is solved again and no solver is believed: the plan must obey every rule; where
 * no side condition touches it, prices must prove it; where one does, the stated steps must be what it reaches, and each bound what the
 * multipliers of its proof show.
 */
export function verifyAllocation(input: EngineInput, settings: AllocationSettings, allocation: Allocation): AllocationFinding | null {
  const { certificate, plan } = allocation;
  if (certificate.tierRule !== settings.tiers) return { defect: 'another-tier-rule', at: [] };
  const breach = findBreach(input, settings, plan);
  if (breach !== null) return breach;
  return new Verification(readExactInstance(input, settings), allocation).find();
}

class Verification {
  private readonly instance: ExactInstance;
  private readonly needs: readonly ExactNeed[];
  private readonly offers: readonly ExactOffer[];
  private readonly allocation: Allocation;
  /** From the highest on; null, without a tier, last. */
  private readonly tiers: readonly (number | null)[];

  constructor(instance: ExactInstance, allocation: Allocation) {
    this.instance = instance;
    this.needs = [...instance.needs.values()];
    this.offers = [...instance.offers.values()];
    this.allocation = allocation;
    this.tiers = [...new Set(this.needs.map(tierOf))].toSorted((one, other) => (one ?? Infinity) - (other ?? Infinity));
  }

  find(): AllocationFinding | null {
    const { certificate, isProven } = this.allocation;
    const fault = this.checkPrices() ?? this.checkParts();
    if (fault !== null) return fault;
    const meets = certificate.parts.every(({ stages }) => stages.every(({ reached, bound }) => reached === bound));
    return meets === isProven ? this.checkTotals() : { defect: 'wrong-proof', at: [] };
  }

  /** The prices must prove the plan outside of the parts, and what it would be in them without side conditions. */
  private checkPrices(): AllocationFinding | null {
    const { certificate, plan } = this.allocation;
    const touched = new Set(certificate.parts.flatMap(({ needs }) => needs));
    if (certificate.relaxed.some(({ need }) => !touched.has(need))) return { defect: 'wrong-relaxed', at: [] };
    const untouched = plan.filter(({ need }) => !touched.has(need)).map((line) => ({ ...line, quantity: Number(this.grainsIn(line)) }));
    const given = this.readQuantities([...untouched, ...certificate.relaxed]);
    if (given === null) return { defect: 'wrong-relaxed', at: [] };
    const prices = this.readPrices();
    if ('defect' in prices) return prices;
    const weightOf = new Map(certificate.tierWeights.map(({ tier, weight }) => [tier, weight]));
    const { starts, offers, scores } = this.instance.pairs;
    const found = verifyCertificate({
      ...prices,
      needQuantities: Float64Array.from(this.needs, ({ quantity }) => Number(quantity)),
      offerQuantities: Float64Array.from(this.offers, ({ held }) => (held === null || held > MAX_EXACT ? Infinity : Number(held))),
      tiers: Int32Array.from(this.needs, (need) => tierOf(need) ?? 0),
      tierRule: certificate.tierRule,
      rowStarts: starts,
      offers,
      scores,
      quantities: given,
      weights: Float64Array.from(this.needs, (need) => weightOf.get(tierOf(need)) ?? 0),
    });
    return found === null ? null : { defect: found.defect, at: this.placeOf(found.defect, found.at) };
  }

  /** Per pair what lines in grains give; null where they are of no pair, or name one twice. */
  private readQuantities(lines: readonly PlannedQuantity[]): Float64Array | null {
    const quantities = new Float64Array(this.instance.pairs.offers.length);
    const named = new Set<number>();
    for (const line of lines) {
      const pair = this.findPair(line);
      if (pair === null || named.has(pair)) return null;
      named.add(pair);
      quantities[pair] = line.quantity;
    }
    return quantities;
  }

  private readPrices(): Pick<Claim, 'unitPrices' | 'scorePrices'> | AllocationFinding {
    const { needs, offers } = this.allocation.certificate;
    const unitPrices = new Float64Array(this.needs.length + this.offers.length);
    const scorePrices = new Float64Array(unitPrices.length);
    const sides: [readonly (ExactNeed | ExactOffer)[], number, readonly Price[]][] = [
      [this.needs, 0, needs],
      [this.offers, this.needs.length, offers],
    ];
    for (const [lines, first, prices] of sides) {
      const places = new Map(lines.map(({ line }, place) => [line.id, first + place]));
      const priced = new Set<string>();
      for (const { id, tierWeight, score } of prices) {
        const place = places.get(id);
        if (place === undefined) return { defect: 'unknown-line', at: [id] };
        if (priced.has(id)) return { defect: 'line-priced-twice', at: [id] };
        priced.add(id);
        unitPrices[place] = tierWeight;
        scorePrices[place] = score;
      }
    }
    return { unitPrices, scorePrices };
  }

  /**
   * A part states one step per tier, in their order, and then the score; each reaches what its plan has, and its bound is what its proof
   * shows. Bounds of several parts add up since no line is in two of them and no pair joins them; what is in none is proven by the prices,
   * so its plan is the one without side conditions.
   */
  private checkParts(): AllocationFinding | null {
    const { parts } = this.allocation.certificate;
    for (const ids of [parts.flatMap(({ needs }) => needs), parts.flatMap(({ offers }) => offers)]) {
      if (new Set(ids).size !== ids.length) return { defect: 'wrong-parts', at: [] };
    }
    const lines = groupsOf(this.allocation.plan, ({ need }) => this.instance.needs.get(need));
    for (const part of parts) {
      const at = part.needs.slice(0, 1);
      try {
        if (!this.isRightPart(part, lines)) return { defect: 'wrong-stages', at };
      } catch (error) {
        if (error instanceof NoProof) return { defect: error.reason, at };
        throw error;
      }
    }
    return null;
  }

  private isRightPart({ needs, offers, stages }: IntegerPart, lines: ReadonlyMap<ExactNeed, readonly PlannedQuantity[]>): boolean {
    const tiers = this.countsTiers() ? this.tiers : [];
    if (stages.length !== tiers.length + 1) return false;
    const part = readExactPart(this.instance, needs, offers);
    const given = [...part.needs].flatMap((need) => lines.get(need) ?? []);
    const kept = new Map<number | null, bigint>();
    return [...tiers.map((tier) => ({ tier })), { score: true as const }].every((objective, place) => {
      const stage = stages[place] as IntegerStage;
      if ('score' in objective ? !('score' in stage) : !('tier' in stage) || stage.tier !== objective.tier) return false;
      const step = { objective, kept: new Map(kept) };
      const worthOf = (line: PlannedQuantity): bigint => this.grainsIn(line) * worthIn(step, this.pairOf(line));
      const reached = given.reduce((sum, line) => sum + worthOf(line), 0n);
      const bound = new StepBounds(this.instance, part, step).boundBy(stage.proof);
      if ('tier' in objective) kept.set(objective.tier, reached);
      const { solverBound } = stage;
      return (
        reached === stage.reached &&
        bound === stage.bound &&
        bound >= reached &&
        (solverBound === null || (solverBound >= reached && solverBound < bound))
      );
    });
  }

  /** Tiers count where the rule is strict and somebody has one. */
  private countsTiers(): boolean {
    return this.allocation.certificate.tierRule === 'strict' && this.tiers.some((tier) => tier !== null);
  }

  private checkTotals(): AllocationFinding | null {
    const totals = new Map(this.tiers.map((tier) => [tier, { asked: 0n, served: 0n }]));
    const totalOf = (need: ExactNeed) => totals.get(tierOf(need)) as { asked: bigint; served: bigint };
    for (const need of this.needs) totalOf(need).asked += need.quantity;
    let reached = 0n;
    for (const line of this.allocation.plan) {
      const { need, score } = this.pairOf(line);
      totalOf(need).served += this.grainsIn(line);
      reached += this.grainsIn(line) * score;
    }
    const { objective, tiers } = this.allocation;
    if (reached !== objective) return { defect: 'wrong-objective', at: [] };
    const stated = new Map(tiers.map(({ tier, ...total }) => [tier, total]));
    const agrees = [...totals].every(
      ([tier, { asked, served }]) => stated.get(tier)?.asked === asked && stated.get(tier)?.served === served,
    );
    return agrees && stated.size === totals.size && tiers.length === totals.size ? null : { defect: 'wrong-tiers', at: [] };
  }

  /** A line of the plan is in steps of its need. */
  private grainsIn({ need, quantity }: PlannedQuantity): bigint {
    return BigInt(quantity) * (this.instance.needs.get(need)?.step ?? 1n);
  }

  /** By its place among all pairs. */
  private findPair({ need, offer }: PlannedQuantity): number | null {
    const [asking, giving] = [this.instance.needs.get(need), this.instance.offers.get(offer)];
    if (asking === undefined || giving === undefined) return null;
    const pair = this.instance.pairs.find(asking.number, giving.number);
    return pair < 0 ? null : pair;
  }

  /** Of a line that obeys the rules, so that it is one of a pair. */
  private pairOf(line: PlannedQuantity): { readonly need: ExactNeed; readonly score: bigint } {
    const pair = this.findPair(line);
    if (pair === null) throw new Error('a line that obeys the rules is one of a pair');
    return { need: this.needs[this.instance.pairs.needOf(pair)] as ExactNeed, score: BigInt(this.instance.pairs.scores[pair] as number) };
  }

  private placeOf(defect: Defect, at: number): string[] {
    if (defect === 'wrong-length' || defect === 'weights-out-of-order') return [];
    if (OF_PAIRS.includes(defect)) {
      const { pairs } = this.instance;
      const lines = [this.needs[pairs.needOf(at)], this.offers[pairs.offers[at] as number]];
      return lines.flatMap((one) => (one === undefined ? [] : [one.line.id]));
    }
    return [...this.needs, ...this.offers].slice(at, at + 1).map(({ line }) => line.id);
  }
}

/** Of more than this nothing that a plan gives can be all, as the sum would not be exact. */
const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

const tierOf = ({ line }: ExactNeed): number | null => line.tier ?? null;

const OF_PAIRS: readonly Defect[] = [
  'quantity-not-whole',
  'quantity-negative',
  'pair-worth-more-than-its-prices',
  'given-for-less-than-its-prices',
];
