import type { OfferId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { DraftOffer, listOffersQuery, OfferPage, offerParams, ReviseOffer } from './contract.ts';
import { Offer } from './record.ts';
import { OFFER_RIGHTS } from './domain/offer.ts';
import { findOffer, listOffers } from './queries.ts';
import { makeOfferAvailable, resumeOffer, returnOffer, submitOffer, suspendOffer, withdrawOffer } from './verbs/move-offer.ts';
import { draftOffer, reviseOffer } from './verbs/write-offer.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const tag = 'Offers';
const getOffer = route({
  method: 'GET',
  url: '/v1/offers/:id',
  operationId: 'getOffer',
  summary: 'Read an offer',
  tag,
  roles: readers,
  scope: 'offers:read',
  params: offerParams,
  status: 200,
  response: Offer.schema,
  handle: ({ tx, ctx, params }) => findOffer(tx, ctx, params.id),
});

const onOne = {
  method: 'POST',
  tag,
  scope: 'offers:write',
  ifMatch: getOffer,
  params: offerParams,
  status: 200,
  response: Offer.schema,
} as const;

type PlainVerb = (tx: Tx, ctx: ActorContext, id: OfferId, version: number) => Promise<void>;
type ReasonedVerb = (tx: Tx, ctx: ActorContext, id: OfferId, version: number, reason: string) => Promise<void>;

const plainStep = (step: string, operationId: string, summary: string, roles: readonly Role[], verb: PlainVerb): AnyRoute =>
  route({
    ...onOne,
    url: `/v1/offers/:id/${step}`,
    operationId,
    summary,
    roles,
    handle: async ({ tx, ctx, params, version }) => {
      await verb(tx, ctx, params.id, version);
      return findOffer(tx, ctx, params.id);
    },
  });

const reasonedStep = (step: string, operationId: string, summary: string, roles: readonly Role[], verb: ReasonedVerb): AnyRoute =>
  route({
    ...onOne,
    url: `/v1/offers/:id/${step}`,
    operationId,
    summary,
    roles,
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await verb(tx, ctx, params.id, version, reasonOf(body));
      return findOffer(tx, ctx, params.id);
    },
  });

export const offerRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/offers',
    operationId: 'listOffers',
    summary: 'List offers',
    tag,
    description: 'Donors see their own, and of others what is available, without amounts.',
    roles: readers,
    scope: 'offers:read',
    query: listOffersQuery,
    status: 200,
    response: OfferPage,
    handle: ({ tx, ctx, query }) => listOffers(tx, ctx, query),
  }),
  getOffer,
  route({
    method: 'POST',
    url: '/v1/offers',
    operationId: 'draftOffer',
    summary: 'Draft an offer',
    tag,
    roles: ['donor'],
    scope: 'offers:write',
    body: DraftOffer,
    isBulk: true,
    status: 201,
    response: Offer.schema,
    answer: { as: 'json', location: (offer) => `/v1/offers/${offer.id}` },
    handle: async ({ tx, ctx, body }) => findOffer(tx, ctx, await draftOffer(tx, ctx, body)),
  }),
  route({
    ...onOne,
    method: 'PATCH',
    url: '/v1/offers/:id',
    operationId: 'reviseOffer',
    summary: 'Change a draft or returned offer',
    roles: OFFER_RIGHTS.submit,
    body: ReviseOffer,
    isBulk: true,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseOffer(tx, ctx, params.id, version, body);
      return findOffer(tx, ctx, params.id);
    },
  }),
  plainStep('submit', 'submitOffer', 'Submit an offer', OFFER_RIGHTS.submit, submitOffer),
  plainStep('make-available', 'makeOfferAvailable', 'Make a submitted offer available', OFFER_RIGHTS['make-available'], makeOfferAvailable),
  plainStep('resume', 'resumeOffer', 'Take up a suspended offer again', OFFER_RIGHTS.resume, resumeOffer),
  reasonedStep('return', 'returnOffer', 'Return an offer for correction', OFFER_RIGHTS.return, returnOffer),
  reasonedStep('suspend', 'suspendOffer', 'Suspend an offer', OFFER_RIGHTS.suspend, suspendOffer),
  reasonedStep('withdraw', 'withdrawOffer', 'Withdraw an offer and release what is only reserved', OFFER_RIGHTS.withdraw, withdrawOffer),
];

export const offerTag = { name: tag, description: 'What partners can give, under which conditions.' };
