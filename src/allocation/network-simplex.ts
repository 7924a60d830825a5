import { requireExact, type Transport, type TransportSolution } from './transport.ts';

/** No node, no pair. */
export const NONE = -1;

/**
 * The primal network simplex for a transport, in whole numbers throughout.
 *
 * Every node has a slack: what it keeps for itself. The slacks are arcs to one root, so that the tree of all slacks is a
 * feasible start, and a basis is a spanning tree: per node its parent, the pair that joins them (or the node's slack) and the
 * quantity on it. Prices follow from the tree: the two ends of a pair in it add up to the pair's value. A pair whose ends
 * add up to less than its value enters the tree; round the cycle that closes, quantities rise and fall in turn until one is used up,
 * and that one leaves. Among those used up at once it is the last one met from the cycle's top along its orientation: that keeps
 * the tree strongly feasible, so that no sequence of bases comes round again.
 *
 * Sources: W. H. Cunningham, A network simplex method, Mathematical Programming 11 (1976), for strongly feasible trees; R. K.
 * Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows (1993), sections 11.5 and 11.6; P. Kovács, Minimum-cost flow algorithms: an
 * experimental evaluation, Optimization Methods and Software 30 (2015), for the block search.
 */
export class NetworkSimplex {
  protected readonly transport: Transport;
  protected readonly nodeCount: number;
  protected readonly pairCount: number;
  private readonly root: number;

  /** The tree. `joins[k]` is the pair between k and its parent, or `pairCount + k` for the slack of k. */
  protected readonly parents: Int32Array;
  protected readonly joins: Int32Array;
  protected readonly quantities: Float64Array;
  protected readonly depths: Int32Array;
  protected readonly firstChildren: Int32Array;
  protected readonly nextSiblings: Int32Array;
  private readonly previousSiblings: Int32Array;
  /** Per node, what a unit is worth to it that it keeps: 0, but for what is held back. */
  protected readonly keepWorths: Float64Array;
  protected readonly prices: Float64Array;

  /** Where the search goes on: a position among the pairs, then the slacks, and the need that it belongs to. */
  private position = 0;
  private row = 0;
  private readonly blockSize: number;

  /** What the last search found. */
  protected entering = NONE;
  protected enteringNeed = NONE;
  protected reducedCost = 0;

  constructor(transport: Transport) {
    const nodeCount = transport.needCount + transport.offerCount;
    this.transport = transport;
    this.nodeCount = nodeCount;
    this.pairCount = transport.offers.length;
    this.root = nodeCount;
    this.parents = new Int32Array(nodeCount + 1).fill(nodeCount);
    this.joins = new Int32Array(nodeCount + 1);
    this.quantities = new Float64Array(nodeCount + 1);
    this.depths = new Int32Array(nodeCount + 1).fill(1);
    this.firstChildren = new Int32Array(nodeCount + 1).fill(NONE);
    this.nextSiblings = new Int32Array(nodeCount + 1).fill(NONE);
    this.previousSiblings = new Int32Array(nodeCount + 1).fill(NONE);
    this.keepWorths = new Float64Array(nodeCount + 1);
    this.prices = new Float64Array(nodeCount + 1);
    // Half a root: smaller blocks take more pivots, larger ones more comparisons.
    this.blockSize = Math.max(10, Math.floor(0.5 * Math.sqrt(this.pairCount + nodeCount)));
    this.plantSlacks();
  }

  /** Pivots until no pair and no slack can improve the sum. */
  solve(): TransportSolution {
    this.pivotUntilBest();
    return { quantities: this.quantitiesOfPairs(), prices: this.prices.slice(0, this.nodeCount) };
  }

  protected pivotUntilBest(): void {
    while (this.findEntering()) this.pivot();
  }

