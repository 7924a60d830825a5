import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';

export const OBSTACLE_STATES = [
  'reported',
  'triaged',
  'in-progress',
  'waiting-external',
  'resolved',
  'closed',
  'reopened',
  'duplicate',
  'not-an-obstacle',
  'accepted-risk',
] as const;
export type ObstacleState = (typeof OBSTACLE_STATES)[number];

export const OBSTACLE_EVENTS = [
  'triage',
  'start',
  'wait',
  'resume',
  'resolve',
  'close',
  'reopen',
  'escalate',
  'mark-duplicate',
  'dismiss',
  'accept-risk',
] as const;
export type ObstacleEvent = (typeof OBSTACLE_EVENTS)[number];

const on = (moves: Partial<Record<ObstacleState, ObstacleState>>) => column(OBSTACLE_STATES, moves);

/**
 * The lifecycle of an obstacle.
 *
 *   reported → triaged → in-progress ⇄ waiting-external
 *                            ↓              closed → reopened → triaged …
 *                        resolved ────────→ closed
 *                            └→ reopened (the blocked party doesn't confirm)
 */
export const OBSTACLE_TRANSITIONS: TransitionTable<ObstacleState, ObstacleEvent> = {
  triage: on({ reported: 'triaged', triaged: 'triaged', reopened: 'triaged' }),
  start: on({ triaged: 'in-progress' }),
  wait: on({ triaged: 'waiting-external', 'in-progress': 'waiting-external' }),
  resume: on({ 'waiting-external': 'in-progress' }),
  resolve: on({ 'in-progress': 'resolved', 'waiting-external': 'resolved' }),
  close: on({ resolved: 'closed' }),
  reopen: on({ resolved: 'reopened', closed: 'reopened' }),
  escalate: on({
    reported: 'reported',
    triaged: 'triaged',
    'in-progress': 'in-progress',
    'waiting-external': 'waiting-external',
    reopened: 'reopened',
  }),
  'mark-duplicate': on({ reported: 'duplicate', triaged: 'duplicate', 'in-progress': 'duplicate', reopened: 'duplicate' }),
  dismiss: on({ reported: 'not-an-obstacle', triaged: 'not-an-obstacle', reopened: 'not-an-obstacle' }),
  'accept-risk': on({ triaged: 'accepted-risk', 'in-progress': 'accepted-risk', 'waiting-external': 'accepted-risk' }),
};

/** An open obstacle, where it blocks, lets nothing pass the stage that it names. Resolved is still open until another closes it. */
export const OPEN_STATES = ['reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened'] as const;
/** Open, and nobody has said yet that it is out of the way. */
export const UNRESOLVED_STATES = [
  'reported',
  'triaged',
  'in-progress',
  'waiting-external',
  'reopened',
] as const satisfies readonly ObstacleState[];
/** Somebody has said that it is out of the way, and whoever it blocked hasn't said otherwise. */
export const RESOLVED_STATES = ['resolved', 'closed'] as const satisfies readonly ObstacleState[];
export const isOpen = (state: ObstacleState): boolean => (OPEN_STATES as readonly ObstacleState[]).includes(state);

/** Anyone involved may report; the scheduled jobs do it as the system. */
export const REPORTING_ROLES = ['requester', 'validator', 'donor', 'facilitator'] as const satisfies readonly Role[];

/** By hand or by the scheduled job, one level at a time. */
export const HIGHEST_ESCALATION = 3;

/**
 * Who may do what. The role alone decides for a facilitator; a party must besides stand where
 * {@link mayTake} wants it: own the obstacle, or be held back by it.
 */
export const OBSTACLE_RIGHTS = {
  triage: ['facilitator'],
  start: ['requester', 'validator', 'donor', 'facilitator'],
  wait: ['requester', 'validator', 'donor', 'facilitator'],
  resume: ['requester', 'validator', 'donor', 'facilitator'],
  resolve: ['requester', 'validator', 'donor', 'facilitator'],
  close: ['requester', 'validator', 'donor', 'facilitator'],
  reopen: ['requester', 'validator', 'donor', 'facilitator'],
  escalate: ['requester', 'validator', 'donor', 'facilitator'],
  'mark-duplicate': ['facilitator'],
  dismiss: ['facilitator'],
  'accept-risk': ['donor', 'facilitator'],
} as const satisfies Record<ObstacleEvent, readonly Role[]>;

/** Where somebody stands towards one obstacle. */
export interface ActorRelation {
  /** Belongs to the organisation that owns it. */
  readonly owns: boolean;
  /** Is a party of something that it holds back. */
  readonly isBlocked: boolean;
  /** Is the very person who resolved it. */
  readonly resolved: boolean;
}

const OWNERS_EVENTS: readonly ObstacleEvent[] = ['start', 'wait', 'resume', 'resolve'];
const BLOCKED_PARTIES_EVENTS: readonly ObstacleEvent[] = ['close', 'reopen', 'accept-risk'];

/** Whether one who stands there may take this step. Nobody closes what they resolved, whatever else they are. */
export function mayTake(event: ObstacleEvent, role: ActingRole, relation: ActorRelation): boolean {
  if (role === 'system') return event === 'escalate';
  if (!(OBSTACLE_RIGHTS[event] as readonly ActingRole[]).includes(role)) return false;
  if (event === 'close' && relation.resolved) return false;
  if (role === 'facilitator') return true;
  if (OWNERS_EVENTS.includes(event)) return relation.owns;
  if (BLOCKED_PARTIES_EVENTS.includes(event)) return relation.isBlocked;
  return true;
}

/** What this reader may do next with an obstacle in this state. */
export function allowedObstacleActions(state: ObstacleState, role: ActingRole, relation: ActorRelation): ObstacleEvent[] {
  return allowedEvents(OBSTACLE_TRANSITIONS, state).filter((event) => mayTake(event, role, relation));
}

/** Whether its next action should have been taken: the day has passed and nobody has moved it. */
export function isOverdue(state: ObstacleState, nextActionOn: CalendarDate | null, today: CalendarDate): boolean {
  return isOpen(state) && nextActionOn !== null && nextActionOn < today;
}
