export { AcceptedRisk, LinkedObstacle, Obstacle, ObstacleAction, ObstacleBlock, ObstacleStep, ObstacleValues } from './record.ts';
export { obstacleCorrections } from './correction-tables.ts';
export type { BlockedThing } from './contract.ts';
export {
  type BlockingObstacle,
  obstaclesBlocking,
  obstaclesOfNeeds,
  refuseWhereBlocked,
  type ThingsOnTheirWay,
} from './blocking-queries.ts';
export { acceptRisk, closeObstacle, dismissObstacle, markDuplicate, reopenObstacle } from './verbs/end-obstacle.ts';
export { assignAction, finishAction } from './verbs/act-on-obstacle.ts';
export { commentOnObstacle } from './verbs/comment-on-obstacle.ts';
export { correctWait } from './verbs/correct-wait.ts';
export { confirmLift, refuseLift, withdrawLift } from './verbs/decide-lift.ts';
export { nameCloser, redirectResolved } from './verbs/name-closer.ts';
export { putObstacleRight } from './verbs/put-right-obstacle.ts';
export { correctSeverity } from './verbs/correct-severity.ts';
export { addDependency, dropDependency } from './verbs/depend-obstacle.ts';
export { finishStep } from './verbs/finish-step.ts';
export { holdBack, letGo } from './verbs/hold-things.ts';
export { escalateObstacle } from './verbs/escalate-obstacle.ts';
export { type FoundObstacle, raiseObstacle, raiseObstacles } from './verbs/raise-obstacles.ts';
export { reportObstacle } from './verbs/report-obstacle.ts';
export { CLEARANCE_CAUSE } from './cause-queries.ts';
export {
  causesAreGone,
  causesOfAreGone,
  deriveSeverities,
  endMistaken,
  escalateOverdue,
  markCausesGone,
  raiseFoundObstacles,
} from './verbs/time-obstacles.ts';
export { reviseObstacle, triageObstacle } from './verbs/triage-obstacle.ts';
export { resolveObstacle, resumeObstacle, startObstacle, waitForAuthority } from './verbs/work-obstacle.ts';
