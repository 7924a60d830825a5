import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const MATCH_STATES = [
  'suggested',
  'proposed',
  'requester-accepted',
  'donor-accepted',
  'reserved',
  'lapsed',
  'agreed',
  'in-procurement',
  'ready-to-ship',
  'in-delivery',
  'completed',
  'declined',
  'cancelled',
] as const;
export type MatchState = (typeof MATCH_STATES)[number];

/** The two sides of a match, either of which may put an amendment forward. */
export const MATCH_SIDES = ['recipient', 'donor'] as const;
export const AMENDMENT_STATES = ['open', 'accepted', 'declined'] as const;
/** Who may have proposed a match. */
export const PROPOSERS = ['facilitator', 'donor', 'requester', 'system'] as const satisfies readonly ActingRole[];

export const MATCH_EVENTS = [
  'propose',
  'accept-as-requester',
  'accept-as-donor',
  'decline',
  'lapse',
  'agree',
  'start-procurement',
  'mark-ready',
  'start-delivery',
  'complete',
  're-open',
  'cancel',
] as const;
export type MatchEvent = (typeof MATCH_EVENTS)[number];

const on = (moves: Partial<Record<MatchState, MatchState>>) => column(MATCH_STATES, moves);

/**
 * The lifecycle of a match. Both acceptances in either order lead to `reserved`; `lapse` is the scheduled job's;
 * `start-delivery`, `complete` and `re-open` follow from deliveries.
 */
export const MATCH_TRANSITIONS: TransitionTable<MatchState, MatchEvent> = {
  propose: on({ suggested: 'proposed' }),
  'accept-as-requester': on({ proposed: 'requester-accepted', 'donor-accepted': 'reserved' }),
  'accept-as-donor': on({ proposed: 'donor-accepted', 'requester-accepted': 'reserved' }),
  decline: on({
    suggested: 'declined',
    proposed: 'declined',
    'requester-accepted': 'declined',
    'donor-accepted': 'declined',
    reserved: 'declined',
  }),
  lapse: on({ reserved: 'lapsed' }),
  agree: on({ reserved: 'agreed' }),
  'start-procurement': on({ agreed: 'in-procurement' }),
  'mark-ready': on({ agreed: 'ready-to-ship', 'in-procurement': 'ready-to-ship' }),
  'start-delivery': on({
    agreed: 'in-delivery',
    'in-procurement': 'in-delivery',
    'ready-to-ship': 'in-delivery',
    'in-delivery': 'in-delivery',
  }),
  complete: on({ 'in-delivery': 'completed' }),
  're-open': on({ completed: 'in-delivery' }),
  cancel: on({
    proposed: 'cancelled',
    'requester-accepted': 'cancelled',
    'donor-accepted': 'cancelled',
    reserved: 'cancelled',
    agreed: 'cancelled',
    'in-procurement': 'cancelled',
    'ready-to-ship': 'cancelled',
  }),
};

/**
 * Who may do what. The facilitator proposes and never accepts for a party; before the agreement the parties decline and a
 * facilitator cancels, after it the parties cancel ({@link mayCancel}).
 */
export const MATCH_RIGHTS = {
  propose: ['facilitator'],
  'accept-as-requester': ['requester'],
  'accept-as-donor': ['donor'],
  decline: ['requester', 'donor'],
  lapse: [],
  agree: ['donor', 'validator'],
  'start-procurement': ['donor'],
  'mark-ready': ['donor'],
  'start-delivery': [],
  complete: [],
  're-open': [],
  cancel: ['donor', 'validator', 'facilitator'],
} as const satisfies Record<MatchEvent, readonly Role[]>;

export function mayCancel(role: ActingRole, state: MatchState): boolean {
  if (role === 'system') return true;
  return role === 'facilitator' ? !isCovering(state) : isCovering(state);
}

/** What this reader may do next with a match in this state. */
export function allowedMatchActions(state: MatchState, role: ActingRole): MatchEvent[] {
  return allowedEvents(MATCH_TRANSITIONS, state).filter(
    (event) => (MATCH_RIGHTS[event] as readonly ActingRole[]).includes(role) && (event !== 'cancel' || mayCancel(role, state)),
  );
}

/** States in which a match counts as coverage: agreed and what follows from it. `reserved` holds quantity but covers nothing. */
export const COVERING_STATES = ['agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed'] as const;

export const isCovering = (state: MatchState): boolean => (COVERING_STATES as readonly MatchState[]).includes(state);

/** States in which a match is proposed and not yet accepted by both sides. */
export const PROPOSED_STATES = ['proposed', 'requester-accepted', 'donor-accepted'] as const satisfies readonly MatchState[];

/** States in which a match has come to nothing. */
export const FALLEN_STATES = ['declined', 'cancelled', 'lapsed'] as const satisfies readonly MatchState[];

/** States in which a match is no answer to its need: nobody has proposed it, or it came to nothing. */
export const UNANSWERING_STATES: readonly MatchState[] = ['suggested', ...FALLEN_STATES];

/** States in which a match holds quantity on both lines. */
export const HOLDING_STATES = ['reserved', ...COVERING_STATES] as const;

export const isHolding = (state: MatchState): boolean => (HOLDING_STATES as readonly MatchState[]).includes(state);

/** How long a reservation holds unless the two sides agree earlier. */
export const RESERVATION_DAYS = 14;

/** The counters of a match, kept by the ledger from its delivery lines. */
export interface MatchProgress {
  readonly quantity: number;
  readonly shipped: number;
  readonly accepted: number;
  readonly verified: number;
  readonly failed: number;
}

/**
 * Derived: complete when everything has arrived at an end (accepted or failed; the failed part has re-opened the need) and all
 * that was accepted is verified.
 */
export function isComplete({ quantity, accepted, verified, failed }: MatchProgress): boolean {
  return accepted > 0 && accepted + failed === quantity && verified === accepted;
}

/** The event that a match's counters call for, if any. */
export function progressEvent(state: MatchState, progress: MatchProgress): 'start-delivery' | 'complete' | 're-open' | null {
  if (state === 'completed') return isComplete(progress) ? null : 're-open';
  if (state === 'in-delivery') return isComplete(progress) ? 'complete' : null;
  if (isCovering(state) && progress.shipped > 0) return 'start-delivery';
  return null;
}
