import { and, asc, desc, eq, inArray, lt, or, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { groupBy } from '../../kernel/group-by.ts';
import type { DeliveryId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, type Page, toPage } from '../../platform/http/page.ts';
import { units } from '../gaps/tables.ts';
import { matches } from '../matches/tables.ts';
import { needLines } from '../needs/tables.ts';
import { OPEN_STATES } from '../obstacles/domain/obstacle.ts';
import { obstacleBlocks, obstacles } from '../obstacles/tables.ts';
import { offerLines } from '../offers/tables.ts';
import { itemTypes, milestones, organisations } from '../reference/tables.ts';
import type { DeliveryView, ListDeliveries } from './contract.ts';
import { consignmentLines, consignments } from './consignment-tables.ts';
import { type MilestoneRule, selectMilestoneRules } from './schedule-queries.ts';
import { deliveries, deliveryLines, deliveryMilestones, verifications } from './tables.ts';
import { viewDelivery } from './views.ts';

const donors = alias(organisations, 'donors');
const implementers = alias(organisations, 'implementers');
const consignees = alias(organisations, 'consignees');

function selectDeliveries(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: deliveries.id,
      reference: deliveries.reference,
      kind: deliveries.kind,
      state: deliveries.state,
      transportMode: deliveries.transportMode,
      incoterm: deliveries.incoterm,
      incotermPlace: deliveries.incotermPlace,
      namedPlace: deliveries.namedPlace,
      portOfEntry: deliveries.portOfEntry,
      note: deliveries.note,
      handedOverOn: deliveries.handedOverOn,
      handedOverBy: deliveries.handedOverBy,
      takenOverBy: deliveries.takenOverBy,
      handoverDocument: deliveries.handoverDocument,
      handoverDocumentId: deliveries.handoverDocumentId,
      version: deliveries.version,
      createdAt: deliveries.createdAt,
      donor: { id: donors.id, slug: donors.slug, names: donors.names },
      implementer: { id: implementers.id, slug: implementers.slug, names: implementers.names },
    })
    .from(deliveries)
    .innerJoin(donors, eq(donors.id, deliveries.donorId))
    .leftJoin(implementers, eq(implementers.id, deliveries.implementerId))
    .where(where)
    .orderBy(desc(deliveries.id))
    .limit(limit);
}

