import { assert } from '../../../kernel/assert.ts';
import { type Decimals, NO_STEPS, ONE_STEP, type Steps, steps, stepsAtLeast, stepsPerUnit } from '../../../kernel/quantity.ts';
import { AS_IT_IS, type Factor } from '../../../kernel/money.ts';
import { type Conversion, conversionOf } from '../../rates/domain/exchange-rate.ts';
import { conditionsOf, type FundingLineFacts, type JudgingContext, type NeedLineFacts, type OfferLineFacts } from './facts.ts';

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
 * How many steps money buys at the upper end of what a whole unit costs: floor(remaining × steps per unit / cost), both in thousandths, the cost
 * in the money's currency; no more than a number holds exactly. What they take, up to the next minor unit, is within what remains, since that is
 * whole minor units itself.
 */
export function affordableSteps(
  ceilingRemaining: number,
  unitCostHigh: number,
  decimals: Decimals,
  { over, under }: Factor = AS_IT_IS,
): Steps {
  assert(Number.isSafeInteger(ceilingRemaining) && Number.isSafeInteger(unitCostHigh) && unitCostHigh > 0, 'money in whole thousandths');
  const bought = (BigInt(Math.max(0, ceilingRemaining)) * BigInt(stepsPerUnit(decimals)) * under) / (BigInt(unitCostHigh) * over);
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
  const conversion = costConversion(need, offer, context);
  if (cost === null || conversion === null || cost.high <= 0) return null;
  return affordableSteps(offer.ceilingRemaining, cost.high, need.decimals, conversion.factor);
}

/** How the catalogue's price of what is needed becomes money of the line; null where there is no price, or no rate of the day for it. */
export function costConversion(
  need: Pick<NeedLineFacts, 'itemType'>,
  offer: FundingLineFacts,
  { items, rates }: Pick<JudgingContext, 'items' | 'rates'>,
): Conversion | null {
  const cost = items.get(need.itemType)?.unitCost ?? null;
  return cost === null ? null : conversionOf(rates, cost.currency, offer.currency);
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

/** What a quantity that somebody puts forward is held against, in steps of the unit. */
export interface LotTerms {
  readonly lotSize: Steps;
  /** The donor's minimum lot. */
  readonly offerLeast: Steps;
  /** The need's, from which all that is open is exempt. */
  readonly needLeast: Steps;
  /** All that is open, as if this quantity weren't promised. */
  readonly open: Steps;
}

export type LotFault = 'off-the-lot' | 'below-the-least';

/**
 * What is wrong with a quantity of a match: the rule of {@link exchangeableQuantity} for one that is put forward. Whole lots of the offer, a rest
 * of it that is smaller than a lot is given to nobody; not below the donor's minimum; not below the need's, unless it is all that is open.
 */
export function lotFaultOf(quantity: Steps, { lotSize, offerLeast, needLeast, open }: LotTerms): LotFault | null {
  if (quantity % lotSize !== 0) return 'off-the-lot';
  return quantity < offerLeast || (quantity < needLeast && quantity !== open) ? 'below-the-least' : null;
}

/** The same of a part of a match, in a delivery or a consignment: only all that is left of the match may be less. */
export function partFaultOf(
  part: Steps,
  left: number,
  { lotSize, offerLeast, needLeast }: Pick<LotTerms, 'lotSize' | 'offerLeast' | 'needLeast'>,
): LotFault | null {
  return part === left ? null : lotFaultOf(part, { lotSize, offerLeast, needLeast, open: steps(left) });
}
