import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import type { OrganisationId, UserId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { allowedEvents, column, type TransitionTable } from '../../../kernel/transition.ts';
import { handIn, type Hand, refusalOfHand, TWO_SIDED } from '../../../kernel/two-sidedness.ts';

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
 *
 * Each end may have been a mistake, and is reopened. A risk is accepted in parts: it ends the obstacle when no part is left (domain/risk.ts).
 */
export const OBSTACLE_TRANSITIONS: TransitionTable<ObstacleState, ObstacleEvent> = {
  triage: on({ reported: 'triaged', triaged: 'triaged', reopened: 'triaged' }),
  start: on({ triaged: 'in-progress' }),
  wait: on({ triaged: 'waiting-external', 'in-progress': 'waiting-external' }),
  resume: on({ 'waiting-external': 'in-progress' }),
  resolve: on({ 'in-progress': 'resolved', 'waiting-external': 'resolved' }),
  close: on({ resolved: 'closed' }),
  reopen: on({
    resolved: 'reopened',
    closed: 'reopened',
    duplicate: 'reopened',
    'not-an-obstacle': 'reopened',
    'accepted-risk': 'reopened',
  }),
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
/** Found to be another, or none. */
export const DISMISSED_STATES = ['duplicate', 'not-an-obstacle'] as const satisfies readonly ObstacleState[];
/** Somebody has said that it is out of the way, and whoever it blocked hasn't said otherwise. */
export const RESOLVED_STATES = ['resolved', 'closed'] as const satisfies readonly ObstacleState[];
/** Why it ended, where what it was opened for had been typed by mistake: it never was one, and counts nowhere. */
export const RECORDED_BY_MISTAKE = 'recorded-by-mistake';
export const isOpen = (state: ObstacleState): boolean => (OPEN_STATES as readonly ObstacleState[]).includes(state);

/** Anyone involved may report; the scheduled jobs do it as the system. */
export const REPORTING_ROLES = ['requester', 'validator', 'donor', 'facilitator'] as const satisfies readonly Role[];

/** How long an auditor has to name who closes what nobody else may. */
export const DAYS_TO_NAME_A_CLOSER = 7;

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
  /** Belongs to the organisation that reported it. */
  readonly reported: boolean;
}

/** What closing is decided on: who resolved it, and who may not say that it is gone. */
export interface Resolution {
  readonly resolvedBy: UserId | null;
  readonly resolvedById: OrganisationId | null;
  readonly resolvedByRole: ActingRole | null;
  readonly barredFromClosing: readonly OrganisationId[] | null;
  /** The facilitator whom an auditor named because nobody else was left, and whether that is still so. */
  readonly namedCloserId: UserId | null;
  readonly ownerId: OrganisationId | null;
}

const resolverOf = (resolution: Resolution) => handIn(resolution.resolvedBy, resolution.resolvedById, resolution.resolvedByRole);

/** Why this account may not close it, whatever else it is: it resolved it, owns it, was waited on, or speaks with one who did. */
export const refusalOfClosing = (resolution: Resolution, hand: Hand): Refusal | null =>
  refusalOfHand('close-obstacle', 'resolver-may-not-close', resolverOf(resolution), hand, { barred: resolution.barredFromClosing ?? [] });

/**
 * Why this account may not be named to close it: a facilitator, of another organisation than resolved it and than owns it. Who was waited on,
 * or is above or below one of them, may be: nobody further off is left.
 */
export const refusalOfNaming = (resolution: Resolution, hand: Hand): Refusal | null =>
  refusalOfHand('close-obstacle', 'closer-may-not-be-named', resolverOf(resolution), hand, {
    barred: resolution.ownerId === null ? [] : [resolution.ownerId],
    completes: TWO_SIDED['close-as-named'].completes,
  });

/** As {@link refusalOfClosing}; whoever an auditor named closes it all the same, for as long as nobody else may. */
export function refusalOfClosingAsNamed(resolution: Resolution, hand: Hand, isAnyoneElseLeft: boolean): Refusal | null {
  const refusal = refusalOfClosing(resolution, hand);
  if (refusal === null || resolution.namedCloserId !== hand.userId || isAnyoneElseLeft) return refusal;
  return refusalOfNaming(resolution, hand) === null ? null : refusal;
}

const OWNERS_EVENTS: readonly ObstacleEvent[] = ['start', 'wait', 'resume', 'resolve'];
const BLOCKED_PARTIES_EVENTS: readonly ObstacleEvent[] = ['close', 'reopen', 'accept-risk'];

/** Whether one who stands there may take this step. */
export function mayTake(event: ObstacleEvent, role: ActingRole, relation: ActorRelation): boolean {
  if (role === 'system') return event === 'escalate';
  if (!(OBSTACLE_RIGHTS[event] as readonly ActingRole[]).includes(role)) return false;
  if (role === 'facilitator') return true;
  if (OWNERS_EVENTS.includes(event)) return relation.owns;
  // Whoever reported it sees that it was no mistake, and may have its end taken back.
  if (event === 'reopen' && relation.reported) return true;
  if (BLOCKED_PARTIES_EVENTS.includes(event)) return relation.isBlocked;
  return true;
}

/** What somebody who stands there could do next with an obstacle in this state, if nothing else stood in the way. */
export function obstacleActionsOf(state: ObstacleState, role: ActingRole, relation: ActorRelation): ObstacleEvent[] {
  return allowedEvents(OBSTACLE_TRANSITIONS, state).filter((event) => mayTake(event, role, relation));
}

/** Why it can't go a level up; null where it can. */
export const refusalOfEscalation = ({ state, escalationLevel }: { readonly state: ObstacleState; readonly escalationLevel: number }) =>
  escalationLevel < HIGHEST_ESCALATION
    ? null
    : new Refusal('transition-not-allowed', { facts: { state, event: 'escalate', allowed: [], level: escalationLevel } });

/** Whether its next action should have been taken: the day has passed and nobody has moved it. */
export function isOverdue(state: ObstacleState, nextActionOn: CalendarDate | null, today: CalendarDate): boolean {
  return isOpen(state) && nextActionOn !== null && nextActionOn < today;
}
