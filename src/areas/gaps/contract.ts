import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { Party, UnitName } from '../../platform/http/shared-shapes.ts';
import { calendarDate, count, idOf, instant, names, namesInput, reason, slug, versionField } from '../../platform/http/schemas.ts';
import { PROPOSAL_STATES } from './domain/proposal.ts';

/** A sum of counts: no ceiling of its own but that of exact whole numbers. */
const sum = z.int().min(0);
const unitOfMeasure = z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' });

export const AddUnit = z
  .strictObject({ slug, organisationId: idOf('organisation'), site: slug, unitType: slug, names: namesInput })
  .meta({ id: 'AddUnit', description: 'A unit of border guards at a site.' });
export type AddUnit = z.output<typeof AddUnit>;

export const Unit = z
  .object({
    id: idOf('unit'),
    slug,
    names,
    organisation: Party,
    unitType: slug,
    region: slug,
    version: versionField,
    site: slug.optional(),
    district: z.string().nullable().optional().meta({ description: 'ISO 3166-2.', example: 'LY-NQ' }),
  })
  .meta({ id: 'Unit', description: 'A unit. Fields that the reader may not see are absent.' });
export type UnitView = z.output<typeof Unit>;
export const UnitPage = pageOf(Unit, 'UnitPage');
export const unitParams = z.strictObject({ id: idOf('unit') });

export const listUnitsQuery = z.strictObject({
  ...pageQuery,
  region: slug.optional(),
  organisationId: idOf('organisation').optional(),
  unitType: slug.optional(),
});
export type ListUnits = z.output<typeof listUnitsQuery>;

export const Gap = z
  .object({
    unitId: idOf('unit'),
    unit: UnitName,
    organisation: Party,
    region: slug,
    site: slug,
    itemType: slug,
    area: slug,
    unitOfMeasure,
    authorised: count.meta({ description: 'What the unit should have.' }),
    authorisedBy: z.enum(['unit', 'unit-type']).nullable().meta({ description: 'Whether the unit itself or its type says so.' }),
    onHand: count,
    serviceable: count,
    unserviceableRepairable: count,
    beyondRepair: count,
    asOf: calendarDate.nullable().meta({ description: 'Day of the latest holding report; null where there is none.' }),
    inbound: count.meta({ description: 'Agreed and not yet accepted, and accepted but not yet confirmed as held.' }),
    gap: count.meta({ description: 'authorised − serviceable − inbound, never below zero.' }),
  })
  .meta({ id: 'Gap', description: 'The capability gap of a unit in one item type: computed, never typed.' });
export type GapView = z.output<typeof Gap>;
export const GapPage = pageOf(Gap, 'GapPage');

const gapFilters = {
  region: slug.optional(),
  area: slug.optional(),
  unitId: idOf('unit').optional(),
  itemType: slug.optional(),
  onlyGaps: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({ description: 'true: only where something lacks.' }),
};
export const listGapsQuery = z.strictObject({
  ...pageQuery,
  ...gapFilters,
  sort: z.enum(['unit', 'biggest']).default('unit').meta({ description: 'By unit and item type, or the biggest gap first.' }),
});
export type ListGaps = z.output<typeof listGapsQuery>;

export const listGapTotalsQuery = z.strictObject({
  ...gapFilters,
  by: z.enum(['region', 'area', 'unit', 'item-type']).default('region').meta({ description: 'What to add up by.' }),
});
export type ListGapTotals = z.output<typeof listGapTotalsQuery>;

export const GapTotal = z
  .object({
    key: z.string().meta({ description: 'Slug or id of the group.' }),
    names: names.nullable(),
    authorised: sum,
    onHand: sum,
    serviceable: sum,
    inbound: sum,
    gap: sum,
    units: count.meta({ description: 'How many units are in it.' }),
    itemTypes: count.meta({ description: 'How many item types are in it.' }),
  })
  .meta({ id: 'GapTotal', description: 'Gaps added up by group.' });
export type GapTotalView = z.output<typeof GapTotal>;
export const GapTotalPage = pageOf(GapTotal, 'GapTotalPage');

export const RecordRequirement = z
  .strictObject({ unitId: idOf('unit'), itemType: slug, authorised: count, effectiveOn: calendarDate })
  .meta({ id: 'RecordRequirement', description: 'What a unit is authorised from a day on.' });
