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
  /** What came beyond what was shipped: nobody's promise, so it counts nowhere until its owner says what becomes of it. */
  readonly surplus: Steps;
}

/** What a receipt accounts for of what was in transit. */
export const accountedFor = ({ accepted, rejected, lost }: Omit<Receipt, 'surplus'>): number => accepted + rejected + lost;

/**
 * A receipt accounts for no more than is still in transit on its line, and says something of it; the rest stays in transit. More than
 * was shipped can only have come once all that was shipped is accounted for.
 */
export function isBalanced(line: QuantityBalances, receipt: Receipt): boolean {
  const open = inTransit(line);
  const said = accountedFor(receipt);
  if (said + receipt.surplus === 0 || said > open) return false;
  return receipt.surplus === 0 || said === open;
}

/** What becomes of what was lost and is found: it goes on to its unit, or back to its donor. */
export const FOUND_BECOMES = ['on-its-way', 'back-to-donor'] as const;
/** What its owner says of what came beyond what was shipped. */
export const SURPLUS_BECOMES = ['left', 'taken-back'] as const;

export interface Surplus {
  readonly surplus: Steps;
  readonly surplusLeft: Steps;
  readonly surplusTakenBack: Steps;
}

/** Of what came beyond what was shipped, what its owner has said nothing of yet. */
export const openSurplus = ({ surplus, surplusLeft, surplusTakenBack }: Surplus): Steps => steps(surplus - surplusLeft - surplusTakenBack);

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
