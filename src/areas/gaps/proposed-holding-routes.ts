import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import {
  ConfirmHolding,
  CorrectProposedHolding,
  listProposedHoldingsQuery,
  ProposedHoldingPage,
  proposedHoldingParams,
} from './contract.ts';
import { CORRECTS } from './domain/stock-correction.ts';
import { findProposedHolding, listProposedHoldings } from './holding-queries.ts';
import { ProposedHolding } from './record.ts';
import { confirmHolding } from './verbs/confirm-holding.ts';
import { correctProposedHolding } from './verbs/correct-stock.ts';

const readers: readonly Role[] = ['requester', 'validator', 'facilitator', 'auditor'];
const tag = 'Gaps';

const getProposedHolding = route({
  method: 'GET',
  url: '/v1/proposed-holdings/:id',
  operationId: 'getProposedHolding',
  summary: 'Read a proposed holding',
  tag,
  roles: readers,
  scope: 'gaps:read',
  params: proposedHoldingParams,
  status: 200,
  response: ProposedHolding.schema,
  handle: ({ tx, ctx, params }) => findProposedHolding(tx, ctx, params.id),
});

export const proposedHoldingRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/proposed-holdings',
    operationId: 'listProposedHoldings',
    summary: 'List what receipts add to holdings, once the units confirm it',
    tag,
    roles: readers,
    scope: 'gaps:read',
    query: listProposedHoldingsQuery,
    status: 200,
    response: ProposedHoldingPage,
    handle: ({ tx, ctx, query }) => listProposedHoldings(tx, ctx, query),
  }),
  getProposedHolding,
  route({
    method: 'POST',
    url: '/v1/proposed-holdings/:id/confirm',
    operationId: 'confirmHolding',
    summary: 'Confirm what was received as held, or say what was found instead',
    tag,
    roles: ['requester'],
    scope: 'gaps:write',
    ifMatch: getProposedHolding,
    params: proposedHoldingParams,
    body: ConfirmHolding,
    status: 200,
    response: ProposedHolding.schema,
    handle: async ({ tx, ctx, params, body, version }) => {
      await confirmHolding(tx, ctx, params.id, version, body);
      return findProposedHolding(tx, ctx, params.id);
    },
  }),
  route({
    method: 'POST',
    url: '/v1/proposed-holdings/:id/correct',
    operationId: 'correctProposedHolding',
    summary: 'Put right what was found of a receipt, or let it wait again',
    tag,
    roles: CORRECTS['proposed-holding'],
    scope: 'gaps:write',
    ifMatch: getProposedHolding,
    params: proposedHoldingParams,
    body: CorrectProposedHolding,
    status: 200,
    response: ProposedHolding.schema,
    handle: async ({ tx, ctx, params, body, version }) => {
      await correctProposedHolding(tx, ctx, params.id, version, body);
      return findProposedHolding(tx, ctx, params.id);
    },
  }),
];
