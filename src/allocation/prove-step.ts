import type { StepBounds } from './exact-bound.ts';
import type { Case } from './exact-cases.ts';
import type { Conditions } from './conditions.ts';
import type { DenseInstance } from './dense-instance.ts';
import type { IntegerProgram, Solver } from './integer-program.ts';
import type { Choice, PartProgram } from './part-program.ts';
import { multipliersOf, pricesOfImpossibleRow } from './program-multipliers.ts';
import { DEEPEST_SPLIT, type Multipliers, NO_MULTIPLIERS, type Proof, type Split } from './proof.ts';
import { relaxInWholeNumbers } from './rational-simplex.ts';
import { type ExactPrices, type Relaxation, relaxBySolver } from './relaxation.ts';
import type { TimeLeft } from './time-left.ts';

export interface BoundedStep {
  readonly proof: Proof;
  /** Null: there is no plan at all. */
  readonly bound: bigint | null;
}

/** One step of a part, and what is known of it before it is proven. */
export interface Proving {
  readonly instance: DenseInstance;
  readonly conditions: Conditions;
  readonly program: PartProgram;
  readonly solver: Solver;
  /** What is maximised, whose solutions mean plans. */
  readonly integers: IntegerProgram;
  readonly bounds: StepBounds;
  /** What bounds the step without its side conditions. */
  readonly network: Multipliers;
  /** What the plan in hand reaches in this step; null without a plan. */
  readonly reached: () => bigint | null;
  /** Hands on what might be a better plan. */
  readonly offer: (values: Float64Array) => void;
  readonly time: TimeLeft;
}

/**
 * Looks for what shows that no plan reaches more than the one in hand: the prices of the network or of a linear program as multipliers,
 * and where these don't do, cases by branch and bound (A. H. Land, A. G. Doig, An automatic method of solving discrete programming
 * problems, 1960). Every bound is the checker's own. Where the cases run out, the best proof is one without them, with its gap.
 */
export interface StepProof {
  /** Whether the plan in hand reaches the best bound so far. */
  isEnough(): boolean;
  /** Bounds the step by the linear program, unless that is done. */
  bound(): void;
  /** Goes on with cases, as long as that may help. */
  goOn(): void;
  best(): BoundedStep;
  close(): void;
}

export const openProof = (proving: Proving): StepProof => new ProofSearch(proving);

/** Further from a whole number than this, a column of the solver is not whole. */
const WHOLE = 1e-6;

/** How much of the time that is left the cases of one step may take: the steps after it want a plan first. */
const SHARE_OF_CASES = 0.1;

/** A ray shows more the longer it is. */
const RAY_SCALES = [-1n, 1n].flatMap((sign) => [1n, 10n ** 3n, 10n ** 6n, 10n ** 9n, 10n ** 12n].map((scale) => sign * scale));

class OutOfCases extends Error {}

/** How a column may be split. */
interface Branch {
  readonly split: Split;
  /** The bounds of columns in either case. */
  readonly less: readonly Narrowed[];
  readonly more: readonly Narrowed[];
  readonly lessFirst: boolean;
}

interface Narrowed {
  readonly column: number;
  readonly least: number;
  readonly most: number;
}

/** One case, with the values of its linear program's columns where that has a solution. */
interface Looked extends BoundedStep {
  readonly values: Float64Array | null;
}

class ProofSearch implements StepProof {
  private readonly proving: Proving;
  private readonly pairs: readonly (readonly [pair: number, column: number])[];
  private readonly least: Float64Array;
  private readonly most: Float64Array;
  private relaxation: Relaxation | null = null;
  private root: Looked | null = null;
  private found: BoundedStep;
  private ofCases: TimeLeft;
  private left: number;

  constructor(proving: Proving) {
    this.proving = proving;
    this.least = proving.integers.columnLeast.slice();
    this.most = proving.integers.columnMost.slice();
    this.pairs = [...proving.program.columnOf];
    this.left = proving.bounds.mostCases;
    this.ofCases = proving.time;
    this.found = this.boundWith(proving.network, []);
  }

  isEnough(): boolean {
    return this.covers(this.found.bound);
  }

  best(): BoundedStep {
    return this.found;
  }

  bound(): void {
    if (this.root !== null) return;
    this.relaxation = relaxBySolver(this.proving.solver, this.proving.integers);
    this.root = this.look(this.relaxation, []);
    this.keep(this.root);
  }

  goOn(): void {
    if (this.isEnough()) return;
    this.bound();
    this.ofCases = this.proving.time.share(SHARE_OF_CASES);
    this.goThroughCases();
    if (!this.isEnough()) this.lookInWholeNumbers();
  }

  private goThroughCases(): void {
    if (this.isEnough() || this.root === null || this.relaxation === null) return;
    try {
      const proof = this.split(this.relaxation, this.root, []);
      this.keep({ proof, bound: this.proving.bounds.boundBy(proof) });
    } catch (error) {
      if (!(error instanceof OutOfCases)) throw error;
    }
  }

