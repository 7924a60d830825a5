import * as highsModule from 'highs';
import {
  type IntegerAnswer,
  type IntegerProgram,
  type LinearAnswer,
  type LinearProgram,
  satisfies,
  type Solver,
} from '../allocation/index.ts';

// Its types describe the module that `require` gives; `import` gives the loader itself.
const loadHighs = highsModule.default as unknown as typeof highsModule.default.default;
type Highs = Awaited<ReturnType<typeof loadHighs>>;
type Model = ReturnType<Highs['createModel']>;

let loaded: Promise<Highs> | undefined;

/**
 * The solver HiGHS (Q. Huangfu, J. A. J. Hall, Parallelizing the dual revised simplex method, 2018), compiled to WebAssembly.
 * A solve blocks its thread: the service runs it in a worker. One thread and a fixed seed: the same program gives the same answer,
 * unless its time is over. A program beyond its memory is answered as stopped, and so is every one after it.
 */
export async function loadSolver(): Promise<Solver> {
  loaded ??= loadHighs();
  return new HighsSolver(await loaded);
}

const STOPPED: IntegerAnswer = { status: 'stopped', values: null, bound: Infinity };
const STOPPED_LINEAR: LinearAnswer = { status: 'stopped', values: new Float64Array(), prices: new Float64Array() };

class HighsSolver implements Solver {
  private readonly highs: Highs;
  private hasAborted = false;

  constructor(highs: Highs) {
    this.highs = highs;
  }

  now(): number {
    return performance.now() / 1000;
  }

  solveInteger(program: IntegerProgram, { start, seconds }: { start: Float64Array | null; seconds: number }): IntegerAnswer {
    if (program.costs.length === 0) return answerWithoutColumns(program);
    const { scaled, columnUnits, worth } = isTooLarge(program) ? scale(program, 'whole-columns-stay') : unscaled(program);
    return this.unlessAborted(STOPPED, () => {
      const model = createModel(this.highs, scaled, true);
      try {
        model.options.set({
          mip_rel_gap: 0,
          // Objectives are whole numbers: what is less than one short of the bound is the best.
          mip_abs_gap: 0.5 / worth,
          ...timeLimit(seconds),
        });
        if (start !== null) model.setSolution({ colValue: start.map((value, column) => value / (columnUnits[column] as number)) });
        model.run();
        const answer = readAnswer(this.highs, model);
        const values = answer.values?.map((value, column) => value * (columnUnits[column] as number)) ?? null;
        return { ...answer, values, bound: answer.bound * worth };
      } finally {
        model.dispose();
      }
    });
  }

  openLinear(program: IntegerProgram): LinearProgram {
    if (program.costs.length === 0) return linearWithoutColumns(program);
    const { scaled, columnUnits, rowUnits, worth } = scale(program);
    const model = this.unlessAborted(null, () => createModel(this.highs, scaled, false));
    const scaleBack = ({ status, values, prices }: LinearAnswer): LinearAnswer => ({
      status,
      values: values.map((value, column) => value * (columnUnits[column] as number)),
      prices: prices.map((price, row) =>
        status === 'optimal' ? (price * worth) / (rowUnits[row] as number) : price / (rowUnits[row] as number),
      ),
    });
    return {
      bound: (column, least, most) => {
        const unit = columnUnits[column] as number;
        this.unlessAborted(null, () => model?.changeColBounds(column, least / unit, most / unit));
      },
      solve: (seconds) =>
        this.unlessAborted(STOPPED_LINEAR, () => (model === null ? STOPPED_LINEAR : scaleBack(solveLinear(this.highs, model, seconds)))),
      close: () => void this.unlessAborted(null, () => model?.dispose()),
    };
  }

  /** A program beyond its memory ends the module for good; what is known by then is still a plan with a bound. */
  private unlessAborted<Answer>(otherwise: Answer, work: () => Answer): Answer {
    if (this.hasAborted) return otherwise;
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // Numbers that it does not take: the next program may be others.
      if (/failed with HiGHS status/.test(error.message)) return otherwise;
      if (error.name !== 'RuntimeError') throw error;
      this.hasAborted = true;
      loaded = undefined;
      return otherwise;
    }
  }
}

interface Scaled {
  readonly scaled: IntegerProgram;
  readonly columnUnits: Float64Array;
  readonly rowUnits: Float64Array;
  /** What the objective is counted in. */
  readonly worth: number;
}

/** The same program as it is. */
function unscaled(program: IntegerProgram): Scaled {
  const ones = (count: number): Float64Array => new Float64Array(count).fill(1);
  return { scaled: program, columnUnits: ones(program.costs.length), rowUnits: ones(program.rowLeast.length), worth: 1 };
}

/**
 * The same program with columns and rows counted in larger units, powers of two, so that nothing is rounded: switches of 0 and 1 beside
 * quantities of thousands of millions are too far apart for the tolerances of a solver.
 */
