import { assert } from './assert.ts';
import { Refusal } from './refusal.ts';

declare const inSteps: unique symbol;
declare const inUnits: unique symbol;

/**
 * A quantity as the service holds and reckons with it: whole steps of 10^-decimals of the item's unit of measure, a safe integer. 12.5
 * litres, of a unit with three decimals, are 12500. Whoever reckons with steps says so by {@link steps}: a plain number is none.
 */
export type Steps = number & { readonly [inSteps]: true };

/** A quantity as it is told outside: a decimal number of the unit of measure, of no more places than the unit has. */
export type Quantity = number & { readonly [inUnits]: true };

/** How many places a unit of measure has: 0 for pieces, 3 for litres. */
export const DECIMALS = [0, 1, 2, 3] as const;
export type Decimals = (typeof DECIMALS)[number];

export const MOST_DECIMALS: Decimals = 3;

/** The most that anybody may name, in whole units: sums of steps of it stay far inside what numbers hold exactly. */
export const MOST_UNITS = 1_000_000_000;

/** What was reckoned with steps is steps again; throws where it isn't a safe whole number, which is a fault of ours. */
export function steps(reckoned: number): Steps {
  assert(Number.isSafeInteger(reckoned), `${reckoned} is no number of steps`);
  return reckoned as Steps;
}

export const NO_STEPS = steps(0);
export const ONE_STEP = steps(1);

const STEPS_PER_UNIT: Readonly<Record<Decimals, number>> = { 0: 1, 1: 10, 2: 100, 3: 1000 };

/** How many steps make a whole unit. */
export const stepsPerUnit = (decimals: Decimals): number => STEPS_PER_UNIT[decimals];

/** More places than any unit has, of a fraction that nobody asks the digits of. */
const TINY = '0000001';

/**
 * Decimal digits before and after the point, without the noise that binary fractions leave behind: 0.1 + 0.2 is 0.3. Fifteen digits are
 * those that every double keeps, and three more than the largest quantity needs.
 */
function digitsOf(quantity: number): { readonly whole: string; readonly fraction: string } {
  const text = quantity.toPrecision(15);
  // Beyond fifteen digits, and below a millionth, it is written with an exponent.
  if (text.includes('e+')) return { whole: String(BigInt(Math.trunc(quantity))), fraction: Number.isInteger(quantity) ? '' : TINY };
  if (text.includes('e')) return { whole: '0', fraction: TINY };
  const [whole = '0', fraction = ''] = text.split('.');
  return { whole, fraction: fraction.replace(/0+$/, '') };
}

/** Whether a number has no more decimal places than these. */
export const hasAtMost = (decimals: number, quantity: number): boolean => digitsOf(quantity).fraction.length <= decimals;

/** A decimal number of units in steps; null where it has more places than the unit. By its digits, and by no binary fraction. */
export function parseSteps(quantity: number, decimals: Decimals): Steps | null {
  const { whole, fraction } = digitsOf(quantity);
  return fraction.length > decimals ? null : steps(Number(whole + fraction.padEnd(decimals, '0')));
}

/** The border in: a quantity that somebody gave, in steps. Refuses more places than the unit has, at the field that gave it. */
export function stepsFrom(quantity: number, decimals: Decimals, pointer: string): Steps {
  const parsed = parseSteps(quantity, decimals);
  if (parsed === null) {
    throw new Refusal('invalid-field', { fields: [{ pointer, code: 'too-many-decimals', limit: String(decimals) }] });
  }
  return parsed;
}

/** The same where a quantity goes for lines of several units, such as the least that a donor gives at once: no less than it in steps. */
export function stepsAtLeast(quantity: number, decimals: Decimals): Steps {
  const { whole, fraction } = digitsOf(quantity);
  const exact = steps(Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0')));
  return /[1-9]/.test(fraction.slice(decimals)) ? steps(exact + 1) : exact;
}

/** The border out: steps as a decimal number of the unit. The nearest double, which every reader prints as the decimal that it is. */
export const quantityOf = (held: Steps, decimals: Decimals): Quantity => (held / stepsPerUnit(decimals)) as Quantity;

/** Of every field the quantity, where a shape holds nothing but steps. */
export function quantitiesOf<Shape extends object>(
  held: Shape & { readonly [K in keyof Shape]: Steps },
  decimals: Decimals,
): { readonly [K in keyof Shape]: Quantity } {
  const told: Record<string, number> = { ...held };
  // A step of a piece is the piece. Most lines are of pieces, and lists of them are long.
  if (decimals > 0) for (const field in told) told[field] = quantityOf(told[field] as Steps, decimals);
  return told as { [K in keyof Shape]: Quantity };
}

/** Steps of one unit at another number of places, never fewer; exact, for it only appends zeros. */
export const atDecimals = (held: Steps, decimals: Decimals, finer: Decimals): Steps =>
  steps(held * stepsPerUnit((finer - decimals) as Decimals));
