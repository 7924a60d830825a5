import { column, type TransitionTable } from '../../../kernel/transition.ts';

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
 * The lifecycle of an obstacle (DESIGN section 3).
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
export const isOpen = (state: ObstacleState): boolean => (OPEN_STATES as readonly ObstacleState[]).includes(state);

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];
