import { type Steps, steps } from '../../../kernel/quantity.ts';
import { type DeliveryEvent, type DeliveryState, UNSHIPPED_STATES } from './delivery.ts';

/** What the balances of a delivery line say; the first four ends and what is in transit always sum to what was shipped. */
export interface QuantityBalances {
  readonly planned: Steps;
  readonly shipped: Steps;
  readonly accepted: Steps;
  readonly rejected: Steps;
  readonly lost: Steps;
  readonly returned: Steps;
}

/** Shipped and not yet at any of its four ends (conservation). */
export const inTransit = ({ shipped, accepted, rejected, lost, returned }: QuantityBalances): Steps =>
  steps(shipped - accepted - rejected - lost - returned);

export interface Receipt {
  readonly accepted: Steps;
  readonly rejected: Steps;
  readonly lost: Steps;
}

/** A receipt accounts for all that is still in transit on its line, no more and no less. */
export const isBalanced = (line: QuantityBalances, { accepted, rejected, lost }: Receipt): boolean =>
  accepted + rejected + lost === inTransit(line);

type EndEvent = Extract<DeliveryEvent, 'receive-all' | 'receive-part' | 'lose' | 'return-to-donor'>;

/**
 * What becomes of a delivery when these are its balances: nothing while anything is in transit; received, where all that was
 * planned was accepted; received in part, where anything fell short; and where nothing came to hand at all, the way it ended.
 */
export function endOfJourney(lines: readonly QuantityBalances[], endedBy: 'lose' | 'return-to-donor'): EndEvent | null {
  if (lines.some((line) => inTransit(line) > 0)) return null;
  if (lines.every((line) => line.accepted + line.rejected === 0)) return endedBy;
  return lines.every((line) => line.accepted === line.planned) ? 'receive-all' : 'receive-part';
}

/** How much of its match a line lays claim to: its plan until it ships, from then on only what really left. */
export const claimOf = (state: DeliveryState, line: Pick<QuantityBalances, 'planned' | 'shipped'>): Steps =>
  UNSHIPPED_STATES.includes(state) ? line.planned : line.shipped;
