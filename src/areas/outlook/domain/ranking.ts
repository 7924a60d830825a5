import { must } from '../../../kernel/assert.ts';
import { atDecimals, type Decimals, MOST_DECIMALS, type Steps } from '../../../kernel/quantity.ts';
import { type Priority, TIER_WEIGHTS } from '../../needs/domain/need.ts';
import { chainsOf, NO_WAITS, readinessOf, type Dependencies } from './dependencies.ts';

/**
 * Which obstacle to work on first: by the tier-weighted quantity × days that they hold back, fan-out counted
 * once, against the expected effort. All in whole numbers.
 *
 * A thing that several obstacles block moves only when the last of them is gone, so its weight can't be had for the effort of
 * one. Its part is therefore weight × days ÷ the days of all its obstacles together, and each of them gets that part: for a group
 * that blocks the same things and nothing else this is the ratio of Smith's rule (W. E. Smith, "Various optimizers for
 * single-stage production", 1956) for the group as one piece of work, and the group stands together in the order.
 *
 * One that can't be resolved before others have gone moves nothing before that either: they count among the obstacles of its
 * things. So each of them gets every part that it gets itself, and never stands after it.
 */

/** An open obstacle, with what it costs to be rid of it. */
export interface OpenObstacle<Id extends string = string> {
  readonly id: Id;
  /** Whole days since it was reported, at least 0. */
  readonly daysLost: number;
  /** Whole days that one of its kind takes, at least 1. */
  readonly expectedDays: number;
}

/** Units of one item on one need line that the same obstacles hold back; two of them never overlap. */
export interface HeldQuantity<Id extends string = string> {
  /** All that hold it, in whatever order, each once. */
  readonly obstacleIds: readonly Id[];
  /** Whether others hold it besides, whom this reader doesn't see: then none of these frees it alone. */
  readonly isHeldByOthers: boolean;
  readonly priority: Priority;
  /** Above 0. */
  readonly quantity: Steps;
  /** What the quantity is steps of: places of the item's unit of measure. */
  readonly decimals: Decimals;
  /** Estimate in cents of a euro. */
  readonly valueCents: number;
}

/** Quantities of several units together, as decimal numbers of whole units. */
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
  /** The part of `held` that would move if this one alone were resolved: nothing while it waits for others. */
  readonly freedAlone: Burden;
  /** What it doesn't hold itself and those do that can't be resolved before it, directly or through others. */
  readonly heldThroughOthers: Burden;
  /** How many others it waits for in a row, at most. */
  readonly chain: number;
  /** What the order goes by: thousandths of weighted units × days held, per day of expected effort. */
  readonly index: number;
}

/** A quantity in thousandths of its unit: whole for every unit, and so what quantities of several are added up in. */
export const inThousandths = ({ quantity, decimals }: Pick<HeldQuantity, 'quantity' | 'decimals'>): Steps =>
  atDecimals(quantity, decimals, MOST_DECIMALS);

const PER_MILLE = 1000;

class Sum {
  things = 0;
  thousandths = 0;
  weightedThousandths = 0;
  cents = 0;

  add(thing: HeldQuantity): void {
    const thousandths = inThousandths(thing);
    this.things += 1;
    this.thousandths += thousandths;
    this.weightedThousandths += thousandths * TIER_WEIGHTS[thing.priority];
    this.cents += thing.valueCents;
  }

  burden(): Burden {
    return {
      things: this.things,
      quantity: this.thousandths / PER_MILLE,
      weightedQuantity: this.weightedThousandths / PER_MILLE,
      valueEur: wholeEuros(this.cents),
    };
  }
}

/** A half goes to the even neighbour (ISO 80000-1, annex B), as in every other total of this service. */
export function wholeEuros(cents: number): number {
  const euros = Math.floor(cents / 100);
  const rest = cents - euros * 100;
  return rest > 50 || (rest === 50 && euros % 2 === 1) ? euros + 1 : euros;
}

/** What comes together for one obstacle, from things in the order of the effort that frees them. */
class Tally {
  readonly held = new Sum();
  freed: Sum | null = null;
  through: Sum | null = null;
  #index = 0n;
  #effort = 1;
  #weight = 0n;

