import { and, eq, gt, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { HoldingReportId, RequirementId, UnitChangeId, UnitId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { sites } from '../reference/tables.ts';
import type { ListHoldingReports, ListRequirements, ListStockCorrections, ListUnitChanges, ListUnits } from './contract.ts';
import type { HoldingReportView, RequirementView, StockCorrectionView, UnitChangeView, UnitView } from './record.ts';
import { selectHoldingReports, selectRequirements, selectStockCorrections, selectUnitChanges, selectUnits } from './rows.ts';
import { selectSameUnits } from './same-unit-queries.ts';
import { stockCorrections } from './correction-tables.ts';
import { holdingReports, requirements, unitChanges, units } from './tables.ts';
import { viewHoldingReport, viewRequirement, viewStockCorrection, viewUnit, viewUnitChange } from './views.ts';

export async function findUnit(tx: Tx, ctx: ActorContext, id: UnitId): Promise<UnitView> {
  const [unit] = await selectUnits(tx, eq(units.id, id), 1);
  if (!unit) throw new Refusal('not-found');
  const same = unit.state === 'active' ? await selectSameUnits(tx, unit) : [];
  return viewUnit(
    ctx,
    unit,
    same.length > 0 ? [{ code: 'same-unit', units: same.map(({ id: other, names }) => ({ id: other, names })) }] : [],
  );
}

export async function listUnits(tx: Tx, ctx: ActorContext, filters: ListUnits): Promise<Page<UnitView>> {
  const { cursor, limit, region, organisationId, unitType, slug, state, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const where = and(
    region ? eq(sites.region, region) : undefined,
    organisationId ? eq(units.organisationId, organisationId) : undefined,
    unitType ? eq(units.unitType, unitType) : undefined,
    state ? eq(units.state, state) : undefined,
    slug ? standsFor(slug) : undefined,
    key ? lt(units.creationOrder, key[0]) : undefined,
  );
  const rows = await selectUnits(tx, where, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewUnit(ctx, row, null),
  );
}

/** The unit of this slug, or where it was merged the one that it was one with. */
const standsFor = (slug: string): SQL => sql`${units.id} = (
  with recursive followed as (
    select id, state, successor_id from units where slug = ${slug}
    union all
    select next.id, next.state, next.successor_id from units as next join followed on followed.successor_id = next.id and followed.state = 'merged'
  ) select id from followed where state <> 'merged')`;

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

/** What was put right, newest first: of the units that the reader sees. */
export async function listStockCorrections(tx: Tx, ctx: ActorContext, filters: ListStockCorrections): Promise<Page<StockCorrectionView>> {
  const { cursor, limit, unitId, requirementId, holdingReportId, proposedHoldingId, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const where = and(
    unitId ? eq(stockCorrections.unitId, unitId) : undefined,
    requirementId ? eq(stockCorrections.requirementId, requirementId) : undefined,
    holdingReportId ? eq(stockCorrections.holdingReportId, holdingReportId) : undefined,
    proposedHoldingId ? eq(stockCorrections.proposedHoldingId, proposedHoldingId) : undefined,
    key ? lt(stockCorrections.creationOrder, key[0]) : undefined,
  );
  const rows = await selectStockCorrections(tx, where, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewStockCorrection(ctx, row),
  );
}

/** What is to become of a unit; `confirming` is what stands in its way (`refusalOfEnding`). */
export async function findUnitChange(tx: Tx, ctx: ActorContext, id: UnitChangeId, confirming: Refusal | null): Promise<UnitChangeView> {
  const [row] = await selectUnitChanges(tx, eq(unitChanges.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewUnitChange(ctx, row, confirming);
}

/** What is to become of units, newest first. */
export async function listUnitChanges(tx: Tx, ctx: ActorContext, filters: ListUnitChanges): Promise<Page<UnitChangeView>> {
  const { cursor, limit, unitId, state, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  // What nobody decided in time has lapsed, whether or not that was written down.
  const now = ctx.now;
  const where = and(
    unitId ? eq(unitChanges.unitId, unitId) : undefined,
    state === 'proposed' ? gt(unitChanges.expiresAt, now) : undefined,
    state === 'lapsed'
      ? or(eq(unitChanges.state, state), and(eq(unitChanges.state, 'proposed'), lte(unitChanges.expiresAt, now)))
      : state && eq(unitChanges.state, state),
    key ? lt(unitChanges.creationOrder, key[0]) : undefined,
  );
  const rows = await selectUnitChanges(tx, where, limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewUnitChange(ctx, row),
  );
}
