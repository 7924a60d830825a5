import { needsOfPairs } from './dense-instance.ts';
import { NetworkSimplex, NONE } from './network-simplex.ts';
import type { Transport } from './transport.ts';

/**
 * Of all pairs, the share that is looked at near the change before all are looked through again: far-reaching changes are found
 * faster that way.
 */
const SHARE_NEAR_THE_CHANGE = 0.06;

/**
 * A network simplex that stays: after a small change it goes on from the last basis instead of from the beginning. All changes
 * keep the quantities of the tree feasible, so that nothing but the primal simplex is needed:
 *
 * - a pair is worth more or less: the prices below it follow;
 * - a node keeps its units (`keep`): as if they were worth more to itself than any pair, which withdraws a line;
 * - a node holds more or fewer: its slack comes into the tree first, and what is held back can be taken away.
 *
 * Pairs that a change can have made attractive touch a node whose price fell, so these are looked at first.
 */
export class WarmSimplex extends NetworkSimplex {
  private readonly values: Float64Array;
  private readonly held: Float64Array;
  private readonly needOfPair: Int32Array;
  /** The pairs of offer node N + j stand at `columnStarts[j]` … in `columnPairs`. */
  private readonly columnStarts: Int32Array;
  private readonly columnPairs: Int32Array;
  /** Nodes with a price that fell since they were looked at. */
  private readonly fallen: number[] = [];
  private readonly isFallen: Uint8Array;
  private looksNearby = false;
  /** So many pairs were looked at since the last change. */
  private lookedAt = 0;
  /** More than any pair is worth, which is what a kept unit is worth. */
  private beyondAll: number;
  private readonly kept = new Set<number>();

  /** Works on copies of the values and quantities. */
  constructor(transport: Transport) {
    const values = transport.values.slice();
    const held = transport.quantities.slice();
    super({ ...transport, values, quantities: held });
    this.values = values;
    this.held = held;
    this.needOfPair = needsOfPairs(transport);
    this.columnStarts = new Int32Array(transport.offerCount + 1);
    this.columnPairs = new Int32Array(transport.offers.length);
    this.listColumns();
    this.isFallen = new Uint8Array(this.nodeCount + 1);
    this.beyondAll = values.reduce((most, value) => Math.max(most, value), 0) + 1;
    this.pivotUntilBest();
    this.looksNearby = true;
  }

  /** What one unit of the pair is worth from now on. */
  setValue(pair: number, value: number): void {
    const change = value - (this.values[pair] as number);
    if (change === 0) return;
    this.values[pair] = value;
    if (value >= this.beyondAll) this.raiseKept(2 * value + 1);
    const need = this.needOfPair[pair] as number;
    const offer = this.transport.offers[pair] as number;
    const below = this.joins[need] === pair ? need : this.joins[offer] === pair ? offer : NONE;
    if (below !== NONE) this.reprice(below, this.depths[below] as number, change);
    else if (change > 0) this.markFallen(need);
  }

  /** Whether the node keeps all its units: so a line is withdrawn, and comes back. */
  keep(node: number, isKept: boolean): void {
    if (isKept) this.kept.add(node);
    else this.kept.delete(node);
    this.setKeepWorth(node, isKept ? this.beyondAll : 0);
  }

  /** How many units the node holds from now on: whole, at least 1. */
  setQuantity(node: number, quantity: number): void {
    const change = quantity - (this.held[node] as number);
    if (change === 0) return;
    if (change < 0 && !this.canSpare(node, -change)) {
      const wasKept = this.kept.has(node);
      this.keep(node, true);
      this.reoptimise();
      this.keep(node, wasKept);
    }
    this.bringSlackIn(node);
    this.held[node] = quantity;
    this.quantities[node] = (this.quantities[node] as number) + change;
  }

  /** Pivots until the plan is best again. */
  reoptimise(): void {
    this.lookedAt = 0;
    while (this.lookedAt < SHARE_NEAR_THE_CHANGE * this.pairCount) {
      if (!this.findEnteringNearChange()) return;
      this.pivot();
    }
    for (const node of this.fallen) this.isFallen[node] = 0;
    this.fallen.length = 0;
    this.looksNearby = false;
    this.pivotUntilBest();
    this.looksNearby = true;
  }

  /** What all units given are worth. */
  worth(): bigint {
    let worth = 0n;
    for (let node = 0; node < this.nodeCount; node += 1) {
      const join = this.joins[node] as number;
      if (join < this.pairCount) worth += BigInt(this.quantities[node] as number) * BigInt(this.values[join] as number);
    }
    return worth;
  }

  /** The same by other values, in binary fractions: for comparing plans, where rounding does no harm. */
  roundedWorth(values: Float64Array): number {
    let worth = 0;
    for (let node = 0; node < this.nodeCount; node += 1) {
      const join = this.joins[node] as number;
      if (join < this.pairCount) worth += (this.quantities[node] as number) * (values[join] as number);
    }
    return worth;
  }

