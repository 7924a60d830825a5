import type { AllocationPair, PairList } from './instance.ts';

/** Pairs in rows: those of need i stand at `rowStarts[i]` … `rowStarts[i + 1] − 1`, by the number of their offer. */
export interface PlacedPairs {
  readonly rowStarts: Int32Array;
  readonly offers: Int32Array;
  readonly scores: Float64Array;
  /** Null where they are not asked for. */
  readonly costs: Float64Array | null;
}

interface Placing {
  readonly needCount: number;
  readonly numberOfNeed: (id: string) => number;
  readonly numberOfOffer: (id: string) => number;
  /** Whether a pair is left out. */
  readonly isLeftOut: (pair: AllocationPair, need: number, offer: number) => boolean;
  /** What a unit of a pair costs; null where nothing is paid for. */
  readonly costOf: ((pair: AllocationPair, offer: number) => number) | null;
}

/** Goes through the pairs twice, so that nothing is held but what comes of it. */
export function placePairs(pairs: PairList, { needCount, numberOfNeed, numberOfOffer, isLeftOut, costOf }: Placing): PlacedPairs {
  const rowStarts = new Int32Array(needCount + 1);
  for (const pair of pairs) {
    const need = numberOfNeed(pair.need);
    if (!isLeftOut(pair, need, numberOfOffer(pair.offer))) rowStarts[need + 1] = (rowStarts[need + 1] as number) + 1;
  }
  for (let need = 0; need < needCount; need += 1) rowStarts[need + 1] = (rowStarts[need + 1] as number) + (rowStarts[need] as number);
  const count = rowStarts[needCount] as number;
  const offers = new Int32Array(count);
  const scores = new Float64Array(count);
  const costs = costOf === null ? null : new Float64Array(count);
  const next = rowStarts.slice();
  for (const pair of pairs) {
    const need = numberOfNeed(pair.need);
    const offer = numberOfOffer(pair.offer);
    if (isLeftOut(pair, need, offer)) continue;
    const place = next[need] as number;
    offers[place] = offer;
    scores[place] = pair.score;
    if (costs !== null && costOf !== null) costs[place] = costOf(pair, offer);
    next[need] = place + 1;
  }
  for (let need = 0; need < needCount; need += 1) sortRow(rowStarts[need] as number, rowStarts[need + 1] as number, offers, scores, costs);
  return { rowStarts, offers, scores, costs };
}

/** Puts a row in the order of its offers, and all that belongs to its pairs with it. */
function sortRow(start: number, end: number, offers: Int32Array, scores: Float64Array, costs: Float64Array | null): void {
  const row = offers.subarray(start, end);
  if (isSorted(row)) return;
  const size = end - start;
  // Offer and place in one number each, which typed arrays sort by themselves.
  const keys = Float64Array.from(row, (offer, place) => offer * size + place).sort(); // prettier-ignore
  const places = Int32Array.from(keys, (key) => key % size);
  const reorder = (column: Int32Array | Float64Array): void => {
    const before = column.slice(start, end);
    for (let place = 0; place < size; place += 1) column[start + place] = before[places[place] as number] as number;
  };
  reorder(offers);
  reorder(scores);
  if (costs !== null) reorder(costs);
}

function isSorted(row: Int32Array): boolean {
  for (let place = 1; place < row.length; place += 1) if ((row[place] as number) < (row[place - 1] as number)) return false;
  return true;
}
