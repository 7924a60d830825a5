import { type Case, type Domain, mostPackages, Remaining } from './exact-cases.ts';
import type { ExactInstance, ExactNeed, ExactPair, ExactTie } from './exact-instance.ts';
import { floorOf, gcd } from './exact-numbers.ts';
import type { ExactPart } from './exact-part.ts';
import { ExactRows } from './exact-rows.ts';
import { DEEPEST_SPLIT, MOST_CASES, MOST_PAIRS_IN_CASES, type Multipliers, NoProof, type Proof } from './proof.ts';

/** What is maximised: the units of the needs of a tier (null: of those without one), the units of some needs by their ids, or the score. */
export type Objective = { readonly tier: number | null } | { readonly needs: ReadonlySet<string> } | { readonly score: true };

export interface Step {
  readonly objective: Objective;
  /** Units of each earlier tier: no plan with fewer is looked at. */
  readonly kept: ReadonlyMap<number | null, bigint>;
}

/** What a unit of a pair is worth in a step. */
export function worthIn({ objective }: Step, { need, score }: Pick<ExactPair, 'need' | 'score'>): bigint {
  if ('score' in objective) return score;
  const counts = 'needs' in objective ? objective.needs.has(need.line.id) : (need.line.tier ?? null) === objective.tier;
  return counts ? 1n : 0n;
}

/** The bounds of one step of one part. */
export class StepBounds {
  private readonly instance: ExactInstance;
  private readonly part: ExactPart;
  private readonly step: Step;
  private readonly rows: ExactRows;
  /** Whatever a plan is worth is `rest` and a multiple of `stride`; a stride of 0 where nothing can change. */
  private readonly stride: bigint;
  private readonly rest: bigint;
  /** How many cases a proof may have. */
  readonly mostCases: number;

  constructor(instance: ExactInstance, part: ExactPart, step: Step) {
    this.instance = instance;
    this.part = part;
    this.step = step;
    this.rows = new ExactRows(instance, part, step.kept);
    let stride = 0n;
    let rest = 0n;
    for (const need of part.needs) {
      for (const pair of need.pairs) {
        const worth = worthIn(step, pair);
        if (pair.fixed !== null) rest += worth * pair.fixed;
        else if (pair.most > 0n) stride = gcd(stride, worth * pair.lot);
      }
    }
    this.stride = stride;
    this.rest = rest;
    const pairs = [...part.needs].reduce((sum, need) => sum + need.pairs.length, 0);
    this.mostCases = Math.max(1, Math.min(MOST_CASES, Math.floor(MOST_PAIRS_IN_CASES / pairs)));
  }

  /**
   * What no plan of the part exceeds in this step, by a proof, which is followed and not believed; null where it shows that there is no
   * plan at all. O(pairs) for each of its multipliers. Throws {@link NoProof} where it names what isn't there, or has a wrong sign.
   */
  boundBy(proof: Proof, cases: readonly Case[] = []): bigint | null {
    if (cases.length === 0) this.requireFewCases(proof);
    return this.follow(proof, cases);
  }

