import type { PartnershipId } from '../../kernel/id.ts';
import type { Why } from '../../kernel/reason.ts';
import type { Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { partnershipWhy, whyOf } from '../../platform/http/schemas.ts';
import {
  AmendPartnership,
  listPartnershipsQuery,
  PartnershipPage,
  partnershipParams,
  ProposePartnership,
  RecordText,
  RevisePartnership,
} from './contract.ts';
import { PARTNERSHIP_RIGHTS } from './domain/partnership.ts';
import { Partnership } from './record.ts';
import { findPartnership, listPartnerships } from './queries.ts';
import { proposePartnershipAmendment, signPartnershipAmendment, withdrawPartnershipAmendment } from './verbs/amend-partnership.ts';
import { discardPartnership, endPartnership, reinstatePartnership } from './verbs/end-partnership.ts';
import { revisePartnership } from './verbs/revise-partnership.ts';
import { recordText } from './verbs/record-text.ts';
import { signPartnership, takeBackSignature } from './verbs/sign-partnership.ts';
import { proposePartnership } from './verbs/propose-partnership.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const tag = 'Partnerships';
const getPartnership = route({
  method: 'GET',
  url: '/v1/partnerships/:id',
  operationId: 'getPartnership',
  summary: 'Read a partnership',
  tag,
  roles: readers,
  scope: 'partnerships:read',
  params: partnershipParams,
  status: 200,
  response: Partnership.schema,
  handle: ({ tx, ctx, params }) => findPartnership(tx, ctx, params.id),
});

const onOne = {
  method: 'POST',
  tag,
  scope: 'partnerships:write',
  ifMatch: getPartnership,
  params: partnershipParams,
  status: 200,
  response: Partnership.schema,
} as const;

/** A step that has nothing to say but why. */
const reasonedStep = (
  name: 'take-back-signature' | 'discard' | 'end' | 'reinstate',
  operationId: string,
  summary: string,
  verb: (tx: Tx, ctx: ActorContext, id: PartnershipId, version: number, reason: Why) => Promise<void>,
): AnyRoute =>
  route({
    ...onOne,
    url: `/v1/partnerships/:id/${name}`,
    operationId,
    summary,
    roles: PARTNERSHIP_RIGHTS[name],
    body: partnershipWhy,
    handle: async ({ tx, ctx, params, body, version }) => {
      await verb(tx, ctx, params.id, version, whyOf(body));
      return findPartnership(tx, ctx, params.id);
    },
  });

export const partnershipRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/partnerships',
    operationId: 'listPartnerships',
    summary: 'List partnerships',
    tag,
    roles: readers,
    scope: 'partnerships:read',
    query: listPartnershipsQuery,
    status: 200,
    response: PartnershipPage,
    handle: ({ tx, ctx, query }) => listPartnerships(tx, ctx, query),
  }),
  getPartnership,
  route({
    method: 'POST',
    url: '/v1/partnerships',
    operationId: 'proposePartnership',
    summary: 'Propose a partnership',
    tag,
    roles: PARTNERSHIP_RIGHTS.propose,
    scope: 'partnerships:write',
    body: ProposePartnership,
    status: 201,
    response: Partnership.schema,
    answer: { as: 'json', location: (partnership) => `/v1/partnerships/${partnership.id}` },
    handle: async ({ tx, ctx, body }) => findPartnership(tx, ctx, await proposePartnership(tx, ctx, body)),
  }),
  route({
    ...onOne,
    method: 'PATCH',
    url: '/v1/partnerships/:id',
    operationId: 'revisePartnership',
    summary: 'Change the text while nobody has signed it',
    roles: PARTNERSHIP_RIGHTS.revise,
    body: RevisePartnership,
    handle: async ({ tx, ctx, params, body, version }) => {
      await revisePartnership(tx, ctx, params.id, version, body);
      return findPartnership(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/partnerships/:id/sign',
    operationId: 'signPartnership',
    summary: 'Sign for one’s own side',
    roles: PARTNERSHIP_RIGHTS.sign,
    handle: async ({ tx, ctx, params, version }) => {
      await signPartnership(tx, ctx, params.id, version);
      return findPartnership(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/partnerships/:id/text',
    operationId: 'recordPartnershipText',
    summary: 'File the number and the document of the signed text',
    roles: PARTNERSHIP_RIGHTS['record-text'],
    body: RecordText,
    handle: async ({ tx, ctx, params, body, version }) => {
      await recordText(tx, ctx, params.id, version, body);
      return findPartnership(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/partnerships/:id/amendment',
    operationId: 'proposePartnershipAmendment',
    summary: 'Put other terms forward',
    description: 'A prolongation is an amendment too. It takes effect when both sides have signed it; proposing signs for nobody.',
    roles: PARTNERSHIP_RIGHTS['propose-amendment'],
    body: AmendPartnership,
    handle: async ({ tx, ctx, params, body, version }) => {
      await proposePartnershipAmendment(tx, ctx, params.id, version, body);
      return findPartnership(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/partnerships/:id/amendment/sign',
    operationId: 'signPartnershipAmendment',
    summary: 'Sign the open amendment for one’s own side',
    roles: PARTNERSHIP_RIGHTS['sign-amendment'],
    handle: async ({ tx, ctx, params, version }) => {
      await signPartnershipAmendment(tx, ctx, params.id, version);
      return findPartnership(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/partnerships/:id/amendment/withdraw',
    operationId: 'withdrawPartnershipAmendment',
    summary: 'Take the open amendment off the table',
    roles: PARTNERSHIP_RIGHTS['withdraw-amendment'],
    body: partnershipWhy,
    handle: async ({ tx, ctx, params, body, version }) => {
      await withdrawPartnershipAmendment(tx, ctx, params.id, version, whyOf(body));
      return findPartnership(tx, ctx, params.id);
    },
  }),
  reasonedStep(
    'take-back-signature',
    'takeBackPartnershipSignature',
    'Take one’s own signature back while nothing rests on it',
    takeBackSignature,
  ),
  reasonedStep('discard', 'discardPartnership', 'Discard a text that is not signed by both', discardPartnership),
  reasonedStep('end', 'endPartnership', 'End a signed partnership', endPartnership),
  reasonedStep('reinstate', 'reinstatePartnership', 'Take back that it was discarded or ended: whoever did that', reinstatePartnership),
];

export const partnershipTag = { name: tag, description: 'The agreements under which matches are agreed.' };
