import { assert } from '../../../kernel/assert.ts';
import { type Decimals, NO_STEPS, ONE_STEP, type Steps, steps, stepsAtLeast, stepsPerUnit } from '../../../kernel/quantity.ts';
import { conditionsOf, type JudgingContext, type NeedLineFacts, type OfferLineFacts } from './facts.ts';

/** What bounds the quantity of a pair, in steps of the unit that both sides have. */
export interface LotBounds {
  readonly open: Steps;
  readonly needMinimumLot: Steps;
  readonly remaining: Steps;
  readonly lotSize: Steps;
  readonly offerMinimumLot: Steps;
}

/**
 * The greatest quantity that both sides can exchange, 0 if none: at most what is open and what remains, whole lots of the
 * offer, not below the donor's minimum lot, and not below the need's unless it is all that is open on the need (the donor's
 * own minimum knows no exception). The greatest multiple decides alone: the other bounds are lower ones, so nothing
 * smaller satisfies what it fails; and where all that is open could be given, that is the greatest multiple.
 */
export function exchangeableQuantity({ open, needMinimumLot, remaining, lotSize, offerMinimumLot }: LotBounds): Steps {
  assert(lotSize > 0, 'a lot holds at least one');
  const most = Math.max(0, Math.min(open, remaining));
  const quantity = steps(most - (most % lotSize));
  if (quantity < offerMinimumLot) return NO_STEPS;
  return quantity >= needMinimumLot || quantity === open ? quantity : NO_STEPS;
}

/**
 * How many steps money buys at the upper end of what a whole unit costs: floor(remaining × steps per unit / cost), both in the same minor
 * units; no more than a number holds exactly.
 */
export function affordableSteps(ceilingRemaining: number, unitCostHigh: number, decimals: Decimals): Steps {
  assert(Number.isSafeInteger(ceilingRemaining) && Number.isSafeInteger(unitCostHigh) && unitCostHigh > 0, 'money in whole minor units');
  const bought = (BigInt(Math.max(0, ceilingRemaining)) * BigInt(stepsPerUnit(decimals))) / BigInt(unitCostHigh);
  return steps(Math.min(Number(bought), Number.MAX_SAFE_INTEGER));
}

/** The donor's minimum lot: the greatest that its conditions name, in units of whatever line it is. */
export const offerMinimumLot = (offer: OfferLineFacts, decimals: Decimals): Steps =>
  conditionsOf(offer, 'minimum-lot').reduce((most, { quantity }) => steps(Math.max(most, stepsAtLeast(quantity, decimals))), ONE_STEP);

/** How many steps of the needed item an offer line can still give; null where money has no known cost to be divided by. */
export function remainingSteps(
  need: Pick<NeedLineFacts, 'itemType' | 'decimals'>,
  offer: OfferLineFacts,
  context: JudgingContext,
): Steps | null {
  if (offer.kind === 'item') return offer.remainingQuantity;
  const cost = context.items.get(need.itemType)?.unitCost ?? null;
  if (cost === null || cost.currency !== offer.currency || cost.high <= 0) return null;
  return affordableSteps(offer.ceilingRemaining, cost.high, need.decimals);
}

/** The bounds of a pair. Money comes in lots of one step. */
export function lotBoundsOf(
  need: Pick<NeedLineFacts, 'itemType' | 'decimals' | 'openQuantity' | 'minimumLot'>,
  offer: OfferLineFacts,
  context: JudgingContext,
): LotBounds {
  return {
    open: need.openQuantity,
    needMinimumLot: need.minimumLot,
    remaining: remainingSteps(need, offer, context) ?? NO_STEPS,
    lotSize: offer.kind === 'item' ? offer.lotSize : ONE_STEP,
    offerMinimumLot: offerMinimumLot(offer, need.decimals),
  };
}
