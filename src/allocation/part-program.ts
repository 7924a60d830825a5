import { type Conditions, leastOfFloor } from './conditions.ts';
import type { DenseInstance } from './dense-instance.ts';
import { type IntegerProgram, ProgramBuilder } from './integer-program.ts';
import type { Part } from './parts.ts';

/** The condition that a row of the program stands for, where it has a multiplier in a proof. */
export type RowOf =
  | { readonly need: number }
  | { readonly offer: number }
  | { readonly budget: number }
  | { readonly sharedBudget: string }
  | { readonly cap: string }
  | { readonly floor: string }
  | { readonly package: string; readonly need: number }
  | { readonly tier: number };

/** What a column counts that isn't a pair. */
export type Choice =
  | { readonly column: number; readonly group: readonly number[] }
  | { readonly column: number; readonly whole: number }
  | { readonly column: number; readonly package: string }
  | { readonly column: number; readonly donorOf: { readonly need: number; readonly pairs: readonly number[] } };

/**
 * The integer program of one part. A pair has a column that counts its lots; what is on or off (a pair with a least quantity, a donor
 * of a need, a group, an offer that goes whole) has a switch; a package has a column that counts how many of it are given.
 */
export class PartProgram {
  private readonly instance: DenseInstance;
  private readonly conditions: Conditions;
  private readonly part: Part;
  private readonly builder = new ProgramBuilder();
  /** Per pair, its column; none where it can hold nothing. */
  readonly columnOf = new Map<number, number>();
  /** Per row, what it stands for. */
  readonly rows: (RowOf | null)[] = [];
  readonly choices: Choice[] = [];
  /** The pairs that can hold something. */
  readonly pairsOfNeed = new Map<number, number[]>();
  readonly pairsOfOffer = new Map<number, number[]>();
  private readonly needOf: Int32Array;
  /** How the values of the other columns follow from the quantities. */
  private readonly followers: { column: number; valueOf: (quantities: Float64Array) => number }[] = [];
  private readonly areWhole: boolean;

  /** `areWhole`: quantities are declared whole; without it they are expected to come out whole, as network flows do. */
  constructor(instance: DenseInstance, conditions: Conditions, part: Part, areWhole: boolean) {
    this.instance = instance;
    this.conditions = conditions;
    this.part = part;
    this.areWhole = areWhole;
    this.needOf = conditions.needOf;
    for (const need of part.needs) this.pairsOfNeed.set(need, []);
    for (const offer of part.offers) this.pairsOfOffer.set(offer, []);
    for (const pair of part.pairs) this.addPair(pair);
    this.boundOffers();
    this.boundMoney();
    this.boundNeeds();
    this.limitDonors();
    this.addPackages();
    this.addFloors();
    this.addCaps();
  }

  /** The units of one tier from here on are no fewer than these. */
  keepTier(tier: number, units: number): void {
    this.addRow({ tier }, this.entriesOf(this.pairsOfTier(tier)), units, Infinity);
  }

  /** The program that maximises the units of a tier, or the score. */
  maximising(stage: number | 'score'): IntegerProgram {
    if (stage !== 'score') return this.builder.build(this.entriesOf(this.pairsOfTier(stage)));
    const { scores } = this.instance;
    return this.builder.build([...this.columnOf].map(([pair, column]) => [column, this.lotOf(pair) * (scores[pair] as number)]));
  }

  /** The program that maximises what these needs get. */
  maximisingNeeds(needs: readonly number[]): IntegerProgram {
    return this.builder.build(this.entriesOf(needs.flatMap((need) => this.pairsOfNeed.get(need) ?? [])));
  }

  /** The values of all columns that these quantities (per pair of the instance) mean. */
  valuesOf(quantities: Float64Array): Float64Array {
    const values = new Float64Array(this.columnOf.size + this.followers.length);
    for (const [pair, column] of this.columnOf) values[column] = (quantities[pair] as number) / this.lotOf(pair);
    for (const { column, valueOf } of this.followers) values[column] = valueOf(quantities);
    return values;
  }

