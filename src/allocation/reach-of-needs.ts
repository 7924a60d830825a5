import type { Conditions } from './conditions.ts';
import { StepBounds } from './exact-bound.ts';
import type { ExactInstance } from './exact-instance.ts';
import type { DenseInstance } from './dense-instance.ts';
import { satisfies, type Solver } from './integer-program.ts';
import { PartProgram } from './part-program.ts';
import { exactPartOf, type Part } from './parts.ts';
import { NO_MULTIPLIERS } from './proof.ts';
import { openProof } from './prove-step.ts';
import type { TimeLeft } from './time-left.ts';

/** An instance under the conditions that are asked about. */
export interface Reaching {
  readonly instance: DenseInstance;
  /** The same, for the bounds. */
  readonly exact: ExactInstance;
  readonly conditions: Conditions;
  readonly solver: Solver;
  readonly time: TimeLeft;
}

export interface Reach {
  /** The best plan that was found, per pair of the instance, and its units; null where none was. */
  readonly plan: Float64Array | null;
  readonly reached: bigint | null;
  /** What multipliers show that no plan exceeds; null where they show that there is none. */
  readonly bound: bigint | null;
}

/** The most units that these needs of a part can get, whatever the others get: of none of them, whether there is a plan at all. */
export function reachOfNeeds({ instance, exact, conditions, solver, time }: Reaching, part: Part, needs: readonly number[]): Reach {
  const program = new PartProgram(instance, conditions, part, true);
  const integers = program.maximisingNeeds(needs);
  const ids = needs.map((need) => instance.needIds[need] as string);
  const counted = new Set(needs);
  let best: { readonly plan: Float64Array; readonly reached: bigint } | null = null;
  const consider = (values: Float64Array): void => {
    const plan = new Float64Array(instance.offers.length);
    if (!program.readQuantities(values, plan) || !satisfies(integers, program.valuesOf(plan))) return;
    const reached = part.pairs.reduce(
      (sum, pair) => (counted.has(conditions.needOf[pair] as number) ? sum + BigInt(plan[pair] as number) : sum),
      0n,
    );
    if (best === null || reached > best.reached) best = { plan, reached };
  };
  const found = (): { readonly plan: Float64Array | null; readonly reached: bigint | null } => best ?? { plan: null, reached: null };
  // Whether there is a plan at all the solver has been asked already.
  if (needs.length > 0) {
    const { values } = solver.solveInteger(integers, { start: null, seconds: time.forNextStep() });
    if (values !== null) consider(values);
  }
  const step = { objective: { needs: new Set(ids) }, kept: new Map<number | null, bigint>() };
  const proof = openProof({
    instance,
    conditions,
    program,
    integers,
    solver,
    bounds: new StepBounds(exact, exactPartOf(instance, exact, part), step),
    network: { ...NO_MULTIPLIERS, needs: ids.map((id) => ({ id, by: 1n })) },
    reached: () => found().reached,
    offer: consider,
    time,
  });
  try {
    proof.goOn();
    return { ...found(), bound: proof.best().bound };
  } finally {
    proof.close();
  }
}
