import { quantitiesOf, quantityOf } from '../../kernel/quantity.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import {
  actionsOfProposedHolding,
  actionsOfStock,
  refusalOfConfirming,
  refusalOfCorrectingProposal,
  refusalOfCorrectingReport,
  refusalOfCorrectingRequirement,
} from './domain/stock-correction.ts';
import { proposalStepsOf, refusalOfProposalStep, stateAt } from '../../kernel/proposal.ts';
import { actionsOfUnit, refusalOfUnitAction } from './domain/unit.ts';
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
  StockCorrection,
  type StockCorrectionView,
  Unit,
  UnitChange,
  type UnitChangeView,
  type UnitView,
} from './record.ts';
import type { HoldingReportRow, ProposedHoldingRow, RequirementRow, StockCorrectionRow, UnitChangeRow, UnitRow } from './rows.ts';

export type UnitWarningRow = NonNullable<NonNullable<UnitView['warnings']>>[number];

/** Whom the policies show a unit to knows it by a match accepted on both sides: a party. */
export const viewUnit = (
  ctx: ActorContext,
  { organisationId, openChange, ...unit }: UnitRow,
  warnings: UnitWarningRow[] | null,
): UnitView =>
  Unit.show(readerOf(ctx), {
    ...unit,
    warnings,
    ...whatIsPossible(actionsOfUnit(ctx.actor.role), (action) => refusalOfUnitAction({ ...unit, openChange }, action)),
  });

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
  Requirement.show(readerOf(ctx), {
    ...row,
    authorised: quantityOf(row.authorised, decimals),
    ...whatIsPossible(actionsOfStock('requirement', ctx.actor.role), () => refusalOfCorrectingRequirement(row)),
  });

export const viewHoldingReport = ({ actor }: ActorContext, { decimals, ...row }: HoldingReportRow): HoldingReportView => {
  const { onHand, serviceable, unserviceableRepairable, beyondRepair } = row;
  const counted = quantitiesOf({ onHand, serviceable, unserviceableRepairable, beyondRepair }, decimals);
  return HoldingReport.show(audienceOf(actor.role, false), {
    ...row,
    ...counted,
    ...whatIsPossible(actionsOfStock('holding-report', actor.role), () => refusalOfCorrectingReport(row)),
  });
};

export const viewProposedHolding = ({ actor }: ActorContext, { decimals, ...row }: ProposedHoldingRow): ProposedHoldingView =>
  ProposedHolding.show(audienceOf(actor.role, false), {
    ...row,
    quantity: quantityOf(row.quantity, decimals),
    ...whatIsPossible(actionsOfProposedHolding(actor.role), (action) =>
      action === 'confirm' ? refusalOfConfirming(row) : refusalOfCorrectingProposal(row),
    ),
  });

export const viewStockCorrection = (ctx: ActorContext, row: StockCorrectionRow): StockCorrectionView =>
  StockCorrection.show(readerOf(ctx), row);

/** `confirming` is what stands in the way of what it proposes, where that was looked for. */
export function viewUnitChange(
  ctx: ActorContext,
  { proposedBy, ...row }: UnitChangeRow,
  confirming: Refusal | null = null,
): UnitChangeView {
  const { actor } = ctx;
  const state = stateAt(row, ctx.now);
  const proposer = { userId: proposedBy, organisationId: row.proposedByOrganisation, role: row.proposedByRole };
  return UnitChange.show(readerOf(ctx), {
    ...row,
    state,
    ...whatIsPossible(actor.kind === 'system' ? [] : proposalStepsOf('end-unit', state, actor.role), (event) =>
      actor.kind === 'system'
        ? null
        : (refusalOfProposalStep('end-unit', event, proposer, actor) ?? (event === 'confirm' ? confirming : null)),
    ),
  });
}
