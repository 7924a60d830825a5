/** How long an API key works where nothing else is asked for, and at most: whoever has gone leaves no key behind for ever. */
const USUAL_DAYS = 90;
export const LONGEST_DAYS = 366;

const daysAfter = (now: number, days: number): number => now + days * 86_400_000;

export type KeyTermFault = 'in-the-past' | 'out-of-range';

/** When a key ends by itself, or what is wrong with what was asked for; all in milliseconds of the epoch. */
export function keyTerm(now: number, asked: number | undefined): number | KeyTermFault {
  if (asked === undefined) return daysAfter(now, USUAL_DAYS);
  if (asked <= now) return 'in-the-past';
  return asked > daysAfter(now, LONGEST_DAYS) ? 'out-of-range' : asked;
}
