import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const PRIORITIES = ['critical', 'urgent', 'important', 'routine'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** How much a unit counts by the tier of its need. Each tier weighs twice the next: a person’s eye can’t rank by more. */
export const TIER_WEIGHTS: Readonly<Record<Priority, number>> = { critical: 8, urgent: 4, important: 2, routine: 1 };

/** Who may learn that a published need exists: every donor, the donors named, or none (facilitators broker it). */
export const DISCLOSURE_LEVELS = ['partners', 'named-partners', 'facilitators'] as const;
export type DisclosureLevel = (typeof DISCLOSURE_LEVELS)[number];

export const NEED_STATES = [
  'draft',
  'submitted',
  'returned',
  'validated',
  'published',
  'on-hold',
  'stale',
  'fulfilled',
  'closed-with-gap',
  'withdrawn',
  'rejected',
] as const;
export type NeedState = (typeof NEED_STATES)[number];

/** Who may ask to close a need with a gap; the other of the two confirms. */
export const CLOSERS = ['validator', 'facilitator'] as const satisfies readonly Role[];

/** In which order needs are listed. */
export const NEED_ORDERS = ['newest', 'needed-by'] as const;

/** States in which donors see a need and are asked to answer it. */
export const ANNOUNCED_STATES = ['published', 'stale'] as const satisfies readonly NeedState[];

/** States that coverage moves a need between. */
export const COVERABLE_STATES = [...ANNOUNCED_STATES, 'fulfilled'] as const satisfies readonly NeedState[];

/** States in which a need may still lack its dates. */
export const UNDATED_STATES = ['draft', 'returned', 'withdrawn'] as const satisfies readonly NeedState[];

export const NEED_EVENTS = [
  'submit',
  'validate',
  'return',
  'publish',
  'hold',
  'resume',
  'confirm',
  'go-stale',
  'fulfil',
  're-open',
  'withdraw',
  'reject',
  'close-with-gap',
] as const;
export type NeedEvent = (typeof NEED_EVENTS)[number];

const on = (moves: Partial<Record<NeedState, NeedState>>) => column(NEED_STATES, moves);

/**
 * The lifecycle of a need. `fulfil` and `re-open` are derived by the database from the lines and given
 * to nobody; `go-stale` is the scheduled job's.
 */
export const NEED_TRANSITIONS: TransitionTable<NeedState, NeedEvent> = {
  submit: on({ draft: 'submitted', returned: 'submitted' }),
  validate: on({ submitted: 'validated' }),
  return: on({ submitted: 'returned', validated: 'returned' }),
  publish: on({ validated: 'published' }),
  hold: on({ published: 'on-hold', stale: 'on-hold' }),
  resume: on({ 'on-hold': 'published' }),
  confirm: on({ published: 'published', stale: 'published' }),
  'go-stale': on({ published: 'stale' }),
  fulfil: on({ published: 'fulfilled', stale: 'fulfilled' }),
  're-open': on({ fulfilled: 'published' }),
  withdraw: on({
    draft: 'withdrawn',
    submitted: 'withdrawn',
    returned: 'withdrawn',
    validated: 'withdrawn',
    published: 'withdrawn',
    'on-hold': 'withdrawn',
    stale: 'withdrawn',
  }),
  reject: on({ submitted: 'rejected', validated: 'rejected' }),
  'close-with-gap': on({ published: 'closed-with-gap', stale: 'closed-with-gap', 'on-hold': 'closed-with-gap' }),
};

/** Who may do what: the routes, the documentation and the tests all read this table. */
export const NEED_RIGHTS = {
  submit: ['requester'],
  validate: ['validator'],
  return: ['validator', 'facilitator'],
  publish: ['facilitator'],
  hold: ['validator', 'facilitator'],
  resume: ['validator', 'facilitator'],
  confirm: ['requester'],
  'go-stale': [],
  fulfil: [],
  're-open': [],
  withdraw: ['requester', 'validator'],
  reject: ['validator', 'facilitator'],
  'close-with-gap': ['validator', 'facilitator'],
} as const satisfies Record<NeedEvent, readonly Role[]>;

/** What this reader may do next with a need in this state: whose move it is, said by the service and not guessed. */
export function allowedNeedActions(state: NeedState, role: ActingRole): NeedEvent[] {
  return allowedEvents(NEED_TRANSITIONS, state).filter((event) => (NEED_RIGHTS[event] as readonly ActingRole[]).includes(role));
}

/** States in which the requester may still change header and lines. */
export const isEditable = (state: NeedState): boolean => state === 'draft' || state === 'returned';

/** States in which a need's lines may be matched anew. A stale need keeps what it has but is offered to nobody. */
export const isMatchable = (state: NeedState): boolean => state === 'published';

/** A published need that nobody has confirmed for this long goes stale. */
export const STALE_AFTER_DAYS = 60;
