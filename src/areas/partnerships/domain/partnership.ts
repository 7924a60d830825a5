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

/** An amendment that waits for signatures. */
export interface OpenAmendment extends Signed {
  /** Less money than is agreed under it already. */
  readonly isBelowUsed: boolean;
}

/** What decides whether a step can be taken that the role has in this state. */
export interface PartnershipToMove extends Signed {
  /** The organisation that ended or discarded it. */
  readonly endedById: OrganisationId | null;
  /** Something was agreed under it, or its terms amended. */
  readonly isInUse: boolean;
  readonly openAmendment: OpenAmendment | null;
}

interface Signatory {
  readonly role: ActingRole;
  readonly organisationId?: OrganisationId;
}

const hasSigned = ({ role }: Signatory, { donorSignedAt, recipientSignedAt }: Signed): boolean =>
  (role === 'donor' ? donorSignedAt : recipientSignedAt) !== null;
const otherHasSigned = ({ role }: Signatory, { donorSignedAt, recipientSignedAt }: Signed): boolean =>
  (role === 'donor' ? recipientSignedAt : donorSignedAt) !== null;

/** What is done about an amendment that somebody proposed. */
const ON_AMENDMENTS: readonly PartnershipAction[] = ['sign-amendment', 'withdraw-amendment'];

/** What the role could do in this state; {@link refusalOfPartnershipAction} says what else stands in the way. */
export const partnershipActionsOf = (
  { state, openAmendment }: { readonly state: PartnershipState; readonly openAmendment: OpenAmendment | null },
  role: ActingRole,
): PartnershipAction[] =>
  allowedEvents(PARTNERSHIP_TRANSITIONS, state).filter(
    (action) =>
      (PARTNERSHIP_RIGHTS[action] as readonly ActingRole[]).includes(role) && (openAmendment !== null || !ON_AMENDMENTS.includes(action)),
  );

/** Why this signatory can't take a step yet; null where they can. A party signs once, and takes back what is its own and nothing rests on. */
export function refusalOfPartnershipAction(partnership: PartnershipToMove, action: PartnershipAction, reader: Signatory): Refusal | null {
  switch (action) {
    case 'revise':
      return partnership.donorSignedAt === null && partnership.recipientSignedAt === null ? null : new Refusal('signature-stands');
    case 'sign':
      return hasSigned(reader, partnership) ? new Refusal('already-signed') : null;
    case 'take-back-signature':
      if (!hasSigned(reader, partnership)) return new Refusal('not-your-own');
      return partnership.isInUse ? new Refusal('partnership-in-use') : null;
    case 'reinstate':
      return reader.role === 'system' || partnership.endedById === reader.organisationId ? null : new Refusal('not-your-own');
    case 'propose-amendment':
      return partnership.openAmendment === null ? null : new Refusal('partnership-amendment-open');
    case 'sign-amendment':
      return refusalOfSigningAmendment(partnership.openAmendment, reader);
    case 'withdraw-amendment':
      return partnership.openAmendment === null ? new Refusal('no-open-amendment') : null;
    case 'record-text':
    case 'discard':
    case 'end':
      return null;
  }
}

/** The second signature puts it in force, and no ceiling goes below what is agreed already. */
function refusalOfSigningAmendment(amendment: OpenAmendment | null, reader: Signatory): Refusal | null {
  if (amendment === null) return new Refusal('no-open-amendment');
  if (hasSigned(reader, amendment)) return new Refusal('already-signed');
  return otherHasSigned(reader, amendment) && amendment.isBelowUsed ? new Refusal('exceeds-partnership-ceiling') : null;
}
