import type { Priority } from '../../needs/domain/need.ts';

/**
 * Which obstacle to work on first (DESIGN section 5): by the tier-weighted quantity × days that they hold back, fan-out counted
 * once, against the expected effort. All in whole numbers.
 *
 * A thing that several obstacles block moves only when the last of them is gone, so its weight can't be had for the effort of
 * one. Its part is therefore weight × days ÷ the days of all its obstacles together, and each of them gets that part: for a group
 * that blocks the same things and nothing else this is the ratio of Smith's rule (W. E. Smith, "Various optimizers for
 * single-stage production", 1956) for the group as one piece of work, and the group stands together in the order.
 */

/** How much a unit counts by the tier of its need: one tier up counts twice. */
export const TIER_WEIGHTS: Readonly<Record<Priority, number>> = { critical: 8, urgent: 4, important: 2, routine: 1 };

/** An open obstacle, with what it costs to be rid of it. */
export interface OpenObstacle<Id extends string = string> {
  readonly id: Id;
  /** Whole days since it was reported, at least 0. */
  readonly daysLost: number;
  /** Whole days that one of its kind takes, at least 1. */
  readonly expectedDays: number;
}

/** Units of one item on one need line that the same obstacles hold back; two of them never overlap. */
export interface HeldThing<Id extends string = string> {
  /** All that hold it, in whatever order, each once. */
  readonly obstacleIds: readonly Id[];
  /** Whether others hold it besides, whom this reader doesn't see: then none of these frees it alone. */
  readonly isHeldByOthers: boolean;
  readonly priority: Priority;
  /** In the item's unit of measure, above 0. */
  readonly quantity: number;
  /** Estimate in cents of a euro. */
  readonly valueCents: number;
}

export interface Burden {
  readonly things: number;
  readonly quantity: number;
  readonly weightedQuantity: number;
  /** Whole EUR, a half rounded to even. */
  readonly valueEur: number;
}

export interface RankedObstacle<Id extends string = string> {
  readonly id: Id;
  readonly daysLost: number;
  readonly expectedDays: number;
  readonly held: Burden;
  /** The part of `held` that would move if this one alone were resolved. */
  readonly freedAlone: Burden;
  /** What the order goes by: thousandths of weighted units × days held, per day of expected effort. */
  readonly index: number;
}

const PER_MILLE = 1000n;

class Sum {
  things = 0;
  quantity = 0;
  weightedQuantity = 0;
  cents = 0;

  add({ quantity, priority, valueCents }: HeldThing): void {
    this.things += 1;
    this.quantity += quantity;
    this.weightedQuantity += quantity * TIER_WEIGHTS[priority];
    this.cents += valueCents;
  }

  burden(): Burden {
    return { things: this.things, quantity: this.quantity, weightedQuantity: this.weightedQuantity, valueEur: wholeEuros(this.cents) };
  }
}

/** A half goes to the even neighbour (ISO 80000-1, annex B), as in every other total of this service. */
export function wholeEuros(cents: number): number {
  const euros = Math.floor(cents / 100);
  const rest = cents - euros * 100;
  return rest > 50 || (rest === 50 && euros % 2 === 1) ? euros + 1 : euros;
}

interface Tally {
  readonly held: Sum;
  readonly freed: Sum;
  /** Weighted units × days held, by the days of effort that free them: divided once for each, so that rounding can't depend on the order. */
  readonly weightByEffort: Map<number, bigint>;
}

/** What holds a thing, out of the obstacles that are looked at: for how long, and how many days of effort they are together. */
export function holdOf(
  thing: Pick<HeldThing, 'obstacleIds'>,
  obstacles: ReadonlyMap<string, OpenObstacle>,
): { days: number; effort: number } {
  let days = 1;
  let effort = 0;
  for (const id of thing.obstacleIds) {
    const obstacle = obstacles.get(id);
    if (obstacle === undefined) continue;
    days = Math.max(days, obstacle.daysLost);
    effort += obstacle.expectedDays;
  }
  return { days, effort };
}

/**
 * The order in which to work: highest index first; of equals the one that holds back the greater weighted quantity, then the
 * one that has cost more days, then the lower id. Neither order of the input matters. Things held since today count one day.
 */
export function rankObstacles<Id extends string>(
  obstacles: readonly OpenObstacle<Id>[],
  things: readonly HeldThing<Id>[],
): RankedObstacle<Id>[] {
  const byId = new Map<string, OpenObstacle<Id>>(obstacles.map((obstacle) => [obstacle.id, obstacle]));
  const tallies = new Map<string, Tally>(
    obstacles.map(({ id }) => [id, { held: new Sum(), freed: new Sum(), weightByEffort: new Map<number, bigint>() }]),
  );
  for (const thing of things) {
    const { days, effort } = holdOf(thing, byId);
    const weight = BigInt(thing.quantity * TIER_WEIGHTS[thing.priority]) * BigInt(days);
    const isAlone = thing.obstacleIds.length === 1 && !thing.isHeldByOthers;
    for (const id of thing.obstacleIds) {
      const tally = tallies.get(id);
      if (tally === undefined) continue;
      tally.held.add(thing);
      if (isAlone) tally.freed.add(thing);
      tally.weightByEffort.set(effort, (tally.weightByEffort.get(effort) ?? 0n) + weight);
    }
  }
  return obstacles
    .map(({ id, daysLost, expectedDays }) => {
      const tally = tallies.get(id);
      let index = 0n;
      for (const [effort, weight] of tally?.weightByEffort ?? []) index += (weight * PER_MILLE) / BigInt(effort);
      return {
        id,
        daysLost,
        expectedDays,
        held: tally?.held.burden() ?? NOTHING,
        freedAlone: tally?.freed.burden() ?? NOTHING,
        index: Number(index),
      };
    })
    .sort(
      (a, b) =>
        b.index - a.index ||
        b.held.weightedQuantity - a.held.weightedQuantity ||
        b.daysLost - a.daysLost ||
        (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    );
}

const NOTHING: Burden = { things: 0, quantity: 0, weightedQuantity: 0, valueEur: 0 };

/** What the world is like once these are resolved: what still stands, and what they let go. */
export function withoutObstacles<Id extends string, Thing extends HeldThing<Id>>(
  things: readonly Thing[],
  resolved: ReadonlySet<Id>,
): { readonly still: Thing[]; readonly freed: Thing[] } {
  const still: Thing[] = [];
  const freed: Thing[] = [];
  for (const thing of things) {
    const left = thing.obstacleIds.filter((id) => !resolved.has(id));
    if (left.length === thing.obstacleIds.length) still.push(thing);
    else if (left.length > 0 || thing.isHeldByOthers) still.push({ ...thing, obstacleIds: left });
    else freed.push(thing);
  }
  return { still, freed };
}

/** Things together, each once. */
export function burdenOf(things: readonly HeldThing[]): Burden {
  const sum = new Sum();
  for (const thing of things) sum.add(thing);
  return sum.burden();
}
