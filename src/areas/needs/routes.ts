import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { needWhy, whyOf } from '../../platform/http/schemas.ts';
import { DraftNeed, listNeedsQuery, needParams, NeedPage, ProposeNeedRevision, PublishNeed, ReviseNeed, ValidateNeed } from './contract.ts';
import { NEED_RIGHTS } from './domain/need.ts';
import { Need } from './record.ts';
import { findNeed, listNeeds } from './queries.ts';
import { copyNeed } from './verbs/copy-need.ts';
import { draftNeed } from './verbs/draft-need.ts';
import { closeNeed, keepNeedOpen, reinstateNeed, rejectNeed, withdrawNeed } from './verbs/end-need.ts';
import { confirmNeed, discardNeed, holdNeed, recallNeed, resumeNeed, returnNeed } from './verbs/move-need.ts';
import { publishNeed, reviseDisclosure } from './verbs/publish-need.ts';
import { approveNeedRevision, proposeNeedRevision, refuseNeedRevision, withdrawNeedRevision } from './verbs/revise-published-need.ts';
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
    url: '/v1/needs/:id/disclosure',
    operationId: 'reviseDisclosure',
    summary: 'Put right to whom a published need is open, and what donors read of it',
    roles: NEED_RIGHTS['revise-disclosure'],
    body: PublishNeed,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseDisclosure(tx, ctx, params.id, version, body);
      return findNeed(tx, ctx, params.id);
    },
  }),
  route({
    method: 'POST',
    url: '/v1/needs/:id/copy',
    operationId: 'copyNeed',
    summary: 'Begin a new draft with what a need asks for',
    description: 'Of the same unit, whatever became of the need. Its days are to be set anew.',
    tag,
    roles: NEED_RIGHTS.submit,
    scope: 'needs:write',
    params: needParams,
    status: 201,
    response: Need.schema,
    answer: { as: 'json', location: (need) => `/v1/needs/${need.id}` },
    handle: async ({ tx, ctx, params }) => findNeed(tx, ctx, await copyNeed(tx, ctx, params.id)),
  }),
  route({
    ...onOne,
    url: '/v1/needs/:id/revision',
    operationId: 'proposeNeedRevision',
    summary: 'Propose how a published need should read',
    description: 'It stands as it is until the validator approves, and the facilitator too where the text that donors read changes.',
    roles: NEED_RIGHTS['propose-revision'],
    body: ProposeNeedRevision,
    isBulk: true,
    handle: async ({ tx, ctx, params, body, version }) => {
      await proposeNeedRevision(tx, ctx, params.id, version, body);
      return findNeed(tx, ctx, params.id);
    },
  }),
  ...(
    [
      ['submit', 'submitNeed', 'Submit a need for validation', NEED_RIGHTS.submit, submitNeed],
      ['recall', 'recallNeed', 'Take back a submitted need that nobody has acted on', NEED_RIGHTS.recall, recallNeed],
      ['discard', 'discardNeed', 'Throw a draft away', NEED_RIGHTS.discard, discardNeed],
      ['resume', 'resumeNeed', 'Take a need off hold', NEED_RIGHTS.resume, resumeNeed],
      ['confirm', 'confirmNeed', 'Confirm that a need still stands', NEED_RIGHTS.confirm, confirmNeed],
      ['keep-open', 'keepNeedOpen', 'Take a request to close off a need', NEED_RIGHTS['keep-open'], keepNeedOpen],
      ['revision/approve', 'approveNeedRevision', 'Approve a revision', NEED_RIGHTS['approve-revision'], approveNeedRevision],
      ['revision/withdraw', 'withdrawNeedRevision', 'Take one’s revision back', NEED_RIGHTS['withdraw-revision'], withdrawNeedRevision],
    ] as const
  ).map(([step, operationId, summary, roles, verb]) =>
    route({
      ...onOne,
      url: `/v1/needs/:id/${step}`,
      operationId,
      summary,
      roles,
      handle: async ({ tx, ctx, params, version }) => {
        await verb(tx, ctx, params.id, version);
        return findNeed(tx, ctx, params.id);
      },
    }),
  ),
  ...(
    [
      ['return', 'returnNeed', 'Return a need for correction', NEED_RIGHTS.return, returnNeed],
      ['withdraw', 'withdrawNeed', 'Withdraw a need and end what is not agreed on it', NEED_RIGHTS.withdraw, withdrawNeed],
      ['reinstate', 'reinstateNeed', 'Take the end of a need back', NEED_RIGHTS.reinstate, reinstateNeed],
      ['revision/refuse', 'refuseNeedRevision', 'Refuse a revision', NEED_RIGHTS['refuse-revision'], refuseNeedRevision],
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
      body: needWhy,
      handle: async ({ tx, ctx, params, body, version }) => {
        await verb(tx, ctx, params.id, version, whyOf(body));
        return findNeed(tx, ctx, params.id);
      },
    }),
  ),
];

export const needTag = { name: tag, description: 'What a unit lacks, from draft to fulfilled.' };
