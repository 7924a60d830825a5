import { must } from '../../../kernel/assert.ts';
import type { Steps } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { takeBackHoldings } from '../../gaps/index.ts';
import type { ConsignedLine } from '../consignment-queries.ts';
import { deliveredItems } from '../line-queries.ts';
import type { DeliveryRecord } from './change-delivery.ts';

/** Goods that a receipt had proposed as holdings and that the unit doesn't have after all, or not any more. */
export async function takeBackProposed(
  tx: Tx,
  ctx: ActorContext,
  delivery: DeliveryRecord,
  goods: readonly { readonly line: ConsignedLine; readonly quantity: Steps }[],
  counted: 'stays' | 'leaves',
): Promise<void> {
  const gone = goods.filter(({ quantity }) => quantity > 0);
  if (delivery.kind !== 'goods' || gone.length === 0) return;
  const items = await deliveredItems(
    tx,
    gone.map(({ line }) => line.deliveryLineId),
  );
  await takeBackHoldings(
    tx,
    ctx,
    gone.map(({ line: { unitId, organisationId, deliveryLineId }, quantity }) => ({
      unitId,
      organisationId,
      itemType: must(items.get(deliveryLineId), 'a line is of an item'),
      quantity,
      deliveryLineId,
    })),
    counted,
  );
}
