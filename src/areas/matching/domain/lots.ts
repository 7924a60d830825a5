import { assert } from '../../../kernel/assert.ts';
import { conditionsOf, type JudgingContext, type NeedLineFacts, type OfferLineFacts } from './facts.ts';

/** What bounds the quantity of a pair; whole numbers. */
export interface LotBounds {
  readonly open: number;
  readonly needMinimumLot: number;
  readonly remaining: number;
  readonly lotSize: number;
  readonly offerMinimumLot: number;
}

/**
 * The greatest quantity that both sides can exchange, 0 if none: at most what is open and what remains, whole lots of the
 * offer, not below the donor's minimum lot, and not below the need's unless it is all that is open on the need (the donor's
 * own minimum knows no exception). The greatest multiple decides alone: the other bounds are lower ones, so nothing
 * smaller satisfies what it fails; and where all that is open could be given, that is the greatest multiple.
 */
export function exchangeableQuantity({ open, needMinimumLot, remaining, lotSize, offerMinimumLot }: LotBounds): number {
  assert(lotSize > 0, 'a lot holds at least one');
  const most = Math.max(0, Math.min(open, remaining));
  const quantity = most - (most % lotSize);
  if (quantity < offerMinimumLot) return 0;
  return quantity >= needMinimumLot || quantity === open ? quantity : 0;
}

/** How many units money buys at the upper end of their cost: floor(remaining / cost), both in the same minor units. */
export function affordableUnits(ceilingRemaining: number, unitCostHigh: number): number {
  assert(Number.isSafeInteger(ceilingRemaining) && Number.isSafeInteger(unitCostHigh) && unitCostHigh > 0, 'money in whole minor units');
  const left = Math.max(0, ceilingRemaining);
  return (left - (left % unitCostHigh)) / unitCostHigh;
}

/** The donor's minimum lot: the greatest that its conditions name. */
export const offerMinimumLot = (offer: OfferLineFacts): number =>
  conditionsOf(offer, 'minimum-lot').reduce((most, { quantity }) => Math.max(most, quantity), 1);

/** How many units of the needed item an offer line can still give; null where money has no known cost to be divided by. */
export function remainingUnits(need: Pick<NeedLineFacts, 'itemType'>, offer: OfferLineFacts, context: JudgingContext): number | null {
  if (offer.kind === 'item') return offer.remainingQuantity;
  const cost = context.items.get(need.itemType)?.unitCost ?? null;
  if (cost === null || cost.currency !== offer.currency || cost.high <= 0) return null;
  return affordableUnits(offer.ceilingRemaining, cost.high);
}

/** The bounds of a pair. Money comes in lots of one. */
export function lotBoundsOf(
  need: Pick<NeedLineFacts, 'itemType' | 'openQuantity' | 'minimumLot'>,
  offer: OfferLineFacts,
  context: JudgingContext,
): LotBounds {
  return {
    open: need.openQuantity,
    needMinimumLot: need.minimumLot,
    remaining: remainingUnits(need, offer, context) ?? 0,
    lotSize: offer.kind === 'item' ? offer.lotSize : 1,
    offerMinimumLot: offerMinimumLot(offer),
  };
}
