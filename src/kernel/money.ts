import { decimalsOfCurrency } from './currency.ts';
import { type Decimals, type Steps, stepsPerUnit } from './quantity.ts';

/*
 * Money is decimal text and a currency, reckoned in whole thousandths of the currency's unit: no currency has finer ones. Two currencies are
 * never added. What is converted is so by a rate that somebody recorded, and rounded against the promise: up to the next minor unit where
 * something is taken of a ceiling.
 */

/** A sum: decimal text, with as many places as its currency has, and its ISO 4217 code. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** Decimal text with at most three decimals as a whole number of thousandths: exact, because digits are only joined. */
export function exactThousandths(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(3, '0').slice(0, 3));
}

/** How many thousandths the smallest amount of a currency is. */
const thousandthsPerMinorUnit = (currency: string): bigint => 10n ** BigInt(3 - decimalsOfCurrency(currency));

/** Whether an amount has no more places than its currency. Zeros beyond them say nothing, and are let pass. */
export const hasPlacesOf = ({ amount, currency }: Money): boolean => exactThousandths(amount) % thousandthsPerMinorUnit(currency) === 0n;

/** Whole thousandths as decimal text of a currency, rounded down or up to what it has. */
export function writtenThousandths(thousandths: bigint, currency: string, rounding: 'down' | 'up'): string {
  const unit = thousandthsPerMinorUnit(currency);
  const minor = rounding === 'up' ? ceilDivide(thousandths, unit) : thousandths / unit;
  const places = decimalsOfCurrency(currency);
  if (places === 0) return String(minor);
  const digits = String(minor).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The same sum with all the places of its currency: `310.5` and `310.500` of a euro are `310.50`. */
export const written = ({ amount, currency }: Money): Money => ({
  amount: writtenThousandths(exactThousandths(amount), currency, 'down'),
  currency,
});

/** A sum as two columns keep it; null where there is none. */
export const moneyOf = (amount: string | null, currency: string | null): Money | null =>
  amount === null || currency === null ? null : written({ amount, currency });

/** So much of the second currency is worth so much of the first: a fraction of whole numbers, so that nothing is lost on the way. */
export interface Factor {
  readonly over: bigint;
  readonly under: bigint;
}
export const AS_IT_IS: Factor = { over: 1n, under: 1n };

/** What one unit of the base is worth of the quoted currency, as somebody recorded it: decimal text. */
export interface RateOfPair {
  readonly base: string;
  readonly quote: string;
  readonly rate: string;
}

/**
 * What amounts in one currency are multiplied by to be amounts in another. A rate holds both ways round; nothing is converted over a third
 * currency. Null where the rate is of another pair.
 */
export function factorOf({ base, quote, rate }: RateOfPair, from: string, to: string): Factor | null {
  const [whole = '0', fraction = ''] = rate.split('.');
  const over = BigInt(whole + fraction);
  const under = 10n ** BigInt(fraction.length);
  if (base === from && quote === to) return { over, under };
  return base === to && quote === from ? { over: under, under: over } : null;
}

/** What a quantity takes of a ceiling in this currency, at so many thousandths of another a whole unit: exact, and then up to its next minor unit. */
export function priceOf(unitCost: number, quantity: Steps, decimals: Decimals, factor: Factor, currency: string): string {
  const under = BigInt(stepsPerUnit(decimals)) * factor.under;
  return writtenThousandths(ceilDivide(BigInt(unitCost) * BigInt(quantity) * factor.over, under), currency, 'up');
}

/** What a whole unit takes, in thousandths of the other currency, up to the next one. */
export const unitCostIn = (unitCost: number, { over, under }: Factor): number => Number(ceilDivide(BigInt(unitCost) * over, under));

const ceilDivide = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;
