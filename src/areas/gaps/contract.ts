import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, namesInput, quantityOrNone, reason, slug, slugOf } from '../../platform/http/schemas.ts';
import { PROPOSAL_STATES } from './domain/proposal.ts';
import { Unit, Gap, GapTotal, Requirement, HoldingReport, ProposedHolding } from './record.ts';

export const AddUnit = z
  .strictObject({
    slug: slug.meta({ description: 'Slug of the new unit.', example: 'dirj-desert-post' }),
    organisationId: idOf('organisation'),
    site: slugOf('site'),
    unitType: slugOf('unit-type'),
    names: namesInput,
  })
  .meta({ id: 'AddUnit', description: 'A unit of border guards at a site.' });
export type AddUnit = z.output<typeof AddUnit>;
export const UnitPage = pageOf(Unit.schema, 'UnitPage');
export const unitParams = z.strictObject({ id: idOf('unit') });

export const listUnitsQuery = z.strictObject({
  ...pageQuery,
  region: slugOf('region').optional(),
  organisationId: idOf('organisation').optional(),
  unitType: slugOf('unit-type').optional(),
});
export type ListUnits = z.output<typeof listUnitsQuery>;
export const GapPage = pageOf(Gap.schema, 'GapPage');

const gapFilters = {
  region: slugOf('region').optional(),
  area: slugOf('capability-area').optional(),
  unitId: idOf('unit').optional(),
  itemType: slugOf('item-type').optional(),
  onlyGaps: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({ description: 'true: only where something lacks.' }),
};
export const GAP_ORDERS = ['unit', 'biggest'] as const;
export const listGapsQuery = z.strictObject({
  ...pageQuery,
  ...gapFilters,
  sort: z.enum(GAP_ORDERS).default('unit').meta({ description: 'By unit and item type, or the biggest gap first.' }),
});
export type ListGaps = z.output<typeof listGapsQuery>;

export const GAP_GROUPINGS = ['region', 'area', 'unit', 'item-type'] as const;
export const listGapTotalsQuery = z.strictObject({
  ...gapFilters,
  by: z.enum(GAP_GROUPINGS).default('region').meta({ description: 'What to add up by.' }),
});
export type ListGapTotals = z.output<typeof listGapTotalsQuery>;
export const GapTotalPage = pageOf(GapTotal.schema, 'GapTotalPage');

export const RecordRequirement = z
  .strictObject({ unitId: idOf('unit'), itemType: slugOf('item-type'), authorised: quantityOrNone, effectiveOn: calendarDate })
  .meta({ id: 'RecordRequirement', description: 'What a unit is authorised from a day on.' });
export type RecordRequirement = z.output<typeof RecordRequirement>;
export const RequirementPage = pageOf(Requirement.schema, 'RequirementPage');
export const listRequirementsQuery = z.strictObject({
  ...pageQuery,
  unitId: idOf('unit').optional(),
  unitType: slugOf('unit-type').optional(),
  itemType: slugOf('item-type').optional(),
});
export type ListRequirements = z.output<typeof listRequirementsQuery>;

export const RecordHoldingReport = z
  .strictObject({
    unitId: idOf('unit'),
    itemType: slugOf('item-type'),
    serviceable: quantityOrNone,
    unserviceableRepairable: quantityOrNone,
    beyondRepair: quantityOrNone,
    asOf: calendarDate.meta({ description: 'The day of the count, not in the future.' }),
  })
  .meta({ id: 'RecordHoldingReport', description: 'What a unit counted.' });
export type RecordHoldingReport = z.output<typeof RecordHoldingReport>;
export const HoldingReportPage = pageOf(HoldingReport.schema, 'HoldingReportPage');
export const listHoldingReportsQuery = z.strictObject({
  ...pageQuery,
  unitId: idOf('unit').optional(),
  itemType: slugOf('item-type').optional(),
});
export type ListHoldingReports = z.output<typeof listHoldingReportsQuery>;

export const ConfirmHolding = z
  .strictObject({
    serviceable: quantityOrNone.optional().meta({ description: 'All that was received where absent.' }),
    unserviceableRepairable: quantityOrNone.optional(),
    beyondRepair: quantityOrNone.optional(),
    reason: reason.optional().meta({ description: 'Mandatory where it is not what was received, or not all of it serviceable.' }),
  })
  .meta({ id: 'ConfirmHolding', description: 'What the unit has of what was received: that, or what it found instead.' });
export type ConfirmHolding = z.output<typeof ConfirmHolding>;
export const ProposedHoldingPage = pageOf(ProposedHolding.schema, 'ProposedHoldingPage');
export const proposedHoldingParams = z.strictObject({ id: idOf('proposed-holding') });
export const listProposedHoldingsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(PROPOSAL_STATES).optional(),
  unitId: idOf('unit').optional(),
  itemType: slugOf('item-type').optional(),
});
export type ListProposedHoldings = z.output<typeof listProposedHoldingsQuery>;
