import type { z } from 'zod';
import type { ObstacleId } from '../../kernel/id.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import {
  CloseObstacle,
  listObstaclesQuery,
  MarkDuplicate,
  NextMove,
  ObstaclePage,
  ReopenObstacle,
  ReportObstacle,
  ResolveObstacle,
  ReviseObstacle,
  TriageObstacle,
  WaitForAuthority,
} from './contract.ts';
import { OBSTACLE_RIGHTS, REPORTING_ROLES } from './domain/obstacle.ts';
import { OBSTACLE_TASK_RIGHTS } from './domain/task.ts';
import { findObstacle, listObstacles } from './queries.ts';
import { Obstacle } from './record.ts';
import { getObstacle, obstacleWorkRoutes, onOne, readers, tag } from './routes-work.ts';
import { acceptRisk, closeObstacle, dismissObstacle, markDuplicate, reopenObstacle } from './verbs/end-obstacle.ts';
import { escalateObstacle } from './verbs/escalate-obstacle.ts';
import { reportObstacle } from './verbs/report-obstacle.ts';
import { reviseObstacle, triageObstacle } from './verbs/triage-obstacle.ts';
import { resolveObstacle, resumeObstacle, startObstacle, waitForAuthority } from './verbs/work-obstacle.ts';
import { showsWhatItNames } from '../disclosure/index.ts';

/** A step of the lifecycle, with what must be said at it. */
function step<Body extends z.ZodType>(
  name: keyof typeof OBSTACLE_RIGHTS,
  operationId: string,
  summary: string,
  body: Body,
  verb: (tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: z.output<Body>) => Promise<void>,
): AnyRoute {
  return route({
    ...onOne,
    url: `/v1/obstacles/:id/${name}`,
    operationId,
    summary,
    roles: OBSTACLE_RIGHTS[name],
    body,
    handle: async ({ tx, ctx, params, body: input, version }) => {
      await verb(tx, ctx, params.id, version, input);
      return findObstacle(tx, ctx, params.id);
    },
  });
}

/** A step that has nothing to say but why. */
const reasonedStep = (
  name: keyof typeof OBSTACLE_RIGHTS,
  operationId: string,
  summary: string,
  verb: (tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, reason: string) => Promise<void>,
): AnyRoute => step(name, operationId, summary, reasonBody, (tx, ctx, id, version, body) => verb(tx, ctx, id, version, reasonOf(body)));

export const obstacleRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/obstacles',
    operationId: 'listObstacles',
    summary: 'List obstacles',
    description: 'Those that involve the reader; facilitators and auditors see all. Newest first, filters combine.',
    tag,
    roles: readers,
    scope: 'obstacles:read',
    query: listObstaclesQuery,
    status: 200,
    response: ObstaclePage,
    shows: showsWhatItNames('obstacle'),
    handle: ({ tx, ctx, query }) => listObstacles(tx, ctx, query),
  }),
  getObstacle,
  route({
    method: 'POST',
    url: '/v1/obstacles',
    operationId: 'reportObstacle',
    summary: 'Report an obstacle',
    description:
      'What the report leaves out is taken from the kind: severity, milestone, whose move it is, the first step of its playbook.',
    tag,
    roles: REPORTING_ROLES,
    scope: 'obstacles:write',
    body: ReportObstacle,
    status: 201,
    response: Obstacle.schema,
    answer: { as: 'json', location: (obstacle) => `/v1/obstacles/${obstacle.id}` },
    handle: async ({ tx, ctx, body }) => findObstacle(tx, ctx, await reportObstacle(tx, ctx, body)),
  }),
  route({
    ...onOne,
    method: 'PATCH',
    url: '/v1/obstacles/:id',
    operationId: 'reviseObstacle',
    summary: 'Change the owner or the next move: its owner or a facilitator',
    roles: OBSTACLE_TASK_RIGHTS.revise,
    body: ReviseObstacle,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseObstacle(tx, ctx, params.id, version, body);
      return findObstacle(tx, ctx, params.id);
    },
  }),
  step('triage', 'triageObstacle', 'Triage an obstacle', TriageObstacle, triageObstacle),
  step('start', 'startObstacle', 'Start to work on an obstacle: its owner or a facilitator', NextMove, startObstacle),
  step('wait', 'waitForAuthority', 'Wait for an outside authority', WaitForAuthority, waitForAuthority),
  step('resume', 'resumeObstacle', 'Go on after an authority’s answer', NextMove, resumeObstacle),
  step('resolve', 'resolveObstacle', 'Resolve an obstacle, with evidence', ResolveObstacle, resolveObstacle),
  step('close', 'closeObstacle', 'Close a resolved obstacle: never the resolver', CloseObstacle, closeObstacle),
  step('reopen', 'reopenObstacle', 'Reopen an obstacle that is not gone', ReopenObstacle, reopenObstacle),
  step('mark-duplicate', 'markObstacleDuplicate', 'Mark an obstacle as a duplicate of another', MarkDuplicate, markDuplicate),
  reasonedStep('escalate', 'escalateObstacle', 'Take an obstacle one level up', escalateObstacle),
  reasonedStep('dismiss', 'dismissObstacle', 'Dismiss what is not an obstacle', dismissObstacle),
  reasonedStep('accept-risk', 'acceptObstacleRisk', 'Accept the risk and go on', acceptRisk),
  ...obstacleWorkRoutes,
];

export const obstacleTag = { name: tag, description: 'What stops needs, matches and deliveries, and whose move it is.' };
