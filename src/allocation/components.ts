import type { Transport } from './transport.ts';

/** A part of a transport that no pair joins to the rest. */
export interface Component {
  readonly transport: Transport;
  /** Per node of the part, its node in the whole. */
  readonly nodes: Int32Array;
  /** Per pair of the part, its pair in the whole. */
  readonly pairs: Int32Array;
}

/**
 * Splits a transport into its connected components, by union and find; nodes without a pair are in none of them. Null where there
 * is nothing to split.
 */
export function splitComponents(transport: Transport): Component[] | null {
  const { needCount, offerCount, rowStarts, offers } = transport;
  const leaders = Int32Array.from({ length: needCount + offerCount }, (_, node) => node);
  const leaderOf = (node: number): number => {
    let leader = node;
    while (leaders[leader] !== leader) {
      leaders[leader] = leaders[leaders[leader] as number] as number;
      leader = leaders[leader] as number;
    }
    return leader;
  };
  for (let need = 0; need < needCount; need += 1) {
    for (let pair = rowStarts[need] as number; pair < (rowStarts[need + 1] as number); pair += 1) {
      const one = leaderOf(need);
      const other = leaderOf(offers[pair] as number);
      if (one !== other) leaders[Math.max(one, other)] = Math.min(one, other);
    }
  }
  return collect(transport, leaderOf);
}

interface Size {
  needs: number;
  offers: number;
  pairs: number;
}

function collect(transport: Transport, leaderOf: (node: number) => number): Component[] | null {
  const { needCount, offerCount, rowStarts, offers, values, quantities } = transport;
  const sizes = new Map<number, Size>();
  for (let need = 0; need < needCount; need += 1) {
    const pairs = (rowStarts[need + 1] as number) - (rowStarts[need] as number);
    if (pairs === 0) continue;
    const size = sizes.get(leaderOf(need)) ?? { needs: 0, offers: 0, pairs: 0 };
    sizes.set(leaderOf(need), { ...size, needs: size.needs + 1, pairs: size.pairs + pairs });
  }
  for (let node = needCount; node < needCount + offerCount; node += 1) {
    const size = sizes.get(leaderOf(node));
    if (size) size.offers += 1;
  }

  if (sizes.size <= 1) return null;
  const parts = new Map([...sizes].map(([leader, size]) => [leader, emptyPart(size)]));
  const places = new Int32Array(needCount + offerCount);
  for (let node = needCount; node < needCount + offerCount; node += 1) {
    const part = parts.get(leaderOf(node));
    if (!part) continue;
    places[node] = part.needs + part.offersFilled;
    part.nodes[places[node] as number] = node;
    part.quantities[places[node] as number] = quantities[node] as number;
    part.offersFilled += 1;
  }
  for (let need = 0; need < needCount; need += 1) {
    if (rowStarts[need] === rowStarts[need + 1]) continue;
    const part = parts.get(leaderOf(need)) as Part;
    part.nodes[part.needsFilled] = need;
    part.quantities[part.needsFilled] = quantities[need] as number;
    for (let pair = rowStarts[need] as number; pair < (rowStarts[need + 1] as number); pair += 1) {
      part.pairs[part.pairsFilled] = pair;
      part.offers[part.pairsFilled] = places[offers[pair] as number] as number;
      part.values[part.pairsFilled] = values[pair] as number;
      part.pairsFilled += 1;
    }
    part.needsFilled += 1;
    part.rowStarts[part.needsFilled] = part.pairsFilled;
  }
  return [...parts.values()].map(({ nodes, pairs, needs, quantities: held, rowStarts: starts, offers: given, values: worth }) => ({
    nodes,
    pairs,
    transport: { needCount: needs, offerCount: nodes.length - needs, quantities: held, rowStarts: starts, offers: given, values: worth },
  }));
}

type Part = ReturnType<typeof emptyPart>;

const emptyPart = ({ needs, offers, pairs }: Size) => ({
  needs,
  nodes: new Int32Array(needs + offers),
  pairs: new Int32Array(pairs),
  quantities: new Float64Array(needs + offers),
  rowStarts: new Int32Array(needs + 1),
  offers: new Int32Array(pairs),
  values: new Float64Array(pairs),
  needsFilled: 0,
  offersFilled: 0,
  pairsFilled: 0,
});
