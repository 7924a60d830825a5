import type { Conditions } from './conditions.ts';
import type { DenseInstance } from './instance.ts';
import { type IntegerProgram, ProgramBuilder } from './integer-program.ts';
import type { Part } from './parts.ts';

/**
 * The integer program of one part. A pair has a column that counts its lots; what is on or off (a pair with a least quantity, a donor
 * of a need, a group, an offer that goes whole) has a switch; a package has a column that counts how many of it are given.
 */
export class PartProgram {
  private readonly instance: DenseInstance;
  private readonly conditions: Conditions;
  private readonly part: Part;
  private readonly builder = new ProgramBuilder();
  private readonly columnOf = new Map<number, number>();
  private readonly pairsOfNeed = new Map<number, number[]>();
  private readonly pairsOfOffer = new Map<number, number[]>();
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
    this.builder.addRow(this.entriesOf(this.pairsOfTier(tier)), units, Infinity);
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

  private lotOf(pair: number): number {
    return (this.conditions.fixed[pair] as number) >= 0 ? 1 : (this.conditions.lots[pair] as number);
  }

  private addPair(pair: number): void {
    const { conditions } = this;
    const fixed = conditions.fixed[pair] as number;
    const most = conditions.most[pair] as number;
    const least = conditions.least[pair] as number;
    if (fixed < 0 && most < least) return;
    const lot = this.lotOf(pair);
    const column =
      fixed >= 0 ? this.builder.addColumn(fixed, fixed, true) : this.builder.addColumn(0, most / lot, this.areWhole || lot > 1);
    this.columnOf.set(pair, column);
    this.pairsOfNeed.get(this.needOf[pair] as number)?.push(pair);
    this.pairsOfOffer.get(this.instance.offers[pair] as number)?.push(pair);
    if (fixed >= 0 || least <= lot) return;
    const given = this.addFollower((quantities) => ((quantities[pair] as number) > 0 ? 1 : 0));
    this.builder.addRow([[column, 1], [given, -most / lot]], -Infinity, 0); // prettier-ignore
    this.builder.addRow([[column, 1], [given, -least / lot]], 0, Infinity); // prettier-ignore
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
        this.builder.addRow([...entries, [gone, -held]], 0, 0);
      } else if (entries.length > 0) this.builder.addRow(entries, -Infinity, held);
    }
  }

  private boundMoney(): void {
    for (const { offers, budget } of this.conditions.budgets) {
      const pairs = offers.flatMap((offer) => this.pairsOfOffer.get(offer) ?? []);
      const costs = pairs.map((pair): [number, number] => [
        this.columnOf.get(pair) as number,
        this.lotOf(pair) * (this.instance.costs?.[pair] ?? 0),
      ]);
      if (costs.length > 0) this.builder.addRow(costs, -Infinity, budget);
    }
  }

  private boundNeeds(): void {
    const grouped = new Set<number>();
    for (const group of this.conditions.groups) {
      if (!this.pairsOfNeed.has(group[0] as number)) continue;
      const isServed = (quantities: Float64Array): number =>
        group.every((need) => this.servedOf(need, quantities) === this.instance.needQuantities[need]) ? 1 : 0;
      const served = this.addFollower(isServed);
      for (const need of group) {
        grouped.add(need);
        const asked = this.instance.needQuantities[need] as number;
        this.builder.addRow([...this.entriesOf(this.pairsOfNeed.get(need) ?? []), [served, -asked]], 0, 0);
      }
    }
    for (const [need, pairs] of this.pairsOfNeed) {
      if (pairs.length > 0 && !grouped.has(need)) {
        this.builder.addRow(this.entriesOf(pairs), -Infinity, this.instance.needQuantities[need] as number);
      }
    }
  }

  private servedOf(need: number, quantities: Float64Array): number {
    return sumOf(quantities, this.pairsOfNeed.get(need) ?? []);
  }

  private limitDonors(): void {
    for (const [need, limit] of this.conditions.donorLimits) {
      if (!this.pairsOfNeed.has(need)) continue;
      const ofDonor = new Map<number, number[]>();
      for (const pair of this.pairsOfNeed.get(need) ?? []) {
        const donor = this.conditions.donors[this.instance.offers[pair] as number] as number;
        ofDonor.set(donor, [...(ofDonor.get(donor) ?? []), pair]);
      }
      const switches = [...ofDonor.values()].map((pairs): [number, number] => {
        const gives = this.addFollower((quantities) => (sumOf(quantities, pairs) > 0 ? 1 : 0));
        const most = pairs.reduce(
          (sum, pair) => sum + Math.max(this.conditions.most[pair] as number, this.conditions.fixed[pair] as number),
          0,
        );
        this.builder.addRow([...this.entriesOf(pairs), [gives, -most]], -Infinity, 0);
        return [gives, 1];
      });
      this.builder.addRow(switches, -Infinity, limit);
    }
  }

  private addPackages(): void {
    for (const parts of this.conditions.packages) {
      const [first] = parts;
      if (first === undefined || !this.pairsOfNeed.has(first.need)) continue;
      const most = Math.min(...parts.map(({ need, quantity }) => Math.floor((this.instance.needQuantities[need] as number) / quantity)));
      const given = this.addFollower((quantities) => Math.floor(this.servedOf(first.need, quantities) / first.quantity), most);
      for (const { need, quantity } of parts) {
        this.builder.addRow([...this.entriesOf(this.pairsOfNeed.get(need) ?? []), [given, -quantity]], 0, 0);
      }
    }
  }

  private addFloors(): void {
    for (const { needs, percent, of } of this.conditions.floors) {
      if (of === 'need' && !this.pairsOfNeed.has(needs[0] ?? -1)) continue;
      const pairs = needs.flatMap((need) => this.pairsOfNeed.get(need) ?? []);
      if (of === 'need') {
        const asked = needs.reduce((sum, need) => sum + (this.instance.needQuantities[need] as number), 0);
        this.builder.addRow(this.entriesOf(pairs), Math.ceil((asked * percent) / 100), Infinity);
        continue;
      }
      const own = new Set(pairs);
      const rest = this.part.pairs.filter((pair) => !own.has(pair));
      this.builder.addRow([...this.entriesOf(pairs, 100 - percent), ...this.entriesOf(rest, -percent)], 0, Infinity);
    }
  }

  private addCaps(): void {
    for (const { side, members, quantity } of this.conditions.caps) {
      const pairsOf = side === 'needs' ? this.pairsOfNeed : this.pairsOfOffer;
      const pairs = members.flatMap((member) => pairsOf.get(member) ?? []);
      if (pairs.length > 0) this.builder.addRow(this.entriesOf(pairs), -Infinity, quantity);
    }
  }
}

const sumOf = (quantities: Float64Array, pairs: readonly number[]): number =>
  pairs.reduce((sum, pair) => sum + (quantities[pair] as number), 0);
