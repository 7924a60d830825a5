import { z } from 'zod';
import { confirmCorrection, correctDelivery, refuseCorrection, withdrawCorrection } from '../../flows/put-right.ts';
import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, recordReader, route } from '../../platform/http/route.ts';
import { idOf, reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { Delivery, findDelivery } from '../deliveries/index.ts';
import { CORRECTING_ROLES } from '../deliveries/domain/corrections.ts';
import { CorrectDelivery, CorrectionPage, correctionParams, listCorrectionsQuery } from './contract.ts';
import { findCorrection, listCorrections } from './queries.ts';
import { Correction } from './record.ts';
import { showsWhatItNames } from '../disclosure/index.ts';

const tag = 'Corrections';
const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];

const getCorrection = route({
  method: 'GET',
  url: '/v1/corrections/:id',
  operationId: 'getCorrection',
  summary: 'Read a correction',
  tag,
  roles: readers,
  scope: 'deliveries:read',
  params: correctionParams,
  status: 200,
  response: Correction.schema,
  shows: showsWhatItNames('correction'),
  handle: ({ tx, ctx, params }) => findCorrection(tx, ctx, params.id),
});

const deliveryParams = z.strictObject({ id: idOf('delivery') });

/** What is put right is the delivery as its reader has seen it. */
const oneDelivery = recordReader({
  roles: CORRECTING_ROLES,
  scope: 'deliveries:read',
  params: deliveryParams,
  response: Delivery.schema,
  handle: ({ tx, ctx, params }) => findDelivery(tx, ctx, params.id),
});

const onOne = {
  method: 'POST',
  tag,
  roles: CORRECTING_ROLES,
  scope: 'deliveries:write',
  ifMatch: getCorrection,
  params: correctionParams,
  status: 200,
  response: Correction.schema,
} as const;

export const correctionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/corrections',
    operationId: 'listCorrections',
    summary: 'List what has been put right, or is proposed to be',
    description:
      'Corrections of every kind in one list, with both values: of deliveries, of the papers that they are asked for, of obstacles, and of units’ stock. Of the records that the reader sees; a recipient those of its own lines, a key those of records that it may read. Newest first, filters combine.',
    tag,
    roles: readers,
    scope: 'deliveries:read',
    query: listCorrectionsQuery,
    status: 200,
    response: CorrectionPage,
    shows: showsWhatItNames('correction'),
    handle: ({ tx, ctx, query }) => listCorrections(tx, ctx, query),
  }),
  getCorrection,
  route({
    method: 'POST',
    url: '/v1/deliveries/:id/corrections',
    operationId: 'correctDelivery',
    summary: 'Put right what was recorded wrong of a delivery',
    description:
      'In force at once where one hand had recorded it; else proposed to the other side, and nothing changes before that has confirmed it. Both values stay on record.',
    tag,
    roles: CORRECTING_ROLES,
    scope: 'deliveries:write',
    ifMatch: oneDelivery,
    isBulk: true, // the serial numbers of a whole receipt
    params: deliveryParams,
    body: CorrectDelivery,
    status: 201,
    response: Correction.schema,
    answer: { as: 'json', location: ({ id }) => `/v1/corrections/${id}` },
    handle: async ({ tx, ctx, params, body, version }) => findCorrection(tx, ctx, await correctDelivery(tx, ctx, params.id, version, body)),
  }),
  route({
    ...onOne,
    url: '/v1/corrections/:id/confirm',
    operationId: 'confirmCorrection',
    summary: 'Agree to a correction: never the side that proposed it',
    handle: async ({ tx, ctx, params, version }) => {
      await confirmCorrection(tx, ctx, params.id, version);
      return findCorrection(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/corrections/:id/refuse',
    operationId: 'refuseCorrection',
    summary: 'Refuse a correction, and say why',
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await refuseCorrection(tx, ctx, params.id, version, reasonOf(body));
      return findCorrection(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/corrections/:id/withdraw',
    operationId: 'withdrawCorrection',
    summary: 'Take back a correction that one’s own side has proposed',
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await withdrawCorrection(tx, ctx, params.id, version, reasonOf(body));
      return findCorrection(tx, ctx, params.id);
    },
  }),
];

export const correctionTag = { name: tag, description: 'What puts right what was recorded wrong once others rest on it.' };
