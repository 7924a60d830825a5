import type { ActingRole, Role } from '../../../kernel/role.ts';
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
} as const satisfies Record<ObstacleTask, readonly Role[]>;

const OWNERS_TASKS: readonly ObstacleTask[] = ['revise', 'finish-step', 'assign-action'];
/** These go on after the end: what was left to do is still ticked off, and what was learnt is still said. */
const AFTER_THE_END: readonly ObstacleTask[] = ['comment', 'finish-action'];

/** Whether one who stands there may do it. Whoever reads this sees the obstacle, and so is involved in it. */
export function mayPerform(task: ObstacleTask, role: ActingRole, { owns, isBlocked }: Pick<ActorRelation, 'owns' | 'isBlocked'>): boolean {
  if (!(OBSTACLE_TASK_RIGHTS[task] as readonly ActingRole[]).includes(role)) return false;
  if (role === 'facilitator') return true;
  if (OWNERS_TASKS.includes(task)) return owns;
  if (task === 'hold-back') return owns || isBlocked;
  return true;
}

export const isTaskOf = (task: ObstacleTask, state: ObstacleState): boolean => isOpen(state) || AFTER_THE_END.includes(task);

/** What this reader may do besides the steps of the lifecycle. */
export function allowedTasks(state: ObstacleState, role: ActingRole, relation: ActorRelation): ObstacleTask[] {
  return OBSTACLE_TASKS.filter((task) => isTaskOf(task, state) && mayPerform(task, role, relation));
}
