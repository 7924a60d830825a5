import { eq } from 'drizzle-orm';
import { daysBetween } from '../../kernel/calendar-date.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { DeliveryId, NeedId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { calendarOfParty } from '../calendars/domain/working-calendar.ts';
import { readCalendars } from '../calendars/index.ts';
import { isHolding } from '../matches/domain/match.ts';
import { needs } from '../needs/tables.ts';
import type { ForecastQuery } from './contract.ts';
import { type DurationDistribution, distributionOf } from './domain/durations.ts';
import { type Arrival, forecastArrivals, RUNS } from './domain/forecast.ts';
import { journeyOf } from './domain/journey.ts';
import { seedOf } from './domain/random.ts';
import { distributionFrom } from './domain/working-durations.ts';
import { readKindDurations, readMilestones } from './duration-queries.ts';
import {
  type ForecastDelivery,
  type ObstacleOnTheWay,
  selectCarried,
  selectCovered,
  selectObstaclesOnTheWay,
  selectRecords,
  selectTravelling,
  type Simulation,
} from './forecast-rows.ts';
import type { NeedForecastView } from './record.ts';
import { viewNeedForecast, viewSimulatedArrival } from './forecast-views.ts';
import { todayOfMission } from '../reference/index.ts';
import { dayAt } from '../../platform/clock.ts';
import { MISSION_ZONE } from '../../kernel/time-zone.ts';

interface Simulated extends Simulation {
  readonly deliveries: readonly ForecastDelivery[];
  readonly last: Arrival | null;
}

/** Reads what is known of these deliveries and plays their days ahead, together: an obstacle that holds several holds all at once. */
async function simulate(tx: Tx, ctx: ActorContext, ids: readonly DeliveryId[], seed: number): Promise<Simulated> {
  const asOf = todayOfMission(ctx);
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
    const agreedOn = delivery.agreedAt === null ? null : dayAt(MISSION_ZONE, delivery.agreedAt);
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
      ageDays: Math.max(0, daysBetween(dayAt(MISSION_ZONE, row.reportedAt), asOf)),
      distribution: distributionFrom(durationsOfKinds(row.kind), calendarOf(row), dayAt(MISSION_ZONE, row.reportedAt)),
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
export async function forecastDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, { seed = seedOf(id), ...rest }: ForecastQuery) {
  nothingLeft(rest);
  const simulated = await simulate(tx, ctx, [id], seed);
  const [delivery] = simulated.deliveries;
  if (!delivery) throw new Refusal('not-found');
  return viewSimulatedArrival(ctx, delivery, simulated);
}

/**
 * When the deliveries of a need arrive, and what of the need is on none. A donor is told of its own deliveries and matches alone, and
 * of a need's lines nothing but those: what is left of a line would tell what others give.
 */
export async function forecastNeed(
  tx: Tx,
  ctx: ActorContext,
  id: NeedId,
  { seed = seedOf(id), ...rest }: ForecastQuery,
): Promise<NeedForecastView> {
  nothingLeft(rest);
  const [need] = await tx.select({ id: needs.id, reference: needs.reference }).from(needs).where(eq(needs.id, id));
  if (!need) throw new Refusal('not-found');
  const covered = (await selectCovered(tx, ctx, id)).filter((row) => row.isDisclosed);
  const held = new Set(covered.flatMap(({ matchId, state }) => (matchId !== null && state !== null && isHolding(state) ? [matchId] : [])));
  const carried = (await selectCarried(tx, id)).filter(({ matchId }) => held.has(matchId));
  const ids = [...new Set(carried.map(({ deliveryId }) => deliveryId))];
  return viewNeedForecast(ctx, need, covered, carried, await simulate(tx, ctx, ids, seed));
}
