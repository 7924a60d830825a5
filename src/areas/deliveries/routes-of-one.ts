import type { z } from 'zod';
import type { DeliveryId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { deliveryParams } from './contract.ts';
import { type ListParts, partsQuery } from './contract-goods.ts';
import { findDelivery } from './queries.ts';
import { Delivery } from './record.ts';
import { showsItsDelivery } from '../disclosure/index.ts';

/** Who reads deliveries. */
export const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
export const tag = 'Deliveries';
/** What changes of a delivery name the version of. */
export const getDelivery = route({
  method: 'GET',
  url: '/v1/deliveries/:id',
  operationId: 'getDelivery',
  summary: 'Read a delivery',
  tag,
  roles: readers,
  scope: 'deliveries:read',
  params: deliveryParams,
  status: 200,
  response: Delivery.schema,
  handle: ({ tx, ctx, params }) => findDelivery(tx, ctx, params.id),
});

/** What all steps of one delivery share. */
export const onOne = {
  method: 'POST',
  tag,
  scope: 'deliveries:write',
  ifMatch: getDelivery,
  params: deliveryParams,
  status: 200,
  response: Delivery.schema,
} as const;

/** A step of a delivery: who may, what must be said, and the verb that it calls. */
export function step<Body extends z.ZodType>(
  path: string,
  operationId: string,
  summary: string,
  roles: readonly Role[],
  body: Body,
  verb: (tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: z.output<Body>) => Promise<void>,
): AnyRoute {
  return route({
    ...onOne,
    url: `/v1/deliveries/:id/${path}`,
    operationId,
    summary,
    roles,
    body,
    isBulk: true, // the serial numbers of a whole consignment
    handle: async ({ tx, ctx, params, body: input, version }) => {
      await verb(tx, ctx, params.id, version, input);
      return findDelivery(tx, ctx, params.id);
    },
  });
}

/** What belongs to a delivery and is read page by page, by whoever sees the delivery. */
export const parts = <Response extends z.ZodType>(
  path: string,
  operationId: string,
  summary: string,
  response: Response,
  query: (tx: Tx, ctx: ActorContext, id: DeliveryId, filters: ListParts) => Promise<z.output<Response>>,
): AnyRoute =>
  route({
    method: 'GET',
    url: `/v1/deliveries/:id/${path}`,
    operationId,
    summary,
    tag,
    roles: readers,
    scope: 'deliveries:read',
    params: deliveryParams,
    query: partsQuery,
    status: 200,
    response,
    shows: showsItsDelivery,
    handle: ({ tx, ctx, params, query: filters }) => query(tx, ctx, params.id, filters),
  });
