import type { OrganisationId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const AGREEMENT_KINDS = ['security-agreement', 'memorandum', 'protocol'] as const;

export const AGREEMENT_STATES = ['in-negotiation', 'in-force', 'ended'] as const;
export type AgreementState = (typeof AGREEMENT_STATES)[number];

export const AGREEMENT_EVENTS = [
  'revise',
  'bring-into-force',
  'add-obligation',
  'release-obligation',
  'mark-due',
  'assess',
  'end',
] as const;
export type AgreementEvent = (typeof AGREEMENT_EVENTS)[number];

const on = (moves: Partial<Record<AgreementState, AgreementState>>) => column(AGREEMENT_STATES, moves);

/** An agreement binds while it is in force; how it was observed is assessed then, and stays on record when it has ended. */
export const AGREEMENT_TRANSITIONS: TransitionTable<AgreementState, AgreementEvent> = {
  revise: on({ 'in-negotiation': 'in-negotiation', 'in-force': 'in-force' }),
  'bring-into-force': on({ 'in-negotiation': 'in-force' }),
  'add-obligation': on({ 'in-negotiation': 'in-negotiation', 'in-force': 'in-force' }),
  'release-obligation': on({ 'in-negotiation': 'in-negotiation', 'in-force': 'in-force' }),
  'mark-due': on({ 'in-force': 'in-force' }),
  assess: on({ 'in-force': 'in-force' }),
  end: on({ 'in-negotiation': 'ended', 'in-force': 'ended' }),
};

export const AGREEMENT_KEEPERS = ['facilitator'] as const satisfies readonly Role[];

/** Facilitators keep the record of agreements; observance is assessed by them or by a party that is not the one who owes. */
export const AGREEMENT_RIGHTS = {
  revise: AGREEMENT_KEEPERS,
  'bring-into-force': AGREEMENT_KEEPERS,
  'add-obligation': AGREEMENT_KEEPERS,
  'release-obligation': AGREEMENT_KEEPERS,
  'mark-due': [],
  assess: ['requester', 'validator', 'donor', 'facilitator'],
  end: AGREEMENT_KEEPERS,
} as const satisfies Record<AgreementEvent, readonly Role[]>;

/** What the role could do in this state; {@link refusalOfAgreementStep} says what else stands in the way. */
export const agreementStepsOf = (state: AgreementState, role: ActingRole): AgreementEvent[] =>
  allowedEvents(AGREEMENT_TRANSITIONS, state).filter((event) => (AGREEMENT_RIGHTS[event] as readonly ActingRole[]).includes(role));

/** Something that is still owed under an agreement. */
export interface Owed {
  readonly owedById: OrganisationId;
}

/**
 * Why a step isn't possible yet, by what is still owed: where nothing is, nothing is released or assessed; and no party assesses what it owes
 * itself. `own` are the organisations that the reader answers for.
 */
export function refusalOfAgreementStep(
  event: AgreementEvent,
  owed: readonly Owed[],
  { role, own }: { readonly role: ActingRole; readonly own: readonly OrganisationId[] },
): Refusal | null {
  if (event !== 'assess' && event !== 'release-obligation') return null;
  if (owed.length === 0) return refuseField('reference-unknown', '/obligationId', 'not-open');
  const isDebtorOf = ({ owedById }: Owed): boolean => role !== 'facilitator' && own.includes(owedById);
  return event === 'assess' && owed.every(isDebtorOf) ? new Refusal('debtor-may-not-assess') : null;
}
