import type { Allocation, Certificate, IntegerPart, Price } from './allocate.ts';
import { type Claim, type Defect, verifyCertificate } from './certificate.ts';
import { readConditions } from './conditions.ts';
import { type Breach, findBreach } from './feasibility.ts';
import {
  type AllocationInput,
  type AllocationSettings,
  type DenseInstance,
  densify,
  needsOfPairs,
  numbersOf,
  quantitiesOf,
  tiersOf,
} from './instance.ts';
import { findTouchedParts, type Part } from './parts.ts';

export type AllocationDefect =
  | Defect
  | Breach['defect']
  | 'another-tier-rule'
  | 'unknown-line'
  | 'line-priced-twice'
  | 'wrong-objective'
  | 'wrong-tiers'
  | 'wrong-parts'
  | 'wrong-relaxed'
  | 'wrong-stages'
  | 'wrong-proof';

/** What is wrong, and where: the id of a line, or of a need and an offer; null for the whole. */
export interface AllocationFinding {
  readonly defect: AllocationDefect;
  readonly at: string | null;
}

/**
 * Whether somebody's allocation is a best plan for this instance, by its certificate. Null where it is, with the objective and the
 * tiers that it states; else the first defect. Nothing is solved again: the plan must obey every rule; where no side condition
 * touches it, prices must prove it; where one does, prices must prove the plan without them that bounds it, and the stated steps must
 * be what it reaches, within the stated bounds, which no price contradicts.
 */
export function verifyAllocation(input: AllocationInput, settings: AllocationSettings, allocation: Allocation): AllocationFinding | null {
  const { certificate, plan } = allocation;
  if (certificate.tierRule !== settings.tiers) return { defect: 'another-tier-rule', at: null };
  const breach = findBreach(input, settings, plan);
  if (breach !== null) return breach;

  const instance = densify(input, settings);
  const parts = findTouchedParts(instance, readConditions(input, settings, instance));
  const ids = (numbers: readonly number[], of: readonly string[]): string[] => numbers.map((number) => of[number] as string);
  const expected = parts.map(({ needs, offers }) => [ids(needs, instance.needIds), ids(offers, instance.offerIds)]);
  const named = certificate.parts.map(({ needs, offers }) => [needs, offers]);
  if (JSON.stringify(expected) !== JSON.stringify(named)) return { defect: 'wrong-parts', at: null };

  const touched = new Set(certificate.parts.flatMap(({ needs }) => needs));
  const quantities = quantitiesOf(instance, plan);
  const relaxed = quantitiesOf(instance, [...plan.filter(({ need }) => !touched.has(need)), ...certificate.relaxed]);
  if (quantities === null || relaxed === null || certificate.relaxed.some(({ need }) => !touched.has(need))) {
    return { defect: 'wrong-relaxed', at: null };
  }
  const prices = readPrices(instance, certificate);
  if ('defect' in prices) return prices;
  const claim: Claim = {
    ...instance,
    ...prices,
    quantities: relaxed,
    weights: readWeights(instance, certificate),
    tierRule: settings.tiers,
  };
  const found = verifyCertificate(claim);
  if (found !== null) return { defect: found.defect, at: placeOf(instance, found.defect, found.at) };
  const needOf = needsOfPairs(instance);
  const wrong = certificate.parts.find(
    (stated, place) => !isRightPart(instance, settings, parts[place] as Part, stated, needOf, quantities, relaxed),
  );
  if (wrong !== undefined) return { defect: 'wrong-stages', at: wrong.needs[0] ?? null };
  const isProven = certificate.parts.every(({ stages }) => stages.every(({ reached, bound }) => reached === bound));
  if (isProven !== allocation.isProven) return { defect: 'wrong-proof', at: null };
  return checkTotals(instance, quantities, allocation);
}

/**
 * A part states one step per tier, in their order, and then the score; each reaches what its plan has, and no more than its bound.
 * A bound beyond what the tiers up to this one can have together was not worked out; nor was one of the score beyond that of the plan
 * without side conditions, where the units are the same.
 */
function isRightPart(
  instance: DenseInstance,
  settings: AllocationSettings,
  part: Part,
  { stages }: IntegerPart,
  needOf: Int32Array,
  quantities: Float64Array,
  relaxed: Float64Array,
): boolean {
  const sum = (of: Float64Array, worth: (pair: number) => number): bigint =>
    part.pairs.reduce((total, pair) => total + BigInt(of[pair] as number) * BigInt(worth(pair)), 0n);
  const countsTiers = settings.tiers === 'strict' && instance.tiers.some((tier) => tier > 0);
  const tiers = countsTiers ? tiersOf(instance) : [];
  if (stages.length !== tiers.length + 1) return false;
  let before = 0n;
  let relaxedSoFar = 0n;
  let isSame = true;
  for (const [place, tier] of tiers.entries()) {
    const stage = stages[place];
    const ofTier = (pair: number): number => (instance.tiers[needOf[pair] as number] === tier ? 1 : 0);
    const reached = sum(quantities, ofTier);
    relaxedSoFar += sum(relaxed, ofTier);
    if (stage === undefined || !('tier' in stage) || (stage.tier ?? 0) !== tier || stage.reached !== reached) return false;
    if (stage.bound < reached || stage.bound > relaxedSoFar - before) return false;
    before += reached;
    isSame &&= before === relaxedSoFar;
  }
  const last = stages[tiers.length];
  const score = (pair: number): number => instance.scores[pair] as number;
  if (last === undefined || !('score' in last) || last.reached !== sum(quantities, score) || last.bound < last.reached) return false;
  return !isSame || last.bound <= sum(relaxed, score);
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
