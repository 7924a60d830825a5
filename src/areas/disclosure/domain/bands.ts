/** A range of quantities that stands for the exact one; `to` is null for the open last band. */
export interface QuantityBand {
  readonly from: number;
  readonly to: number | null;
}

/** Lower ends of the bands. Wide enough that a band never tells a post's strength, narrow enough to plan a contribution. */
const LOWER_ENDS = [1, 5, 10, 25, 50, 100, 250, 500, 1000] as const;

/** The band that a quantity falls in: 7 → 5 to 9. Zero has no band, because nothing is asked. */
export function bandOf(quantity: number): QuantityBand | null {
  if (quantity < 1) return null;
  const index = LOWER_ENDS.findLastIndex((end) => end <= quantity);
  const next = LOWER_ENDS[index + 1];
  return { from: LOWER_ENDS[index] ?? 1, to: next === undefined ? null : next - 1 };
}

/** What the disclosed view of a need reckons with: the top of the band, so that nothing finer can be inferred. */
export const topOf = (band: QuantityBand): number => band.to ?? Number.MAX_SAFE_INTEGER;
