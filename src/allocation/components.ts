import { DisjointSets } from './disjoint-sets.ts';
import type { Transport } from './transport.ts';

/** A part of a transport that no pair joins to the rest. */
export interface Component {
  readonly transport: Transport;
  /** Per node of the part, its node in the whole. The pairs of a need stand together in both. */
  readonly nodes: Int32Array;
}

/**
 * Splits a transport into its connected components, by union and find; nodes without a pair are in none of them. Null where there
 * is nothing to split. One part is made at a time, when it is asked for: each is as large as what it is cut from.
 */
export function splitComponents(transport: Transport): Iterable<Component> | null {
  const members = groupByComponent(transport);
  return members.length <= 1 ? null : cutOut(transport, members);
}

interface Members {
  readonly needs: number[];
  /** As nodes. */
  readonly offers: number[];
  pairCount: number;
}

function groupByComponent({ needCount, offerCount, rowStarts, offers }: Transport): Members[] {
  const joined = new DisjointSets(needCount + offerCount);
  for (let need = 0; need < needCount; need += 1) {
    let leader = joined.leaderOf(need);
    for (let pair = rowStarts[need] as number; pair < (rowStarts[need + 1] as number); pair += 1) {
      leader = joined.join(leader, offers[pair] as number);
    }
  }
  const components = new Map<number, Members>();
  for (let need = 0; need < needCount; need += 1) {
    const pairCount = (rowStarts[need + 1] as number) - (rowStarts[need] as number);
    if (pairCount === 0) continue;
    const members = components.get(joined.leaderOf(need)) ?? { needs: [], offers: [], pairCount: 0 };
    members.needs.push(need);
    members.pairCount += pairCount;
    components.set(joined.leaderOf(need), members);
  }
  for (let node = needCount; node < needCount + offerCount; node += 1) components.get(joined.leaderOf(node))?.offers.push(node);
  return [...components.values()];
}

function* cutOut(transport: Transport, components: readonly Members[]): Generator<Component> {
  const places = new Int32Array(transport.needCount + transport.offerCount);
  for (const members of components) yield cutOutOne(transport, members, places);
}

/** `places`: room for the place of every offer within its part. */
function cutOutOne(transport: Transport, { needs, offers, pairCount }: Members, places: Int32Array): Component {
  for (const [place, node] of offers.entries()) places[node] = needs.length + place;
  const { rowStarts: wholeStarts, offers: wholeOffers, values: wholeValues } = transport;
  const offersOfPairs = new Int32Array(pairCount);
  const values = new Float64Array(pairCount);
  const rowStarts = new Int32Array(needs.length + 1);
  let filled = 0;
  for (let place = 0; place < needs.length; place += 1) {
    const need = needs[place] as number;
    const start = wholeStarts[need] as number;
    const end = wholeStarts[need + 1] as number;
    values.set(wholeValues.subarray(start, end), filled);
    for (let pair = start; pair < end; pair += 1) {
      offersOfPairs[filled] = places[wholeOffers[pair] as number] as number;
      filled += 1;
    }
    rowStarts[place + 1] = filled;
  }
  const nodes = Int32Array.from([...needs, ...offers]);
  return {
    nodes,
    transport: {
      needCount: needs.length,
      offerCount: offers.length,
      quantities: Float64Array.from(nodes, (node) => transport.quantities[node] as number),
      rowStarts,
      offers: offersOfPairs,
      values,
    },
  };
}
