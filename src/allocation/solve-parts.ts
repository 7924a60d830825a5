import type { Conditions } from './conditions.ts';
import type { DenseInstance } from './instance.ts';
import { type IntegerProgram, type IntegerSolver, satisfies } from './integer-program.ts';
import { PartProgram } from './part-program.ts';
import { findTouchedParts, type Part } from './parts.ts';
import { giveOut, repairPlan } from './repair-plan.ts';
import { fillLater, fillStart } from './start.ts';

/** One step of a lexicographic solution: the units of a tier, or the score. Proven where `reached` is the `bound`. */
export interface Stage {
  readonly of: number | 'score';
  readonly reached: bigint;
  /** No plan that keeps the steps before reaches more. */
  readonly bound: bigint;
}

export interface PartSolution {
  readonly part: Part;
  readonly stages: readonly Stage[];
}

/** The greatest objective that a solver in binary fractions tells apart from the next whole number, with room for its many sums. */
const LARGEST_PROVABLE = 2n ** 45n;

/** With less, the solver does not get through its own beginning. */
const LEAST_SECONDS = 0.05;

/** How much of the time that is left a part under fewer conditions may take. */
const SHARE_OF_LOOSER = 0.25;

/** The seconds that are left for integer programs. A share of it is taken from the whole as it is spent. */
export class TimeLeft {
  private seconds: number;
  private readonly whole: TimeLeft | null;

  constructor(seconds: number, whole: TimeLeft | null = null) {
    this.seconds = seconds;
    this.whole = whole;
  }

  share(share: number): TimeLeft {
    return new TimeLeft(this.seconds * share, this);
  }

  /** The first steps matter most, and what they don't need is left to the others. */
  forNextStep(): number {
    return this.seconds / 2;
  }

  spend(seconds: number): void {
    this.seconds = Math.max(0, this.seconds - seconds);
    this.whole?.spend(seconds);
  }
}

export interface PartSolving {
  readonly instance: DenseInstance;
  readonly conditions: Conditions;
  /** Per pair, what a unit is worth with the tiers in it. */
  readonly values: Float64Array;
  /** Per pair, the best plan without side conditions: what no plan with them exceeds, and where the search begins. */
  readonly relaxed: Float64Array;
  /** Tiers from the highest on; empty where they don't count. */
  readonly tiers: readonly number[];
  readonly solver: IntegerSolver;
  readonly time: TimeLeft;
}

/**
 * Solves one part with its side conditions, tier after tier and then the score, each step keeping what the ones before have
 * reached, and writes its quantities. A step is solved only where the plan in hand does not reach what the plan without side
 * conditions has. Null: nothing satisfies them.
 */
export function solvePart(solving: PartSolving, part: Part, quantities: Float64Array): PartSolution | null {
  const looser = solveLooser(solving, part);
  if (looser === 'impossible') return null;
  const search = new PartSearch(solving, part, quantities, looser);
  const stages: Stage[] = [];
  for (const tier of solving.tiers) {
    const stage = search.maximise(tier);
    if (stage === null) return null;
    stages.push(stage);
  }
  const last = search.maximise('score');
  return last === null ? null : { part, stages: [...stages, last] };
}

/** A plan for the same lines under fewer conditions, and what no plan exceeds, step by step. */
interface Looser {
  readonly quantities: Float64Array;
  readonly bounds: readonly bigint[];
}

/**
 * Floors and caps join lines that nothing else joins, and often they hold anyway. So the part is solved without them first, in the
 * smaller parts that it falls into: that bounds it, and where floors and caps hold, it is the plan. Null where none is about the part.
 */
