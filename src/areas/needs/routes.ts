import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { DraftNeed, listNeedsQuery, needParams, NeedPage, PublishNeed, ReviseNeed, ValidateNeed } from './contract.ts';
import { NEED_RIGHTS } from './domain/need.ts';
import { Need } from './record.ts';
import { findNeed, listNeeds } from './queries.ts';
import { draftNeed } from './verbs/draft-need.ts';
import { closeNeed, confirmNeed, holdNeed, rejectNeed, resumeNeed, returnNeed, withdrawNeed } from './verbs/move-need.ts';
import { publishNeed } from './verbs/publish-need.ts';
import { reviseNeed } from './verbs/revise-need.ts';
import { submitNeed } from './verbs/submit-need.ts';
import { validateNeed } from './verbs/validate-need.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const tag = 'Needs';
const getNeed = route({
  method: 'GET',
  url: '/v1/needs/:id',
  operationId: 'getNeed',
  summary: 'Read a need',
  tag,
  roles: readers,
  scope: 'needs:read',
  params: needParams,
  status: 200,
  response: Need.schema,
  handle: ({ tx, ctx, params }) => findNeed(tx, ctx, params.id),
});

const onOne = {
  method: 'POST',
  tag,
  scope: 'needs:write',
  ifMatch: getNeed,
  params: needParams,
  status: 200,
  response: Need.schema,
} as const;

export const needRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/needs',
    operationId: 'listNeeds',
    summary: 'List needs',
    description:
      'Requesters and validators see those of their units, facilitators and auditors all, donors those disclosed to them, in the disclosed view. Filters combine; a filter on something that the reader may not see is refused.',
    tag,
    roles: readers,
    scope: 'needs:read',
    query: listNeedsQuery,
    status: 200,
    response: NeedPage,
    answer: { as: 'json', skipResponseValidation: true },
    handle: ({ tx, ctx, query }) => listNeeds(tx, ctx, query),
  }),
  getNeed,
  route({
    method: 'POST',
    url: '/v1/needs',
    operationId: 'draftNeed',
    summary: 'Draft a need',
    tag,
    roles: ['requester'],
    scope: 'needs:write',
    body: DraftNeed,
    isBulk: true,
    status: 201,
    response: Need.schema,
    answer: { as: 'json', location: (need) => `/v1/needs/${need.id}` },
    handle: async ({ tx, ctx, body }) => findNeed(tx, ctx, await draftNeed(tx, ctx, body)),
  }),
  route({
    ...onOne,
    method: 'PATCH',
    url: '/v1/needs/:id',
    operationId: 'reviseNeed',
    summary: 'Change a draft or returned need',
    roles: NEED_RIGHTS.submit,
    body: ReviseNeed,
    isBulk: true,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseNeed(tx, ctx, params.id, version, body);
      return findNeed(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/needs/:id/submit',
    operationId: 'submitNeed',
    summary: 'Submit a need for validation',
    roles: NEED_RIGHTS.submit,
    handle: async ({ tx, ctx, params, version }) => {
      await submitNeed(tx, ctx, params.id, version);
      return findNeed(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/needs/:id/validate',
    operationId: 'validateNeed',
    summary: 'Validate a need, at the quantities asked or others',
    roles: NEED_RIGHTS.validate,
    body: ValidateNeed,
    handle: async ({ tx, ctx, params, body, version }) => {
      await validateNeed(tx, ctx, params.id, version, body);
      return findNeed(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/needs/:id/publish',
    operationId: 'publishNeed',
    summary: 'Publish a need to partners',
    roles: NEED_RIGHTS.publish,
    body: PublishNeed,
    handle: async ({ tx, ctx, params, body, version }) => {
      await publishNeed(tx, ctx, params.id, version, body);
      return findNeed(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/needs/:id/resume',
    operationId: 'resumeNeed',
    summary: 'Take a need off hold',
    roles: NEED_RIGHTS.resume,
    handle: async ({ tx, ctx, params, version }) => {
      await resumeNeed(tx, ctx, params.id, version);
      return findNeed(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/needs/:id/confirm',
    operationId: 'confirmNeed',
    summary: 'Confirm that a need still stands',
    roles: NEED_RIGHTS.confirm,
    handle: async ({ tx, ctx, params, version }) => {
      await confirmNeed(tx, ctx, params.id, version);
      return findNeed(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/needs/:id/withdraw',
    operationId: 'withdrawNeed',
    summary: 'Withdraw a need and release what is reserved on it',
    roles: NEED_RIGHTS.withdraw,
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await withdrawNeed(tx, ctx, params.id, version, reasonOf(body));
      return findNeed(tx, ctx, params.id);
    },
  }),
  ...(
    [
      ['return', 'returnNeed', 'Return a need for correction', NEED_RIGHTS.return, returnNeed],
      ['reject', 'rejectNeed', 'Reject a need', NEED_RIGHTS.reject, rejectNeed],
      ['hold', 'holdNeed', 'Put a need on hold', NEED_RIGHTS.hold, holdNeed],
      ['close', 'closeNeed', 'Close a need with its gap: validator and facilitator both', NEED_RIGHTS['close-with-gap'], closeNeed],
    ] as const
  ).map(([step, operationId, summary, roles, verb]) =>
    route({
      ...onOne,
      url: `/v1/needs/:id/${step}`,
      operationId,
      summary,
      roles,
      body: reasonBody,
      handle: async ({ tx, ctx, params, body, version }) => {
        await verb(tx, ctx, params.id, version, reasonOf(body));
        return findNeed(tx, ctx, params.id);
      },
    }),
  ),
];

export const needTag = { name: tag, description: 'What a unit lacks, from draft to fulfilled.' };
