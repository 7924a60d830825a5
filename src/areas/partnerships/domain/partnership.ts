import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const PARTNERSHIP_KINDS = ['memorandum', 'technical-arrangement', 'grant'] as const;
export type PartnershipKind = (typeof PARTNERSHIP_KINDS)[number];

export const PARTNERSHIP_STATES = ['under-negotiation', 'signed', 'ended'] as const;
export type PartnershipState = (typeof PARTNERSHIP_STATES)[number];

export const PARTNERSHIP_ACTIONS = ['sign', 'record-text', 'propose-amendment', 'sign-amendment', 'withdraw-amendment', 'end'] as const;
export type PartnershipAction = (typeof PARTNERSHIP_ACTIONS)[number];

const on = (moves: Partial<Record<PartnershipState, PartnershipState>>) => column(PARTNERSHIP_STATES, moves);

/**
 * The first signature leaves it under negotiation, the second leads on; only what both have signed can be amended or ended. The
 * text that was signed can be filed before the second signature and after it.
 */
export const PARTNERSHIP_TRANSITIONS: TransitionTable<PartnershipState, PartnershipAction> = {
  sign: on({ 'under-negotiation': 'signed' }),
  'record-text': on({ 'under-negotiation': 'under-negotiation', signed: 'signed' }),
  'propose-amendment': on({ signed: 'signed' }),
  'sign-amendment': on({ signed: 'signed' }),
  'withdraw-amendment': on({ signed: 'signed' }),
  end: on({ signed: 'ended' }),
};

/** Who may do what: a party for itself (the policies of the database see to that), a facilitator for two others. */
export const PARTNERSHIP_RIGHTS = {
  propose: ['donor', 'validator', 'facilitator'],
  sign: ['donor', 'validator'],
  'record-text': ['donor', 'validator', 'facilitator'],
  'propose-amendment': ['donor', 'validator', 'facilitator'],
  'sign-amendment': ['donor', 'validator'],
  'withdraw-amendment': ['donor', 'validator', 'facilitator'],
  end: ['donor', 'validator', 'facilitator'],
} as const satisfies Record<PartnershipAction | 'propose', readonly Role[]>;

/** The parts that organisations besides donor and recipient play in an agreement. */
export const FURTHER_PARTS = ['co-signatory', 'implementer', 'witness', 'observer'] as const;
export const PARTS = ['donor', 'recipient', 'facilitator', ...FURTHER_PARTS] as const;
export type Part = (typeof PARTS)[number];

export const AMENDMENT_STATES = ['open', 'in-force', 'withdrawn'] as const;
export type AmendmentState = (typeof AMENDMENT_STATES)[number];

/** An amendment waits for both signatures; the second puts it in force, and either side or a facilitator takes it off the table. */
export const AMENDMENT_TRANSITIONS: TransitionTable<AmendmentState, 'sign' | 'withdraw'> = {
  sign: column(AMENDMENT_STATES, { open: 'in-force' }),
  withdraw: column(AMENDMENT_STATES, { open: 'withdrawn' }),
};

/** Signed by both sides and within its dates. */
export const isInForce = (
  partnership: { readonly state: PartnershipState; readonly validFrom: CalendarDate; readonly validUntil: CalendarDate },
  today: CalendarDate,
): boolean => partnership.state === 'signed' && partnership.validFrom <= today && today <= partnership.validUntil;

interface Signatures {
  readonly state: PartnershipState;
  readonly donorSignedAt: Date | null;
  readonly recipientSignedAt: Date | null;
  /** The amendment that waits for signatures, if any. */
  readonly openAmendment: { readonly donorSignedAt: Date | null; readonly recipientSignedAt: Date | null } | null;
}

/** What this reader may do next: a party signs once, either party or a facilitator amends, withdraws and ends. */
export function allowedPartnershipActions(partnership: Signatures, role: ActingRole): PartnershipAction[] {
  const signedBy = (signed: Pick<Signatures, 'donorSignedAt' | 'recipientSignedAt'>) =>
    (role === 'donor' ? signed.donorSignedAt : signed.recipientSignedAt) !== null;
  const { openAmendment } = partnership;
  return allowedEvents(PARTNERSHIP_TRANSITIONS, partnership.state).filter((action) => {
    if (!(PARTNERSHIP_RIGHTS[action] as readonly ActingRole[]).includes(role)) return false;
    if (action === 'sign') return !signedBy(partnership);
    if (action === 'propose-amendment') return openAmendment === null;
    if (action === 'sign-amendment') return openAmendment !== null && !signedBy(openAmendment);
    return action !== 'withdraw-amendment' || openAmendment !== null;
  });
}
