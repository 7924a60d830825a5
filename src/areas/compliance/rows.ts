import { and, desc, asc, eq, getTableColumns, isNull, type SQL, sql } from 'drizzle-orm';
import type { DeliveryId, MatchId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { complianceDocuments } from '../reference/tables.ts';
import { classifications, complianceEntries, regimeProposals, regimeVersions } from './tables.ts';
import { recipientReadiness } from './readiness-tables.ts';
import { zoneOfPaper } from '../reference/index.ts';

// What no view shows, besides keys that the reader has asked by: when it was made, and the persons, whom an event names. What was held before it
// ran out stands in the events; it is for the gate.
const { createdAt, confirmedById, heldBefore, ...entryColumns } = getTableColumns(complianceEntries);
const { id, publishedBy, ...versionColumns } = getTableColumns(regimeVersions);
const { supersededAt, recordedById, confirmedById: confirmingId, refusedBy, ...classificationColumns } = getTableColumns(classifications);
const { deliveryId, organisationId, declaredBy, ...readinessColumns } = getTableColumns(recipientReadiness);

export type EntryRow = Awaited<ReturnType<typeof selectEntries>>[number];
export type RegimeVersionRow = Awaited<ReturnType<typeof selectVersionsOf>>[number];

export const selectEntries = (tx: Tx) =>
  tx
    .select({
      entry: entryColumns,
      documentNames: complianceDocuments.names,
      zone: zoneOfPaper(complianceEntries.issuedBy, complianceEntries.ownerId),
    })
    .from(complianceEntries)
    .leftJoin(complianceDocuments, eq(complianceDocuments.slug, complianceEntries.documentType))
    .$dynamic();

/** All versions of a regime, the latest first. */
export const selectVersionsOf = (tx: Tx, regime: string) =>
  tx.select(versionColumns).from(regimeVersions).where(eq(regimeVersions.regime, regime)).orderBy(desc(regimeVersions.version));

export type RegimeProposalRow = Awaited<ReturnType<typeof selectProposals>>[number];

export const selectProposals = (tx: Tx, where: SQL | undefined, limit: number) =>
  tx.select(getTableColumns(regimeProposals)).from(regimeProposals).where(where).orderBy(desc(regimeProposals.creationOrder)).limit(limit);

/** The classification of a match that stands. */
export const selectClassification = (tx: Tx, matchId: MatchId) =>
  tx
    .select(classificationColumns)
    .from(classifications)
    .where(and(eq(classifications.matchId, matchId), isNull(classifications.supersededAt)));

export const selectReadiness = (tx: Tx, delivery: DeliveryId) =>
  tx
    .select(readinessColumns)
    .from(recipientReadiness)
    .where(eq(recipientReadiness.deliveryId, delivery))
    .orderBy(sql`(select creation_order from units where units.id = ${recipientReadiness.unitId})`, asc(recipientReadiness.unitId));
