import * as highsModule from 'highs';
import type { AllocationNeed, AllocationOffer, AllocationPair, PlannedQuantity } from '#src/allocation/index.ts';
import { grainsIn } from './grains.ts';
import { type Mixture, tiersOf } from './mixtures.ts';

// Its types describe the module that `require` gives; `import` gives the loader itself.
const load = highsModule.default as unknown as typeof highsModule.default.default;
const highs = await load();

/** By the number of the column. */
type Entry = readonly [column: number, coefficient: number];
interface Row {
  readonly entries: readonly Entry[];
  readonly least: number;
  readonly most: number;
}

/** Beyond them the memory of the module runs out, which ends it for every program after this one. */
const MOST_NODES = 5_000;

/**
 * The same as a plan, of whatever size, or the best that so many nodes find; null where there is none, or none of whole quantities came
 * out of the solver's rounding.
 */
export function refereePlan(mixture: Mixture): PlannedQuantity[] | null {
  const { needs, pairs } = mixture.input;
  const most = mostOf(mixture, 1);
  const model = new Model(mixture, { most, nodes: MOST_NODES });
  for (const tier of tiersOf(mixture)) {
    const ofTier = needs.filter((need) => (need.tier ?? Infinity) === tier).flatMap(({ id }) => model.given({ need: id }));
    const units = model.maximise(ofTier);
    if (units === null) return null;
    model.rows.push({ entries: ofTier, least: units, most: Infinity });
  }
  if (model.maximise(pairs.map((pair) => [model.quantityOf(pair), pair.score])) === null) return null;
  return pairs.map((pair) => ({ need: pair.need, offer: pair.offer, quantity: model.found(pair) / model.stepOf(pair) })).filter(({ quantity }) => quantity > 0); // prettier-ignore
}

/**
 * The best totals of an instance with side conditions, by HiGHS, from a model written down from the rules as they read and by itself:
 * every quantity whole, a switch per pair whether it is used, one program per tier and one for the score. Null: impossible.
 */
export function refereeMixture(mixture: Mixture): number[] | null {
  const model = new Model(mixture, { most: mostOf(mixture) });
  const totals: number[] = [];
  for (const tier of tiersOf(mixture)) {
    const ofTier = mixture.input.needs.filter((need) => (need.tier ?? Infinity) === tier).flatMap(({ id }) => model.given({ need: id }));
    const units = model.maximise(ofTier);
    if (units === null) return null;
    model.rows.push({ entries: ofTier, least: units, most: units });
    totals.push(units);
  }
  const score = model.maximise(mixture.input.pairs.map((pair) => [model.quantityOf(pair), pair.score]));
  return score === null ? null : [...totals, score];
}

/** Whether the same model allows a plan. */
export function refereeAllows(mixture: Mixture, plan: readonly PlannedQuantity[]): boolean {
  const model = new Model(mixture, { most: mostOf(mixture) });
  for (const pair of mixture.input.pairs) {
    const steps = plan.find(({ need, offer }) => need === pair.need && offer === pair.offer)?.quantity ?? 0;
    const quantity = steps * model.stepOf(pair);
    model.rows.push({ entries: [[model.quantityOf(pair), 1]], least: quantity, most: quantity });
  }
  return model.maximise([]) !== null;
}

/** More than there is of anything, in small instances. */
const MOST = 1_000;

/** No less than there is of anything, in the finest step that some line has, as all quantities of the model. */
function mostOf({ input }: Mixture, least = MOST): number {
  const grains = grainsIn(input);
  return Math.max(...[...input.needs, ...input.offers].map((line) => (line.quantity ?? 0) * grains(line)), least);
}

class Model {
  readonly rows: Row[] = [];
  private readonly mixture: Mixture;
  private readonly uppers: number[] = [];
  private readonly columnsOf = new Map<AllocationPair, { readonly quantity: number; readonly used: number }>();
  private readonly groups = new Map<string, number>();
  private readonly most: number;
  private readonly nodes: number;
  private readonly grains: ReturnType<typeof grainsIn>;
  private values: readonly number[] = [];

  /** With fewer `nodes` than it takes, the best found is taken for the answer. */
  constructor(mixture: Mixture, { most = MOST, nodes = Infinity } = {}) {
    this.mixture = mixture;
    this.grains = grainsIn(mixture.input);
    this.most = most;
    this.nodes = nodes;
    const { needs, offers, pairs } = mixture.input;
    for (const pair of pairs) this.describePair(pair);
    for (const need of needs) this.describeNeed(need);
    for (const offer of offers) this.describeOffer(offer);
    this.describeTogether();
  }

