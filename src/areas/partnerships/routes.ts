import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody } from '../../platform/http/schemas.ts';
import { listPartnershipsQuery, Partnership, PartnershipPage, partnershipParams, ProposePartnership } from './contract.ts';
import { PARTNERSHIP_RIGHTS } from './domain/partnership.ts';
import { findPartnership, listPartnerships } from './queries.ts';
import { endPartnership, proposePartnership, signPartnership } from './verbs/keep-partnership.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const tag = 'Partnerships';
const onOne = {
  method: 'POST',
  tag,
  scope: 'partnerships:write',
  ifMatch: true,
  params: partnershipParams,
  status: 200,
  response: Partnership,
} as const;

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
    handle: ({ tx, act, query }) => listPartnerships(tx, act, query),
  }),
  route({
    method: 'GET',
    url: '/v1/partnerships/:id',
    operationId: 'getPartnership',
    summary: 'Read a partnership',
    tag,
    roles: readers,
    scope: 'partnerships:read',
    params: partnershipParams,
    status: 200,
    response: Partnership,
    handle: ({ tx, act, params }) => findPartnership(tx, act, params.id),
  }),
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
    response: Partnership,
    location: (partnership) => `/v1/partnerships/${partnership.id}`,
    handle: async ({ tx, act, body }) => findPartnership(tx, act, await proposePartnership(tx, act, body)),
  }),
  route({
    ...onOne,
    url: '/v1/partnerships/:id/sign',
    operationId: 'signPartnership',
    summary: 'Sign for one’s own side',
    roles: PARTNERSHIP_RIGHTS.sign,
    handle: async ({ tx, act, params, version }) => {
      await signPartnership(tx, act, params.id, version);
      return findPartnership(tx, act, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/partnerships/:id/end',
    operationId: 'endPartnership',
    summary: 'End a signed partnership',
    roles: PARTNERSHIP_RIGHTS.end,
    body: reasonBody,
    handle: async ({ tx, act, params, body, version }) => {
      await endPartnership(tx, act, params.id, version, body.reason);
      return findPartnership(tx, act, params.id);
    },
  }),
];

export const partnershipTag = { name: tag, description: 'The agreements under which matches are agreed.' };
