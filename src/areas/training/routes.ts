import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { listTrainingRecordsQuery, RecordTraining, TrainingRecordPage, trainingRecordParams } from './contract.ts';
import { RECORD_RIGHTS } from './domain/training-record.ts';
import { TrainingRecord } from './record.ts';
import { findTrainingRecord, listTrainingRecords } from './queries.ts';
import { confirmTraining, recordTraining, refuseTraining, withdrawTraining } from './verbs/change-record.ts';
import { showsWhatItNames } from '../disclosure/index.ts';

const tag = 'Training';
const readers: readonly Role[] = ['requester', 'validator', 'donor', 'facilitator', 'auditor'];
const getTrainingRecord = route({
  method: 'GET',
  url: '/v1/training-records/:id',
  operationId: 'getTrainingRecord',
  summary: 'Read a training record',
  tag,
  roles: readers,
  scope: 'training:read',
  params: trainingRecordParams,
  status: 200,
  response: TrainingRecord.schema,
  shows: showsWhatItNames('training-record'),
  handle: ({ tx, ctx, params }) => findTrainingRecord(tx, ctx, params.id),
});

const onOne = {
  method: 'POST',
  tag,
  scope: 'training:write',
  ifMatch: getTrainingRecord,
  params: trainingRecordParams,
  status: 200,
  response: TrainingRecord.schema,
} as const;

export const trainingRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/training-records',
    operationId: 'listTrainingRecords',
    summary: 'List the courses that units have completed',
    description: 'Recipients read those of their own units, a donor those of its own courses, facilitators and auditors all. Newest first.',
    tag,
    roles: readers,
    scope: 'training:read',
    query: listTrainingRecordsQuery,
    status: 200,
    response: TrainingRecordPage,
    shows: showsWhatItNames('training-record'),
    handle: ({ tx, ctx, query }) => listTrainingRecords(tx, ctx, query),
  }),
  getTrainingRecord,
  route({
    method: 'POST',
    url: '/v1/training-records',
    operationId: 'recordTraining',
    summary: 'Record a course that a unit has completed elsewhere, with evidence',
    description: 'Courses that a delivery brought are recorded by the delivery itself. One by hand counts once another has confirmed it.',
    tag,
    roles: RECORD_RIGHTS.record,
    scope: 'training:write',
    body: RecordTraining,
    status: 201,
    response: TrainingRecord.schema,
    answer: { as: 'json', location: ({ id }) => `/v1/training-records/${id}` },
    handle: async ({ tx, ctx, body }) => findTrainingRecord(tx, ctx, await recordTraining(tx, ctx, body)),
  }),
  route({
    ...onOne,
    url: '/v1/training-records/:id/confirm',
    operationId: 'confirmTraining',
    summary: 'Confirm a training record: never who recorded it',
    roles: RECORD_RIGHTS.confirm,
    handle: async ({ tx, ctx, params, version }) => {
      await confirmTraining(tx, ctx, params.id, version);
      return findTrainingRecord(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/training-records/:id/refuse-confirmation',
    operationId: 'refuseToConfirmTraining',
    summary: 'Refuse to confirm a training record; the course is recorded anew',
    roles: RECORD_RIGHTS['refuse-confirmation'],
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await refuseTraining(tx, ctx, params.id, version, reasonOf(body));
      return findTrainingRecord(tx, ctx, params.id);
    },
  }),
  route({
    ...onOne,
    url: '/v1/training-records/:id/withdraw',
    operationId: 'withdrawTraining',
    summary: 'Take a training record back',
    roles: RECORD_RIGHTS.withdraw,
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await withdrawTraining(tx, ctx, params.id, version, reasonOf(body));
      return findTrainingRecord(tx, ctx, params.id);
    },
  }),
];

export const trainingTag = { name: tag, description: 'Courses that units have completed: what conditions and rules can ask for.' };