  /** Everything is kept: each node hangs at the root by its slack. */
  private plantSlacks(): void {
    const { root, nodeCount } = this;
    for (let node = 0; node < nodeCount; node += 1) {
      this.joins[node] = this.pairCount + node;
      this.quantities[node] = this.transport.quantities[node] as number;
      this.nextSiblings[node] = node + 1 < nodeCount ? node + 1 : NONE;
      this.previousSiblings[node] = node - 1;
    }
    this.parents[root] = NONE;
    this.depths[root] = 0;
    this.firstChildren[root] = nodeCount > 0 ? 0 : NONE;
  }

  /** Looks through blocks of pairs and slacks, from where the last search ended, for the most violated one of a block. */
  private findEntering(): boolean {
    const { prices, keepWorths, pairCount } = this;
    const { rowStarts, offers, values, needCount } = this.transport;
    const total = pairCount + this.nodeCount;
    let { position, row } = this;
    let best = 0;
    let entering = NONE;
    let enteringNeed = NONE;
    let leftInBlock = this.blockSize;
    for (let scanned = 0; scanned < total;) {
      // The slacks are the row after the last need's.
      const rowEnd = row < needCount ? (rowStarts[row + 1] as number) : total;
      const end = Math.min(rowEnd, position + leftInBlock);
      scanned += end - position;
      leftInBlock -= end - position;
      if (row < needCount) {
        const needPrice = prices[row] as number;
        for (; position < end; position += 1) {
          const reduced = needPrice + (prices[offers[position] as number] as number) - (values[position] as number);
          if (reduced < best) {
            best = reduced;
            entering = position;
            enteringNeed = row;
          }
        }
      } else {
        for (; position < end; position += 1) {
          const reduced = (prices[position - pairCount] as number) - (keepWorths[position - pairCount] as number);
          if (reduced < best) {
            best = reduced;
            entering = position;
          }
        }
      }
      if (position === total) {
        position = 0;
        row = 0;
      } else if (position === rowEnd) row += 1;
      if (leftInBlock > 0) continue;
      if (entering !== NONE) break;
      leftInBlock = this.blockSize;
    }
    this.position = position;
    this.row = row;
    this.entering = entering;
    this.enteringNeed = enteringNeed;
    this.reducedCost = best;
    return entering !== NONE;
  }

  /** Brings the entering pair or slack into the tree. Quantities are thought of as going from offers, through the root, to needs. */
  protected pivot(): void {
    const { entering, pairCount, root } = this;
    const slackOf = entering - pairCount;
    const isOfNeed = slackOf < this.transport.needCount;
    const from = slackOf < 0 ? (this.transport.offers[entering] as number) : isOfNeed ? root : slackOf;
    const to = slackOf < 0 ? this.enteringNeed : isOfNeed ? slackOf : root;

    const top = this.topOfCycle(from, to);
    const onFromSide = this.leastOfEveryOther(from, top);
    const onToSide = this.leastOfEveryOther(to, top);
    const fromQuantity = onFromSide === NONE ? Infinity : (this.quantities[onFromSide] as number);
    const toQuantity = onToSide === NONE ? Infinity : (this.quantities[onToSide] as number);
    const leavesFromSide = fromQuantity < toQuantity;
    const quantity = leavesFromSide ? fromQuantity : toQuantity;

    if (quantity > 0) {
      this.push(from, top, quantity);
      this.push(to, top, quantity);
    }
    if (leavesFromSide) this.rehang(from, onFromSide, to, quantity);
    else this.rehang(to, onToSide, from, quantity);
  }

  /** Where the ways of two nodes to the root meet. */
  private topOfCycle(one: number, other: number): number {
    const { parents, depths } = this;
    let a = one;
    let b = other;
    let depthA = depths[a] as number;
    let depthB = depths[b] as number;
    for (; depthA > depthB; depthA -= 1) a = parents[a] as number;
    for (; depthB > depthA; depthB -= 1) b = parents[b] as number;
    while (a !== b) {
      a = parents[a] as number;
      b = parents[b] as number;
    }
    return a;
  }

