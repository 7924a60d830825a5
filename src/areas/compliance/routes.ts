import type { z } from 'zod';
import type { ComplianceEntryId } from '../../kernel/id.ts';
import { ROLES, type Role } from '../../kernel/role.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody } from '../../platform/http/schemas.ts';
import {
  AdoptRegime,
  BeginSilence,
  Classification,
  ClassifyMatch,
  clearanceQuery,
  ComplianceEntry,
  ComplianceEntryPage,
  DeliveryClearance,
  deliveryClearanceParams,
  entryParams,
  listEntriesQuery,
  MatchCompliance,
  matchComplianceParams,
  RecordEntry,
  regimeParams,
  RegimeVersions,
  RequestEntry,
} from './contract.ts';
import { CLASSIFIER_ROLES } from './domain/classification.ts';
import { ENTRY_RIGHTS, type EntryEvent } from './domain/entry.ts';
import { findClassification, findDeliveryClearance, findEntry, findMatchCompliance, listEntries, listRegimeVersions } from './queries.ts';
import { adoptRegime } from './verbs/adopt-regime.ts';
import { classifyMatch, confirmClassification } from './verbs/classify-match.ts';
import { beginSilence, confirmEntry, recordEntry, refuseEntry, requestEntry, sendBackEntry, withdrawEntry } from './verbs/work-entry.ts';

const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const tag = 'Compliance';
const onEntry = {
  method: 'POST',
  tag,
  scope: 'compliance:write',
  ifMatch: true,
  params: entryParams,
  status: 200,
  response: ComplianceEntry,
} as const;
const onMatch = {
  tag,
  scope: 'compliance:write',
  roles: CLASSIFIER_ROLES,
  params: matchComplianceParams,
  response: Classification,
} as const;

/** A step of one entry, with what must be said at it. */
function step<Body extends z.ZodType>(
  path: EntryEvent,
  operationId: string,
  summary: string,
  body: Body,
  verb: (tx: Tx, act: Act, id: ComplianceEntryId, version: number, input: z.output<Body>) => Promise<void>,
): AnyRoute {
  return route({
    ...onEntry,
    url: `/v1/compliance-entries/:id/${path}`,
    operationId,
    summary,
    roles: ENTRY_RIGHTS[path],
    body,
    handle: async ({ tx, act, params, body: input, version }) => {
      await verb(tx, act, params.id, version, input);
      return findEntry(tx, act, params.id);
    },
  });
}

