/** What has become of one numbered piece; the counters of its line say the same in sums. */
export const SERIAL_OUTCOMES = ['under-way', 'accepted', 'rejected', 'lost', 'returned'] as const;
export type SerialOutcome = (typeof SERIAL_OUTCOMES)[number];

/** How many pieces of a line are dealt with, and which of them by number. */
export interface Dealt {
  readonly quantity: number;
  readonly serials: readonly string[];
}

export interface SerialFault {
  readonly of: 'rejected' | 'lost' | 'returned' | 'accepted';
  readonly code: 'serial-unknown' | 'more-serials-than-pieces' | 'serials-unaccounted' | 'named-twice';
}

/**
 * Holds the numbers of a receipt against the packing list: each named piece is under way, no outcome names more pieces than it
 * counts, and the numbered pieces that nobody named fit among the accepted. Where every piece has its number, each rejected and
 * each lost one is thereby named.
 */
export function serialFaults(underWay: readonly string[], accepted: number, rejected: Dealt, lost: Dealt): SerialFault[] {
  const faults: SerialFault[] = [];
  for (const [of, { quantity, serials }] of [
    ['rejected', rejected],
    ['lost', lost],
  ] as const) {
    if (serials.some((serial) => !underWay.includes(serial))) faults.push({ of, code: 'serial-unknown' });
    if (serials.length > quantity) faults.push({ of, code: 'more-serials-than-pieces' });
  }
  const named = new Set([...rejected.serials, ...lost.serials]);
  if (named.size < rejected.serials.length + lost.serials.length) faults.push({ of: 'lost', code: 'named-twice' });
  if (faults.length === 0 && underWay.length - named.size > accepted) faults.push({ of: 'accepted', code: 'serials-unaccounted' });
  return faults;
}

/** The same for what is taken off the way: the pieces left must be able to hold the numbers left. */
export function takenOffFaults(underWay: readonly string[], left: number, taken: Dealt, of: 'lost' | 'returned'): SerialFault[] {
  if (new Set(taken.serials).size < taken.serials.length) return [{ of, code: 'named-twice' }];
  if (taken.serials.some((serial) => !underWay.includes(serial))) return [{ of, code: 'serial-unknown' }];
  if (taken.serials.length > taken.quantity) return [{ of, code: 'more-serials-than-pieces' }];
  return underWay.length - taken.serials.length > left ? [{ of, code: 'serials-unaccounted' }] : [];
}
