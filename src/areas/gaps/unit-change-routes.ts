import { confirmUnitChange, refusalOfEnding } from '../../flows/end-unit.ts';
import type { UnitChangeId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/role.ts';
import { TWO_SIDED } from '../../kernel/two-sidedness.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, type RecordReader, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { listUnitChangesQuery, ProposeUnitChange, UnitChangePage, unitChangeParams, unitParams } from './contract.ts';
import { findUnitChange, listUnitChanges } from './queries.ts';
import { UnitChange, type UnitChangeView } from './record.ts';
import { proposeUnitChange, refuseUnitChange, withdrawUnitChange } from './verbs/propose-unit-change.ts';

const tag = 'Gaps';
const readers: readonly Role[] = ['requester', 'validator', 'facilitator', 'auditor'];

/** With what stands in the way of confirming it, which is told beforehand. */
const readUnitChange = async (tx: Tx, ctx: ActorContext, id: UnitChangeId): Promise<UnitChangeView> =>
  findUnitChange(tx, ctx, id, await refusalOfEnding(tx, ctx, id));

const getUnitChange = route({
  method: 'GET',
  url: '/v1/unit-changes/:id',
  operationId: 'getUnitChange',
  summary: 'Read what is to become of a unit',
  tag,
  roles: readers,
  scope: 'gaps:read',
  params: unitChangeParams,
  status: 200,
  response: UnitChange.schema,
  handle: ({ tx, ctx, params }) => readUnitChange(tx, ctx, params.id),
});

const onOne = {
  method: 'POST',
  tag,
  scope: 'gaps:write',
  ifMatch: getUnitChange,
  params: unitChangeParams,
  status: 200,
  response: UnitChange.schema,
} as const;

/** Mergers, closings and reopenings: one proposes, a second person decides. */
export const unitChangeRoutes = (getUnit: RecordReader): AnyRoute[] => [
  route({
    method: 'POST',
    url: '/v1/units/:id/changes',
    operationId: 'proposeUnitChange',
    summary: 'Propose to merge, to close or to reopen a unit',
    description:
      'Nothing changes before a second person has confirmed it. A merged unit gives all that it has to the other, whose it then is, and its slug leads there; one that is closed what is open with it and what it holds.',
    tag,
    roles: TWO_SIDED['end-unit'].begins,
    scope: 'gaps:write',
    ifMatch: getUnit,
    params: unitParams,
    body: ProposeUnitChange,
    status: 201,
    response: UnitChange.schema,
    answer: { as: 'json', location: ({ id }) => `/v1/unit-changes/${id}` },
    handle: async ({ tx, ctx, params, body, version }) =>
      readUnitChange(tx, ctx, await proposeUnitChange(tx, ctx, params.id, version, body)),
  }),
  route({
    method: 'GET',
    url: '/v1/unit-changes',
    operationId: 'listUnitChanges',
    summary: 'List mergers, closings and reopenings of units',
    tag,
    roles: readers,
    scope: 'gaps:read',
    query: listUnitChangesQuery,
    status: 200,
    response: UnitChangePage,
    handle: ({ tx, ctx, query }) => listUnitChanges(tx, ctx, query),
  }),
  getUnitChange,
  route({
    ...onOne,
    url: '/v1/unit-changes/:id/confirm',
    operationId: 'confirmUnitChange',
    summary: 'Confirm it as a second person: it is done at once',
    roles: TWO_SIDED['end-unit'].completes,
    handle: async ({ tx, ctx, params, version }) => {
      await confirmUnitChange(tx, ctx, params.id, version);
      return readUnitChange(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/unit-changes/:id/refuse',
    operationId: 'refuseUnitChange',
    summary: 'Refuse it as a second person, and say why',
    roles: TWO_SIDED['end-unit'].completes,
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await refuseUnitChange(tx, ctx, params.id, version, reasonOf(body));
      return readUnitChange(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/unit-changes/:id/withdraw',
    operationId: 'withdrawUnitChange',
    summary: 'Take back what one has proposed',
    roles: TWO_SIDED['end-unit'].begins,
    handle: async ({ tx, ctx, params, version }) => {
      await withdrawUnitChange(tx, ctx, params.id, version);
      return readUnitChange(tx, ctx, params.id);
    },
  }),
];