function solveLooser(solving: PartSolving, part: Part): Looser | null | 'impossible' {
  const { instance, conditions, relaxed, tiers } = solving;
  if (!isUnderFloorOrCap(conditions, part)) return null;
  const loosened = { ...conditions, floors: [], caps: [] };
  const pairs = new Set(part.pairs);
  const quantities = relaxed.slice();
  const bounds = [...tiers, 'score' as const].map(() => 0n);
  const rest = new Set(part.pairs);
  const time = solving.time.share(SHARE_OF_LOOSER);
  for (const smaller of findTouchedParts(instance, loosened).filter((found) => found.pairs.some((pair) => pairs.has(pair)))) {
    const solved = solvePart({ ...solving, conditions: loosened, time }, smaller, quantities);
    if (solved === null) return 'impossible';
    solved.stages.forEach(({ bound }, step) => (bounds[step] = (bounds[step] as bigint) + bound));
    for (const pair of smaller.pairs) rest.delete(pair);
  }
  const { needOf } = conditions;
  for (const pair of rest) {
    const given = BigInt(relaxed[pair] as number);
    const step = tiers.indexOf(instance.tiers[needOf[pair] as number] as number);
    if (step >= 0) bounds[step] = (bounds[step] as bigint) + given;
    bounds[tiers.length] = (bounds[tiers.length] as bigint) + given * BigInt(instance.scores[pair] as number);
  }
  return { quantities, bounds };
}

class PartSearch {
  private readonly solving: PartSolving;
  private readonly looser: Looser | null;
  private readonly part: Part;
  private readonly quantities: Float64Array;
  /** First with quantities that are expected to come out whole; once they don't, with such that are declared so. */
  private program: PartProgram;
  private isWhole: boolean;
  private hasPlan: boolean;
  private readonly kept: { tier: number; units: bigint }[] = [];
  private readonly pairsByTier: ReadonlyMap<number, readonly number[]>;

  constructor(solving: PartSolving, part: Part, quantities: Float64Array, looser: Looser | null) {
    this.solving = solving;
    this.looser = looser;
    this.part = part;
    this.quantities = quantities;
    this.isWhole = mustDeclareWhole(solving.conditions, part);
    this.program = new PartProgram(solving.instance, solving.conditions, part, this.isWhole);
    this.pairsByTier = groupByTier(solving.instance, part);
    this.hasPlan = this.findStart();
  }

  maximise(of: number | 'score'): Stage | null {
    const most = this.mostOf(of);
    const isReached = this.hasPlan && most !== null && this.reach(of, this.quantities) === most;
    const stage = isReached ? { of, reached: most, bound: most } : this.solve(of, most);
    if (stage !== null && of !== 'score') this.keep(of, stage.reached);
    return stage;
  }

  /** What no plan exceeds in this step; null where neither the network nor the looser plan tells. */
  private mostOf(of: number | 'score'): bigint | null {
    const byNetwork = this.mostByNetwork(of);
    const byLooser = this.mostByLooser();
    return byNetwork === null || (byLooser !== null && byLooser < byNetwork) ? byLooser : byNetwork;
  }

  /** As long as all steps before reach what they can at most under fewer conditions, this one can't do better than under these. */
  private mostByLooser(): bigint | null {
    const { looser, kept } = this;
    return looser !== null && kept.every(({ units }, step) => units === looser.bounds[step]) ? (looser.bounds[kept.length] ?? null) : null;
  }

  /**
   * The plan without side conditions serves the most units that the tiers up to any one can have together, and of all plans that serve
   * as many it has the greatest score.
   */
  private mostByNetwork(of: number | 'score'): bigint | null {
    const { relaxed } = this.solving;
    const relaxedBefore = this.kept.reduce((sum, { tier }) => sum + this.reach(tier, relaxed), 0n);
    const reachedBefore = this.kept.reduce((sum, { units }) => sum + units, 0n);
    if (of !== 'score') return this.reach(of, relaxed) + relaxedBefore - reachedBefore;
    return this.kept.every(({ tier, units }) => this.reach(tier, relaxed) === units) ? this.reach(of, relaxed) : null;
  }

