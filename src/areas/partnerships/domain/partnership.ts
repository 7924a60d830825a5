import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const PARTNERSHIP_KINDS = ['memorandum', 'technical-arrangement', 'grant'] as const;
export type PartnershipKind = (typeof PARTNERSHIP_KINDS)[number];

export const PARTNERSHIP_STATES = ['under-negotiation', 'signed', 'ended'] as const;
export type PartnershipState = (typeof PARTNERSHIP_STATES)[number];

export const PARTNERSHIP_ACTIONS = ['sign', 'end'] as const;
export type PartnershipAction = (typeof PARTNERSHIP_ACTIONS)[number];

const on = (moves: Partial<Record<PartnershipState, PartnershipState>>) => column(PARTNERSHIP_STATES, moves);

/** The first signature leaves it under negotiation, the second leads on; only what both have signed can be ended. */
export const PARTNERSHIP_TRANSITIONS: TransitionTable<PartnershipState, PartnershipAction> = {
  sign: on({ 'under-negotiation': 'signed' }),
  end: on({ signed: 'ended' }),
};

/** Who may do what: a party for itself (the policies of the database see to that), a facilitator for two others. */
export const PARTNERSHIP_RIGHTS = {
  propose: ['donor', 'validator', 'facilitator'],
  sign: ['donor', 'validator'],
  end: ['donor', 'validator', 'facilitator'],
} as const satisfies Record<PartnershipAction | 'propose', readonly Role[]>;

/** Signed by both sides and within its dates. */
export const isInForce = (
  partnership: { readonly state: PartnershipState; readonly validFrom: CalendarDate; readonly validUntil: CalendarDate },
  today: CalendarDate,
): boolean => partnership.state === 'signed' && partnership.validFrom <= today && today <= partnership.validUntil;

interface Signatures {
  readonly state: PartnershipState;
  readonly donorSignedAt: Date | null;
  readonly recipientSignedAt: Date | null;
}

/** What this reader may do next: a party signs once, either party or a facilitator ends. */
export function allowedPartnershipActions(partnership: Signatures, role: ActingRole): PartnershipAction[] {
  const hasSigned = (role === 'donor' ? partnership.donorSignedAt : partnership.recipientSignedAt) !== null;
  return allowedEvents(PARTNERSHIP_TRANSITIONS, partnership.state).filter(
    (action) => (PARTNERSHIP_RIGHTS[action] as readonly ActingRole[]).includes(role) && !(action === 'sign' && hasSigned),
  );
}
