import type { z } from 'zod';
import type { Role } from '../../kernel/role.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import type { AllocationId } from '../../kernel/id.ts';
import {
  AllocationLinePage,
  AllocationPage,
  allocationParams,
  AllocationReasonPage,
  listAllocationsQuery,
  partQuery,
  ProposeLines,
  reasonsQuery,
  RequestAllocation,
} from './contract.ts';
import { readerOf } from '../disclosure/index.ts';
import { readDonation, readEquity } from './analysis-queries.ts';
import { followAllocation } from './follow.ts';
import {
  findAllocation,
  listAllocations,
  readCertificate,
  readComparison,
  readInstanceText,
  readPlan,
  readReasons,
  readResultText,
} from './queries.ts';
import {
  Allocation,
  AllocationCertificate,
  AllocationComparison,
  AllocationEquity,
  AllocationInstance,
  AllocationResult,
  NextBestDonation,
  ProposedLines,
} from './record.ts';
import { proposeLines } from './verbs/propose-lines.ts';
import { cancelAllocation, repeatAllocation, requestAllocation } from './verbs/request-allocation.ts';

const readers: readonly Role[] = ['facilitator', 'auditor'];
const facilitator: readonly Role[] = ['facilitator'];
const tag = 'Allocations';
const reading = { method: 'GET', tag, roles: readers, scope: 'allocations:read', status: 200 } as const;
const ofOne = { ...reading, params: allocationParams, answer: { as: 'json', skipResponseValidation: true }, isHeavy: true } as const;
const changing = { method: 'POST', tag, roles: facilitator, scope: 'allocations:write' } as const;
const creating = {
  ...changing,
  isHeavy: true,
  status: 201,
  response: Allocation.schema,
  answer: { as: 'json', location: (run: { id: string }) => `/v1/allocations/${run.id}` },
} as const;

/** What a run has only when it is done. */
const NOT_DONE = ['allocation-not-done'] as const;

/** A text of a run, as it is stored and was hashed. */
const textOf = (
  part: string,
  operationId: string,
  summary: string,
  response: z.ZodType,
  read: (tx: Tx, id: AllocationId) => Promise<string>,
): AnyRoute =>
  route({
    ...ofOne,
    url: `/v1/allocations/:id/${part}`,
    operationId,
    summary,
    description: 'The very bytes that the hash of the run was made from.',
    response,
    answer: { as: 'stored-json' },
    refusals: part === 'result' ? NOT_DONE : [],
    handle: ({ tx, params }) => read(tx, params.id) as Promise<never>,
  });

const created = async (tx: Tx, ctx: ActorContext, making: Promise<AllocationId>) => findAllocation(tx, ctx, await making);

const getAllocation = route({
  ...reading,
  url: '/v1/allocations/:id',
  operationId: 'getAllocation',
  summary: 'Read an allocation: its state, progress, totals and hashes',
  params: allocationParams,
  response: Allocation.schema,
  handle: ({ tx, ctx, params }) => findAllocation(tx, ctx, params.id),
});

