import { and, asc, eq, gt, inArray, isNull, max, or, sql } from 'drizzle-orm';
import { type CalendarDate } from '../../kernel/calendar-date.ts';
import type { DeliveryId, NeedId } from '../../kernel/id.ts';
import { NO_STEPS, type Steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type WorkingCalendar } from '../calendars/domain/working-calendar.ts';
import { UNSHIPPED_STATES } from '../deliveries/domain/delivery.ts';
import { deliveries, deliveryLines, deliveryMilestones } from '../deliveries/tables.ts';
import { discloses, matches } from '../matches/tables.ts';
import { needLines } from '../needs/tables.ts';
import { OPEN_STATES } from '../obstacles/domain/obstacle.ts';
import { obstacleBlocks, obstacles } from '../obstacles/tables.ts';
import { itemTypes, milestones, organisations } from '../reference/tables.ts';
import { type Arrival } from './domain/forecast.ts';
import { type Journey } from './domain/journey.ts';
import { type KnownDurations } from './duration-queries.ts';

/** The deliveries themselves, with the last agreement of what they carry. */
export function selectTravelling(tx: Tx, ids: readonly DeliveryId[]) {
  return tx
    .select({
      id: deliveries.id,
      reference: deliveries.reference,
      kind: deliveries.kind,
      state: deliveries.state,
      agreedAt: max(matches.agreedAt),
    })
    .from(deliveries)
    .leftJoin(deliveryLines, eq(deliveryLines.deliveryId, deliveries.id))
    .leftJoin(matches, eq(matches.id, deliveryLines.matchId))
    .where(oneOf(deliveries.id, ids))
    .groupBy(deliveries.id)
    .orderBy(asc(deliveries.creationOrder));
}

export function selectRecords(tx: Tx, ids: readonly DeliveryId[]) {
  return tx
    .select({
      deliveryId: deliveryMilestones.deliveryId,
      milestone: deliveryMilestones.milestone,
      plannedOn: deliveryMilestones.plannedOn,
      forecastOn: deliveryMilestones.forecastOn,
      actualOn: deliveryMilestones.actualOn,
    })
    .from(deliveryMilestones)
    .where(oneOf(deliveryMilestones.deliveryId, ids));
}

/** The open, blocking obstacles on deliveries, their matches or the needs of these, as far as the reader is involved in them. */
export function selectObstaclesOnTheWay(tx: Tx, ids: readonly DeliveryId[]) {
  return tx
    .selectDistinct({
      deliveryId: deliveryLines.deliveryId,
      id: obstacles.id,
      creationOrder: obstacles.creationOrder,
      reference: obstacles.reference,
      kind: obstacles.kind,
      blocksMilestone: obstacles.blocksMilestone,
      position: milestones.position,
      reportedAt: obstacles.reportedAt,
      /** Of whoever has the move, else of its owner. */
      responsibleParty: organisations.party,
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
    .innerJoin(milestones, eq(milestones.slug, obstacles.blocksMilestone))
    .leftJoin(organisations, sql`${organisations.id} = coalesce(${obstacles.waitingOnId}, ${obstacles.ownerId})`)
    .where(
      and(
        oneOf(deliveryLines.deliveryId, ids),
        gt(deliveryLines.planned, NO_STEPS),
        obstacles.blocking,
        inArray(obstacles.state, OPEN_STATES),
      ),
    )
    .orderBy(asc(obstacles.creationOrder));
}

export type TravellingRow = Awaited<ReturnType<typeof selectTravelling>>[number];
export type RecordRow = Awaited<ReturnType<typeof selectRecords>>[number];
export type ObstacleOnTheWay = Awaited<ReturnType<typeof selectObstaclesOnTheWay>>[number];

/** One delivery with all that its forecast was reckoned from. */
export interface ForecastDelivery {
  readonly delivery: TravellingRow;
  readonly records: readonly RecordRow[];
  readonly obstacles: readonly ObstacleOnTheWay[];
  readonly journey: Journey;
  readonly arrival: Arrival | null;
}

export interface Simulation {
  readonly asOf: CalendarDate;
  readonly seed: number;
  readonly runs: number;
  readonly durationsOfMilestones: KnownDurations;
  readonly durationsOfKinds: KnownDurations;
  /** By whose calendar the working days of an obstacle count. */
  readonly calendarOf: (obstacle: ObstacleOnTheWay) => WorkingCalendar;
}

/** What a need's lines ask for and what its matches have brought, as far as the reader may see them. */
export function selectCovered(tx: Tx, ctx: ActorContext, id: NeedId) {
  return tx
    .select({
      needLineId: needLines.id,
      itemType: needLines.itemType,
      unitOfMeasure: itemTypes.unitOfMeasure,
      decimals: itemTypes.decimals,
      unpromised: sql<Steps>`coalesce(${needLines.quantityValidated}, 0) - ${needLines.reserved} - ${needLines.agreed} + ${needLines.failed}`,
      matchId: matches.id,
      state: matches.state,
      isDisclosed: sql<boolean>`${discloses(matches)} or ${ctx.actor.role !== 'donor'}`,
      quantity: matches.quantity,
      accepted: matches.accepted,
      failed: matches.failed,
    })
    .from(needLines)
    .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
    .leftJoin(matches, eq(matches.needLineId, needLines.id))
    .where(and(eq(needLines.needId, id), isNull(needLines.leftOutAt)))
    .orderBy(asc(needLines.position), asc(matches.creationOrder));
}
export type CoveredRow = Awaited<ReturnType<typeof selectCovered>>[number];

export function selectCarried(tx: Tx, id: NeedId) {
  return tx
    .select({
      deliveryId: deliveryLines.deliveryId,
      matchId: deliveryLines.matchId,
      toArrive: sql<Steps>`case when ${deliveries.state} in (${literals(UNSHIPPED_STATES)}) then ${deliveryLines.planned}
        else ${deliveryLines.shipped} - ${deliveryLines.accepted} - ${deliveryLines.rejected} - ${deliveryLines.lost} - ${deliveryLines.returned} end`,
    })
    .from(deliveryLines)
    .innerJoin(deliveries, eq(deliveries.id, deliveryLines.deliveryId))
    .innerJoin(matches, eq(matches.id, deliveryLines.matchId))
    .where(eq(matches.needId, id))
    .orderBy(asc(deliveries.creationOrder));
}
export type CarriedRow = Awaited<ReturnType<typeof selectCarried>>[number];
