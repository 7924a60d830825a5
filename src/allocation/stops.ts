import type { PlannedLines } from './planned-lines.ts';
import type { Stop } from './reasons.ts';

/** What stops a pair, and the lot, limit or cap that it is: in units, a budget in minor units, others as they are counted. */
export interface Stopped {
  readonly code: Stop;
  readonly limit: number | null;
}

/** The side conditions that keep pairs of a plan from more. */
export class Stops {
  private readonly lines: PlannedLines;
  /** Needs for which it isn't proven that no plan is better. */
  private readonly unproven: ReadonlySet<string>;
  private readonly groupOf = new Map<number, readonly number[]>();
  private readonly packageOf = new Map<number, number>();
  /** The floors of support: whose they are, what these have and what all have. */
  private readonly shares: readonly {
    readonly members: ReadonlySet<number>;
    readonly percent: number;
    readonly own: bigint;
    readonly all: bigint;
  }[];

  constructor(lines: PlannedLines, unproven: ReadonlySet<string>) {
    this.lines = lines;
    this.unproven = unproven;
    const { groups, packages, floors } = lines.conditions;
    for (const group of groups) for (const need of group) this.groupOf.set(need, group);
    for (const [index, { parts }] of packages.entries()) for (const { need } of parts) this.packageOf.set(need, index);
    const servedOf = (needs: Iterable<number>): bigint => [...needs].reduce((sum, need) => sum + BigInt(lines.served[need] as number), 0n);
    const all = floors.some(({ of }) => of === 'support') ? servedOf(lines.served.keys()) : 0n;
    this.shares = floors.flatMap(({ needs, percent, of }) =>
      of === 'need' ? [] : [{ members: new Set(needs), percent, own: servedOf(needs), all }],
    );
  }

  /** What keeps a pair from one lot more, where both sides have some left. */
  at(pair: number): Stopped {
    const { conditions, instance } = this.lines;
    const need = this.lines.needOf[pair] as number;
    const offer = instance.offers[pair] as number;
    if (conditions.fixedOf(pair) >= 0) return this.limitedTo('fixed', conditions.fixedOf(pair));
    const step = this.stepOf(pair);
    const cost = step * (instance.costs?.[pair] ?? 0);
    for (const { offers, budget } of conditions.budgets) {
      if (!offers.includes(offer)) continue;
      const spent = offers.reduce((sum, member) => sum + (this.lines.spent[member] as number), cost);
      if (spent > budget) return this.limitedTo('budget', budget);
    }
    if (step > Math.min(this.lines.openOf(need), this.lines.leftOf(offer))) return this.limitedTo('lot', step);
    const cap = this.capReached('needs', need, step) ?? this.capReached('offers', offer, step);
    if (cap !== null) return this.limitedTo('cap', cap);
    const limit = conditions.donorLimits.get(need);
    if (limit !== undefined && this.wouldAddDonor(need, offer, limit)) return { code: 'donor-limit', limit };
    // What follows judges the plan as a whole, which only a proven plan bears.
    if (this.unproven.has(instance.needIds[need] as string)) return { code: 'unfinished', limit: null };
    if (conditions.wholeOffers.includes(offer)) {
      return this.limitedTo('offer-all-or-nothing', instance.offerQuantities[offer] as number);
    }
    const together = this.stopTogether(need);
    if (together !== null) return together;
    return { code: this.wouldBreakShare(need, step) ? 'floor' : 'not-worth-it', limit: null };
  }

  /** A condition of the need that would stop all of these pairs, whoever else holds what it could have had. */
  ofItsOwn(need: number, pairs: readonly number[]): (Stopped & { readonly pair: number }) | null {
    const stops = pairs.map((pair) => this.stopAtNeed(pair, need));
    const [first, pair] = [stops[0] ?? null, pairs[0]];
    return first === null || pair === undefined || stops.includes(null) ? null : { ...first, pair };
  }

  private stopAtNeed(pair: number, need: number): Stopped | null {
    const { conditions, instance } = this.lines;
    if (conditions.fixedOf(pair) >= 0) return this.limitedTo('fixed', conditions.fixedOf(pair));
    const limit = conditions.donorLimits.get(need);
    if (limit !== undefined && this.wouldAddDonor(need, instance.offers[pair] as number, limit)) return { code: 'donor-limit', limit };
    const step = this.stepOf(pair);
    if (step > this.lines.openOf(need)) return this.limitedTo('lot', step);
    const cap = this.capReached('needs', need, step);
    return cap === null ? this.stopTogether(need) : this.limitedTo('cap', cap);
  }

  /** Needs that get all or nothing, alone or together: a judgement of the whole plan, which only a proven plan bears. */
  private stopTogether(need: number): Stopped | null {
    const group = this.groupOf.get(need);
    if (group === undefined && !this.packageOf.has(need)) return null;
    if (this.unproven.has(this.lines.instance.needIds[need] as string)) return { code: 'unfinished', limit: null };
    if (group === undefined) return { code: 'package', limit: null };
    if (group.length > 1) return { code: 'group', limit: group.length };
    return this.limitedTo('all-or-nothing', this.lines.instance.needQuantities[need] as number);
  }

  private limitedTo(code: Stop, grains: number): Stopped {
    return { code, limit: this.lines.toUnits(grains) };
  }

  /** The least that a pair can get more. */
  private stepOf(pair: number): number {
    const { quantities, conditions } = this.lines;
    return (quantities[pair] as number) > 0 ? conditions.lotOf(pair) : conditions.leastOf(pair);
  }

  /** The cap that a line belongs to, where it has no room for so many. */
  private capReached(side: 'needs' | 'offers', line: number, step: number): number | null {
    const used = side === 'needs' ? this.lines.served : this.lines.given;
    const reached = this.lines.conditions.caps.find(
      (cap) =>
        cap.side === side &&
        cap.members.includes(line) &&
        cap.members.reduce((sum, member) => sum + (used[member] as number), step) > cap.quantity,
    );
    return reached?.quantity ?? null;
  }

  /** Whether so much more for this need leaves others less than the share of all support that is guaranteed to them. */
  private wouldBreakShare(need: number, step: number): boolean {
    const more = BigInt(step);
    return this.shares.some(({ members, percent, own, all }) => {
      const theirs = members.has(need) ? own + more : own;
      return theirs * 100n < BigInt(percent) * (all + more);
    });
  }

  private wouldAddDonor(need: number, offer: number, limit: number): boolean {
    const { conditions, instance, quantities } = this.lines;
    const donorOf = (pair: number): number => conditions.donors[instance.offers[pair] as number] as number;
    const given = this.lines.pairsOfNeed(need).filter((pair) => (quantities[pair] as number) > 0);
    const current = new Set(given.map(donorOf));
    return current.size >= limit && !current.has(conditions.donors[offer] as number);
  }
}
