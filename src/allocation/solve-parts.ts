import type { Conditions } from './conditions.ts';
import type { DenseInstance } from './instance.ts';
import { type IntegerProgram, type IntegerSolver, satisfies } from './integer-program.ts';
import { PartProgram } from './part-program.ts';
import type { Part } from './parts.ts';
import { fillStart } from './start.ts';
import { takeBack } from './take-back.ts';

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
  /** Called for the seconds that the next step may take, and with those that it took. */
  readonly budget: { nextSeconds(): number; spend(seconds: number): void };
}

/**
 * Solves one part with its side conditions, tier after tier and then the score, each step keeping what the ones before have
 * reached, and writes its quantities. A step is solved only where the plan in hand does not reach what the plan without side
 * conditions has. Null: nothing satisfies them.
 */
export function solvePart(solving: PartSolving, part: Part, quantities: Float64Array): PartSolution | null {
  const search = new PartSearch(solving, part, quantities);
  const stages: Stage[] = [];
  for (const tier of solving.tiers) {
    const stage = search.maximise(tier);
    if (stage === null) return null;
    stages.push(stage);
  }
  const last = search.maximise('score');
  return last === null ? null : { part, stages: [...stages, last] };
}

class PartSearch {
  private readonly solving: PartSolving;
  private readonly part: Part;
  private readonly quantities: Float64Array;
  /** First with quantities that are expected to come out whole; once they don't, with such that are declared so. */
  private program: PartProgram;
  private isWhole: boolean;
  private hasPlan: boolean;
  private readonly kept: { tier: number; units: bigint }[] = [];
  private readonly pairsByTier: ReadonlyMap<number, readonly number[]>;

  constructor(solving: PartSolving, part: Part, quantities: Float64Array) {
    this.solving = solving;
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

  /**
   * What no plan reaches in this step, by the plan without side conditions: it serves the most units that the tiers up to any one
   * can have together, and of all plans that serve as many it has the greatest score.
   */
  private mostOf(of: number | 'score'): bigint | null {
    const { relaxed } = this.solving;
    const relaxedBefore = this.kept.reduce((sum, { tier }) => sum + this.reach(tier, relaxed), 0n);
    const reachedBefore = this.kept.reduce((sum, { units }) => sum + units, 0n);
    if (of !== 'score') return this.reach(of, relaxed) + relaxedBefore - reachedBefore;
    return this.kept.every(({ tier, units }) => this.reach(tier, relaxed) === units) ? this.reach(of, relaxed) : null;
  }

  /** Among the plan without side conditions and what the dive makes of it, the better that satisfies them. */
  private findStart(): boolean {
    const { instance, conditions, relaxed, values } = this.solving;
    const hasGroups = conditions.groups.some((group) => this.part.needs.includes(group[0] as number));
    for (const pair of this.part.pairs) this.quantities[pair] = relaxed[pair] as number;
    if (this.isPlan(this.quantities)) return true;
    if (hasGroups) fillStart(instance, conditions, this.part, values, this.quantities);
    takeBack(instance, conditions, this.part, this.quantities);
    return this.isPlan(this.quantities);
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
    const program = this.program.maximising(of);
    const start = this.hasPlan ? this.program.valuesOf(this.quantities) : null;
    const answer = this.solving.solver(program, { start, seconds: this.solving.budget.nextSeconds() });
    this.solving.budget.spend(answer.seconds);
    if (answer.status === 'infeasible' && !this.hasPlan) return null;
    const before = this.hasPlan ? this.reach(of, this.quantities) : null;
    const isBetter = answer.values !== null && this.take(program, answer.values, of, before);
    if (!isBetter && answer.status === 'optimal' && !this.isWhole) {
      this.declareWhole();
      return this.solve(of, most);
    }
    if (!this.hasPlan) throw new UnfinishedSearch();
    const reached = this.reach(of, this.quantities);
    const bound = answer.status === 'optimal' && isBetter ? reached : boundOf(answer.bound, reached);
    return { of, reached, bound: most !== null && most < bound ? most : bound };
  }

  /** Takes a solution over as the plan in hand, if it is whole, satisfies everything exactly, and is no worse. */
  private take(program: IntegerProgram, values: Float64Array, of: number | 'score', before: bigint | null): boolean {
    const found = this.quantities.slice();
    if (!this.program.readQuantities(values, found)) return false;
    if (!satisfies(program, this.program.valuesOf(found))) return false;
    if (before !== null && this.reach(of, found) < before) return false;
    this.quantities.set(found);
    this.hasPlan = true;
    return true;
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

/** The solver's bound, rounded down to a whole number with room for its tolerance. */
function boundOf(bound: number, reached: bigint): bigint {
  if (!Number.isFinite(bound)) return 2n ** 63n;
  const whole = BigInt(Math.floor(bound + Math.abs(bound) * 1e-9 + 1e-6));
  return whole < reached ? reached : whole;
}

/** With these in a part, quantities don't come out whole by themselves. */
function mustDeclareWhole({ budgets, caps, floors, packages }: Conditions, { needs, offers }: Part): boolean {
  const ofPart = new Set(needs);
  return (
    caps.length > 0 ||
    offers.some((offer) => budgets.has(offer)) ||
    floors.some((floor) => floor.of === 'support' || floor.needs.some((need) => ofPart.has(need))) ||
    packages.some((parts) => parts.some(({ need }) => ofPart.has(need)))
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
