import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const RECOMMENDATION_STATES = ['open', 'accepted', 'in-progress', 'done', 'confirmed', 'rejected', 'superseded'] as const;
export type RecommendationState = (typeof RECOMMENDATION_STATES)[number];

export const RECOMMENDATION_EVENTS = [
  'revise',
  'accept',
  'start',
  'note',
  'report-done',
  'confirm',
  'reopen',
  'reject',
  'supersede',
  'mark-overdue',
] as const;
export type RecommendationEvent = (typeof RECOMMENDATION_EVENTS)[number];

const on = (moves: Partial<Record<RecommendationState, RecommendationState>>) => column(RECOMMENDATION_STATES, moves);

/**
 * What became of a recommendation.
 *
 *   open → accepted → in-progress → done → confirmed
 *     └──────┴→ rejected   ↑──────────┴─────────┘ (reopened)
 *     └──────┴───────┴→ superseded
 *
 * `done` is what its owner says; it is only over when another has confirmed it.
 */
export const RECOMMENDATION_TRANSITIONS: TransitionTable<RecommendationState, RecommendationEvent> = {
  revise: on({ open: 'open', accepted: 'accepted', 'in-progress': 'in-progress' }),
  accept: on({ open: 'accepted' }),
  start: on({ accepted: 'in-progress' }),
  note: on({ open: 'open', accepted: 'accepted', 'in-progress': 'in-progress', done: 'done' }),
  'report-done': on({ accepted: 'done', 'in-progress': 'done' }),
  confirm: on({ done: 'confirmed' }),
  reopen: on({ done: 'in-progress', confirmed: 'in-progress' }),
  reject: on({ open: 'rejected', accepted: 'rejected' }),
  supersede: on({ open: 'superseded', accepted: 'superseded', 'in-progress': 'superseded' }),
  'mark-overdue': on({ open: 'open', accepted: 'accepted', 'in-progress': 'in-progress' }),
};

/** Somebody still has to do something about these. */
export const UNFINISHED_STATES = ['open', 'accepted', 'in-progress'] as const satisfies readonly RecommendationState[];
/** States in which it has been done, by its doer’s word or by somebody else’s. */
export const DONE_STATES = ['done', 'confirmed'] as const satisfies readonly RecommendationState[];
export const isUnfinished = (state: RecommendationState): boolean => (UNFINISHED_STATES as readonly RecommendationState[]).includes(state);

/** The owner's people, whatever their account's role, and facilitators for owners who have no account. */
const OWNERS = ['requester', 'validator', 'donor', 'facilitator'] as const satisfies readonly Role[];
const KEEPERS = ['facilitator'] as const satisfies readonly Role[];

/** Who may do what: the role alone decides for a facilitator; anybody else must besides stand where {@link refusalOfRecommendationStep} wants it. */
export const RECOMMENDATION_RIGHTS = {
  revise: KEEPERS,
  accept: OWNERS,
  start: OWNERS,
  note: OWNERS,
  'report-done': OWNERS,
  confirm: OWNERS,
  reopen: OWNERS,
  reject: OWNERS,
  supersede: KEEPERS,
  'mark-overdue': [],
} as const satisfies Record<RecommendationEvent, readonly Role[]>;

/** Facilitators write down what a meeting recommends. */
export const RECORDING_ROLES = KEEPERS;

/** Where somebody stands towards one recommendation. That they may see it at all is the database's doing. */
export interface Standing {
  /** Belongs to one of the organisations that own it. */
  readonly owns: boolean;
  /** Is the very person who reported it done. */
  readonly reported: boolean;
  /** Belongs to the organisation that reported it done. */
  readonly ofReporter: boolean;
}

const OWNERS_EVENTS: readonly RecommendationEvent[] = ['accept', 'start', 'note', 'report-done', 'reject'];
const OTHERS_EVENTS: readonly RecommendationEvent[] = ['confirm', 'reopen'];

/** What the role could do in this state; {@link refusalOfRecommendationStep} says where its people must stand for it. */
export const recommendationStepsOf = (state: RecommendationState, role: ActingRole): RecommendationEvent[] =>
  allowedEvents(RECOMMENDATION_TRANSITIONS, state).filter((event) =>
    (RECOMMENDATION_RIGHTS[event] as readonly ActingRole[]).includes(role),
  );

/** Why one who stands there may not take a step of their role's; null where they may. Nobody confirms what they reported, a facilitator's own report included. */
export function refusalOfRecommendationStep(event: RecommendationEvent, role: ActingRole, standing: Standing): Refusal | null {
  const { owns, reported, ofReporter } = standing;
  if (event === 'confirm' && reported) return new Refusal('recorder-may-not-confirm');
  if (role === 'facilitator' || role === 'system') return null;
  if (OWNERS_EVENTS.includes(event)) return owns ? null : new Refusal('not-your-own');
  if (!OTHERS_EVENTS.includes(event) || !ofReporter) return null;
  return new Refusal(event === 'confirm' ? 'recorder-may-not-confirm' : 'not-your-own');
}

/** Its day has passed and its owner has not said that it is done. */
export const isOverdue = (state: RecommendationState, dueOn: CalendarDate, today: CalendarDate): boolean =>
  isUnfinished(state) && dueOn < today;