  /** What one unit more at the node would be worth; not negative. */
  priceOf(node: number): number {
    return this.prices[node] as number;
  }

  /** How many units the node gives or gets. */
  usedOf(node: number): number {
    const slack = this.joins[node] === this.pairCount + node ? (this.quantities[node] as number) : 0;
    return (this.held[node] as number) - slack;
  }

  /** Per pair. */
  quantitiesNow(): Float64Array {
    return this.quantitiesOfPairs();
  }

  private raiseKept(beyondAll: number): void {
    this.beyondAll = beyondAll;
    for (const node of this.kept) this.setKeepWorth(node, beyondAll);
  }

  private setKeepWorth(node: number, worth: number): void {
    const change = worth - (this.keepWorths[node] as number);
    if (change === 0) return;
    this.keepWorths[node] = worth;
    if (this.joins[node] === this.pairCount + node) this.reprice(node, this.depths[node] as number, change);
    else if (change > 0) this.markFallen(node);
  }

  /** Whether the node's slack is in the tree and stays above nothing when so many are taken away: an empty one could point the wrong way. */
  private canSpare(node: number, units: number): boolean {
    return this.joins[node] === this.pairCount + node && (this.quantities[node] as number) > units;
  }

  private bringSlackIn(node: number): void {
    if (this.joins[node] === this.pairCount + node) return;
    this.entering = this.pairCount + node;
    this.enteringNeed = NONE;
    this.reducedCost = (this.prices[node] as number) - (this.keepWorths[node] as number);
    this.pivot();
  }

  /** The most violated pair or slack of a node with a fallen price. */
  private findEnteringNearChange(): boolean {
    while (this.fallen.length > 0) {
      const node = this.fallen[this.fallen.length - 1] as number;
      if (this.findEnteringAt(node)) return true;
      this.fallen.pop();
      this.isFallen[node] = 0;
    }
    return false;
  }

  private findEnteringAt(node: number): boolean {
    const { prices, values, pairCount } = this;
    const { needCount, rowStarts, offers } = this.transport;
    let best = (prices[node] as number) - (this.keepWorths[node] as number);
    let entering = pairCount + node;
    if (best >= 0) {
      best = 0;
      entering = NONE;
    }
    const price = prices[node] as number;
    if (node < needCount) {
      this.lookedAt += (rowStarts[node + 1] as number) - (rowStarts[node] as number);
      for (let pair = rowStarts[node] as number; pair < (rowStarts[node + 1] as number); pair += 1) {
        const reduced = price + (prices[offers[pair] as number] as number) - (values[pair] as number);
        if (reduced < best) {
          best = reduced;
          entering = pair;
        }
      }
    } else {
      const column = node - needCount;
      this.lookedAt += (this.columnStarts[column + 1] as number) - (this.columnStarts[column] as number);
      for (let place = this.columnStarts[column] as number; place < (this.columnStarts[column + 1] as number); place += 1) {
        const pair = this.columnPairs[place] as number;
        const reduced = price + (prices[this.needOfPair[pair] as number] as number) - (values[pair] as number);
        if (reduced < best) {
          best = reduced;
          entering = pair;
        }
      }
    }
    if (entering === NONE) return false;
    this.entering = entering;
    this.enteringNeed = entering < pairCount ? (this.needOfPair[entering] as number) : NONE;
    this.reducedCost = best;
    return true;
  }

  protected override reprice(top: number, topDepth: number, changeAtTop: number): void {
    super.reprice(top, topDepth, changeAtTop);
    if (this.looksNearby) this.markFallenBelow(top, changeAtTop);
  }

  private markFallenBelow(top: number, changeAtTop: number): void {
    const { firstChildren, nextSiblings, parents } = this;
    let node = top;
    let change = changeAtTop;
    for (;;) {
      if (change < 0) this.markFallen(node);
      const child = firstChildren[node] as number;
      if (child !== NONE) {
        node = child;
        change = -change;
        continue;
      }
      while (node !== top && nextSiblings[node] === NONE) {
        node = parents[node] as number;
        change = -change;
      }
      if (node === top) return;
      node = nextSiblings[node] as number;
    }
  }

  private markFallen(node: number): void {
    if (this.isFallen[node] === 1) return;
    this.isFallen[node] = 1;
    this.fallen.push(node);
  }

  private listColumns(): void {
    const { offers, needCount, offerCount } = this.transport;
    const starts = this.columnStarts;
    for (const offer of offers) starts[offer - needCount + 1] = (starts[offer - needCount + 1] as number) + 1;
    for (let column = 0; column < offerCount; column += 1) starts[column + 1] = (starts[column + 1] as number) + (starts[column] as number);
    const next = starts.slice();
    offers.forEach((offer, pair) => {
      const place = next[offer - needCount] as number;
      this.columnPairs[place] = pair;
      next[offer - needCount] = place + 1;
    });
  }
}
