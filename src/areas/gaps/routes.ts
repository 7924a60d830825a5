import type { Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import {
  AddUnit,
  GapPage,
  GapTotalPage,
  HoldingReport,
  HoldingReportPage,
  listGapsQuery,
  listGapTotalsQuery,
  listHoldingReportsQuery,
  listRequirementsQuery,
  listUnitsQuery,
  RecordHoldingReport,
  RecordRequirement,
  Requirement,
  RequirementPage,
  Unit,
  UnitPage,
  unitParams,
} from './contract.ts';
import { listGaps, listGapTotals } from './gap-queries.ts';
import { findHoldingReport, findRequirement, findUnit, listHoldingReports, listRequirements, listUnits } from './queries.ts';
import { addUnit, recordHoldingReport, recordRequirement } from './verbs/record-stock.ts';

/** Gaps are a map of weakness: no donor reads them, and no administrator either. */
const readers: readonly Role[] = ['requester', 'validator', 'facilitator', 'auditor'];
const tag = 'Gaps';

export const gapRoutes: AnyRoute[] = [
  route({
    method: 'GET', url: '/v1/units', operationId: 'listUnits', summary: 'List units', tag,
    description: 'Donors see the units of their accepted matches, administrators all names.',
    roles: [...readers, 'donor', 'administrator'], scope: 'gaps:read', query: listUnitsQuery, status: 200, response: UnitPage,
    handle: ({ tx, act, query }) => listUnits(tx, act, query),
  }),
  route({
    method: 'GET', url: '/v1/units/:id', operationId: 'getUnit', summary: 'Read a unit', tag,
    roles: [...readers, 'donor', 'administrator'], scope: 'gaps:read', params: unitParams, status: 200, response: Unit,
    handle: ({ tx, act, params }) => findUnit(tx, act, params.id),
  }),
  route({
    method: 'POST', url: '/v1/units', operationId: 'addUnit', summary: 'Enter a unit', tag,
    roles: ['validator'], scope: 'gaps:write', body: AddUnit, status: 201, response: Unit, location: (unit) => `/v1/units/${unit.id}`,
    handle: async ({ tx, act, body }) => findUnit(tx, act, await addUnit(tx, act, body)),
  }),
  route({
    method: 'GET', url: '/v1/gaps', operationId: 'listGaps', summary: 'List capability gaps by unit and item type', tag,
    roles: readers, scope: 'gaps:read', query: listGapsQuery, status: 200, response: GapPage,
    handle: ({ tx, act, query }) => listGaps(tx, act, query),
  }),
  route({
    method: 'GET', url: '/v1/gaps/totals', operationId: 'listGapTotals', summary: 'Add gaps up by region, area, unit or item type', tag,
    roles: readers, scope: 'gaps:read', query: listGapTotalsQuery, status: 200, response: GapTotalPage,
    handle: ({ tx, act, query }) => listGapTotals(tx, act, query),
  }),
  route({
    method: 'GET', url: '/v1/requirements', operationId: 'listRequirements', summary: 'List what is authorised, with its history', tag,
    roles: readers, scope: 'gaps:read', query: listRequirementsQuery, status: 200, response: RequirementPage,
    handle: ({ tx, act, query }) => listRequirements(tx, act, query),
  }),
  route({
    method: 'POST', url: '/v1/requirements', operationId: 'recordRequirement', summary: 'State what a unit is authorised from a day on', tag,
    roles: ['validator'], scope: 'gaps:write', body: RecordRequirement, status: 201, response: Requirement,
    handle: async ({ tx, act, body }) => findRequirement(tx, act, await recordRequirement(tx, act, body)),
  }),
  route({
    method: 'GET', url: '/v1/holding-reports', operationId: 'listHoldingReports', summary: 'List what units counted, with its history', tag,
    roles: readers, scope: 'gaps:read', query: listHoldingReportsQuery, status: 200, response: HoldingReportPage,
    handle: ({ tx, act, query }) => listHoldingReports(tx, act, query),
  }),
  route({
    method: 'POST', url: '/v1/holding-reports', operationId: 'recordHoldingReport', summary: 'Report what a unit counted', tag,
    roles: ['requester', 'validator'], scope: 'gaps:write', body: RecordHoldingReport, status: 201, response: HoldingReport,
    handle: async ({ tx, act, body }) => findHoldingReport(tx, act, await recordHoldingReport(tx, act, body)),
  }),
];

export const gapTag = { name: tag, description: 'Units, what they are authorised, what they hold, and the gap between.' };
