import type { IntegerProgram, LinearProgram, Solver } from './integer-program.ts';
import { overOneDenominator } from './rational.ts';

/** Prices of rows, all over one number above 0. */
export interface ExactPrices {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
}

export type Relaxed =
  | { readonly status: 'optimal'; readonly values: Float64Array; readonly prices: ExactPrices }
  /** `prices` show that nothing is feasible, up to their sign. */
  | { readonly status: 'infeasible'; readonly prices: ExactPrices }
  /** The time was over, or the numbers beyond whoever solves it. */
  | { readonly status: 'stopped' };

/** An integer program without its wholeness, for cases of it: the bounds of its columns can be narrowed, and taken back. */
export interface Relaxation {
  bound(column: number, least: number, most: number): void;
  solve(seconds: number): Relaxed;
  close(): void;
}

/** By a solver that reckons in floating point: its prices are taken for the fractions that they are near to. */
export function relaxBySolver(solver: Solver, program: IntegerProgram): Relaxation {
  const linear: LinearProgram = solver.openLinear(program);
  return {
    bound: (column, least, most) => linear.bound(column, least, most),
    solve: (seconds) => {
      const { status, values, prices } = linear.solve(seconds);
      if (status === 'stopped') return { status };
      if (status === 'optimal') return { status, values, prices: overOneDenominator(prices) };
      const greatest = prices.reduce((most, price) => Math.max(most, Math.abs(price)), 0);
      return { status, prices: overOneDenominator(prices.map((price) => (greatest === 0 ? 0 : price / greatest))) };
    },
    close: () => linear.close(),
  };
}
