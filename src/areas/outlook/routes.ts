import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import {
  forecastedDelivery,
  forecastedNeed,
  forecastQuery,
  ObstacleRanking,
  rankingQuery,
  RankingWhatIf,
  whatIfQuery,
} from './contract.ts';
import {
  DurationStatistics,
  durationsQuery,
  ObstacleStatistics,
  periodQuery,
  reasonsQuery,
  ReasonStatistics,
} from './contract-statistics.ts';
import { forecastDelivery, forecastNeed } from './forecast-queries.ts';
import { rankOpenObstacles, rankWithout } from './ranking-queries.ts';
import { NeedForecast, SimulatedArrival } from './record.ts';
import { readDurationStatistics, readObstacleStatistics, readReasonStatistics } from './statistics-queries.ts';
import { showsWhatItNames } from '../disclosure/index.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const tag = 'Outlook';

export const outlookRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/obstacles/ranking',
    operationId: 'rankObstacles',
    summary: 'Rank the open obstacles in the order in which to work on them',
    description:
      'By the tier-weighted quantity × days that they hold back, each thing once, against the expected days to resolve. A thing that several obstacles hold is held by each and freed by the last. What can’t be resolved before another stands after it. Facilitators and auditors see all; a party sees those that involve it, with figures over what it may see.',
    tag,
    roles: readers,
    isHeavy: true,
    scope: 'obstacles:read',
    query: rankingQuery,
    status: 200,
    response: ObstacleRanking,
    shows: showsWhatItNames('obstacle'),
    handle: ({ tx, ctx, query }) => rankOpenObstacles(tx, ctx, query),
  }),
  route({
    method: 'GET',
    url: '/v1/obstacles/ranking/what-if',
    operationId: 'rankObstaclesWithout',
    summary: 'Rank the open obstacles as if some had been resolved today',
    description: 'One that waits for another can’t be among them without it: depends-on-open-obstacle.',
    tag,
    roles: readers,
    isHeavy: true,
    scope: 'obstacles:read',
    query: whatIfQuery,
    status: 200,
    response: RankingWhatIf,
    refusals: ['reference-unknown', 'depends-on-open-obstacle'],
    shows: showsWhatItNames('obstacle'),
    handle: ({ tx, ctx, query }) => rankWithout(tx, ctx, query),
  }),
  route({
    method: 'GET',
    url: '/v1/deliveries/:id/forecast',
    operationId: 'forecastDelivery',
    summary: 'Forecast when a delivery arrives',
    description:
      'P50 and P80, by simulation over recorded durations of milestones and kinds of obstacles, or over the reference durations where fewer than 8 are on record. The answer says which, and with which seed.',
    tag,
    roles: readers,
    isHeavy: true,
    scope: 'deliveries:read',
    params: forecastedDelivery,
    query: forecastQuery,
    status: 200,
    response: SimulatedArrival.schema,
    shows: showsWhatItNames('forecast'),
    handle: ({ tx, ctx, params, query }) => forecastDelivery(tx, ctx, params.id, query),
  }),
  route({
    method: 'GET',
    url: '/v1/needs/:id/forecast',
    operationId: 'forecastNeed',
    summary: 'Forecast when the deliveries of a need arrive',
    description: 'Over the deliveries of its matches; the answer says what of the need is on none. A donor is told of its own alone.',
    tag,
    roles: readers,
    isHeavy: true,
    scope: 'needs:read',
    params: forecastedNeed,
    query: forecastQuery,
    status: 200,
    response: NeedForecast.schema,
    shows: showsWhatItNames('forecast'),
    handle: ({ tx, ctx, params, query }) => forecastNeed(tx, ctx, params.id, query),
  }),
  route({
    method: 'GET',
    url: '/v1/statistics/durations',
    operationId: 'readDurationStatistics',
    summary: 'Read how many days things have taken',
    description:
      'Over what ended in the period and the reader may see: a donor its own deliveries and obstacles, and no row over fewer than three units.',
    tag,
    roles: readers,
    isHeavy: true,
    scope: 'obstacles:read',
    query: durationsQuery,
    status: 200,
    response: DurationStatistics,
    refusals: ['date-order', 'period-not-available'],
    handle: ({ tx, ctx, query }) => readDurationStatistics(tx, ctx, query),
  }),
  route({
    method: 'GET',
    url: '/v1/statistics/obstacles',
    operationId: 'readObstacleStatistics',
    summary: 'Read what became of obstacles, and whom they waited on',
    tag,
    roles: readers,
    isHeavy: true,
    scope: 'obstacles:read',
    query: periodQuery,
    status: 200,
    response: ObstacleStatistics,
    refusals: ['date-order', 'period-not-available'],
    handle: ({ tx, ctx, query }) => readObstacleStatistics(tx, ctx, query),
  }),
  route({
    method: 'GET',
    url: '/v1/statistics/reasons',
    operationId: 'readReasonStatistics',
    summary: 'Read why matches were declined, needs returned, goods rejected',
    description:
      'How often each reason was given in the period, of what the reader may see; to a donor of its own matches and deliveries, and no reason over fewer than three units.',
    tag,
    roles: readers,
    isHeavy: true,
    scope: 'obstacles:read',
    query: reasonsQuery,
    status: 200,
    response: ReasonStatistics,
    refusals: ['date-order', 'period-not-available'],
    handle: ({ tx, ctx, query }) => readReasonStatistics(tx, ctx, query),
  }),
];

export const outlookTag = { name: tag, description: 'What to unblock next, when things arrive, and how long they have taken.' };
