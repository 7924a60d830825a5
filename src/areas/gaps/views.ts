import type { ActorContext } from '../../platform/auth/actor.ts';
import { audienceOf } from '../disclosure/index.ts';
import type { GapRow, GapTotalRow } from './gap-rows.ts';
import {
  Gap,
  GapTotal,
  type GapTotalView,
  type GapView,
  HoldingReport,
  type HoldingReportView,
  ProposedHolding,
  type ProposedHoldingView,
  Requirement,
  type RequirementView,
  Unit,
  type UnitView,
} from './record.ts';
import type { HoldingReportRow, ProposedHoldingRow, RequirementRow, UnitRow } from './rows.ts';

/** Whom the policies show a unit to knows it by a match accepted on both sides: a party. */
export const viewUnit = ({ actor }: ActorContext, { organisationId, ...unit }: UnitRow): UnitView =>
  Unit.show(audienceOf(actor.role, true), unit);

export const viewGap = ({ actor }: ActorContext, row: GapRow): GapView =>
  Gap.show(audienceOf(actor.role, false), {
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
  });

export const viewGapTotal = ({ actor }: ActorContext, row: GapTotalRow): GapTotalView =>
  GapTotal.show(audienceOf(actor.role, false), {
    key: row.key,
    names: row.names,
    authorised: row.authorised,
    onHand: row.on_hand,
    serviceable: row.serviceable,
    inbound: row.inbound,
    gap: row.gap,
    units: row.units,
    itemTypes: row.item_types,
  });

export const viewRequirement = ({ actor }: ActorContext, row: RequirementRow): RequirementView =>
  Requirement.show(audienceOf(actor.role, false), row);

export const viewHoldingReport = ({ actor }: ActorContext, row: HoldingReportRow): HoldingReportView =>
  HoldingReport.show(audienceOf(actor.role, false), row);

export const viewProposedHolding = ({ actor }: ActorContext, row: ProposedHoldingRow): ProposedHoldingView =>
  ProposedHolding.show(audienceOf(actor.role, false), row);
