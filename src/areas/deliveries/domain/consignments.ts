import { endOfJourney, inTransit, type QuantityBalances } from './quantity-balances.ts';
import { DELIVERY_TRANSITIONS, type DeliveryEvent, type DeliveryState, UNSHIPPED_STATES } from './delivery.ts';

/** Where one consignment of a delivery stands, in the order of its way; the last five end it or hold it. */
export const CONSIGNMENT_STATES = [
  'planned',
  'cleared',
  'packed',
  'shipped',
  'arrived',
  'at-customs',
  'released',
  'in-transit',
  'received',
  'lost',
  'returned',
  'seized',
  'cancelled',
] as const satisfies readonly DeliveryState[];
export type ConsignmentState = (typeof CONSIGNMENT_STATES)[number];

/** States of a consignment of which nothing is to come any more. */
export const ENDED_STATES: readonly ConsignmentState[] = ['received', 'lost', 'returned', 'cancelled'];

export const hasEnded = (state: ConsignmentState): boolean => ENDED_STATES.includes(state);
/** Whether it is still to leave: it can be arranged, packed and cancelled. */
export const isWaiting = (state: ConsignmentState): boolean => UNSHIPPED_STATES.includes(state);
export const hasLeft = (state: ConsignmentState): boolean => !isWaiting(state) && state !== 'cancelled';

/** Whether it has come as far as the port of entry, however it went on from there. */
export const hasArrived = (state: ConsignmentState): boolean => rank(state) >= rank('arrived');

/** Whether customs may have released it: nothing of the kind is on record of what stands before. */
export const isPastCustoms = (state: ConsignmentState): boolean => rank(state) >= rank('released');

/** Whether one state comes before another on the way. */
export const isBehind = (state: ConsignmentState, other: ConsignmentState): boolean => rank(state) < rank(other);

interface Stands {
  readonly state: ConsignmentState;
  /** Where it stood before its last step or, where it has come to an end, before that. */
  readonly stoodAt: ConsignmentState | null;
}

/** Where a consignment stands of which something is under way: where it stands or, where it had come to an end, where it stood before that. */
export const stillUnderWay = ({ state, stoodAt }: Stands): ConsignmentState => (hasEnded(state) ? (stoodAt ?? 'in-transit') : state);

/**
 * Whether a consignment goes back to a state: to one before it on the way, or from its end to where it stood before that. To come to an end
 * is never the way back, nor is one end after another.
 */
export const goesBackTo = (state: ConsignmentState, from: ConsignmentState): boolean =>
  !hasEnded(state) && (hasEnded(from) || isBehind(state, from));

/** Events on the way: each happens to consignments, and moves the delivery with them. What follows a receipt is the delivery's own. */
const OF_DELIVERIES: readonly DeliveryEvent[] = ['hand-over', 'verify'];
export const isOfConsignments = (event: DeliveryEvent): boolean => !OF_DELIVERIES.includes(event);

/** Whether one consignment takes an event; the table is that of deliveries, for a delivery of one consignment is the usual case. */
export const takes = (state: ConsignmentState, event: DeliveryEvent): boolean => DELIVERY_TRANSITIONS[event][state] !== null;

/** What moving on makes of a consignment; null where the event doesn't concern it. */
export function movedBy(state: ConsignmentState, event: DeliveryEvent): ConsignmentState | null {
  const next = DELIVERY_TRANSITIONS[event][state];
  return CONSIGNMENT_STATES.find((one) => one === next) ?? null;
}

/**
 * Whether a step takes what stands here past customs: by its release, or from its arrival on without one. What a release needs is needed for
 * either, for that none stood in its way isn't the word of whoever moves or receives it alone.
 */
export function passesCustoms(state: ConsignmentState, event: 'release' | 'move-inland' | 'receive-all'): boolean {
  const next = movedBy(state, event);
  return next !== null && !isPastCustoms(state) && isPastCustoms(next);
}

/** What becomes of a consignment on its way when these are its balances: nothing while anything of it is still under way. */
export function endOfConsignment(lines: readonly QuantityBalances[], endedBy: 'lose' | 'return-to-donor'): ConsignmentState | null {
  if (lines.some((line) => inTransit(line) > 0)) return null;
  if (lines.some((line) => line.accepted + line.rejected > 0)) return 'received';
  return endedBy === 'lose' ? 'lost' : 'returned';
}

/**
 * Where a delivery stands, from its consignments and its balances. While one is open: as far as the one furthest ahead has come,
 * and seized where all that is open is. When none is: received, received in part, or the way it ended; cancelled, where nothing left.
 * The database derives the same where the end of a match takes consignments away (`wasl.state_of_delivery`).
 */
export function stateOfDelivery(
  consignments: readonly ConsignmentState[],
  lines: readonly QuantityBalances[],
  endedBy: 'lose' | 'return-to-donor',
): DeliveryState {
  const open = consignments.filter((state) => !hasEnded(state));
  if (open.length === 0) {
    if (consignments.every((state) => state === 'cancelled')) return 'cancelled';
    const end = endOfJourney(lines, endedBy) ?? 'receive-part';
    return END_STATES[end];
  }
  const moving = open.filter((state) => state !== 'seized');
  if (moving.length === 0) return 'seized';
  const come: readonly ConsignmentState[] = consignments.includes('received') ? ['in-transit'] : [];
  return [...moving, ...come].reduce((furthest, state) => (rank(state) > rank(furthest) ? state : furthest));
}

const rank = (state: ConsignmentState): number => CONSIGNMENT_STATES.indexOf(state);

const END_STATES = { 'receive-all': 'received', 'receive-part': 'partly-received', lose: 'lost', 'return-to-donor': 'returned' } as const;

/** Whether all that is still coming has come as far as this; one that is seized counts as having left, and no more. */
export function haveAllCome(consignments: readonly ConsignmentState[], to: ConsignmentState): boolean {
  return consignments
    .filter((state) => state !== 'lost' && state !== 'returned' && state !== 'cancelled')
    .every((state) => (state === 'seized' ? rank(to) <= rank('shipped') : rank(state) >= rank(to)));
}
