/**
 * The independent check of a plan: shares no code with what made it, and believes nothing but the instance.
 *
 * A plan is best when prices exist that no pair is worth more than its two ends, and every unit given is worth exactly as much; a
 * line with a price is used up (complementary slackness; G. B. Dantzig, Linear Programming and Extensions, 1963, chapter 6). Worth
 * and prices have two parts, tier weight and score, compared in this order: weak duality holds over any ordered numbers, so the
 * same few comparisons prove the tiers first and the score second.
 */
export interface Claim {
  readonly needQuantities: Float64Array;
  readonly offerQuantities: Float64Array;
  /** Per need; 0 for none. */
  readonly tiers: Int32Array;
  readonly tierRule: 'strict' | 'off';
  /** The pairs of need i stand at `rowStarts[i]` … `rowStarts[i + 1] − 1`. */
  readonly rowStarts: Int32Array;
  readonly offers: Int32Array;
  readonly scores: Float64Array;
  /** Claimed: per pair what is given, per node (needs, then offers) its price, per need the weight of its tier. */
  readonly quantities: Float64Array;
  readonly weights: Float64Array;
  readonly unitPrices: Float64Array;
  readonly scorePrices: Float64Array;
}

export type Defect =
  | 'wrong-length'
  | 'price-not-whole'
  | 'price-negative'
  | 'quantity-not-whole'
  | 'quantity-negative'
  | 'need-exceeded'
  | 'offer-exceeded'
  | 'sum-not-exact'
  | 'weights-out-of-order'
  | 'pair-worth-more-than-its-prices'
  | 'given-for-less-than-its-prices'
  | 'price-of-what-is-left';

export interface Finding {
  readonly defect: Defect;
  /** Where: the number of a pair, where it is one that the defect speaks of; else of a line, needs before offers. */
  readonly at: number;
}

/** Null where the claim is a best plan; else the first defect. O(pairs). */
export function verifyCertificate(claim: Claim): Finding | null {
  const { needQuantities, offerQuantities, rowStarts, offers, scores, quantities, weights, unitPrices, scorePrices } = claim;
  const needCount = needQuantities.length;
  const nodeCount = needCount + offerQuantities.length;
  const sizes = [rowStarts.length - needCount - 1, scores.length - offers.length, quantities.length - offers.length];
  const priced = [
    weights.length - needCount,
    claim.tiers.length - needCount,
    unitPrices.length - nodeCount,
    scorePrices.length - nodeCount,
  ];
  if ([...sizes, ...priced].some((difference) => difference !== 0)) return { defect: 'wrong-length', at: 0 };

  const disorder = findDisorder(claim);
  if (disorder !== null) return disorder;
  for (let node = 0; node < nodeCount; node += 1) {
    const units = unitPrices[node] as number;
    const score = scorePrices[node] as number;
    if (!Number.isSafeInteger(units) || !Number.isSafeInteger(score)) return { defect: 'price-not-whole', at: node };
    if (units < 0 || (units === 0 && score < 0)) return { defect: 'price-negative', at: node };
  }

  const fromOffers = new Float64Array(offerQuantities.length);
  for (let need = 0; need < needCount; need += 1) {
    const unitsHere = (unitPrices[need] as number) - (weights[need] as number);
    const scoreHere = scorePrices[need] as number;
    const end = rowStarts[need + 1] as number;
    let served = 0;
    for (let pair = rowStarts[need] as number; pair < end; pair += 1) {
      const offer = offers[pair] as number;
      const units = unitsHere + (unitPrices[needCount + offer] as number);
      const score = scoreHere + (scorePrices[needCount + offer] as number) - (scores[pair] as number);
      if (units < 0 || (units === 0 && score < 0)) return { defect: 'pair-worth-more-than-its-prices', at: pair };
      const given = quantities[pair] as number;
      if (given === 0) continue;
      if (given < 0) return { defect: 'quantity-negative', at: pair };
      if (!Number.isSafeInteger(given)) return { defect: 'quantity-not-whole', at: pair };
      if (units !== 0 || score !== 0) return { defect: 'given-for-less-than-its-prices', at: pair };
      served += given;
      fromOffers[offer] = (fromOffers[offer] as number) + given;
    }
    const fault = faultOfLine(served, needQuantities[need] as number, unitPrices[need] as number, scorePrices[need] as number);
    if (fault !== null) return { defect: fault === 'exceeded' ? 'need-exceeded' : fault, at: need };
  }
  for (let offer = 0; offer < offerQuantities.length; offer += 1) {
    const [units, score] = [unitPrices[needCount + offer] as number, scorePrices[needCount + offer] as number];
    const fault = faultOfLine(fromOffers[offer] as number, offerQuantities[offer] as number, units, score);
    if (fault !== null) return { defect: fault === 'exceeded' ? 'offer-exceeded' : fault, at: needCount + offer };
  }
  return null;
}

/** A line gives or gets no more than it holds, and has no price while something of it is left. */
function faultOfLine(
  used: number,
  held: number,
  units: number,
  score: number,
): 'exceeded' | 'sum-not-exact' | 'price-of-what-is-left' | null {
  // Whole numbers below it add up without rounding.
  if (used > Number.MAX_SAFE_INTEGER) return 'sum-not-exact';
  if (used > held) return 'exceeded';
  return used < held && (units !== 0 || score !== 0) ? 'price-of-what-is-left' : null;
}

/**
 * The weights must put the tiers in their order: the last of them weighs least, and each before it more; with tiers off, or
 * none named, all weigh nothing. Falling weights prove every tier (see `Worth`, where the theorem is named).
 */
function findDisorder({ tiers, tierRule, weights }: Claim): Finding | null {
  const weightOf = new Map<number, number>();
  for (let need = 0; need < tiers.length; need += 1) {
    const tier = tiers[need] as number;
    const weight = weights[need] as number;
    if (!Number.isSafeInteger(weight) || (weightOf.get(tier) ?? weight) !== weight) return { defect: 'weights-out-of-order', at: need };
    weightOf.set(tier, weight);
  }
  const counts = tierRule === 'strict' && [...weightOf.keys()].some((tier) => tier !== 0);
  const inOrder = [...weightOf].toSorted(([a], [b]) => (a === 0 ? 1 : b === 0 ? -1 : a - b)).map(([, weight]) => weight);
  const isRight = counts ? inOrder.every((weight, place) => weight > (inOrder[place + 1] ?? 0)) : inOrder.every((weight) => weight === 0);
  return isRight ? null : { defect: 'weights-out-of-order', at: 0 };
}
