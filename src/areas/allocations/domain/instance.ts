import type { AllocationInput, AllocationNeed, AllocationOffer, AllocationPair } from '../../../allocation/instance.ts';
import type { ExcludedPair } from '../../../allocation/reasons.ts';
import { judgePair } from '../../matching/domain/judge.ts';
import { unitCostIn } from '../../../kernel/money.ts';
import { costConversion, offerMinimumLot } from '../../matching/domain/lots.ts';
import type { JudgingContext } from '../../matching/domain/facts.ts';
import { PRIORITIES } from '../../needs/domain/need.ts';
import type { InstanceSize } from './allocation.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import { type Decimals, DECIMALS, hasAtMost, MOST_DECIMALS, ONE_STEP, quantityOf } from '../../../kernel/quantity.ts';
import type { Facts, NeedSide, OfferSide } from './facts.ts';
import { indexOffers, ruleAtGate } from './near-offers.ts';
import type { EngineSettings, Weights } from './request.ts';
import { scoreBy } from './rescore.ts';

/** Exactly what is put before the engine: what is hashed, stored, and run again. Quantities are told in units (allocation/told.ts). */
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
  const pairs: AllocationPair[] = [];
  const excluded: ExcludedPair[] = [];
  let judged = 0;
  for (const need of needs) {
    for (const gate of index.near(need)) {
      const ids = { need: need.facts.needLineId, offer: gate.offer.facts.offerLineId };
      const rule = ruleAtGate(gate, need.facts);
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

/** What a line says of its unit: nothing where quantities are whole. */
const decimalsOf = (decimals: Decimals): { readonly decimals?: Decimals } => (decimals === 0 ? {} : { decimals });

/** A need line as the engine is told of it. */
export function describeNeed({ facts, fulfilTogether, unit, blockedBy }: NeedSide): AllocationNeed {
  const { decimals, openQuantity, minimumLot } = facts;
  return {
    id: facts.needLineId,
    ...decimalsOf(decimals),
    quantity: quantityOf(openQuantity, decimals),
    tier: PRIORITIES.indexOf(facts.priority) + 1,
    ...(minimumLot > ONE_STEP ? { lot: quantityOf(minimumLot, decimals) } : {}),
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
  const bound = sharedBudget === undefined ? boundOf(facts) : { sharedBudget };
  return {
    id: facts.offerLineId,
    ...bound,
    ...lotsOf(facts),
    ...(unitCost === undefined ? {} : { unitCost }),
    ...(donor === null ? {} : { donor }),
  };
}

const boundOf = (facts: OfferSide['facts']): Pick<AllocationOffer, 'quantity' | 'budget'> =>
  facts.kind === 'item' ? { quantity: quantityOf(facts.remainingQuantity, facts.decimals) } : { budget: facts.ceilingRemaining };

/** Money has no unit: its least quantity is told with as many decimals as it takes. */
function lotsOf(facts: OfferSide['facts']): Pick<AllocationOffer, 'decimals' | 'lot' | 'minimumLot'> {
  const finest = facts.kind === 'item' ? facts.decimals : MOST_DECIMALS;
  const steps = offerMinimumLot(facts, finest);
  const least = steps > ONE_STEP ? quantityOf(steps, finest) : undefined;
  const ofLeast = least === undefined ? {} : { minimumLot: least };
  if (facts.kind === 'funding') {
    return least === undefined ? {} : { ...decimalsOf(DECIMALS.find((few) => hasAtMost(few, least)) ?? MOST_DECIMALS), ...ofLeast };
  }
  const { decimals, lotSize } = facts;
  return { ...decimalsOf(decimals), ...(lotSize > ONE_STEP ? { lot: quantityOf(lotSize, decimals) } : {}), ...ofLeast };
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
  return { ...ids, score, ...costOf(need, offer, context) };
}

/** What a unit takes of a line of money, in thousandths of its currency, up to the next one: a plan never goes past the ceiling. */
function costOf(need: NeedSide, { facts }: OfferSide, context: JudgingContext): { readonly unitCost?: number } {
  if (facts.kind === 'item') return {};
  const cost = context.items.get(need.facts.itemType)?.unitCost;
  const conversion = costConversion(need.facts, facts, context);
  return cost && conversion ? { unitCost: unitCostIn(cost.high, conversion.factor) } : {};
}
