import type { AllocationInput, AllocationNeed, AllocationOffer, AllocationPair } from '../../../allocation/instance.ts';
import type { ExcludedPair } from '../../../allocation/reasons.ts';
import { judgePair } from '../../matching/domain/judge.ts';
import { offerMinimumLot } from '../../matching/domain/lots.ts';
import type { JudgingContext } from '../../matching/domain/facts.ts';
import { PRIORITIES } from '../../needs/domain/need.ts';
import type { InstanceSize } from './allocation.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import { type Decimals, type Steps, stepsPerUnit } from '../../../kernel/quantity.ts';
import type { Facts, NeedSide, OfferSide } from './facts.ts';
import { indexOffers, ruleAtGate } from './near-offers.ts';
import type { EngineSettings, Weights } from './request.ts';
import { scoreBy } from './rescore.ts';

/** Exactly what is put before the engine: what is hashed, stored, and run again. */
export interface EngineRequest {
  readonly input: AllocationInput;
  readonly settings: EngineSettings;
  readonly excluded: readonly ExcludedPair[];
}

export interface Snapshot {
  readonly request: EngineRequest;
  readonly size: InstanceSize;
}

/**
 * Makes the instance, need line by need line, so that whoever drives it can let others work in between. Each need line meets the
 * offer lines of its item alone; those that fail by region or window aren't judged; the rest is judged by every rule.
 */
export function* takeSnapshot(facts: Facts, settings: EngineSettings, weights: Weights | undefined): Generator<void, Snapshot> {
  const needs = facts.needs.toSorted((a, b) => compareText(a.facts.needLineId, b.facts.needLineId));
  const offers = facts.offers.toSorted((a, b) => compareText(a.facts.offerLineId, b.facts.offerLineId));
  const index = indexOffers(offers, facts.context.today);
  const halves = needsWithParts(needs);
  const pairs: AllocationPair[] = [];
  const excluded: ExcludedPair[] = [];
  let judged = 0;
  for (const need of needs) {
    for (const gate of index.near(need)) {
      const ids = { need: need.facts.needLineId, offer: gate.offer.facts.offerLineId };
      const rule = ruleAtGate(gate, need.facts) ?? (halves.has(need.facts.needId) ? 'lot' : null);
      if (rule !== null) {
        excluded.push({ ...ids, rule });
        continue;
      }
      judged += 1;
      const found = describePair(need, gate.offer, facts.context, weights);
      if ('rule' in found) excluded.push(found);
      else pairs.push(found);
    }
    yield;
  }
  const input = { needs: needs.map(describeNeed), offers: offers.map(describeOffer), pairs };
  const size = { needs: needs.length, offers: offers.length, pairs: pairs.length, excluded: excluded.length, judged };
  return { request: { input, settings, excluded }, size };
}

/**
 * Needs that are served together or not at all, and that ask for a part of a unit: an allocation gives whole units, and so can't serve
 * them in full.
 */
const needsWithParts = (needs: readonly NeedSide[]): ReadonlySet<string> =>
  new Set(
    needs
      .filter(({ facts, fulfilTogether }) => fulfilTogether && facts.openQuantity % stepsPerUnit(facts.decimals) !== 0)
      .map(({ facts }) => facts.needId),
  );

/** The whole units in so many steps: what is over is given by hand, never rounded up. */
export const unitsIn = (held: Steps, decimals: Decimals): number => Math.floor(held / stepsPerUnit(decimals));

/** The least whole number of units that is a whole number of lots. */
const unitsOfLot = (lot: Steps, decimals: Decimals): number => lot / gcd(lot, stepsPerUnit(decimals));

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** A need line as the engine is told of it, in whole units. */
export function describeNeed({ facts, fulfilTogether, unit, blockedBy }: NeedSide): AllocationNeed {
  const minimumLot = Math.ceil(facts.minimumLot / stepsPerUnit(facts.decimals));
  return {
    id: facts.needLineId,
    quantity: unitsIn(facts.openQuantity, facts.decimals),
    tier: PRIORITIES.indexOf(facts.priority) + 1,
    ...(minimumLot > 1 ? { lot: minimumLot } : {}),
    ...(fulfilTogether ? { group: facts.needId } : {}),
    recipient: facts.organisation,
    region: facts.region,
    ...(unit === null ? {} : { unit }),
    area: facts.area,
    ...(blockedBy.length > 0 ? { blockedBy: blockedBy.toSorted(compareText) } : {}),
  };
}

/** An offer line as the engine is told of it; money as a budget in thousandths, or as a shared budget that others share, without a quantity. */
export function describeOffer({ facts, donor, unitCost, sharedBudget }: OfferSide): AllocationOffer {
  const minimumLot = offerMinimumLot(facts, 0);
  const lot = facts.kind === 'item' ? unitsOfLot(facts.lotSize, facts.decimals) : 1;
  const bound = facts.kind === 'item' ? { quantity: unitsIn(facts.remainingQuantity, facts.decimals) } : { budget: facts.ceilingRemaining };
  return {
    id: facts.offerLineId,
    ...(sharedBudget === undefined ? bound : { sharedBudget }),
    ...(lot > 1 ? { lot } : {}),
    ...(minimumLot > 1 ? { minimumLot } : {}),
    ...(unitCost === undefined ? {} : { unitCost }),
    ...(donor === null ? {} : { donor }),
  };
}

/** An eligible pair with its score, or the first rule that excludes it. */
export function describePair(
  need: NeedSide,
  offer: OfferSide,
  context: JudgingContext,
  weights: Weights | undefined,
): AllocationPair | ExcludedPair {
  const ids = { need: need.facts.needLineId, offer: offer.facts.offerLineId };
  const { rules, scoreParts } = judgePair(need.facts, offer.facts, context);
  const failed = rules.find(({ outcome }) => outcome === 'fail');
  if (failed !== undefined) return { ...ids, rule: failed.rule };
  const score = scoreBy(weights, scoreParts);
  const cost = offer.facts.kind === 'funding' ? context.items.get(need.facts.itemType)?.unitCost : null;
  return { ...ids, score, ...(cost ? { unitCost: cost.high } : {}) };
}
