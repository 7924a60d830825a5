import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { column, type TransitionTable } from '../../../kernel/transition.ts';

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
export const AMENDMENT_STATES = ['open', 'accepted', 'declined', 'withdrawn'] as const;
/** Who may have proposed a match. */
export const PROPOSERS = ['facilitator', 'donor', 'requester', 'system'] as const satisfies readonly ActingRole[];

export const MATCH_EVENTS = [
  'propose',
  'accept-as-requester',
  'accept-as-donor',
  'take-back-as-requester',
  'take-back-as-donor',
  'renew',
  'decline',
  'lapse',
  'agree',
  'take-back-agreement',
  'start-procurement',
  'mark-ready',
  'start-delivery',
  'stop-delivery',
  'complete',
  're-open',
  'cancel',
] as const;
export type MatchEvent = (typeof MATCH_EVENTS)[number];

const on = (moves: Partial<Record<MatchState, MatchState>>) => column(MATCH_STATES, moves);

/**
 * The lifecycle of a match. Both acceptances in either order lead to `reserved`; one that stands alone can be taken back, and so can one
 * side's agreement. `renew` is for a reservation whose need has changed since the donor accepted; `lapse` is the scheduled job's;
 * `start-delivery`, `stop-delivery` (nothing had left after all), `complete` and `re-open` follow from deliveries.
 */
export const MATCH_TRANSITIONS: TransitionTable<MatchState, MatchEvent> = {
  propose: on({ suggested: 'proposed' }),
  'accept-as-requester': on({ proposed: 'requester-accepted', 'donor-accepted': 'reserved' }),
  'accept-as-donor': on({ proposed: 'donor-accepted', 'requester-accepted': 'reserved' }),
  'take-back-as-requester': on({ 'requester-accepted': 'proposed' }),
  'take-back-as-donor': on({ 'donor-accepted': 'proposed' }),
  renew: on({ reserved: 'reserved' }),
  decline: on({
    suggested: 'declined',
    proposed: 'declined',
    'requester-accepted': 'declined',
    'donor-accepted': 'declined',
    reserved: 'declined',
  }),
  lapse: on({ proposed: 'lapsed', 'requester-accepted': 'lapsed', 'donor-accepted': 'lapsed', reserved: 'lapsed' }),
  agree: on({ reserved: 'agreed' }),
  'take-back-agreement': on({ reserved: 'reserved' }),
  'start-procurement': on({ agreed: 'in-procurement' }),
  'mark-ready': on({ agreed: 'ready-to-ship', 'in-procurement': 'ready-to-ship' }),
  'start-delivery': on({
    agreed: 'in-delivery',
    'in-procurement': 'in-delivery',
    'ready-to-ship': 'in-delivery',
    'in-delivery': 'in-delivery',
  }),
  'stop-delivery': on({ 'in-delivery': 'ready-to-ship' }),
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
  'take-back-as-requester': ['requester'],
  'take-back-as-donor': ['donor'],
  renew: ['donor'],
  decline: ['requester', 'donor'],
  lapse: [],
  agree: ['donor', 'validator'],
  'take-back-agreement': ['donor', 'validator'],
  'start-procurement': ['donor'],
  'mark-ready': ['donor'],
  'start-delivery': [],
  'stop-delivery': [],
  complete: [],
  're-open': [],
  cancel: ['donor', 'validator', 'facilitator'],
} as const satisfies Record<MatchEvent, readonly Role[]>;

export function mayCancel(role: ActingRole, state: MatchState): boolean {
  if (role === 'system') return true;
  return role === 'facilitator' ? !isCovering(state) : isCovering(state);
}

interface MatchToMove {
  readonly state: MatchState;
  readonly askedAgainAt: Date | null;
  readonly donorAgreedAt: Date | null;
  readonly recipientAgreedAt: Date | null;
  readonly shipped: number;
}

/** What a role could do with a match in its state; {@link refusalOfMatchStep} says whether anything stands in the way. */
export function matchStepsOf(match: MatchToMove, role: ActingRole): MatchEvent[] {
  return MATCH_EVENTS.filter((event) => {
    if (!(MATCH_RIGHTS[event] as readonly ActingRole[]).includes(role)) return false;
    if (ACCEPTED_BY[event] === match.state) return true;
    // What has left isn't cancelled, and that is told also where the state says so.
    if (event === 'cancel') return mayCancel(role, match.state) && (match.shipped > 0 || MATCH_TRANSITIONS[event][match.state] !== null);
    if (MATCH_TRANSITIONS[event][match.state] === null) return false;
    return event !== 'take-back-agreement' || hasAgreed(match, role);
  });
}

/** The state in which the acceptance of a side stands alone: there it isn't given twice. */
const ACCEPTED_BY: Readonly<Partial<Record<MatchEvent, MatchState>>> = {
  'accept-as-requester': 'requester-accepted',
  'accept-as-donor': 'donor-accepted',
};

/** Whether the side of this role has agreed to a match that is reserved. */
export const hasAgreed = (match: Pick<MatchToMove, 'donorAgreedAt' | 'recipientAgreedAt'>, role: ActingRole): boolean =>
  (role === 'donor' ? match.donorAgreedAt : match.recipientAgreedAt) !== null;

/**
 * Why a step that the state and the role allow is refused all the same; null where it isn't. The verbs ask it, and what a match says that its
 * reader may do next.
 */
export function refusalOfMatchStep(match: MatchToMove, event: MatchEvent, role: ActingRole): Refusal | null {
  switch (event) {
    case 'accept-as-requester':
    case 'accept-as-donor':
      return ACCEPTED_BY[event] === match.state ? new Refusal('already-accepted') : null;
    case 'renew':
      return match.askedAgainAt === null ? new Refusal('already-accepted') : null;
    case 'agree':
      if (match.askedAgainAt !== null) return new Refusal('renewal-awaited');
      return hasAgreed(match, role) ? new Refusal('already-accepted') : null;
    case 'cancel':
      return match.shipped > 0 ? new Refusal('goods-already-shipped') : null;
    case 'propose':
    case 'take-back-as-requester':
    case 'take-back-as-donor':
    case 'decline':
    case 'lapse':
    case 'take-back-agreement':
    case 'start-procurement':
    case 'mark-ready':
    case 'start-delivery':
    case 'stop-delivery':
    case 'complete':
    case 're-open':
      return null;
  }
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

/** States that end by themselves on a match's own date. */
export const LAPSING_STATES = [...PROPOSED_STATES, 'reserved'] as const satisfies readonly MatchState[];

/** How long a proposal awaits both acceptances. */
export const PROPOSAL_DAYS = 14;

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
export function progressEvent(
  state: MatchState,
  progress: MatchProgress,
): 'start-delivery' | 'stop-delivery' | 'complete' | 're-open' | null {
  if (state === 'completed') return isComplete(progress) ? null : 're-open';
  if (state === 'in-delivery') {
    if (progress.shipped === 0) return 'stop-delivery';
    return isComplete(progress) ? 'complete' : null;
  }
  if (isCovering(state) && progress.shipped > 0) return 'start-delivery';
  return null;
}