  /** The best of what the plan without side conditions, the dive and the looser plan come to when they are made to obey. */
  private findStart(): boolean {
    const { instance, conditions, relaxed, values } = this.solving;
    const starts: Float64Array[] = [];
    const consider = (from: Float64Array, isRepaired: boolean): boolean => {
      const start = this.quantities.slice();
      for (const pair of this.part.pairs) start[pair] = from[pair] as number;
      if (isRepaired) repairPlan(instance, conditions, this.part, values, start);
      const isPlan = this.isPlan(start);
      if (isPlan) starts.push(start);
      return isPlan;
    };
    if (!consider(relaxed, false) && !(this.looser !== null && consider(this.looser.quantities, false))) {
      const dived = relaxed.slice();
      if (conditions.groups.some((group) => this.part.needs.includes(group[0] as number))) {
        fillStart(instance, conditions, this.part, values, dived);
      }
      consider(dived, true);
      if (this.looser !== null) consider(this.looser.quantities, true);
    }
    const [best] = starts.toSorted((a, b) => this.compare(b, a));
    if (best === undefined) return false;
    this.quantities.set(best);
    return true;
  }

  /** Step by step: negative where the first reaches less. */
  private compare(one: Float64Array, other: Float64Array): number {
    for (const of of [...this.solving.tiers, 'score' as const]) {
      const difference = this.reach(of, one) - this.reach(of, other);
      if (difference !== 0n) return difference < 0n ? -1 : 1;
    }
    return 0;
  }

  private isPlan(quantities: Float64Array): boolean {
    return satisfies(this.program.maximising('score'), this.program.valuesOf(quantities)) && this.holdsNothingElse(quantities);
  }

  /** A pair that can't hold its least quantity has no column, and must hold nothing. */
  private holdsNothingElse(quantities: Float64Array): boolean {
    const { least, most, fixed } = this.solving.conditions;
    return this.part.pairs.every(
      (pair) => quantities[pair] === 0 || (fixed[pair] as number) >= 0 || (most[pair] as number) >= (least[pair] as number),
    );
  }

  private solve(of: number | 'score', most: bigint | null): Stage | null {
    const seconds = this.solving.time.forNextStep();
    if (this.hasPlan && seconds < LEAST_SECONDS) return this.stopAt(of, most, Infinity);
    const program = this.program.maximising(of);
    const start = this.hasPlan ? this.program.valuesOf(this.quantities) : null;
    const answer = this.solving.solver(program, { start, seconds });
    this.solving.time.spend(answer.seconds);
    if (answer.status === 'infeasible' && !this.hasPlan) return null;
    const before = this.hasPlan ? this.reach(of, this.quantities) : null;
    const isBetter = answer.values !== null && this.take(program, answer.values, of, before);
    if (!isBetter && answer.status === 'optimal' && !this.isWhole) {
      this.declareWhole();
      return this.solve(of, most);
    }
    if (!this.hasPlan) throw new UnfinishedSearch();
    if (answer.status !== 'optimal' || !isBetter) return this.stopAt(of, most, answer.bound);
    const reached = this.reach(of, this.quantities);
    // Beyond this the solver's own rounding is more than a unit, and what it calls optimal is so within its bound alone.
    return reached > LARGEST_PROVABLE ? this.stopAt(of, most, answer.bound) : { of, reached, bound: reached };
  }

  /** The step with the plan in hand, and the least of all that bounds it. */
  private stopAt(of: number | 'score', most: bigint | null, bound: number): Stage {
    const reached = this.reach(of, this.quantities);
    const bounds = [boundOf(bound, reached), this.mostImaginable(of), ...(most === null ? [] : [most])].filter((one) => one !== null);
    return { of, reached, bound: bounds.reduce((least, one) => (one < least ? one : least)) };
  }

  /** Every need in full, at its best score. */
  private mostImaginable(of: number | 'score'): bigint {
    const { instance } = this.solving;
    return this.part.needs.reduce((sum, need) => {
      const scores = instance.scores.subarray(instance.rowStarts[need], instance.rowStarts[need + 1]);
      const worth = of === 'score' ? scores.reduce((best, score) => Math.max(best, score), 0) : Number(instance.tiers[need] === of);
      return sum + BigInt(instance.needQuantities[need] as number) * BigInt(worth);
    }, 0n);
  }

