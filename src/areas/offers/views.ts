import { quantityOf, type Steps, steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Audience } from '../disclosure/index.ts';
import { allowedOfferActions } from './domain/offer.ts';
import { Offer, OfferLine, type OfferView } from './record.ts';
import { offerReading, type OfferLineRow, type OfferRow } from './rows.ts';

const moneyOf = (amount: string | null, currency: string | null) => (amount === null || currency === null ? null : { amount, currency });

/** An offer as this reader may see it: a donor reads its own in full, of another's never an amount. */
export function viewOffer(ctx: ActorContext, row: OfferRow, lineRows: readonly OfferLineRow[]): OfferView {
  const { donorId, implementerId, budgetAmount, budgetCurrency, ...offer } = row;
  const audience = offerReading.audienceOf(ctx, row);
  return Offer.show(audience, {
    ...offer,
    budget: moneyOf(budgetAmount, budgetCurrency),
    allowedActions: audience === 'donor' ? [] : allowedOfferActions(offer.state, ctx.actor.role),
    lines: lineRows.map((line) => viewLine(audience, line)),
  });
}

function viewLine(audience: Audience, row: OfferLineRow) {
  const { offerId, unitValue, unitValueCurrency, ceilingAmount, ceilingCurrency, decimals, ...line } = row;
  // Money has no unit of measure, and no quantity but the lot of one.
  const told = (held: Steps) => quantityOf(held, decimals ?? 0);
  return OfferLine.show(audience, {
    ...line,
    unitValue: moneyOf(unitValue, unitValueCurrency),
    ceiling: moneyOf(ceilingAmount, ceilingCurrency),
    quantity: line.quantity === null ? null : told(line.quantity),
    lotSize: told(line.lotSize),
    committed: told(line.committed),
    remaining: line.quantity === null ? null : told(steps(line.quantity - line.committed)),
  });
}