  /** The whole quantities that values of the columns mean, written into `quantities` per pair of the instance; false where they aren't whole. */
  readQuantities(values: Float64Array, quantities: Float64Array): boolean {
    for (const pair of this.part.pairs) quantities[pair] = 0;
    for (const [pair, column] of this.columnOf) {
      const value = values[column] as number;
      if (Math.abs(value - Math.round(value)) > 1e-4) return false;
      quantities[pair] = Math.round(value) * this.lotOf(pair);
    }
    return true;
  }

  private pairsOfTier(tier: number): number[] {
    return this.part.pairs.filter((pair) => this.instance.tiers[this.needOf[pair] as number] === tier);
  }

  private addRow(
    of: RowOf | null,
    entries: readonly (readonly [column: number, coefficient: number])[],
    least: number,
    most: number,
  ): void {
    this.rows.push(of);
    this.builder.addRow(entries, least, most);
  }

  /** How many units a column of a pair counts. */
  lotOf(pair: number): number {
    return this.conditions.fixedOf(pair) >= 0 ? 1 : this.conditions.lotOf(pair);
  }

  private addPair(pair: number): void {
    const { conditions } = this;
    const fixed = conditions.fixedOf(pair);
    const most = conditions.mostOf(pair);
    const least = conditions.leastOf(pair);
    if (fixed < 0 && most < least) return;
    const lot = this.lotOf(pair);
    const column =
      fixed >= 0 ? this.builder.addColumn(fixed, fixed, true) : this.builder.addColumn(0, most / lot, this.areWhole || lot > 1);
    this.columnOf.set(pair, column);
    this.pairsOfNeed.get(this.needOf[pair] as number)?.push(pair);
    this.pairsOfOffer.get(this.instance.offers[pair] as number)?.push(pair);
    if (fixed >= 0 || least <= lot) return;
    const given = this.addFollower((quantities) => ((quantities[pair] as number) > 0 ? 1 : 0));
    this.addRow(null, [[column, 1], [given, -most / lot]], -Infinity, 0); // prettier-ignore
    this.addRow(null, [[column, 1], [given, -least / lot]], 0, Infinity); // prettier-ignore
  }

  /** Σ lot × column over pairs. */
  private entriesOf(pairs: readonly number[], factor = 1): [column: number, coefficient: number][] {
    return pairs.flatMap((pair) => {
      const column = this.columnOf.get(pair);
      return column === undefined ? [] : [[column, factor * this.lotOf(pair)]];
    });
  }

  private addFollower(valueOf: (quantities: Float64Array) => number, most = 1): number {
    const column = this.builder.addColumn(0, most, true);
    this.followers.push({ column, valueOf });
    return column;
  }

  private boundOffers(): void {
    const whole = new Set(this.conditions.wholeOffers);
    for (const [offer, pairs] of this.pairsOfOffer) {
      const held = this.instance.offerQuantities[offer] as number;
      const entries = this.entriesOf(pairs);
      if (whole.has(offer)) {
        const gone = this.addFollower((quantities) => (sumOf(quantities, pairs) === held ? 1 : 0));
        this.choices.push({ column: gone, whole: offer });
        this.addRow({ offer }, [...entries, [gone, -held]], 0, 0);
      } else if (entries.length > 0) this.addRow({ offer }, entries, -Infinity, held);
    }
  }

  private boundMoney(): void {
    for (const { of, offers, budget } of this.conditions.budgets) {
      const pairs = offers.flatMap((offer) => this.pairsOfOffer.get(offer) ?? []);
      const costs = pairs.map((pair): [number, number] => [
        this.columnOf.get(pair) as number,
        this.lotOf(pair) * (this.instance.costs?.[pair] ?? 0),
      ]);
      if (costs.length > 0) this.addRow('offer' in of ? { budget: of.offer } : of, costs, -Infinity, budget);
    }
  }