  /**
   * The node below the top, on the way up from `start`, whose join falls when the entering one rises and holds least; joins on a
   * way fall and rise in turn, the first falls. Among equals: on the offer's side the first met, on the need's side the last,
   * which is the last along the cycle in both cases, because the two ways are walked against each other.
   */
  private leastOfEveryOther(start: number, top: number): number {
    const { parents, quantities } = this;
    const isNeedSide = start < this.transport.needCount;
    let least = Infinity;
    let found = NONE;
    for (let node = start; node !== top;) {
      const quantity = quantities[node] as number;
      if (quantity < least || (isNeedSide && quantity === least)) {
        least = quantity;
        found = node;
      }
      node = parents[node] as number;
      if (node === top) break;
      node = parents[node] as number;
    }
    return found;
  }

  /** Takes the quantity from the first join on a way up, gives it to the second, and so on in turn. */
  private push(start: number, top: number, quantity: number): void {
    const { parents, quantities } = this;
    let change = -quantity;
    for (let node = start; node !== top; node = parents[node] as number) {
      quantities[node] = (quantities[node] as number) + change;
      change = -change;
    }
  }

  /**
   * Cuts the tree above `cut`, turns round the way from `start` to `cut`, and hangs `start` under `newParent` by the entering
   * join, which holds `quantity`.
   */
  private rehang(start: number, cut: number, newParent: number, quantity: number): void {
    const { parents, joins, quantities } = this;
    let node = start;
    let parent = newParent;
    let join = this.entering;
    let held = quantity;
    for (;;) {
      const oldParent = parents[node] as number;
      const oldJoin = joins[node] as number;
      const oldHeld = quantities[node] as number;
      this.unlink(node, oldParent);
      this.link(node, parent);
      joins[node] = join;
      quantities[node] = held;
      if (node === cut) break;
      parent = node;
      node = oldParent;
      join = oldJoin;
      held = oldHeld;
    }
    this.reprice(start, (this.depths[newParent] as number) + 1, -this.reducedCost);
  }

  private unlink(node: number, parent: number): void {
    const { firstChildren, nextSiblings, previousSiblings } = this;
    const previous = previousSiblings[node] as number;
    const next = nextSiblings[node] as number;
    if (previous === NONE) firstChildren[parent] = next;
    else nextSiblings[previous] = next;
    if (next !== NONE) previousSiblings[next] = previous;
  }

  private link(node: number, parent: number): void {
    const { firstChildren, nextSiblings, previousSiblings } = this;
    const first = firstChildren[parent] as number;
    nextSiblings[node] = first;
    previousSiblings[node] = NONE;
    if (first !== NONE) previousSiblings[first] = node;
    firstChildren[parent] = node;
    this.parents[node] = parent;
  }

  /** Within a subtree that hangs elsewhere now, or by a join of another value, prices rise and fall in turn, level by level. */
  protected reprice(top: number, topDepth: number, changeAtTop: number): void {
    const { parents, prices, depths, firstChildren, nextSiblings } = this;
    let node = top;
    let depth = topDepth;
    let change = changeAtTop;
    for (;;) {
      prices[node] = requireExact((prices[node] as number) + change);
      depths[node] = depth;
      const child = firstChildren[node] as number;
      if (child !== NONE) {
        node = child;
        depth += 1;
        change = -change;
        continue;
      }
      while (node !== top && nextSiblings[node] === NONE) {
        node = parents[node] as number;
        depth -= 1;
        change = -change;
      }
      if (node === top) return;
      node = nextSiblings[node] as number;
    }
  }

  protected quantitiesOfPairs(): Float64Array {
    const ofPairs = new Float64Array(this.pairCount);
    for (let node = 0; node < this.nodeCount; node += 1) {
      const join = this.joins[node] as number;
      if (join < this.pairCount) ofPairs[join] = this.quantities[node] as number;
    }
    return ofPairs;
  }
}
