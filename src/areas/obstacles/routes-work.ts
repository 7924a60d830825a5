import type { z } from 'zod';
import type { ObstacleId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { CorrectWait, NameCloser, obstacleParams, PutObstacleRight } from './contract.ts';
import {
  actionParams,
  AssignAction,
  CommentOnObstacle,
  CorrectSeverity,
  Dependency,
  FinishAction,
  FinishStep,
  HoldBack,
  LetGo,
  listCommentsQuery,
  ObstacleCommentId,
  ObstacleCommentPage,
  stepParams,
} from './contract-work.ts';
import { OBSTACLE_TASK_RIGHTS, type ObstacleTask } from './domain/task.ts';
import { listComments } from './part-queries.ts';
import { findObstacle } from './queries.ts';
import { Obstacle } from './record.ts';
import { assignAction, finishAction } from './verbs/act-on-obstacle.ts';
import { commentOnObstacle } from './verbs/comment-on-obstacle.ts';
import { correctWait } from './verbs/correct-wait.ts';
import { confirmLift, refuseLift, withdrawLift } from './verbs/decide-lift.ts';
import { nameCloser } from './verbs/name-closer.ts';
import { putObstacleRight } from './verbs/put-right-obstacle.ts';
import { correctSeverity } from './verbs/correct-severity.ts';
import { addDependency, dropDependency } from './verbs/depend-obstacle.ts';
import { finishStep } from './verbs/finish-step.ts';
import { holdBack, letGo } from './verbs/hold-things.ts';
import { showsWhatItNames } from '../disclosure/index.ts';

export const tag = 'Obstacles';
export const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];

export const getObstacle = route({
  method: 'GET',
  url: '/v1/obstacles/:id',
  operationId: 'getObstacle',
  summary: 'Read an obstacle',
  tag,
  roles: readers,
  scope: 'obstacles:read',
  params: obstacleParams,
  status: 200,
  response: Obstacle.schema,
  shows: showsWhatItNames('obstacle'),
  handle: ({ tx, ctx, params }) => findObstacle(tx, ctx, params.id),
});

export const onOne = {
  method: 'POST',
  tag,
  scope: 'obstacles:write',
  ifMatch: getObstacle,
  params: obstacleParams,
  status: 200,
  response: Obstacle.schema,
} as const;

/** A task on an obstacle, answered with the obstacle as it is then. */
function task<Body extends z.ZodType>(
  name: ObstacleTask,
  path: string,
  operationId: string,
  summary: string,
  body: Body,
  verb: (tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: z.output<Body>) => Promise<void>,
): AnyRoute {
  return route({
    ...onOne,
    url: `/v1/obstacles/:id/${path}`,
    operationId,
    summary,
    roles: OBSTACLE_TASK_RIGHTS[name],
    body,
    handle: async ({ tx, ctx, params, body: input, version }) => {
      await verb(tx, ctx, params.id, version, input);
      return findObstacle(tx, ctx, params.id);
    },
  });
}

