import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { Steps } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { proposeHoldings, redateReceipt } from '../../gaps/index.ts';
import type { ConsignedLine } from '../consignment-queries.ts';
import { deliveredItems } from '../line-queries.ts';
import type { DeliveryRecord } from './change-delivery.ts';

/** Goods that have come to stay are proposed as holdings of their units: nothing counts before a unit confirms it. */
export async function proposeGoods(
  tx: Tx,
  ctx: ActorContext,
  delivery: DeliveryRecord,
  receivedOn: CalendarDate,
  goods: readonly { readonly line: ConsignedLine; readonly quantity: Steps }[],
): Promise<void> {
  const come = goods.filter(({ quantity }) => quantity > 0);
  if (delivery.kind !== 'goods' || come.length === 0) return;
  const items = await deliveredItems(
    tx,
    come.map(({ line }) => line.deliveryLineId),
  );
  await proposeHoldings(
    tx,
    ctx,
    come.map(({ line: { unitId, organisationId, deliveryLineId }, quantity }) => ({
      unitId,
      organisationId,
      itemType: must(items.get(deliveryLineId), 'a line is of an item'),
      quantity,
      deliveryLineId,
      receivedOn,
    })),
  );
}

/** What was proposed for a receipt came on another day than it said. */
export async function redateGoods(
  tx: Tx,
  ctx: ActorContext,
  delivery: DeliveryRecord,
  lines: readonly ConsignedLine[],
  days: { readonly from: CalendarDate; readonly to: CalendarDate },
): Promise<void> {
  if (delivery.kind !== 'goods' || days.from === days.to) return;
  const items = await deliveredItems(
    tx,
    lines.map((line) => line.deliveryLineId),
  );
  await redateReceipt(
    tx,
    ctx,
    lines.map(({ unitId, organisationId, deliveryLineId }) => ({
      unitId,
      organisationId,
      itemType: must(items.get(deliveryLineId), 'a line is of an item'),
      deliveryLineId,
    })),
    days,
  );
}
