/** A mixed-integer linear program, to be maximised. Rows are `least ≤ Σ coefficient × column ≤ most`. */
export interface IntegerProgram {
  readonly costs: Float64Array;
  readonly columnLeast: Float64Array;
  readonly columnMost: Float64Array;
  /** Per column, 1 where it must be whole. */
  readonly whole: Uint8Array;
  /** Row r has its entries at `rowStarts[r]` … `rowStarts[r + 1] − 1`. */
  readonly rowStarts: Int32Array;
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
  readonly rowLeast: Float64Array;
  readonly rowMost: Float64Array;
}

export interface IntegerAnswer {
  /** `stopped`: the time was over, or the numbers beyond the solver. */
  readonly status: 'optimal' | 'stopped' | 'infeasible';
  /** The best that was found; null where nothing was. */
  readonly values: Float64Array | null;
  /** No solution reaches more. */
  readonly bound: number;
}

export interface LinearAnswer {
  /** `stopped`: the time was over, or the numbers beyond the solver. */
  readonly status: 'optimal' | 'stopped' | 'infeasible';
  readonly values: Float64Array;
  /** Per row, what one more of what it allows would bring; where nothing is feasible, what shows that (up to its sign). */
  readonly prices: Float64Array;
}

/** A program without its wholeness that stays open: it goes on from its last basis. */
export interface LinearProgram {
  bound(column: number, least: number, most: number): void;
  solve(seconds: number): LinearAnswer;
  close(): void;
}

/** What solves programs; it stands outside of this room, and is not believed. */
export interface Solver {
  /** `start` is a solution to begin with, `seconds` what it may take. */
  solveInteger(program: IntegerProgram, options: { readonly start: Float64Array | null; readonly seconds: number }): IntegerAnswer;
  openLinear(program: IntegerProgram): LinearProgram;
  /** Seconds by a clock that only goes on: what time limits are measured by. */
  now(): number;
}

/** Puts a program together column by column and row by row. */
export class ProgramBuilder {
  private readonly columnLeast: number[] = [];
  private readonly columnMost: number[] = [];
  private readonly whole: number[] = [];
  private readonly rowStarts: number[] = [0];
  private readonly columns: number[] = [];
  private readonly coefficients: number[] = [];
  private readonly rowLeast: number[] = [];
  private readonly rowMost: number[] = [];

  /** All but the costs, as long as nothing is added. */
  private shape: Omit<IntegerProgram, 'costs'> | null = null;

  /** Answers the number of the column. */
  addColumn(least: number, most: number, isWhole: boolean): number {
    this.shape = null;
    this.columnLeast.push(least);
    this.columnMost.push(most);
    this.whole.push(isWhole ? 1 : 0);
    return this.whole.length - 1;
  }

  addSwitch(): number {
    return this.addColumn(0, 1, true);
  }

  addRow(entries: readonly (readonly [column: number, coefficient: number])[], least: number, most: number): void {
    this.shape = null;
    for (const [column, coefficient] of entries) {
      this.columns.push(column);
      this.coefficients.push(coefficient);
    }
    this.rowStarts.push(this.columns.length);
    this.rowLeast.push(least);
    this.rowMost.push(most);
  }

  /** The program so far, with these costs; more rows can be added for the next one. */
  build(costs: readonly (readonly [column: number, cost: number])[]): IntegerProgram {
    const ofColumns = new Float64Array(this.whole.length);
    for (const [column, cost] of costs) ofColumns[column] = cost;
    this.shape ??= {
      columnLeast: Float64Array.from(this.columnLeast),
      columnMost: Float64Array.from(this.columnMost),
      whole: Uint8Array.from(this.whole),
      rowStarts: Int32Array.from(this.rowStarts),
      columns: Int32Array.from(this.columns),
      coefficients: Float64Array.from(this.coefficients),
      rowLeast: Float64Array.from(this.rowLeast),
      rowMost: Float64Array.from(this.rowMost),
    };
    return { costs: ofColumns, ...this.shape };
  }
}

/** Whether values obey every bound and row exactly, and are whole where they must be. */
export function satisfies(program: IntegerProgram, values: Float64Array): boolean {
  for (const [column, value] of values.entries()) {
    if (program.whole[column] === 1 && !Number.isSafeInteger(value)) return false;
    if (value < (program.columnLeast[column] as number) || value > (program.columnMost[column] as number)) return false;
  }
  for (let row = 0; row < program.rowLeast.length; row += 1) {
    const [sum, size] = sumOfRow(program, row, values);
    const [least, most] = [program.rowLeast[row] as number, program.rowMost[row] as number];
    if (size > Number.MAX_SAFE_INTEGER ? !holdsExactly(program, row, values) : sum < least || sum > most) return false;
  }
  return true;
}

/** The sum of a row, and of the sizes of what is added up: below 2^53 nothing was rounded. */
function sumOfRow({ rowStarts, columns, coefficients }: IntegerProgram, row: number, values: Float64Array): [sum: number, size: number] {
  let sum = 0;
  let size = 0;
  for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry += 1) {
    const term = (coefficients[entry] as number) * (values[columns[entry] as number] as number);
    sum += term;
    size += Math.abs(term);
  }
  return [sum, size];
}

/** Of a row of whole numbers that are too many for binary fractions; a row with parts of numbers holds nothing that large. */
function holdsExactly({ rowStarts, columns, coefficients, rowLeast, rowMost }: IntegerProgram, row: number, values: Float64Array): boolean {
  let sum = 0n;
  for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry += 1) {
    const [coefficient, value] = [coefficients[entry] as number, values[columns[entry] as number] as number];
    if (!Number.isInteger(coefficient) || !Number.isInteger(value)) return false;
    sum += BigInt(coefficient) * BigInt(value);
  }
  const [least, most] = [rowLeast[row] as number, rowMost[row] as number];
  return (least === -Infinity || sum >= BigInt(least)) && (most === Infinity || sum <= BigInt(most));
}
