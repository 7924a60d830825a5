const MINUTE = 60_000;
const WINDOW = 15 * MINUTE;
const LONGEST_LOCK = 24 * 60 * MINUTE;

/** After how many failures within the window the key is locked. */
export const TOLERANCE = { account: 5, address: 30 } as const;
export type ThrottledKind = keyof typeof TOLERANCE;

/** Times are milliseconds since the epoch. */
export interface ThrottleState {
  readonly failures: number;
  readonly windowStartedAt: number;
  readonly lockedUntil: number | null;
}

/** Seconds until a key may try again; 0 when it may now. */
export const secondsLocked = (state: ThrottleState | null, now: number): number =>
  Math.max(0, Math.ceil(((state?.lockedUntil ?? 0) - now) / 1000));

/**
 * The state after one more failure. Failures count within a quarter of an hour; the tolerance reached locks for a quarter of
 * an hour, and each further failure after that doubles it, up to a day.
 */
export function afterFailure(kind: ThrottledKind, state: ThrottleState | null, now: number): ThrottleState {
  const expired = state === null || now - Math.max(state.windowStartedAt, state.lockedUntil ?? 0) > WINDOW;
  const failures = expired ? 1 : state.failures + 1;
  const excess = failures - TOLERANCE[kind];
  return {
    failures,
    windowStartedAt: expired ? now : state.windowStartedAt,
    lockedUntil: excess < 0 ? null : now + Math.min(LONGEST_LOCK, WINDOW * 2 ** Math.min(excess, 10)),
  };
}
