import type { z } from 'zod';
import type { RecommendationId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { meetingParams } from './contract-meetings.ts';
import {
  listNotesQuery,
  listRecommendationsQuery,
  NoteProgress,
  RecommendationNotePage,
  RecommendationPage,
  recommendationParams,
  RecordRecommendation,
  ReportDone,
  ReviseRecommendation,
  SupersedeRecommendation,
} from './contract-recommendations.ts';
import { RECOMMENDATION_RIGHTS, RECORDING_ROLES } from './domain/recommendation.ts';
import { findRecommendation, listNotes, listRecommendations } from './recommendation-queries.ts';
import { Recommendation } from './record.ts';
import { recordRecommendation, reviseRecommendation, supersedeRecommendation } from './verbs/record-recommendation.ts';
import {
  acceptRecommendation,
  confirmRecommendation,
  noteProgress,
  rejectRecommendation,
  reopenRecommendation,
  reportRecommendationDone,
  startRecommendation,
} from './verbs/work-recommendation.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const tag = 'Recommendations';
const read = { method: 'GET', tag, roles: readers, scope: 'recommendations:read', status: 200 } as const;

const getRecommendation = route({
  ...read,
  url: '/v1/recommendations/:id',
  operationId: 'getRecommendation',
  summary: 'Read a recommendation',
  params: recommendationParams,
  response: Recommendation.schema,
  handle: ({ tx, ctx, params }) => findRecommendation(tx, ctx, params.id),
});

const onOne = {
  tag,
  scope: 'recommendations:write',
  ifMatch: getRecommendation,
  params: recommendationParams,
  status: 200,
  response: Recommendation.schema,
} as const;

/** A step of the lifecycle, with what must be said at it. */
function step<Body extends z.ZodType>(
  name: Exclude<keyof typeof RECOMMENDATION_RIGHTS, 'mark-overdue' | 'revise'>,
  operationId: string,
  summary: string,
  body: Body | undefined,
  verb: (tx: Tx, ctx: ActorContext, id: RecommendationId, version: number, input: z.output<Body>) => Promise<void>,
): AnyRoute {
  return route({
    ...onOne,
    method: 'POST',
    url: `/v1/recommendations/:id/${name}`,
    operationId,
    summary,
    roles: RECOMMENDATION_RIGHTS[name],
    ...(body ? { body } : {}),
    handle: async ({ tx, ctx, params, body: input, version }) => {
      await verb(tx, ctx, params.id, version, input);
      return findRecommendation(tx, ctx, params.id);
    },
  });
}

const plainStep = (
  name: 'accept' | 'start' | 'confirm',
  operationId: string,
  summary: string,
  verb: (tx: Tx, ctx: ActorContext, id: RecommendationId, version: number) => Promise<void>,
): AnyRoute => step(name, operationId, summary, undefined, (tx, ctx, id, version) => verb(tx, ctx, id, version));

const reasonedStep = (
  name: 'reopen' | 'reject',
  operationId: string,
  summary: string,
  verb: (tx: Tx, ctx: ActorContext, id: RecommendationId, version: number, reason: string) => Promise<void>,
): AnyRoute => step(name, operationId, summary, reasonBody, (tx, ctx, id, version, body) => verb(tx, ctx, id, version, reasonOf(body)));

export const recommendationRoutes: AnyRoute[] = [
  route({
    ...read,
    url: '/v1/recommendations',
    operationId: 'listRecommendations',
    summary: 'List recommendations',
    description:
      'Those that the reader’s organisation owns or was present at; facilitators and auditors see all. Newest first, filters combine.',
    query: listRecommendationsQuery,
    response: RecommendationPage,
    handle: ({ tx, ctx, query }) => listRecommendations(tx, ctx, query),
  }),
  getRecommendation,
  route({
    ...read,
    url: '/v1/recommendations/:id/notes',
    operationId: 'listRecommendationNotes',
    summary: 'List the notes of progress on a recommendation',
    params: recommendationParams,
    query: listNotesQuery,
    response: RecommendationNotePage,
    handle: ({ tx, ctx, params, query }) => listNotes(tx, ctx, params.id, query),
  }),
  route({
    method: 'POST',
    url: '/v1/meetings/:id/recommendations',
    operationId: 'recordRecommendation',
    summary: 'Write down what a meeting recommends',
    description: 'While the meeting is held; closing it fixes the list.',
    tag,
    roles: RECORDING_ROLES,
    scope: 'recommendations:write',
    params: meetingParams,
    body: RecordRecommendation,
    status: 201,
    response: Recommendation.schema,
    answer: { as: 'json', location: (recommendation) => `/v1/recommendations/${recommendation.id}` },
    handle: async ({ tx, ctx, params, body }) => findRecommendation(tx, ctx, await recordRecommendation(tx, ctx, params.id, body)),
  }),
  route({
    ...onOne,
    method: 'PATCH',
    url: '/v1/recommendations/:id',
    operationId: 'reviseRecommendation',
    summary: 'Change the words, owners, day or links of a recommendation',
    roles: RECOMMENDATION_RIGHTS.revise,
    body: ReviseRecommendation,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseRecommendation(tx, ctx, params.id, version, body);
      return findRecommendation(tx, ctx, params.id);
    },
  }),
  plainStep('accept', 'acceptRecommendation', 'Take a recommendation on: one of its owners', acceptRecommendation),
  plainStep('start', 'startRecommendation', 'Start on a recommendation: one of its owners', startRecommendation),
  step('note', 'noteProgress', 'Note progress on a recommendation: one of its owners', NoteProgress, noteProgress),
  step('report-done', 'reportRecommendationDone', 'Report a recommendation done, with evidence', ReportDone, reportRecommendationDone),
  plainStep('confirm', 'confirmRecommendation', 'Confirm what was reported done: never the reporter', confirmRecommendation),
  reasonedStep('reopen', 'reopenRecommendation', 'Reopen what is not done, or no longer', reopenRecommendation),
  reasonedStep('reject', 'rejectRecommendation', 'Reject a recommendation: an owner or a facilitator', rejectRecommendation),
  step('supersede', 'supersedeRecommendation', 'Put another recommendation in its place', SupersedeRecommendation, supersedeRecommendation),
];

export const recommendationTag = { name: tag, description: 'What meetings recommended, whose task it is, and what became of it.' };
