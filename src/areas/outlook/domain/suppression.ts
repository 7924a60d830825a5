import { ENOUGH_UNITS } from './durations.ts';

/**
 * Which rows of a table are too small to be told to this reader: those over fewer than three units, and, where only one is, the
 * next smallest as well, for a single gap could be filled in from the rest (secondary suppression of complementary cells).
 */
export function smallCells<Row>(rows: readonly Row[], unitsOf: (row: Row) => number): ReadonlySet<Row> {
  const small = new Set(rows.filter((row) => unitsOf(row) < ENOUGH_UNITS));
  if (small.size !== 1) return small;
  const rest = rows.filter((row) => !small.has(row));
  const next = rest.reduce<Row | null>((least, row) => (least === null || unitsOf(row) < unitsOf(least) ? row : least), null);
  return next === null ? small : small.add(next);
}
