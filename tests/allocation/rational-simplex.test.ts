import fc from 'fast-check';
import t from 'tap';
import { type IntegerProgram, ProgramBuilder } from '#src/allocation/integer-program.ts';
import { relaxInWholeNumbers } from '#src/allocation/rational-simplex.ts';
import type { ExactPrices, Relaxed } from '#src/allocation/relaxation.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';

const solver = await loadSolver();
const never = (): boolean => false;

interface Sketch {
  readonly columns: readonly { readonly cost: number; readonly least: number; readonly width: number }[];
  readonly rows: readonly { readonly coefficients: readonly number[]; readonly least: number | null; readonly width: number | null }[];
  /** Bounds that some columns have for a while. */
  readonly narrowed: readonly { readonly column: number; readonly by: number }[];
}

const aSketch = (size: number): fc.Arbitrary<Sketch> =>
  fc.integer({ min: 1, max: 6 }).chain((columns) =>
    fc.record({
      columns: fc.array(
        fc.record({ cost: fc.integer({ min: -size, max: size }), least: fc.integer({ min: 0, max: size }), width: fc.nat(size) }),
        { minLength: columns, maxLength: columns },
      ),
      rows: fc.array(
        fc.record({
          coefficients: fc.array(fc.integer({ min: -3, max: 5 }), { minLength: columns, maxLength: columns }),
          least: fc.option(fc.integer({ min: -size, max: 4 * size })),
          width: fc.option(fc.nat(3 * size)),
        }),
        { minLength: 1, maxLength: 6 },
      ),
      narrowed: fc.array(fc.record({ column: fc.nat(columns - 1), by: fc.nat(size) }), { maxLength: 3 }),
    }),
  );

function programOf({ columns, rows }: Sketch): IntegerProgram {
  const builder = new ProgramBuilder();
  for (const { least, width } of columns) builder.addColumn(least, least + width, true);
  for (const { coefficients, least, width } of rows) {
    const entries = coefficients.flatMap((coefficient, column) => (coefficient === 0 ? [] : [[column, coefficient] as const]));
    builder.addRow(entries, least ?? -Infinity, width === null ? Infinity : (least ?? 0) + width);
  }
  return builder.build(columns.map(({ cost }, column) => [column, cost] as const));
}

/** What no solution exceeds by these prices (weak duality), over their denominator; null where a price is of a bound that a row doesn't have. */
function boundBy({ columns, rows }: Sketch, { numerators, denominator }: ExactPrices, costs: readonly number[]): bigint | null {
  let bound = 0n;
  for (const [row, { least, width }] of rows.entries()) {
    const price = numerators[row] ?? 0n;
    if (price === 0n) continue;
    const at = price > 0n ? (width === null ? null : (least ?? 0) + width) : least;
    if (at === null) return null;
    bound += price * BigInt(at);
  }
  for (const [column, { least, width }] of columns.entries()) {
    const taken = rows.reduce((sum, { coefficients }, row) => sum + (numerators[row] ?? 0n) * BigInt(coefficients[column] ?? 0), 0n);
    const left = BigInt(costs[column] ?? 0) * denominator - taken;
    bound += left * BigInt(left > 0n ? least + width : least);
  }
  return bound;
}

/** Prices that allow nothing of a program that is worth nothing show that it has no solution. */
const showsNothing = (sketch: Sketch, prices: ExactPrices): boolean =>
  [1n, -1n].some((sign) => {
    const numerators = prices.numerators.map((price) => sign * price);
    const bound = boundBy(sketch, { numerators, denominator: 1n }, []);
    return bound !== null && bound < 0n;
  });

function isRight(sketch: Sketch, answer: Relaxed, met: Record<Relaxed['status'] | 'whole', number>): boolean {
  met[answer.status] += 1;
  if (answer.status === 'stopped') return false;
  if (answer.status === 'infeasible') return showsNothing(sketch, answer.prices);
  const costs = sketch.columns.map(({ cost }) => cost);
  const bound = boundBy(sketch, answer.prices, costs);
  if (bound === null || answer.prices.denominator <= 0n) return false;
  if (!answer.values.every(Number.isInteger)) return true;
  met.whole += 1;
  const worth = answer.values.reduce((sum, value, column) => sum + BigInt(value) * BigInt(costs[column] ?? 0), 0n);
  return worth * answer.prices.denominator === bound;
}

for (const size of [5, 1_000_000_000_000]) {
  t.test(
    `a program of numbers up to ${size} has prices that show its best, or that it has none, before and after it is narrowed`,
    async (t) => {
      const floors = { optimal: 1 / 10, infeasible: 1 / 10, stopped: 0, whole: 1 / 10 };
      await holdAndMeet(t, { numRuns: asOften(3_000), floors }, (met) =>
        fc.property(aSketch(size), (sketch) => {
          const relaxation = relaxInWholeNumbers(programOf(sketch), never);
          if (relaxation === null || !isRight(sketch, relaxation.solve(Infinity), met)) return false;
          const narrower = sketch.columns.map((column) => ({ ...column }));
          for (const { column, by } of sketch.narrowed) {
            const [now, before] = [narrower[column], sketch.columns[column]] as const;
            if (now === undefined || before === undefined) continue;
            now.width = Math.min(now.width, by);
            relaxation.bound(column, now.least, now.least + now.width);
          }
          if (!isRight({ ...sketch, columns: narrower }, relaxation.solve(Infinity), met)) return false;
          for (const [column, { least, width }] of sketch.columns.entries()) relaxation.bound(column, least, least + width);
          return isRight(sketch, relaxation.solve(Infinity), met);
        }),
      );
    },
  );
}

t.test('small programs are worth what the solver in floating point finds', async () => {
  fc.assert(
    fc.property(aSketch(9), (sketch) => {
      const program = programOf(sketch);
      const linear = solver.openLinear(program);
      const [ours, theirs] = [relaxInWholeNumbers(program, never)?.solve(Infinity), linear.solve(Infinity)];
      linear.close();
      if (ours?.status !== 'optimal' || theirs.status !== 'optimal') return ours?.status === theirs.status;
      const bound = boundBy(sketch, ours.prices, [...program.costs]);
      const worth = theirs.values.reduce((sum, value, column) => sum + value * (program.costs[column] ?? 0), 0);
      return bound !== null && Math.abs(Number(bound) / Number(ours.prices.denominator) - worth) < 1e-6;
    }),
    { numRuns: asOften(2_000) },
  );
});

t.test('a program that is too large, or not of whole numbers, is left to others', async (t) => {
  const builder = new ProgramBuilder();
  builder.addColumn(0, 1, true);
  builder.addRow([[0, 0.5]], 0, 1);
  t.equal(relaxInWholeNumbers(builder.build([]), never), null);
  const large = new ProgramBuilder();
  for (let column = 0; column < 100; column += 1) large.addColumn(0, 1, true);
  for (let row = 0; row < 100; row += 1) large.addRow([[row, 1]], 0, 1);
  t.equal(relaxInWholeNumbers(large.build([]), never), null);
});
