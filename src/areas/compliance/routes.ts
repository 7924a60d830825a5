import type { z } from 'zod';
import type { ComplianceEntryId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import type { Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { confirmEntry, declareReadiness } from '../../flows/pass-the-gate.ts';
import { adviseOn, adviseOnMatch } from './advice-queries.ts';
import * as shape from './contract.ts';
import { ENTRY_RIGHTS } from './domain/entry.ts';
import { findClassification, findClearance, findEntry, listEntries, listReadiness } from './queries.ts';
import { Classification, Clearance, ComplianceAdvice, ComplianceEntry } from './record.ts';
import { CLASSIFIERS, classifyMatch, confirmClassification, refuseClassification } from './verbs/classify-match.ts';
import {
  correctEntry,
  objectToEntry,
  recordEntry,
  refuseConfirmation,
  refuseEntry,
  requestEntry,
  startSilence,
  waiveEntry,
} from './verbs/decide-entry.ts';
import { reading, regimeRoutes, tag, writing } from './routes-regimes.ts';
import { showsItsDelivery, showsItsMatch, showsWhatItNames } from '../disclosure/index.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];

const getComplianceEntry = route({
  ...reading,
  url: '/v1/compliance-entries/:id',
  operationId: 'getComplianceEntry',
  summary: 'Read a checklist entry',
  roles: readers,
  params: shape.entryParams,
  response: ComplianceEntry.schema,
  shows: showsWhatItNames('delivery'),
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
  shows: showsItsMatch,
  handle: ({ tx, ctx, params }) => findClassification(tx, ctx, params.id),
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
  ...regimeRoutes,
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
    shows: showsItsMatch,
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
    summary: 'Confirm a classification as the other side',
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
    ...writing,
    url: '/v1/matches/:id/classification/refuse-confirmation',
    operationId: 'refuseToConfirmClassification',
    summary: 'Refuse to confirm a classification; the goods are classified anew',
    roles: CLASSIFIERS,
    ifMatch: getClassification,
    params: shape.matchParams,
    body: reasonBody,
    response: Classification.schema,
    handle: async ({ tx, ctx, params, body, version }) => {
      await refuseClassification(tx, ctx, params.id, version, reasonOf(body));
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
    shows: showsWhatItNames('delivery'),
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
  step(
    'correct',
    'correctComplianceEntry',
    'Correct what was confirmed; the other side confirms it again',
    ENTRY_RIGHTS.correct,
    shape.CorrectEntry,
    correctEntry,
  ),
  step(
    'refuse-confirmation',
    'refuseToConfirmComplianceEntry',
    'Refuse to confirm, and send it back to whom recorded it',
    ENTRY_RIGHTS['refuse-confirmation'],
    shape.RefuseEntry,
    refuseConfirmation,
  ),
  step('refuse', 'refuseComplianceEntry', 'Record a negative decision', ENTRY_RIGHTS.refuse, shape.RefuseEntry, refuseEntry),
  step('waive', 'waiveComplianceEntry', 'Let it pass without, and say why', ENTRY_RIGHTS.waive, shape.WaiveEntry, waiveEntry),
  route({
    ...writing,
    url: '/v1/compliance-entries/:id/confirm',
    operationId: 'confirmComplianceEntry',
    summary: 'Confirm as another side; the last one clears the delivery',
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
    shows: showsItsDelivery,
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
    shows: showsItsDelivery,
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
