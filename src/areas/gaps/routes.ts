import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import {
  AddUnit,
  ChangeUnit,
  CorrectHoldingReport,
  CorrectRequirement,
  GapPage,
  GapTotalPage,
  HoldingReportPage,
  holdingReportParams,
  listGapsQuery,
  listGapTotalsQuery,
  listHoldingReportsQuery,
  listRequirementsQuery,
  listStockCorrectionsQuery,
  listUnitsQuery,
  RecordHoldingReport,
  RecordRequirement,
  RequirementPage,
  requirementParams,
  StockCorrectionPage,
  UnitPage,
  unitParams,
} from './contract.ts';
import { proposedHoldingRoutes } from './proposed-holding-routes.ts';
import { HoldingReport, Requirement, Unit } from './record.ts';
import { listGaps, listGapTotals } from './gap-queries.ts';
import {
  findHoldingReport,
  findRequirement,
  findUnit,
  listHoldingReports,
  listRequirements,
  listStockCorrections,
  listUnits,
} from './queries.ts';
import { typeRequirementRoutes } from './type-requirement-routes.ts';
import { unitChangeRoutes } from './unit-change-routes.ts';
import { CORRECTS } from './domain/stock-correction.ts';
import { addUnit, changeUnit } from './verbs/change-unit.ts';
import { correctRequirement } from './verbs/correct-requirement.ts';
import { correctHoldingReport } from './verbs/correct-stock.ts';
import { recordHoldingReport, recordRequirement } from './verbs/record-stock.ts';
import { showsInFull } from '../disclosure/index.ts';

/** Gaps are a map of weakness: no donor reads them, and no administrator either. */
const readers: readonly Role[] = ['requester', 'validator', 'facilitator', 'auditor'];
const tag = 'Gaps';

const getUnit = route({
  method: 'GET',
  url: '/v1/units/:id',
  operationId: 'getUnit',
  summary: 'Read a unit',
  tag,
  roles: [...readers, 'donor', 'administrator'],
  scope: 'gaps:read',
  params: unitParams,
  status: 200,
  response: Unit.schema,
  shows: showsInFull('unit', ({ id }) => ({ unitIds: [id] })),
  handle: ({ tx, ctx, params }) => findUnit(tx, ctx, params.id),
});

const getRequirement = route({
  method: 'GET',
  url: '/v1/requirements/:id',
  operationId: 'getRequirement',
  summary: 'Read what is authorised from a day on',
  tag,
  roles: readers,
  scope: 'gaps:read',
  params: requirementParams,
  status: 200,
  response: Requirement.schema,
  handle: ({ tx, ctx, params }) => findRequirement(tx, ctx, params.id),
});

const getHoldingReport = route({
  method: 'GET',
  url: '/v1/holding-reports/:id',
  operationId: 'getHoldingReport',
  summary: 'Read what a unit counted',
  tag,
  roles: readers,
  scope: 'gaps:read',
  params: holdingReportParams,
  status: 200,
  response: HoldingReport.schema,
  handle: ({ tx, ctx, params }) => findHoldingReport(tx, ctx, params.id),
});

