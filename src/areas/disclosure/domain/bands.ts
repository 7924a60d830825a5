import { type Decimals, ONE_STEP, type Quantity, quantityOf, type Steps, steps, stepsPerUnit } from '../../../kernel/quantity.ts';

/** A range of quantities that stands for the exact one; `to` is null for the open last band. */
export interface QuantityBand {
  readonly from: Quantity;
  readonly to: Quantity | null;
}

/** The same in steps, for reckoning. */
interface StepsBand {
  readonly from: Steps;
  readonly to: Steps | null;
}

/** Lower ends of the bands in whole units. Wide enough that a band never tells a post's strength, narrow enough to plan a contribution. */
const LOWER_ENDS = [1, 5, 10, 25, 50, 100, 250, 500, 1000] as const;

const endsInSteps = (decimals: Decimals): readonly Steps[] =>
  LOWER_ENDS.map((end, index) => (index === 0 ? ONE_STEP : steps(end * stepsPerUnit(decimals))));

/** The same in steps, by the places of the unit. */
const ENDS_IN_STEPS: Readonly<Record<Decimals, readonly Steps[]>> = {
  0: endsInSteps(0),
  1: endsInSteps(1),
  2: endsInSteps(2),
  3: endsInSteps(3),
};

/**
 * The band that a quantity falls in: 7 pieces → 5 to 9, and 4.5 litres → up to 4.999, one step before the next band. The first band begins
 * with one step. Zero has no band, because nothing is asked.
 */
function stepsBandOf(quantity: Steps, decimals: Decimals): StepsBand | null {
  if (quantity < 1) return null;
  const ends = ENDS_IN_STEPS[decimals];
  const index = ends.findLastIndex((end) => end <= quantity);
  const next = ends[index + 1];
  return { from: ends[index] ?? ONE_STEP, to: next === undefined ? null : steps(next - 1) };
}

const shown = (band: StepsBand | null, decimals: Decimals): QuantityBand | null =>
  band && { from: quantityOf(band.from, decimals), to: band.to === null ? null : quantityOf(band.to, decimals) };

export const bandOf = (quantity: Steps, decimals: Decimals): QuantityBand | null => shown(stepsBandOf(quantity, decimals), decimals);

/**
 * The band of what is still open to one of those who give: of what the others leave, less what it holds itself. A band of the rest alone would be
 * crossed by each change of one's own quantity, and so tell in the end what the others hold to the last piece; this one moves with one's own
 * quantity and changes with the others' alone. None where nothing is open.
 */
function openStepsBandOf(open: Steps, ownHeld: Steps, decimals: Decimals): StepsBand | null {
  if (open < 1) return null;
  const left = stepsBandOf(steps(open + ownHeld), decimals);
  return (
    left && {
      from: steps(Math.max(ONE_STEP, left.from - ownHeld)),
      to: left.to === null ? null : steps(left.to - ownHeld),
    }
  );
}

export const openBandOf = (open: Steps, ownHeld: Steps, decimals: Decimals): QuantityBand | null =>
  shown(openStepsBandOf(open, ownHeld, decimals), decimals);

/** What the disclosed view of a need reckons with: the top of that band, so that nothing finer can be inferred. None of nothing. */
export function topOfOpenBand(open: Steps, ownHeld: Steps, decimals: Decimals): Steps {
  const band = openStepsBandOf(open, ownHeld, decimals);
  return band === null ? steps(0) : (band.to ?? steps(Number.MAX_SAFE_INTEGER));
}
