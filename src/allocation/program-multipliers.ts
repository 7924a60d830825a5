import type { Conditions } from './conditions.ts';
import { type DenseInstance, nameOfTier } from './dense-instance.ts';
import type { IntegerProgram } from './integer-program.ts';
import type { PartProgram, RowOf } from './part-program.ts';
import type { Multipliers } from './proof.ts';
import type { ExactPrices } from './relaxation.ts';

/** A program whose rows are conditions, with what names them. */
export interface ProgramOfPart {
  readonly instance: DenseInstance;
  readonly conditions: Conditions;
  readonly program: PartProgram;
}

/** Prices of rows as multipliers, in the signs that the checker wants; what the rounding of a solver left of the wrong sign is 0. */
export function multipliersOf({ instance, program, conditions }: ProgramOfPart, prices: ExactPrices, scale = 1n): Multipliers {
  const tied = new Set(conditions.groups.flat());
  const whole = new Set(conditions.wholeOffers);
  const found: Record<Exclude<keyof Multipliers, 'denominator'>, { id?: string; need?: string; tier?: number | null; by: bigint }[]> = {
    needs: [],
    offers: [],
    budgets: [],
    sharedBudgets: [],
    caps: [],
    floors: [],
    packages: [],
    tiers: [],
  };
  for (const [row, of] of program.rows.entries()) {
    const by = (prices.numerators[row] ?? 0n) * scale;
    if (of === null || by === 0n) continue;
    const { kind, name, isFree, isLeast } = nameOf(instance, of, tied, whole);
    const signed = isLeast ? -by : by;
    if (isFree || signed > 0n) found[kind].push({ ...name, by: signed });
  }
  return { denominator: prices.denominator, ...found } as Multipliers;
}

function nameOf({ needIds, offerIds }: DenseInstance, of: RowOf, tied: ReadonlySet<number>, whole: ReadonlySet<number>) {
  const row = <Name>(kind: Exclude<keyof Multipliers, 'denominator'>, name: Name, rule: { isFree?: boolean; isLeast?: boolean } = {}) => ({
    kind,
    name,
    isFree: rule.isFree ?? false,
    isLeast: rule.isLeast ?? false,
  });
  if ('package' in of) return row('packages', { id: of.package, need: needIds[of.need] as string }, { isFree: true });
  if ('need' in of) return row('needs', { id: needIds[of.need] as string }, { isFree: tied.has(of.need) });
  if ('offer' in of) return row('offers', { id: offerIds[of.offer] as string }, { isFree: whole.has(of.offer) });
  if ('budget' in of) return row('budgets', { id: offerIds[of.budget] as string });
  if ('sharedBudget' in of) return row('sharedBudgets', { id: of.sharedBudget });
  if ('cap' in of) return row('caps', { id: of.cap });
  if ('floor' in of) return row('floors', { id: of.floor }, { isLeast: true });
  return row('tiers', { tier: nameOfTier(of.tier) }, { isLeast: true });
}

/** A row that can't hold whatever its columns are shows by itself that nothing is feasible: solvers find that before they have prices. */
export function pricesOfImpossibleRow(
  { rowStarts, columns, coefficients, rowLeast, rowMost }: IntegerProgram,
  columnLeast: Float64Array,
  columnMost: Float64Array,
): ExactPrices {
  const numerators = Array.from(rowLeast, () => 0n);
  for (let row = 0; row < numerators.length; row += 1) {
    let [least, most] = [0, 0];
    for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry += 1) {
      const column = columns[entry] as number;
      const coefficient = coefficients[entry] as number;
      const ends = [coefficient * (columnLeast[column] as number), coefficient * (columnMost[column] as number)];
      least += Math.min(...ends);
      most += Math.max(...ends);
    }
    if (most >= (rowLeast[row] as number) && least <= (rowMost[row] as number)) continue;
    numerators[row] = 1n;
    break;
  }
  return { numerators, denominator: 1n };
}
