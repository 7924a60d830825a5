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
  'discarded',
] as const;
export type NeedState = (typeof NEED_STATES)[number];

/** Who may ask to close a need with a gap; the other of the two confirms. */
export const CLOSERS = ['validator', 'facilitator'] as const satisfies readonly Role[];

/** Who may end a need, and so who may take its end back: a requester, or those who judge it. A closing with a gap is taken back by both who closed it. */
export const ENDERS = ['requester', 'validator', 'facilitator'] as const satisfies readonly Role[];
export type Ender = (typeof ENDERS)[number];

/** In which order needs are listed. */
export const NEED_ORDERS = ['newest', 'needed-by'] as const;

/** States in which donors see a need and are asked to answer it. */
export const ANNOUNCED_STATES = ['published', 'stale'] as const satisfies readonly NeedState[];

/** States that coverage moves a need between. */
export const COVERABLE_STATES = [...ANNOUNCED_STATES, 'fulfilled'] as const satisfies readonly NeedState[];

/** States in which a need may still lack its dates. */
export const UNDATED_STATES = ['draft', 'returned', 'withdrawn', 'discarded'] as const satisfies readonly NeedState[];

/** States that nobody but the requester's side knows of: what was not handed in yet, or never. */
export const PRIVATE_STATES = ['draft', 'discarded'] as const satisfies readonly NeedState[];

/** States of a need that was opened to partners and has not ended: what is changed about it is a version that the validator confirms. */
export const STANDING_STATES = ['published', 'stale', 'on-hold'] as const satisfies readonly NeedState[];

/** States of a need that is asked for: handed in, and not ended. What it cites of a gap, no other may cite again. */
export const CITING_STATES = ['submitted', 'validated', ...STANDING_STATES] as const satisfies readonly NeedState[];

/** States in which it is said what a need should be looked at for: until it is opened to partners. */
export const WARNED_STATES = ['draft', 'returned', 'submitted', 'validated'] as const satisfies readonly NeedState[];

/** States in which a need asks for nothing any more: what was planned for it and hasn't left ends with it. */
export const ENDED_STATES = ['closed-with-gap', 'withdrawn', 'rejected'] as const satisfies readonly NeedState[];

export const NEED_EVENTS = [
  'submit',
  'recall',
  'discard',
  'validate',
  'return',
  'publish',
  'hold',
  'resume',
  'confirm',
  'revise-disclosure',
  'propose-revision',
  'approve-revision',
  'refuse-revision',
  'withdraw-revision',
  'go-stale',
  'fulfil',
  're-open',
  'withdraw',
  'reject',
  'close-with-gap',
  'keep-open',
  'reinstate',
] as const;
export type NeedEvent = (typeof NEED_EVENTS)[number];

const on = (moves: Partial<Record<NeedState, NeedState>>) => column(NEED_STATES, moves);

/**
 * The lifecycle of a need. A revision moves nothing until it is approved, and then wakes a stale need, since it says that the need still
 * stands. `reinstate` takes an end back: it leads to the state that the need had ended from, of which the table names the furthest. `fulfil` and `re-open` are derived by the database from the lines and given
 * to nobody; `go-stale` is the scheduled job's.
 */
export const NEED_TRANSITIONS: TransitionTable<NeedState, NeedEvent> = {
  submit: on({ draft: 'submitted', returned: 'submitted' }),
  recall: on({ submitted: 'draft' }),
  discard: on({ draft: 'discarded' }),
  validate: on({ submitted: 'validated', validated: 'validated' }),
  return: on({ submitted: 'returned', validated: 'returned' }),
  publish: on({ validated: 'published' }),
  hold: on({ published: 'on-hold', stale: 'on-hold' }),
  resume: on({ 'on-hold': 'published' }),
  confirm: on({ published: 'published', stale: 'published' }),
  'revise-disclosure': on({ published: 'published', stale: 'stale', 'on-hold': 'on-hold' }),
  'propose-revision': on({ published: 'published', stale: 'stale', 'on-hold': 'on-hold' }),
  'approve-revision': on({ published: 'published', stale: 'published', 'on-hold': 'on-hold' }),
  'refuse-revision': on({ published: 'published', stale: 'stale', 'on-hold': 'on-hold' }),
  'withdraw-revision': on({ published: 'published', stale: 'stale', 'on-hold': 'on-hold' }),
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
  'keep-open': on({ published: 'published', stale: 'stale', 'on-hold': 'on-hold' }),
  reinstate: on({ withdrawn: 'published', rejected: 'validated', 'closed-with-gap': 'published' }),
};

/** Who may do what: the routes, the documentation and the tests all read this table. */
export const NEED_RIGHTS = {
  submit: ['requester'],
  recall: ['requester'],
  discard: ['requester'],
  validate: ['validator'],
  return: ['validator', 'facilitator'],
  publish: ['facilitator'],
  hold: ['validator', 'facilitator'],
  resume: ['validator', 'facilitator'],
  confirm: ['requester'],
  'revise-disclosure': ['facilitator'],
  'propose-revision': ['requester'],
  'approve-revision': ['validator', 'facilitator'],
  'refuse-revision': ['validator', 'facilitator'],
  'withdraw-revision': ['requester'],
  'go-stale': [],
  fulfil: [],
  're-open': [],
  withdraw: ['requester', 'validator'],
  reject: ['validator', 'facilitator'],
  'close-with-gap': ['validator', 'facilitator'],
  'keep-open': CLOSERS,
  reinstate: ENDERS,
} as const satisfies Record<NeedEvent, readonly Role[]>;

/** What is done about a change that somebody proposed. */
const ON_REVISIONS: readonly NeedEvent[] = ['approve-revision', 'refuse-revision', 'withdraw-revision'];

interface NeedForActions {
  readonly state: NeedState;
  readonly hasOpenRevision: boolean;
  readonly endedBy: Ender | null;
  readonly closingRequestedBy: (typeof CLOSERS)[number] | null;
}

/** What a role could do with a need in its state; `refusalOfNeedStep` (step.ts) says whether anything stands in the way. */
export function needStepsOf(need: NeedForActions, role: ActingRole): NeedEvent[] {
  return allowedEvents(NEED_TRANSITIONS, need.state).filter((event) => {
    if (!(NEED_RIGHTS[event] as readonly ActingRole[]).includes(role)) return false;
    if (event === 'keep-open') return need.closingRequestedBy !== null;
    if (ON_REVISIONS.includes(event)) return need.hasOpenRevision;
    return event !== 'reinstate' || mayReinstate(need, role);
  });
}

/** An end is taken back by the side that made it; both closed with a gap, and both take that back. */
export function mayReinstate({ state, endedBy }: Pick<NeedForActions, 'state' | 'endedBy'>, role: ActingRole): boolean {
  return state === 'closed-with-gap' ? (CLOSERS as readonly ActingRole[]).includes(role) : endedBy === role;
}

/** States in which the requester may still change header and lines. */
export const isEditable = (state: NeedState): boolean => state === 'draft' || state === 'returned';

/** States in which a need's lines may be matched anew. A stale need keeps what it has but is offered to nobody. */
export const isMatchable = (state: NeedState): boolean => state === 'published';

/** How many lines a need may have that stand. */
export const MOST_LINES = 50;

/** A published need that nobody has confirmed for this long goes stale. */
export const STALE_AFTER_DAYS = 60;
