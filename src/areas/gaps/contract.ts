import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, flag, idOf, namesInput, quantityOrNone, reason, slug, slugOf } from '../../platform/http/schemas.ts';
import { PROPOSAL_STATES } from './domain/proposal.ts';
import { PROPOSAL_STATES as CHANGE_STATES } from '../../kernel/proposal.ts';
import { UNIT_CHANGES, UNIT_STATES } from './domain/unit.ts';
import { Unit, Gap, GapTotal, Requirement, HoldingReport, ProposedHolding, StockCorrection, UnitChange } from './record.ts';

const isAnother = z.boolean().optional().meta({
  description: 'true: it is another than the one of the same name, type and site, whose slug the refusal `same-unit` tells.',
});
export const AddUnit = z
  .strictObject({
    slug: slug.meta({ description: 'Slug of the new unit.', example: 'dirj-desert-post' }),
    organisationId: idOf('organisation'),
    site: slugOf('site'),
    unitType: slugOf('unit-type'),
    names: namesInput,
    isAnother,
  })
  .meta({ id: 'AddUnit', description: 'A unit of border guards at a site.' });
export type AddUnit = z.output<typeof AddUnit>;
export const ChangeUnit = z
  .strictObject({
    slug: slug.optional(),
    organisationId: idOf('organisation')
      .optional()
      .meta({ description: 'Only while nothing hangs on it: whose it is, is whose all that is.' }),
    names: namesInput.optional(),
    unitType: slugOf('unit-type').optional(),
    site: slugOf('site').optional(),
    isAnother,
    reason: reason.optional().meta({ description: 'Mandatory where it makes a difference.' }),
  })
  .meta({ id: 'ChangeUnit', description: 'What of a unit is otherwise: what is left out stays.' });
export type ChangeUnit = z.output<typeof ChangeUnit>;
export const UnitPage = pageOf(Unit.schema, 'UnitPage');
export const unitParams = z.strictObject({ id: idOf('unit') });

export const listUnitsQuery = z.strictObject({
  ...pageQuery,
  region: slugOf('region').optional(),
  organisationId: idOf('organisation').optional(),
  unitType: slugOf('unit-type').optional(),
  slug: slug.optional().meta({ description: 'That of a unit, or of one that has been merged into it.' }),
  state: z.enum(UNIT_STATES).optional(),
});
export type ListUnits = z.output<typeof listUnitsQuery>;
export const GapPage = pageOf(Gap.schema, 'GapPage');

const gapFilters = {
  region: slugOf('region').optional(),
  area: slugOf('capability-area').optional(),
  unitId: idOf('unit').optional(),
  itemType: slugOf('item-type').optional(),
  onlyGaps: flag.optional().meta({ description: 'true: only where something lacks.' }),
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
const withdrawn = z.boolean().optional().meta({
  description: 'true: it should never have been recorded, and counts nowhere; false, or left out: it stands as it is said here.',
});
export const CorrectRequirement = z
  .strictObject({ ...RecordRequirement.partial().shape, withdrawn, reason })
  .meta({ id: 'CorrectRequirement', description: 'What should have been recorded: what is left out was right.' });
export type CorrectRequirement = z.output<typeof CorrectRequirement>;
export const requirementParams = z.strictObject({ id: idOf('requirement') });
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
export const CorrectHoldingReport = z
  .strictObject({
    ...RecordHoldingReport.partial().shape,
    asOf: calendarDate.optional().meta({ description: 'The day of the count, not after the day on which it was recorded.' }),
    withdrawn,
    reason,
  })
  .meta({ id: 'CorrectHoldingReport', description: 'What should have been recorded of a count: what is left out was right.' });
export type CorrectHoldingReport = z.output<typeof CorrectHoldingReport>;
export const holdingReportParams = z.strictObject({ id: idOf('holding-report') });
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
export const CorrectProposedHolding = z
  .strictObject({
    serviceable: quantityOrNone.optional(),
    unserviceableRepairable: quantityOrNone.optional(),
    beyondRepair: quantityOrNone.optional(),
    withdrawn: z.boolean().optional().meta({ description: 'true: it was not to be confirmed yet, and waits again.' }),
    reason,
  })
  .meta({ id: 'CorrectProposedHolding', description: 'What the unit has found in truth: what is left out was right.' });
export type CorrectProposedHolding = z.output<typeof CorrectProposedHolding>;
export const ProposedHoldingPage = pageOf(ProposedHolding.schema, 'ProposedHoldingPage');
export const proposedHoldingParams = z.strictObject({ id: idOf('proposed-holding') });
export const listProposedHoldingsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(PROPOSAL_STATES).optional(),
  unitId: idOf('unit').optional(),
  itemType: slugOf('item-type').optional(),
});
export type ListProposedHoldings = z.output<typeof listProposedHoldingsQuery>;

export const StockCorrectionPage = pageOf(StockCorrection.schema, 'StockCorrectionPage');
export const listStockCorrectionsQuery = z.strictObject({
  ...pageQuery,
  unitId: idOf('unit').optional(),
  requirementId: idOf('requirement').optional(),
  holdingReportId: idOf('holding-report').optional(),
  proposedHoldingId: idOf('proposed-holding').optional(),
});
export type ListStockCorrections = z.output<typeof listStockCorrectionsQuery>;

export const ProposeUnitChange = z
  .strictObject({
    change: z.enum(UNIT_CHANGES).meta({
      description:
        'merge: it is the same as another. close: it is no more; what is open goes to the successor, without which nothing may be open. reopen: it ended by mistake.',
    }),
    successorId: idOf('unit').optional().meta({ description: 'Of a merger the other unit, of a closing the one that takes over.' }),
    reason,
  })
  .meta({ id: 'ProposeUnitChange', description: 'What is to become of a unit, which takes two persons.' });
export type ProposeUnitChange = z.output<typeof ProposeUnitChange>;
export const UnitChangePage = pageOf(UnitChange.schema, 'UnitChangePage');
export const unitChangeParams = z.strictObject({ id: idOf('unit-change') });
export const listUnitChangesQuery = z.strictObject({
  ...pageQuery,
  unitId: idOf('unit').optional(),
  state: z.enum(CHANGE_STATES).optional(),
});
export type ListUnitChanges = z.output<typeof listUnitChangesQuery>;
