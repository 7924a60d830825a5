/** Decimal text with at most three decimals as a whole number of thousandths: exact, because digits are only joined. */
export function thousandths(amount: string | null): number {
  const [whole = '0', fraction = ''] = (amount ?? '0').split('.');
  return Number(whole + fraction.padEnd(3, '0').slice(0, 3));
}

/** A whole number of thousandths, not below zero, as decimal text with three decimals. */
export function decimalText(amount: bigint): string {
  const digits = String(amount).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}
