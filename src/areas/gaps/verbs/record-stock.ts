import type { HoldingReportId, RequirementId, UnitId } from '../../../kernel/id.ts';
import { must } from '../../../kernel/assert.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { type Decimals, stepsFrom } from '../../../kernel/quantity.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { checkLines } from '../../reference/index.ts';
import type { AddUnit, RecordHoldingReport, RecordRequirement } from '../contract.ts';
import { refuseTooMany } from '../domain/proposal.ts';
import { findReferencesOfUnit } from '../reference-check-queries.ts';
import { holdingReports, requirements, units } from '../tables.ts';
import { lockHoldings } from '../holding-queries.ts';
import { settleByCount } from './confirm-holding.ts';
import { findUnitPlace, type UnitPlace } from '../unit-place-queries.ts';

function checkRole(ctx: ActorContext, allowed: readonly ActingRole[]): void {
  const { role } = ctx.actor;
  if (role !== 'system' && !allowed.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...allowed] } });
}

/** A validator enters a unit of an organisation that it answers for. */
export async function addUnit(tx: Tx, ctx: ActorContext, input: AddUnit): Promise<UnitId> {
  checkRole(ctx, ['validator']);
  const { actor } = ctx;
  const { slug, organisationId, site, unitType, names, ...rest } = input;
  nothingLeft(rest);
  const { en, ar, it, fr, ...restOfNames } = names;
  nothingLeft(restOfNames);
  if (actor.kind !== 'system' && !actor.scope.includes(organisationId)) throw refuseField('not-your-own', '/organisationId');
  const missing = await findReferencesOfUnit(tx, { organisationId, site, unitType });
  if (missing !== null) throw refuseField('reference-unknown', missing);
  const [unit] = await tx
    .insert(units)
    .values({ id: newId<'unit'>(), slug, organisationId, site, unitType, names: { en, ar, it, fr }, createdAt: ctx.now })
    .onConflictDoNothing()
    .returning({ id: units.id, slug: units.slug, organisationId: units.organisationId, site: units.site, unitType: units.unitType });
  if (!unit) throw refuseField('invalid-field', '/slug', 'taken');
  await recordEvent(tx, ctx, {
    action: 'unit.added',
    subject: { type: 'unit', id: unit.id },
    parties: [unit.organisationId],
  });
  return unit.id;
}

async function placeOf(tx: Tx, unitId: UnitId): Promise<UnitPlace> {
  const place = await findUnitPlace(tx, unitId);
  if (!place) throw refuseField('reference-unknown', '/unitId');
  return place;
}

async function checkItemType(tx: Tx, itemType: string): Promise<Decimals> {
  try {
    return (await checkLines(tx, [{ itemType }]))(itemType);
  } catch (error) {
    if (error instanceof Refusal) throw refuseField(error.code, '/itemType');
    throw error;
  }
}

/** A validator states what a unit is authorised from a day on; what held before stays readable. */
export async function recordRequirement(tx: Tx, ctx: ActorContext, input: RecordRequirement): Promise<RequirementId> {
  checkRole(ctx, ['validator']);
  const { unitId, itemType, authorised, effectiveOn, ...rest } = input;
  nothingLeft(rest);
  const unit = await placeOf(tx, unitId);
  const decimals = await checkItemType(tx, itemType);
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
  const decimals = await checkItemType(tx, itemType);
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

/** A unit says what it counted on a day. One count per item and day: a mistake is corrected by a later count. */
export async function recordHoldingReport(tx: Tx, ctx: ActorContext, input: RecordHoldingReport): Promise<HoldingReportId> {
  checkRole(ctx, ['requester', 'validator']);
  const { unitId, itemType, asOf, serviceable, unserviceableRepairable, beyondRepair, ...rest } = input;
  nothingLeft(rest);
  if (asOf > dayOf(ctx.now)) throw refuseField('date-order', '/asOf', 'in-the-future');
  const unit = await placeOf(tx, unitId);
  const decimals = await checkItemType(tx, itemType);
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
  const settled = await settleByCount(tx, ctx, report);
  await recordEvent(tx, ctx, {
    action: 'holding-report.recorded',
    subject: { type: 'holding-report', id: report.id },
    ...(settled.length === 0 ? {} : { details: { settledProposals: settled } }),
    parties: [unit.organisationId],
  });
  return report.id;
}
