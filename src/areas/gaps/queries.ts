import { and, desc, eq, lt, type SQL } from 'drizzle-orm';
import type { HoldingReportId, RequirementId, UnitId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, type Page, toPage } from '../../platform/http/page.ts';
import { organisations, sites } from '../reference/tables.ts';
import type { HoldingReportView, ListHoldingReports, ListRequirements, ListUnits, RequirementView, UnitView } from './contract.ts';
import { holdingReports, requirements, units } from './tables.ts';
import { viewHoldingReport, viewRequirement, viewUnit } from './views.ts';

export type UnitRow = Awaited<ReturnType<typeof selectUnits>>[number];
export type RequirementRow = Awaited<ReturnType<typeof selectRequirements>>[number];
export type HoldingReportRow = Awaited<ReturnType<typeof selectHoldingReports>>[number];

function selectUnits(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: units.id,
      slug: units.slug,
      names: units.names,
      organisationId: units.organisationId,
      organisationSlug: organisations.slug,
      organisationNames: organisations.names,
      unitType: units.unitType,
      site: units.site,
      region: sites.region,
      district: sites.district,
      version: units.version,
    })
    .from(units)
    .innerJoin(sites, eq(sites.slug, units.site))
    .innerJoin(organisations, eq(organisations.id, units.organisationId))
    .where(where)
    .orderBy(desc(units.id))
    .limit(limit);
}

export async function findUnit(tx: Tx, act: Act, id: UnitId): Promise<UnitView> {
  const [unit] = await selectUnits(tx, eq(units.id, id), 1);
  if (!unit) throw new Refusal('not-found');
  return viewUnit(act, unit);
}

export async function listUnits(tx: Tx, act: Act, filters: ListUnits): Promise<Page<UnitView>> {
  const key = decodeCursor(filters.cursor, idKey);
  const where = and(
    filters.region ? eq(sites.region, filters.region) : undefined,
    filters.organisationId ? eq(units.organisationId, filters.organisationId) : undefined,
    filters.unitType ? eq(units.unitType, filters.unitType) : undefined,
    key ? lt(units.id, key[0] as UnitId) : undefined,
  );
  const rows = await selectUnits(tx, where, filters.limit + 1);
  return toPage(
    rows,
    filters.limit,
    (row) => [row.id],
    (row) => viewUnit(act, row),
  );
}

function selectRequirements(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: requirements.id,
      unitType: requirements.unitType,
      unitId: requirements.unitId,
      itemType: requirements.itemType,
      authorised: requirements.authorised,
      effectiveOn: requirements.effectiveOn,
      createdAt: requirements.createdAt,
    })
    .from(requirements)
    .where(where)
    .orderBy(desc(requirements.id))
    .limit(limit);
}

/** The authorised tables with their history, latest recorded first. */
export async function listRequirements(tx: Tx, act: Act, filters: ListRequirements): Promise<Page<RequirementView>> {
  const key = decodeCursor(filters.cursor, idKey);
  const where = and(
    filters.unitId ? eq(requirements.unitId, filters.unitId) : undefined,
    filters.unitType ? eq(requirements.unitType, filters.unitType) : undefined,
    filters.itemType ? eq(requirements.itemType, filters.itemType) : undefined,
    key ? lt(requirements.id, key[0] as RequirementId) : undefined,
  );
  const rows = await selectRequirements(tx, where, filters.limit + 1);
  return toPage(
    rows,
    filters.limit,
    (row) => [row.id],
    (row) => viewRequirement(act, row),
  );
}

function selectHoldingReports(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: holdingReports.id,
      unitId: holdingReports.unitId,
      itemType: holdingReports.itemType,
      onHand: holdingReports.onHand,
      serviceable: holdingReports.serviceable,
      unserviceableRepairable: holdingReports.unserviceableRepairable,
      beyondRepair: holdingReports.beyondRepair,
      asOf: holdingReports.asOf,
      source: holdingReports.source,
      createdAt: holdingReports.createdAt,
    })
    .from(holdingReports)
    .where(where)
    .orderBy(desc(holdingReports.id))
    .limit(limit);
}

/** Holding reports with their history, latest recorded first. */
export async function listHoldingReports(tx: Tx, act: Act, filters: ListHoldingReports): Promise<Page<HoldingReportView>> {
  const key = decodeCursor(filters.cursor, idKey);
  const where = and(
    filters.unitId ? eq(holdingReports.unitId, filters.unitId) : undefined,
    filters.itemType ? eq(holdingReports.itemType, filters.itemType) : undefined,
    key ? lt(holdingReports.id, key[0] as HoldingReportId) : undefined,
  );
  const rows = await selectHoldingReports(tx, where, filters.limit + 1);
  return toPage(
    rows,
    filters.limit,
    (row) => [row.id],
    (row) => viewHoldingReport(act, row),
  );
}

export async function findRequirement(tx: Tx, act: Act, id: RequirementId): Promise<RequirementView> {
  const [requirement] = await selectRequirements(tx, eq(requirements.id, id), 1);
  if (!requirement) throw new Refusal('not-found');
  return viewRequirement(act, requirement);
}

export async function findHoldingReport(tx: Tx, act: Act, id: HoldingReportId): Promise<HoldingReportView> {
  const [report] = await selectHoldingReports(tx, eq(holdingReports.id, id), 1);
  if (!report) throw new Refusal('not-found');
  return viewHoldingReport(act, report);
}
