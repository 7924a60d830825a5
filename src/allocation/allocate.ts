import type { Allocation, Certificate, IntegerPart, Price, StageName } from './answer.ts';
import { readConditions } from './conditions.ts';
import { type Asked, type Conflict, findConflict } from './conflict.ts';
import { readExactInstance } from './exact-instance.ts';
import { type DenseInstance, densify, nameOfTier, quantitiesOf, tiersOf } from './dense-instance.ts';
import type { EngineInput, AllocationSettings, PlannedQuantity, ProgressStage, TierRule } from './instance.ts';
import type { Solver } from './integer-program.ts';
import { findTouchedParts, type Part } from './parts.ts';
import { type DenseSolution, solveInstance } from './solve.ts';
import { ImpossibleConditions, UnfinishedSearch } from './refusals.ts';
import { type PartSolution, type PartSolving, solvePart, statePart } from './solve-parts.ts';
import { TimeLeft } from './time-left.ts';
import { verifyAllocation } from './verify-allocation.ts';

export interface Progress {
  readonly stage: ProgressStage;
  readonly done: number;
  readonly total: number;
}

export interface AllocationTools {
  /** Needed where a side condition can bind. */
  readonly solver?: Solver | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** A plan that obeys all conditions, where one is known: what is found is no worse. */
  readonly start?: readonly PlannedQuantity[] | undefined;
}

/**
 * The best plan: with strict tiers the most units of the first tier, then of the second, and so on, and of all plans that serve
 * these the one with the greatest score. What no side condition touches is solved and proven as a network; parts that one touches
 * go to the integer solver, which begins with the network's plan and is bounded by it. The same instance gives the same plan, in
 * whatever order it is written, unless the time limit ends the search. Every answer passes the independent checkers before it is given
 * back. Throws {@link ImpossibleConditions} where it is proven that there is no plan, {@link UnfinishedSearch} where none was found, and
 * `InexactNumbers`.
 */
export function allocate(input: EngineInput, settings: AllocationSettings, tools: AllocationTools = {}): Allocation {
  const allocation = makeAllocation(input, settings, tools);
  const finding = verifyAllocation(input, settings, allocation);
  if (finding !== null) throw new Error(`the allocation doesn’t pass its check: ${finding.defect} at ${finding.at.join(' and ')}`);
  return allocation;
}

/** Apart from its check, so that nothing that made it is held while it is checked. */
function makeAllocation(input: EngineInput, settings: AllocationSettings, tools: AllocationTools): Allocation {
  const instance = densify(input, settings);
  const conditions = readConditions(input, settings, instance);
  const parts = findTouchedParts(instance, conditions);
  tools.onProgress?.({ stage: 'network', done: 0, total: 1 });
  const solution = solveInstance(instance, settings.tiers);
  tools.onProgress?.({ stage: 'network', done: 1, total: 1 });

  const quantities = parts.length === 0 ? solution.quantities : solution.quantities.slice();
  // Read for the parts alone: the checker reads the whole anew.
  const exact = parts.length === 0 ? null : readExactInstance(input, settings);
  const tiers = solution.unitWorth === 0 ? [] : tiersOf(instance);
  const known = exact === null ? null : { instance, exact, conditions, tiers };
  const solutions = known === null ? [] : solveParts(known, parts, solution, { input, settings }, tools, quantities);
  const touched = new Set(solutions.flatMap(({ part }) => part.needs));
  const stated = known === null ? [] : solutions.map((part) => readPart(known, part, quantities));
  return {
    plan: planOf(instance, quantities, (need) => instance.needSteps[need] as number),
    ...totalsOf(instance, quantities),
    isProven: stated.every(isProvenPart),
    certificate: {
      ...readPrices(instance, solution, settings.tiers),
      parts: stated,
      relaxed: planOf(instance, solution.quantities, (need) => (touched.has(need) ? 1 : null)),
    },
  };
}

function solveParts(
  known: Pick<PartSolving, 'instance' | 'exact' | 'conditions' | 'tiers'>,
  parts: readonly Part[],
  network: DenseSolution,
  asked: Asked,
  { solver, onProgress, start }: AllocationTools,
  quantities: Float64Array,
): PartSolution[] {
  if (solver === undefined) throw new Error('side conditions need an integer solver');
  const { instance, conditions } = known;
  const { needOf } = conditions;
  const values = instance.scores.map((score, pair) => (network.weights[needOf[pair] as number] as number) * network.unitWorth + score);
  const begun = start === undefined ? null : quantitiesOf(instance, start);
  const time = new TimeLeft(asked.settings.timeLimit ?? Infinity, () => solver.now());
  return parts.flatMap((part, index) => {
    onProgress?.({ stage: 'parts', done: index, total: parts.length });
    const solving = { ...known, values, network, solver, time, begun };
    const solved = solvePart(solving, part, quantities);
    if (typeof solved === 'string') throw refusalOf(findConflict(solving, part, asked, solved));
    return solved;
  });
}

