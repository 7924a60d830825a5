import { splitComponents } from './components.ts';
import type { DenseInstance } from './dense-instance.ts';
import type { TierRule } from './instance.ts';
import { splitPrice, worthOf } from './lexicographic.ts';
import { NetworkSimplex } from './network-simplex.ts';
import { requireExact, type Transport, type TransportSolution } from './transport.ts';

/** From so many pairs on, solving part by part saves more than splitting costs. */
const PAIRS_WORTH_SPLITTING = 300_000;

/** A best plan in dense numbers, with the prices that prove it. Nodes: the needs, then the offers. */
export interface DenseSolution {
  /** Per pair. */
  readonly quantities: Float64Array;
  /** Per need, the weight of its tier; all 0 where tiers are off. */
  readonly weights: Float64Array;
  /** Per node: what one unit more is worth, first in tier weight, then in score. */
  readonly unitPrices: Float64Array;
  readonly scorePrices: Float64Array;
  /** What a unit of weight 1 outweighs of score; 0 where tiers are off. */
  readonly unitWorth: number;
}

/** Solves an instance without side conditions, in whole numbers. Throws `InexactNumbers` where they would not stay exact. */
export function solveInstance(instance: DenseInstance, rule: TierRule): DenseSolution {
  const { weights, unitWorth } = worthOf(instance, rule);
  const { transport, nodes, pairs } = toTransport(instance, weights, unitWorth);
  const solution = solveTransport(transport);

  const nodeCount = instance.needIds.length + instance.offerIds.length;
  const quantities = new Float64Array(instance.offers.length);
  const prices = new Float64Array(nodeCount);
  if (pairs === null) quantities.set(solution.quantities);
  else scatter(solution.quantities, pairs, quantities);
  scatter(solution.prices, nodes, prices);
  priceEmptyNodes(instance, weights, unitWorth, prices);

  const unitPrices = new Float64Array(nodeCount);
  const scorePrices = new Float64Array(nodeCount);
  prices.forEach((price, node) => {
    const { units, score } = splitPrice(price, unitWorth);
    unitPrices[node] = units;
    scorePrices[node] = score;
  });
  return { quantities, weights, unitWorth, unitPrices, scorePrices };
}

/** Solves a transport whole or part by part, whichever is faster. */
export function solveTransport(transport: Transport): TransportSolution {
  const parts = transport.offers.length < PAIRS_WORTH_SPLITTING ? null : splitComponents(transport);
  if (parts === null) return new NetworkSimplex(transport).solve();
  const quantities = new Float64Array(transport.offers.length);
  const prices = new Float64Array(transport.needCount + transport.offerCount);
  for (const part of parts) {
    const solution = new NetworkSimplex(part.transport).solve();
    scatter(solution.prices, part.nodes, prices);
    const { needCount, rowStarts } = part.transport;
    for (let need = 0; need < needCount; need += 1) {
      const row = solution.quantities.subarray(rowStarts[need], rowStarts[need + 1]);
      quantities.set(row, transport.rowStarts[part.nodes[need] as number]);
    }
  }
  return { quantities, prices };
}

/** Puts each value at its place. */
function scatter(values: Float64Array, places: Int32Array, into: Float64Array): void {
  for (let index = 0; index < values.length; index += 1) into[places[index] as number] = values[index] as number;
}

interface Placed {
  readonly transport: Transport;
  /** Per node of the transport, its node in the instance. */
  readonly nodes: Int32Array;
  /** Per pair of the transport, its pair in the instance; null where they are the same. */
  readonly pairs: Int32Array | null;
}

