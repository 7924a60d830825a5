import { assert } from '../../../kernel/assert.ts';

/** Fewer records than this say too little: the reference durations are used (issue: fallback below 8). */
export const ENOUGH_RECORDS = 8;

/** How long something of a kind takes, in days, as a distribution. */
export interface DurationDistribution {
  /** The share that takes at most so many days. */
  shareWithin(days: number): number;
  /** The days within which that share is done; a share in [0, 1]. */
  daysOf(share: number): number;
}

/** The estimate of the reference data, in calendar days. */
export interface ReferenceDuration {
  readonly min: number;
  readonly typical: number;
  readonly max: number;
}

/**
 * A three-point estimate as a triangular distribution (D. Johnson, "The triangular distribution as a proxy for the beta
 * distribution in risk analysis", The Statistician 46(3), 1997): no more is claimed than the three points say.
 */
export function triangular({ min, typical, max }: ReferenceDuration): DurationDistribution {
  assert(min <= typical && typical <= max, 'an estimate is in order');
  const width = max - min;
  if (width === 0) return { shareWithin: (days) => (days >= min ? 1 : 0), daysOf: () => min };
  const peak = (typical - min) / width;
  return {
    shareWithin: (days) => {
      if (days <= min) return 0;
      if (days >= max) return 1;
      return days <= typical ? (days - min) ** 2 / (width * (typical - min)) : 1 - (max - days) ** 2 / (width * (max - typical));
    },
    daysOf: (share) =>
      share < peak ? min + Math.sqrt(share * width * (typical - min)) : max - Math.sqrt((1 - share) * width * (max - typical)),
  };
}

/**
 * Recorded days as a distribution of the next one. Of n records in order, the next falls into each of the n + 1 gaps between and
 * beyond them with the same probability (the predictive distribution of order statistics; S. S. Wilks, "Determination of
 * sample sizes for setting tolerance limits", 1941), and is taken as anywhere within its gap. The gaps beyond the ends are as
 * wide as the others on average. Taking the records themselves would place P80 too early: with ten of them, in 27 % of cases.
 */
export function recorded(days: readonly number[]): DurationDistribution {
  const sorted = [...days].sort((a, b) => a - b);
  const first = sorted[0];
  const last = sorted.at(-1);
  assert(first !== undefined && last !== undefined && sorted.length > 1, 'there are records');
  const step = Math.max(1, (last - first) / (sorted.length - 1));
  const points = [Math.max(0, first - step), ...sorted, last + step];
  const gaps = points.length - 1;
  const at = (index: number): number => points[index] ?? 0;
  return {
    shareWithin: (value) => {
      if (value < at(0)) return 0;
      if (value >= at(gaps)) return 1;
      let low = 0;
      let high = gaps;
      // The last point that is not above the value.
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (at(middle) <= value) low = middle;
        else high = middle;
      }
      const width = at(low + 1) - at(low);
      return (low + (width === 0 ? 0 : (value - at(low)) / width)) / gaps;
    },
    daysOf: (share) => {
      const place = Math.min(share, 1) * gaps;
      const low = Math.min(Math.floor(place), gaps - 1);
      return at(low) + (place - low) * (at(low + 1) - at(low));
    },
  };
}

/**
 * Days from its beginning until it is done, drawn for something that has already taken `elapsed` whole days: among those that
 * take that long. What is older than all that is known is drawn anew from today, as if its past told nothing: the assumption
 * of no memory. In whole days, at least `elapsed`.
 */
export function drawDays(distribution: DurationDistribution, elapsed: number, random: () => number): number {
  // Done on the day `elapsed` at the earliest: of continuous days those above elapsed − ½ round to it or later.
  const gone = elapsed <= 0 ? 0 : distribution.shareWithin(elapsed - 0.5);
  if (gone >= 1) return elapsed + Math.max(1, Math.round(distribution.daysOf(random())));
  return Math.max(elapsed, Math.round(distribution.daysOf(gone + random() * (1 - gone))));
}

/**
 * Days of an estimate in working days, as calendar days: five of seven are worked. For what doesn't depend on a day or an authority,
 * like the effort in a ranking; a forecast counts by calendars (working-durations.ts).
 */
export function inCalendarDays({ min, typical, max }: ReferenceDuration, clock: 'working' | 'calendar' | undefined): ReferenceDuration {
  if (clock !== 'working') return { min, typical, max };
  const calendar = (days: number): number => Math.ceil((days * 7) / 5);
  return { min: calendar(min), typical: calendar(typical), max: calendar(max) };
}

/** What is known of one milestone's or one kind's durations. */
export interface KnownDuration {
  readonly reference: ReferenceDuration;
  /** The same as it was estimated, where that is in working days. */
  readonly workingReference?: ReferenceDuration;
  /** At most some hundreds of evenly spaced days out of all recorded, in order; empty where none may be used. */
  readonly recordedDays: readonly number[];
  /** How many were recorded altogether. */
  readonly records: number;
}

export type DurationSource = 'recorded' | 'reference';

export const sourceOf = ({ records, recordedDays }: KnownDuration): DurationSource =>
  records >= ENOUGH_RECORDS && recordedDays.length >= ENOUGH_RECORDS ? 'recorded' : 'reference';

export const distributionOf = (known: KnownDuration): DurationDistribution =>
  sourceOf(known) === 'recorded' ? recorded(known.recordedDays) : triangular(known.reference);

/** The days to reckon with in a plan, at least 1: the middle one recorded, else the usual one of the reference. */
export function expectedDays(known: KnownDuration): number {
  if (sourceOf(known) === 'reference') return Math.max(1, known.reference.typical);
  return Math.max(1, known.recordedDays[Math.floor((known.recordedDays.length - 1) / 2)] ?? 1);
}
