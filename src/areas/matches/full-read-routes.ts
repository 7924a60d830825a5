import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { FullReadPage, listFullReadsQuery, NeedDisclosurePage, readNeedParams } from './contract.ts';
import { listDisclosures, listFullReads } from './full-read-queries.ts';

/** Whoever sees the whole need; to donors it would tell of one another. */
const roles: readonly Role[] = ['requester', 'validator', 'facilitator', 'auditor'];
const onNeed = {
  method: 'GET',
  tag: 'Needs',
  roles,
  scope: 'needs:read',
  params: readNeedParams,
  query: listFullReadsQuery,
  status: 200,
} as const;

export const fullReadRoutes: AnyRoute[] = [
  route({
    ...onNeed,
    url: '/v1/needs/:id/disclosures',
    operationId: 'listNeedDisclosures',
    summary: 'Read who saw a need in full',
    description: 'Each person of a donor’s under each match that was the ground for it, with the first and the last time and how often.',
    response: NeedDisclosurePage,
    handle: ({ tx, ctx, params, query }) => listDisclosures(tx, ctx, params.id, query),
  }),
  route({
    ...onNeed,
    url: '/v1/needs/:id/full-reads',
    operationId: 'listFullReads',
    summary: 'Read each time that a need was seen in full',
    response: FullReadPage,
    handle: ({ tx, ctx, params, query }) => listFullReads(tx, ctx, params.id, query),
  }),
];