function scale(program: IntegerProgram, rule?: 'whole-columns-stay'): Scaled {
  const staysWhole = (column: number): boolean =>
    rule === 'whole-columns-stay' && program.whole[column] === 1 && (program.columnMost[column] as number) <= LARGEST_WHOLE;
  const columnUnits = program.columnMost.map((most, column) =>
    most > LARGEST_UNSCALED && most < Infinity && !staysWhole(column) ? 2 ** Math.floor(Math.log2(most) / 2) : 1,
  );
  const coefficients = program.coefficients.map(
    (coefficient, entry) => coefficient * (columnUnits[program.columns[entry] as number] as number),
  );
  const rowUnits = program.rowLeast.map((_, row) => {
    const ofRow = coefficients.subarray(program.rowStarts[row], program.rowStarts[row + 1]);
    return powerOfTwo(ofRow.reduce((most, coefficient) => Math.max(most, Math.abs(coefficient)), 0));
  });
  for (let row = 0; row < rowUnits.length; row += 1) {
    for (let entry = program.rowStarts[row] as number; entry < (program.rowStarts[row + 1] as number); entry += 1) {
      coefficients[entry] = (coefficients[entry] as number) / (rowUnits[row] as number);
    }
  }
  const costs = program.costs.map((cost, column) => cost * (columnUnits[column] as number));
  const worth = powerOfTwo(costs.reduce((most, cost) => Math.max(most, Math.abs(cost)), 0) / 1024);
  return {
    columnUnits,
    rowUnits,
    worth,
    scaled: {
      ...program,
      whole: program.whole.map((_, column) => (staysWhole(column) ? 1 : 0)),
      coefficients,
      costs: costs.map((cost) => cost / worth),
      columnLeast: program.columnLeast.map((least, column) => least / (columnUnits[column] as number)),
      columnMost: program.columnMost.map((most, column) => most / (columnUnits[column] as number)),
      rowLeast: program.rowLeast.map((least, row) => least / (rowUnits[row] as number)),
      rowMost: program.rowMost.map((most, row) => most / (rowUnits[row] as number)),
    },
  };
}

const LARGEST_UNSCALED = 1_000;

/** One more or less of so many is beneath a solver's tolerance: whether they came out whole is looked at afterwards. */
const LARGEST_WHOLE = 2 ** 30;

/** Beyond this the solver of integer programs was found not to come to an end, whatever its time limit, with a need and three offers. */
const LARGEST_BOUND = 2 ** 30;

const isTooLarge = ({ rowLeast, rowMost, columnMost }: IntegerProgram): boolean =>
  [rowLeast, rowMost, columnMost].some((bounds) => bounds.some((bound) => Math.abs(bound) > LARGEST_BOUND && Math.abs(bound) < Infinity));

const powerOfTwo = (value: number): number => (value > 0 ? 2 ** Math.floor(Math.log2(value)) : 1);

const timeLimit = (seconds: number): { time_limit?: number } => (Number.isFinite(seconds) ? { time_limit: Math.max(0.01, seconds) } : {});

function createModel(highs: Highs, program: IntegerProgram, isInteger: boolean): Model {
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
    ...(isInteger ? { integrality: Int32Array.from(program.whole, (whole) => (whole === 1 ? integer : continuous)) } : {}),
    matrix: {
      format: 'csr',
      numRows: program.rowLeast.length,
      numCols: program.costs.length,
      starts: program.rowStarts,
      indices: program.columns,
      values: program.coefficients,
    },
  });
  model.options.set({ output_flag: false, random_seed: 0 });
  return model;
}

function answerWithoutColumns(program: IntegerProgram): IntegerAnswer {
  const values = new Float64Array();
  return satisfies(program, values) ? { status: 'optimal', values, bound: 0 } : { status: 'infeasible', values: null, bound: -Infinity };
}

function linearWithoutColumns(program: IntegerProgram): LinearProgram {
  const { status, values } = answerWithoutColumns(program);
  const answer: LinearAnswer = { status, values: values ?? new Float64Array(), prices: new Float64Array(program.rowLeast.length) };
  return { bound: () => undefined, solve: () => answer, close: () => undefined };
}

function readAnswer(highs: Highs, model: Model): IntegerAnswer {
  const { modelStatus, solutionStatus } = highs.constants;
  const status = model.getModelStatus();
  // Every column is bounded, so nothing is unbounded.
  if (status === modelStatus.infeasible || status === modelStatus.unboundedOrInfeasible) {
    return { status: 'infeasible', values: null, bound: -Infinity };
  }
  const isFeasible = model.info.get('primal_solution_status') === solutionStatus.feasible;
  return {
    status: status === modelStatus.optimal ? 'optimal' : 'stopped',
    values: isFeasible ? model.getSolution().colValue : null,
    bound: Number(model.info.get('mip_dual_bound')),
  };
}

function solveLinear(highs: Highs, model: Model, seconds: number): LinearAnswer {
  model.options.set(timeLimit(seconds));
  model.run();
  const answer = readLinear(highs, model);
  if (answer.status === 'optimal' || (answer.status === 'infeasible' && answer.prices.length > 0)) return answer;
  // Its preparations never say why nothing is feasible; nor does it always come to an end from its last basis.
  model.options.set({ presolve: 'off' });
  model.clearSolver();
  model.run();
  return readLinear(highs, model);
}

function readLinear(highs: Highs, model: Model): LinearAnswer {
  const { modelStatus } = highs.constants;
  const status = model.getModelStatus();
  if (status === modelStatus.optimal) {
    const { colValue, rowDual } = model.getSolution();
    return { status: 'optimal', values: colValue, prices: rowDual };
  }
  if (status !== modelStatus.infeasible && status !== modelStatus.unboundedOrInfeasible) return STOPPED_LINEAR;
  return { status: 'infeasible', values: new Float64Array(), prices: model.getDualRay()?.values ?? new Float64Array() };
}
