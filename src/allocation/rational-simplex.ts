import type { IntegerProgram } from './integer-program.ts';
import type { ExactPrices, Relaxation, Relaxed } from './relaxation.ts';

/** Entries of a tableau beyond which working them out takes longer than it is worth. */
const LARGEST_TABLEAU = 6_000;

/** How many entries may be worked out for the cases of one step. */
const MOST_WORK = 5_000_000;

/** A value that is not whole stays so far from whole numbers, however little is lacking: what reads it does not reckon exactly. */
const LEAST_FRACTION = 1e-3;

/** Null where the program is too large for it, or has numbers that aren't whole. `isOver`: whether it is to stop, asked at each pivot. */
export function relaxInWholeNumbers(program: IntegerProgram, isOver: () => boolean): Relaxation | null {
  const { costs, columnLeast, columnMost, coefficients, rowLeast, rowMost } = program;
  if (costs.length * rowLeast.length > LARGEST_TABLEAU) return null;
  const isWhole = [costs, columnLeast, columnMost, coefficients].every((numbers) => numbers.every(Number.isInteger));
  const hasWholeRows = [rowLeast, rowMost].every((bounds) => bounds.every((bound) => Number.isInteger(bound) || !Number.isFinite(bound)));
  return isWhole && hasWholeRows ? new RationalSimplex(program, isOver) : null;
}

/**
 * The linear program of a small integer program in whole numbers of any size: where quantities of thousands of millions stand beside
 * single ones, what floating point answers is off by more than what is to be proven. A dual simplex with bounded variables (C. E. Lemke,
 * The dual method of solving the linear programming problem, 1954), which begins with the activities of the rows as its basis, as every
 * column is bounded; pivots keep whole numbers over their last pivot (J. Edmonds, Systems of distinct representatives and linear algebra,
 * 1967), and of several the first is taken, so that it ends (R. G. Bland, New finite pivoting rules for the simplex method, 1977).
 *
 * Variables: the columns, then the activity of each row.
 */
class RationalSimplex implements Relaxation {
  private readonly columnCount: number;
  private readonly rowCount: number;
  private readonly least: bigint[];
  private readonly most: bigint[];
  /** Per row of the tableau its basic variable, as a sum of the others; per column of it another. All over `pivot`. */
  private readonly rows: bigint[][];
  private readonly costs: bigint[];
  private readonly basic: number[];
  private readonly others: number[];
  /** Of the others: whether each is at its greatest. */
  private readonly isAtMost: boolean[];
  private pivot = 1n;
  private workLeft = MOST_WORK;
  private readonly isOver: () => boolean;