/** The instance without its empty lines, whose pairs can hold nothing. */
export function toTransport(instance: DenseInstance, weights: Float64Array, unitWorth: number): Placed {
  const { needQuantities, offerQuantities, rowStarts, offers, scores } = instance;
  const needCount = needQuantities.length;
  const needs = indicesWhere(needQuantities, (quantity) => quantity > 0);
  const held = indicesWhere(offerQuantities, (quantity) => quantity > 0);
  const nodes = new Int32Array(needs.length + held.length);
  nodes.set(needs);
  nodes.set(
    held.map((offer) => needCount + offer),
    needs.length,
  );
  const placeOfOffer = new Int32Array(offerQuantities.length).fill(-1);
  held.forEach((offer, place) => (placeOfOffer[offer] = needs.length + place));

  if (nodes.length === needCount + offerQuantities.length) {
    return { nodes, pairs: null, transport: wholeTransport(instance, weights, unitWorth) };
  }

  const starts = new Int32Array(needs.length + 1);
  const pairs = new Int32Array(offers.length);
  const offerNodes = new Int32Array(offers.length);
  const values = new Float64Array(offers.length);
  let filled = 0;
  for (const [place, need] of needs.entries()) {
    const ofTier = (weights[need] as number) * unitWorth;
    for (let pair = rowStarts[need] as number; pair < (rowStarts[need + 1] as number); pair += 1) {
      const node = placeOfOffer[offers[pair] as number] as number;
      if (node < 0) continue;
      pairs[filled] = pair;
      offerNodes[filled] = node;
      values[filled] = requireExact(ofTier + (scores[pair] as number));
      filled += 1;
    }
    starts[place + 1] = filled;
  }
  return {
    nodes,
    pairs: pairs.subarray(0, filled),
    transport: {
      needCount: needs.length,
      offerCount: held.length,
      quantities: Float64Array.from(nodes, (node) => (node < needCount ? needQuantities[node] : offerQuantities[node - needCount]) ?? 0),
      rowStarts: starts,
      offers: offerNodes.subarray(0, filled),
      values: values.subarray(0, filled),
    },
  };
}

/** Where no line is empty the pairs stay as they are, and without tiers so do their scores: nothing is copied that need not be. */
function wholeTransport(instance: DenseInstance, weights: Float64Array, unitWorth: number): Transport {
  const { needQuantities, offerQuantities, rowStarts, offers, scores } = instance;
  const needCount = needQuantities.length;
  const nodes = new Int32Array(offers.length);
  for (let pair = 0; pair < offers.length; pair += 1) nodes[pair] = needCount + (offers[pair] as number);
  const quantities = new Float64Array(needCount + offerQuantities.length);
  quantities.set(needQuantities);
  quantities.set(offerQuantities, needCount);
  const values = unitWorth === 0 ? scores : new Float64Array(scores.length);
  for (let need = 0; need < needCount; need += 1) {
    const ofTier = (weights[need] as number) * unitWorth;
    const end = rowStarts[need + 1] as number;
    for (let pair = rowStarts[need] as number; pair < end; pair += 1) {
      const value = requireExact(ofTier + (scores[pair] as number));
      if (unitWorth !== 0) values[pair] = value;
    }
  }
  return { needCount, offerCount: offerQuantities.length, quantities, rowStarts, offers: nodes, values };
}

function indicesWhere(quantities: Float64Array, holds: (quantity: number) => boolean): Int32Array {
  const found = new Int32Array(quantities.length);
  let count = 0;
  for (const [index, quantity] of quantities.entries()) {
    if (!holds(quantity)) continue;
    found[count] = index;
    count += 1;
  }
  return found.subarray(0, count);
}

/**
 * What a first unit would be worth at lines that hold none: as much as its best pair is short of. Between two such lines it is the need
 * that bears it, for the price of an offer is exactly what a unit of it brings, and that of a need the most that it may.
 */
function priceEmptyNodes(instance: DenseInstance, weights: Float64Array, unitWorth: number, prices: Float64Array): void {
  const { needQuantities, offerQuantities, rowStarts, offers, scores } = instance;
  const needCount = needQuantities.length;
  const raise = (isRaised: (need: number, offer: number) => boolean, node: (need: number, offer: number) => number): void => {
    for (let need = 0; need < needCount; need += 1) {
      for (let pair = rowStarts[need] as number; pair < (rowStarts[need + 1] as number); pair += 1) {
        const offer = offers[pair] as number;
        if (!isRaised(need, offer)) continue;
        const value = (weights[need] as number) * unitWorth + (scores[pair] as number);
        const short = value - (prices[need] as number) - (prices[needCount + offer] as number);
        if (short > 0) prices[node(need, offer)] = requireExact((prices[node(need, offer)] as number) + short);
      }
    }
  };
  if (offerQuantities.includes(0)) {
    raise(
      (need, offer) => offerQuantities[offer] === 0 && needQuantities[need] !== 0,
      (_, offer) => needCount + offer,
    );
  }
  if (needQuantities.includes(0)) {
    raise(
      (need) => needQuantities[need] === 0,
      (need) => need,
    );
  }
}
