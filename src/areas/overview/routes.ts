import { type AnyRoute, route } from '../../platform/http/route.ts';
import { readOverview } from './queries.ts';
import { Overview } from './record.ts';

export const overviewRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/overview',
    operationId: 'readOverview',
    summary: 'Read the totals',
    tag: 'Overview',
    roles: ['requester', 'validator', 'facilitator', 'auditor'],
    scope: 'gaps:read',
    status: 200,
    isHeavy: true,
    response: Overview.schema,
    handle: ({ tx, ctx }) => readOverview(tx, ctx),
  }),
];

export const overviewTag = { name: 'Overview', description: 'Totals over what the reader may see.' };