export type RecordRequirement = z.output<typeof RecordRequirement>;

export const Requirement = z
  .object({
    id: idOf('requirement'),
    unitType: slug.nullable(),
    unitId: idOf('unit').nullable(),
    itemType: slug,
    authorised: count,
    effectiveOn: calendarDate,
    createdAt: instant,
  })
  .meta({ id: 'Requirement', description: 'A row of the authorised table; later rows follow, earlier ones stay.' });
export type RequirementView = z.output<typeof Requirement>;
export const RequirementPage = pageOf(Requirement, 'RequirementPage');
export const listRequirementsQuery = z.strictObject({
  ...pageQuery,
  unitId: idOf('unit').optional(),
  unitType: slug.optional(),
  itemType: slug.optional(),
});
export type ListRequirements = z.output<typeof listRequirementsQuery>;

export const RecordHoldingReport = z
  .strictObject({
    unitId: idOf('unit'),
    itemType: slug,
    serviceable: count,
    unserviceableRepairable: count,
    beyondRepair: count,
    asOf: calendarDate.meta({ description: 'The day of the count, not in the future.' }),
  })
  // What is on hand is their sum, and it is a count too.
  .refine((report) => count.safeParse(report.serviceable + report.unserviceableRepairable + report.beyondRepair).success, {
    path: ['serviceable'],
    error: 'out-of-range',
  })
  .meta({ id: 'RecordHoldingReport', description: 'What a unit counted.' });
export type RecordHoldingReport = z.output<typeof RecordHoldingReport>;

export const HoldingReport = z
  .object({
    id: idOf('holding-report'),
    unitId: idOf('unit'),
    itemType: slug,
    onHand: count,
    serviceable: count,
    unserviceableRepairable: count,
    beyondRepair: count,
    asOf: calendarDate,
    source: z.enum(['count', 'receipt']).meta({ description: 'A count of everything, or a confirmed receipt on top of what was held.' }),
    createdAt: instant,
  })
  .meta({ id: 'HoldingReport', description: 'A count of one item type by a unit; the latest holds, the earlier ones stay.' });
export type HoldingReportView = z.output<typeof HoldingReport>;
export const HoldingReportPage = pageOf(HoldingReport, 'HoldingReportPage');
export const listHoldingReportsQuery = z.strictObject({ ...pageQuery, unitId: idOf('unit').optional(), itemType: slug.optional() });
export type ListHoldingReports = z.output<typeof listHoldingReportsQuery>;

export const ConfirmHolding = z
  .strictObject({
    serviceable: count.optional().meta({ description: 'All that was received where absent.' }),
    unserviceableRepairable: count.optional(),
    beyondRepair: count.optional(),
    reason: reason.optional().meta({ description: 'Mandatory where it is not what was received, or not all of it serviceable.' }),
  })
  .meta({ id: 'ConfirmHolding', description: 'What the unit has of what was received: that, or what it found instead.' });
export type ConfirmHolding = z.output<typeof ConfirmHolding>;

export const ProposedHolding = z
  .object({
    id: idOf('proposed-holding'),
    unitId: idOf('unit'),
    unit: UnitName,
    itemType: slug,
    quantity: count.meta({ description: 'What a receipt accepted.' }),
    deliveryLineId: idOf('delivery-line'),
    receivedOn: calendarDate,
    state: z.enum(PROPOSAL_STATES).meta({ description: 'proposed counts as inbound; confirmed, corrected and counted are held.' }),
    correctionReason: z.string().nullable(),
    holdingReportId: idOf('holding-report').nullable().meta({ description: 'The report that holds it now.' }),
    version: versionField,
    createdAt: instant,
  })
  .meta({ id: 'ProposedHolding', description: 'What a receipt adds to the holdings of a unit once the unit confirms it.' });
export type ProposedHoldingView = z.output<typeof ProposedHolding>;
export const ProposedHoldingPage = pageOf(ProposedHolding, 'ProposedHoldingPage');
export const proposedHoldingParams = z.strictObject({ id: idOf('proposed-holding') });
export const listProposedHoldingsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(PROPOSAL_STATES).optional(),
  unitId: idOf('unit').optional(),
  itemType: slug.optional(),
});
export type ListProposedHoldings = z.output<typeof listProposedHoldingsQuery>;
