import type { HoldingReportId, RequirementId } from '../../../kernel/id.ts';
import { must } from '../../../kernel/assert.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { stepsFrom } from '../../../kernel/quantity.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { todayOfUnit } from '../../reference/index.ts';
import type { RecordHoldingReport, RecordRequirement } from '../contract.ts';
import { refuseTooMany } from '../domain/proposal.ts';
import { holdingReports, requirements } from '../tables.ts';
import { lockHoldings } from '../holding-queries.ts';
import { checkRole, requireItemType, requireUnit } from './check-stock.ts';
import { settleByCount } from './confirm-holding.ts';
import { enterMove } from './follow-history.ts';

/** A validator states what a unit is authorised from a day on; what held before stays readable. */
export async function recordRequirement(tx: Tx, ctx: ActorContext, input: RecordRequirement): Promise<RequirementId> {
  checkRole(ctx, ['validator']);
  const { unitId, itemType, authorised, effectiveOn, ...rest } = input;
  nothingLeft(rest);
  const unit = await requireUnit(tx, unitId);
  const decimals = await requireItemType(tx, itemType);
  const [requirement] = await tx
    .insert(requirements)
    .values({
      id: newId<'requirement'>(),
      unitId,
      itemType,
      authorised: stepsFrom(authorised, decimals, '/authorised'),
      effectiveOn,
      organisationId: unit.organisationId,
      recordedBy: userOf(ctx),
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({
      id: requirements.id,
      unitId: requirements.unitId,
      itemType: requirements.itemType,
      authorised: requirements.authorised,
      effectiveOn: requirements.effectiveOn,
    });
  if (!requirement) throw refuseField('already-recorded', '/effectiveOn');
  await recordEvent(tx, ctx, {
    action: 'requirement.recorded',
    subject: { type: 'requirement', id: requirement.id },
    parties: [unit.organisationId],
  });
  return requirement.id;
}

/** The authorised table of a type of unit; no organisation's own, so the system's alone to write. */
export async function recordUnitTypeRequirement(
  tx: Tx,
  ctx: ActorContext,
  input: { readonly unitType: string; readonly itemType: string; readonly authorised: number; readonly effectiveOn: string },
): Promise<void> {
  checkRole(ctx, []);
  const { unitType, itemType, authorised, effectiveOn, ...rest } = input;
  nothingLeft(rest);
  const decimals = await requireItemType(tx, itemType);
  const [requirement] = await tx
    .insert(requirements)
    .values({
      id: newId<'requirement'>(),
      unitType,
      itemType,
      authorised: stepsFrom(authorised, decimals, '/authorised'),
      effectiveOn,
      createdAt: ctx.now,
    })
    .returning({
      id: requirements.id,
      unitType: requirements.unitType,
      itemType: requirements.itemType,
      authorised: requirements.authorised,
    });
  const created = must(requirement, 'an inserted requirement comes back');
  await recordEvent(tx, ctx, {
    action: 'requirement.recorded',
    subject: { type: 'requirement', id: created.id },
    parties: [],
  });
}

/** A unit says what it counted on a day. One count per item and day: a mistake is put right, on that day or later. */
export async function recordHoldingReport(tx: Tx, ctx: ActorContext, input: RecordHoldingReport): Promise<HoldingReportId> {
  checkRole(ctx, ['requester', 'validator']);
  const { unitId, itemType, asOf, serviceable, unserviceableRepairable, beyondRepair, ...rest } = input;
  nothingLeft(rest);
  const unit = await requireUnit(tx, unitId);
  if (asOf > (await todayOfUnit(tx, ctx, unitId))) throw refuseField('date-order', '/asOf', 'in-the-future');
  const decimals = await requireItemType(tx, itemType);
  const counted = {
    serviceable: stepsFrom(serviceable, decimals, '/serviceable'),
    unserviceableRepairable: stepsFrom(unserviceableRepairable, decimals, '/unserviceableRepairable'),
    beyondRepair: stepsFrom(beyondRepair, decimals, '/beyondRepair'),
  };
  refuseTooMany(counted, decimals);
  await lockHoldings(tx, { unitId, itemType });
  const [report] = await tx
    .insert(holdingReports)
    .values({
      ...counted,
      id: newId<'holding-report'>(),
      unitId,
      itemType,
      asOf,
      organisationId: unit.organisationId,
      reportedBy: userOf(ctx),
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({
      id: holdingReports.id,
      unitId: holdingReports.unitId,
      itemType: holdingReports.itemType,
      serviceable: holdingReports.serviceable,
      onHand: holdingReports.onHand,
      asOf: holdingReports.asOf,
    });
  if (!report) throw refuseField('already-recorded', '/asOf');
  await enterMove(tx, ctx, {
    ...counted,
    kind: 'counted',
    unitId,
    organisationId: unit.organisationId,
    itemType,
    happenedOn: asOf,
    holdingReportId: report.id,
  });
  const settled = await settleByCount(tx, ctx, report);
  await recordEvent(tx, ctx, {
    action: 'holding-report.recorded',
    subject: { type: 'holding-report', id: report.id },
    ...(settled.length === 0 ? {} : { details: { settledProposals: settled } }),
    parties: [unit.organisationId],
  });
  return report.id;
}
