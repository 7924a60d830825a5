import type { OrganisationId, UserId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Role } from '../../../kernel/role.ts';
import { type Hand, handIn, refusalOfHand, TWO_SIDED } from '../../../kernel/two-sidedness.ts';
import { RATE_TRANSITIONS, type RateAction, type RateState } from './exchange-rate.ts';

/** What decides who may do what with a rate. */
export interface RateOfHands {
  readonly state: RateState;
  readonly recordedBy: UserId;
  readonly recordedById: OrganisationId;
  readonly recordedByRole: Role;
}

/** Whoever asks, as far as hands need it; the system has none. */
type Asking = { readonly kind: string; readonly role: Hand['role'] } & Partial<Omit<Hand, 'role'>>;

const KEEPERS: readonly string[] = TWO_SIDED['record-rate'].begins;
export const keepsRates = (role: Hand['role']): boolean => KEEPERS.includes(role);

/** What the reader's role could do in this state; {@link refusalOf} says what else stands in the way. */
export const couldTake = ({ state }: RateOfHands, action: RateAction, { role }: Asking): boolean =>
  keepsRates(role) && RATE_TRANSITIONS[action][state] !== null;

/**
 * Why this hand may not take an action; null where it may. A second person confirms or refuses; whoever recorded a rate revises and takes back
 * what nobody has decided. One that counts is taken back by any one of those who keep rates: it lets nothing pass that was held before.
 */
export function refusalOf(rate: RateOfHands, action: RateAction, asking: Asking): Refusal | null {
  const { role, userId, organisationId } = asking;
  if (userId === undefined || organisationId === undefined || !keepsRates(role)) {
    return new Refusal('role-not-allowed', { facts: { role, allowed: [...KEEPERS] } });
  }
  if (action === 'confirm' || action === 'refuse') {
    const first = handIn(rate.recordedBy, rate.recordedById, rate.recordedByRole);
    return refusalOfHand('record-rate', 'other-hand-required', first, { userId, organisationId, role });
  }
  return rate.state !== 'proposed' || rate.recordedBy === userId ? null : new Refusal('not-your-own');
}
