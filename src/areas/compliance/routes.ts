import type { z } from 'zod';
import type { ComplianceEntryId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { ROLES, type Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, recordReader, route } from '../../platform/http/route.ts';
import { confirmEntry, declareReadiness } from '../../flows/pass-the-gate.ts';
import { adviseOn, adviseOnMatch } from './advice-queries.ts';
import * as shape from './contract.ts';
import { ENTRY_RIGHTS } from './domain/entry.ts';
import {
  findClassification,
  findClearance,
  findEntry,
  findRegime,
  listEntries,
  listReadiness,
  listRegimeVersions,
  listVersionsSince,
} from './queries.ts';
import { Classification, Clearance, ComplianceAdvice, ComplianceEntry, RegimeVersion } from './record.ts';
import { CLASSIFIERS, classifyMatch, confirmClassification } from './verbs/classify-match.ts';
import { objectToEntry, recordEntry, refuseEntry, requestEntry, startSilence, waiveEntry } from './verbs/decide-entry.ts';
import { publishRegime } from './verbs/publish-regime.ts';

const tag = 'Compliance';
const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const administrators: readonly Role[] = ['administrator'];
const reading = { method: 'GET', tag, scope: 'compliance:read', status: 200 } as const;
const writing = { method: 'POST', tag, scope: 'compliance:write', status: 200 } as const;

const getComplianceEntry = route({
  ...reading,
  url: '/v1/compliance-entries/:id',
  operationId: 'getComplianceEntry',
  summary: 'Read a checklist entry',
  roles: readers,
  params: shape.entryParams,
  response: ComplianceEntry.schema,
  handle: ({ tx, ctx, params }) => findEntry(tx, ctx, params.id),
});

const getClassification = route({
  ...reading,
  url: '/v1/matches/:id/classification',
  operationId: 'getClassification',
  summary: 'Read what the actual model of a match is',
  roles: ['donor', 'facilitator', 'auditor'],
  params: shape.matchParams,
  response: Classification.schema,
  handle: ({ tx, ctx, params }) => findClassification(tx, ctx, params.id),
});

/** Which version stands is read from all of them; each is a record of its own. */
const latestVersion = recordReader({
  roles: ROLES,
  scope: 'compliance:read',
  params: shape.regimeParams,
  response: RegimeVersion.schema,
  handle: ({ tx, ctx, params }) => findRegime(tx, ctx, params.slug),
  changed: (tx, { slug }, version) => listVersionsSince(tx, slug, version),
});

/** A step of a checklist entry. */
const step = <Body extends z.ZodType>(
  path: string,
  operationId: string,
  summary: string,
  roles: readonly Role[],
  body: Body,
  verb: (tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number, input: z.output<Body>) => Promise<void>,
): AnyRoute =>
  route({
    ...writing,
    url: `/v1/compliance-entries/:id/${path}`,
    operationId,
    summary,
    roles,
    ifMatch: getComplianceEntry,
    params: shape.entryParams,
    body,
    response: ComplianceEntry.schema,
    handle: async ({ tx, ctx, params, body: input, version }) => {
      await verb(tx, ctx, params.id, version, input);
      return findEntry(tx, ctx, params.id);
    },
  });

export const complianceRoutes: AnyRoute[] = [
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
    url: '/v1/regimes/:slug/versions',
    operationId: 'publishRegime',
    summary: 'Publish the next version of a regime',
    description: 'Older versions stay as they are, and with them every decision that was made under them.',
    roles: administrators,
    ifMatch: latestVersion,
    params: shape.regimeParams,
    body: shape.PublishRegime,
    response: RegimeVersion.schema,
    handle: async ({ tx, ctx, params, body, version }) => {
      await publishRegime(tx, ctx, params.slug, version, body);
      return findRegime(tx, ctx, params.slug);
    },
  }),
  route({
    ...reading,
    url: '/v1/matches/:id/compliance',
    operationId: 'adviseOnMatch',
    summary: 'Say what a match needs, and why',
    description: 'Advice as of a day, with citations, not a ruling. A donor asks once both sides have accepted.',
    roles: readers,
    params: shape.matchParams,
    query: shape.asOfQuery,
    response: ComplianceAdvice.schema,
    handle: ({ tx, ctx, params, query: { asOf, ...rest } }) => {
      nothingLeft(rest);
      return adviseOnMatch(tx, ctx, params.id, asOf);
    },
  }),
  route({
    ...writing,
    url: '/v1/compliance/advice',
    operationId: 'askComplianceAdvice',
    summary: 'Say what a hypothetical case would need, and why',
    roles: readers,
    body: shape.AskAdvice,
    response: ComplianceAdvice.schema,
    handle: ({ tx, ctx, body }) => adviseOn(tx, ctx, body),
  }),
  getClassification,
  route({
    ...writing,
    url: '/v1/matches/:id/classification',
    operationId: 'classifyMatch',
    summary: 'Say what the actual model of a match is',
    roles: CLASSIFIERS,
    params: shape.matchParams,
    body: shape.ClassifyMatch,
    response: Classification.schema,
    handle: async ({ tx, ctx, params, body }) => {
      await classifyMatch(tx, ctx, params.id, body);
      return findClassification(tx, ctx, params.id);
    },
  }),
  route({
    ...writing,
    url: '/v1/matches/:id/classification/confirm',
    operationId: 'confirmClassification',
    summary: 'Confirm a classification as a second person',
    roles: CLASSIFIERS,
    ifMatch: getClassification,
    params: shape.matchParams,
    response: Classification.schema,
    handle: async ({ tx, ctx, params, version }) => {
      await confirmClassification(tx, ctx, params.id, version);
      return findClassification(tx, ctx, params.id);
    },
  }),
  route({
    ...reading,
    url: '/v1/compliance-entries',
    operationId: 'listComplianceEntries',
    summary: 'List checklist entries',
    roles: readers,
    query: shape.listEntriesQuery,
    response: shape.ComplianceEntryPage,
    handle: ({ tx, ctx, query }) => listEntries(tx, ctx, query),
  }),
  getComplianceEntry,
  step('request', 'requestComplianceEntry', 'Say that the authority was asked', ENTRY_RIGHTS.request, shape.RequestEntry, requestEntry),
  step('silence', 'startSilence', 'Start a silence procedure', ENTRY_RIGHTS['start-silence'], shape.StartSilence, startSilence),
  step(
    'object',
    'objectToComplianceEntry',
    'End the silence by a negative decision',
    ENTRY_RIGHTS.object,
    shape.RefuseEntry,
    objectToEntry,
  ),
  step('record', 'recordComplianceEntry', 'Record a positive decision or a document', ENTRY_RIGHTS.record, shape.RecordEntry, recordEntry),
  step('refuse', 'refuseComplianceEntry', 'Record a negative decision', ENTRY_RIGHTS.refuse, shape.RefuseEntry, refuseEntry),
  step('waive', 'waiveComplianceEntry', 'Let it pass without, and say why', ENTRY_RIGHTS.waive, shape.WaiveEntry, waiveEntry),
  route({
    ...writing,
    url: '/v1/compliance-entries/:id/confirm',
    operationId: 'confirmComplianceEntry',
    summary: 'Confirm as a second person; the last one clears the delivery',
    roles: ENTRY_RIGHTS.confirm,
    ifMatch: getComplianceEntry,
    params: shape.entryParams,
    response: ComplianceEntry.schema,
    handle: async ({ tx, ctx, params, version }) => {
      await confirmEntry(tx, ctx, params.id, version);
      return findEntry(tx, ctx, params.id);
    },
  }),
  route({
    ...reading,
    url: '/v1/deliveries/:id/clearance',
    operationId: 'getClearance',
    summary: 'Say whether a delivery may leave on a day, and what it lacks',
    roles: readers,
    params: shape.deliveryParams,
    query: shape.onQuery,
    response: Clearance.schema,
    handle: ({ tx, ctx, params, query: { on, ...rest } }) => {
      nothingLeft(rest);
      return findClearance(tx, ctx, params.id, on);
    },
  }),
  route({
    ...reading,
    url: '/v1/deliveries/:id/readiness',
    operationId: 'listReadiness',
    summary: 'List what the units have for what comes',
    roles: readers,
    params: shape.deliveryParams,
    response: shape.RecipientReadinessPage,
    handle: ({ tx, ctx, params }) => listReadiness(tx, ctx, params.id),
  }),
  route({
    ...writing,
    url: '/v1/deliveries/:id/readiness',
    operationId: 'declareReadiness',
    summary: 'Declare what a unit has for what comes',
    roles: ['requester', 'validator'],
    params: shape.deliveryParams,
    body: shape.DeclareReadiness,
    response: shape.RecipientReadinessPage,
    handle: async ({ tx, ctx, params, body }) => {
      await declareReadiness(tx, ctx, params.id, body);
      return listReadiness(tx, ctx, params.id);
    },
  }),
];

export const complianceTag = {
  name: tag,
  description: 'What regimes ask for, as dated advice; checklists, and the gate before goods leave.',
};
