import { ROLES, type Role } from '../../kernel/role.ts';
import { TWO_SIDED } from '../../kernel/two-sidedness.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { ExchangeRatePage, listRatesQuery, rateParams, RecordRate, ReviseRate } from './contract.ts';
import { findRate, listRates } from './queries.ts';
import { ExchangeRate } from './record.ts';
import { confirmRate, refuseRate, withdrawRate } from './verbs/decide-rate.ts';
import { recordRate, reviseRate } from './verbs/record-rate.ts';

const tag = 'Exchange rates';
const reading = { method: 'GET', tag, roles: ROLES, scope: 'rates:read', status: 200 } as const;
const keepers: readonly Role[] = TWO_SIDED['record-rate'].begins;

const getRate = route({
  ...reading,
  url: '/v1/exchange-rates/:id',
  operationId: 'getExchangeRate',
  summary: 'Read an exchange rate',
  params: rateParams,
  response: ExchangeRate.schema,
  handle: ({ tx, ctx, params }) => findRate(tx, ctx, params.id),
});

const changing = {
  tag,
  roles: keepers,
  scope: 'rates:write',
  personsOnly: true,
  ifMatch: getRate,
  params: rateParams,
  status: 200,
  response: ExchangeRate.schema,
} as const;

export const rateRoutes: AnyRoute[] = [
  route({
    ...reading,
    url: '/v1/exchange-rates',
    operationId: 'listExchangeRates',
    summary: 'List the exchange rates that were recorded, newest first',
    description:
      'Money of one currency is counted in another by a confirmed rate of the day alone, both ways round, and never over a third currency.',
    query: listRatesQuery,
    response: ExchangeRatePage,
    handle: ({ tx, ctx, query }) => listRates(tx, ctx, query),
  }),
  getRate,
  route({
    method: 'POST',
    url: '/v1/exchange-rates',
    operationId: 'recordExchangeRate',
    summary: 'Record a rate that was published',
    description: 'It counts once a second person has confirmed it. One that was wrong is put right by another that names it.',
    tag,
    roles: keepers,
    scope: 'rates:write',
    personsOnly: true,
    body: RecordRate,
    status: 201,
    response: ExchangeRate.schema,
    answer: { as: 'json', location: ({ id }) => `/v1/exchange-rates/${id}` },
    handle: async ({ tx, ctx, body }) => findRate(tx, ctx, await recordRate(tx, ctx, body)),
  }),
  route({
    ...changing,
    method: 'PATCH',
    url: '/v1/exchange-rates/:id',
    operationId: 'reviseExchangeRate',
    summary: 'Put right what was typed wrongly, until somebody decides it',
    body: ReviseRate,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseRate(tx, ctx, params.id, version, body);
      return findRate(tx, ctx, params.id);
    },
  }),
  route({
    ...changing,
    method: 'POST',
    url: '/v1/exchange-rates/:id/confirm',
    operationId: 'confirmExchangeRate',
    summary: 'Confirm a rate that another person recorded',
    handle: async ({ tx, ctx, params, version }) => {
      await confirmRate(tx, ctx, params.id, version);
      return findRate(tx, ctx, params.id);
    },
  }),
  route({
    ...changing,
    method: 'POST',
    url: '/v1/exchange-rates/:id/refuse',
    operationId: 'refuseExchangeRate',
    summary: 'Refuse a rate that another person recorded',
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await refuseRate(tx, ctx, params.id, version, reasonOf(body));
      return findRate(tx, ctx, params.id);
    },
  }),
  route({
    ...changing,
    method: 'POST',
    url: '/v1/exchange-rates/:id/withdraw',
    operationId: 'withdrawExchangeRate',
    summary: 'Take a rate back',
    description: 'Nothing is converted by it any more; what was reserved or agreed under it keeps it.',
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await withdrawRate(tx, ctx, params.id, version, reasonOf(body));
      return findRate(tx, ctx, params.id);
    },
  }),
];

export const rateTag = {
  name: tag,
  description: 'By which rates money of one currency is counted in another: of which day, by whose word, from which source.',
};
