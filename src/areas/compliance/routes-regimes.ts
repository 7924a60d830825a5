import type { RegimeProposalId } from '../../kernel/id.ts';
import { ROLES } from '../../kernel/role.ts';
import type { AccountActor, ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, recordReader, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import * as shape from './contract.ts';
import { findRegimeEffects } from './effect-queries.ts';
import { findRegime, findRegimeProposal, listRegimeProposals, listRegimeVersions, listVersionsSince } from './queries.ts';
import { RegimeEffects, RegimeProposal, RegimeVersion } from './record.ts';
import { confirmRegimeProposal, refuseRegimeProposal, withdrawRegimeProposal } from './verbs/decide-regime-proposal.ts';
import { proposeRegime, proposeRegimeWithdrawal } from './verbs/propose-regime.ts';

export const tag = 'Compliance';
export const reading = { method: 'GET', tag, scope: 'compliance:read', status: 200 } as const;
export const writing = { method: 'POST', tag, scope: 'compliance:write', status: 200 } as const;
const proposers = { roles: ['administrator'], personsOnly: true } as const;
/** The second hand: an administrator of another organisation, or a facilitator. */
const deciders = { roles: ['administrator', 'facilitator'], personsOnly: true } as const;

/** Which version stands is read from all of them; each is a record of its own. */
const latestVersion = recordReader({
  roles: ROLES,
  scope: 'compliance:read',
  params: shape.regimeParams,
  response: RegimeVersion.schema,
  handle: ({ tx, ctx, params }) => findRegime(tx, ctx, params.slug),
  changed: (tx, { slug }, version) => listVersionsSince(tx, slug, version),
});

const getRegimeProposal = route({
  ...reading,
  url: '/v1/regime-proposals/:id',
  operationId: 'getRegimeProposal',
  summary: 'Read what is or was proposed of a regime',
  roles: ROLES,
  params: shape.regimeProposalParams,
  response: RegimeProposal.schema,
  handle: ({ tx, ctx, params }) => findRegimeProposal(tx, ctx, params.id),
});

/** A step of a proposal, which is answered as it then is. */
const proposalStep = (
  path: string,
  operationId: string,
  summary: string,
  description: string,
  verb: (tx: Tx, ctx: ActorContext<AccountActor>, id: RegimeProposalId, version: number) => Promise<void>,
): AnyRoute =>
  route({
    ...writing,
    url: `/v1/regime-proposals/:id/${path}`,
    operationId,
    summary,
    description,
    ...deciders,
    ifMatch: getRegimeProposal,
    params: shape.regimeProposalParams,
    response: RegimeProposal.schema,
    handle: async ({ tx, ctx, params, version }) => {
      await verb(tx, ctx, params.id, version);
      return findRegimeProposal(tx, ctx, params.id);
    },
  });

/** The versions of regimes, and how two persons make the next. */
export const regimeRoutes: AnyRoute[] = [
  route({
    ...reading,
    url: '/v1/regimes/:slug/versions',
    operationId: 'listRegimeVersions',
    summary: 'List the versions of a regime, newest first',
    roles: ROLES,
    params: shape.regimeParams,
    response: shape.RegimeVersionPage,
    handle: ({ tx, ctx, params }) => listRegimeVersions(tx, ctx, params.slug),
  }),
  route({
    ...writing,
    status: 201,
    url: '/v1/regimes/:slug/proposals',
    operationId: 'proposeRegime',
    summary: 'Propose the next version of a regime',
    description:
      'A second person publishes it by confirming, with the act it was adopted by attached to the proposal (`POST /v1/documents`, `regime-proposal`). Older versions stay as they are, and with them every decision that was made under them.',
    ...proposers,
    ifMatch: latestVersion,
    params: shape.regimeParams,
    body: shape.ProposeRegime,
    response: RegimeProposal.schema,
    answer: { as: 'json', location: (proposal) => `/v1/regime-proposals/${proposal.id}` },
    handle: async ({ tx, ctx, params, body, version }) =>
      findRegimeProposal(tx, ctx, await proposeRegime(tx, ctx, params.slug, version, body)),
  }),
  route({
    ...writing,
    status: 201,
    url: '/v1/regimes/:slug/withdrawals',
    operationId: 'proposeRegimeWithdrawal',
    summary: 'Propose to take back the latest version of a regime, which has not begun',
    description: 'Once a second person has confirmed it, what was before goes on from the day on which that version would have begun.',
    ...proposers,
    ifMatch: latestVersion,
    params: shape.regimeParams,
    body: shape.ProposeRegimeWithdrawal,
    response: RegimeProposal.schema,
    answer: { as: 'json', location: (proposal) => `/v1/regime-proposals/${proposal.id}` },
    handle: async ({ tx, ctx, params, body, version }) =>
      findRegimeProposal(tx, ctx, await proposeRegimeWithdrawal(tx, ctx, params.slug, version, body)),
  }),
  route({
    ...reading,
    url: '/v1/regime-proposals',
    operationId: 'listRegimeProposals',
    summary: 'List what is or was proposed of regimes',
    description: 'To administrators, facilitators and auditors all of it; to others what has become a version.',
    roles: ROLES,
    query: shape.pageOnly,
    response: shape.RegimeProposalPage,
    handle: ({ tx, ctx, query }) => listRegimeProposals(tx, ctx, query),
  }),
  getRegimeProposal,
  route({
    ...reading,
    url: '/v1/regime-proposals/:id/effects',
    operationId: 'getRegimeEffects',
    summary: 'Say beforehand what a proposed version would touch',
    description:
      'Of deliveries that have not left and of matches that await one: what they would be asked for anew, no longer, or otherwise, by the rules that the gate goes by. It warns of a rule that can never apply.',
    roles: ['administrator', 'facilitator', 'auditor'],
    isHeavy: true,
    params: shape.regimeProposalParams,
    response: RegimeEffects.schema,
    handle: ({ tx, ctx, params }) => findRegimeEffects(tx, ctx, params.id),
  }),
  proposalStep(
    'confirm',
    'confirmRegimeProposal',
    'Confirm a proposed version as a second person, which publishes it',
    'By an administrator of another organisation than the proposer’s, or a facilitator. It begins today where the day that it was proposed for has passed.',
    confirmRegimeProposal,
  ),
  route({
    ...writing,
    url: '/v1/regime-proposals/:id/refuse',
    operationId: 'refuseRegimeProposal',
    summary: 'Refuse a proposed version, and say why',
    description: 'Whoever may confirm may refuse.',
    ...deciders,
    ifMatch: getRegimeProposal,
    params: shape.regimeProposalParams,
    body: reasonBody,
    response: RegimeProposal.schema,
    handle: async ({ tx, ctx, params, body, version }) => {
      await refuseRegimeProposal(tx, ctx, params.id, version, reasonOf(body));
      return findRegimeProposal(tx, ctx, params.id);
    },
  }),
  proposalStep(
    'withdraw',
    'withdrawRegimeProposal',
    'Withdraw the own proposal of a version',
    'Until somebody has decided it.',
    withdrawRegimeProposal,
  ),
];
