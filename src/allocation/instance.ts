/** What is asked for. `tier` 1 is served before 2, and so on; a need without a tier comes after all that have one. */
export interface AllocationNeed {
  readonly id: string;
  readonly quantity: number;
  readonly tier?: number | undefined;
}

export interface AllocationOffer {
  readonly id: string;
  readonly quantity: number;
}

/** An eligible pair, and what one unit given to it is worth, in whole micro-units of score. */
export interface AllocationPair {
  readonly need: string;
  readonly offer: string;
  readonly score: number;
}

/** `strict`: no unit of a tier is ever given up for anything below it. `off`: the score alone counts. */
export type TierRule = 'strict' | 'off';

export interface AllocationSettings {
  readonly tiers: TierRule;
}

export interface AllocationInput {
  readonly needs: readonly AllocationNeed[];
  readonly offers: readonly AllocationOffer[];
  readonly pairs: readonly AllocationPair[];
}

/**
 * An instance in dense numbers, in an order of its own: needs and offers by id, pairs by need and then offer. The order in which
 * things were named is gone, so it can't show in the plan.
 */
export interface DenseInstance {
  readonly needIds: readonly string[];
  readonly offerIds: readonly string[];
  readonly needQuantities: Float64Array;
  readonly offerQuantities: Float64Array;
  /** Per need; 0 where it has none. */
  readonly tiers: Int32Array;
  /** The pairs of need i stand at `rowStarts[i]` … `rowStarts[i + 1] − 1`. */
  readonly rowStarts: Int32Array;
  /** Per pair, the number of its offer. */
  readonly offers: Int32Array;
  /** Per pair, in whole micro-units. */
  readonly scores: Float64Array;
}

/** Expects what the border has checked: known ids, no pair twice, safe whole numbers. */
export function densify(input: AllocationInput): DenseInstance {
  const needs = input.needs.toSorted(byId);
  const offers = input.offers.toSorted(byId);
  const needNumbers = new Map(needs.map(({ id }, number) => [id, number]));
  const offerNumbers = new Map(offers.map(({ id }, number) => [id, number]));
  const numberOf = (numbers: ReadonlyMap<string, number>, id: string): number => {
    const number = numbers.get(id);
    if (number === undefined) throw new Error(`a pair names ${id}, which is not in the instance`);
    return number;
  };
  const pairs = input.pairs
    .map(({ need, offer, score }) => ({ need: numberOf(needNumbers, need), offer: numberOf(offerNumbers, offer), score }))
    .toSorted((a, b) => a.need - b.need || a.offer - b.offer);
  const rowStarts = new Int32Array(needs.length + 1);
  for (const { need } of pairs) rowStarts[need + 1] = (rowStarts[need + 1] as number) + 1;
  for (let need = 0; need < needs.length; need += 1) rowStarts[need + 1] = (rowStarts[need + 1] as number) + (rowStarts[need] as number);
  return {
    needIds: needs.map(({ id }) => id),
    offerIds: offers.map(({ id }) => id),
    needQuantities: Float64Array.from(needs, ({ quantity }) => quantity),
    offerQuantities: Float64Array.from(offers, ({ quantity }) => quantity),
    tiers: Int32Array.from(needs, ({ tier }) => tier ?? 0),
    rowStarts,
    offers: Int32Array.from(pairs, ({ offer }) => offer),
    scores: Float64Array.from(pairs, ({ score }) => score),
  };
}

/** By code unit, the same on every machine and in every locale. */
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
