/** How long an API key works where nothing else is asked for, and at most: whoever has gone leaves no key behind for ever. */
const USUAL_DAYS = 90;
export const LONGEST_DAYS = 366;

const DAY = 86_400_000;
const daysAfter = (now: number, days: number): number => now + days * DAY;

export type KeyTermFault = 'in-the-past' | 'out-of-range';

/** When a key ends by itself, or what is wrong with what was asked for; all in milliseconds of the epoch. */
export function keyTerm(now: number, asked: number | undefined): number | KeyTermFault {
  if (asked === undefined) return daysAfter(now, USUAL_DAYS);
  if (asked <= now) return 'in-the-past';
  return asked > daysAfter(now, LONGEST_DAYS) ? 'out-of-range' : asked;
}

/** How many days before a key ends that is told, the earliest first: time to make another and to put it in its place. */
export const WARNING_DAYS = [30, 7] as const;
export type WarningDays = (typeof WARNING_DAYS)[number];

/** A key as far as its end goes, in milliseconds of the epoch. */
interface KeyTerm {
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Of how many days ahead its end was last told. */
  readonly warnedDays: number | null;
}

/** The warning that is due, the nearest one where several were missed; null where none is. Whoever made a key for less than that knew it then. */
export function dueKeyWarning({ createdAt, expiresAt, warnedDays }: KeyTerm, now: number): WarningDays | null {
  if (expiresAt <= now) return null;
  const due = WARNING_DAYS.filter((days) => {
    const at = daysAfter(expiresAt, -days);
    return createdAt < at && at <= now && (warnedDays === null || days < warnedDays);
  });
  return due.at(-1) ?? null;
}

/** Whole days until a key ends by itself; null where it has ended. */
export const daysLeft = (expiresAt: number, now: number): number | null => (expiresAt <= now ? null : Math.floor((expiresAt - now) / DAY));
