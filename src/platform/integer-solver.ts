import * as highsModule from 'highs';
import { type IntegerAnswer, type IntegerProgram, type IntegerSolver, satisfies } from '../allocation/index.ts';

// Its types describe the module that `require` gives; `import` gives the loader itself.
const loadHighs = highsModule.default as unknown as typeof highsModule.default.default;
type Highs = Awaited<ReturnType<typeof loadHighs>>;

let loaded: Promise<Highs> | undefined;

/**
 * The integer solver HiGHS (Q. Huangfu, J. A. J. Hall, Parallelizing the dual revised simplex method, 2018), compiled to WebAssembly.
 * A solve blocks its thread: the service runs it in a worker. One thread and a fixed seed: the same program gives the same answer,
 * unless its time is over. A program beyond its memory is answered as stopped, and so is every one after it.
 */
export async function loadIntegerSolver(): Promise<IntegerSolver> {
  loaded ??= loadHighs();
  const highs = await loaded;
  let hasAborted = false;
  return (program, { start, seconds }) => {
    if (hasAborted) return GIVEN_UP;
    try {
      return solve(highs, program, start, seconds);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'RuntimeError')) throw error;
      // A program beyond its memory ends the module for good; what is known by then is still a plan with a bound.
      hasAborted = true;
      loaded = undefined;
      return GIVEN_UP;
    }
  };
}

const GIVEN_UP: IntegerAnswer = { status: 'stopped', values: null, bound: Infinity, seconds: 0 };

function solve(highs: Highs, program: IntegerProgram, start: Float64Array | null, seconds: number): IntegerAnswer {
  if (program.costs.length === 0) return answerWithoutColumns(program);
  const began = performance.now();
  const infinite = (values: Float64Array): Float64Array =>
    values.map((value) => (Math.abs(value) === Infinity ? Math.sign(value) * highs.infinity : value));
  const { integer, continuous } = highs.constants.variableType;
  const model = highs.createModel({
    numCols: program.costs.length,
    numRows: program.rowLeast.length,
    sense: highs.constants.objectiveSense.maximize,
    colCost: program.costs,
    colLower: program.columnLeast,
    colUpper: infinite(program.columnMost),
    rowLower: infinite(program.rowLeast),
    rowUpper: infinite(program.rowMost),
    integrality: Int32Array.from(program.whole, (whole) => (whole === 1 ? integer : continuous)),
    matrix: {
      format: 'csr',
      numRows: program.rowLeast.length,
      numCols: program.costs.length,
      starts: program.rowStarts,
      indices: program.columns,
      values: program.coefficients,
    },
  });
  model.options.set({
    output_flag: false,
    random_seed: 0,
    mip_rel_gap: 0,
    // Objectives are whole numbers: what is less than one short of the bound is the best.
    mip_abs_gap: 0.5,
    mip_feasibility_tolerance: 1e-9,
    ...(Number.isFinite(seconds) ? { time_limit: Math.max(0.01, seconds) } : {}),
  });
  if (start !== null) model.setSolution({ colValue: start });
  model.run();
  const answer = readAnswer(highs, model, (performance.now() - began) / 1000);
  model.dispose();
  return answer;
}

function answerWithoutColumns(program: IntegerProgram): IntegerAnswer {
  const values = new Float64Array();
  return satisfies(program, values)
    ? { status: 'optimal', values, bound: 0, seconds: 0 }
    : { status: 'infeasible', values: null, bound: -Infinity, seconds: 0 };
}

function readAnswer(highs: Highs, model: ReturnType<Highs['createModel']>, seconds: number): IntegerAnswer {
  const { modelStatus, solutionStatus } = highs.constants;
  const status = model.getModelStatus();
  // Every column is bounded, so nothing is unbounded.
  if (status === modelStatus.infeasible || status === modelStatus.unboundedOrInfeasible) {
    return { status: 'infeasible', values: null, bound: -Infinity, seconds };
  }
  const isFeasible = model.info.get('primal_solution_status') === solutionStatus.feasible;
  return {
    status: status === modelStatus.optimal ? 'optimal' : 'stopped',
    values: isFeasible ? model.getSolution().colValue : null,
    bound: Number(model.info.get('mip_dual_bound')),
    seconds,
  };
}
