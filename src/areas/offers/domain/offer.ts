import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

/** `partly-reserved` and `exhausted` are derived by the database from the lines, as `available` is once it was given. */
export const OFFER_STATES = [
  'draft',
  'submitted',
  'returned',
  'available',
  'partly-reserved',
  'exhausted',
  'suspended',
  'withdrawn',
  'expired',
] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export const OFFER_EVENTS = ['submit', 'make-available', 'return', 'suspend', 'resume', 'withdraw', 'expire'] as const;
export type OfferEvent = (typeof OFFER_EVENTS)[number];

const on = (moves: Partial<Record<OfferState, OfferState>>) => column(OFFER_STATES, moves);

/** The lifecycle of an offer. */
export const OFFER_TRANSITIONS: TransitionTable<OfferState, OfferEvent> = {
  submit: on({ draft: 'submitted', returned: 'submitted' }),
  'make-available': on({ submitted: 'available' }),
  return: on({ submitted: 'returned' }),
  suspend: on({ available: 'suspended', 'partly-reserved': 'suspended', exhausted: 'suspended' }),
  resume: on({ suspended: 'available' }),
  withdraw: on({
    draft: 'withdrawn',
    submitted: 'withdrawn',
    returned: 'withdrawn',
    available: 'withdrawn',
    'partly-reserved': 'withdrawn',
    exhausted: 'withdrawn',
    suspended: 'withdrawn',
  }),
  expire: on({ available: 'expired', 'partly-reserved': 'expired', exhausted: 'expired', suspended: 'expired' }),
};

/** Who may do what. A donor acts on its own offers alone; the policies of the database see to that. */
export const OFFER_RIGHTS = {
  submit: ['donor'],
  'make-available': ['facilitator'],
  return: ['facilitator'],
  suspend: ['donor', 'facilitator'],
  resume: ['donor', 'facilitator'],
  withdraw: ['donor'],
  expire: [],
} as const satisfies Record<OfferEvent, readonly Role[]>;

/** What this reader may do next with an offer in this state. */
export function allowedOfferActions(state: OfferState, role: ActingRole): OfferEvent[] {
  return allowedEvents(OFFER_TRANSITIONS, state).filter((event) => (OFFER_RIGHTS[event] as readonly ActingRole[]).includes(role));
}

export const isEditable = (state: OfferState): boolean => state === 'draft' || state === 'returned';

/** States of an offer that stands: it was made available, and neither suspended nor ended since, whatever is left of it. */
export const STANDING_STATES = ['available', 'partly-reserved', 'exhausted'] as const satisfies readonly OfferState[];

/** States in which an offer's lines may be matched anew. */
export const OFFERABLE_STATES: readonly OfferState[] = ['available', 'partly-reserved'];
export const isOfferable = (state: OfferState): boolean => OFFERABLE_STATES.includes(state);

/** What a line of an offer gives. */
export const OFFER_LINE_KINDS = ['item', 'funding'] as const;

export const MODALITIES = [
  'in-kind-new',
  'in-kind-used',
  'state-asset-transfer',
  'funding',
  'training',
  'expertise',
  'service',
  'works',
] as const;
export type Modality = (typeof MODALITIES)[number];

export const GOODS_CONDITIONS = ['new', 'refurbished', 'used', 'as-is'] as const;
export type GoodsCondition = (typeof GOODS_CONDITIONS)[number];

export const INCOTERMS = ['EXW', 'FCA', 'CPT', 'CIP', 'CIF', 'DAP', 'DPU', 'DDP'] as const;
export type Incoterm = (typeof INCOTERMS)[number];
