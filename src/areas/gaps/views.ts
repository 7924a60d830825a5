import type { Act } from '../../platform/auth/actor.ts';
import { audienceOf, redact } from '../disclosure/index.ts';
import type { GapTotalView, GapView, HoldingReportView, ProposedHoldingView, RequirementView, UnitView } from './contract.ts';
import type { GapRow, GapTotalRow } from './gap-queries.ts';
import type { ProposedHoldingRow } from './holding-queries.ts';
import type { HoldingReportRow, RequirementRow, UnitRow } from './queries.ts';

/** Whom the policies show a unit to knows it by a match accepted on both sides: a party. */
export const viewUnit = ({ actor }: Act, unit: UnitRow): UnitView =>
  redact('Unit', audienceOf(actor.role, true), {
    id: unit.id,
    slug: unit.slug,
    names: unit.names,
    organisation: { id: unit.organisationId, slug: unit.organisationSlug, names: unit.organisationNames },
    unitType: unit.unitType,
    region: unit.region,
    version: unit.version,
    site: unit.site,
    district: unit.district,
  }) as UnitView;

export const viewGap = ({ actor }: Act, row: GapRow): GapView =>
  redact('Gap', audienceOf(actor.role, false), {
    unitId: row.unit_id,
    unit: { id: row.unit_id, names: row.unit_names },
    organisation: { id: row.organisation_id, slug: row.organisation_slug, names: row.organisation_names },
    region: row.region,
    site: row.site,
    itemType: row.item_type,
    area: row.area,
    unitOfMeasure: row.unit_of_measure,
    authorised: row.authorised,
    authorisedBy: row.authorised_by,
    onHand: row.on_hand,
    serviceable: row.serviceable,
    unserviceableRepairable: row.unserviceable_repairable,
    beyondRepair: row.beyond_repair,
    asOf: row.as_of,
    inbound: row.inbound,
    gap: row.gap,
  }) as GapView;

export const viewGapTotal = ({ actor }: Act, row: GapTotalRow): GapTotalView =>
  redact('GapTotal', audienceOf(actor.role, false), {
    key: row.key,
    names: row.names,
    authorised: row.authorised,
    onHand: row.on_hand,
    serviceable: row.serviceable,
    inbound: row.inbound,
    gap: row.gap,
    units: row.units,
    itemTypes: row.item_types,
  }) as GapTotalView;

export const viewRequirement = ({ actor }: Act, row: RequirementRow): RequirementView =>
  redact('Requirement', audienceOf(actor.role, false), { ...row, createdAt: row.createdAt.toISOString() }) as RequirementView;

export const viewHoldingReport = ({ actor }: Act, row: HoldingReportRow): HoldingReportView =>
  redact('HoldingReport', audienceOf(actor.role, false), { ...row, createdAt: row.createdAt.toISOString() }) as HoldingReportView;

export const viewProposedHolding = ({ actor }: Act, { unitNames, ...row }: ProposedHoldingRow): ProposedHoldingView =>
  redact('ProposedHolding', audienceOf(actor.role, false), {
    ...row,
    unit: { id: row.unitId, names: unitNames },
    createdAt: row.createdAt.toISOString(),
  }) as ProposedHoldingView;