export const obstacleWorkRoutes: AnyRoute[] = [
  task('hold-back', 'hold-back', 'holdBackMore', 'Add what an obstacle holds back besides', HoldBack, holdBack),
  task('let-go', 'let-go', 'letGo', 'Take off what an obstacle does not hold back after all', LetGo, letGo),
  task(
    'put-right',
    'put-right',
    'putObstacleRight',
    'Put right its kind or detail: whoever reported it, later a facilitator',
    PutObstacleRight,
    putObstacleRight,
  ),
  task('correct-wait', 'correct-wait', 'correctObstacleWait', 'Put right what was recorded of its last wait', CorrectWait, correctWait),
  route({
    ...onOne,
    url: '/v1/obstacles/:id/lift/confirm',
    operationId: 'confirmObstacleLift',
    summary: 'Agree to what lifts it: never the side that put it forward',
    roles: OBSTACLE_TASK_RIGHTS['confirm-lift'],
    handle: async ({ tx, ctx, params, version }) => {
      await confirmLift(tx, ctx, params.id, version);
      return findObstacle(tx, ctx, params.id);
    },
  }),
  task(
    'refuse-lift',
    'lift/refuse',
    'refuseObstacleLift',
    'Refuse what would lift it, and say why',
    reasonBody,
    (tx, ctx, id, version, body) => refuseLift(tx, ctx, id, version, reasonOf(body)),
  ),
  task(
    'withdraw-lift',
    'lift/withdraw',
    'withdrawObstacleLift',
    'Take back what one’s own organisation has put forward to lift it',
    reasonBody,
    (tx, ctx, id, version, body) => withdrawLift(tx, ctx, id, version, reasonOf(body)),
  ),
  route({
    ...onOne,
    url: '/v1/obstacles/:id/name-closer',
    operationId: 'nameObstacleCloser',
    summary: 'Name who closes it, where nobody else is left who may',
    roles: OBSTACLE_TASK_RIGHTS['name-closer'],
    personsOnly: true,
    body: NameCloser,
    handle: async ({ tx, ctx, params, body, version }) => {
      await nameCloser(tx, ctx, params.id, version, body);
      return findObstacle(tx, ctx, params.id);
    },
  }),
  task(
    'correct-severity',
    'correct-severity',
    'correctObstacleSeverity',
    'Set another severity, or let it follow',
    CorrectSeverity,
    correctSeverity,
  ),
  task('add-dependency', 'add-dependency', 'addObstacleDependency', 'Name an obstacle that has to go first', Dependency, addDependency),
  task('drop-dependency', 'drop-dependency', 'dropObstacleDependency', 'Take a dependency off', Dependency, dropDependency),
  route({
    ...onOne,
    url: '/v1/obstacles/:id/steps/:position/finish',
    operationId: 'finishObstacleStep',
    summary: 'Tick a step of the playbook off, or leave it out',
    roles: OBSTACLE_TASK_RIGHTS['finish-step'],
    params: stepParams,
    body: FinishStep,
    handle: async ({ tx, ctx, params, body, version }) => {
      await finishStep(tx, ctx, params.id, version, params.position, body);
      return findObstacle(tx, ctx, params.id);
    },
  }),
  task(
    'assign-action',
    'actions',
    'assignObstacleAction',
    'Ask an organisation or a person to do something by a day',
    AssignAction,
    assignAction,
  ),
  route({
    ...onOne,
    url: '/v1/obstacles/:id/actions/:actionId/finish',
    operationId: 'finishObstacleAction',
    summary: 'Finish or cancel an action',
    roles: OBSTACLE_TASK_RIGHTS['finish-action'],
    params: actionParams,
    body: FinishAction,
    handle: async ({ tx, ctx, params, body, version }) => {
      await finishAction(tx, ctx, params.id, version, params.actionId, body);
      return findObstacle(tx, ctx, params.id);
    },
  }),
  route({
    method: 'GET',
    url: '/v1/obstacles/:id/comments',
    operationId: 'listObstacleComments',
    summary: 'Read what those involved have said',
    description: 'Oldest first, with what was said on duplicates that it took over, to those who were a party of them.',
    tag,
    roles: ['requester', 'validator', 'donor', 'facilitator', 'auditor'],
    scope: 'obstacles:read',
    params: obstacleParams,
    query: listCommentsQuery,
    status: 200,
    response: ObstacleCommentPage,
    handle: ({ tx, ctx, params, query }) => listComments(tx, ctx, params.id, query),
  }),
  route({
    method: 'POST',
    url: '/v1/obstacles/:id/comments',
    operationId: 'commentOnObstacle',
    summary: 'Say something to those involved',
    tag,
    roles: OBSTACLE_TASK_RIGHTS.comment,
    scope: 'obstacles:write',
    params: obstacleParams,
    body: CommentOnObstacle,
    status: 201,
    response: ObstacleCommentId,
    handle: async ({ tx, ctx, params, body }) => ({ id: await commentOnObstacle(tx, ctx, params.id, body) }),
  }),
];
