import type { Allocation, Certificate, Price } from './allocate.ts';
import { type Claim, type Defect, verifyCertificate } from './certificate.ts';
import { type AllocationInput, type DenseInstance, densify } from './instance.ts';

export type AllocationDefect =
  | Defect
  | 'unknown-line'
  | 'unknown-pair'
  | 'pair-named-twice'
  | 'line-priced-twice'
  | 'wrong-objective'
  | 'wrong-tiers';

/** What is wrong, and where: the id of a line, or of a need and an offer; null for the whole. */
export interface AllocationFinding {
  readonly defect: AllocationDefect;
  readonly at: string | null;
}

/**
 * Whether somebody's allocation is a best plan for this instance, by its certificate. Null where it is, with the objective and the
 * tiers that it states; else the first defect. Nothing is solved again.
 */
export function verifyAllocation(input: AllocationInput, allocation: Allocation): AllocationFinding | null {
  const instance = densify(input);
  const quantities = new Float64Array(instance.offers.length);
  const needs = numbersOf(instance.needIds);
  const offers = numbersOf(instance.offerIds);
  for (const { need, offer, quantity } of allocation.plan) {
    const at = `${need} ${offer}`;
    const pair = findPair(instance, needs.get(need), offers.get(offer));
    if (pair === null) return { defect: 'unknown-pair', at };
    if (quantities[pair] !== 0) return { defect: 'pair-named-twice', at };
    quantities[pair] = quantity;
  }
  const prices = readPrices(instance, allocation.certificate);
  if ('defect' in prices) return prices;
  const claim: Claim = {
    ...instance,
    ...prices,
    quantities,
    weights: readWeights(instance, allocation.certificate),
    tierRule: allocation.certificate.tierRule,
  };
  const found = verifyCertificate(claim);
  if (found !== null) return { defect: found.defect, at: placeOf(instance, found.defect, found.at) };
  return checkTotals(instance, quantities, allocation);
}

const numbersOf = (ids: readonly string[]): Map<string, number> => new Map(ids.map((id, number) => [id, number]));

function findPair({ rowStarts, offers }: DenseInstance, need: number | undefined, offer: number | undefined): number | null {
  if (need === undefined || offer === undefined) return null;
  const place = offers.subarray(rowStarts[need], rowStarts[need + 1]).indexOf(offer);
  return place < 0 ? null : (rowStarts[need] ?? 0) + place;
}

function readPrices(
  { needIds, offerIds }: DenseInstance,
  certificate: Certificate,
): Pick<Claim, 'unitPrices' | 'scorePrices'> | AllocationFinding {
  const unitPrices = new Float64Array(needIds.length + offerIds.length);
  const scorePrices = new Float64Array(unitPrices.length);
  const sides: [readonly string[], number, readonly Price[]][] = [
    [needIds, 0, certificate.needs],
    [offerIds, needIds.length, certificate.offers],
  ];
  for (const [ids, first, prices] of sides) {
    const numbers = numbersOf(ids);
    const priced = new Set<string>();
    for (const { id, tierWeight, score } of prices) {
      const number = numbers.get(id);
      if (number === undefined) return { defect: 'unknown-line', at: id };
      if (priced.has(id)) return { defect: 'line-priced-twice', at: id };
      priced.add(id);
      unitPrices[first + number] = tierWeight;
      scorePrices[first + number] = score;
    }
  }
  return { unitPrices, scorePrices };
}

function readWeights({ tiers }: DenseInstance, { tierWeights }: Certificate): Float64Array {
  const weightOf = new Map(tierWeights.map(({ tier, weight }) => [tier ?? 0, weight]));
  return Float64Array.from(tiers, (tier) => weightOf.get(tier) ?? 0);
}

const OF_PAIRS: readonly Defect[] = [
  'quantity-not-whole',
  'quantity-negative',
  'pair-worth-more-than-its-prices',
  'given-for-less-than-its-prices',
];

function placeOf({ needIds, offerIds, rowStarts, offers }: DenseInstance, defect: Defect, at: number): string | null {
  if (defect === 'wrong-length' || defect === 'weights-out-of-order') return null;
  if (!OF_PAIRS.includes(defect)) return [...needIds, ...offerIds][at] ?? null;
  const need = rowStarts.findIndex((start, row) => start <= at && at < (rowStarts[row + 1] ?? 0));
  return `${needIds[need]} ${offerIds[offers[at] ?? 0]}`;
}

function checkTotals(instance: DenseInstance, quantities: Float64Array, { objective, tiers }: Allocation): AllocationFinding | null {
  const totals = new Map<number, { asked: bigint; served: bigint }>();
  let reached = 0n;
  for (const [need, quantity] of instance.needQuantities.entries()) {
    const total = totals.get(instance.tiers[need] ?? 0) ?? { asked: 0n, served: 0n };
    total.asked += BigInt(quantity);
    for (let pair = instance.rowStarts[need] ?? 0; pair < (instance.rowStarts[need + 1] ?? 0); pair += 1) {
      const given = BigInt(quantities[pair] ?? 0);
      total.served += given;
      reached += given * BigInt(instance.scores[pair] ?? 0);
    }
    totals.set(instance.tiers[need] ?? 0, total);
  }
  if (reached !== objective) return { defect: 'wrong-objective', at: null };
  const stated = new Map(tiers.map(({ tier, ...total }) => [tier ?? 0, total]));
  const agrees = [...totals].every(([tier, { asked, served }]) => stated.get(tier)?.asked === asked && stated.get(tier)?.served === served);
  return agrees && stated.size === totals.size && tiers.length === totals.size ? null : { defect: 'wrong-tiers', at: null };
}