  /** What is given to a need, or by an offer. */
  given({ need, offer }: { need?: string; offer?: string }): Entry[] {
    return this.mixture.input.pairs
      .filter((pair) => (need === undefined || pair.need === need) && (offer === undefined || pair.offer === offer))
      .map((pair) => [this.quantityOf(pair), 1]);
  }

  maximise(objective: readonly Entry[]): number | null {
    const count = this.uppers.length;
    const costs = new Float64Array(count);
    for (const [column, cost] of objective) costs[column] = (costs[column] ?? 0) + cost;
    const rows = this.rows.filter(({ entries }) => entries.length > 0);
    if (this.rows.some(({ entries, least, most }) => entries.length === 0 && (least > 0 || most < 0))) return null;
    if (count === 0) return 0;
    const starts = [0];
    for (const { entries } of rows) starts.push((starts.at(-1) ?? 0) + entries.length);
    const model = highs.createModel({
      numCols: count,
      numRows: rows.length,
      sense: highs.constants.objectiveSense.maximize,
      colCost: costs,
      colLower: new Float64Array(count),
      colUpper: Float64Array.from(this.uppers),
      rowLower: Float64Array.from(rows, ({ least }) => (least === -Infinity ? -highs.infinity : least)),
      rowUpper: Float64Array.from(rows, ({ most }) => (most === Infinity ? highs.infinity : most)),
      integrality: new Int32Array(count).fill(highs.constants.variableType.integer),
      matrix: {
        format: 'csr',
        numRows: rows.length,
        numCols: count,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(rows.flatMap(({ entries }) => entries.map(([column]) => column))),
        values: Float64Array.from(rows.flatMap(({ entries }) => entries.map(([, coefficient]) => coefficient))),
      },
    });
    const isLimited = this.nodes < Infinity;
    model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0, ...(isLimited ? { mip_max_nodes: this.nodes } : {}) });
    model.run();
    const isFound = isLimited
      ? model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible
      : model.getModelStatus() === highs.constants.modelStatus.optimal;
    const value = isFound ? Math.round(model.getObjectiveValue()) : null;
    if (isFound) {
      const { colValue } = model.getSolution();
      this.values = [...colValue].map(Math.round);
    }
    model.dispose();
    return value;
  }

  /** The column of what a pair gets. */
  quantityOf(pair: AllocationPair): number {
    return this.of(pair).quantity;
  }

  stepOf(pair: AllocationPair): number {
    return this.grains(this.linesOf(pair)[0]);
  }

  /** What a pair gets in what was found last. */
  found(pair: AllocationPair): number {
    return this.values[this.quantityOf(pair)] ?? 0;
  }

  private of(pair: AllocationPair): { readonly quantity: number; readonly used: number } {
    const columns = this.columnsOf.get(pair);
    if (columns === undefined) throw new Error('a pair is one of the instance');
    return columns;
  }

  private column(most: number): number {
    return this.uppers.push(most) - 1;
  }

  private groupOf(name: string): number {
    const column = this.groups.get(name) ?? this.column(1);
    this.groups.set(name, column);
    return column;
  }

  private row(entries: readonly Entry[], least: number, most: number): void {
    this.rows.push({ entries, least, most });
  }

  private describePair(pair: AllocationPair): void {
    const { settings } = this.mixture;
    const [need, offer] = this.linesOf(pair);
    const [quantity, used] = [this.column(this.most), this.column(1)];
    this.columnsOf.set(pair, { quantity, used });
    this.row([[quantity, 1], [used, -this.most]], -Infinity, 0); // prettier-ignore
    this.row([[quantity, 1], [used, -1]], 0, Infinity); // prettier-ignore
    const fixed = settings.fixed?.find((line) => line.need === pair.need && line.offer === pair.offer);
    if (fixed !== undefined) {
      this.row([[quantity, 1]], fixed.quantity * this.grains(need), fixed.quantity * this.grains(need));
      return;
    }
    const least = Math.max(Math.min(need.lot ?? 1, need.quantity) * this.grains(need), (offer.minimumLot ?? 0) * this.grains(offer));
    this.row([[quantity, 1], [used, -least]], 0, Infinity); // prettier-ignore
    this.row([[quantity, 1], [this.column(this.most), -this.grains(need)]], 0, 0); // prettier-ignore
    const hasLots = offer.lot !== undefined || offer.quantity !== undefined;
    if (hasLots) this.row([[quantity, 1], [this.column(this.most), -(offer.lot ?? 1) * this.grains(offer)]], 0, 0); // prettier-ignore
    const isBlocked = (need.blockedBy?.length ?? 0) + (offer.blockedBy?.length ?? 0) > 0;
    if (isBlocked || (pair.unitCost ?? 0) > (offer.unitCeiling ?? Infinity)) this.row([[quantity, 1]], 0, 0);
  }

  private linesOf(pair: AllocationPair): [AllocationNeed, AllocationOffer] {
    const need = this.mixture.input.needs.find(({ id }) => id === pair.need);
    const offer = this.mixture.input.offers.find(({ id }) => id === pair.offer);
    if (!need || !offer) throw new Error('a pair of the instance names its lines');
    return [need, offer];
  }

  private describeNeed(need: AllocationNeed): void {
    const entries = this.given({ need: need.id });
    const asked = this.askedBy(need);
    this.row(entries, -Infinity, asked);
    if (need.allOrNothing) this.row([...entries, [this.column(1), -asked]], 0, 0);
    if (need.group !== undefined) this.row([...entries, [this.groupOf(need.group), -asked]], 0, 0);
    const limit = need.donorLimit ?? this.mixture.settings.donorLimit;
    if (limit === undefined) return;
    const donors = new Map<string | AllocationOffer, number>();
    for (const pair of this.mixture.input.pairs.filter((candidate) => candidate.need === need.id)) {
      const [, offer] = this.linesOf(pair);
      const donor = donors.get(offer.donor ?? offer) ?? this.column(1);
      donors.set(offer.donor ?? offer, donor);
      this.row([[this.of(pair).used, 1], [donor, -1]], -Infinity, 0); // prettier-ignore
    }
    this.row([...donors.values()].map((donor): Entry => [donor, 1]), -Infinity, limit); // prettier-ignore
  }

  private askedBy(need: AllocationNeed): number {
    return need.quantity * this.grains(need);
  }

  private describeOffer(offer: AllocationOffer): void {
    const entries = this.given({ offer: offer.id });
    const held = (offer.quantity ?? 0) * this.grains(offer);
    if (offer.quantity !== undefined) this.row(entries, -Infinity, held);
    if (offer.allOrNothing) this.row([...entries, [this.column(1), -held]], 0, 0);
    if (offer.budget === undefined) return;
    const costs = this.mixture.input.pairs.filter((pair) => pair.offer === offer.id);
    this.row(costs.map((pair): Entry => [this.quantityOf(pair), pair.unitCost ?? 0]), -Infinity, offer.budget * this.grains({})); // prettier-ignore
  }

  private describeTogether(): void {
    const { input, settings } = this.mixture;
    const toNeeds = (needs: readonly AllocationNeed[], factor = 1): Entry[] =>
      needs.flatMap(({ id }) => this.given({ need: id }).map(([column]): Entry => [column, factor]));
    for (const { id, budget } of settings.sharedBudgets ?? []) {
      const paid = new Set(input.offers.filter(({ sharedBudget }) => sharedBudget === id).map((offer) => offer.id));
      const costs = input.pairs.filter(({ offer }) => paid.has(offer)).map((pair): Entry => [this.quantityOf(pair), pair.unitCost ?? 0]);
      this.row(costs, -Infinity, budget * this.grains({}));
    }
    for (const { parts } of settings.packages ?? []) {
      const count = this.column(this.most);
      for (const { need: id, quantity } of parts) {
        const each = quantity * this.grains(input.needs.find((need) => need.id === id) ?? {});
        this.row([...this.given({ need: id }), [count, -each]], 0, 0);
      }
    }
    for (const { by, value, percent, of } of settings.floors ?? []) {
      const own = input.needs.filter((need) => need[by] === value);
      const rest = input.needs.filter((need) => need[by] !== value);
      if (of === 'need') this.row(toNeeds(own, 100), percent * own.reduce((sum, need) => sum + this.askedBy(need), 0), Infinity);
      else this.row([...toNeeds(own, 100 - percent), ...toNeeds(rest, -percent)], 0, Infinity);
    }
    for (const { by, value, ...cap } of settings.caps ?? []) {
      const capped =
        by === 'donor'
          ? input.offers.filter(({ donor }) => donor === value).flatMap(({ id }) => this.given({ offer: id }))
          : toNeeds(input.needs.filter(({ recipient }) => recipient === value));
      this.row(capped, -Infinity, cap.quantity * this.grains(cap));
    }
  }
}
