import type { Conditions } from './conditions.ts';
import { type DenseInstance, nameOfTier } from './dense-instance.ts';
import { satisfies, type Solver } from './integer-program.ts';
import { type Objective, StepBounds } from './exact-bound.ts';
import type { ExactPart } from './exact-part.ts';
import type { ExactInstance } from './exact-instance.ts';
import type { Proof } from './proof.ts';
import { multipliersOfNetwork } from './network-proof.ts';
import { openProof, type StepProof } from './prove-step.ts';
import { PartProgram } from './part-program.ts';
import { exactPartOf, findTouchedParts, type Part } from './parts.ts';
import { reachOfNeeds } from './reach-of-needs.ts';
import { type Hopeless, UnfinishedSearch } from './refusals.ts';
import type { DenseSolution } from './solve.ts';
import { giveOut, repairPlan } from './repair-plan.ts';
import { fillLater, fillStart } from './start.ts';
import type { TimeLeft } from './time-left.ts';

/** One step of a lexicographic solution: the units of a tier, or the score. */
export interface SolvedStep {
  readonly of: number | 'score';
  /** What no plan that keeps the steps before exceeds, for whoever follows it. */
  readonly proof: Proof;
  /** What the solver of integer programs says that no plan exceeds; null where it was not asked, or did not say. */
  readonly solverBound: bigint | null;
}

/** A part with its steps in their order. */
export interface PartSolution {
  readonly part: Part;
  readonly steps: readonly SolvedStep[];
}

/** With less, the solver does not get through its own beginning. */
const LEAST_SECONDS = 0.05;

/** How much of the time that is left a part under fewer conditions may take. */
const SHARE_OF_LOOSER = 0.25;

export interface PartSolving {
  readonly instance: DenseInstance;
  /** The same, for the bounds. */
  readonly exact: ExactInstance;
  readonly conditions: Conditions;
  /** Per pair, what a unit is worth with the tiers in it. */
  readonly values: Float64Array;
  /** The best plan without side conditions and its prices: what no plan with them exceeds, and where the search begins. */
  readonly network: DenseSolution;
  /** Tiers from the highest on; empty where they don't count. */
  readonly tiers: readonly number[];
  readonly solver: Solver;
  readonly time: TimeLeft;
  /** A plan that is known already, per pair. */
  readonly begun: Float64Array | null;
}

/**
 * Solves one part with its side conditions, tier after tier and then the score, each step keeping what the ones before have
 * reached, and writes its quantities. Where floors and caps hold anyway, it falls into the smaller parts that they alone join, and each is
 * proven by itself. A text where nothing satisfies them, by which word.
 */
export function solvePart(solving: PartSolving, part: Part, quantities: Float64Array): PartSolution[] | Hopeless {
  const looser = solveLooser(solving, part);
  if (typeof looser === 'string') return looser;
  const search = new PartSearch(solving, part, quantities, looser);
  if (looser !== null && search.isPlan(looser.quantities)) {
    for (const pair of part.pairs) quantities[pair] = looser.quantities[pair] as number;
    return [...looser.solutions];
  }
  const steps: SolvedStep[] = [];
  for (const of of [...solving.tiers, 'score' as const]) {
    const step = search.maximise(of);
    if (typeof step === 'string') return step;
    steps.push(step);
  }
  return [{ part, steps }];
}

/** What a plan reaches in each step of a part, and what its proofs show that none exceeds. */
export function statePart(
  { instance, exact, tiers }: Pick<PartSolving, 'instance' | 'exact' | 'tiers'>,
  { part, steps }: PartSolution,
  quantities: Float64Array,
): readonly { readonly reached: bigint; readonly bound: bigint }[] {
  const lines = exactPartOf(instance, exact, part);
  const kept = new Map<number | null, bigint>();
  return steps.map(({ of, proof }, place) => {
    const reached = reachOf(instance, part, of, quantities);
    const bound = new StepBounds(exact, lines, { objective: objectiveOf(of), kept: new Map(kept) }).boundBy(proof);
    if (bound === null || bound < reached) throw new Error(`a proof says that ${reached} can't be reached`);
    if (place < tiers.length) kept.set(nameOfTier(tiers[place] as number), reached);
    return { reached, bound };
  });
}

const objectiveOf = (of: number | 'score'): Objective => (of === 'score' ? { score: true } : { tier: nameOfTier(of) });

function reachOf(instance: DenseInstance, { needs }: Part, of: number | 'score', quantities: Float64Array): bigint {
  let sum = 0n;
  for (const need of needs) {
    if (of !== 'score' && instance.tiers[need] !== of) continue;
    for (let pair = instance.rowStarts[need] as number; pair < (instance.rowStarts[need + 1] as number); pair += 1) {
      const given = quantities[pair] as number;
      if (given > 0) sum += BigInt(given) * (of === 'score' ? BigInt(instance.scores[pair] as number) : 1n);
    }
  }
  return sum;
}

/** A plan for the same lines under fewer conditions, with the parts that they fall into then. */
interface Looser {
  readonly quantities: Float64Array;
  readonly solutions: readonly PartSolution[];
}

/**
 * Floors and caps join lines that nothing else joins, and often they hold anyway. So the part is solved without them first, in the
 * smaller parts that it falls into. Null where none is about the part.
 */