export const allocationRoutes: AnyRoute[] = [
  route({
    ...creating,
    url: '/v1/allocations',
    operationId: 'requestAllocation',
    summary: 'Request an allocation over the needs and offers in scope',
    description:
      'It takes a snapshot of the inputs and runs as a job; the answer is there once the state is `done`. A scenario is solved besides its baseline. An allocation proposes; people agree.',
    body: RequestAllocation,
    isBulk: true,
    handle: ({ tx, ctx, body }) => created(tx, ctx, requestAllocation(tx, ctx, body)),
  }),
  route({
    ...reading,
    url: '/v1/allocations',
    operationId: 'listAllocations',
    summary: 'List allocations',
    query: listAllocationsQuery,
    response: AllocationPage,
    handle: ({ tx, ctx, query }) => listAllocations(tx, ctx, query),
  }),
  getAllocation,
  route({
    ...reading,
    url: '/v1/allocations/:id/progress',
    operationId: 'followAllocation',
    summary: 'Follow an allocation as server-sent events',
    description:
      'One `progress` event whenever it has come farther, and at last one named as the state it ended in. Where the service can’t go on telling, the last event is `problem`, with the problem details as its data, and `retry` says in how many milliseconds to follow anew.',
    params: allocationParams,
    response: Allocation.schema,
    handle: ({ tx, ctx, params }) => findAllocation(tx, ctx, params.id),
    answer: { as: 'events', follow: followAllocation },
  }),
  route({
    ...ofOne,
    url: '/v1/allocations/:id/plan',
    operationId: 'getAllocationPlan',
    summary: 'Read who gets what',
    query: partQuery,
    response: AllocationLinePage,
    refusals: NOT_DONE,
    handle: ({ tx, ctx, params, query }) => readPlan(tx, ctx, params.id, query),
  }),
  route({
    ...ofOne,
    url: '/v1/allocations/:id/reasons',
    operationId: 'getAllocationReasons',
    summary: 'Read why each line was served so, and which rule excludes a pair',
    description: 'As codes with what they rest on, and in words in the reader’s language.',
    query: reasonsQuery,
    response: AllocationReasonPage,
    refusals: NOT_DONE,
    handle: ({ tx, ctx, params, query, language }) => readReasons(tx, ctx, params.id, query, language),
  }),
  route({
    ...ofOne,
    url: '/v1/allocations/:id/certificate',
    operationId: 'getAllocationCertificate',
    summary: 'Read what proves the plan',
    response: AllocationCertificate.schema,
    refusals: NOT_DONE,
    handle: ({ tx, ctx, params }) => readCertificate(tx, ctx, params.id),
  }),
  route({
    ...ofOne,
    url: '/v1/allocations/:id/comparison',
    operationId: 'getAllocationComparison',
    summary: 'Compare a scenario with its baseline',
    response: AllocationComparison.schema,
    refusals: NOT_DONE,
    handle: ({ tx, ctx, params }) => readComparison(tx, ctx, params.id),
  }),
  route({
    ...ofOne,
    url: '/v1/allocations/:id/donation',
    operationId: 'getNextBestDonation',
    summary: 'Read what a scenario’s donation would best be spent on',
    description:
      'The basket that closes the most for the money, whether that is proven, what it changes, and what one more unit of each item would be worth.',
    response: NextBestDonation.schema,
    refusals: NOT_DONE,
    handle: ({ tx, ctx, params }) => readDonation(tx, ctx, params.id),
  }),
  route({
    ...ofOne,
    url: '/v1/allocations/:id/equity',
    operationId: 'getAllocationEquity',
    summary: 'Compare need and support by region and by recipient',
    response: AllocationEquity.schema,
    refusals: NOT_DONE,
    handle: ({ tx, ctx, params }) => readEquity(tx, ctx, params.id),
  }),
  textOf('instance', 'getAllocationInstance', 'Read what was put before the engine', AllocationInstance.schema, readInstanceText),
  textOf('result', 'getAllocationResult', 'Read all that the engine answered', AllocationResult.schema, readResultText),
  route({
    ...changing,
    url: '/v1/allocations/:id/cancel',
    operationId: 'cancelAllocation',
    summary: 'Cancel an allocation that is queued or running',
    ifMatch: getAllocation,
    params: allocationParams,
    status: 200,
    response: Allocation.schema,
    handle: async ({ tx, ctx, params, version }) => {
      await cancelAllocation(tx, ctx, params.id, version);
      return findAllocation(tx, ctx, params.id);
    },
  }),
  route({
    ...creating,
    url: '/v1/allocations/:id/repeat',
    operationId: 'repeatAllocation',
    summary: 'Run an allocation again from its snapshot',
    description: 'A run of its own; its `resultHash` is that of the first, because the same input gives the same plan byte for byte.',
    params: allocationParams,
    handle: ({ tx, ctx, params }) => created(tx, ctx, repeatAllocation(tx, ctx, params.id)),
  }),
  route({
    ...changing,
    url: '/v1/allocations/:id/proposals',
    operationId: 'proposeAllocationLines',
    isHeavy: true,
    summary: 'Turn chosen lines of the plan into proposed matches',
    description: 'A line whose inputs have changed since the snapshot is refused, with what has changed; the others are proposed.',
    params: allocationParams,
    body: ProposeLines,
    status: 200,
    response: ProposedLines.schema,
    handle: async ({ tx, ctx, params, body }) => ProposedLines.show(readerOf(ctx), await proposeLines(tx, ctx, params.id, body)),
  }),
];

export const allocationTag = {
  name: tag,
  description: 'Who gets what over all needs and offers at once, with what proves it, and what if.',
};
