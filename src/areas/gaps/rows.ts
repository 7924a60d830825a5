import { desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { Tx } from '../../platform/db/transaction.ts';
import { itemTypes, nameColumns, organisations, sites } from '../reference/tables.ts';
import { stockCorrections } from './correction-tables.ts';
import { holdingReports, proposedHoldings, requirements, unitChanges, units } from './tables.ts';

export type UnitRow = Awaited<ReturnType<typeof selectUnits>>[number];
export type RequirementRow = Awaited<ReturnType<typeof selectRequirements>>[number];
export type HoldingReportRow = Awaited<ReturnType<typeof selectHoldingReports>>[number];
export type UnitChangeRow = Awaited<ReturnType<typeof selectUnitChanges>>[number];
export type StockCorrectionRow = Awaited<ReturnType<typeof selectStockCorrections>>[number];
export type ProposedHoldingRow = Awaited<ReturnType<typeof selectProposedHoldings>>[number];

export function selectUnits(tx: Tx, where: SQL | undefined, limit: number) {
  const { createdAt, ...columns } = getTableColumns(units);
  return tx
    .select({
      ...columns,
      openChange: sql<boolean>`exists (select from ${unitChanges} where ${unitChanges.unitId} = ${units.id} and ${unitChanges.state} = 'proposed')`,
      region: sites.region,
      district: sites.district,
      organisation: nameColumns(organisations),
    })
    .from(units)
    .innerJoin(sites, eq(sites.slug, units.site))
    .innerJoin(organisations, eq(organisations.id, units.organisationId))
    .where(where)
    .orderBy(desc(units.creationOrder))
    .limit(limit);
}

// Of those below no view shows whose they are, which the unit says, nor the person, whom an event names to those who oversee.

export function selectRequirements(tx: Tx, where: SQL | undefined, limit: number) {
  const { organisationId, recordedBy, ...columns } = getTableColumns(requirements);
  return tx
    .select({ ...columns, decimals: itemTypes.decimals })
    .from(requirements)
    .innerJoin(itemTypes, eq(itemTypes.slug, requirements.itemType))
    .where(where)
    .orderBy(desc(requirements.creationOrder))
    .limit(limit);
}

export function selectHoldingReports(tx: Tx, where: SQL | undefined, limit: number) {
  // Nor the day of the count that a receipt's report rests on, which only the next receipt goes by.
  const { organisationId, reportedBy, countedOn, ...columns } = getTableColumns(holdingReports);
  return tx
    .select({ ...columns, decimals: itemTypes.decimals })
    .from(holdingReports)
    .innerJoin(itemTypes, eq(itemTypes.slug, holdingReports.itemType))
    .where(where)
    .orderBy(desc(holdingReports.creationOrder))
    .limit(limit);
}

export function selectProposedHoldings(tx: Tx, where: SQL | undefined, limit: number) {
  const { organisationId, ...columns } = getTableColumns(proposedHoldings);
  return tx
    .select({ ...columns, unit: { id: units.id, names: units.names }, decimals: itemTypes.decimals })
    .from(proposedHoldings)
    .innerJoin(itemTypes, eq(itemTypes.slug, proposedHoldings.itemType))
    .innerJoin(units, eq(units.id, proposedHoldings.unitId))
    .where(where)
    .orderBy(desc(proposedHoldings.creationOrder))
    .limit(limit);
}

export function selectStockCorrections(tx: Tx, where: SQL | undefined, limit: number) {
  const { organisationId, correctedBy, correctedByOrganisationId, correctedByRole, ...columns } = getTableColumns(stockCorrections);
  return tx.select(columns).from(stockCorrections).where(where).orderBy(desc(stockCorrections.creationOrder)).limit(limit);
}

export function selectUnitChanges(tx: Tx, where: SQL | undefined, limit: number) {
  // What was handed over is for taking it back.
  const { organisationId, handedOver, decidedBy, ...columns } = getTableColumns(unitChanges);
  return tx.select(columns).from(unitChanges).where(where).orderBy(desc(unitChanges.creationOrder)).limit(limit);
}
