import { foldIdentifier } from '../../../kernel/folding.ts';

/** What has become of one numbered piece; the counters of its line say the same in sums. */
export const SERIAL_OUTCOMES = ['under-way', 'accepted', 'rejected', 'lost', 'returned'] as const;
export type SerialOutcome = (typeof SERIAL_OUTCOMES)[number];

/** A piece of which that has become is on its way or in its unit's hands: it can't be packed again before it comes back. */
export const GIVEN_OUTCOMES = ['under-way', 'accepted'] as const satisfies readonly SerialOutcome[];

/** The numbers that somebody names, spelled as the packing list spells them; one that isn't on it stays as it was named. */
export function spelledAsPacked(packed: readonly string[], named: readonly string[]): string[] {
  const spellings = new Map(packed.map((serial) => [foldIdentifier(serial), serial]));
  return named.map((serial) => spellings.get(foldIdentifier(serial)) ?? serial);
}

/** How many pieces of a line are dealt with, and which of them by number. */
export interface Dealt {
  readonly quantity: number;
  readonly serials: readonly string[];
}

export interface SerialFault {
  readonly of: 'rejected' | 'lost' | 'returned' | 'accepted';
  readonly code: 'serial-unknown' | 'more-serials-than-pieces' | 'serials-unaccounted' | 'named-twice';
}

/** What a receipt says of a line: how many pieces and, where it names them, which. */
export interface DealtByReceipt {
  readonly accepted: Dealt;
  readonly rejected: Dealt;
  readonly lost: Dealt;
  /** How many pieces stay in transit after it. */
  readonly left: number;
}

/** The numbered pieces that a receipt accepts: those that it names, and where nothing stays in transit all that it doesn't name otherwise. */
export function acceptedSerials(underWay: readonly string[], { accepted, rejected, lost, left }: DealtByReceipt): string[] {
  if (left > 0) return [...accepted.serials];
  return underWay.filter((serial) => !rejected.serials.includes(serial) && !lost.serials.includes(serial));
}

/**
 * Holds the numbers of a receipt against the packing list: each named piece is under way, no outcome names more pieces than it
 * counts, and the numbered pieces that nobody named fit among those left in transit, or among the accepted where none are. Where every
 * piece has its number and all are accounted for, each rejected and each lost one is thereby named.
 */
export function serialFaults(underWay: readonly string[], dealt: DealtByReceipt): SerialFault[] {
  const faults: SerialFault[] = [];
  const { accepted, rejected, lost, left } = dealt;
  const outcomes = [
    ['accepted', accepted],
    ['rejected', rejected],
    ['lost', lost],
  ] as const;
  for (const [of, { quantity, serials }] of outcomes) {
    if (serials.some((serial) => !underWay.includes(serial))) faults.push({ of, code: 'serial-unknown' });
    if (serials.length > quantity) faults.push({ of, code: 'more-serials-than-pieces' });
  }
  const named = outcomes.flatMap(([, { serials }]) => serials);
  const distinct = new Set(named);
  if (distinct.size < named.length) faults.push({ of: 'lost', code: 'named-twice' });
  if (faults.length > 0) return faults;
  const unnamed = underWay.length - distinct.size;
  const room = left > 0 ? left : accepted.quantity - accepted.serials.length;
  return unnamed > room ? [{ of: 'accepted', code: 'serials-unaccounted' }] : [];
}

/** The same for what is taken off the way: the pieces left must be able to hold the numbers left. */
export function takenOffFaults(underWay: readonly string[], left: number, taken: Dealt, of: 'lost' | 'returned'): SerialFault[] {
  if (new Set(taken.serials).size < taken.serials.length) return [{ of, code: 'named-twice' }];
  if (taken.serials.some((serial) => !underWay.includes(serial))) return [{ of, code: 'serial-unknown' }];
  if (taken.serials.length > taken.quantity) return [{ of, code: 'more-serials-than-pieces' }];
  return underWay.length - taken.serials.length > left ? [{ of, code: 'serials-unaccounted' }] : [];
}