  private boundNeeds(): void {
    const grouped = new Set<number>();
    for (const group of this.conditions.groups) {
      if (!this.pairsOfNeed.has(group[0] as number)) continue;
      const isServed = (quantities: Float64Array): number =>
        group.every((need) => this.servedOf(need, quantities) === this.instance.needQuantities[need]) ? 1 : 0;
      const served = this.addFollower(isServed);
      this.choices.push({ column: served, group });
      for (const need of group) {
        grouped.add(need);
        const asked = this.instance.needQuantities[need] as number;
        this.addRow({ need }, [...this.entriesOf(this.pairsOfNeed.get(need) ?? []), [served, -asked]], 0, 0);
      }
    }
    for (const [need, pairs] of this.pairsOfNeed) {
      if (pairs.length > 0 && !grouped.has(need)) {
        this.addRow({ need }, this.entriesOf(pairs), -Infinity, this.instance.needQuantities[need] as number);
      }
    }
  }

  private servedOf(need: number, quantities: Float64Array): number {
    return sumOf(quantities, this.pairsOfNeed.get(need) ?? []);
  }

  /** The pairs of a need, by their donors. */
  donorsOf(need: number): number[][] {
    const ofDonor = new Map<number, number[]>();
    for (const pair of this.pairsOfNeed.get(need) ?? []) {
      const donor = this.conditions.donors[this.instance.offers[pair] as number] as number;
      ofDonor.set(donor, [...(ofDonor.get(donor) ?? []), pair]);
    }
    return [...ofDonor.values()];
  }

  private limitDonors(): void {
    for (const [need, limit] of this.conditions.donorLimits) {
      if (!this.pairsOfNeed.has(need)) continue;
      const switches = this.donorsOf(need).map((pairs): [number, number] => {
        const gives = this.addFollower((quantities) => (sumOf(quantities, pairs) > 0 ? 1 : 0));
        const all = pairs.reduce((sum, pair) => sum + Math.max(this.conditions.mostOf(pair), this.conditions.fixedOf(pair)), 0);
        const most = Math.min(all, this.instance.needQuantities[need] as number);
        this.choices.push({ column: gives, donorOf: { need, pairs } });
        this.addRow(null, [...this.entriesOf(pairs), [gives, -most]], -Infinity, 0);
        return [gives, 1];
      });
      this.addRow(null, switches, -Infinity, limit);
    }
  }

  private addPackages(): void {
    for (const { id, parts } of this.conditions.packages) {
      const [first] = parts;
      if (first === undefined || !this.pairsOfNeed.has(first.need)) continue;
      const most = Math.min(...parts.map(({ need, quantity }) => Math.floor((this.instance.needQuantities[need] as number) / quantity)));
      const given = this.addFollower((quantities) => Math.floor(this.servedOf(first.need, quantities) / first.quantity), most);
      this.choices.push({ column: given, package: id });
      for (const { need, quantity } of parts) {
        this.addRow({ package: id, need }, [...this.entriesOf(this.pairsOfNeed.get(need) ?? []), [given, -quantity]], 0, 0);
      }
    }
  }

  private addFloors(): void {
    for (const floor of this.conditions.floors) {
      const { id, needs, percent, of } = floor;
      if (of === 'need' && !this.pairsOfNeed.has(needs[0] ?? -1)) continue;
      const pairs = needs.flatMap((need) => this.pairsOfNeed.get(need) ?? []);
      if (of === 'need') {
        this.addRow({ floor: id }, this.entriesOf(pairs), leastOfFloor(this.instance, floor), Infinity);
        continue;
      }
      const own = new Set(pairs);
      const rest = this.part.pairs.filter((pair) => !own.has(pair));
      this.addRow({ floor: id }, [...this.entriesOf(pairs, 100 - percent), ...this.entriesOf(rest, -percent)], 0, Infinity);
    }
  }

  private addCaps(): void {
    for (const { id, side, members, quantity } of this.conditions.caps) {
      const pairsOf = side === 'needs' ? this.pairsOfNeed : this.pairsOfOffer;
      const pairs = members.flatMap((member) => pairsOf.get(member) ?? []);
      if (pairs.length > 0) this.addRow({ cap: id }, this.entriesOf(pairs), -Infinity, quantity);
    }
  }
}

const sumOf = (quantities: Float64Array, pairs: readonly number[]): number =>
  pairs.reduce((sum, pair) => sum + (quantities[pair] as number), 0);