  /** Small programs once more without rounding: there the least bit that is lacking is seen. */
  private lookInWholeNumbers(): void {
    const exact = relaxInWholeNumbers(this.proving.integers, () => this.ofCases.isOver());
    if (exact === null) return;
    this.relaxation?.close();
    this.relaxation = exact;
    this.left = this.proving.bounds.mostCases;
    // A search that was given up leaves the bounds of its last case.
    this.least.set(this.proving.integers.columnLeast);
    this.most.set(this.proving.integers.columnMost);
    this.root = this.look(exact, []);
    this.keep(this.root);
    this.goThroughCases();
  }

  close(): void {
    this.relaxation?.close();
  }

  private keep({ proof, bound }: BoundedStep): void {
    if (bound === null || (this.found.bound !== null && bound < this.found.bound)) this.found = { proof, bound };
  }

  private covers(bound: bigint | null): boolean {
    const reached = this.proving.reached();
    return bound === null || (reached !== null && bound <= reached);
  }

  /** The bound of one case by the prices of its linear program. */
  private look(relaxation: Relaxation, cases: readonly Case[]): Looked {
    const answer = relaxation.solve(this.proving.time.forNextStep());
    this.left -= 1;
    if (answer.status === 'infeasible') return { ...this.showNothing(answer.prices, cases), values: null };
    if (answer.status === 'stopped') return { ...this.boundWith(NO_MULTIPLIERS, cases), values: null };
    const step = this.boundWith(multipliersOf(this.proving, answer.prices), cases);
    if (!this.covers(step.bound)) this.proving.offer(answer.values);
    return { ...step, values: answer.values };
  }

  private boundWith(multipliers: Multipliers, cases: readonly Case[]): BoundedStep {
    const proof = { multipliers };
    return { proof, bound: this.proving.bounds.boundBy(proof, cases) };
  }

  /** Prices that show that nothing is feasible show it better the greater they are; their sign is not agreed upon. */
  private showNothing(ray: ExactPrices, cases: readonly Case[]): BoundedStep {
    let best = this.boundWith(NO_MULTIPLIERS, cases);
    for (const { numerators } of [ray, pricesOfImpossibleRow(this.proving.integers, this.least, this.most)]) {
      if (numerators.every((price) => price === 0n)) continue;
      for (const scale of RAY_SCALES) {
        if (this.covers(best.bound)) return best;
        const step = this.boundWith(multipliersOf(this.proving, { numerators, denominator: 1n }, scale), cases);
        if (step.bound === null || (best.bound !== null && step.bound < best.bound)) best = step;
      }
    }
    return best;
  }

  private split(relaxation: Relaxation, { proof, bound, values }: Looked, cases: readonly Case[]): Proof {
    if (this.covers(bound)) return proof;
    if (values === null || this.left <= 0 || this.ofCases.isOver() || cases.length >= DEEPEST_SPLIT) throw new OutOfCases();
    const branch = this.branchAt(values);
    if (branch === null) throw new OutOfCases();
    const follow = (isMore: boolean): Proof => {
      const before = this.narrow(relaxation, isMore ? branch.more : branch.less);
      const narrower = [...cases, { split: branch.split, isMore }];
      const followed = this.split(relaxation, this.look(relaxation, narrower), narrower);
      this.narrow(relaxation, before);
      return followed;
    };
    const { split, lessFirst } = branch;
    if (lessFirst) {
      const less = follow(false);
      return { split, less, more: follow(true) };
    }
    const more = follow(true);
    return { split, less: follow(false), more };
  }

  /** Answers what the bounds were before. */
  private narrow(relaxation: Relaxation, columns: readonly Narrowed[]): Narrowed[] {
    const before = columns.map(({ column }) => ({ column, least: this.least[column] as number, most: this.most[column] as number }));
    for (const { column, least, most } of columns) {
      this.least[column] = least;
      this.most[column] = most;
      relaxation.bound(column, least, most);
    }
    return before;
  }

