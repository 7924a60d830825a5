import type { Allocation, Certificate, IntegerPart, IntegerStage, Price } from './allocate.ts';
import { type Claim, type Defect, verifyCertificate } from './certificate.ts';
import { type ExactPart, readExactPart, StepBounds, worthIn } from './exact-bound.ts';
import { type ExactInstance, type ExactNeed, type ExactPair, readExactInstance } from './exact-instance.ts';
import { type Breach, findBreach } from './feasibility.ts';
import {
  type AllocationInput,
  type AllocationSettings,
  type DenseInstance,
  densify,
  numbersOf,
  type PlannedQuantity,
  quantitiesOf,
  tiersOf,
} from './instance.ts';
import { NoProof, type ProofFault } from './proof.ts';

export type AllocationDefect =
  | Defect
  | Breach['defect']
  | ProofFault
  | 'another-tier-rule'
  | 'unknown-line'
  | 'line-priced-twice'
  | 'wrong-objective'
  | 'wrong-tiers'
  | 'wrong-parts'
  | 'wrong-relaxed'
  | 'wrong-stages'
  | 'wrong-proof';

/** What is wrong, and where: the id of a line or a condition, or those of a need and an offer; empty for the whole. */
export interface AllocationFinding {
  readonly defect: AllocationDefect;
  readonly at: readonly string[];
}

/**
 * Whether somebody's allocation is what it says for this instance, by its certificate. Null where it is, with the objective and the
 * tiers that it states; else the first defect. Nothing is solved again and no solver is believed: the plan must obey every rule; where
 * no side condition touches it, prices must prove it; where one does, the stated steps must be what it reaches, and each bound what the
 * multipliers of its proof show.
 */
export function verifyAllocation(input: AllocationInput, settings: AllocationSettings, allocation: Allocation): AllocationFinding | null {
  const { certificate, plan } = allocation;
  if (certificate.tierRule !== settings.tiers) return { defect: 'another-tier-rule', at: [] };
  const breach = findBreach(input, settings, plan);
  if (breach !== null) return breach;

  const instance = densify(input, settings);
  const touched = new Set(certificate.parts.flatMap(({ needs }) => needs));
  const quantities = quantitiesOf(instance, plan);
  const relaxed = quantitiesOf(instance, [...plan.filter(({ need }) => !touched.has(need)), ...certificate.relaxed]);
  if (quantities === null || relaxed === null || certificate.relaxed.some(({ need }) => !touched.has(need))) {
    return { defect: 'wrong-relaxed', at: [] };
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
  const exact = readExactInstance(input, settings);
  const ofPart = findFaultyPart(exact, settings, allocation, instance);
  if (ofPart !== null) return ofPart;
  const isProven = certificate.parts.every(({ stages }) => stages.every(({ reached, bound }) => reached === bound));
  if (isProven !== allocation.isProven) return { defect: 'wrong-proof', at: [] };
  return checkTotals(instance, quantities, allocation);
}

/**
 * A part states one step per tier, in their order, and then the score; each reaches what its plan has, and its bound is what its proof
 * shows. Bounds of several parts add up since no line is in two of them and no pair joins them; what is in none is proven by the prices,
 * so its plan is the one without side conditions.
 */
function findFaultyPart(
  exact: ExactInstance,
  settings: AllocationSettings,
  { plan, certificate }: Allocation,
  instance: DenseInstance,
): AllocationFinding | null {
  const lines = certificate.parts.flatMap(({ needs, offers }) => [...needs.map((id) => exact.needs.get(id)), ...offers.map((id) => exact.offers.get(id))]); // prettier-ignore
  if (new Set(lines).size !== lines.length) return { defect: 'wrong-parts', at: [] };
  const countsTiers = settings.tiers === 'strict' && instance.tiers.some((tier) => tier > 0);
  const tiers = countsTiers ? tiersOf(instance).map((tier) => (tier === 0 ? null : tier)) : [];
  for (const stated of certificate.parts) {
    const at = stated.needs.slice(0, 1);
    try {
      const part = readExactPart(exact, stated.needs, stated.offers);
      if (!isRightPart(exact, part, tiers, stated, plan)) return { defect: 'wrong-stages', at };
    } catch (error) {
      if (error instanceof NoProof) return { defect: error.reason, at };
      throw error;
    }
  }
  return null;
}

function isRightPart(
  exact: ExactInstance,
  part: ExactPart,
  tiers: readonly (number | null)[],
  { stages }: IntegerPart,
  plan: readonly PlannedQuantity[],
): boolean {
  if (stages.length !== tiers.length + 1) return false;
  const given = plan.filter(({ need }) => part.needs.has(exact.needs.get(need) as ExactNeed));
  const kept = new Map<number | null, bigint>();
  return [...tiers.map((tier) => ({ tier })), { score: true as const }].every((objective, place) => {
    const stage = stages[place] as IntegerStage;
    if ('score' in objective ? !('score' in stage) : !('tier' in stage) || stage.tier !== objective.tier) return false;
    const step = { objective, kept: new Map(kept) };
    const reached = given.reduce(
      (sum, { need, offer, quantity }) => sum + BigInt(quantity) * worthIn(step, pairOf(exact, need, offer)),
      0n,
    );
    const bound = new StepBounds(exact, part, step).boundBy(stage.proof);
    if (!('score' in objective)) kept.set(objective.tier, reached);
    const { solverBound } = stage;
    return (
      reached === stage.reached &&
      bound === stage.bound &&
      bound >= reached &&
      (solverBound === null || (solverBound >= reached && solverBound < bound))
    );
  });
}

function pairOf(exact: ExactInstance, need: string, offer: string): ExactPair {
  const pair = exact.needs.get(need)?.pairs.find((candidate) => candidate.offer.line.id === offer);
  if (pair === undefined) throw new Error('a plan that obeys the rules gives nothing where nothing may be');
  return pair;
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
      if (number === undefined) return { defect: 'unknown-line', at: [id] };
      if (priced.has(id)) return { defect: 'line-priced-twice', at: [id] };
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

function placeOf({ needIds, offerIds, rowStarts, offers }: DenseInstance, defect: Defect, at: number): string[] {
  if (defect === 'wrong-length' || defect === 'weights-out-of-order') return [];
  if (!OF_PAIRS.includes(defect)) return [...needIds, ...offerIds].slice(at, at + 1);
  const need = rowStarts.findIndex((start, row) => start <= at && at < (rowStarts[row + 1] ?? 0));
  return [needIds[need] as string, offerIds[offers[at] as number] as string];
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
  if (reached !== objective) return { defect: 'wrong-objective', at: [] };
  const stated = new Map(tiers.map(({ tier, ...total }) => [tier ?? 0, total]));
  const agrees = [...totals].every(([tier, { asked, served }]) => stated.get(tier)?.asked === asked && stated.get(tier)?.served === served);
  return agrees && stated.size === totals.size && tiers.length === totals.size ? null : { defect: 'wrong-tiers', at: [] };
}