  /** Weighted thousandths of units × days of one effort are divided once, all together, so that rounding can't depend on the order of the things. */
  addWeight(weight: bigint, effort: number): void {
    if (effort !== this.#effort) this.#divide(effort);
    this.#weight += weight;
  }

  #divide(nextEffort: number): void {
    this.#index += this.#weight / BigInt(this.#effort);
    this.#effort = nextEffort;
    this.#weight = 0n;
  }

  index(): number {
    this.#divide(1);
    return Number(this.#index);
  }
}

/** For how long a thing is held, by those of its obstacles that are looked at, and how many days of effort free it. */
export function holdOf(
  { obstacleIds, isHeldByOthers }: Pick<HeldQuantity, 'obstacleIds' | 'isHeldByOthers'>,
  obstacles: ReadonlyMap<string, OpenObstacle>,
  waits: Dependencies,
): { readonly days: number; readonly effort: number; readonly neededIds: readonly string[]; readonly isHeldByOthers: boolean } {
  let days = 1;
  for (const id of obstacleIds) days = Math.max(days, obstacles.get(id)?.daysLost ?? 0);
  const { ids, isWhole } = readinessOf(obstacleIds, obstacles, waits);
  let effort = 0;
  for (const id of ids) effort += obstacles.get(id)?.expectedDays ?? 0;
  return { days, effort, neededIds: ids, isHeldByOthers: isHeldByOthers || !isWhole };
}

/**
 * The order in which to work: highest index first; of equals the one that waits for fewer others in a row, then the one that holds
 * back the greater weighted quantity, then the one that has cost more days, then the lower id. Neither order of the input matters.
 * Things held since today count one day. `waits` may name obstacles that this reader doesn't see: they hold as well.
 */
export function rankObstacles<Id extends string>(
  obstacles: readonly OpenObstacle<Id>[],
  things: readonly HeldQuantity<Id>[],
  waits: Dependencies = NO_WAITS,
): RankedObstacle<Id>[] {
  const byId = new Map<string, OpenObstacle<Id>>(obstacles.map((obstacle) => [obstacle.id, obstacle]));
  const tallies = new Map(obstacles.map(({ id }): [string, Tally] => [id, new Tally()]));
  const holds = things.map((thing) => ({ thing, ...holdOf(thing, byId, waits) })).sort((a, b) => a.effort - b.effort);
  for (const { thing, days, effort, neededIds, isHeldByOthers } of holds) {
    const weight = BigInt(inThousandths(thing)) * BigInt(TIER_WEIGHTS[thing.priority] * days);
    const isAlone = neededIds.length === 1 && !isHeldByOthers;
    for (const id of neededIds) {
      const tally = must(tallies.get(id), 'what holds a thing is among the obstacles');
      if (thing.obstacleIds.includes(id as Id)) tally.held.add(thing);
      else (tally.through ??= new Sum()).add(thing);
      if (isAlone) (tally.freed ??= new Sum()).add(thing);
      tally.addWeight(weight, effort);
    }
  }
  const chainOf = chainsOf(waits, byId);
  return obstacles
    .map(({ id, daysLost, expectedDays }) => {
      const tally = must(tallies.get(id), 'every obstacle has its sums');
      return {
        id,
        daysLost,
        expectedDays,
        held: tally.held.burden(),
        freedAlone: tally.freed?.burden() ?? NOTHING,
        heldThroughOthers: tally.through?.burden() ?? NOTHING,
        chain: chainOf(id),
        index: tally.index(),
      };
    })
    .sort(
      (a, b) =>
        b.index - a.index ||
        a.chain - b.chain ||
        b.held.weightedQuantity - a.held.weightedQuantity ||
        b.daysLost - a.daysLost ||
        (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    );
}

const NOTHING: Burden = { things: 0, quantity: 0, weightedQuantity: 0, valueEur: 0 };

/** What the world is like once these are resolved: what still stands, and what they let go. */
export function withoutObstacles<Id extends string, Thing extends HeldQuantity<Id>>(
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
export function burdenOf(things: readonly HeldQuantity[]): Burden {
  const sum = new Sum();
  for (const thing of things) sum.add(thing);
  return sum.burden();
}