  /**
   * First what goes or doesn't, then packages, then pairs: the one that is furthest from being whole. Judged by the quantities and not by
   * the solver's switches: where much is asked for, a little of it is less than a switch can tell from none.
   */
  private branchAt(values: Float64Array): Branch | null {
    let best: { readonly branch: () => Branch; readonly rank: number; readonly distance: number } | null = null;
    const consider = (rank: number, distance: number, branch: () => Branch): void => {
      if (best === null || rank < best.rank || (rank === best.rank && distance > best.distance)) best = { branch, rank, distance };
    };
    for (const choice of this.proving.program.choices) {
      const { column } = choice;
      if (this.least[column] === this.most[column] || this.isKept(choice, values)) continue;
      const value = values[column] as number;
      consider('package' in choice ? 1 : 0, distanceToWhole(value), () => this.branchOfChoice(choice, value));
    }
    const { conditions, program } = this.proving;
    for (const [pair, column] of this.pairs) {
      if (this.least[column] === this.most[column]) continue;
      const value = values[column] as number;
      const lots = conditions.leastOf(pair) / program.lotOf(pair);
      const isTooFew = value > WHOLE && value < lots - WHOLE;
      const distance = isTooFew ? Math.min(value, lots - value) : distanceToWhole(value);
      if (distance > WHOLE) consider(2, distance, () => this.branchOfPair(pair, column, isTooFew ? 0 : value, lots));
    }
    return (best as { readonly branch: () => Branch } | null)?.branch() ?? null;
  }

  private isKept(choice: Choice, values: Float64Array): boolean {
    const { instance, conditions, program } = this.proving;
    const given = (pairs: readonly number[]): number =>
      pairs.reduce((sum, pair) => {
        const column = program.columnOf.get(pair);
        return column === undefined ? sum : sum + Math.round(values[column] as number) * program.lotOf(pair);
      }, 0);
    if ('donorOf' in choice) {
      const { need, pairs } = choice.donorOf;
      const donors = program.donorsOf(need);
      return given(pairs) === 0 || donors.filter((ofDonor) => given(ofDonor) > 0).length <= (conditions.donorLimits.get(need) ?? Infinity);
    }
    if ('whole' in choice) {
      const gone = given(program.pairsOfOffer.get(choice.whole) ?? []);
      return gone === 0 || gone === instance.offerQuantities[choice.whole];
    }
    if ('package' in choice) {
      const parts = conditions.packages.find(({ id }) => id === choice.package)?.parts ?? [];
      const counts = parts.map(({ need, quantity }) => given(program.pairsOfNeed.get(need) ?? []) / quantity);
      return counts.every((count) => Number.isInteger(count) && count === counts[0]);
    }
    const shares = choice.group.map((need) => [given(program.pairsOfNeed.get(need) ?? []), instance.needQuantities[need] as number]);
    return shares.every(([served]) => served === 0) || shares.every(([served, asked]) => served === asked);
  }

  private branchOfPair(pair: number, column: number, value: number, least: number): Branch {
    const { instance, conditions, program } = this.proving;
    const need = conditions.needOf[pair] as number;
    const line = { need: instance.needIds[need] as string, offer: instance.offerIds[instance.offers[pair] as number] as string };
    const bounds = { column, least: this.least[column] as number, most: this.most[column] as number };
    const whole = this.wholeBelow(column, value);
    return {
      split: { line, most: whole * program.lotOf(pair) },
      less: [{ ...bounds, most: whole }],
      more: [{ ...bounds, least: Math.max(whole + 1, least) }],
      lessFirst: value - whole < 0.5,
    };
  }

  private branchOfChoice(choice: Choice, value: number): Branch {
    const { column } = choice;
    const whole = this.wholeBelow(column, value);
    const bounds = { column, least: this.least[column] as number, most: this.most[column] as number };
    const nothing = 'package' in choice ? [] : this.pairsOf(choice).map((of) => ({ column: of, least: 0, most: 0 }));
    return {
      split: this.splitOf(choice, whole),
      less: [{ ...bounds, most: whole }, ...nothing],
      more: [{ ...bounds, least: whole + 1 }],
      lessFirst: value - whole < 0.5,
    };
  }

  /** Where to split a column: the solver keeps its bounds only nearly. */
  private wholeBelow(column: number, value: number): number {
    return Math.min(Math.max(Math.floor(value), this.least[column] as number), (this.most[column] as number) - 1);
  }

  /** The columns of the pairs that hold nothing where what a choice is about doesn't go. */
  private pairsOf(choice: Exclude<Choice, { readonly package: string }>): number[] {
    const { program } = this.proving;
    const pairs =
      'donorOf' in choice
        ? choice.donorOf.pairs
        : 'whole' in choice
          ? (program.pairsOfOffer.get(choice.whole) ?? [])
          : choice.group.flatMap((need) => program.pairsOfNeed.get(need) ?? []);
    return pairs.flatMap((pair) => program.columnOf.get(pair) ?? []);
  }

  private splitOf(choice: Choice, whole: number): Split {
    const { needIds, offerIds, offers } = this.proving.instance;
    if ('group' in choice) return { need: needIds[choice.group[0] as number] as string };
    if ('whole' in choice) return { offer: offerIds[choice.whole] as string };
    if ('package' in choice) return { package: choice.package, most: whole };
    const { need, pairs } = choice.donorOf;
    return { donor: { need: needIds[need] as string, offer: offerIds[offers[pairs[0] as number] as number] as string } };
  }
}

const distanceToWhole = (value: number): number => Math.abs(value - Math.round(value));
