import { type AnyRoute, route } from '../../platform/http/route.ts';
import { CandidatePage, candidatesQuery, needLineParams, offerLineParams } from './contract.ts';
import { candidatesForNeedLine, candidatesForOfferLine } from './queries.ts';

const tag = 'Matching';
const shared = {
  method: 'GET',
  tag,
  scope: 'matches:read',
  query: candidatesQuery,
  status: 200,
  response: CandidatePage,
  answer: { as: 'json', skipResponseValidation: true },
  isHeavy: true,
} as const;

export const matchingRoutes: AnyRoute[] = [
  route({
    ...shared,
    url: '/v1/need-lines/:id/candidates',
    operationId: 'listCandidatesForNeedLine',
    summary: 'Rank the offer lines that could serve a need line',
    description:
      'Each with the verdict of every rule and the parts of its score. A donor is told of its own offers, by disclosed facts alone.',
    roles: ['requester', 'validator', 'donor', 'facilitator', 'auditor'],
    params: needLineParams,
    handle: ({ tx, ctx, params, query }) => candidatesForNeedLine(tx, ctx, params.id, query),
  }),
  route({
    ...shared,
    url: '/v1/offer-lines/:id/candidates',
    operationId: 'listCandidatesForOfferLine',
    summary: 'Rank the need lines that an offer line could serve',
    description: 'Each with the verdict of every rule and the parts of its score. A donor is told by disclosed facts alone.',
    roles: ['donor', 'facilitator', 'auditor'],
    params: offerLineParams,
    handle: ({ tx, ctx, params, query }) => candidatesForOfferLine(tx, ctx, params.id, query),
  }),
];

export const matchingTag = { name: tag, description: 'What fits what, by which rules, and how well.' };
