import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { OrganisationId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const PARTNERSHIP_KINDS = ['memorandum', 'technical-arrangement', 'grant'] as const;
export type PartnershipKind = (typeof PARTNERSHIP_KINDS)[number];

export const PARTNERSHIP_STATES = ['under-negotiation', 'signed', 'ended', 'discarded'] as const;
export type PartnershipState = (typeof PARTNERSHIP_STATES)[number];
/** Not both have signed it. */
export const UNSIGNED_STATES = ['under-negotiation', 'discarded'] as const satisfies readonly PartnershipState[];
/** Somebody has ended it. */
export const ENDED_STATES = ['ended', 'discarded'] as const satisfies readonly PartnershipState[];

export const PARTNERSHIP_ACTIONS = [
  'revise',
  'sign',
  'take-back-signature',
  'record-text',
  'propose-amendment',
  'sign-amendment',
  'withdraw-amendment',
  'discard',
  'end',
  'reinstate',
] as const;
export type PartnershipAction = (typeof PARTNERSHIP_ACTIONS)[number];

const on = (moves: Partial<Record<PartnershipState, PartnershipState>>) => column(PARTNERSHIP_STATES, moves);

/**
 * The first signature leaves it under negotiation, the second leads on; only what both have signed can be amended or ended. The
 * text that was signed can be filed before the second signature and after it. Until somebody has signed, the text is changed; a signature is
 * taken back while nothing rests on it; and whoever discarded or ended it by mistake takes that back.
 */
export const PARTNERSHIP_TRANSITIONS: TransitionTable<PartnershipState, PartnershipAction> = {
  revise: on({ 'under-negotiation': 'under-negotiation' }),
  sign: on({ 'under-negotiation': 'signed' }),
  'take-back-signature': on({ 'under-negotiation': 'under-negotiation', signed: 'under-negotiation' }),
  'record-text': on({ 'under-negotiation': 'under-negotiation', signed: 'signed' }),
  'propose-amendment': on({ signed: 'signed' }),
  'sign-amendment': on({ signed: 'signed' }),
  'withdraw-amendment': on({ signed: 'signed' }),
  discard: on({ 'under-negotiation': 'discarded' }),
  end: on({ signed: 'ended' }),
  reinstate: on({ discarded: 'under-negotiation', ended: 'signed' }),
};

/** Who may do what: a party for itself (the policies of the database see to that), a facilitator for two others. */
export const PARTNERSHIP_RIGHTS = {
  propose: ['donor', 'validator', 'facilitator'],
  revise: ['donor', 'validator', 'facilitator'],
  sign: ['donor', 'validator'],
  'take-back-signature': ['donor', 'validator'],
  'record-text': ['donor', 'validator', 'facilitator'],
  'propose-amendment': ['donor', 'validator', 'facilitator'],
  'sign-amendment': ['donor', 'validator'],
  'withdraw-amendment': ['donor', 'validator', 'facilitator'],
  discard: ['donor', 'validator', 'facilitator'],
  end: ['donor', 'validator', 'facilitator'],
  reinstate: ['donor', 'validator', 'facilitator'],
} as const satisfies Record<PartnershipAction | 'propose', readonly Role[]>;

/** The parts that organisations besides donor and recipient play in an agreement. */
export const FURTHER_PARTS = ['co-signatory', 'implementer', 'witness', 'observer'] as const;
export type FurtherPart = (typeof FURTHER_PARTS)[number];
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

interface Signed {
  readonly donorSignedAt: Date | null;
  readonly recipientSignedAt: Date | null;
}

interface Signatures extends Signed {
  readonly state: PartnershipState;
  /** The organisation that ended or discarded it. */
  readonly endedById: OrganisationId | null;
  /** Something was agreed under it, or its terms amended. */
  readonly isInUse: boolean;
  /** The amendment that waits for signatures, if any. */
  readonly openAmendment: Signed | null;
}

/** Why the text can't be changed any longer; null where nobody has signed it yet. */
export const refusalOfRevising = ({ donorSignedAt, recipientSignedAt }: Signed): Refusal | null =>
  donorSignedAt === null && recipientSignedAt === null ? null : new Refusal('signature-stands');

/** Why the end can't be taken back: that is for the organisation that made it. */
export const refusalOfReinstating = (endedById: OrganisationId | null, organisationId: OrganisationId): Refusal | null =>
  endedById === organisationId ? null : new Refusal('not-your-own');

/** What this reader may do next: a party signs once, either party or a facilitator changes, amends, withdraws and ends. */
export function allowedPartnershipActions(
  partnership: Signatures,
  { role, organisationId }: { readonly role: ActingRole; readonly organisationId: OrganisationId },
): PartnershipAction[] {
  const signedBy = (signed: Signed) => (role === 'donor' ? signed.donorSignedAt : signed.recipientSignedAt) !== null;
  const { openAmendment } = partnership;
  return allowedEvents(PARTNERSHIP_TRANSITIONS, partnership.state).filter((action) => {
    if (!(PARTNERSHIP_RIGHTS[action] as readonly ActingRole[]).includes(role)) return false;
    if (action === 'revise') return refusalOfRevising(partnership) === null;
    if (action === 'sign') return !signedBy(partnership);
    if (action === 'take-back-signature') return signedBy(partnership) && !partnership.isInUse;
    if (action === 'reinstate') return refusalOfReinstating(partnership.endedById, organisationId) === null;
    if (action === 'propose-amendment') return openAmendment === null;
    if (action === 'sign-amendment') return openAmendment !== null && !signedBy(openAmendment);
    return action !== 'withdraw-amendment' || openAmendment !== null;
  });
}
