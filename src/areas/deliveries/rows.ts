import { and, asc, desc, eq, getTableColumns, gt, inArray, or, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { groupBy } from '../../kernel/group-by.ts';
import type { DeliveryId } from '../../kernel/id.ts';
import { NO_STEPS } from '../../kernel/quantity.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { audienceOf, type Reading } from '../disclosure/index.ts';
import { units } from '../gaps/tables.ts';
import { matches } from '../matches/tables.ts';
import { needLines } from '../needs/tables.ts';
import { OPEN_STATES } from '../obstacles/domain/obstacle.ts';
import { obstacleBlocks, obstacles } from '../obstacles/tables.ts';
import { offerLines } from '../offers/tables.ts';
import { itemTypes, milestones, nameColumns, organisations } from '../reference/tables.ts';
import { consignmentLines, consignments } from './consignment-tables.ts';
import type { MilestoneRule } from './domain/stages.ts';
import { selectMilestoneRules } from './schedule-queries.ts';
import { deliveries, deliveryLines, deliveryMilestones, isNotFallen, verifications } from './tables.ts';
import { zoneOfDelivery } from '../reference/index.ts';

const donors = alias(organisations, 'donors');
const implementers = alias(organisations, 'implementers');
const consignees = alias(organisations, 'consignees');

/** A donor reads its delivery as a party of it for as long as something that it was planned for stands. */
export const deliveryReading: Reading<{ readonly isShared: boolean }> = {
  facts: { isShared: isNotFallen(deliveries.id) },
  audienceOf: ({ actor }, { isShared }) => audienceOf(actor.role, isShared),
};

export function selectDeliveries(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      ...getTableColumns(deliveries),
      donor: nameColumns(donors),
      implementer: nameColumns(implementers),
      zone: zoneOfDelivery(deliveries.id),
    })
    .from(deliveries)
    .innerJoin(donors, eq(donors.id, deliveries.donorId))
    .leftJoin(implementers, eq(implementers.id, deliveries.implementerId))
    .where(where)
    .orderBy(desc(deliveries.creationOrder))
    .limit(limit);
}

// What no view of the parts below shows: whose they are, which the delivery and its lines say, their place in an order, and persons, whom
// events name to those who oversee. Why something of a line failed stands in the line and in its receipts.

/** The lines that the reader may see: a recipient its own units'. What travels is what the offer gives, else what was asked for. */
function selectLines(tx: Tx, ids: readonly DeliveryId[]) {
  const { organisationId, donorId, position, receivedBy, ...columns } = getTableColumns(deliveryLines);
  return tx
    .select({
      ...columns,
      unit: { id: units.id, names: units.names },
      itemType: itemTypes.slug,
      unitOfMeasure: itemTypes.unitOfMeasure,
      decimals: itemTypes.decimals,
      consignee: nameColumns(consignees),
    })
    .from(deliveryLines)
    .innerJoin(consignees, eq(consignees.id, deliveryLines.organisationId))
    .innerJoin(matches, eq(matches.id, deliveryLines.matchId))
    .innerJoin(needLines, eq(needLines.id, matches.needLineId))
    .leftJoin(offerLines, eq(offerLines.id, matches.offerLineId))
    .innerJoin(itemTypes, eq(itemTypes.slug, sql`coalesce(${offerLines.itemType}, ${needLines.itemType})`))
    .leftJoin(units, eq(units.id, deliveryLines.unitId))
    .where(oneOf(deliveryLines.deliveryId, ids))
    .orderBy(asc(deliveryLines.deliveryId), asc(deliveryLines.position));
}

/** Consignments and what of the reader's lines travels in them, one row a line. */
function selectConsignedLines(tx: Tx, ids: readonly DeliveryId[]) {
  const { donorId, createdAt, ...columns } = getTableColumns(consignments);
  const {
    id,
    creationOrder,
    consignmentId,
    deliveryId,
    organisationId,
    unitId,
    donorId: lineDonorId,
    rejectionReason,
    lossReason,
    returnReason,
    ...lineColumns
  } = getTableColumns(consignmentLines);
  return tx
    .select({
      ...columns,
      line: lineColumns,
    })
    .from(consignments)
    .innerJoin(consignmentLines, eq(consignmentLines.consignmentId, consignments.id))
    .innerJoin(deliveryLines, eq(deliveryLines.id, consignmentLines.deliveryLineId))
    .where(oneOf(consignments.deliveryId, ids))
    .orderBy(asc(consignments.deliveryId), asc(consignments.position), asc(deliveryLines.position));
}

