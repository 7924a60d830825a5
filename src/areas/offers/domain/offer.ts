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
  'discarded',
] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export const OFFER_EVENTS = [
  'submit',
  'recall',
  'discard',
  'make-available',
  'return',
  'propose-revision',
  'approve-revision',
  'refuse-revision',
  'withdraw-revision',
  'suspend',
  'resume',
  'withdraw',
  'reinstate',
  'expire',
] as const;
export type OfferEvent = (typeof OFFER_EVENTS)[number];

const on = (moves: Partial<Record<OfferState, OfferState>>) => column(OFFER_STATES, moves);

const HERE = { available: 'available', 'partly-reserved': 'partly-reserved', exhausted: 'exhausted', suspended: 'suspended' } as const;

/**
 * The lifecycle of an offer. A revision moves nothing until it is approved; then the database derives anew how much is held. `reinstate`
 * leads to the state that the offer was withdrawn from, of which the table names the furthest.
 */
export const OFFER_TRANSITIONS: TransitionTable<OfferState, OfferEvent> = {
  submit: on({ draft: 'submitted', returned: 'submitted' }),
  recall: on({ submitted: 'draft' }),
  discard: on({ draft: 'discarded' }),
  'make-available': on({ submitted: 'available' }),
  return: on({ submitted: 'returned' }),
  'propose-revision': on(HERE),
  'approve-revision': on({ ...HERE, 'partly-reserved': 'available', exhausted: 'available' }),
  'refuse-revision': on(HERE),
  'withdraw-revision': on(HERE),
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
  reinstate: on({ withdrawn: 'available' }),
  expire: on({ available: 'expired', 'partly-reserved': 'expired', exhausted: 'expired', suspended: 'expired' }),
};

/** Who may do what. A donor acts on its own offers alone; the policies of the database see to that. */
export const OFFER_RIGHTS = {
  submit: ['donor'],
  recall: ['donor'],
  discard: ['donor'],
  'make-available': ['facilitator'],
  return: ['facilitator'],
  'propose-revision': ['donor'],
  'approve-revision': ['facilitator'],
  'refuse-revision': ['facilitator'],
  'withdraw-revision': ['donor'],
  suspend: ['donor', 'facilitator'],
  resume: ['donor', 'facilitator'],
  withdraw: ['donor'],
  reinstate: ['donor'],
  expire: [],
} as const satisfies Record<OfferEvent, readonly Role[]>;

/** What is done about a change that somebody proposed. */
const ON_REVISIONS: readonly OfferEvent[] = ['approve-revision', 'refuse-revision', 'withdraw-revision'];

/** What a role could do with an offer in its state; `refusalOfOfferStep` (step.ts) says whether anything stands in the way. */
export const offerStepsOf = ({ state, hasOpenRevision }: { state: OfferState; hasOpenRevision: boolean }, role: ActingRole): OfferEvent[] =>
  allowedEvents(OFFER_TRANSITIONS, state).filter(
    (event) => (OFFER_RIGHTS[event] as readonly ActingRole[]).includes(role) && (hasOpenRevision || !ON_REVISIONS.includes(event)),
  );

export const isEditable = (state: OfferState): boolean => state === 'draft' || state === 'returned';

/** States of an offer that stands: it was made available, and neither suspended nor ended since, whatever is left of it. */
export const STANDING_STATES = ['available', 'partly-reserved', 'exhausted'] as const satisfies readonly OfferState[];

/** States that nobody but the donor knows of: what was not handed in yet, or never. */
export const PRIVATE_STATES = ['draft', 'discarded'] as const satisfies readonly OfferState[];

/** States of an offer that is made, or about to be, and has not ended. */
export const OPEN_STATES = ['draft', 'submitted', 'returned', ...STANDING_STATES, 'suspended'] as const satisfies readonly OfferState[];

/** States in which it is said what an offer should be looked at for: until it is opened to matching. */
export const WARNED_STATES = ['draft', 'submitted', 'returned'] as const satisfies readonly OfferState[];

/** What a donor is told of an offer while it may still be changed; never a reason to refuse it. */
export const OFFER_WARNINGS = ['same-offer'] as const;

/** States in which an offer's lines may be matched anew. */
export const OFFERABLE_STATES: readonly OfferState[] = ['available', 'partly-reserved'];
export const isOfferable = (state: OfferState): boolean => OFFERABLE_STATES.includes(state);

/** How many lines an offer may have that stand. */
export const MOST_LINES = 50;

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
