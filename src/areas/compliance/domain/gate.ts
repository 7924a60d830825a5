import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { type EntryState, type Hindrance, hindranceOf, isPositive } from './entry.ts';

/** An entry as the gate looks at it. */
export interface GatedEntry {
  readonly reference: string;
  readonly regime: string;
  readonly document: string | null;
  readonly effect: string;
  /** The place in the order of milestones of the one that it blocks; null where it blocks none. */
  readonly blocksAt: number | null;
  readonly confidential: boolean;
  readonly state: EntryState;
  readonly outcome: string | null;
  readonly validFrom: CalendarDate | null;
  readonly validUntil: CalendarDate | null;
}

export interface HinderingEntry {
  readonly reference: string;
  readonly regime: string;
  readonly document: string | null;
  readonly confidential: boolean;
  readonly why: Hindrance;
}

/** Papers that come into being when the goods have left, and so can't be asked for before. */
const BORN_ON_THE_WAY: readonly string[] = [
  'bill-of-lading',
  'air-waybill',
  'delivery-order',
  'customs-declaration',
  'release-order',
  'packing-list',
];

/** What a milestone asks for: everything that blocks it or one before it. */
export interface Gate {
  readonly reaches: number;
  /** Before the goods leave, what customs will ask of them as well: goods without an exemption stand in the port and cost. */
  readonly leavesFor: number | null;
}

/** What keeps goods from passing a gate on a day. Obligations bind afterwards and keep nothing back. */
export function hindrancesAt(gate: Gate, entries: readonly GatedEntry[], on: CalendarDate): HinderingEntry[] {
  return entries.flatMap((entry) => {
    if (!isAskedFor(gate, entry)) return [];
    const why = hindranceOf({ ...entry, isPositive: isPositive(entry.outcome) }, on);
    if (why === null) return [];
    const { reference, regime, document, confidential } = entry;
    return [{ reference, regime, document, confidential, why }];
  });
}

function isAskedFor({ reaches, leavesFor }: Gate, { effect, blocksAt, document }: GatedEntry): boolean {
  if (effect === 'obligation' || blocksAt === null) return false;
  if (blocksAt <= reaches) return true;
  return leavesFor !== null && blocksAt <= leavesFor && !(document !== null && BORN_ON_THE_WAY.includes(document));
}

/** The gates of a delivery: before it leaves, and where customs lets it go. */
export type GateName = 'leave' | 'release';

export const GATES: Readonly<Record<GateName, { readonly reaches: string; readonly leavesFor: string | null }>> = {
  leave: { reaches: 'shipped', leavesFor: 'customs-cleared' },
  release: { reaches: 'customs-cleared', leavesFor: null },
};