  /** Takes a solution over as the plan in hand, if it is whole, satisfies everything exactly, and is no worse. */
  private take(program: IntegerProgram, values: Float64Array, of: number | 'score', before: bigint | null): boolean {
    const found = this.quantities.slice();
    if (!this.program.readQuantities(values, found)) return false;
    if (!satisfies(program, this.program.valuesOf(found))) return false;
    const [best] = [found, ...this.improvements(found, of)]
      .filter((plan) => plan === found || (this.isPlan(plan) && this.reach(of, plan) >= this.reach(of, found)))
      .toSorted((a, b) => this.compare(b, a)) as [Float64Array];
    if (before !== null && this.reach(of, best) < before) return false;
    this.quantities.set(best);
    this.hasPlan = true;
    return true;
  }

  /** The solver cares for one step alone: what it leaves to the later ones is given out, as it is or after the network has said to whom. */
  private improvements(found: Float64Array, of: number | 'score'): Float64Array[] {
    const { instance, conditions, values, tiers } = this.solving;
    const filled = found.slice();
    giveOut(instance, conditions, this.part, values, filled);
    if (of === 'score' || of === tiers.at(-1)) return [filled];
    const later = new Set(tiers.slice(tiers.indexOf(of) + 1));
    const solvedAgain = found.slice();
    fillLater(instance, conditions, this.part, values, later, solvedAgain);
    repairPlan(instance, conditions, this.part, values, solvedAgain);
    return [filled, solvedAgain];
  }

  private declareWhole(): void {
    this.isWhole = true;
    this.program = new PartProgram(this.solving.instance, this.solving.conditions, this.part, true);
    for (const { tier, units } of this.kept) this.program.keepTier(tier, Number(units));
  }

  private keep(tier: number, units: bigint): void {
    this.kept.push({ tier, units });
    this.program.keepTier(tier, Number(units));
  }

  private reach(of: number | 'score', quantities: Float64Array): bigint {
    const { scores } = this.solving.instance;
    let sum = 0n;
    if (of === 'score') for (const pair of this.part.pairs) sum += BigInt(quantities[pair] as number) * BigInt(scores[pair] as number);
    else for (const pair of this.pairsByTier.get(of) ?? []) sum += BigInt(quantities[pair] as number);
    return sum;
  }
}

/** The time was over before any plan was found that satisfies the fixed lines and floors. */
export class UnfinishedSearch extends Error {
  override readonly name = 'UnfinishedSearch';

  constructor() {
    super('no plan that satisfies the side conditions was found in the time given');
  }
}

/** The solver's bound, rounded down to a whole number with room for its tolerance; null where it has none. */
function boundOf(bound: number, reached: bigint): bigint | null {
  if (!Number.isFinite(bound)) return null;
  const whole = BigInt(Math.floor(bound + Math.abs(bound) * 1e-9 + 1e-6));
  return whole < reached ? reached : whole;
}

/** With these in a part, quantities don't come out whole by themselves. */
function mustDeclareWhole(conditions: Conditions, part: Part): boolean {
  const needs = new Set(part.needs);
  const offers = new Set(part.offers);
  return (
    isUnderFloorOrCap(conditions, part) ||
    conditions.budgets.some((budget) => budget.offers.some((offer) => offers.has(offer))) ||
    conditions.packages.some((parts) => parts.some(({ need }) => needs.has(need)))
  );
}

function isUnderFloorOrCap({ floors, caps }: Conditions, part: Part): boolean {
  const needs = new Set(part.needs);
  const offers = new Set(part.offers);
  return (
    floors.some((floor) => floor.of === 'support' || floor.needs.some((need) => needs.has(need))) ||
    caps.some(({ side, members }) => members.some((member) => (side === 'needs' ? needs : offers).has(member)))
  );
}

function groupByTier({ tiers, rowStarts }: DenseInstance, { needs }: Part): Map<number, number[]> {
  const pairs = new Map<number, number[]>();
  for (const need of needs) {
    const ofTier = pairs.get(tiers[need] as number) ?? [];
    for (let pair = rowStarts[need] as number; pair < (rowStarts[need + 1] as number); pair += 1) ofTier.push(pair);
    pairs.set(tiers[need] as number, ofTier);
  }
  return pairs;
}
