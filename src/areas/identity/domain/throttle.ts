const MINUTE = 60_000;
const WINDOW = 15 * MINUTE;
const DAY = 24 * 60 * MINUTE;

/**
 * What is counted, and after how many failures within the window it is locked. `here`: one account at one place. `elsewhere`: one account
 * at all places where it never signed in, together. `address`: everything from one network. The last two bind only where an account is
 * unfamiliar: where it has signed in before, nobody's guesses but those made there can lock it (NIST SP 800-63B, 5.2.2; OWASP, Device
 * Cookies).
 */
export const TOLERANCE = { here: 5, elsewhere: 10, address: 30 } as const;
export type ThrottledKind = keyof typeof TOLERANCE;
export const THROTTLED_KINDS = ['here', 'elsewhere', 'address'] as const satisfies readonly ThrottledKind[];

/** Times are milliseconds since the epoch. A lock that has ended stays on record: the next one is longer for it. */
export interface ThrottleState {
  readonly failures: number;
  readonly windowStartedAt: number;
  readonly lockedUntil: number | null;
}

/** Seconds until a key may try again; 0 when it may now. */
export const secondsLocked = (state: ThrottleState | null, now: number): number =>
  Math.max(0, Math.ceil(((state?.lockedUntil ?? 0) - now) / 1000));

/**
 * The state after one more failure.
 *
 * Each failure opens the window anew, so that the tolerated number within any quarter of an hour locks; a window that stood
 * fixed at the first failure would let nearly twice as many through across its end. A lock lasts a quarter of an hour; for an
 * account each following one lasts twice as long, up to a day, until a day has passed without a lock. For an address it
 * doesn't grow: a whole office may be behind it. Nothing counts while the lock lasts, since nothing is tried then: guesses
 * that were already under way can't lengthen it.
 */
export function afterFailure(kind: ThrottledKind, state: ThrottleState | null, now: number): ThrottleState {
  if (state !== null && secondsLocked(state, now) > 0) return state;
  const past = state === null || isForgotten(state, now) ? null : state;
  const tolerance = TOLERANCE[kind];
  const failures = (past ? countOn(past, tolerance, now) : 0) + 1;
  if (failures % tolerance !== 0) return { failures, windowStartedAt: now, lockedUntil: past?.lockedUntil ?? null };
  const doublings = kind === 'address' ? 0 : Math.min(failures / tolerance - 1, 10);
  return { failures, windowStartedAt: now, lockedUntil: now + Math.min(DAY, WINDOW * 2 ** doublings) };
}

/** The failures that still count: those that led to a lock, and those after it while the window lasts. */
function countOn(past: ThrottleState, tolerance: number, now: number): number {
  return isWindowOver(past, now) ? past.failures - (past.failures % tolerance) : past.failures;
}

const isWindowOver = (state: ThrottleState, now: number): boolean => now - state.windowStartedAt > WINDOW;

/** Whether nothing of a key's past matters any more, so that its record may as well be gone. */
export const isForgotten = (state: ThrottleState, now: number): boolean =>
  isWindowOver(state, now) && (state.lockedUntil === null || now - state.lockedUntil > DAY);

/**
 * Whether an administrator has opened the account so lately that locks of networks don't bind it: whoever renews such a lock again and
 * again can't keep somebody out whom the administrator let in. Guesses at the account itself count all the same.
 */
export const isLatelyUnlocked = (unlockedAt: Date | null, now: Date): boolean =>
  unlockedAt !== null && now.getTime() - unlockedAt.getTime() < DAY;

/** What stands for an address: IPv4 as it is, IPv6 by its first 64 bits, of which one household has all the rest to itself. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
