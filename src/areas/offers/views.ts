import { moneyOf } from '../../kernel/money.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import { NO_STEPS, quantityOf, type Steps, steps } from '../../kernel/quantity.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayAt } from '../../platform/clock.ts';
import { type Audience, withVersionOfView } from '../disclosure/index.ts';
import { offerStepsOf } from './domain/offer.ts';
import { refusalOfOfferStep } from './domain/step.ts';
import { Offer, OfferLine, OfferRevision, type OfferView } from './record.ts';
import { offerReading, type OfferLineRow, type OfferRevisionRow, type OfferRow } from './rows.ts';

export type OfferWarningRow = NonNullable<NonNullable<OfferView['warnings']>>[number];

/** An offer as this reader may see it: a donor reads its own in full, of another's never an amount. */
export function viewOffer(
  ctx: ActorContext,
  row: OfferRow,
  lineRows: readonly OfferLineRow[],
  revision: OfferRevisionRow | null,
  warnings: readonly OfferWarningRow[] | null,
  approving: Refusal | null = null,
): OfferView {
  const { donorId, implementerId, budgetAmount, budgetCurrency, zone, ...offer } = row;
  const today = dayAt(zone, ctx.now);
  const audience = offerReading.audienceOf(ctx, row);
  const toMove = { ...offer, lineCount: lineRows.filter(({ leftOutAt }) => leftOutAt === null).length, hasOpenRevision: revision !== null };
  const view = Offer.show(audience, {
    ...offer,
    budget: moneyOf(budgetAmount, budgetCurrency),
    ...whatIsPossible(
      audience === 'donor' ? [] : offerStepsOf(toMove, ctx.actor.role),
      (event) => refusalOfOfferStep(toMove, event, today) ?? (event === 'approve-revision' ? approving : null),
    ),
    revision: revision === null ? null : OfferRevision.show(audience, revision, { offerId: undefined }),
    warnings,
    lines: lineRows.map((line) => viewLine(audience, line)),
  });
  return audience === 'donor' ? withVersionOfView(view) : view;
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
    committedAmount: moneyOf(line.committedAmount, ceilingCurrency)?.amount ?? '0',
    remaining: line.quantity === null ? null : told(line.leftOutAt === null ? steps(line.quantity - line.committed) : NO_STEPS),
  });
}
