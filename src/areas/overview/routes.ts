import { z } from 'zod';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { idOf } from '../../platform/http/schemas.ts';
import { findOpenWork } from './open-work-queries.ts';
import { readOverview } from './queries.ts';
import { OpenWork, Overview } from './record.ts';

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
  route({
    method: 'GET',
    url: '/v1/users/:id/open-work',
    operationId: 'readOpenWork',
    summary: 'Count what is open with an account, before its person leaves',
    tag: 'Identity',
    roles: ['administrator', 'facilitator', 'auditor'],
    scope: 'identity:read',
    params: z.strictObject({ id: idOf('user') }),
    status: 200,
    response: OpenWork.schema,
    handle: ({ tx, db, ctx, params }) => findOpenWork(tx, db, ctx, params.id),
  }),
];

export const overviewTag = { name: 'Overview', description: 'Totals over what the reader may see.' };
