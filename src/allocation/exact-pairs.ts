import type { PairList } from './instance.ts';

/** Numbers of lines by their ids; undefined where a pair is none of them, or can't hold anything. */
export interface PairReading {
  readonly needCount: number;
  readonly offerCount: number;
  readonly read: (pair: { need: string; offer: string; unitCost?: number | undefined }) => readonly [need: number, offer: number] | null;
  /** What a unit costs; null where there is no money at all. */
  readonly costOf: ((pair: { unitCost?: number | undefined }, offer: number) => number) | null;
}

/** The pairs of an instance that may hold something, need by need, in columns of numbers: the checker's own reading of them. */
export class ExactPairs {
  /** The pairs of need i stand at `starts[i]` … `starts[i + 1] − 1`. */
  readonly starts: Int32Array;
  readonly offers: Int32Array;
  readonly scores: Float64Array;
  readonly costs: Float64Array | null;
  private readonly offerCount: number;
  private byOffer: { readonly starts: Int32Array; readonly pairs: Int32Array } | null = null;

  constructor(pairs: PairList, { needCount, offerCount, read, costOf }: PairReading) {
    this.offerCount = offerCount;
    const sizes = new Int32Array(needCount);
    for (const pair of pairs) {
      const found = read(pair);
      if (found !== null) sizes[found[0]] = (sizes[found[0]] as number) + 1;
    }
    this.starts = startsOf(sizes);
    const count = this.starts[needCount] as number;
    this.offers = new Int32Array(count);
    this.scores = new Float64Array(count);
    this.costs = costOf === null ? null : new Float64Array(count);
    const next = this.starts.slice();
    for (const pair of pairs) {
      const found = read(pair);
      if (found === null) continue;
      const [need, offer] = found;
      const place = next[need] as number;
      next[need] = place + 1;
      this.offers[place] = offer;
      this.scores[place] = pair.score;
      if (this.costs !== null && costOf !== null) this.costs[place] = costOf(pair, offer);
    }
  }

  /** The place of a pair; −1 where there is none. */
  find(need: number, offer: number): number {
    const start = this.starts[need] as number;
    const place = this.offers.subarray(start, this.starts[need + 1]).indexOf(offer);
    return place < 0 ? -1 : start + place;
  }

  /** The need of a pair. */
  needOf(pair: number): number {
    let [first, last] = [0, this.starts.length - 2];
    while (first < last) {
      const middle = (first + last + 1) >> 1;
      if ((this.starts[middle] as number) <= pair) first = middle;
      else last = middle - 1;
    }
    return first;
  }

  /** The pairs of an offer. All are looked through once. */
  ofOffer(offer: number): Int32Array {
    this.byOffer ??= this.listByOffer();
    return this.byOffer.pairs.subarray(this.byOffer.starts[offer], this.byOffer.starts[offer + 1]);
  }

  private listByOffer(): { readonly starts: Int32Array; readonly pairs: Int32Array } {
    const sizes = new Int32Array(this.offerCount);
    for (const offer of this.offers) sizes[offer] = (sizes[offer] as number) + 1;
    const starts = startsOf(sizes);
    const next = starts.slice();
    const pairs = new Int32Array(this.offers.length);
    for (const [pair, offer] of this.offers.entries()) {
      pairs[next[offer] as number] = pair;
      next[offer] = (next[offer] as number) + 1;
    }
    return { starts, pairs };
  }
}

function startsOf(sizes: Int32Array): Int32Array {
  const starts = new Int32Array(sizes.length + 1);
  for (let row = 0; row < sizes.length; row += 1) starts[row + 1] = (starts[row] as number) + (sizes[row] as number);
  return starts;
}
