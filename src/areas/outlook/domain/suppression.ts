import { ENOUGH_UNITS } from '../../../kernel/enough-units.ts';

/**
 * Which rows of a table are too small to be told to this reader: those over fewer than three units, and where there is one the next smallest as
 * well (secondary suppression of complementary cells): what the rest leaves of the whole, as shares tell it, is then never over fewer than
 * three. Two small rows alone don't suffice, for one unit may stand behind both.
 */
export function smallCells<Row>(rows: readonly Row[], unitsOf: (row: Row) => number): ReadonlySet<Row> {
  const small = new Set(rows.filter((row) => unitsOf(row) < ENOUGH_UNITS));
  if (small.size === 0) return small;
  const rest = rows.filter((row) => !small.has(row));
  const next = rest.reduce<Row | null>((least, row) => (least === null || unitsOf(row) < unitsOf(least) ? row : least), null);
  return next === null ? small : small.add(next);
}
