import { and, eq, lt } from 'drizzle-orm';
import type { HoldingReportId, RequirementId, UnitId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { sites } from '../reference/tables.ts';
import type { ListHoldingReports, ListRequirements, ListUnits } from './contract.ts';
import type { HoldingReportView, RequirementView, UnitView } from './record.ts';
import { selectHoldingReports, selectRequirements, selectUnits } from './rows.ts';
import { holdingReports, requirements, units } from './tables.ts';
import { viewHoldingReport, viewRequirement, viewUnit } from './views.ts';

export async function findUnit(tx: Tx, ctx: ActorContext, id: UnitId): Promise<UnitView> {
  const [unit] = await selectUnits(tx, eq(units.id, id), 1);
  if (!unit) throw new Refusal('not-found');
  return viewUnit(ctx, unit);
}

export async function listUnits(tx: Tx, ctx: ActorContext, filters: ListUnits): Promise<Page<UnitView>> {
  const { cursor, limit, region, organisationId, unitType, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const where = and(
    region ? eq(sites.region, region) : undefined,
    organisationId ? eq(units.organisationId, organisationId) : undefined,
    unitType ? eq(units.unitType, unitType) : undefined,
    key ? lt(units.creationOrder, key[0]) : undefined,
  );
  const rows = await selectUnits(tx, where, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewUnit(ctx, row),
  );
}

/** The authorised tables with their history, latest recorded first. */
export async function listRequirements(tx: Tx, ctx: ActorContext, filters: ListRequirements): Promise<Page<RequirementView>> {
  const { cursor, limit, unitId, unitType, itemType, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const where = and(
    unitId ? eq(requirements.unitId, unitId) : undefined,
    unitType ? eq(requirements.unitType, unitType) : undefined,
    itemType ? eq(requirements.itemType, itemType) : undefined,
    key ? lt(requirements.creationOrder, key[0]) : undefined,
  );
  const rows = await selectRequirements(tx, where, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewRequirement(ctx, row),
  );
}

/** Holding reports with their history, latest recorded first. */
export async function listHoldingReports(tx: Tx, ctx: ActorContext, filters: ListHoldingReports): Promise<Page<HoldingReportView>> {
  const { cursor, limit, unitId, itemType, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const where = and(
    unitId ? eq(holdingReports.unitId, unitId) : undefined,
    itemType ? eq(holdingReports.itemType, itemType) : undefined,
    key ? lt(holdingReports.creationOrder, key[0]) : undefined,
  );
  const rows = await selectHoldingReports(tx, where, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewHoldingReport(ctx, row),
  );
}

export async function findRequirement(tx: Tx, ctx: ActorContext, id: RequirementId): Promise<RequirementView> {
  const [requirement] = await selectRequirements(tx, eq(requirements.id, id), 1);
  if (!requirement) throw new Refusal('not-found');
  return viewRequirement(ctx, requirement);
}

export async function findHoldingReport(tx: Tx, ctx: ActorContext, id: HoldingReportId): Promise<HoldingReportView> {
  const [report] = await selectHoldingReports(tx, eq(holdingReports.id, id), 1);
  if (!report) throw new Refusal('not-found');
  return viewHoldingReport(ctx, report);
}