export const complianceRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/compliance-entries',
    operationId: 'listComplianceEntries',
    summary: 'List what matches need before their goods may leave',
    tag,
    roles: readers,
    scope: 'compliance:read',
    query: listEntriesQuery,
    status: 200,
    response: ComplianceEntryPage,
    handle: ({ tx, act, query }) => listEntries(tx, act, query),
  }),
  route({
    method: 'GET',
    url: '/v1/compliance-entries/:id',
    operationId: 'getComplianceEntry',
    summary: 'Read one entry of a checklist',
    tag,
    roles: readers,
    scope: 'compliance:read',
    params: entryParams,
    status: 200,
    response: ComplianceEntry,
    handle: ({ tx, act, params }) => findEntry(tx, act, params.id),
  }),
  step('request', 'requestComplianceEntry', 'Say that it has been asked for', RequestEntry, requestEntry),
  step('begin-silence', 'beginSilence', 'Begin a silence procedure on the calendar of the authority', BeginSilence, beginSilence),
  step('record', 'recordComplianceEntry', 'Record what was obtained', RecordEntry, recordEntry),
  step('refuse', 'refuseComplianceEntry', 'Record a negative decision', reasonBody, (tx, act, id, version, { reason }) =>
    refuseEntry(tx, act, id, version, reason),
  ),
  route({
    ...onEntry,
    url: '/v1/compliance-entries/:id/confirm',
    operationId: 'confirmComplianceEntry',
    summary: 'Confirm what another person recorded',
    roles: ENTRY_RIGHTS.confirm,
    handle: async ({ tx, act, params, version }) => {
      await confirmEntry(tx, act, params.id, version);
      return findEntry(tx, act, params.id);
    },
  }),
  step('send-back', 'sendBackComplianceEntry', 'Send back what was recorded', reasonBody, (tx, act, id, version, { reason }) =>
    sendBackEntry(tx, act, id, version, reason),
  ),
  step(
    'withdraw',
    'withdrawComplianceEntry',
    'Say that a confirmed decision no longer holds',
    reasonBody,
    (tx, act, id, version, { reason }) => withdrawEntry(tx, act, id, version, reason),
  ),
  route({
    method: 'GET',
    url: '/v1/matches/:id/compliance',
    operationId: 'getMatchCompliance',
    summary: 'Read what a match needs, and why',
    description: 'Advice with a date, not a ruling. What nobody knows is to be checked and never counts as passed.',
    tag,
    roles: readers,
    scope: 'compliance:read',
    params: matchComplianceParams,
    status: 200,
    response: MatchCompliance,
    handle: ({ tx, act, params, language }) => findMatchCompliance(tx, act, params.id, language),
  }),
  route({
    method: 'GET',
    url: '/v1/matches/:id/classification',
    operationId: 'getClassification',
    summary: 'Read what the goods of a match are',
    tag,
    roles: readers,
    scope: 'compliance:read',
    params: matchComplianceParams,
    status: 200,
    response: Classification,
    handle: ({ tx, act, params }) => findClassification(tx, act, params.id),
  }),
  route({
    ...onMatch,
    method: 'POST',
    url: '/v1/matches/:id/classification',
    operationId: 'classifyMatch',
    summary: 'Say what the goods of a match are',
    status: 201,
    body: ClassifyMatch,
    handle: async ({ tx, act, params, body }) => {
      await classifyMatch(tx, act, params.id, null, body);
      return findClassification(tx, act, params.id);
    },
  }),
  route({
    ...onMatch,
    method: 'PUT',
    url: '/v1/matches/:id/classification',
    operationId: 'reclassifyMatch',
    summary: 'Say it anew; it has to be confirmed again',
    status: 200,
    ifMatch: true,
    body: ClassifyMatch,
    handle: async ({ tx, act, params, body, version }) => {
      await classifyMatch(tx, act, params.id, version, body);
      return findClassification(tx, act, params.id);
    },
  }),
  route({
    ...onMatch,
    method: 'POST',
    url: '/v1/matches/:id/classification/confirm',
    operationId: 'confirmClassification',
    summary: 'Confirm what another person found',
    status: 200,
    ifMatch: true,
    handle: async ({ tx, act, params, version }) => {
      await confirmClassification(tx, act, params.id, version);
      return findClassification(tx, act, params.id);
    },
  }),
  route({
    method: 'GET',
    url: '/v1/deliveries/:id/clearance',
    operationId: 'getDeliveryClearance',
    summary: 'See whether a delivery may leave on a day, and what keeps it',
    tag,
    roles: readers,
    scope: 'compliance:read',
    params: deliveryClearanceParams,
    query: clearanceQuery,
    status: 200,
    response: DeliveryClearance,
    handle: ({ tx, act, params, query }) => findDeliveryClearance(tx, act, params.id, query.on ?? dayOf(act.now)),
  }),
  route({
    method: 'GET',
    url: '/v1/regimes/:slug/versions',
    operationId: 'listRegimeVersions',
    summary: 'Read what a regime says, and said',
    tag,
    roles: ROLES,
    scope: 'compliance:read',
    params: regimeParams,
    status: 200,
    response: RegimeVersions,
    handle: ({ tx, act, params, language }) => listRegimeVersions(tx, act, params.slug, language),
  }),
  route({
    method: 'POST',
    url: '/v1/regimes/:slug/versions',
    operationId: 'adoptRegime',
    summary: 'Adopt a new version of a regime',
    description: 'If-Match names the version that it follows. Decisions made under earlier versions stay as they are.',
    tag,
    roles: ['administrator'],
    scope: 'compliance:write',
    ifMatch: true,
    params: regimeParams,
    body: AdoptRegime,
    status: 200,
    response: RegimeVersions,
    handle: async ({ tx, act, params, body, version, language }) => {
      await adoptRegime(tx, act, params.slug, version, body);
      return listRegimeVersions(tx, act, params.slug, language);
    },
  }),
];

export const complianceTag = {
  name: tag,
  description: 'What a line needs under which rule before its goods may leave: advice with a date, and the records that answer it.',
};