function selectMilestones(tx: Tx, ids: readonly DeliveryId[]) {
  const { donorId, ...columns } = getTableColumns(deliveryMilestones);
  return tx
    .select({ ...columns, position: milestones.position })
    .from(deliveryMilestones)
    .innerJoin(milestones, eq(milestones.slug, deliveryMilestones.milestone))
    .where(oneOf(deliveryMilestones.deliveryId, ids))
    .orderBy(asc(milestones.position));
}

function selectVerifications(tx: Tx, ids: readonly DeliveryId[]) {
  const { donorId, verifiedBy, verifiedByOrganisationId, createdAt, ...columns } = getTableColumns(verifications);
  return tx.select(columns).from(verifications).where(oneOf(verifications.deliveryId, ids)).orderBy(asc(verifications.dueOn));
}

/** A line of which something is planned; of one that ended the match and its need are no concern of the delivery. */
const isStanding = gt(deliveryLines.planned, NO_STEPS);

/** The open, blocking obstacles on a delivery, its matches or their needs, as far as the reader is involved in them. */
function selectObstacles(tx: Tx, ids: readonly DeliveryId[]) {
  return tx
    .selectDistinct({
      deliveryId: deliveryLines.deliveryId,
      id: obstacles.id,
      creationOrder: obstacles.creationOrder,
      reference: obstacles.reference,
      kind: obstacles.kind,
      blocksMilestone: obstacles.blocksMilestone,
    })
    .from(deliveryLines)
    .innerJoin(matches, eq(matches.id, deliveryLines.matchId))
    .innerJoin(
      obstacleBlocks,
      or(
        eq(obstacleBlocks.deliveryId, deliveryLines.deliveryId),
        eq(obstacleBlocks.matchId, deliveryLines.matchId),
        eq(obstacleBlocks.needId, matches.needId),
      ),
    )
    .innerJoin(obstacles, eq(obstacles.id, obstacleBlocks.obstacleId))
    .where(and(oneOf(deliveryLines.deliveryId, ids), isStanding, obstacles.blocking, inArray(obstacles.state, OPEN_STATES)))
    .orderBy(asc(obstacles.creationOrder));
}

export type DeliveryRow = Awaited<ReturnType<typeof selectDeliveries>>[number];
export interface DeliveryParts {
  readonly rules: readonly MilestoneRule[];
  readonly lines: Awaited<ReturnType<typeof selectLines>>;
  readonly consigned: Awaited<ReturnType<typeof selectConsignedLines>>;
  readonly milestones: Awaited<ReturnType<typeof selectMilestones>>;
  readonly verifications: Awaited<ReturnType<typeof selectVerifications>>;
  readonly obstacles: Awaited<ReturnType<typeof selectObstacles>>;
}

/** What belongs to a page of deliveries, in six queries however long the page is. */
export async function selectParts(tx: Tx, ids: readonly DeliveryId[]): Promise<(id: DeliveryId) => DeliveryParts> {
  const byDelivery = <Row extends { readonly deliveryId: DeliveryId }>(rows: readonly Row[]) => groupBy(rows, (row) => row.deliveryId);
  if (ids.length === 0) return () => ({ rules: [], lines: [], consigned: [], milestones: [], verifications: [], obstacles: [] });
  const rules = await selectMilestoneRules(tx);
  const lines = byDelivery(await selectLines(tx, ids));
  const consigned = byDelivery(await selectConsignedLines(tx, ids));
  const reached = byDelivery(await selectMilestones(tx, ids));
  const checks = byDelivery(await selectVerifications(tx, ids));
  const blocking = byDelivery(await selectObstacles(tx, ids));
  return (id) => ({
    rules,
    lines: lines.get(id) ?? [],
    consigned: consigned.get(id) ?? [],
    milestones: reached.get(id) ?? [],
    verifications: checks.get(id) ?? [],
    obstacles: blocking.get(id) ?? [],
  });
}