function solveLooser(solving: PartSolving, part: Part): Looser | null | Hopeless {
  const { instance, conditions, network } = solving;
  if (!isUnderFloorOrCap(conditions, part)) return null;
  const loosened = { ...conditions, floors: [], caps: [] };
  const pairs = new Set(part.pairs);
  const quantities = network.quantities.slice();
  const solutions: PartSolution[] = [];
  const time = solving.time.share(SHARE_OF_LOOSER);
  for (const smaller of findTouchedParts(instance, loosened).filter((found) => found.pairs.some((pair) => pairs.has(pair)))) {
    const solved = solvePart({ ...solving, conditions: loosened, time }, smaller, quantities);
    if (typeof solved === 'string') return solved;
    solutions.push(...solved);
  }
  return { quantities, solutions };
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
  private readonly lines: ExactPart;

  constructor(solving: PartSolving, part: Part, quantities: Float64Array, looser: Looser | null) {
    this.solving = solving;
    this.looser = looser;
    this.part = part;
    this.quantities = quantities;
    this.isWhole = mustDeclareWhole(solving.conditions, part);
    this.program = new PartProgram(solving.instance, solving.conditions, part, this.isWhole);
    this.lines = exactPartOf(solving.instance, solving.exact, part);
    this.hasPlan = this.findStart();
  }

  /**
   * What bounds the step is worked out before the plan is improved: the prices of the network, then those of the linear program. Where
   * the plan in hand reaches it, there is nothing to search for.
   */
  maximise(of: number | 'score'): SolvedStep | Hopeless {
    const proof = this.openProof(of);
    try {
      const answer = this.hasPlan && proof.isEnough() ? { solverBound: null } : this.improve(of, proof);
      if (typeof answer === 'string') return answer;
      proof.goOn();
      if (of !== 'score') this.keep(of, this.reach(of, this.quantities));
      return { of, proof: proof.best().proof, ...answer };
    } finally {
      proof.close();
    }
  }

  private improve(of: number | 'score', proof: StepProof): Pick<SolvedStep, 'solverBound'> | Hopeless {
    proof.bound();
    return this.hasPlan && proof.isEnough() ? { solverBound: null } : this.solve(of);
  }

  /** The proof may come upon a better plan, which is taken over. */
  private openProof(of: number | 'score'): StepProof {
    const { instance, conditions, solver, exact, time, network } = this.solving;
    const earlier = this.kept.map(({ tier }) => tier);
    const kept = new Map(this.kept.map(({ tier, units }) => [nameOfTier(tier), units]));
    return openProof({
      instance,
      conditions,
      program: this.program,
      solver,
      integers: this.program.maximising(of),
      bounds: new StepBounds(exact, this.lines, { objective: objectiveOf(of), kept }),
      network: multipliersOfNetwork(instance, network, this.part, of, earlier),
      reached: () => (this.hasPlan ? this.reach(of, this.quantities) : null),
      offer: (values) => void this.take(values, of, this.hasPlan ? this.reach(of, this.quantities) : null),
      time,
    });
  }

  /** The best of what the plan without side conditions, the dive and the looser plan come to when they are made to obey. */
  private findStart(): boolean {
    const { instance, conditions, network, values, begun } = this.solving;
    const relaxed = network.quantities;
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
      if (begun !== null) consider(begun, false);
      if (this.looser !== null) consider(this.looser.quantities, true);
    }
    // Where nothing is fixed and no need has a share of its own guaranteed, nothing for anybody is a plan, too.
    if (starts.length === 0) consider(new Float64Array(relaxed.length), false);
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

  isPlan(quantities: Float64Array): boolean {
    return satisfies(this.program.maximising('score'), this.program.valuesOf(quantities)) && this.holdsNothingElse(quantities);
  }

  /** A pair that can't hold its least quantity has no column, and must hold nothing. */
  private holdsNothingElse(quantities: Float64Array): boolean {
    const { leastOf, mostOf, fixedOf } = this.solving.conditions;
    return this.part.pairs.every((pair) => quantities[pair] === 0 || fixedOf(pair) >= 0 || mostOf(pair) >= leastOf(pair));
  }

  private solve(of: number | 'score'): Pick<SolvedStep, 'solverBound'> | Hopeless {
    const seconds = this.solving.time.forNextStep();
    if (this.hasPlan && seconds < LEAST_SECONDS) return { solverBound: null };
    const program = this.program.maximising(of);
    const start = this.hasPlan ? this.program.valuesOf(this.quantities) : null;
    const answer = this.solving.solver.solveInteger(program, { start, seconds });
    const before = this.hasPlan ? this.reach(of, this.quantities) : null;
    const isBetter = answer.values !== null && this.take(answer.values, of, before);
    if (!isBetter && answer.status === 'optimal' && !this.isWhole) {
      this.declareWhole();
      return this.solve(of);
    }
    if (this.hasPlan) return { solverBound: boundOf(answer.bound, this.reach(of, this.quantities)) };
    // The solver has no plan: one may turn up in looking for what shows that there is none.
    const { plan, bound } = reachOfNeeds(this.solving, this.part, []);
    if (plan === null && bound === null) return 'shown';
    if (plan === null && answer.status === 'infeasible') return 'said';
    if (plan === null) throw new UnfinishedSearch();
    for (const pair of this.part.pairs) this.quantities[pair] = plan[pair] as number;
    this.hasPlan = true;
    return { solverBound: null };
  }

  /** Takes a solution over as the plan in hand, if it is whole, satisfies everything exactly, and is no worse. */
  private take(values: Float64Array, of: number | 'score', before: bigint | null): boolean {
    const found = this.quantities.slice();
    if (!this.program.readQuantities(values, found)) return false;
    if (!this.isPlan(found)) return false;
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
    return reachOf(this.solving.instance, this.part, of, quantities);
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
    conditions.packages.some(({ parts }) => parts.some(({ need }) => needs.has(need)))
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