  constructor(program: IntegerProgram, isOver: () => boolean) {
    this.isOver = isOver;
    const { costs, columnLeast, columnMost, rowStarts, columns, coefficients, rowLeast, rowMost } = program;
    this.columnCount = costs.length;
    this.rowCount = rowLeast.length;
    this.costs = Array.from(costs, BigInt);
    this.rows = Array.from(rowLeast, (_, row) => {
      const entries = this.costs.map(() => 0n);
      for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry += 1) {
        const column = columns[entry] as number;
        entries[column] = (entries[column] as bigint) + BigInt(coefficients[entry] as number);
      }
      return entries;
    });
    // In the place of infinity: more than any row can come to.
    const beyond = columnMost.reduce((sum, most, column) => {
      const reach = this.rows.reduce((all, entries) => all + abs(entries[column] as bigint), 1n);
      return sum + reach * (abs(BigInt(most)) + abs(BigInt(columnLeast[column] as number)));
    }, 1n);
    const whole = (bound: number): bigint => (Number.isFinite(bound) ? BigInt(bound) : bound > 0 ? beyond : -beyond);
    this.least = [...Array.from(columnLeast, whole), ...Array.from(rowLeast, whole)];
    this.most = [...Array.from(columnMost, whole), ...Array.from(rowMost, whole)];
    this.basic = Array.from(rowLeast, (_, row) => this.columnCount + row);
    this.others = Array.from(costs, (_, column) => column);
    this.isAtMost = this.costs.map((cost) => cost > 0n);
  }

  bound(column: number, least: number, most: number): void {
    this.least[column] = BigInt(least);
    this.most[column] = BigInt(most);
  }

  solve(): Relaxed {
    this.takeSides();
    for (;;) {
      const leaving = this.findViolated();
      if (leaving === null) return this.readOptimum();
      const entering = this.findEntering(leaving);
      if (entering === null) return { status: 'infeasible', prices: this.readRay(leaving.row) };
      this.workLeft -= this.rowCount * this.columnCount;
      if (this.workLeft < 0 || this.isOver()) return { status: 'stopped' };
      this.exchange(leaving, entering);
    }
  }

  close(): void {
    // It holds nothing that the memory wouldn't give back by itself.
  }

  /** One that could not move may do so again: it stands where it is worth most. */
  private takeSides(): void {
    for (const [place, cost] of this.costs.entries()) if (cost !== 0n) this.isAtMost[place] = cost > 0n;
  }

  /** The first variable of the basis beyond its bounds. */
  private findViolated(): { readonly row: number; readonly isBelow: boolean } | null {
    let found: { readonly row: number; readonly isBelow: boolean } | null = null;
    const values = this.others.map((variable, place) => this.valueOf(variable, place));
    for (const [row, variable] of this.basic.entries()) {
      if (found !== null && variable > (this.basic[found.row] as number)) continue;
      const value = this.sumOf(row, values);
      if (value < (this.least[variable] as bigint) * this.pivot) found = { row, isBelow: true };
      else if (value > (this.most[variable] as bigint) * this.pivot) found = { row, isBelow: false };
    }
    return found;
  }

  private valueOf(variable: number, place: number): bigint {
    return (this.isAtMost[place] ? this.most : this.least)[variable] as bigint;
  }

  /** Over `pivot`. */
  private sumOf(row: number, values: readonly bigint[]): bigint {
    return (this.rows[row] as bigint[]).reduce((sum, entry, place) => (entry === 0n ? sum : sum + entry * (values[place] as bigint)), 0n);
  }

  /** Of what can move the leaving variable towards its bound, what costs least for each step. */
  private findEntering({ row, isBelow }: { readonly row: number; readonly isBelow: boolean }): number | null {
    let found: number | null = null;
    const entries = this.rows[row] as bigint[];
    for (const [place, variable] of this.others.entries()) {
      const entry = entries[place] as bigint;
      if (entry === 0n || this.least[variable] === this.most[variable]) continue;
      if (entry > 0n === isBelow ? this.isAtMost[place] : !this.isAtMost[place]) continue;
      if (found === null) {
        found = place;
        continue;
      }
      const difference = abs(this.costs[place] as bigint) * abs(entries[found] as bigint) - abs(this.costs[found] as bigint) * abs(entry);
      if (difference < 0n || (difference === 0n && variable < (this.others[found] as number))) found = place;
    }
    return found;
  }

  private exchange({ row, isBelow }: { readonly row: number; readonly isBelow: boolean }, place: number): void {
    const leaving = this.rows[row] as bigint[];
    const entry = leaving[place] as bigint;
    const sign = entry < 0n ? -1n : 1n;
    const change = (entries: bigint[]): void => {
      const factor = entries[place] as bigint;
      for (let other = 0; other < entries.length; other += 1) {
        if (other === place) continue;
        const product = (entries[other] as bigint) * entry - factor * (leaving[other] as bigint);
        entries[other] = (sign * product) / this.pivot;
      }
      entries[place] = sign * factor;
    };
    for (const [other, entries] of this.rows.entries()) if (other !== row) change(entries);
    change(this.costs);
    for (let other = 0; other < leaving.length; other += 1) {
      leaving[other] = other === place ? sign * this.pivot : -sign * (leaving[other] as bigint);
    }
    this.pivot = abs(entry);
    const variable = this.basic[row] as number;
    this.basic[row] = this.others[place] as number;
    this.others[place] = variable;
    this.isAtMost[place] = !isBelow;
  }

  private readOptimum(): Relaxed {
    const values = new Float64Array(this.columnCount);
    const at = this.others.map((variable, place) => this.valueOf(variable, place));
    for (const [place, variable] of this.others.entries()) if (variable < this.columnCount) values[variable] = Number(at[place]);
    for (const [row, variable] of this.basic.entries()) {
      if (variable < this.columnCount) values[variable] = nearNumber(this.sumOf(row, at), this.pivot);
    }
    return { status: 'optimal', values, prices: this.readPrices(this.costs) };
  }

  /** The violated row says by itself that it can't hold. */
  private readRay(row: number): ExactPrices {
    const { numerators, denominator } = this.readPrices(this.rows[row] as bigint[]);
    const own = (this.basic[row] as number) - this.columnCount;
    return { numerators: numerators.map((price, of) => (of === own ? -this.pivot : price)), denominator };
  }

  /** Of the activities that aren't in the basis. */
  private readPrices(entries: readonly bigint[]): ExactPrices {
    const numerators = Array.from({ length: this.rowCount }, () => 0n);
    for (const [place, variable] of this.others.entries()) {
      if (variable >= this.columnCount) numerators[variable - this.columnCount] = entries[place] as bigint;
    }
    return { numerators, denominator: this.pivot };
  }
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

function nearNumber(above: bigint, below: bigint): number {
  let whole = above / below;
  if (above % below < 0n) whole -= 1n;
  const rest = above - whole * below;
  if (rest === 0n) return Number(whole);
  const fraction = Number((rest * 1_000_000n) / below) / 1e6;
  return Number(whole) + Math.min(Math.max(fraction, LEAST_FRACTION), 1 - LEAST_FRACTION);
}
