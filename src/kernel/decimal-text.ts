/** A double tells any number of so many digits apart from every other (DBL_DIG), where no exponent takes it out of its range. */
const ALWAYS_KEPT = 15;

/** Whether the number that a JSON text writes is the one that a program then has: 9007199254740993, say, would become another. */
export function isKeptExactly(written: string): boolean {
  if (written.length <= ALWAYS_KEPT && !/e/i.test(written)) return true;
  const kept = Number(written);
  if (!Number.isFinite(kept)) return false;
  const [sent, read] = [canonical(written), canonical(String(kept))];
  return sent.digits === read.digits && sent.power === read.power;
}

/**
 * Its digits without the zeros around them, and the power of ten that the last of them stands for: alike for 12.50 and 1.25e1. Without
 * its sign, which is never lost.
 */
function canonical(written: string): { readonly digits: string; readonly power: number } {
  const [mantissa = '', power = '0'] = written.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  let [start, end] = [0, digits.length];
  // A pattern for the zeros at the end would begin anew at each zero before them.
  while (digits[start] === '0') start += 1;
  while (end > start && digits[end - 1] === '0') end -= 1;
  if (start === end) return { digits: '', power: 0 };
  return { digits: digits.slice(start, end), power: Number(power) - fraction.length + (digits.length - end) };
}
