import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import type { Hand } from '../../../kernel/two-sidedness.ts';
import { type LiftStanding, type OpenLift, refusalOfLift, refusalOfWithdrawing } from './lift.ts';
import { isOpen, type ObstacleState, type ActorRelation } from './obstacle.ts';

/** What is done on an obstacle without moving it along its lifecycle. */
export const OBSTACLE_TASKS = [
  'revise',
  'hold-back',
  'let-go',
  'correct-severity',
  'add-dependency',
  'drop-dependency',
  'finish-step',
  'assign-action',
  'finish-action',
  'comment',
  'put-right',
  'correct-wait',
  'confirm-lift',
  'refuse-lift',
  'withdraw-lift',
  'name-closer',
] as const;
export type ObstacleTask = (typeof OBSTACLE_TASKS)[number];

const involved = ['requester', 'validator', 'donor', 'facilitator'] as const satisfies readonly Role[];

/**
 * Who may do what. The role alone decides for a facilitator; the others must besides stand where {@link mayPerform} wants them.
 * What lets something pass the gate, or tells of obstacles that a party may not see, is the facilitator's.
 */
export const OBSTACLE_TASK_RIGHTS = {
  revise: involved,
  'hold-back': involved,
  'let-go': ['facilitator'],
  'correct-severity': ['facilitator'],
  'add-dependency': ['facilitator'],
  'drop-dependency': ['facilitator'],
  'finish-step': involved,
  'assign-action': involved,
  'finish-action': involved,
  comment: involved,
  'put-right': involved,
  'correct-wait': involved,
  'confirm-lift': ['donor', 'facilitator'],
  'refuse-lift': ['donor', 'facilitator'],
  'withdraw-lift': involved,
  'name-closer': ['auditor'],
} as const satisfies Record<ObstacleTask, readonly Role[]>;

const OWNERS_TASKS: readonly ObstacleTask[] = ['revise', 'finish-step', 'assign-action', 'correct-wait'];
/** These go on after the end: what was left to do is still ticked off, what was learnt is still said, and whose time it was put right. */
const AFTER_THE_END: readonly ObstacleTask[] = ['comment', 'finish-action', 'correct-wait', 'withdraw-lift'];

/** Whether one who stands there may do it. Whoever reads this sees the obstacle, and so is involved in it. */
export function mayPerform(task: ObstacleTask, role: ActingRole, { owns, isBlocked, reported }: ActorRelation): boolean {
  if (!(OBSTACLE_TASK_RIGHTS[task] as readonly ActingRole[]).includes(role)) return false;
  if (role === 'facilitator') return true;
  if (OWNERS_TASKS.includes(task)) return owns;
  if (task === 'put-right') return reported;
  if (task === 'confirm-lift' || task === 'refuse-lift') return isBlocked;
  if (task === 'hold-back') return owns || isBlocked;
  return true;
}

export const isTaskOf = (task: ObstacleTask, state: ObstacleState): boolean =>
  task === 'name-closer' ? state === 'resolved' : isOpen(state) || AFTER_THE_END.includes(task);

/** What a task is decided on besides who does it, and where they stand. */
export interface TaskFacts {
  readonly state: ObstacleState;
  /** The outside authority that it waits for, or last waited for. */
  readonly authorityId: string | null;
  readonly lift: OpenLift | null;
}

const notNow = ({ state }: TaskFacts, event: ObstacleTask): Refusal =>
  new Refusal('transition-not-allowed', { facts: { state, event, allowed: [] } });

/** Why the obstacle as it is can't have this task done to it by this hand, though its role and standing would allow it; null where it can. */
export function refusalOfTask(task: ObstacleTask, facts: TaskFacts, hand: Hand, standing: LiftStanding): Refusal | null {
  if (!isTaskOf(task, facts.state)) return notNow(facts, task);
  const { lift } = facts;
  switch (task) {
    case 'put-right':
      // Once somebody has acted on it, they acted on what it said.
      return facts.state === 'reported' || hand.role === 'facilitator' ? null : notNow(facts, task);
    case 'correct-wait':
      return facts.authorityId === null ? notNow(facts, task) : null;
    case 'confirm-lift':
    case 'refuse-lift':
      return lift === null ? notNow(facts, task) : refusalOfLift(lift, hand, standing);
    case 'withdraw-lift':
      return lift === null ? notNow(facts, task) : refusalOfWithdrawing(lift, hand);
    case 'revise':
    case 'hold-back':
    case 'let-go':
    case 'correct-severity':
    case 'add-dependency':
    case 'drop-dependency':
    case 'finish-step':
    case 'assign-action':
    case 'finish-action':
    case 'comment':
    case 'name-closer':
      return null;
  }
}

/** What this reader may do besides the steps of the lifecycle. */
export function allowedTasks(facts: TaskFacts, hand: Hand, relation: ActorRelation & LiftStanding): ObstacleTask[] {
  return OBSTACLE_TASKS.filter((task) => mayPerform(task, hand.role, relation) && refusalOfTask(task, facts, hand, relation) === null);
}
