import type { RequirementProposalId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import { TWO_SIDED } from '../../kernel/two-sidedness.ts';
import type { AccountActor, ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import {
  listRequirementProposalsQuery,
  ProposeTypeRequirement,
  RequirementProposalPage,
  requirementProposalParams,
} from './contract-type-requirements.ts';
import { RequirementEffects, RequirementProposal } from './record-type-requirements.ts';
import { findRequirementEffects, findRequirementProposal, listRequirementProposals } from './type-requirement-queries.ts';
import {
  confirmTypeRequirement,
  proposeTypeRequirement,
  refuseTypeRequirement,
  withdrawTypeRequirement,
} from './verbs/propose-type-requirement.ts';

const readers: readonly Role[] = ['requester', 'validator', 'facilitator', 'auditor'];
const reading = { method: 'GET', tag: 'Gaps', roles: readers, scope: 'gaps:read', status: 200 } as const;
const { begins, completes } = TWO_SIDED['change-type-requirement'];

const getRequirementProposal = route({
  ...reading,
  url: '/v1/requirement-proposals/:id',
  operationId: 'getRequirementProposal',
  summary: 'Read what is or was proposed of a type of unit',
  params: requirementProposalParams,
  response: RequirementProposal.schema,
  handle: ({ tx, ctx, params }) => findRequirementProposal(tx, ctx, params.id),
});

const onOne = {
  method: 'POST',
  tag: 'Gaps',
  scope: 'gaps:write',
  ifMatch: getRequirementProposal,
  params: requirementProposalParams,
  status: 200,
  response: RequirementProposal.schema,
} as const;

/** A step of a proposal that says no more, which is answered as it then is. */
const plainStep = (
  name: 'confirm' | 'withdraw',
  operationId: string,
  summary: string,
  roles: readonly Role[],
  verb: (tx: Tx, ctx: ActorContext<AccountActor>, id: RequirementProposalId, version: number) => Promise<void>,
): AnyRoute =>
  route({
    ...onOne,
    url: `/v1/requirement-proposals/:id/${name}`,
    operationId,
    summary,
    roles,
    handle: async ({ tx, ctx, params, version }) => {
      await verb(tx, ctx, params.id, version);
      return findRequirementProposal(tx, ctx, params.id);
    },
  });

/** What types of units require: one organisation proposes, another decides. */
export const typeRequirementRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    url: '/v1/requirement-proposals',
    operationId: 'proposeTypeRequirement',
    summary: 'Propose what a type of unit is to require',
    description:
      'It touches the units of every organisation, so nothing changes before a second person of another organisation has confirmed it. What the table said before stays readable; a unit’s own requirement goes on winning.',
    tag: 'Gaps',
    roles: begins,
    scope: 'gaps:write',
    body: ProposeTypeRequirement,
    status: 201,
    response: RequirementProposal.schema,
    answer: { as: 'json', location: ({ id }) => `/v1/requirement-proposals/${id}` },
    handle: async ({ tx, ctx, body }) => findRequirementProposal(tx, ctx, await proposeTypeRequirement(tx, ctx, body)),
  }),
  route({
    ...reading,
    url: '/v1/requirement-proposals',
    operationId: 'listRequirementProposals',
    summary: 'List what is or was proposed of types of units',
    query: listRequirementProposalsQuery,
    response: RequirementProposalPage,
    handle: ({ tx, ctx, query }) => listRequirementProposals(tx, ctx, query),
  }),
  getRequirementProposal,
  route({
    ...reading,
    url: '/v1/requirement-proposals/:id/effects',
    operationId: 'getRequirementEffects',
    summary: 'Say beforehand what a proposed requirement would touch',
    description: 'How many units of how many organisations go by it, and what becomes of the gaps of those that the reader sees.',
    params: requirementProposalParams,
    response: RequirementEffects.schema,
    handle: ({ tx, ctx, params }) => findRequirementEffects(tx, ctx, params.id),
  }),
  plainStep(
    'confirm',
    'confirmTypeRequirement',
    'Confirm it as a second person of another organisation: it holds from its day',
    completes,
    confirmTypeRequirement,
  ),
  route({
    ...onOne,
    url: '/v1/requirement-proposals/:id/refuse',
    operationId: 'refuseTypeRequirement',
    summary: 'Refuse it as a second person of another organisation, and say why',
    roles: completes,
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await refuseTypeRequirement(tx, ctx, params.id, version, reasonOf(body));
      return findRequirementProposal(tx, ctx, params.id);
    },
  }),
  plainStep('withdraw', 'withdrawTypeRequirement', 'Take back what one has proposed of a type of unit', begins, withdrawTypeRequirement),
];
