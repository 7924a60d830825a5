import { type AnyRoute, route } from '../../platform/http/route.ts';
import { EventPage, listEventsQuery } from './contract.ts';
import { listEvents } from './queries.ts';
import { showsInFull, namedIn } from '../disclosure/index.ts';

export const eventRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/events',
    operationId: 'listEvents',
    summary: 'Read what happened',
    description:
      'Auditors and facilitators read every event; others those that concern their organisation; administrators those of accounts, calendars and regimes.',
    tag: 'Events',
    roles: ['requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator'],
    scope: 'events:read',
    query: listEventsQuery,
    status: 200,
    response: EventPage,
    shows: showsInFull('event', ({ items }) => namedIn(items.filter(({ before, after }) => before !== null || after !== null))),
    handle: ({ tx, ctx, query }) => listEvents(tx, ctx, query),
  }),
];

export const eventTag = { name: 'Events', description: 'One per change, in the same transaction, never altered.' };
