/** Exact fractions, so that a third of a course three times is one course and not a little more. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };

/** How finely the catalogue may state a quantity: six decimals. */
const MILLIONTHS = 1_000_000;
const scaled = (value: number): bigint => BigInt(Math.round(value * MILLIONTHS));

/** So many things, each needing `quantity` for every `per`. */
export const shareOf = (things: number, { quantity, per }: { readonly quantity: number; readonly per: number }): Fraction => ({
  numerator: BigInt(things) * scaled(quantity),
  denominator: scaled(per),
});

export const add = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.denominator + b.numerator * a.denominator,
  denominator: a.denominator * b.denominator,
});

/** The least whole number that is not less; for fractions that are not negative. */
export const roundUp = ({ numerator, denominator }: Fraction): number => Number((numerator + denominator - 1n) / denominator);
