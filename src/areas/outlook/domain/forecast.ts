import { type CalendarDate, fromEpochDay, toEpochDay } from '../../../kernel/calendar-date.ts';
import { drawDays, type DurationDistribution } from './durations.ts';
import type { StepAhead } from './journey.ts';
import { randomFrom } from './random.ts';

/** How often the future is played: the error of P80 from that is under a fiftieth of a standard deviation's worth of days. */
export const RUNS = 2000;

/** An open obstacle on the way of one or several deliveries. */
export interface ObstacleAhead {
  readonly id: string;
  /** Whole days since it was reported. */
  readonly ageDays: number;
  readonly distribution: DurationDistribution;
}

export interface TravellingDelivery {
  readonly steps: readonly StepAhead[];
  /** The obstacles that hold it, each with the position of the milestone that it doesn't let be reached. */
  readonly obstacles: readonly { readonly id: string; readonly position: number }[];
}

export interface ForecastInput {
  readonly today: CalendarDate;
  readonly seed: number;
  readonly runs?: number;
  readonly deliveries: readonly TravellingDelivery[];
  readonly obstacles: readonly ObstacleAhead[];
  readonly distributionOf: (milestone: string) => DurationDistribution;
}

export interface Arrival {
  readonly p50On: CalendarDate;
  readonly p80On: CalendarDate;
}

export interface Forecast {
  readonly deliveries: readonly Arrival[];
  /** When the last of them has arrived: not the latest of their own dates, for what delays one seldom delays all. */
  readonly last: Arrival | null;
}

/**
 * Plays the days ahead many times over. Each step begins when the last of its predecessors is reached and takes a drawn duration; a
 * step that has begun is drawn among those that take longer than it already has. An obstacle is drawn once in each run, however
 * many deliveries it holds, and no milestone that it blocks, its own and every later one, is reached before it is gone. Work goes on
 * meanwhile: the later of the two days counts, not their sum. Same input and seed, same dates.
 */
export function forecastArrivals({ today, seed, runs = RUNS, deliveries, obstacles, distributionOf: durationOf }: ForecastInput): Forecast {
  const now = toEpochDay(today);
  const random = randomFrom(seed);
  const plans = deliveries.map((delivery) => planOf(delivery, obstacles, durationOf));
  const arrivals = plans.map(() => new Int32Array(runs));
  const last = new Int32Array(runs);
  for (let run = 0; run < runs; run += 1) {
    const gone = obstacles.map(({ ageDays, distribution }) => now + drawDays(distribution, ageDays, random) - ageDays);
    let latest = now;
    plans.forEach((plan, index) => {
      const day = playOnce(plan, gone, now, random);
      const days = arrivals[index];
      if (days !== undefined) days[run] = day;
      latest = Math.max(latest, day);
    });
    last[run] = latest;
  }
  return { deliveries: arrivals.map(arrivalAmong), last: plans.length === 0 ? null : arrivalAmong(last) };
}

interface PlannedStep {
  readonly after: readonly number[];
  readonly startedOn: number | null;
  readonly distribution: DurationDistribution;
  /** Places of the obstacles that keep it from being reached. */
  readonly heldBy: readonly number[];
}

function planOf(
  { steps, obstacles: held }: TravellingDelivery,
  obstacles: readonly ObstacleAhead[],
  durationOf: ForecastInput['distributionOf'],
): PlannedStep[] {
  const places = new Map(obstacles.map(({ id }, index) => [id, index]));
  return steps.map(({ milestone, position, after, startedOn }) => ({
    after,
    startedOn,
    distribution: durationOf(milestone),
    heldBy: held.flatMap((obstacle) => (obstacle.position <= position ? (places.get(obstacle.id) ?? []) : [])),
  }));
}

/** The day on which the last step, the arrival, is reached in one run. */
function playOnce(plan: readonly PlannedStep[], gone: readonly number[], now: number, random: () => number): number {
  const reached: number[] = [];
  for (const { after, startedOn, distribution, heldBy } of plan) {
    let start = startedOn ?? (after.length === 0 ? now : Number.MIN_SAFE_INTEGER);
    for (const place of after) start = Math.max(start, reached[place] ?? now);
    // It has begun where nothing that is ahead comes before it.
    const elapsed = after.length === 0 ? Math.max(0, now - start) : 0;
    let day = Math.max(now, start + drawDays(distribution, elapsed, random));
    for (const place of heldBy) day = Math.max(day, gone[place] ?? now);
    reached.push(day);
  }
  return reached.at(-1) ?? now;
}

function arrivalAmong(days: Int32Array): Arrival {
  const sorted = days.slice().sort();
  return { p50On: dayWithin(sorted, 0.5), p80On: dayWithin(sorted, 0.8) };
}

/** The first day by which that share of the runs has arrived. */
const dayWithin = (sorted: Int32Array, share: number): CalendarDate =>
  fromEpochDay(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
