import type { z } from 'zod';
import type { AgreementId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { findAgreement, listAgreements } from './agreement-queries.ts';
import {
  AddObligation,
  AgreementPage,
  agreementParams,
  AssessObservance,
  BringIntoForce,
  listAgreementsQuery,
  RecordAgreement,
  ReleaseObligation,
  ReviseAgreement,
} from './contract-agreements.ts';
import { AGREEMENT_RIGHTS } from './domain/agreement.ts';
import { Agreement } from './record.ts';
import { bringIntoForce } from './verbs/bring-into-force.ts';
import { endAgreement } from './verbs/end-agreement.ts';
import { recordAgreement } from './verbs/record-agreement.ts';
import { reviseAgreement } from './verbs/revise-agreement.ts';
import { addObligation } from './verbs/add-obligation.ts';
import { assessObservance } from './verbs/assess-observance.ts';
import { releaseObligation } from './verbs/release-obligation.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const tag = 'Agreements';
const read = { method: 'GET', tag, roles: readers, scope: 'agreements:read', status: 200 } as const;

const getAgreement = route({
  ...read,
  url: '/v1/agreements/:id',
  operationId: 'getAgreement',
  summary: 'Read an agreement, its obligations and their observance',
  params: agreementParams,
  response: Agreement.schema,
  handle: ({ tx, ctx, params }) => findAgreement(tx, ctx, params.id),
});

const onOne = {
  tag,
  scope: 'agreements:write',
  ifMatch: getAgreement,
  params: agreementParams,
  status: 200,
  response: Agreement.schema,
} as const;

/** A step of the lifecycle, with what must be said at it. */
function step<Body extends z.ZodType>(
  name: keyof typeof AGREEMENT_RIGHTS,
  operationId: string,
  summary: string,
  body: Body,
  verb: (tx: Tx, ctx: ActorContext, id: AgreementId, version: number, input: z.output<Body>) => Promise<unknown>,
): AnyRoute {
  return route({
    ...onOne,
    method: 'POST',
    url: `/v1/agreements/:id/${name}`,
    operationId,
    summary,
    roles: AGREEMENT_RIGHTS[name],
    body,
    handle: async ({ tx, ctx, params, body: input, version }) => {
      await verb(tx, ctx, params.id, version, input);
      return findAgreement(tx, ctx, params.id);
    },
  });
}

export const agreementRoutes: AnyRoute[] = [
  route({
    ...read,
    url: '/v1/agreements',
    operationId: 'listAgreements',
    summary: 'List agreements',
    description: 'Those to which the reader’s organisation is a party; facilitators and auditors see all. Newest first, filters combine.',
    query: listAgreementsQuery,
    response: AgreementPage,
    handle: ({ tx, ctx, query }) => listAgreements(tx, ctx, query),
  }),
  getAgreement,
  route({
    method: 'POST',
    url: '/v1/agreements',
    operationId: 'recordAgreement',
    summary: 'Record an agreement whose observance is followed up',
    tag,
    roles: AGREEMENT_RIGHTS.revise,
    scope: 'agreements:write',
    body: RecordAgreement,
    status: 201,
    response: Agreement.schema,
    answer: { as: 'json', location: (agreement) => `/v1/agreements/${agreement.id}` },
    handle: async ({ tx, ctx, body }) => findAgreement(tx, ctx, await recordAgreement(tx, ctx, body)),
  }),
  route({
    ...onOne,
    method: 'PATCH',
    url: '/v1/agreements/:id',
    operationId: 'reviseAgreement',
    summary: 'Change the words, parties, end or links of an agreement',
    roles: AGREEMENT_RIGHTS.revise,
    body: ReviseAgreement,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseAgreement(tx, ctx, params.id, version, body);
      return findAgreement(tx, ctx, params.id);
    },
  }),
  step('bring-into-force', 'bringAgreementIntoForce', 'Record the signature of an agreement', BringIntoForce, bringIntoForce),
  step('add-obligation', 'addObligation', 'Add what a party owes under an agreement', AddObligation, addObligation),
  step('release-obligation', 'releaseObligation', 'Release a party from an obligation', ReleaseObligation, releaseObligation),
  step(
    'assess',
    'assessObservance',
    'Assess how an obligation is observed: never the party that owes it',
    AssessObservance,
    assessObservance,
  ),
  step('end', 'endAgreement', 'End an agreement', reasonBody, (tx, ctx, id, version, body) =>
    endAgreement(tx, ctx, id, version, reasonOf(body)),
  ),
];

export const agreementTag = { name: tag, description: 'Agreements between parties, what they owe each other, and how they observe it.' };
