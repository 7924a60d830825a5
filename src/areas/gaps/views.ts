import { quantitiesOf, quantityOf } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { audienceOf, readerOf } from '../disclosure/index.ts';
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
export const viewUnit = (ctx: ActorContext, { organisationId, ...unit }: UnitRow): UnitView => Unit.show(readerOf(ctx), unit);

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
    authorised: quantityOf(row.authorised, row.decimals),
    authorisedBy: row.authorised_by,
    onHand: quantityOf(row.on_hand, row.decimals),
    serviceable: quantityOf(row.serviceable, row.decimals),
    unserviceableRepairable: quantityOf(row.unserviceable_repairable, row.decimals),
    beyondRepair: quantityOf(row.beyond_repair, row.decimals),
    asOf: row.as_of,
    inbound: quantityOf(row.inbound, row.decimals),
    gap: quantityOf(row.gap, row.decimals),
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

export const viewRequirement = (ctx: ActorContext, { decimals, ...row }: RequirementRow): RequirementView =>
  Requirement.show(readerOf(ctx), { ...row, authorised: quantityOf(row.authorised, decimals) });

export const viewHoldingReport = ({ actor }: ActorContext, { decimals, ...row }: HoldingReportRow): HoldingReportView => {
  const { onHand, serviceable, unserviceableRepairable, beyondRepair } = row;
  const counted = quantitiesOf({ onHand, serviceable, unserviceableRepairable, beyondRepair }, decimals);
  return HoldingReport.show(audienceOf(actor.role, false), { ...row, ...counted });
};

export const viewProposedHolding = ({ actor }: ActorContext, { decimals, ...row }: ProposedHoldingRow): ProposedHoldingView =>
  ProposedHolding.show(audienceOf(actor.role, false), { ...row, quantity: quantityOf(row.quantity, decimals) });
