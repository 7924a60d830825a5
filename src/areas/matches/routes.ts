import type { MatchId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import type { Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { matchWhy, whyOf } from '../../platform/http/schemas.ts';
import { AgreeMatch, AmendMatch, listMatchesQuery, MatchPage, matchParams, ProposeMatch } from './contract.ts';
import { Match } from './record.ts';
import { MATCH_RIGHTS } from './domain/match.ts';
import { findMatch, listMatches } from './queries.ts';
import { acceptMatch, renewAcceptance, takeBackAcceptance } from './verbs/accept-match.ts';
import { agreeMatch, markReady, takeBackAgreement, startProcurement } from './verbs/agree-match.ts';
import { decideAmendment, proposeAmendment, reviseAmendment, withdrawAmendment } from './verbs/amend-match.ts';
import { cancelMatch, declineMatch } from './verbs/end-match.ts';
import { promoteSuggestion, proposeMatch } from './verbs/propose-match.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const parties: readonly Role[] = ['requester', 'validator', 'donor'];
const tag = 'Matches';
const getMatch = route({
  method: 'GET',
  url: '/v1/matches/:id',
  operationId: 'getMatch',
  summary: 'Read a match',
  tag,
  roles: readers,
  scope: 'matches:read',
  params: matchParams,
  status: 200,
  response: Match.schema,
  handle: ({ tx, ctx, params }) => findMatch(tx, ctx, params.id),
});

const onOne = {
  method: 'POST',
  tag,
  scope: 'matches:write',
  ifMatch: getMatch,
  params: matchParams,
  status: 200,
  response: Match.schema,
} as const;

type PlainVerb = (tx: Tx, ctx: ActorContext, id: MatchId, version: number) => Promise<void>;

/** A step that needs nothing but the match and its version. */
const plainStep = (step: string, operationId: string, summary: string, roles: readonly Role[], verb: PlainVerb): AnyRoute =>
  route({
    ...onOne,
    url: `/v1/matches/:id/${step}`,
    operationId,
    summary,
    roles,
    handle: async ({ tx, ctx, params, version }) => {
      await verb(tx, ctx, params.id, version);
      return findMatch(tx, ctx, params.id);
    },
  });

export const matchRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/matches',
    operationId: 'listMatches',
    summary: 'List matches',
    tag,
    roles: readers,
    scope: 'matches:read',
    query: listMatchesQuery,
    status: 200,
    response: MatchPage,
    handle: ({ tx, ctx, query }) => listMatches(tx, ctx, query),
  }),
  getMatch,
  route({
    method: 'POST',
    url: '/v1/matches',
    operationId: 'proposeMatch',
    summary: 'Propose a match',
    description: 'A facilitator brokers; a donor or a requester shows interest in the other side. A proposal holds no quantity.',
    tag,
    roles: ['facilitator', 'donor', 'requester'],
    scope: 'matches:write',
    body: ProposeMatch,
    status: 201,
    response: Match.schema,
    answer: { as: 'json', location: (match) => `/v1/matches/${match.id}` },
    handle: async ({ tx, ctx, body }) => findMatch(tx, ctx, await proposeMatch(tx, ctx, body)),
  }),
  plainStep('propose', 'promoteSuggestion', 'Take up a suggested match', MATCH_RIGHTS.propose, promoteSuggestion),
  plainStep('accept', 'acceptMatch', 'Accept for one’s own side; the second acceptance reserves', ['requester', 'donor'], acceptMatch),
  plainStep('start-procurement', 'startProcurement', 'Say that procurement has begun', MATCH_RIGHTS['start-procurement'], startProcurement),
  plainStep('mark-ready', 'markMatchReady', 'Say that the goods are ready to ship', MATCH_RIGHTS['mark-ready'], markReady),
  plainStep('amendment/accept', 'acceptAmendment', 'Accept the other side’s amendment', parties, (tx, ctx, id, version) =>
    decideAmendment(tx, ctx, id, version, 'accepted'),
  ),
  plainStep('renew', 'renewAcceptance', 'Accept again what has changed since', MATCH_RIGHTS.renew, renewAcceptance),
  plainStep(
    'take-back',
    'takeBackAcceptance',
    'Take back one’s acceptance, until the other side has accepted',
    [...MATCH_RIGHTS['take-back-as-requester'], ...MATCH_RIGHTS['take-back-as-donor']],
    takeBackAcceptance,
  ),
  plainStep(
    'agree/take-back',
    'takeBackAgreement',
    'Take back one’s agreement, until the other side has agreed',
    MATCH_RIGHTS['take-back-agreement'],
    takeBackAgreement,
  ),
  plainStep('amendment/decline', 'declineAmendment', 'Decline the other side’s amendment', parties, (tx, ctx, id, version) =>
    decideAmendment(tx, ctx, id, version, 'declined'),
  ),
  route({
    ...onOne,
    url: '/v1/matches/:id/agree',
    operationId: 'agreeMatch',
    summary: 'Agree a reserved match under a partnership',
    roles: MATCH_RIGHTS.agree,
    body: AgreeMatch,
    handle: async ({ tx, ctx, params, body: { partnershipId, ...rest }, version }) => {
      nothingLeft(rest);
      await agreeMatch(tx, ctx, params.id, version, partnershipId);
      return findMatch(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/matches/:id/amendment',
    operationId: 'proposeAmendment',
    summary: 'Put another quantity forward',
    roles: parties,
    body: AmendMatch,
    handle: async ({ tx, ctx, params, body, version }) => {
      await proposeAmendment(tx, ctx, params.id, version, body);
      return findMatch(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/matches/:id/amendment/revise',
    operationId: 'reviseAmendment',
    summary: 'Put right one’s own amendment before the other side decides',
    roles: parties,
    body: AmendMatch,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseAmendment(tx, ctx, params.id, version, body);
      return findMatch(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/matches/:id/amendment/withdraw',
    operationId: 'withdrawAmendment',
    summary: 'Take back one’s own amendment before the other side decides',
    roles: parties,
    body: matchWhy,
    handle: async ({ tx, ctx, params, body, version }) => {
      await withdrawAmendment(tx, ctx, params.id, version, whyOf(body));
      return findMatch(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/matches/:id/decline',
    operationId: 'declineMatch',
    summary: 'Decline, before the agreement',
    roles: MATCH_RIGHTS.decline,
    body: matchWhy,
    handle: async ({ tx, ctx, params, body, version }) => {
      await declineMatch(tx, ctx, params.id, version, whyOf(body));
      return findMatch(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/matches/:id/cancel',
    operationId: 'cancelMatch',
    summary: 'Cancel: a party after the agreement, a facilitator before it',
    roles: MATCH_RIGHTS.cancel,
    body: matchWhy,
    handle: async ({ tx, ctx, params, body, version }) => {
      await cancelMatch(tx, ctx, params.id, version, whyOf(body));
      return findMatch(tx, ctx, params.id);
    },
  }),
];

export const matchTag = { name: tag, description: 'Bringing a need line and an offer line together, up to completion.' };