/** Whether no step of a part has a gap. */
export const isProvenPart = ({ stages }: IntegerPart): boolean => stages.every(({ reached, bound }) => reached === bound);

/** What is only the solver's word is not called impossible. */
const refusalOf = ({ reasons, isProven }: Conflict): Error =>
  isProven ? new ImpossibleConditions(reasons) : new UnfinishedSearch(reasons);

/** What is given to needs, in the order of the instance, in the steps of each. */
function planOf(
  { needIds, offerIds, rowStarts, offers }: DenseInstance,
  quantities: Float64Array,
  stepOf: (need: number) => number | null,
): PlannedQuantity[] {
  const plan: PlannedQuantity[] = [];
  for (const [need, id] of needIds.entries()) {
    const step = stepOf(need);
    if (step === null) continue;
    for (let pair = rowStarts[need] as number; pair < (rowStarts[need + 1] as number); pair += 1) {
      const quantity = (quantities[pair] as number) / step;
      if (quantity > 0) plan.push({ need: id, offer: offerIds[offers[pair] as number] as string, quantity });
    }
  }
  return plan;
}

/** The score and the tiers that quantities reach. */
function totalsOf(instance: DenseInstance, quantities: Float64Array): Pick<Allocation, 'objective' | 'tiers'> {
  const { needQuantities, rowStarts, scores, tiers } = instance;
  const totals = new Map(tiersOf(instance).map((tier) => [tier, { tier: nameOfTier(tier), asked: 0n, served: 0n }]));
  let objective = 0n;
  for (const [need, asked] of needQuantities.entries()) {
    const total = totals.get(tiers[need] as number);
    if (total === undefined) continue;
    total.asked += BigInt(asked);
    for (let pair = rowStarts[need] as number; pair < (rowStarts[need + 1] as number); pair += 1) {
      const quantity = quantities[pair] as number;
      if (quantity === 0) continue;
      total.served += BigInt(quantity);
      objective += BigInt(quantity) * BigInt(scores[pair] as number);
    }
  }
  return { objective, tiers: [...totals.values()] };
}

function readPrices(
  instance: DenseInstance,
  solution: DenseSolution,
  tierRule: TierRule,
): Pick<Certificate, 'tierRule' | 'tierWeights' | 'needs' | 'offers'> {
  const weights = new Map(
    instance.needIds.map((_, need) => [nameOfTier(instance.tiers[need] as number), solution.weights[need] as number]),
  );
  const prices = (ids: readonly string[], first: number): Price[] =>
    ids.flatMap((id, index) => {
      const tierWeight = solution.unitPrices[first + index] as number;
      const score = solution.scorePrices[first + index] as number;
      return tierWeight === 0 && score === 0 ? [] : [{ id, tierWeight, score }];
    });
  return {
    tierRule,
    tierWeights: [...weights]
      .filter(([, weight]) => weight > 0)
      .toSorted(([, a], [, b]) => b - a)
      .map(([tier, weight]) => ({ tier, weight })),
    needs: prices(instance.needIds, 0),
    offers: prices(instance.offerIds, instance.needIds.length),
  };
}

function readPart(known: Pick<PartSolving, 'instance' | 'exact' | 'tiers'>, solution: PartSolution, quantities: Float64Array): IntegerPart {
  const { needIds, offerIds } = known.instance;
  const { part, steps } = solution;
  const stated = statePart(known, solution, quantities);
  return {
    needs: part.needs.map((need) => needIds[need] as string),
    offers: part.offers.map((offer) => offerIds[offer] as string),
    stages: steps.map(({ of, proof, solverBound }, place) => {
      const { reached, bound } = stated[place] as { reached: bigint; bound: bigint };
      const name: StageName = of === 'score' ? { score: true } : { tier: nameOfTier(of) };
      const word = solverBound === null ? null : solverBound < reached ? reached : solverBound;
      return { ...name, reached, bound, proof, solverBound: word === null || word >= bound ? null : word };
    }),
  };
}
