import {
  ImpossibleConditions,
  type ImpossibleReason,
  InexactNumbers,
  readRequest,
  runAllocation,
  tellResult,
  UnfinishedSearch,
} from '../../allocation/index.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { loadSolver } from '../../platform/integer-solver.ts';
import type { Failure, Progress, Totals } from './domain/allocation.ts';
import type { EngineRequest } from './domain/instance.ts';

/** The engine's result as canonical text, and what of it a list shows. */
export interface EngineAnswer {
  readonly result: string;
  readonly totals: Totals;
}

/** Runs the engine; heavy, so only in a thread of its own. The same request gives the same text. */
export async function runEngine(request: EngineRequest, tell: (progress: Progress) => void): Promise<EngineAnswer> {
  const solver = await loadSolver();
  const inSteps = readRequest(request);
  const result = tellResult(runAllocation(inSteps, { solver, onProgress: tell }), inSteps.input, String);
  const { objective, isProven, plan, tiers } = result;
  return {
    result: canonicalJson(result),
    totals: {
      objective,
      isProven,
      lines: plan.length,
      tiers,
    },
  };
}

/** What a fault of the engine means to whoever asked for the run: a code, and which settings can't all hold. */
export function failureOf(error: unknown): { readonly failure: Failure; readonly failureReasons: readonly ImpossibleReason[] } {
  if (error instanceof ImpossibleConditions) return { failure: 'settings-contradict', failureReasons: error.reasons };
  if (error instanceof UnfinishedSearch) return { failure: 'no-plan-found', failureReasons: error.suspected };
  return { failure: error instanceof InexactNumbers ? 'numbers-too-large' : 'engine-fault', failureReasons: [] };
}