/** The lines that the reader may see: a recipient its own units'. What travels is what the offer gives, else what was asked for. */
function selectLines(tx: Tx, ids: readonly DeliveryId[]) {
  return tx
    .select({
      deliveryId: deliveryLines.deliveryId,
      id: deliveryLines.id,
      matchId: deliveryLines.matchId,
      unitId: deliveryLines.unitId,
      unitNames: units.names,
      itemType: itemTypes.slug,
      unitOfMeasure: itemTypes.unitOfMeasure,
      planned: deliveryLines.planned,
      shipped: deliveryLines.shipped,
      accepted: deliveryLines.accepted,
      rejected: deliveryLines.rejected,
      lost: deliveryLines.lost,
      returned: deliveryLines.returned,
      inService: deliveryLines.inService,
      verified: deliveryLines.verified,
      rejectionReason: deliveryLines.rejectionReason,
      lossReason: deliveryLines.lossReason,
      consignee: { id: consignees.id, slug: consignees.slug, names: consignees.names },
      hsCode: deliveryLines.hsCode,
      hsEdition: deliveryLines.hsEdition,
      originCountry: deliveryLines.originCountry,
      customsValue: deliveryLines.customsValue,
      customsCurrency: deliveryLines.customsCurrency,
      netWeightKg: deliveryLines.netWeightKg,
      grossWeightKg: deliveryLines.grossWeightKg,
      receivedAt: deliveryLines.receivedAt,
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
  return tx
    .select({
      deliveryId: consignments.deliveryId,
      id: consignments.id,
      position: consignments.position,
      state: consignments.state,
      transportMode: consignments.transportMode,
      carrier: consignments.carrier,
      conveyance: consignments.conveyance,
      containers: consignments.containers,
      shippedOn: consignments.shippedOn,
      arrivedOn: consignments.arrivedOn,
      endedOn: consignments.endedOn,
      line: {
        lineId: consignmentLines.deliveryLineId,
        planned: consignmentLines.planned,
        shipped: consignmentLines.shipped,
        accepted: consignmentLines.accepted,
        rejected: consignmentLines.rejected,
        lost: consignmentLines.lost,
        returned: consignmentLines.returned,
      },
    })
    .from(consignments)
    .innerJoin(consignmentLines, eq(consignmentLines.consignmentId, consignments.id))
    .innerJoin(deliveryLines, eq(deliveryLines.id, consignmentLines.deliveryLineId))
    .where(oneOf(consignments.deliveryId, ids))
    .orderBy(asc(consignments.deliveryId), asc(consignments.position), asc(deliveryLines.position));
}

function selectMilestones(tx: Tx, ids: readonly DeliveryId[]) {
  return tx
    .select({
      deliveryId: deliveryMilestones.deliveryId,
      milestone: deliveryMilestones.milestone,
      position: milestones.position,
      plannedOn: deliveryMilestones.plannedOn,
      isProposed: deliveryMilestones.isProposed,
      omittedBecause: deliveryMilestones.omittedBecause,
      forecastOn: deliveryMilestones.forecastOn,
      forecastReason: deliveryMilestones.forecastReason,
      actualOn: deliveryMilestones.actualOn,
      evidence: deliveryMilestones.evidence,
    })
    .from(deliveryMilestones)
    .innerJoin(milestones, eq(milestones.slug, deliveryMilestones.milestone))
    .where(oneOf(deliveryMilestones.deliveryId, ids))
    .orderBy(asc(milestones.position));
}

function selectVerifications(tx: Tx, ids: readonly DeliveryId[]) {
  return tx
    .select({
      deliveryId: verifications.deliveryId,
      id: verifications.id,
      dueOn: verifications.dueOn,
      verifiedOn: verifications.verifiedOn,
      inUse: verifications.inUse,
      finding: verifications.finding,
    })
    .from(verifications)
    .where(oneOf(verifications.deliveryId, ids))
    .orderBy(asc(verifications.dueOn));
}

/** The open, blocking obstacles on a delivery, its matches or their needs, as far as the reader is involved in them. */
function selectObstacles(tx: Tx, ids: readonly DeliveryId[]) {
  return tx
    .selectDistinct({
      deliveryId: deliveryLines.deliveryId,
      id: obstacles.id,
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
    .where(and(oneOf(deliveryLines.deliveryId, ids), obstacles.blocking, inArray(obstacles.state, OPEN_STATES)))
    .orderBy(asc(obstacles.id));
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
async function selectParts(tx: Tx, ids: readonly DeliveryId[]): Promise<(id: DeliveryId) => DeliveryParts> {
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

/** One delivery as this reader may see it. */
export async function findDelivery(tx: Tx, act: Act, id: DeliveryId): Promise<DeliveryView> {
  const [delivery] = await selectDeliveries(tx, eq(deliveries.id, id), 1);
  if (!delivery) throw new Refusal('not-found');
  return viewDelivery(act, delivery, (await selectParts(tx, [id]))(id));
}

/** A page of deliveries, newest first. Every filter is over a field that all who see a delivery see. */
export async function listDeliveries(tx: Tx, act: Act, filters: ListDeliveries): Promise<Page<DeliveryView>> {
  const { actor } = act;
  const key = decodeCursor(filters.cursor, idKey);
  const rows = await selectDeliveries(
    tx,
    and(
      actor.role === 'donor' ? eq(deliveries.donorId, actor.organisationId) : undefined,
      filters.state ? eq(deliveries.state, filters.state) : undefined,
      filters.kind ? eq(deliveries.kind, filters.kind) : undefined,
      filters.donorId ? eq(deliveries.donorId, filters.donorId) : undefined,
      filters.unitId ? hasLine(eq(deliveryLines.unitId, filters.unitId)) : undefined,
      filters.matchId ? hasLine(eq(deliveryLines.matchId, filters.matchId)) : undefined,
      filters.milestone ? sql`${standsAt} = ${filters.milestone}` : undefined,
      key ? lt(deliveries.id, key[0] as DeliveryId) : undefined,
    ),
    filters.limit + 1,
  );
  const partsOf = await selectParts(
    tx,
    rows.slice(0, filters.limit).map((row) => row.id),
  );
  return toPage(
    rows,
    filters.limit,
    (row) => [row.id],
    (row) => viewDelivery(act, row, partsOf(row.id)),
  );
}

const hasLine = (condition: SQL): SQL =>
  sql`exists (select from ${deliveryLines} where ${deliveryLines.deliveryId} = ${deliveries.id} and ${condition})`;

/** The same rule as `currentMilestone` of the domain: the last date, and of one day the later in the order. */
const standsAt = sql`(
  select ${deliveryMilestones.milestone} from ${deliveryMilestones}
  join ${milestones} on ${milestones.slug} = ${deliveryMilestones.milestone}
  where ${deliveryMilestones.deliveryId} = ${deliveries.id} and ${deliveryMilestones.actualOn} is not null
  order by ${deliveryMilestones.actualOn} desc, ${milestones.position} desc limit 1)`;
