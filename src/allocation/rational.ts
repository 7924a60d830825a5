/** A fraction; `below` is above 0. */
export interface Rational {
  readonly above: bigint;
  readonly below: bigint;
}

const LARGEST_DENOMINATOR = 1_000_000;
const LARGEST_COMMON = 10n ** 15n;
/** Where no small fraction is near: a grid fine enough to leave the rounding of binary fractions behind. */
const GRID = 2n ** 40n;

/**
 * The simplest fraction within the rounding of a solver, by continued fractions: what a solver answers in binary fractions is near a
 * fraction of small whole numbers wherever its program has small ones.
 */
export function nearRational(value: number): Rational {
  const tolerance = Math.abs(value) * 1e-11 + 1e-9;
  let [above, aboveBefore] = [Math.floor(value), 1];
  let [below, belowBefore] = [1, 0];
  let rest = value - above;
  while (Math.abs(above / below - value) > tolerance) {
    const inverse = 1 / rest;
    const whole = Math.floor(inverse);
    rest = inverse - whole;
    [above, aboveBefore] = [whole * above + aboveBefore, above];
    [below, belowBefore] = [whole * below + belowBefore, below];
    if (below > LARGEST_DENOMINATOR || !Number.isSafeInteger(above)) return { above: onGrid(value), below: GRID };
  }
  return { above: BigInt(above), below: BigInt(below) };
}

/** Numerators over one denominator: exactly where that stays small, else on the grid. */
export function overOneDenominator(given: Iterable<number>): { readonly numerators: bigint[]; readonly denominator: bigint } {
  const values = [...given];
  const fractions = values.map(nearRational);
  let denominator = 1n;
  for (const { below } of fractions) {
    denominator = (denominator / gcd(denominator, below)) * below;
    if (denominator > LARGEST_COMMON) return { numerators: values.map(onGrid), denominator: GRID };
  }
  return { numerators: fractions.map(({ above, below }) => above * (denominator / below)), denominator };
}

function onGrid(value: number): bigint {
  const whole = Math.floor(value);
  return BigInt(whole) * GRID + BigInt(Math.round((value - whole) * Number(GRID)));
}

function gcd(one: bigint, other: bigint): bigint {
  let [a, b] = [one, other];
  while (b > 0n) [a, b] = [b, a % b];
  return a;
}
