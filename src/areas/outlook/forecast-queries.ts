import { and, asc, eq, inArray, max, or, sql } from 'drizzle-orm';
import { type CalendarDate, daysBetween } from '../../kernel/calendar-date.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { DeliveryId, NeedId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { calendarOfParty, type WorkingCalendar } from '../calendars/domain/working-calendar.ts';
import { readCalendars } from '../calendars/index.ts';
import { deliveries, deliveryLines, deliveryMilestones } from '../deliveries/tables.ts';
import { isHolding } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { needLines, needs } from '../needs/tables.ts';
import { OPEN_STATES } from '../obstacles/domain/obstacle.ts';
import { obstacleBlocks, obstacles } from '../obstacles/tables.ts';
import { itemTypes, milestones, organisations } from '../reference/tables.ts';
import type { NeedForecastView } from './contract.ts';
import { type DurationDistribution, distributionOf } from './domain/durations.ts';
import { type Arrival, forecastArrivals, RUNS } from './domain/forecast.ts';
import { type Journey, journeyOf } from './domain/journey.ts';
import { seedOf } from './domain/random.ts';
import { distributionFrom } from './domain/working-durations.ts';
import { type KnownDurations, readKindDurations, readMilestones } from './duration-queries.ts';
import { viewNeedForecast, viewSimulatedArrival } from './forecast-views.ts';

/** The deliveries themselves, with the last agreement of what they carry. */
function selectTravelling(tx: Tx, ids: readonly DeliveryId[]) {
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
    .orderBy(asc(deliveries.id));
}