  private requireFewCases(proof: Proof): void {
    const open: Proof[] = [proof];
    let leaves = 0;
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if ('split' in one) open.push(one.less, one.more);
      else leaves += 1;
      if (leaves > this.mostCases) throw new NoProof('too-many-cases');
    }
  }

  private follow(proof: Proof, cases: readonly Case[]): bigint | null {
    if ('multipliers' in proof) return this.boundOf(proof.multipliers, cases);
    if (cases.length >= DEEPEST_SPLIT) throw new NoProof('too-deep');
    const less = this.follow(proof.less, [...cases, { split: proof.split, isMore: false }]);
    const more = this.follow(proof.more, [...cases, { split: proof.split, isMore: true }]);
    return less === null || (more !== null && more > less) ? more : less;
  }

  /** The multipliers times what the rows allow, and the most that every pair could bring beyond that by itself. */
  private boundOf(multipliers: Multipliers, cases: readonly Case[]): bigint | null {
    const remaining = new Remaining(this.instance, cases);
    const rows = this.rows.weigh(multipliers);
    const { denominator } = multipliers;
    let total = rows.total;
    const ofTies = new Map<ExactTie, { worth: bigint; isForced: boolean }>();
    for (const need of this.part.needs) {
      const best = this.bestOf(need, remaining, (pair) => denominator * worthIn(this.step, pair) - rows.takenBy(pair));
      if (best === null) return null;
      if (need.tie === null) {
        total += best.worth;
        continue;
      }
      const tie = ofTies.get(need.tie) ?? { worth: 0n, isForced: false };
      tie.worth += best.worth + need.quantity * rows.tieOf(need);
      tie.isForced ||= best.isForced;
      ofTies.set(need.tie, tie);
    }
    for (const [tie, { worth, isForced }] of ofTies) {
      const goes = remaining.settled.get(tie) ?? (isForced ? true : worth > 0n);
      if (goes) total += worth;
      else if (isForced) return null;
    }
    for (const offer of this.part.offers) {
      if (!offer.isWhole) continue;
      const worth = (offer.held ?? 0n) * rows.wholeOf(offer);
      if (remaining.settled.get(offer) ?? worth > 0n) total += worth;
    }
    for (const [id, worth] of rows.packages) {
      const { least, most } = remaining.packages.get(id) ?? { least: 0n, most: mostPackages(this.instance, id) };
      if (least > most) return null;
      total += worth * (worth > 0n ? most : least);
    }
    return this.roundDown(floorOf(total, denominator));
  }

  /** Where every plan is worth the same, a bound below that shows that there is none. */
  private roundDown(bound: bigint): bigint | null {
    if (this.stride === 0n) return bound < this.rest ? null : this.rest;
    return this.rest + floorOf(bound - this.rest, this.stride) * this.stride;
  }

  /** The most that the pairs of a need bring, with no more donors than it may have; null where the cases leave no room. */
  private bestOf(need: ExactNeed, remaining: Remaining, gainOf: (pair: ExactPair) => bigint): Best | null {
    const byDonor = new Map<object | null, Gain[]>();
    for (const pair of need.pairs) {
      const domain = remaining.domainOf(pair);
      if (domain === null) return null;
      const donor = need.donorLimit === null ? null : pair.offer.donor;
      const ofDonor = byDonor.get(donor);
      const gain = { ...domain, each: gainOf(pair) };
      if (ofDonor === undefined) byDonor.set(donor, [gain]);
      else ofDonor.push(gain);
    }
    const donors = [...byDonor].map(([donor, gains]) => ({ donor, ...mostOf(gains, need.quantity) }));
    const forced = donors.reduce((sum, one) => sum + one.forced, 0n);
    if (forced > need.quantity) return null;
    const isForced = forced > 0n;
    if (need.donorLimit === null) return { worth: donors[0]?.worth ?? 0n, isForced };
    const counted = remaining.counted.get(need) ?? new Set();
    const settled = donors.filter((one) => one.forced > 0n || counted.has(one.donor as object));
    const elsewhere = [...counted].filter((donor) => !byDonor.has(donor)).length;
    const left = need.donorLimit - settled.length - elsewhere;
    if (left < 0) return null;
    const free = donors.filter((one) => !settled.includes(one)).toSorted((one, other) => (one.worth < other.worth ? 1 : -1));
    const worth = [...settled, ...free.slice(0, left)].reduce((sum, one) => sum + one.worth, 0n);
    return { worth, isForced };
  }
}

interface Best {
  readonly worth: bigint;
  /** Whether something must be given. */
  readonly isForced: boolean;
}

interface Gain extends Domain {
  /** Of each unit. */
  readonly each: bigint;
}

/** The most that some pairs of a need bring, which together give no more than it asks for; and how many units of them must be given. */
function mostOf(gains: readonly Gain[], asked: bigint): { readonly worth: bigint; readonly forced: bigint } {
  let worth = 0n;
  let forced = 0n;
  for (const { least, each } of gains) {
    worth += each * least;
    forced += least;
  }
  let left = asked - forced;
  const welcome = gains.filter(({ each, least, most }) => each > 0n && most > least);
  for (const { least, most, each } of welcome.toSorted((one, other) => (one.each < other.each ? 1 : -1))) {
    if (left <= 0n) break;
    const room = most - least < left ? most - least : left;
    worth += each * room;
    left -= room;
  }
  return { worth, forced };
}
