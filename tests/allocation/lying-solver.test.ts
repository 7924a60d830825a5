import fc from 'fast-check';
import t from 'tap';
import {
  allocate,
  ImpossibleConditions,
  type IntegerAnswer,
  type IntegerProgram,
  type LinearAnswer,
  type Solver,
  UnfinishedSearch,
  verifyAllocation,
} from '#src/allocation/index.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { everyPlan } from './every-plan.ts';
import { aMixture, isLess, type Mixture, totalsOf } from './mixtures.ts';

const honest = await loadSolver();
const TINY = { needs: 3, offers: 3, pairs: 5, quantity: 4, score: 9 };

/** Answers what comes to its mind, from a list of numbers that it goes through over and over. */
class Liar implements Solver {
  private readonly numbers: readonly number[];
  private place = 0;

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  solveInteger(program: IntegerProgram): IntegerAnswer {
    const answer = honest.solveInteger(program, { start: null, seconds: 1 });
    switch (this.next() % 5) {
      case 0:
        return { status: 'infeasible', values: null, bound: -Infinity };
      case 1:
        return { status: 'optimal', values: this.madeUp(program), bound: this.next() };
      case 2:
        return { status: 'optimal', values: new Float64Array(program.costs.length), bound: 0 };
      case 3:
        return { status: 'stopped', values: null, bound: Infinity };
      default:
        return answer;
    }
  }

  openLinear(program: IntegerProgram) {
    const linear = honest.openLinear(program);
    const lie = (): LinearAnswer => {
      const prices = program.rowLeast.map(() => this.next() - 10);
      switch (this.next() % 4) {
        case 0:
          return { status: 'infeasible', values: new Float64Array(), prices };
        case 1:
          return { status: 'optimal', values: this.madeUp(program), prices };
        case 2:
          return { status: 'stopped', values: new Float64Array(), prices: new Float64Array() };
        default:
          return linear.solve(1);
      }
    };
    return {
      bound: (column: number, least: number, most: number) => linear.bound(column, least, most),
      solve: lie,
      close: () => linear.close(),
    };
  }

  now(): number {
    return 0;
  }

  private next(): number {
    this.place += 1;
    return this.numbers[this.place % this.numbers.length] ?? 0;
  }

  private madeUp(program: IntegerProgram): Float64Array {
    return program.columnMost.map((most, column) => Math.min(most, Math.max(program.columnLeast[column] ?? 0, this.next() / 2)));
  }
}

const aLiar = fc.array(fc.nat(20), { minLength: 1, maxLength: 30 }).map((numbers) => new Liar(numbers));

type Outcome = 'proven' | 'not proven' | 'impossible' | 'unfinished';

/** Whatever the solver says: what is called proven is the best of all plans, what is called impossible has none. */
function isHonest({ input, settings }: Mixture, solver: Solver, met: Record<Outcome, number>): boolean {
  const plans = everyPlan({ input, settings });
  try {
    const allocation = allocate(input, settings, { solver });
    if (verifyAllocation(input, settings, allocation) !== null) return false;
    met[allocation.isProven ? 'proven' : 'not proven'] += 1;
    const own = totalsOf({ input, settings }, allocation.plan);
    return !allocation.isProven || plans.every((plan) => !isLess(own, totalsOf({ input, settings }, plan)));
  } catch (error) {
    if (error instanceof ImpossibleConditions) {
      met.impossible += 1;
      return plans.length === 0;
    }
    if (!(error instanceof UnfinishedSearch)) throw error;
    met.unfinished += 1;
    return true;
  }
}

t.test('whatever the solver says, what is called proven or impossible is', async (t) => {
  const floors = { proven: 1 / 40, 'not proven': 0, impossible: 1 / 40, unfinished: 0 };
  await holdAndMeet(t, { numRuns: asOften(2_000), floors }, (met) =>
    fc.property(aMixture(TINY), aLiar, (mixture, liar) => isHonest(mixture, liar, met)),
  );
});

t.test('a solver that finds everything impossible is not believed', async (t) => {
  const solver: Solver = {
    now: () => 0,
    openLinear: (program) => honest.openLinear(program),
    solveInteger: () => ({ status: 'infeasible', values: null, bound: -Infinity }),
  };
  const input = {
    needs: [
      { id: 'north', quantity: 10, region: 'north' },
      { id: 'south', quantity: 10, region: 'south' },
    ],
    offers: [{ id: 'radios', quantity: 4 }],
    pairs: [
      { need: 'north', offer: 'radios', score: 9 },
      { need: 'south', offer: 'radios', score: 1 },
    ],
  };
  const floor = { id: 'south first', by: 'region', value: 'south', of: 'need', percent: 40 } as const;
  t.match(allocate(input, { tiers: 'off', floors: [floor] }, { solver }), {
    isProven: true,
    plan: [{ need: 'south', offer: 'radios', quantity: 4 }],
  });
});