export const gapRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/units',
    operationId: 'listUnits',
    summary: 'List units',
    tag,
    description: 'Donors see the units of their accepted matches, administrators all names.',
    roles: [...readers, 'donor', 'administrator'],
    scope: 'gaps:read',
    query: listUnitsQuery,
    status: 200,
    response: UnitPage,
    shows: showsInFull('unit', ({ items }) => ({ unitIds: items.map(({ id }) => id) })),
    handle: ({ tx, ctx, query }) => listUnits(tx, ctx, query),
  }),
  getUnit,
  route({
    method: 'POST',
    url: '/v1/units',
    operationId: 'addUnit',
    summary: 'Enter a unit',
    tag,
    roles: ['validator'],
    scope: 'gaps:write',
    body: AddUnit,
    status: 201,
    response: Unit.schema,
    answer: { as: 'json', location: (unit) => `/v1/units/${unit.id}` },
    handle: async ({ tx, ctx, body }) => findUnit(tx, ctx, await addUnit(tx, ctx, body)),
  }),
  route({
    method: 'PATCH',
    url: '/v1/units/:id',
    operationId: 'changeUnit',
    summary: 'Put a unit’s name, type or site right, or say that it has changed',
    description: 'Its needs lie where it does, and what its type is authorised counts in its gaps.',
    tag,
    roles: ['validator'],
    scope: 'gaps:write',
    ifMatch: getUnit,
    params: unitParams,
    body: ChangeUnit,
    status: 200,
    response: Unit.schema,
    handle: async ({ tx, ctx, params, body, version }) => {
      await changeUnit(tx, ctx, params.id, version, body);
      return findUnit(tx, ctx, params.id);
    },
  }),
  route({
    method: 'GET',
    url: '/v1/gaps',
    operationId: 'listGaps',
    summary: 'List capability gaps by unit and item type',
    tag,
    roles: readers,
    scope: 'gaps:read',
    query: listGapsQuery,
    status: 200,
    response: GapPage,
    handle: ({ tx, ctx, query }) => listGaps(tx, ctx, query),
  }),
  route({
    method: 'GET',
    url: '/v1/gaps/totals',
    operationId: 'listGapTotals',
    isHeavy: true,
    summary: 'Add gaps up by region, area, unit or item type',
    tag,
    roles: readers,
    scope: 'gaps:read',
    query: listGapTotalsQuery,
    status: 200,
    response: GapTotalPage,
    handle: ({ tx, ctx, query }) => listGapTotals(tx, ctx, query),
  }),
  route({
    method: 'GET',
    url: '/v1/requirements',
    operationId: 'listRequirements',
    summary: 'List what is authorised, with its history',
    tag,
    roles: readers,
    scope: 'gaps:read',
    query: listRequirementsQuery,
    status: 200,
    response: RequirementPage,
    handle: ({ tx, ctx, query }) => listRequirements(tx, ctx, query),
  }),
  route({
    method: 'POST',
    url: '/v1/requirements',
    operationId: 'recordRequirement',
    summary: 'State what a unit is authorised from a day on',
    tag,
    roles: ['validator'],
    scope: 'gaps:write',
    body: RecordRequirement,
    status: 201,
    response: Requirement.schema,
    handle: async ({ tx, ctx, body }) => findRequirement(tx, ctx, await recordRequirement(tx, ctx, body)),
  }),
  getRequirement,
  route({
    method: 'POST',
    url: '/v1/requirements/:id/correct',
    operationId: 'correctRequirement',
    summary: 'Put right what a unit is authorised',
    description: 'Gaps are computed as if it had been right from the beginning; both values stay on record.',
    tag,
    roles: CORRECTS.requirement,
    scope: 'gaps:write',
    ifMatch: getRequirement,
    params: requirementParams,
    body: CorrectRequirement,
    status: 200,
    response: Requirement.schema,
    handle: async ({ tx, ctx, params, body, version }) => {
      await correctRequirement(tx, ctx, params.id, version, body);
      return findRequirement(tx, ctx, params.id);
    },
  }),
  route({
    method: 'GET',
    url: '/v1/holding-reports',
    operationId: 'listHoldingReports',
    summary: 'List what units counted, with its history',
    tag,
    roles: readers,
    scope: 'gaps:read',
    query: listHoldingReportsQuery,
    status: 200,
    response: HoldingReportPage,
    handle: ({ tx, ctx, query }) => listHoldingReports(tx, ctx, query),
  }),
  route({
    method: 'POST',
    url: '/v1/holding-reports',
    operationId: 'recordHoldingReport',
    summary: 'Report what a unit counted',
    tag,
    roles: ['requester', 'validator'],
    scope: 'gaps:write',
    body: RecordHoldingReport,
    status: 201,
    response: HoldingReport.schema,
    handle: async ({ tx, ctx, body }) => findHoldingReport(tx, ctx, await recordHoldingReport(tx, ctx, body)),
  }),
  getHoldingReport,
  route({
    method: 'POST',
    url: '/v1/holding-reports/:id/correct',
    operationId: 'correctHoldingReport',
    summary: 'Put right what a unit counted',
    description:
      'On the day of the count or later. What rests on it follows, as if it had been right from the beginning; both values stay on record.',
    tag,
    roles: CORRECTS['holding-report'],
    scope: 'gaps:write',
    ifMatch: getHoldingReport,
    params: holdingReportParams,
    body: CorrectHoldingReport,
    status: 200,
    response: HoldingReport.schema,
    handle: async ({ tx, ctx, params, body, version }) => {
      await correctHoldingReport(tx, ctx, params.id, version, body);
      return findHoldingReport(tx, ctx, params.id);
    },
  }),
  route({
    method: 'GET',
    url: '/v1/stock-corrections',
    operationId: 'listStockCorrections',
    summary: 'List what of units’ stock was put right',
    description: 'Counts, confirmed receipts and requirements, with both values. Newest first, filters combine.',
    tag,
    roles: readers,
    scope: 'gaps:read',
    query: listStockCorrectionsQuery,
    status: 200,
    response: StockCorrectionPage,
    handle: ({ tx, ctx, query }) => listStockCorrections(tx, ctx, query),
  }),
  ...proposedHoldingRoutes,
  ...unitChangeRoutes(getUnit),
  ...typeRequirementRoutes,
];

export const gapTag = { name: tag, description: 'Units, what they are authorised, what they hold, and the gap between.' };