function selectRecords(tx: Tx, ids: readonly DeliveryId[]) {
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
function selectObstaclesOnTheWay(tx: Tx, ids: readonly DeliveryId[]) {
  return tx
    .selectDistinct({
      deliveryId: deliveryLines.deliveryId,
      id: obstacles.id,
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
    .where(and(oneOf(deliveryLines.deliveryId, ids), obstacles.blocking, inArray(obstacles.state, OPEN_STATES)))
    .orderBy(asc(obstacles.id));
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

interface Simulated extends Simulation {
  readonly deliveries: readonly ForecastDelivery[];
  readonly last: Arrival | null;
}

/** Reads what is known of these deliveries and plays their days ahead, together: an obstacle that holds several holds all at once. */
async function simulate(tx: Tx, act: Act, ids: readonly DeliveryId[], seed: number): Promise<Simulated> {
  const asOf = dayOf(act.now);
  const { rules, durations: durationsOfMilestones } = await readMilestones(tx);
  const durationsOfKinds = await readKindDurations(tx);
  const calendars = await readCalendars(tx);
  const calendarOf = ({ responsibleParty }: ObstacleOnTheWay) =>
    calendars(responsibleParty === null ? 'un' : calendarOfParty(responsibleParty));
  const travelling = ids.length === 0 ? [] : await selectTravelling(tx, ids);
  const recordsOf = groupBy(ids.length === 0 ? [] : await selectRecords(tx, ids), (row) => row.deliveryId);
  const obstacleRows = ids.length === 0 ? [] : await selectObstaclesOnTheWay(tx, ids);
  const obstaclesOf = groupBy(obstacleRows, (row) => row.deliveryId);
  const known = travelling.map((delivery) => {
    const records = recordsOf.get(delivery.id) ?? [];
    const agreedOn = delivery.agreedAt === null ? null : dayOf(delivery.agreedAt);
    const journey = journeyOf({ kind: delivery.kind, state: delivery.state, agreedOn, records }, rules);
    return { delivery, records, obstacles: obstaclesOf.get(delivery.id) ?? [], journey };
  });
  const underWay = known.flatMap((one) => (one.journey.is === 'under-way' ? [{ ...one, steps: one.journey.steps }] : []));
  const forecast = forecastArrivals({
    today: asOf,
    seed,
    deliveries: underWay.map(({ steps, obstacles: held }) => ({ steps, obstacles: held })),
    obstacles: [...new Map(obstacleRows.map((row) => [row.id, row])).values()].map((row) => ({
      id: row.id,
      ageDays: Math.max(0, daysBetween(dayOf(row.reportedAt), asOf)),
      distribution: distributionFrom(durationsOfKinds(row.kind), calendarOf(row), dayOf(row.reportedAt)),
    })),
    distributionOf: remembered((milestone) => distributionOf(durationsOfMilestones(milestone))),
  });
  const arrivals = new Map(underWay.map(({ delivery }, index) => [delivery.id, forecast.deliveries[index] ?? null]));
  return {
    asOf,
    seed,
    runs: RUNS,
    durationsOfMilestones,
    durationsOfKinds,
    calendarOf,
    deliveries: known.map((one) => ({ ...one, arrival: arrivals.get(one.delivery.id) ?? null })),
    last: forecast.last,
  };
}

function remembered(make: (slug: string) => DurationDistribution): (slug: string) => DurationDistribution {
  const made = new Map<string, DurationDistribution>();
  return (slug) => {
    const known = made.get(slug) ?? make(slug);
    made.set(slug, known);
    return known;
  };
}

/** When a delivery arrives. */
export async function forecastDelivery(tx: Tx, act: Act, id: DeliveryId, seed: number | undefined) {
  const simulated = await simulate(tx, act, [id], seed ?? seedOf(id));
  const [delivery] = simulated.deliveries;
  if (!delivery) throw new Refusal('not-found');
  return viewSimulatedArrival(act, delivery, simulated);
}

/** What a need's lines ask for and what its matches have brought, as far as the reader may see them. */
function selectCovered(tx: Tx, act: Act, id: NeedId) {
  return tx
    .select({
      needLineId: needLines.id,
      itemType: needLines.itemType,
      unitOfMeasure: itemTypes.unitOfMeasure,
      unpromised: sql<number>`coalesce(${needLines.quantityValidated}, 0) - ${needLines.reserved} - ${needLines.agreed} + ${needLines.failed}`,
      matchId: matches.id,
      state: matches.state,
      isDisclosed: sql<boolean>`${matches.disclosedAt} is not null or ${act.actor.role !== 'donor'}`,
      quantity: matches.quantity,
      accepted: matches.accepted,
      failed: matches.failed,
    })
    .from(needLines)
    .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
    .leftJoin(matches, eq(matches.needLineId, needLines.id))
    .where(eq(needLines.needId, id))
    .orderBy(asc(needLines.position), asc(matches.id));
}
export type CoveredRow = Awaited<ReturnType<typeof selectCovered>>[number];

function selectCarried(tx: Tx, id: NeedId) {
  return tx
    .select({
      deliveryId: deliveryLines.deliveryId,
      matchId: deliveryLines.matchId,
      toArrive: sql<number>`case when ${deliveries.state} in ('planned', 'cleared', 'packed') then ${deliveryLines.planned}
        else ${deliveryLines.shipped} - ${deliveryLines.accepted} - ${deliveryLines.rejected} - ${deliveryLines.lost} - ${deliveryLines.returned} end`,
    })
    .from(deliveryLines)
    .innerJoin(deliveries, eq(deliveries.id, deliveryLines.deliveryId))
    .innerJoin(matches, eq(matches.id, deliveryLines.matchId))
    .where(eq(matches.needId, id))
    .orderBy(asc(deliveryLines.deliveryId));
}
export type CarriedRow = Awaited<ReturnType<typeof selectCarried>>[number];

/**
 * When the deliveries of a need arrive, and what of the need is on none. A donor is told of its own deliveries and matches alone, and
 * of a need's lines nothing but those: what is left of a line would tell what others give.
 */
export async function forecastNeed(tx: Tx, act: Act, id: NeedId, seed: number | undefined): Promise<NeedForecastView> {
  const [need] = await tx.select({ id: needs.id, reference: needs.reference }).from(needs).where(eq(needs.id, id));
  if (!need) throw new Refusal('not-found');
  const covered = (await selectCovered(tx, act, id)).filter((row) => row.isDisclosed);
  const held = new Set(covered.flatMap(({ matchId, state }) => (matchId !== null && state !== null && isHolding(state) ? [matchId] : [])));
  const carried = (await selectCarried(tx, id)).filter(({ matchId }) => held.has(matchId));
  const ids = [...new Set(carried.map(({ deliveryId }) => deliveryId))];
  return viewNeedForecast(act, need, covered, carried, await simulate(tx, act, ids, seed ?? seedOf(id)));
}
