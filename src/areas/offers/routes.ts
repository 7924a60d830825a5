import type { OfferId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import type { Why } from '../../kernel/reason.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { offerWhy, whyOf } from '../../platform/http/schemas.ts';
import { CopyOffer, DraftOffer, listOffersQuery, OfferPage, offerParams, ProposeOfferRevision, ReviseOffer } from './contract.ts';
import { Offer } from './record.ts';
import { OFFER_RIGHTS } from './domain/offer.ts';
import { findOffer, listOffers } from './queries.ts';
import { copyOffer } from './verbs/copy-offer.ts';
import {
  discardOffer,
  makeOfferAvailable,
  recallOffer,
  reinstateOffer,
  resumeOffer,
  returnOffer,
  submitOffer,
  suspendOffer,
  withdrawOffer,
} from './verbs/move-offer.ts';
import { approveOfferRevision, proposeOfferRevision, refuseOfferRevision, withdrawOfferRevision } from './verbs/revise-available-offer.ts';
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
type ReasonedVerb = (tx: Tx, ctx: ActorContext, id: OfferId, version: number, reason: Why) => Promise<void>;

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
    body: offerWhy,
    handle: async ({ tx, ctx, params, body, version }) => {
      await verb(tx, ctx, params.id, version, whyOf(body));
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
  route({
    method: 'POST',
    url: '/v1/offers/:id/copy',
    operationId: 'copyOffer',
    summary: 'Begin a new draft with what an offer gives',
    description: 'Of one’s own, whatever became of the offer, for days that are set anew.',
    tag,
    roles: OFFER_RIGHTS.submit,
    scope: 'offers:write',
    params: offerParams,
    body: CopyOffer,
    status: 201,
    response: Offer.schema,
    answer: { as: 'json', location: (offer) => `/v1/offers/${offer.id}` },
    handle: async ({ tx, ctx, params, body }) => findOffer(tx, ctx, await copyOffer(tx, ctx, params.id, body)),
  }),
  route({
    ...onOne,
    url: '/v1/offers/:id/revision',
    operationId: 'proposeOfferRevision',
    summary: 'Propose how an available offer should read',
    description: 'It stands as it is until the facilitator approves. Then proposals that it no longer fits end, and all others are told.',
    roles: OFFER_RIGHTS['propose-revision'],
    body: ProposeOfferRevision,
    isBulk: true,
    handle: async ({ tx, ctx, params, body, version }) => {
      await proposeOfferRevision(tx, ctx, params.id, version, body);
      return findOffer(tx, ctx, params.id);
    },
  }),
  plainStep('recall', 'recallOffer', 'Take back a submitted offer that nobody has acted on', OFFER_RIGHTS.recall, recallOffer),
  plainStep('discard', 'discardOffer', 'Throw a draft away', OFFER_RIGHTS.discard, discardOffer),
  plainStep('reinstate', 'reinstateOffer', 'Take a withdrawal back', OFFER_RIGHTS.reinstate, reinstateOffer),
  plainStep('revision/approve', 'approveOfferRevision', 'Approve a revision', OFFER_RIGHTS['approve-revision'], approveOfferRevision),
  plainStep(
    'revision/withdraw',
    'withdrawOfferRevision',
    'Take one’s revision back',
    OFFER_RIGHTS['withdraw-revision'],
    withdrawOfferRevision,
  ),
  reasonedStep('revision/refuse', 'refuseOfferRevision', 'Refuse a revision', OFFER_RIGHTS['refuse-revision'], refuseOfferRevision),
  plainStep('submit', 'submitOffer', 'Submit an offer', OFFER_RIGHTS.submit, submitOffer),
  plainStep('make-available', 'makeOfferAvailable', 'Make a submitted offer available', OFFER_RIGHTS['make-available'], makeOfferAvailable),
  plainStep('resume', 'resumeOffer', 'Take up a suspended offer again', OFFER_RIGHTS.resume, resumeOffer),
  reasonedStep('return', 'returnOffer', 'Return an offer for correction', OFFER_RIGHTS.return, returnOffer),
  reasonedStep('suspend', 'suspendOffer', 'Suspend an offer', OFFER_RIGHTS.suspend, suspendOffer),
  reasonedStep('withdraw', 'withdrawOffer', 'Withdraw an offer and release what is only reserved', OFFER_RIGHTS.withdraw, withdrawOffer),
];

export const offerTag = { name: tag, description: 'What partners can give, under which conditions.' };
